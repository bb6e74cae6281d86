package io.gds.database.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OperationCancelledException;
import io.gds.database.error.OperationTimeoutException;
import io.gds.database.operation.Effect;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.StepKind;
import io.gds.database.operation.StepStatus;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CancellationTest {
  private final Gate gate = new Gate();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    gate.close();
  }

  /** A step that blocks until its cancel hook is called, as a statement on a server does. */
  private Plan<String> blocking() {
    return gate.runner
        .<String>plan("copy", "big")
        .onFailure(context -> done.add("undo"))
        .step(
            StepKind.COMMAND,
            Effect.ONCE,
            "copy",
            context -> {
              try (Cancellation.Registration ignored = context.onCancel(stopped::countDown)) {
                begun.countDown();
                // As native code does: an interrupt does not end it, only the hook does.
                while (stopped.getCount() > 0) {
                  Thread.onSpinWait();
                }
                throw new IllegalStateException("statement interrupted");
              }
            })
        .step(StepKind.COMMAND, Effect.ONCE, "never", context -> done.add("never"))
        .yields(() -> "copied");
  }

  @Test
  void theHandleStopsTheStatementAndCleansUp() throws InterruptedException {
    OperationHandle<String> handle = gate.runner.submit(blocking(), OperationContext.none());
    begun.await();

    assertThat(gate.runner.active()).containsExactly(handle);
    assertThat(handle.isDone()).isFalse();
    assertThat(handle.await(Duration.ofMillis(20))).isEmpty();
    assertThat(handle.cancel()).isTrue();
    OperationResult<String> result = handle.await();

    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(result.error()).get().isInstanceOf(OperationCancelledException.class);
    assertThat(result.error().orElseThrow()).hasCauseInstanceOf(DatabaseException.class);
    assertThat(done).containsExactly("undo");
    assertThat(handle.cancel()).isFalse();
    assertThat(handle.await(Duration.ofSeconds(1))).contains(result);
    assertThat(handle.completion().toCompletableFuture().join()).isEqualTo(result);
    assertThat(gate.runner.active()).isEmpty();
  }

  @Test
  void aDeadlineStopsTheStatementAsATimeout() {
    OperationResult<String> result =
        gate.runner.execute(
            blocking(), OperationContext.builder().within(Duration.ofMillis(150)).build());

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error()).get().isInstanceOf(OperationTimeoutException.class);
    assertThat(done).containsExactly("undo");
  }

  /** A step that cannot be called back, during which somebody asks to stop. */
  private OperationResult<String> pastReturn(StepBody next) {
    AtomicBoolean sent = new AtomicBoolean();
    Plan<String> plan =
        gate.runner
            .<String>plan("promote", "s1")
            .noReturn(sent::get)
            .onFailure(context -> done.add("undo"))
            .step(
                StepKind.SQL,
                Effect.ONCE,
                "promote",
                context -> {
                  sent.set(true);
                  begun.countDown();
                  while (!context.isCancelled()) {
                    Thread.onSpinWait();
                  }
                })
            .step(StepKind.SQL, Effect.ONCE, "prove", next)
            .leaves(() -> Optional.of("s1 is primary."))
            .yields(() -> "promoted");
    OperationHandle<String> handle = gate.runner.submit(plan, OperationContext.none());
    try {
      begun.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(handle.cancel()).isTrue();
    OperationResult<String> result = handle.await();
    assertThat(handle.cancel()).isFalse();
    return result;
  }

  @Test
  void aCancellationAfterThePointOfNoReturnIsNotCalledCancelled() {
    OperationResult<String> result =
        pastReturn(
            context -> {
              context.throwIfCancelled();
              try (Cancellation.Registration ignored = context.onCancel(() -> done.add("stop"))) {
                done.add("proved");
              }
            });
    assertThat(result.orThrow()).isEqualTo("promoted");
    assertThat(done).containsExactly("proved");
  }

  @Test
  void whatIsStoppedAfterThePointOfNoReturnIsUnknownAndSaysWhatIsLeft() {
    OperationResult<String> result =
        pastReturn(
            context -> {
              throw new InterruptedException();
            });
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(result.error().orElseThrow().remedy().orElseThrow())
        .endsWith("what is DONE stays done. s1 is primary.");
    assertThat(done).isEmpty();
  }

  @Test
  void anEngineThatIsClosedAfterThePointOfNoReturnDoesNotMakeItFailed() {
    OperationResult<String> result =
        pastReturn(
            context -> {
              throw ErrorDetails.of(ErrorCode.ENGINE_CLOSED, "the engine has been closed")
                  .toException();
            });
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(done).isEmpty();
  }

  @Test
  void whatFailsAfterThePointOfNoReturnFailsForItsOwnReason() {
    AtomicBoolean sent = new AtomicBoolean();
    Plan<String> plan =
        gate.runner
            .<String>plan("promote", "s1")
            .noReturn(sent::get)
            .step(
                StepKind.SQL,
                Effect.ONCE,
                "promote",
                context -> {
                  sent.set(true);
                  while (!context.isCancelled()) {
                    Thread.onSpinWait();
                  }
                  throw ErrorDetails.of(ErrorCode.WRONG_STATE, "another was promoted")
                      .toException();
                })
            .yields(() -> "promoted");
    OperationResult<String> result =
        gate.runner.execute(plan, OperationContext.builder().within(Duration.ofMillis(30)).build());
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().orElseThrow()).hasMessage("another was promoted");
  }

  @Test
  void anInterruptAfterThePointOfNoReturnIsKeptForAfter() {
    AtomicBoolean sent = new AtomicBoolean();
    gate.runner
        .<String>plan("promote", "s1")
        .noReturn(sent::get)
        .step(
            StepKind.SQL,
            Effect.ONCE,
            "promote",
            context -> {
              sent.set(true);
              Thread.currentThread().interrupt();
            })
        .step(StepKind.SQL, Effect.ONCE, "prove", context -> Thread.sleep(1))
        .yields(() -> "promoted")
        .run();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aStepThatNeverLooksIsEndedBeforeTheNextOne() {
    Plan<String> plan =
        gate.runner
            .<String>plan("copy", "big")
            .step(StepKind.COMMAND, Effect.ONCE, "slow", context -> Thread.sleep(60))
            .step(StepKind.COMMAND, Effect.ONCE, "never", context -> done.add("never"))
            .yields(() -> "copied");

    OperationResult<String> result =
        gate.runner.execute(plan, OperationContext.builder().within(Duration.ofMillis(20)).build());

    assertThat(result.error())
        .get()
        .extracting(DatabaseException::code)
        .isEqualTo(ErrorCode.TIMEOUT);
    assertThat(done).isEmpty();
  }

  @Test
  void anInterruptOfTheCallerStopsTheStatementAndStaysSet() throws InterruptedException {
    boolean[] flag = new boolean[1];
    Thread caller =
        new Thread(
            () -> {
              assertThatThrownBy(() -> blocking().run())
                  .isInstanceOf(OperationCancelledException.class);
              flag[0] = Thread.currentThread().isInterrupted();
              done.add("caller went on");
            });
    caller.start();
    begun.await();

    caller.interrupt();
    caller.join();

    assertThat(done).containsExactly("undo", "caller went on");
    assertThat(flag[0]).isTrue();
  }

  @Test
  void closingTheEngineCancelsWhatRuns() throws InterruptedException {
    OperationHandle<String> handle = gate.runner.submit(blocking(), OperationContext.none());
    begun.await();

    gate.runner.close();

    assertThat(handle.isDone()).isTrue();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void waitingCanBeInterruptedWithoutStoppingTheOperation() throws InterruptedException {
    OperationHandle<String> handle = gate.runner.submit(blocking(), OperationContext.none());
    begun.await();

    Thread.currentThread().interrupt();
    assertThatThrownBy(handle::await)
        .isInstanceOf(OperationCancelledException.class)
        .hasMessageContaining("the wait for");
    assertThat(Thread.interrupted()).isTrue();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> handle.await(Duration.ofSeconds(5)))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();

    assertThat(handle.isDone()).isFalse();
    handle.cancel();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void whatIsFinishedBeforeTheCancelArrivesIsDone() {
    OperationHandle<String> handle =
        gate.runner.submit(
            gate.runner.<String>plan("make", "x").yields(() -> "made"), OperationContext.none());

    assertThat(handle.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(handle.cancel()).isFalse();
  }

  @Test
  void aHookRegisteredAfterTheCancelIsCalledAtOnce() {
    CancelState cancellation = CancelState.never();
    cancellation.cancel(ErrorCode.CANCELLED, "stop");

    cancellation.onCancel(() -> done.add("stopped")).close();

    assertThat(done).containsExactly("stopped");
    assertThat(cancellation.isCancelled()).isTrue();
    assertThatThrownBy(cancellation::throwIfCancelled).hasMessage("stop");
  }

  @Test
  void aHookThatFailsDoesNotKeepTheOthersFromBeingCalled() {
    CancelState cancellation = CancelState.never();
    cancellation.onCancel(
        () -> {
          throw new IllegalStateException("broken");
        });
    cancellation.onCancel(() -> done.add("stopped"));

    assertThat(cancellation.cancel(ErrorCode.CANCELLED, "stop")).isTrue();
    assertThat(cancellation.cancel(ErrorCode.CANCELLED, "again")).isFalse();
    assertThat(done).containsExactly("stopped");
  }

  @Test
  void aRemovedHookIsNotCalled() {
    CancelState cancellation = CancelState.never();
    cancellation.onCancel(() -> done.add("stopped")).close();

    cancellation.cancel(ErrorCode.CANCELLED, "stop");

    assertThat(done).isEmpty();
  }

  @Test
  void theTimeLeftIsToldToTheStep() {
    Plan<String> plan =
        gate.runner
            .<String>plan("copy", "big")
            .step(
                StepKind.COMMAND,
                Effect.ONCE,
                "look at the clock",
                context ->
                    done.add(context.remaining().map(left -> left.toMinutes() + "").orElse("none")))
            .yields(() -> "");

    gate.runner.execute(plan, OperationContext.builder().within(Duration.ofMinutes(5)).build());

    assertThat(done).containsExactly("4");
  }

  @Test
  void workRefusedByTheWorkersIsCancelled() throws InterruptedException {
    gate.workers.shutdownNow();

    OperationHandle<String> handle = gate.runner.submit(blocking(), OperationContext.none());

    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void aHookIsCalledOnceAndNeverAfterItWasTakenBack() {
    CancelState cancellation = CancelState.never();
    Cancellation.Registration[] second = new Cancellation.Registration[1];
    cancellation.onCancel(() -> second[0].close());
    second[0] = cancellation.onCancel(() -> done.add("too late"));

    cancellation.cancel(ErrorCode.CANCELLED, "stop");

    assertThat(done).isEmpty();
  }

  @Test
  void whatCleansUpAfterAnInterruptIsNotInterruptedItself() throws InterruptedException {
    Plan<String> plan =
        gate.runner
            .<String>plan("copy", "big")
            .always(context -> done.add("release " + Thread.currentThread().isInterrupted()))
            .onFailure(
                context -> {
                  done.add("undo " + Thread.currentThread().isInterrupted());
                  Thread.currentThread().interrupt();
                })
            .onFailure(context -> done.add("first undo " + Thread.currentThread().isInterrupted()))
            .step(
                StepKind.COMMAND,
                Effect.ONCE,
                "copy",
                context -> {
                  throw new InterruptedException();
                })
            .yields(() -> "copied");

    OperationResult<String> result = gate.runner.execute(plan, OperationContext.none());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(done).containsExactly("first undo false", "undo false", "release false");
  }

  @Test
  void anInterruptBetweenTwoAttemptsIsACancelAndNoFaultOfTheLibrary() {
    Plan<String> plan =
        gate.runner
            .<String>plan("look", "big")
            .step(
                StepKind.SQL,
                Effect.READ,
                "look",
                context -> {
                  Thread.currentThread().interrupt();
                  throw ErrorDetails.of(ErrorCode.LOCKED, "busy").toException();
                })
            .yields(() -> "seen");

    OperationResult<String> result = gate.runner.execute(plan, OperationContext.none());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(result.error()).get().isInstanceOf(OperationCancelledException.class);
    assertThat(result.error().orElseThrow().getSuppressed())
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("busy");
    assertThat(result.steps().get(0).status()).isEqualTo(StepStatus.FAILED);
  }

  @Test
  void forEverIsADeadlineToo() {
    Duration forEver = ChronoUnit.FOREVER.getDuration();
    OperationHandle<String> handle =
        gate.runner.submit(
            gate.runner.<String>plan("make", "x").yields(() -> "made"),
            OperationContext.builder().within(forEver).build());

    assertThat(handle.await(forEver)).get().extracting(OperationResult::orThrow).isEqualTo("made");
  }

  @Test
  void anInterruptedThreadThatClosesTheEngineWaitsForWhatItCancelled() throws InterruptedException {
    OperationHandle<String> handle = gate.runner.submit(blocking(), OperationContext.none());
    begun.await();

    Thread.currentThread().interrupt();
    gate.runner.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(handle.isDone()).isTrue();
  }
}
