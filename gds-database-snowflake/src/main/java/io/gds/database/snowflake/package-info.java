/**
 * Snowflake.
 *
 * <p>What decides something is a pure function here, and knows no connection. What is sent outside
 * of a driver's bind is written by {@code SnowflakeSql} alone, and every statement goes through
 * {@code SnowflakeGateway}, which tags it, so that one whose answer was lost is found again.
 */
@NullMarked
package io.gds.database.snowflake;

import org.jspecify.annotations.NullMarked;
