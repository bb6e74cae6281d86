package io.gds.database.mssql;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.Sql;
import io.gds.database.operation.ProgressUnit;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks on a second connection at how far a session is with a long statement, until closed. A login
 * that does not see other sessions is told nothing between the beginning and the end.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-requests-transact-sql">sys.dm_exec_requests</a>
 */
final class MssqlRequestProgress implements AutoCloseable {
  static final String SQL =
      "SELECT r.percent_complete FROM sys.dm_exec_requests r WHERE r.session_id = ?";

  private static final Logger LOG = LoggerFactory.getLogger(MssqlRequestProgress.class);
  private static final long PERIOD_MILLIS = 500;
  private static final OptionalLong WHOLE = OptionalLong.of(100);

  private final MssqlContext context;
  private final int session;
  private final String phase;
  private final StepContext step;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean over;
  private @Nullable ScheduledFuture<?> timer;

  private MssqlRequestProgress(MssqlContext context, int session, String phase, StepContext step) {
    this.context = context;
    this.session = session;
    this.phase = phase;
    this.step = step;
  }

  /**
   * Begins to look.
   *
   * @param session the working session's {@code @@SPID}
   * @param phase what it is at, for people
   */
  static MssqlRequestProgress begin(
      MssqlContext context, int session, String phase, StepContext step) {
    MssqlRequestProgress progress = new MssqlRequestProgress(context, session, phase, step);
    progress.tell(0);
    progress.timer =
        context
            .runner()
            .environment()
            .scheduler()
            .scheduleAtFixedRate(
                progress::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return progress;
  }

  /** Begins to look at what this session does next; asks for its number first. */
  static MssqlRequestProgress begin(
      MssqlContext context, Sql session, String phase, StepContext step) {
    int number =
        session
            .first("SELECT @@SPID AS session_id", row -> row.intValue("session_id"))
            .orElseThrow();
    MssqlRequestProgress progress = begin(context, number, phase, step);
    step.throwIfCancelled();
    return progress;
  }

  /** On the scheduler, where nothing may block. */
  private void tick() {
    if (!over && busy.compareAndSet(false, true)) {
      try {
        context.runner().environment().workers().execute(this::look);
      } catch (RejectedExecutionException e) {
        busy.set(false);
      }
    }
  }

  private void look() {
    try {
      if (!over) {
        context
            .sql()
            .first(SQL, row -> row.doubleValue("percent_complete"), session)
            .filter(percent -> !over && percent > 0)
            .ifPresent(percent -> tell(percent.longValue()));
      }
    } catch (DatabaseException e) {
      // The work goes on without being watched.
      LOG.debug("Progress of session {}: {}", session, e.toString());
    } finally {
      busy.set(false);
    }
  }

  private void tell(long percent) {
    step.progress(phase, percent, WHOLE, ProgressUnit.PERCENT);
  }

  /** The statement has succeeded. */
  void done() {
    over = true;
    tell(100);
  }

  @Override
  public void close() {
    over = true;
    ScheduledFuture<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
  }
}
