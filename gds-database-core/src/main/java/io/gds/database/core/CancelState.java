package io.gds.database.core;

import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether an operation is to stop, why, and what stops the work that is blocked. Thread-safe. */
final class CancelState {
  private static final Logger LOG = LoggerFactory.getLogger(CancelState.class);

  private record Cause(ErrorCode code, String text) {}

  /** In the place of any other: nothing stops the operation any more. */
  private static final Cause TOO_LATE = new Cause(ErrorCode.CANCELLED, "too late");

  private final @Nullable Duration within;
  private final long deadline;
  private final @Nullable Thread caller;
  private final AtomicReference<@Nullable Cause> cause = new AtomicReference<>();
  private final List<Runnable> stops = new CopyOnWriteArrayList<>();

  /** A cancellation with a deadline from now, and with a caller whose interrupt counts. */
  CancelState(Optional<Duration> within, @Nullable Thread caller) {
    this.within = within.orElse(null);
    this.deadline = System.nanoTime() + within.map(TimeUnit.NANOSECONDS::convert).orElse(0L);
    this.caller = caller;
  }

  /** One that never happens, for cleaning up. */
  static CancelState never() {
    return new CancelState(Optional.empty(), null);
  }

  Optional<Duration> remaining() {
    return within == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
  }

  /** Notices a passed deadline and an interrupted caller. */
  void look() {
    if (cause.get() != null) {
      return;
    }
    if (within != null && deadline - System.nanoTime() <= 0) {
      cancel(ErrorCode.TIMEOUT, "the operation did not end within " + within);
    } else if (caller != null && caller.isInterrupted()) {
      cancel(ErrorCode.CANCELLED, "the calling thread was interrupted");
    }
  }

  /**
   * From here on nothing stops the operation: what was asked before, or will be, comes too late.
   */
  void disregard() {
    cause.set(TOO_LATE);
  }

  boolean isDisregarded() {
    return TOO_LATE.equals(cause.get());
  }

  /** Asks to stop; false if that had been asked before, or comes too late. */
  boolean cancel(ErrorCode code, String text) {
    if (!cause.compareAndSet(null, new Cause(code, text))) {
      return false;
    }
    for (Runnable stop : stops) {
      // What was registered after the point of no return is not stopped by what came before it.
      if (!isDisregarded()) {
        stop(stop);
      }
    }
    return true;
  }

  private static void stop(Runnable stop) {
    try {
      stop.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("Stopping a cancelled step failed: {}", e.toString());
    }
  }

  boolean isCancelled() {
    look();
    Cause why = cause.get();
    return why != null && !why.equals(TOO_LATE);
  }

  void throwIfCancelled() {
    if (isCancelled()) {
      throw error(null);
    }
  }

  /** The error of a step that failed because it was stopped is that it was stopped. */
  DatabaseException explain(DatabaseException error) {
    Cause why = isDisregarded() ? null : cause.get();
    boolean ownWords = why != null && error.code() == why.code();
    return why == null || ownWords || error.code() == ErrorCode.OUTCOME_UNKNOWN
        ? error
        : error(error);
  }

  private DatabaseException error(@Nullable Throwable underneath) {
    Cause why = cause.get();
    ErrorDetails details =
        why == null
            ? ErrorDetails.of(ErrorCode.CANCELLED, "the operation was cancelled")
            : ErrorDetails.of(why.code(), why.text());
    return (underneath == null ? details : details.cause(underneath)).toException();
  }

  Cancellation.Registration onCancel(Runnable stop) {
    // One of a kind, so that removing it removes this one; and called once, whoever comes first.
    AtomicBoolean called = new AtomicBoolean();
    Runnable once =
        () -> {
          if (called.compareAndSet(false, true)) {
            stop.run();
          }
        };
    stops.add(once);
    if (cause.get() != null && !isDisregarded() && stops.remove(once)) {
      stop(once);
    }
    return () -> {
      called.set(true);
      stops.remove(once);
    };
  }
}
