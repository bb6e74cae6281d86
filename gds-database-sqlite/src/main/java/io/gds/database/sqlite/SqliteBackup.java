package io.gds.database.sqlite;

import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.util.Set;

/** The options that only SQLite has when a database is backed up. */
public final class SqliteBackup {
  /** How many pages are copied between two looks at progress and cancel. Default: 512. */
  public static final OptionKey<Integer> PAGES_PER_STEP =
      OptionKey.of(
              "sqlite.pages-per-step",
              Integer.class,
              "How many pages are copied between two looks at progress and cancel.")
          .defaultsTo(512)
          .checked(pages -> pages >= 1 && pages <= 65536, "1 to 65536");

  /**
   * How long the copy of a database with a rollback journal gives way to writers, each of whom
   * makes it begin again. After that it keeps writers waiting until it is complete. Without meaning
   * in WAL mode, where neither waits for the other. Default: 5 seconds.
   */
  public static final OptionKey<Duration> GIVE_WAY_FOR =
      OptionKey.of(
              "sqlite.give-way-for",
              Duration.class,
              "How long the copy gives way to writers in rollback-journal mode.")
          .defaultsTo(Duration.ofSeconds(5))
          .checked(time -> !time.isNegative(), "zero or more, such as PT5S");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(PAGES_PER_STEP, GIVE_WAY_FOR);

  private SqliteBackup() {}
}
