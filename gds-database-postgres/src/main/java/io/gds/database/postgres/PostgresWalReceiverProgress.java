package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.ProgressUnit;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the segments that have come, until closed. Used by the thread that waits for the tool.
 */
final class PostgresWalReceiverProgress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresWalReceiverProgress.class);
  private static final long PERIOD_MILLIS = 500;

  private final PostgresContext context;
  private final StepContext step;
  private final String phase;
  private final Path directory;
  private final PostgresLsn start;
  private final OptionalLong total;
  private final long segmentBytes;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final ScheduledFuture<?> timer;
  private volatile boolean over;

  /**
   * Begins.
   *
   * @param start from where on is received
   * @param total how many bytes, if that is known
   */
  PostgresWalReceiverProgress(
      PostgresContext context,
      StepContext step,
      String phase,
      Path directory,
      PostgresLsn start,
      OptionalLong total,
      long segmentBytes) {
    this.context = context;
    this.step = step;
    this.phase = phase;
    this.directory = directory;
    this.start = start;
    this.total = total;
    this.segmentBytes = segmentBytes;
    step.progress(phase, 0, total, ProgressUnit.BYTES);
    timer =
        context
            .runner()
            .environment()
            .scheduler()
            .scheduleAtFixedRate(this::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
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
        PostgresWalReceiverPlace.look(directory, segmentBytes)
            .highest()
            .map(segment -> segment.next(segmentBytes).value() - start.value())
            .filter(done -> done >= 0)
            .ifPresent(done -> step.progress(phase, done, total, ProgressUnit.BYTES));
      }
    } catch (DatabaseException e) {
      // It goes on without being watched.
      LOG.debug("Progress in {}: {}", directory, e.toString());
    } finally {
      busy.set(false);
    }
  }

  /** Tells that all has come, if it is known how much that is. */
  void tell(OptionalLong all) {
    all.ifPresent(done -> step.progress(phase, done, all, ProgressUnit.BYTES));
  }

  @Override
  public void close() {
    over = true;
    timer.cancel(false);
  }
}
