package io.gds.database.snowflake;

/**
 * A statement that was run to its end.
 *
 * @param id the server's name for it, by which its rows can be read again for a day
 * @param tag what it was sent with
 */
record SnowflakeQuery(String id, String tag) {}
