package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;

/**
 * DESCRIBE TABLE.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/desc-table">DESCRIBE TABLE</a>
 */
final class DescribeTable implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("DESCRIBE", "TABLE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    ModelTable table = session.table(statement.demand("DESCRIBE", "TABLE").qualified());
    statement.end();
    return WireAnswer.rows(
            "name text",
            "type text",
            "kind text",
            "null? text",
            "default text",
            "primary key text",
            "unique key text",
            "check text",
            "expression text",
            "comment text",
            "policy name text",
            "privacy domain text")
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
