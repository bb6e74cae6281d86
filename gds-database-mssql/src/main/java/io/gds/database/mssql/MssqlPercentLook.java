package io.gds.database.mssql;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
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
 * Looks at how far the server is with a session's statement, by another session, until closed. A
 * login without VIEW SERVER STATE sees nothing, and is told nothing. Used by the thread that waits
 * for the statement.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-requests-transact-sql">percent_complete</a>
 */
final class MssqlPercentLook implements AutoCloseable {
  static final String SQL =
      "SELECT r.percent_complete FROM sys.dm_exec_requests r WHERE r.session_id = ?";

  private static final Logger LOG = LoggerFactory.getLogger(MssqlPercentLook.class);
  private static final long PERIOD_MILLIS = 500;
  private static final int WHOLE = 100;

  private final MssqlContext context;
  private final int session;
  private final String phase;
  private final StepContext step;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean over;
  private @Nullable ScheduledFuture<?> timer;

  private MssqlPercentLook(MssqlContext context, int session, String phase, StepContext step) {
    this.context = context;
    this.session = session;
    this.phase = phase;
    this.step = step;
  }

  static MssqlPercentLook begin(MssqlContext context, int session, String phase, StepContext step) {
    MssqlPercentLook look = new MssqlPercentLook(context, session, phase, step);
    look.tell(0);
    look.timer =
        context
            .runner()
            .environment()
            .scheduler()
            .scheduleAtFixedRate(look::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return look;
  }

  private void tell(long percent) {
    step.progress(phase, percent, OptionalLong.of(WHOLE), ProgressUnit.PERCENT);
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
            .first(SQL, row -> (long) row.doubleValue("percent_complete"), session)
            .filter(percent -> !over && percent < WHOLE)
            .ifPresent(this::tell);
      }
    } catch (DatabaseException e) {
      // The work goes on without being watched.
      LOG.debug("Progress of session {}: {}", session, e.toString());
    } finally {
      busy.set(false);
    }
  }

  /** Tells that it is done. */
  void done() {
    over = true;
    tell(WHOLE);
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
