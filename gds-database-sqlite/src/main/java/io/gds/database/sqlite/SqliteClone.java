package io.gds.database.sqlite;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/** The options that only SQLite has when a database is cloned: those of copying in a backup. */
public final class SqliteClone {
  /** As {@link SqliteBackup#PAGES_PER_STEP}. Default: 512. */
  public static final OptionKey<Integer> PAGES_PER_STEP = SqliteBackup.PAGES_PER_STEP;

  /** As {@link SqliteBackup#GIVE_WAY_FOR}. Default: 5 seconds. */
  public static final OptionKey<java.time.Duration> GIVE_WAY_FOR = SqliteBackup.GIVE_WAY_FOR;

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(PAGES_PER_STEP, GIVE_WAY_FOR);

  private SqliteClone() {}
}
