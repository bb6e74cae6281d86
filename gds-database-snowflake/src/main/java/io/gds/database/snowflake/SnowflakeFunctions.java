package io.gds.database.snowflake;

import java.time.Instant;

/**
 * The table functions of INFORMATION_SCHEMA, which tell of the whole account whichever database
 * they are called in: that of the connection, else SNOWFLAKE, which every account has. They need a
 * warehouse, unlike SHOW.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/info-schema">Snowflake Information
 *     Schema: table functions</a>
 */
final class SnowflakeFunctions {
  /** The most rows that a function of the history tells, counted before they are filtered. */
  static final int MOST_ROWS = 10_000;

  private SnowflakeFunctions() {}

  /** A call, to be selected from. */
  static String call(SnowflakeContext context, String function, String arguments) {
    String database = context.info().database().orElse("SNOWFLAKE");
    return "TABLE("
        + SnowflakeSql.name(database)
        + ".INFORMATION_SCHEMA."
        + function
        + "("
        + arguments
        + "))";
  }

  /** An instant as the arguments of these functions are declared. */
  static String instant(Instant instant) {
    return SnowflakeSql.instant(instant) + "::TIMESTAMP_LTZ";
  }
}
