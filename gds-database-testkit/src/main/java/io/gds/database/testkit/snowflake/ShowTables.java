package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * SHOW TABLES, SHOW VIEWS and SHOW OBJECTS.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-tables">SHOW TABLES</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-views">SHOW VIEWS</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-objects">SHOW OBJECTS</a>
 */
final class ShowTables implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.take("SHOW") && statement.atOne("TABLES", "VIEWS", "OBJECTS");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("SHOW");
    String what = statement.one("TABLES", "VIEWS", "OBJECTS");
    boolean history = what.equals("TABLES") && statement.take("HISTORY");
    ShowFilter filter = new ShowFilter().like(statement);
    ShowScope scope = ShowScope.read(statement, session);
    filter.rest(statement);
    List<ModelTable> found = new ArrayList<>();
    for (ModelSchema schema : scope.schemas()) {
      schema.children().stream()
          .filter(each -> each.isThere() || (history && !each.isGone()))
          .filter(each -> what.equals("OBJECTS") || isView(each) == what.equals("VIEWS"))
          .filter(session::sees)
          .sorted(Comparator.comparing(ModelObject::name))
          .forEach(found::add);
    }
    return switch (what) {
      case "VIEWS" -> views(filter, found);
      case "OBJECTS" -> objects(filter, found);
      default -> tables(filter, found, history);
    };
  }

  private static boolean isView(ModelTable table) {
    return table.tableKind() == ModelTable.Kind.VIEW;
  }

  private static WireAnswer tables(ShowFilter filter, List<ModelTable> found, boolean history) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "created_on timestamp_ltz(3)",
                "name text",
                "database_name text",
                "schema_name text",
                "kind text",
                "comment text",
                "cluster_by text",
                "rows fixed",
                "bytes fixed",
                "owner text",
                "retention_time text",
                "automatic_clustering text",
                "change_tracking text",
                "is_external text",
                "enable_schema_evolution text",
                "owner_role_type text",
                "is_event text",
                "is_hybrid text",
                "is_iceberg text",
                "is_dynamic text"));
    if (history) {
      columns.add("dropped_on timestamp_ltz(3)");
    }
    List<WireRow> rows = new ArrayList<>();
    for (ModelTable each : found) {
      List<Object> values = new ArrayList<>(place(each));
      values.addAll(List.of(kind(each), each.comment(), "", each.rows().size(), each.bytes()));
      values.addAll(List.of(each.ownerName(), String.valueOf(each.retention()), "OFF", "OFF"));
      values.addAll(List.of(is(each, ModelTable.Kind.EXTERNAL), "N", "ROLE", "N"));
      values.addAll(List.of(is(each, ModelTable.Kind.HYBRID), "N", "N"));
      if (history) {
        values.add(each.dropped().map(ModelMoment::at).orElse(null));
      }
      rows.add(new WireRow(values));
    }
    return filter.answer(columns, rows);
  }

  private static List<Object> place(ModelTable each) {
    return List.of(
        each.created().at(), each.name(), each.schema().database().name(), each.schema().name());
  }

  private static String kind(ModelTable table) {
    return switch (table.tableKind()) {
      case TEMPORARY -> "TEMPORARY";
      case VIEW -> "VIEW";
      default -> table.isTransient() ? "TRANSIENT" : "TABLE";
    };
  }

  private static String is(ModelTable table, ModelTable.Kind kind) {
    return table.tableKind() == kind ? "Y" : "N";
  }

  private static WireAnswer views(ShowFilter filter, List<ModelTable> found) {
    return filter.answer(
        List.of(
            "created_on timestamp_ltz(3)",
            "name text",
            "reserved text",
            "database_name text",
            "schema_name text",
            "owner text",
            "comment text",
            "text text",
            "is_secure text",
            "is_materialized text",
            "owner_role_type text",
            "change_tracking text"),
        found.stream()
            .map(
                each ->
                    WireRow.of(
                        each.created().at(),
                        each.name(),
                        "",
                        each.schema().database().name(),
                        each.schema().name(),
                        each.ownerName(),
                        each.comment(),
                        "create view " + each.name() + " as " + each.text(),
                        "false",
                        "false",
                        "ROLE",
                        "OFF"))
            .toList());
  }

  private static WireAnswer objects(ShowFilter filter, List<ModelTable> found) {
    List<WireRow> rows = new ArrayList<>();
    for (ModelTable each : found) {
      List<Object> values = new ArrayList<>(place(each));
      values.addAll(List.of(kind(each), each.comment(), ""));
      values.add(isView(each) ? null : each.rows().size());
      values.add(isView(each) ? null : each.bytes());
      values.addAll(List.of(each.ownerName(), String.valueOf(each.retention()), "ROLE"));
      rows.add(new WireRow(values));
    }
    return filter.answer(
        List.of(
            "created_on timestamp_ltz(3)",
            "name text",
            "database_name text",
            "schema_name text",
            "kind text",
            "comment text",
            "cluster_by text",
            "rows fixed",
            "bytes fixed",
            "owner text",
            "retention_time text",
            "owner_role_type text"),
        rows);
  }
}
