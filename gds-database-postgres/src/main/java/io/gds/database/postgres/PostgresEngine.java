package io.gds.database.postgres;

import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.settings.SupportsConfiguration;
import java.util.List;

/**
 * A server of PostgreSQL, with typed handles. An interface, so that tools written on it can be
 * tested with a fake. Thread-safe.
 *
 * <p>Its backups are of the whole server, page by page; those of single databases are asked of
 * {@link PostgresDatabase}. A restore makes a data directory, which is not started.
 */
public interface PostgresEngine
    extends DatabaseEngine,
        SupportsBackup,
        SupportsRestore,
        SupportsBackupCatalog,
        SupportsClone,
        SupportsUsers,
        SupportsProcesses,
        SupportsConfiguration,
        SupportsMetrics,
        SupportsLogs,
        SupportsStatements,
        SupportsHighAvailability,
        SupportsSwitchover,
        SupportsTopologyChange,
        SupportsLifecycle {
  @Override
  PostgresEngineMetadata metadata();

  @Override
  PostgresEngineMetadata refresh();

  /** The databases but {@code postgres}, {@code template0} and {@code template1}. */
  @Override
  List<PostgresDatabase> databases();

  @Override
  List<PostgresDatabase> databases(DatabaseQuery query);

  /**
   * What a DBA should know of this server and its databases: transactions near their wraparound and
   * what holds rows back, replication slots, the archiver, long and idle and prepared transactions,
   * collations that changed, invalid indexes, wrong checksums, sequences near their end; the worst
   * first, each with its remedy. Empty if there is nothing; what this role may not see is told as
   * UNREADABLE. Two statements, and one in each database that is no template; reads only.
   *
   * @see PostgresHealthTopic
   */
  List<PostgresHealthFinding> health();

  /**
   * A handle to the database of exactly this name, which need not exist. No I/O.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if no database can
   *     be called so: empty, longer than 63 bytes in UTF-8, or with a NUL in it
   */
  @Override
  PostgresDatabase database(String name);
}
