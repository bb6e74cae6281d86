package io.gds.database.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ConnectionException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.OutcomeUnknownException;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.operation.StepStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutcomeUnknownTest {
  private static final Step DROP = new Step(StepKind.SQL, "DROP DATABASE x", Effect.ONCE, "");
  private static final StepBody LOSES_THE_ANSWER =
      context -> {
        throw ErrorDetails.of(ErrorCode.CONNECTION_LOST, "connection reset").toException();
      };

  private final Gate gate = new Gate();
  private final List<String> done = new ArrayList<>();
  private final AtomicReference<Reconciler.Finding> finding =
      new AtomicReference<>(Reconciler.Finding.UNKNOWN);

  @AfterEach
  void close() throws InterruptedException {
    gate.close();
  }

  private Plan.Builder<String> dropping() {
    return gate.runner
        .<String>plan("drop", "x")
        .onFailure(context -> done.add("undo"))
        .step(DROP, LOSES_THE_ANSWER, finding::get);
  }

  private OperationResult<String> execute(Plan<String> plan) {
    return gate.runner.execute(plan, OperationContext.none());
  }

  @Test
  void aLostAnswerIsASuccessIfTheServerSaysItIsDone() {
    finding.set(Reconciler.Finding.DONE);

    OperationResult<String> result = execute(dropping().yields(() -> "dropped"));

    assertThat(result.orThrow()).isEqualTo("dropped");
    assertThat(result.steps().get(0).status()).isEqualTo(StepStatus.DONE);
    assertThat(result.attempts()).isEqualTo(1);
  }

  @Test
  void theNextStepsFollowOnceTheServerSaysItIsDone() {
    finding.set(Reconciler.Finding.DONE);

    execute(
        dropping()
            .step(StepKind.SQL, Effect.ONCE, "next", context -> done.add("next"))
            .yields(() -> ""));

    assertThat(done).containsExactly("next");
  }

  @Test
  void theStepsOwnAdviceAndWhatIsLeftAreToldWithAnUnknownOutcome() {
    Plan<String> plan =
        gate.runner
            .<String>plan("drop", "x")
            .step(
                DROP,
                context -> {
                  throw ErrorDetails.of(ErrorCode.CONNECTION_LOST, "connection reset")
                      .remedy("Ask x by hand.")
                      .toException();
                },
                finding::get)
            .leaves(() -> Optional.of("y is down: start it."))
            .yields(() -> "dropped");
    assertThat(execute(plan).error().orElseThrow().remedy().orElseThrow())
        .endsWith("asks the server. Ask x by hand. y is down: start it.");
    finding.set(Reconciler.Finding.NOT_DONE);
    assertThat(gate.runner.reconcile(plan).error().orElseThrow().remedy().orElseThrow())
        .isEqualTo("Prepare the drop again. y is down: start it.");
  }

  @Test
  void aLostAnswerIsAFailureIfTheServerSaysItIsNotDone() {
    finding.set(Reconciler.Finding.NOT_DONE);

    OperationResult<String> result = execute(dropping().yields(() -> "dropped"));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error()).get().isInstanceOf(ConnectionException.class);
    assertThat(done).containsExactly("undo");
  }

  @Test
  void aLostAnswerIsUnknownIfTheServerCannotSayAndNothingIsUndone() {
    Plan<String> plan = dropping().yields(() -> "dropped");

    OperationResult<String> result = execute(plan);

    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(result.steps().get(0).status()).isEqualTo(StepStatus.UNKNOWN);
    assertThat(done).isEmpty();
    OutcomeUnknownException error = (OutcomeUnknownException) result.error().orElseThrow();
    assertThat(error.pendingOperation()).contains(plan);
    assertThat(error.remedy()).get().asString().contains("Look whether x");
    assertThat(error).hasMessageContaining("DROP DATABASE x");
  }

  @Test
  void aQuestionThatFailsLeavesItUnknown() {
    Plan<String> plan =
        gate.runner
            .<String>plan("drop", "x")
            .step(
                DROP,
                LOSES_THE_ANSWER,
                () -> {
                  throw new IllegalStateException("the server is still away");
                })
            .yields(() -> "dropped");

    assertThat(execute(plan).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void withoutAWayToAskItIsUnknown() {
    Plan<String> plan =
        gate.runner.<String>plan("drop", "x").step(DROP, LOSES_THE_ANSWER).yields(() -> "dropped");

    assertThatThrownBy(plan::run).isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void aConnectionThatWasNeverMadeIsAPlainFailure() {
    Plan<String> plan =
        gate.runner
            .<String>plan("drop", "x")
            .step(
                DROP,
                context -> {
                  throw ErrorDetails.of(ErrorCode.CONNECTION_FAILED, "refused").toException();
                },
                finding::get)
            .yields(() -> "dropped");

    assertThat(execute(plan).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void reconcilingLaterFindsThatItWasDone() {
    Plan<String> plan = dropping().yields(() -> "dropped");
    execute(plan);
    finding.set(Reconciler.Finding.DONE);

    OperationResult<String> result = gate.runner.reconcile(plan);

    assertThat(result.orThrow()).isEqualTo("dropped");
  }

  @Test
  void reconcilingLaterFindsThatItWasNotDone() {
    Plan<String> plan = dropping().yields(() -> "dropped");
    execute(plan);
    finding.set(Reconciler.Finding.NOT_DONE);

    OperationResult<String> result = gate.runner.reconcile(plan);

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error())
        .get()
        .asString()
        .contains("had no effect")
        .contains("Prepare the drop again.");
  }

  @Test
  void reconcilingAStepInTheMiddleSaysThatTheRestWasNotDone() {
    Plan<String> plan =
        dropping()
            .step(StepKind.SQL, Effect.ONCE, "next", context -> done.add("next"))
            .yields(() -> "");
    execute(plan);
    finding.set(Reconciler.Finding.DONE);

    OperationResult<String> result = gate.runner.reconcile(plan);

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error()).get().asString().contains("the steps after it were not taken");
    assertThat(done).isEmpty();
  }

  @Test
  void reconcilingWhileNothingIsKnownLeavesTheResultAsItWas() {
    Plan<String> plan = dropping().yields(() -> "dropped");
    OperationResult<String> first = execute(plan);

    assertThat(gate.runner.reconcile(plan)).isEqualTo(first);
  }

  @Test
  void reconcilingWhatWasNeverRunIsRefused() {
    Plan<String> plan = dropping().yields(() -> "dropped");

    assertThatThrownBy(() -> gate.runner.reconcile(plan)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void reconcilingASettledOperationTellsItsResult() {
    Plan<String> plan = gate.runner.<String>plan("make", "x").yields(() -> "made");
    OperationResult<String> first = execute(plan);

    assertThat(gate.runner.reconcile(plan)).isEqualTo(first);
  }

  @Test
  void theServerIsAskedByAThreadThatIsNotInterrupted() {
    Plan<String> plan =
        gate.runner
            .<String>plan("drop", "x")
            .step(
                DROP,
                context -> {
                  Thread.currentThread().interrupt();
                  LOSES_THE_ANSWER.run(context);
                },
                () ->
                    Thread.currentThread().isInterrupted()
                        ? Reconciler.Finding.UNKNOWN
                        : Reconciler.Finding.DONE)
            .yields(() -> "dropped");

    OperationResult<String> result = execute(plan);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }
}
