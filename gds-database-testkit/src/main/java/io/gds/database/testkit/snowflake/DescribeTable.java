package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireColumn;
import io.gds.database.testkit.wire.WireRow;
import java.util.List;

/**
 * DESCRIBE TABLE.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/desc-table">DESCRIBE TABLE</a>
 */
final class DescribeTable implements SnowflakeVerb {
  private static final List<String> COLUMNS =
      List.of(
          "name",
          "type",
          "kind",
          "null?",
          "default",
          "primary key",
          "unique key",
          "check",
          "expression",
          "comment",
          "policy name",
          "privacy domain");

  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("DESCRIBE", "TABLE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    ModelTable table = session.table(statement.demand("DESCRIBE", "TABLE").qualified());
    statement.end();
    return WireAnswer.rows(COLUMNS.stream().map(name -> new WireColumn(name, "text")).toList())
        .all(
            table.columns().stream()
                .map(
                    column ->
                        WireRow.of(
                            column.name(),
                            column.type(),
                            "COLUMN",
                            column.nullable() ? "Y" : "N",
                            column.fallback().orElse(null),
                            "N",
                            "N",
                            null,
                            null,
                            null,
                            null,
                            null))
                .toList());
  }
}
