package io.gds.database.postgres;

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
 * Looks at the server's own figures of a session's progress, by another session, until closed. Used
 * by the thread that waits for the statement.
 */
final class PostgresProgressLook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresProgressLook.class);
  private static final long PERIOD_MILLIS = 500;

  private final PostgresContext context;
  private final String database;
  private final int pid;
  private final StepContext step;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean over;
  private @Nullable ScheduledFuture<?> timer;

  private PostgresProgressLook(
      PostgresContext context, String database, int pid, StepContext step) {
    this.context = context;
    this.database = database;
    this.pid = pid;
    this.step = step;
  }

  static PostgresProgressLook begin(
      PostgresContext context, String database, int pid, StepContext step) {
    PostgresProgressLook look = new PostgresProgressLook(context, database, pid, step);
    look.timer =
        context
            .runner()
            .environment()
            .scheduler()
            .scheduleAtFixedRate(look::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return look;
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

  private record Seen(String phase, long done, OptionalLong total) {}

  private void look() {
    try {
      if (!over) {
        context
            .sql(database)
            .first(
                PostgresSql.text("progress"),
                row ->
                    new Seen(row.text("phase"), row.longValue("done"), row.optionalLong("total")),
                pid)
            .filter(seen -> !over)
            .ifPresent(
                seen -> step.progress(seen.phase(), seen.done(), seen.total(), ProgressUnit.PAGES));
      }
    } catch (DatabaseException e) {
      // The work goes on without being watched.
      LOG.debug("Progress of session {}: {}", pid, e.toString());
    } finally {
      busy.set(false);
    }
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
