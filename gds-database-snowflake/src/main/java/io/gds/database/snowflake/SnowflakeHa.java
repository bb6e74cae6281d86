package io.gds.database.snowflake;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only Snowflake has when a failover group is created.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-failover-group">CREATE
 *     FAILOVER GROUP</a>
 */
public final class SnowflakeHa {
  /**
   * When secondaries are refreshed by themselves, in the vendor's words: {@code 10 MINUTE}, or
   * {@code USING CRON 0 * * * * UTC}. Each refresh costs. Default: {@code 10 MINUTE}.
   */
  public static final OptionKey<String> SCHEDULE =
      OptionKey.of(
              "snowflake.schedule",
              String.class,
              "When secondaries are refreshed by themselves, such as 10 MINUTE or USING CRON ….")
          .defaultsTo("10 MINUTE");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(SCHEDULE);

  private SnowflakeHa() {}
}
