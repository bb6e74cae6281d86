package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Operations in the background, and those that are stopped: by cancel, deadline, interrupt, close.
 */
abstract class InterruptionTests extends ContractGroup {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  InterruptionTests(PlatformContract contract) {
    super(contract);
  }

  private Operation<? extends Database> creation(Database database) {
    return database.prepareCreate(CreateOptions.defaults());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("nobody let it go on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> OperationResult<T> ended(OperationHandle<T> handle) {
    return handle
        .await(PATIENCE)
        .orElseThrow(() -> new AssertionError("it did not end within " + PATIENCE));
  }

  @Test
  void aSubmittedOperationIsKnownAsActiveUntilItEnds() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    run()
        .audit()
        .atNextStart(
            () -> {
              begun.countDown();
              await(goOn);
            });
    Database target = run().missing();
    Operation<? extends Database> planned = creation(target);
    OperationHandle<? extends Database> handle =
        engine().operations().submit(planned, OperationContext.none());
    await(begun);
    assertThat(engine().operations().active())
        .extracting(OperationHandle::id)
        .contains(handle.id());
    assertThat(handle.isDone()).isFalse();
    assertThat(handle.operation()).isSameAs(planned);
    goOn.countDown();
    assertThat(ended(handle).isSuccess()).isTrue();
    assertThat(handle.isDone()).isTrue();
    assertThat(handle.cancel()).as("cancelling what has ended").isFalse();
    assertThat(handle.completion().toCompletableFuture())
        .isCompletedWithValueMatching(OperationResult::isSuccess);
    assertThat(engine().operations().active()).isEmpty();
    assertThat(run().audit().of(AuditRecord.Event.STARTED))
        .extracting(AuditRecord::operationId)
        .contains(handle.id());
    assertThat(target.exists()).isTrue();
  }

  @Test
  void aCancelledOperationChangesNothingAndSaysThatItWasCancelled() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    run()
        .audit()
        .atNextStart(
            () -> {
              begun.countDown();
              await(goOn);
            });
    Database target = run().missing();
    OperationResult<? extends Database> result =
        run()
            .unchanged(
                "a cancelled operation",
                () -> {
                  OperationHandle<? extends Database> handle =
                      engine().operations().submit(creation(target), OperationContext.none());
                  await(begun);
                  assertThat(handle.cancel()).isTrue();
                  goOn.countDown();
                  return ended(handle);
                });
    assertStopped(result, Outcome.CANCELLED, ErrorCode.CANCELLED);
    assertThat(target.exists()).isFalse();
    assertThat(target.create(CreateOptions.defaults()).exists()).as("a clean retry works").isTrue();
  }

  @Test
  void anOperationWhoseDeadlinePassedChangesNothing() {
    run().audit().atNextStart(() -> pause(Duration.ofMillis(20)));
    OperationContext brief = OperationContext.builder().within(Duration.ofMillis(1)).build();
    Operation<? extends Database> planned = creation(run().missing());
    OperationResult<? extends Database> result =
        run()
            .unchanged(
                "an operation past its deadline",
                () -> engine().operations().execute(planned, brief));
    assertStopped(result, Outcome.FAILED, ErrorCode.TIMEOUT);
  }

  @Test
  void anInterruptedCallerStopsItsOperationAndStaysInterrupted() {
    run().audit().atNextStart(() -> Thread.currentThread().interrupt());
    Operation<? extends Database> planned = creation(run().missing());
    boolean[] interrupted = new boolean[1];
    OperationResult<? extends Database> result =
        run()
            .unchanged(
                "an interrupted operation",
                () -> {
                  OperationResult<? extends Database> ended =
                      engine().operations().execute(planned, OperationContext.none());
                  interrupted[0] = Thread.interrupted();
                  return ended;
                });
    assertThat(interrupted[0]).as("the interrupt flag after the operation").isTrue();
    assertStopped(result, Outcome.CANCELLED, ErrorCode.CANCELLED);
  }

  @Test
  void closingTheEngineStopsWhatRuns() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    run()
        .audit()
        .atNextStart(
            () -> {
              begun.countDown();
              await(goOn);
            });
    OperationResult<? extends Database> result =
        run()
            .unchanged(
                "an operation whose engine is closed",
                () -> {
                  OperationHandle<? extends Database> handle =
                      engine()
                          .operations()
                          .submit(creation(run().missing()), OperationContext.none());
                  await(begun);
                  Thread closing = new Thread(engine()::close, "closing");
                  closing.start();
                  long deadline = System.nanoTime() + PATIENCE.toNanos();
                  while (!isClosed()) {
                    assertThat(System.nanoTime()).as("closed at once").isLessThan(deadline);
                    pause(Duration.ofMillis(1));
                  }
                  goOn.countDown();
                  closing.join(PATIENCE.toMillis());
                  assertThat(closing.isAlive()).as("closing goes on").isFalse();
                  return ended(handle);
                });
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
  }

  private boolean isClosed() {
    try {
      engine().ping();
      return false;
    } catch (DatabaseException e) {
      return e.code() == ErrorCode.ENGINE_CLOSED;
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void assertStopped(OperationResult<?> result, Outcome outcome, ErrorCode code) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(outcome);
    assertThat(result.error()).map(DatabaseException::code).contains(code);
    assertThat(result.value()).isEmpty();
  }
}
