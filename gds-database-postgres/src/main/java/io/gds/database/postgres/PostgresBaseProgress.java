package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.ProgressUnit;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the server's own figures of a base backup, until closed. Used by the thread that waits
 * for the tool. The total is an estimate that grows when it turns out too small.
 */
final class PostgresBaseProgress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresBaseProgress.class);
  private static final long PERIOD_MILLIS = 500;

  private final PostgresContext context;
  private final String session;
  private final StepContext step;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicLong streamed = new AtomicLong();
  private volatile boolean over;
  private @Nullable ScheduledFuture<?> timer;

  private PostgresBaseProgress(PostgresContext context, String session, StepContext step) {
    this.context = context;
    this.session = session;
    this.step = step;
  }

  static PostgresBaseProgress begin(PostgresContext context, String session, StepContext step) {
    PostgresBaseProgress progress = new PostgresBaseProgress(context, session, step);
    progress.timer =
        context
            .runner()
            .environment()
            .scheduler()
            .scheduleAtFixedRate(
                progress::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
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

  private record Seen(String phase, OptionalLong total, OptionalLong done) {}

  private void look() {
    try {
      if (!over) {
        context
            .sql()
            .first(
                PostgresSql.text("server-backup-progress"),
                row ->
                    new Seen(
                        row.optionalText("phase").orElse("streaming"),
                        row.optionalLong("backup_total"),
                        row.optionalLong("backup_streamed")),
                session)
            .filter(seen -> !over)
            .ifPresent(this::tell);
      }
    } catch (DatabaseException e) {
      // The backup goes on without being watched.
      LOG.debug("Progress of {}: {}", session, e.toString());
    } finally {
      busy.set(false);
    }
  }

  private void tell(Seen seen) {
    long done = seen.done().orElse(0);
    streamed.set(Math.max(streamed.get(), done));
    step.progress(
        seen.phase(),
        done,
        seen.total().isPresent()
            ? OptionalLong.of(Math.max(done, seen.total().getAsLong()))
            : OptionalLong.empty(),
        ProgressUnit.BYTES);
  }

  /** The bytes that were streamed when it was looked at last. */
  long seen() {
    return streamed.get();
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
