package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;

/**
 * SHOW SEQUENCES: this account has none.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-sequences">SHOW SEQUENCES</a>
 */
final class ShowSequences implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("SHOW", "SEQUENCES", "IN", "DATABASE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    session.database(statement.demand("SHOW", "SEQUENCES", "IN", "DATABASE").name());
    statement.end();
    return WireAnswer.rows(
        "name text",
        "database_name text",
        "schema_name text",
        "next_value text",
        "interval text",
        "created_on timestamp_ltz(3)",
        "owner text",
        "comment text",
        "owner_role_type text",
        "ordered text");
  }
}
