package io.gds.database.snowflake;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only Snowflake has when a database is restored. {@link SnowflakeClone#OFFSET}
 * and {@link SnowflakeClone#BEFORE_STATEMENT} name the state of a history instead of an instant.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-time-travel">Time Travel</a>
 */
public final class SnowflakeRestore {
  /**
   * Of a dropped database: which one, where several of the name were dropped; its number in
   * SNOWFLAKE.ACCOUNT_USAGE.DATABASES. Default: none, the one that was dropped last.
   */
  public static final OptionKey<Long> DATABASE_ID =
      OptionKey.of("snowflake.database-id", Long.class, "Which of several dropped databases.")
          .checked(id -> id > 0, "a database's number");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(
          DATABASE_ID,
          SnowflakeClone.OFFSET,
          SnowflakeClone.BEFORE_STATEMENT,
          SnowflakeClone.SKIP_UNREACHABLE,
          SnowflakeClone.STAGES);

  private SnowflakeRestore() {}
}
