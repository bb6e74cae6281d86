package io.gds.database.mssql;

import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import java.util.List;

/**
 * A SQL Server instance. Thread-safe. An interface, so that a tool written on it can be tested with
 * a fake.
 */
public interface MssqlEngine
    extends DatabaseEngine, SupportsLogs, SupportsMetrics, SupportsProcesses {
  @Override
  MssqlEngineMetadata metadata();

  @Override
  MssqlEngineMetadata refresh();

  /**
   * The databases but master, tempdb, model, msdb and a distribution database. Names are told as
   * the server writes them; it compares them by its own collation, mostly without regard to case.
   */
  @Override
  List<MssqlDatabase> databases();

  @Override
  List<MssqlDatabase> databases(DatabaseQuery query);

  /**
   * A handle to the database of exactly this name, which need not exist. No I/O.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if no database can
   *     be called so: empty, longer than 128 characters, or with a NUL in it
   */
  @Override
  MssqlDatabase database(String name);
}
