package io.gds.database.sqlite;

import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.settings.SupportsConfiguration;
import java.util.List;

/**
 * A directory of SQLite databases, or a single file, with typed handles. An interface, so that
 * tools written on it can be tested with a fake. Thread-safe.
 */
public interface SqliteEngine
    extends DatabaseEngine, SupportsBackupCatalog, SupportsConfiguration, SupportsMetrics {
  @Override
  SqliteEngineMetadata metadata();

  @Override
  SqliteEngineMetadata refresh();

  /** The databases of the directory, by the headers of their files; none is opened. */
  @Override
  List<SqliteDatabase> databases();

  @Override
  List<SqliteDatabase> databases(DatabaseQuery query);

  /**
   * A handle to the database of exactly this name, which need not exist. No I/O.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if no file can be
   *     called so
   */
  @Override
  SqliteDatabase database(String name);
}
