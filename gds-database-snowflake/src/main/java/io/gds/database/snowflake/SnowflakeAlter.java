package io.gds.database.snowflake;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only Snowflake has when a database is altered.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-database">ALTER DATABASE</a>
 */
public final class SnowflakeAlter {
  /**
   * For how many days the history of what is in it is kept: 0 or 1, from the Enterprise Edition on
   * up to 90; of a transient database 0 or 1. Less than before lets history go at once. Default:
   * none, which leaves it.
   */
  public static final OptionKey<Integer> RETENTION_DAYS =
      OptionKey.of(
              "snowflake.retention-days",
              Integer.class,
              "For how many days the history of what is in the database is kept.")
          .checked(days -> days >= 0 && days <= 90, "0 to 90");

  /** By how many days history may be kept longer for streams. Default: none, which leaves it. */
  public static final OptionKey<Integer> MAX_EXTENSION_DAYS =
      OptionKey.of(
              "snowflake.max-extension-days",
              Integer.class,
              "By how many days history may be kept longer so that streams do not go stale.")
          .checked(days -> days >= 0 && days <= 90, "0 to 90");

  /** The comment; an empty text takes it away. Default: none, which leaves it. */
  public static final OptionKey<String> COMMENT =
      OptionKey.of("snowflake.comment", String.class, "The database's comment.");

  /** The collation of texts in tables made from now on. Default: none, which leaves it. */
  public static final OptionKey<String> COLLATION =
      OptionKey.of("snowflake.collation", String.class, "The collation of texts made from now on.")
          .checked(name -> name.matches("[A-Za-z0-9_-]{0,64}"), "a collation, such as en-ci");

  /** Tags to be set; those that it has else stay. Default: none. */
  public static final OptionKey<SnowflakeTagValues> TAGS =
      OptionKey.of("snowflake.tags", SnowflakeTagValues.class, "Tags to be set on the database.")
          .checked(tags -> !tags.isEmpty(), "DATABASE.SCHEMA.TAG=value;…")
          .parsedBy(SnowflakeTagValues::parse);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(RETENTION_DAYS, MAX_EXTENSION_DAYS, COMMENT, COLLATION, TAGS);

  private SnowflakeAlter() {}
}
