package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.OutcomeUnknownException;
import io.gds.database.operation.StepStatus;
import io.gds.database.testkit.contract.TestEngine.LostAnswer;
import org.junit.jupiter.api.Test;

/**
 * Answers that are lost after a change was sent. Nothing is sent again blindly; the server is
 * asked, and only what it cannot tell is unknown.
 */
abstract class LostAnswerTests extends ContractGroup {
  LostAnswerTests(PlatformContract contract) {
    super(contract);
  }

  private interface Ending {
    void accept(Operation<? extends Database> planned, OperationResult<? extends Database> result);
  }

  private void creating(Database target, LostAnswer fate, Ending ending) {
    Operation<? extends Database> planned = target.prepareCreate(CreateOptions.defaults());
    assumeTrue(
        fixture().loseNextAnswer(fate),
        "skipped, because no answer of this platform can be made to get lost");
    OperationResult<? extends Database> result =
        engine().operations().execute(planned, OperationContext.none());
    ending.accept(planned, result);
  }

  @Test
  void aChangeThatTookEffectBeforeItsAnswerWasLostIsFoundDone() {
    Database target = run().missing();
    creating(
        target,
        LostAnswer.TOOK_EFFECT,
        (planned, result) -> {
          assertThat(result.isSuccess()).as(result.message()).isTrue();
          assertThat(result.attempts()).as("how often it was sent").isEqualTo(1);
        });
    assertThat(target.exists()).isTrue();
  }

  @Test
  void aChangeThatHadNoEffectIsFoundNotDoneAndNotSentAgain() {
    Database target = run().missing();
    creating(
        target,
        LostAnswer.HAD_NO_EFFECT,
        (planned, result) -> {
          assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.FAILED);
          assertThat(result.error())
              .map(DatabaseException::code)
              .contains(ErrorCode.CONNECTION_LOST);
          assertThat(result.attempts()).as("how often it was sent").isEqualTo(1);
          assertThat(target.exists()).isFalse();
          assertThat(target.create(CreateOptions.defaults()).exists())
              .as("a clean retry works")
              .isTrue();
        });
    assertThat(target.exists()).isTrue();
  }

  @Test
  void whatNobodyKnowsIsUnknownAndSaysWhatToLookAt() {
    Database target = run().missing();
    creating(
        target,
        LostAnswer.NOBODY_KNOWS,
        (planned, result) -> {
          assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.UNKNOWN);
          assertThat(result.steps()).anyMatch(step -> step.status() == StepStatus.UNKNOWN);
          assertThat(result.attempts()).as("how often it was sent").isEqualTo(1);
          OutcomeUnknownException error = (OutcomeUnknownException) result.error().orElseThrow();
          assertThat(error.pendingOperation()).containsSame(planned);
          assertThat(error.remedy()).isPresent();
          OperationResult<?> again =
              run().unchanged("asking again", () -> engine().operations().reconcile(planned));
          assertThat(again.outcome()).isIn(Outcome.UNKNOWN, Outcome.SUCCEEDED);
        });
    assertThat(target.exists()).isTrue();
  }
}
