package io.gds.database.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationListener;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.PreconditionFailedException;
import io.gds.database.operation.Progress;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.StepKind;
import io.gds.database.operation.StepStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationRunnerTest {
  private final Gate gate = new Gate();
  private final List<String> done = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    gate.close();
  }

  private StepBody does(String what) {
    return context -> done.add(what);
  }

  private static StepBody fails(ErrorCode code) {
    return context -> {
      throw ErrorDetails.of(code, "it went wrong").toException();
    };
  }

  private Plan.Builder<String> plan() {
    return gate.runner.<String>plan("make", "thing");
  }

  private static Check check(boolean holds, ErrorCode code) {
    return Checks.demand(
        Clock.systemUTC(),
        holds,
        "the thing must be absent",
        "thing",
        "present",
        "absent",
        code,
        "Remove it.");
  }

  private OperationResult<String> execute(Operation<String> operation) {
    return gate.runner.execute(operation, OperationContext.none());
  }

  @Test
  void stepsRunInOrderAndTheValueIsYielded() {
    Plan<String> plan =
        plan()
            .step(StepKind.SQL, Effect.READ, "look", does("look"))
            .step(StepKind.SQL, Effect.ONCE, "make it", does("make"))
            .yields(() -> "made");

    assertThat(plan.run()).isEqualTo("made");
    assertThat(done).containsExactly("look", "make");
  }

  @Test
  void preparingAndScriptingRunNothing() {
    Plan<String> plan =
        plan().step(StepKind.SQL, Effect.ONCE, "make it", does("make")).yields(() -> "made");

    assertThat(plan.script().text()).contains("SQL, ONCE").contains("make it;");
    assertThat(plan.checks()).isEmpty();
    assertThat(done).isEmpty();
    assertThat(gate.trail).isEmpty();
  }

  @Test
  void aPlanRunsOnce() {
    Plan<String> plan = plan().yields(() -> "made");
    plan.run();

    assertThatThrownBy(plan::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("prepare it again");
  }

  @Test
  void aPlanOfAnotherEngineIsRefused() throws InterruptedException {
    try (Gate other = new Gate()) {
      Plan<String> plan = plan().yields(() -> "made");

      assertThatThrownBy(() -> other.runner.execute(plan, OperationContext.none()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aSingleRefusalIsThrownAsItsOwnType() {
    Plan<String> plan =
        plan()
            .check(() -> check(false, ErrorCode.ALREADY_EXISTS))
            .step(StepKind.SQL, Effect.ONCE, "make it", does("make"))
            .yields(() -> "made");

    assertThat(plan.refused()).isTrue();
    assertThatThrownBy(plan::run)
        .isInstanceOf(AlreadyExistsException.class)
        .satisfies(e -> assertThat(((DatabaseException) e).remedy()).contains("Remove it."));
    assertThat(done).isEmpty();
  }

  @Test
  void severalRefusalsAreAllNamed() {
    Plan<String> plan =
        plan()
            .check(() -> check(false, ErrorCode.ALREADY_EXISTS))
            .check(() -> check(false, ErrorCode.DATABASE_IN_USE))
            .yields(() -> "made");

    assertThatThrownBy(plan::run)
        .isInstanceOf(PreconditionFailedException.class)
        .satisfies(e -> assertThat(((PreconditionFailedException) e).refusals()).hasSize(2));
  }

  @Test
  void aCheckThatTurnedWorseStopsTheRunBeforeTheFirstChange() {
    AtomicBoolean absent = new AtomicBoolean(true);
    Plan<String> plan =
        plan()
            .check(() -> check(absent.get(), ErrorCode.ALREADY_EXISTS))
            .step(StepKind.SQL, Effect.READ, "look", context -> absent.set(false))
            .step(StepKind.SQL, Effect.ONCE, "make it", does("make"))
            .yields(() -> "made");

    OperationResult<String> result = execute(plan);

    assertThat(result.error())
        .get()
        .extracting(DatabaseException::code)
        .isEqualTo(ErrorCode.PLAN_STALE);
    assertThat(result.steps())
        .extracting(s -> s.status())
        .containsExactly(StepStatus.DONE, StepStatus.NOT_STARTED);
    assertThat(done).isEmpty();
  }

  @Test
  void aReadIsRetriedOnAPassingErrorAndTheAttemptsAreCounted() {
    AtomicInteger attempts = new AtomicInteger();
    Plan<String> plan =
        plan()
            .step(
                StepKind.SQL,
                Effect.READ,
                "look",
                context -> {
                  if (attempts.incrementAndGet() < 3) {
                    throw ErrorDetails.of(ErrorCode.CONNECTION_LOST, "gone").toException();
                  }
                })
            .yields(() -> "seen");

    OperationResult<String> result = execute(plan);

    assertThat(result.isSuccess()).isTrue();
    assertThat(result.attempts()).isEqualTo(3);
  }

  @Test
  void retriesEndAfterThreeMore() {
    AtomicInteger attempts = new AtomicInteger();
    Plan<String> plan =
        plan()
            .step(
                StepKind.SQL,
                Effect.IDEMPOTENT,
                "set",
                context -> {
                  attempts.incrementAndGet();
                  throw ErrorDetails.of(ErrorCode.LOCKED, "busy").toException();
                })
            .yields(() -> "set");

    assertThat(execute(plan).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(attempts).hasValue(4);
  }

  @Test
  void whatWillNotPassIsNotRetried() {
    AtomicInteger attempts = new AtomicInteger();
    Plan<String> plan =
        plan()
            .step(
                StepKind.SQL,
                Effect.READ,
                "look",
                context -> {
                  attempts.incrementAndGet();
                  throw ErrorDetails.of(ErrorCode.AUTHENTICATION_FAILED, "no").toException();
                })
            .yields(() -> "seen");

    execute(plan);

    assertThat(attempts).hasValue(1);
  }

  @Test
  void aOnceStepIsNeverSentTwice() {
    AtomicInteger attempts = new AtomicInteger();
    Plan<String> plan =
        plan()
            .step(
                StepKind.SQL,
                Effect.ONCE,
                "make it",
                context -> {
                  attempts.incrementAndGet();
                  throw ErrorDetails.of(ErrorCode.LOCKED, "busy").toException();
                })
            .yields(() -> "made");

    assertThat(execute(plan).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(attempts).hasValue(1);
  }

  @Test
  void aFailureIsCleanedUpLastFirstAndThenReleased() {
    Plan<String> plan =
        plan()
            .onFailure(does("undo 1"))
            .onFailure(does("undo 2"))
            .always(does("release"))
            .step(StepKind.SQL, Effect.ONCE, "make it", fails(ErrorCode.STATEMENT_FAILED))
            .step(StepKind.SQL, Effect.ONCE, "use it", does("use"))
            .yields(() -> "made");

    OperationResult<String> result = execute(plan);

    assertThat(done).containsExactly("undo 2", "undo 1", "release");
    assertThat(result.steps())
        .extracting(s -> s.status())
        .containsExactly(StepStatus.FAILED, StepStatus.NOT_STARTED);
  }

  @Test
  void whatARefusedOperationNeverTouchedIsNotCleanedUp() {
    AtomicBoolean absent = new AtomicBoolean(true);
    Plan<String> plan =
        plan()
            .check(() -> check(absent.get(), ErrorCode.ALREADY_EXISTS))
            .onFailure(does("drop what somebody else made"))
            .always(does("release what was never held"))
            .step(StepKind.SQL, Effect.ONCE, "make it", does("make"))
            .yields(() -> "made");
    absent.set(false);

    assertThat(execute(plan).isSuccess()).isFalse();
    assertThat(done).isEmpty();
  }

  @Test
  void onlyWhatWasBegunIsUndone() {
    Plan<String> plan =
        plan()
            .onFailure(does("undo first"))
            .step(StepKind.SQL, Effect.ONCE, "first", fails(ErrorCode.STATEMENT_FAILED))
            .onFailure(does("undo second"))
            .step(StepKind.SQL, Effect.ONCE, "second", does("second"))
            .yields(() -> "made");

    execute(plan);

    assertThat(done).containsExactly("undo first");
  }

  @Test
  void aReleaseThatFailsDoesNotTurnASuccessIntoAFailure() {
    Plan<String> plan =
        plan()
            .always(fails(ErrorCode.STORAGE_FAILED))
            .step(StepKind.SQL, Effect.ONCE, "make it", does("make"))
            .yields(() -> "made");

    assertThat(execute(plan).orThrow()).isEqualTo("made");
  }

  @Test
  void aFailedCleanUpIsToldBesideTheFailure() {
    Plan<String> plan =
        plan()
            .onFailure(fails(ErrorCode.STORAGE_FAILED))
            .step(StepKind.SQL, Effect.ONCE, "make it", fails(ErrorCode.STATEMENT_FAILED))
            .yields(() -> "made");

    DatabaseException error = execute(plan).error().orElseThrow();

    assertThat(error.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(error.getSuppressed()).singleElement().isInstanceOf(DatabaseException.class);
  }

  @Test
  void successIsReleasedAndNotUndone() {
    Plan<String> plan = plan().onFailure(does("undo")).always(does("release")).yields(() -> "made");

    plan.run();

    assertThat(done).containsExactly("release");
  }

  @Test
  void anErrorSaysWhereItHappened() {
    Plan<String> plan =
        plan()
            .step(
                StepKind.SQL,
                Effect.ONCE,
                "make it",
                context -> {
                  context.progress(
                      "copy",
                      1,
                      java.util.OptionalLong.of(2),
                      io.gds.database.operation.ProgressUnit.PAGES);
                  throw ErrorDetails.of(ErrorCode.NOT_FOUND, "no such thing").toException();
                })
            .yields(() -> "made");

    assertThatThrownBy(plan::run)
        .isInstanceOf(NotFoundException.class)
        .satisfies(
            e ->
                assertThat(e.toString())
                    .contains(
                        "platform=test",
                        "engine=here",
                        "target=thing",
                        "operation=make",
                        "phase=copy"));
  }

  @Test
  void whatIsNotADatabaseExceptionIsInternalWithItsCause() {
    Plan<String> plan =
        plan()
            .step(
                StepKind.SQL,
                Effect.ONCE,
                "make it",
                context -> {
                  throw new java.io.IOException("odd");
                })
            .yields(() -> "made");

    DatabaseException error = execute(plan).error().orElseThrow();

    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(error).hasCauseInstanceOf(java.io.IOException.class);
  }

  @Test
  void aVirtualMachineErrorIsCleanedUpRecordedAndThrownOn() {
    Plan<String> plan =
        plan()
            .onFailure(does("undo"))
            .step(
                StepKind.SQL,
                Effect.ONCE,
                "make it",
                context -> {
                  throw new OutOfMemoryError("for the test");
                })
            .yields(() -> "made");

    assertThatThrownBy(plan::run).isInstanceOf(OutOfMemoryError.class);
    assertThat(done).containsExactly("undo");
    assertThat(gate.trail).hasSize(2);
    assertThat(gate.runner.active()).isEmpty();
  }

  @Test
  void theAuditTrailHasBothEndsUnderOneId() {
    Plan<String> plan =
        plan()
            .step(StepKind.SQL, Effect.ONCE, "make it", context -> context.bytes(7))
            .yields(() -> "made");

    gate.runner.execute(
        plan,
        OperationContext.builder().actor("anna").correlationId("c-1").reason("weekly").build());

    assertThat(gate.trail)
        .extracting(AuditRecord::event)
        .containsExactly(AuditRecord.Event.STARTED, AuditRecord.Event.FINISHED);
    AuditRecord started = gate.trail.get(0);
    AuditRecord finished = gate.trail.get(1);
    assertThat(started.operationId()).isEqualTo(finished.operationId());
    assertThat(started.script()).containsExactly("make it");
    assertThat(started.outcome()).isEmpty();
    assertThat(finished.actor()).isEqualTo("anna");
    assertThat(finished.correlationId()).isEqualTo("c-1");
    assertThat(finished.reason()).contains("weekly");
    assertThat(finished.outcome()).contains(Outcome.SUCCEEDED);
    assertThat(finished.bytes()).hasValue(7);
  }

  @Test
  void aRefusedOperationIsRecordedToo() {
    execute(plan().check(() -> check(false, ErrorCode.ALREADY_EXISTS)).yields(() -> "made"));

    assertThat(gate.trail.get(1).outcome()).contains(Outcome.FAILED);
    assertThat(gate.trail.get(1).errorCode()).contains(ErrorCode.ALREADY_EXISTS);
  }

  @Test
  void aRequiredListenerThatFailsAtTheStartStopsEverything() throws InterruptedException {
    OperationListener full =
        new OperationListener() {
          @Override
          public void started(AuditRecord started) {
            throw new IllegalStateException("the audit disk is full");
          }
        };
    try (Gate strict = new Gate(builder -> builder.requiredListeners(List.of(full)))) {
      Plan<String> plan =
          strict
              .runner
              .<String>plan("make", "thing")
              .step(StepKind.SQL, Effect.ONCE, "make it", does("make"))
              .yields(() -> "made");

      OperationResult<String> result = strict.runner.execute(plan, OperationContext.none());

      assertThat(result.error())
          .get()
          .extracting(DatabaseException::code)
          .isEqualTo(ErrorCode.AUDIT_FAILED);
      assertThat(done).isEmpty();
    }
  }

  @Test
  void aListenerThatFailsElsewhereDoesNoHarm() throws InterruptedException {
    OperationListener broken =
        new OperationListener() {
          @Override
          public void started(AuditRecord started) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void finished(AuditRecord finished) {
            throw new IllegalStateException("broken");
          }
        };
    try (Gate tolerant = new Gate(builder -> builder.listeners(List.of(broken)))) {
      assertThat(tolerant.runner.<String>plan("make", "thing").yields(() -> "made").run())
          .isEqualTo("made");
    }
  }

  @Test
  void aFailureWhilePreparingIsAResultToo() {
    OperationResult<String> result =
        gate.runner.attempt(
            "make",
            "thing",
            () -> {
              throw ErrorDetails.of(ErrorCode.NOT_FOUND, "no such thing").toException();
            },
            OperationContext.none());

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.attempts()).isZero();
    assertThat(result.details())
        .containsEntry("errorCode", "NOT_FOUND")
        .containsEntry("platform", "test");
    assertThatThrownBy(result::orThrow).isInstanceOf(NotFoundException.class);
  }

  @Test
  void anAttemptThatCanBePreparedIsRun() {
    OperationResult<String> result =
        gate.runner.attempt(
            "make", "thing", () -> plan().yields(() -> "made"), OperationContext.none());

    assertThat(result.orThrow()).isEqualTo("made");
  }

  @Test
  void aClosedEngineRefusesWork() {
    Plan<String> plan =
        plan().step(StepKind.SQL, Effect.ONCE, "make it", does("make")).yields(() -> "made");
    gate.runner.close();
    gate.runner.close();

    assertThat(execute(plan).error())
        .get()
        .extracting(DatabaseException::code)
        .isEqualTo(ErrorCode.ENGINE_CLOSED);
    assertThatThrownBy(gate.runner::requireOpen).hasMessageContaining("here has been closed");
    assertThat(done).isEmpty();
  }

  @Test
  void whatClosingCancelsIsCleanedUpByTheEngineThatCloses() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    gate.runner.owns(() -> done.add("pool closed"));
    Plan<String> plan =
        plan()
            .onFailure(
                step -> {
                  gate.runner.requireOpen();
                  gate.runner.owns(() -> done.add("late pool closed"));
                  done.add("cleaned up");
                })
            .step(
                StepKind.SQL,
                Effect.ONCE,
                "make it",
                step -> {
                  begun.countDown();
                  while (!step.isCancelled()) {
                    Thread.onSpinWait();
                  }
                  step.throwIfCancelled();
                })
            .yields(() -> "made");
    OperationHandle<String> handle = gate.runner.submit(plan, OperationContext.none());
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    gate.runner.close();

    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(done.get(0)).isEqualTo("cleaned up");
    assertThat(done).containsExactlyInAnyOrder("cleaned up", "pool closed", "late pool closed");
    assertThatThrownBy(gate.runner::requireOpen).hasMessageContaining("has been closed");
  }

  @Test
  void whatAnEngineOwnsIsClosedWithIt() {
    gate.runner.owns(() -> done.add("pool"));
    gate.runner.owns(
        () -> {
          throw new IllegalStateException("cannot be closed");
        });
    AutoCloseable gone = () -> done.add("gone before");
    gate.runner.owns(gone);
    gate.runner.disowns(gone);

    gate.runner.close();
    gate.runner.owns(() -> done.add("late"));

    assertThat(done).containsExactly("pool", "late");
  }

  @Test
  void aListenerThatLacksAClassHoldsNobodyUp() throws Exception {
    OperationListener incomplete =
        new OperationListener() {
          @Override
          public void finished(AuditRecord finished) {
            throw new NoClassDefFoundError("AuditStore");
          }

          @Override
          public void progressed(String operationId, Progress progress) {
            throw new NoClassDefFoundError("AuditStore");
          }
        };
    try (Gate tolerant = new Gate(builder -> builder.listeners(List.of(incomplete)))) {
      Plan<String> plan =
          tolerant
              .runner
              .<String>plan("make", "thing")
              .step(
                  StepKind.SQL,
                  Effect.ONCE,
                  "make it",
                  context ->
                      context.progress("make", 1, OptionalLong.empty(), ProgressUnit.OBJECTS))
              .yields(() -> "made");

      assertThat(tolerant.runner.submit(plan, OperationContext.none()).await(Duration.ofSeconds(5)))
          .get()
          .extracting(OperationResult::orThrow)
          .isEqualTo("made");
      assertThat(tolerant.runner.active()).isEmpty();
    }
  }

  @Test
  void aRequiredListenerThatLacksAClassRefusesTooAndIsNoErrorOfTheCaller() throws Exception {
    OperationListener incomplete =
        new OperationListener() {
          @Override
          public void started(AuditRecord started) {
            throw new NoClassDefFoundError("AuditStore");
          }
        };
    try (Gate strict = new Gate(builder -> builder.requiredListeners(List.of(incomplete)))) {
      Plan<String> plan = strict.runner.<String>plan("make", "thing").yields(() -> "made");

      assertThat(strict.runner.execute(plan, OperationContext.none()).error())
          .get()
          .extracting(DatabaseException::code)
          .isEqualTo(ErrorCode.AUDIT_FAILED);
    }
  }

  @Test
  void aCleanUpThatFailsWithAnErrorKeepsNoOtherFromRunningAndHoldsNobodyUp() {
    Plan<String> plan =
        plan()
            .always(does("release"))
            .always(
                context -> {
                  throw new NoClassDefFoundError("Cleaner");
                })
            .step(StepKind.SQL, Effect.ONCE, "make it", does("make"))
            .yields(() -> "made");

    assertThat(gate.runner.submit(plan, OperationContext.none()).await(Duration.ofSeconds(5)))
        .get()
        .extracting(OperationResult::isSuccess)
        .isEqualTo(true);
    assertThat(done).containsExactly("make", "release");
  }

  @Test
  void theEngineClosesOnlyOnceTheLastRecordIsWritten() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    List<String> order = new CopyOnWriteArrayList<>();
    OperationListener slow =
        new OperationListener() {
          @Override
          public void finished(AuditRecord finished) {
            writing.countDown();
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            order.add("written");
          }
        };
    try (Gate patient = new Gate(builder -> builder.listeners(List.of(slow)))) {
      patient.runner.submit(
          patient.runner.<String>plan("make", "thing").yields(() -> "made"),
          OperationContext.none());
      writing.await();

      patient.runner.close();
      order.add("closed");
    }
    assertThat(order).containsExactly("written", "closed");
  }
}
