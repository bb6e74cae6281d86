package io.gds.database.snowflake;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/** The options that only Snowflake has when backups are deleted. */
public final class SnowflakeBackupDeletion {
  /**
   * Whether databases that restores set aside count as backups that may go; without this they are
   * pinned. Default: no.
   */
  public static final OptionKey<Boolean> SET_ASIDE =
      OptionKey.of(
              "snowflake.set-aside",
              Boolean.class,
              "Whether databases that restores set aside may go too.")
          .defaultsTo(false);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(SET_ASIDE);

  private SnowflakeBackupDeletion() {}
}
