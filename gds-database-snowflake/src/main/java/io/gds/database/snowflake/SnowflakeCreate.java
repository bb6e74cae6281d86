package io.gds.database.snowflake;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only Snowflake has when a database is created.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-database">CREATE
 *     DATABASE</a>
 */
public final class SnowflakeCreate {
  /**
   * Whether it is transient: all in it has no fail-safe, and a day of history at most. It stays so.
   * Default: false.
   */
  public static final OptionKey<Boolean> TRANSIENT =
      OptionKey.of(
              "snowflake.transient",
              Boolean.class,
              "Whether the database has no fail-safe and a day of history at most.")
          .defaultsTo(false);

  /** For how many days history is kept. Default: none, which is what the account says. */
  public static final OptionKey<Integer> RETENTION_DAYS = SnowflakeAlter.RETENTION_DAYS;

  /**
   * By how many days history may be kept longer for streams. Default: none, as the account says.
   */
  public static final OptionKey<Integer> MAX_EXTENSION_DAYS = SnowflakeAlter.MAX_EXTENSION_DAYS;

  /** The comment. Default: none. */
  public static final OptionKey<String> COMMENT = SnowflakeAlter.COMMENT;

  /** Tags. Default: none. */
  public static final OptionKey<SnowflakeTagValues> TAGS = SnowflakeAlter.TAGS;

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(TRANSIENT, RETENTION_DAYS, MAX_EXTENSION_DAYS, COMMENT, TAGS);

  private SnowflakeCreate() {}
}
