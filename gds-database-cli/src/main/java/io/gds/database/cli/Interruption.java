package io.gds.database.cli;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OperationCancelledException;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and the like. The running operation is cancelled, its cleaning up awaited and its outcome
 * told; only then the process ends. Thread-safe.
 */
final class Interruption {
  /** How long the cleaning up of a cancelled operation may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long the rest of a command may take to notice. */
  private static final Duration SHORT = Duration.ofSeconds(5);

  private final Console console;
  private final Thread worker;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile @Nullable OperationHandle<?> running;
  private volatile boolean requested;
  private volatile int code = ExitCodes.CANCELLED;

  /** Watches over the calling thread. */
  Interruption(Console console) {
    this.console = console;
    worker = Thread.currentThread();
  }

  /** Makes SIGINT, SIGTERM and SIGHUP end the command in order. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::hook, "gds-interruption"));
  }

  private void hook() {
    if (finished.getCount() > 0) {
      int exit = interrupt();
      console.out().flush();
      console.err().flush();
      Runtime.getRuntime().halt(exit);
    }
  }

  /** Cancels what is running, waits for the command to end, and says with which code. */
  int interrupt() {
    requested = true;
    if (finished.getCount() == 0) {
      return code;
    }
    OperationHandle<?> handle = running;
    if (handle == null) {
      if (console.asking()) {
        console.err().println();
        return ExitCodes.CANCELLED;
      }
      worker.interrupt();
    } else {
      console.say("interrupted: cancelling the " + what(handle) + " and cleaning up");
      handle.cancel();
    }
    Duration patience = handle == null ? SHORT : PATIENCE;
    try {
      if (finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return code;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (handle == null) {
      return ExitCodes.CANCELLED;
    }
    console.say(
        "the "
            + what(handle)
            + " did not stop within "
            + Human.duration(PATIENCE)
            + "; look at it");
    return ExitCodes.OUTCOME_UNKNOWN;
  }

  private static String what(OperationHandle<?> handle) {
    return handle.operation().name() + " of " + handle.operation().target();
  }

  /** Whether the command has been told to stop. */
  boolean requested() {
    return requested;
  }

  /** Runs an operation so that an interruption cancels it. */
  <T extends @Nullable Object> OperationResult<T> run(
      OperationExecutor executor, Operation<T> operation, OperationContext context) {
    if (requested) {
      DatabaseException error =
          ErrorDetails.of(ErrorCode.CANCELLED, "interrupted before it was begun").toException();
      String id = UUID.randomUUID().toString();
      return OperationResult.notStarted(
          operation.name(), operation.target(), Instant.now(), id, error);
    }
    OperationHandle<T> handle = executor.submit(operation, context);
    running = handle;
    try {
      if (requested) {
        handle.cancel();
      }
      return await(handle);
    } finally {
      running = null;
    }
  }

  private static <T extends @Nullable Object> OperationResult<T> await(OperationHandle<T> handle) {
    while (true) {
      try {
        return handle.await();
      } catch (OperationCancelledException e) {
        // Only the wait was interrupted. The operation is told too, and its result awaited.
        handle.cancel();
        if (!Thread.interrupted()) {
          throw e;
        }
      }
    }
  }

  /** The command has ended with this code; what comes now is the ordinary end of the process. */
  void finished(int code) {
    this.code = code;
    finished.countDown();
  }
}
