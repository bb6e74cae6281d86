package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * SHOW DATABASES.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-databases">SHOW DATABASES</a>
 */
final class ShowDatabases implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("SHOW", "DATABASES") || statement.at("SHOW", "TERSE", "DATABASES");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("SHOW");
    boolean terse = statement.take("TERSE");
    statement.demand("DATABASES");
    boolean history = statement.take("HISTORY");
    ShowFilter filter = new ShowFilter().like(statement);
    if (statement.at("IN", "FAILOVER") || statement.at("IN", "REPLICATION")) {
      throw statement.wrong();
    }
    statement.take("IN", "ACCOUNT");
    filter.rest(statement);
    List<ModelDatabase> all = new ArrayList<>(session.account().databases().present());
    if (history) {
      all.addAll(session.account().databases().dropped());
      all.sort(
          Comparator.comparing(ModelObject::name)
              .thenComparing(each -> each.created().ticket(), Comparator.reverseOrder()));
    }
    List<ModelDatabase> seen = all.stream().filter(session::sees).toList();
    return terse ? terse(filter, seen) : full(filter, seen, session, history);
  }

  private static WireAnswer terse(ShowFilter filter, List<ModelDatabase> seen) {
    return filter.answer(
        List.of(
            "created_on timestamp_ltz(3)",
            "name text",
            "kind text",
            "database_name text",
            "schema_name text"),
        seen.stream()
            .map(each -> WireRow.of(each.created().at(), each.name(), each.shownKind(), "", ""))
            .toList());
  }

  private static WireAnswer full(
      ShowFilter filter, List<ModelDatabase> seen, ModelSession session, boolean history) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "created_on timestamp_ltz(3)",
                "name text",
                "is_default text",
                "is_current text",
                "origin text",
                "owner text",
                "comment text",
                "options text",
                "retention_time text"));
    if (history) {
      columns.add("dropped_on timestamp_ltz(3)");
    }
    columns.addAll(List.of("kind text", "owner_role_type text", "object_visibility object"));
    List<WireRow> rows = new ArrayList<>();
    for (ModelDatabase each : seen) {
      List<Object> values = new ArrayList<>();
      values.add(each.created().at());
      values.add(each.name());
      values.add("N");
      values.add(each.isThere() && each.name().equals(session.databaseName()) ? "Y" : "N");
      values.add(each.origin());
      values.add(each.ownerName());
      values.add(each.comment());
      values.add(each.isTransient() ? "TRANSIENT" : "");
      values.add(String.valueOf(each.retention()));
      if (history) {
        values.add(each.dropped().map(ModelMoment::at).orElse(null));
      }
      values.add(each.shownKind().toUpperCase(Locale.ROOT));
      values.add(each.owner().isPresent() ? "ROLE" : "");
      values.add(null);
      rows.add(new WireRow(values));
    }
    return filter.answer(columns, rows);
  }
}
