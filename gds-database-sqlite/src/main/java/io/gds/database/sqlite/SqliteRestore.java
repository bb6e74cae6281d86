package io.gds.database.sqlite;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/** The options that only SQLite has when a backup is proved or restored. */
public final class SqliteRestore {
  /**
   * Whether a database file without a manifest beside it is taken too. Nothing can then be said of
   * single bytes, only what {@code integrity_check} finds. The file is read as it lies, so nobody
   * may have it open meanwhile; back a live database up instead. Taken by restoring and by
   * verifying. Default: no.
   */
  public static final OptionKey<Boolean> WITHOUT_MANIFEST =
      OptionKey.of(
              "sqlite.without-manifest",
              Boolean.class,
              "Whether a database file without a manifest beside it is taken too.")
          .defaultsTo(false);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(WITHOUT_MANIFEST);

  private SqliteRestore() {}
}
