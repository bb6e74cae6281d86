package io.gds.database.snowflake;

import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.util.Set;

/**
 * The options that only Snowflake has when something is cloned.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-clone">CREATE … CLONE</a>
 */
public final class SnowflakeClone {
  /**
   * How long ago the state is that is cloned, counted from when the statement is run; whole
   * seconds. Default: none; not together with a point in time.
   */
  public static final OptionKey<Duration> OFFSET =
      OptionKey.of(
              "snowflake.offset", Duration.class, "How long ago the state is, from the run on.")
          .checked(
              ago ->
                  !ago.isNegative()
                      && ago.equals(Duration.ofSeconds(ago.toSeconds()))
                      && !ago.isZero(),
              "whole seconds, at least one");

  /**
   * The id of a query of the last 14 days; the state just before it is cloned. It changed or read
   * data: of what was dropped, UNDROP is the way back. Default: none.
   */
  public static final OptionKey<String> BEFORE_STATEMENT =
      OptionKey.of(
              "snowflake.before-statement",
              String.class,
              "The id of a query; the state is the one just before it.")
          .checked(SnowflakeTimeTravel::isQueryId, "the id of a query");

  /**
   * Whether tables whose history does not go back so far are left out, instead of making the whole
   * fail. Default: no.
   */
  public static final OptionKey<Boolean> SKIP_UNREACHABLE =
      OptionKey.of(
              "snowflake.skip-unreachable",
              Boolean.class,
              "Whether tables are left out whose history does not go back so far.")
          .defaultsTo(false);

  /**
   * Whether named internal stages are cloned, with the files that their directory tables know; that
   * copies them, which costs time and money. They are of the present, whatever the instant.
   * Default: no.
   */
  public static final OptionKey<Boolean> STAGES =
      OptionKey.of(
              "snowflake.stages",
              Boolean.class,
              "Whether internal stages are cloned with their files.")
          .defaultsTo(false);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(OFFSET, BEFORE_STATEMENT, SKIP_UNREACHABLE, STAGES);

  private SnowflakeClone() {}
}
