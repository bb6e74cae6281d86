package io.gds.database.postgres;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.Detail;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SupportsSql;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Operation;
import io.gds.database.schema.SupportsSchemas;
import java.util.List;

/**
 * One database of a server of PostgreSQL, which need not exist, with all it can do as typed
 * methods. Thread-safe.
 */
public interface PostgresDatabase
    extends Database,
        SupportsBackup,
        SupportsRestore,
        SupportsStates,
        SupportsClone,
        SupportsSchemas,
        SupportsSql {
  @Override
  PostgresEngine engine();

  @Override
  PostgresDatabaseMetadata metadata();

  @Override
  PostgresDatabaseMetadata refresh(Detail... details);

  @Override
  Operation<PostgresDatabase> prepareCreate(CreateOptions options);

  /**
   * What a DBA should know of what is in this database: old tables, invalid indexes, sequences near
   * their end, collations that changed. The worst first; empty if there is nothing. One statement
   * in it; reads only.
   *
   * @throws io.gds.database.error.NotFoundException if the database does not exist
   */
  List<PostgresHealthFinding> health();

  /**
   * Plans a vacuum, which cleans tables of rows that nobody sees any more.
   *
   * @see <a href="https://www.postgresql.org/docs/current/sql-vacuum.html">VACUUM</a>
   */
  Operation<PostgresMaintenanceInfo> prepareVacuum(PostgresVacuumOptions options);

  /**
   * Vacuums.
   *
   * @throws io.gds.database.error.NotFoundException if the database or a table does not exist
   * @throws io.gds.database.error.DatabaseInUseException with code LOCKED if a table stayed locked
   * @throws io.gds.database.error.PermissionDeniedException if a table is not this role's to keep
   */
  default PostgresMaintenanceInfo vacuum(PostgresVacuumOptions options) {
    return prepareVacuum(options).run();
  }

  /**
   * Plans to gather statistics, by which the server chooses its ways.
   *
   * @see <a href="https://www.postgresql.org/docs/current/sql-analyze.html">ANALYZE</a>
   */
  Operation<PostgresMaintenanceInfo> prepareAnalyze(PostgresAnalyzeOptions options);

  /** Gathers statistics; fails as {@link #vacuum} does. */
  default PostgresMaintenanceInfo analyze(PostgresAnalyzeOptions options) {
    return prepareAnalyze(options).run();
  }

  /**
   * Plans to build indexes anew, by default so that tables can be written meanwhile. If that fails,
   * the unfinished indexes it leaves are dropped.
   *
   * @see <a href="https://www.postgresql.org/docs/current/sql-reindex.html">REINDEX</a>
   */
  Operation<PostgresMaintenanceInfo> prepareReindex(PostgresReindexOptions options);

  /** Builds indexes anew; fails as {@link #vacuum} does. */
  default PostgresMaintenanceInfo reindex(PostgresReindexOptions options) {
    return prepareReindex(options).run();
  }

  @Override
  default PostgresDatabase create(CreateOptions options) {
    return prepareCreate(options).run();
  }
}
