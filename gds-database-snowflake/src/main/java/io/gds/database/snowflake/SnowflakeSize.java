package io.gds.database.snowflake;

/**
 * What the tables of a database hold now, without their history and fail-safe.
 *
 * @param rows how many rows
 * @param bytes as they are stored
 */
record SnowflakeSize(long rows, long bytes) {
  static final SnowflakeSize NONE = new SnowflakeSize(0, 0);

  SnowflakeSize plus(long moreRows, long moreBytes) {
    return new SnowflakeSize(rows + moreRows, bytes + moreBytes);
  }
}
