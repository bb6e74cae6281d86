package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Views of INFORMATION_SCHEMA, with the columns that clients read.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/info-schema">Snowflake Information
 *     Schema</a>
 */
final class InformationSchema {
  private InformationSchema() {}

  static ModelRows databases(ModelSession session, ModelCall call) {
    List<WireRow> rows = new ArrayList<>();
    for (ModelDatabase each : session.account().databases().present()) {
      if (session.sees(each)) {
        rows.add(
            WireRow.of(
                each.name(),
                each.ownerName(),
                each.isTransient() ? "YES" : "NO",
                each.comment().isEmpty() ? null : each.comment(),
                each.created().at(),
                each.altered(),
                each.retention(),
                each.shownKind()));
      }
    }
    return ModelRows.of(
        List.of(
            "DATABASE_NAME text",
            "DATABASE_OWNER text",
            "IS_TRANSIENT text",
            "COMMENT text",
            "CREATED timestamp_ltz(3)",
            "LAST_ALTERED timestamp_ltz(3)",
            "RETENTION_TIME fixed",
            "TYPE text"),
        rows);
  }

  static ModelRows schemata(ModelSession session, ModelCall call) {
    List<WireRow> rows = new ArrayList<>();
    for (ModelSchema each : session.database(call.database()).schemas()) {
      if (session.sees(each)) {
        rows.add(
            WireRow.of(
                each.database().name(),
                each.name(),
                each.ownerName(),
                each.isTransient() ? "YES" : "NO",
                each.retention(),
                each.created().at(),
                each.altered(),
                each.comment().isEmpty() ? null : each.comment()));
      }
    }
    return ModelRows.of(
        List.of(
            "CATALOG_NAME text",
            "SCHEMA_NAME text",
            "SCHEMA_OWNER text",
            "IS_TRANSIENT text",
            "RETENTION_TIME fixed",
            "CREATED timestamp_ltz(3)",
            "LAST_ALTERED timestamp_ltz(3)",
            "COMMENT text"),
        rows);
  }

  static ModelRows tables(ModelSession session, ModelCall call) {
    List<WireRow> rows = new ArrayList<>();
    for (ModelTable each : seen(session, call)) {
      boolean view = each.tableKind() == ModelTable.Kind.VIEW;
      rows.add(
          WireRow.of(
              each.schema().database().name(),
              each.schema().name(),
              each.name(),
              each.ownerName(),
              type(each),
              each.isTransient() ? "YES" : "NO",
              view ? null : each.rows().size(),
              view ? null : each.bytes(),
              view ? null : each.retention(),
              each.created().at(),
              each.altered(),
              each.comment().isEmpty() ? null : each.comment()));
    }
    return ModelRows.of(
        List.of(
            "TABLE_CATALOG text",
            "TABLE_SCHEMA text",
            "TABLE_NAME text",
            "TABLE_OWNER text",
            "TABLE_TYPE text",
            "IS_TRANSIENT text",
            "ROW_COUNT fixed",
            "BYTES fixed",
            "RETENTION_TIME fixed",
            "CREATED timestamp_ltz(3)",
            "LAST_ALTERED timestamp_ltz(3)",
            "COMMENT text"),
        rows);
  }

  private static String type(ModelTable table) {
    return switch (table.tableKind()) {
      case VIEW -> "VIEW";
      case EXTERNAL -> "EXTERNAL TABLE";
      case TEMPORARY -> "TEMPORARY TABLE";
      default -> "BASE TABLE";
    };
  }

  static ModelRows columns(ModelSession session, ModelCall call) {
    List<WireRow> rows = new ArrayList<>();
    for (ModelTable table : seen(session, call)) {
      int position = 0;
      for (ModelColumn each : table.columns()) {
        position++;
        String word = ModelType.word(each.type());
        rows.add(
            WireRow.of(
                table.schema().database().name(),
                table.schema().name(),
                table.name(),
                each.name(),
                position,
                each.fallback().orElse(null),
                each.nullable() ? "YES" : "NO",
                word.equals("VARCHAR") ? "TEXT" : word));
      }
    }
    return ModelRows.of(
        List.of(
            "TABLE_CATALOG text",
            "TABLE_SCHEMA text",
            "TABLE_NAME text",
            "COLUMN_NAME text",
            "ORDINAL_POSITION fixed",
            "COLUMN_DEFAULT text",
            "IS_NULLABLE text",
            "DATA_TYPE text"),
        rows);
  }

  private static List<ModelTable> seen(ModelSession session, ModelCall call) {
    return session.database(call.database()).schemas().stream()
        .flatMap(schema -> schema.tables().stream())
        .filter(session::sees)
        .toList();
  }
}
