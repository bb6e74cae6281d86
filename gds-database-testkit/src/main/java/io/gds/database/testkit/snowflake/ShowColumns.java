package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireColumn;
import io.gds.database.testkit.wire.WireRow;
import java.util.ArrayList;
import java.util.List;

/**
 * SHOW COLUMNS, which has no LIMIT: what is beyond 10,000 rows is never shown.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-columns">SHOW COLUMNS</a>
 */
final class ShowColumns implements SnowflakeVerb {
  private static final int MOST = 10_000;

  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("SHOW", "COLUMNS");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("SHOW", "COLUMNS");
    List<ModelTable> tables = tables(statement, session);
    statement.end();
    List<WireRow> rows = new ArrayList<>();
    for (ModelTable table : tables) {
      for (ModelColumn each : table.columns()) {
        rows.add(
            WireRow.of(
                table.name(),
                table.schema().name(),
                each.name(),
                each.json(),
                each.nullable() ? "true" : "NOT_NULL",
                each.fallback().orElse(""),
                "COLUMN",
                "",
                "",
                table.schema().database().name(),
                ""));
      }
    }
    return WireAnswer.rows(
            List.of(
                WireColumn.parse("table_name text"),
                WireColumn.parse("schema_name text"),
                WireColumn.parse("column_name text"),
                WireColumn.parse("data_type text"),
                WireColumn.parse("null? text"),
                WireColumn.parse("default text"),
                WireColumn.parse("kind text"),
                WireColumn.parse("expression text"),
                WireColumn.parse("comment text"),
                WireColumn.parse("database_name text"),
                WireColumn.parse("autoincrement text")))
        .all(rows.subList(0, Math.min(MOST, rows.size())));
  }

  private static List<ModelTable> tables(SnowflakeReader statement, ModelSession session) {
    if (statement.take("IN", "TABLE") || statement.take("IN", "VIEW")) {
      return List.of(session.table(statement.qualified()));
    }
    return ShowScope.read(statement, session).schemas().stream()
        .flatMap(schema -> schema.tables().stream())
        .filter(session::sees)
        .toList();
  }
}
