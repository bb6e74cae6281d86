package io.gds.database.postgres;

import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.operation.Operation;
import io.gds.database.settings.SupportsConfiguration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of CockroachDB, with typed handles. An interface, so that tools written on it can be
 * tested with a fake. Thread-safe.
 *
 * <p>Its sessions are of all nodes, whichever was connected to, and its settings are the whole
 * cluster's.
 */
public interface CockroachEngine
    extends DatabaseEngine,
        SupportsBackup,
        SupportsBackupCatalog,
        SupportsProcesses,
        SupportsConfiguration {
  @Override
  CockroachEngineMetadata metadata();

  @Override
  CockroachEngineMetadata refresh();

  /** The databases but {@code system}, as far as this role may connect to them. */
  @Override
  List<CockroachDatabase> databases();

  @Override
  List<CockroachDatabase> databases(DatabaseQuery query);

  /**
   * A handle to the database of exactly this name, which need not exist. No I/O.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if no database can
   *     be called so: empty, or with a NUL in it
   */
  @Override
  CockroachDatabase database(String name);

  /**
   * The nodes of the cluster. Needs VIEWCLUSTERMETADATA, and on servers from 26.1 on the session
   * variable allow_unsafe_internals, which an administrator may set for the role. One statement;
   * reads only.
   *
   * @throws io.gds.database.error.PermissionDeniedException if that is not so, with the remedy
   * @see <a href="https://www.cockroachlabs.com/docs/stable/crdb-internal">crdb_internal</a>
   */
  List<CockroachNode> nodes();

  /**
   * The statements that run now, on all nodes; without VIEWACTIVITY or VIEWACTIVITYREDACTED this
   * role's own. One statement; reads only.
   */
  List<CockroachQuery> queries();

  /**
   * The transactions that are open now, on all nodes; of others an administrator sees them. One
   * statement; reads only.
   */
  List<CockroachTransaction> transactions();

  /**
   * The jobs that go on, and those that ended in the last twelve hours; without VIEWJOB this role's
   * own. Descriptions may be cut. One statement; reads only.
   */
  List<CockroachJob> jobs();

  /**
   * One job, whenever it ended, as long as the cluster remembers it, with its whole description.
   * One statement; reads only.
   */
  Optional<CockroachJob> job(long id);

  /**
   * Plans to pause a job; it ends when the job is paused. What it has reserved stays so, and the
   * cluster keeps for it what else would be collected as garbage. Needs CONTROLJOB.
   *
   * @see <a href="https://www.cockroachlabs.com/docs/stable/pause-job">PAUSE JOB</a>
   */
  Operation<@Nullable Void> preparePauseJob(long id);

  /** Pauses a job. */
  default void pauseJob(long id) {
    preparePauseJob(id).run();
  }

  /**
   * Plans to let a paused job go on; it ends when the job runs. Needs CONTROLJOB.
   *
   * @see <a href="https://www.cockroachlabs.com/docs/stable/resume-job">RESUME JOB</a>
   */
  Operation<@Nullable Void> prepareResumeJob(long id);

  /** Lets a paused job go on. */
  default void resumeJob(long id) {
    prepareResumeJob(id).run();
  }

  /**
   * Plans to cancel a job; it ends when what the job did is undone. A job that ends otherwise
   * before that is a failure, with code WRONG_STATE. Needs CONTROLJOB.
   *
   * @see <a href="https://www.cockroachlabs.com/docs/stable/cancel-job">CANCEL JOB</a>
   */
  Operation<@Nullable Void> prepareCancelJob(long id);

  /** Cancels a job. */
  default void cancelJob(long id) {
    prepareCancelJob(id).run();
  }
}
