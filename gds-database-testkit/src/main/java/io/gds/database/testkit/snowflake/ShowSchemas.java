package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * SHOW SCHEMAS.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-schemas">SHOW SCHEMAS</a>
 */
final class ShowSchemas implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("SHOW", "SCHEMAS");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("SHOW", "SCHEMAS");
    boolean history = statement.take("HISTORY");
    ShowFilter filter = new ShowFilter().like(statement);
    ShowScope scope = ShowScope.read(statement, session);
    filter.rest(statement);
    List<String> columns =
        new ArrayList<>(
            List.of(
                "created_on timestamp_ltz(3)",
                "name text",
                "is_default text",
                "is_current text",
                "database_name text",
                "owner text",
                "comment text",
                "options text",
                "retention_time text",
                "owner_role_type text"));
    if (history) {
      columns.add("dropped_on timestamp_ltz(3)");
    }
    List<WireRow> rows = new ArrayList<>();
    for (ModelDatabase database : scope.databases()) {
      rows.addAll(rows(database, session, history));
    }
    return filter.answer(columns, rows);
  }

  private static List<WireRow> rows(ModelDatabase database, ModelSession session, boolean history) {
    List<WireRow> rows = new ArrayList<>();
    rows.add(information(database, history));
    database.children().stream()
        .filter(each -> each.isThere() || (history && !each.isGone()))
        .filter(session::sees)
        .sorted(Comparator.comparing(ModelObject::name))
        .forEach(each -> rows.add(row(each, session, history)));
    return rows;
  }

  /** The schema that each database has of itself; nobody owns it. */
  private static WireRow information(ModelDatabase database, boolean history) {
    List<Object> values = new ArrayList<>();
    values.add(database.account().moment().at());
    values.addAll(List.of("INFORMATION_SCHEMA", "N", "N", database.name(), ""));
    values.addAll(List.of("Views describing the contents of schemas in this database", "", "", ""));
    if (history) {
      values.add(null);
    }
    return new WireRow(values);
  }

  private static WireRow row(ModelSchema each, ModelSession session, boolean history) {
    List<Object> values = new ArrayList<>();
    boolean current =
        each.name().equals(session.schemaName())
            && each.database().name().equals(session.databaseName());
    values.add(each.created().at());
    values.addAll(List.of(each.name(), "N", current ? "Y" : "N", each.database().name()));
    values.addAll(List.of(each.ownerName(), each.comment(), each.isTransient() ? "TRANSIENT" : ""));
    values.addAll(List.of(String.valueOf(each.retention()), "ROLE"));
    if (history) {
      values.add(each.dropped().map(ModelMoment::at).orElse(null));
    }
    return new WireRow(values);
  }
}
