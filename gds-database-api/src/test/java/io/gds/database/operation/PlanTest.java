package io.gds.database.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Instant NOW = Instant.EPOCH;

  private static Check check(String subject, Verdict verdict, ErrorCode code, String remedy) {
    return new Check("the target is free", subject, "taken", "free", verdict, code, NOW, remedy);
  }

  private static Progress progress(long done, OptionalLong total) {
    return new Progress("copy", done, total, ProgressUnit.PAGES, OptionalDouble.empty(), NOW);
  }

  @Test
  void aScriptShowsEachStepWithItsKindEffectAndNode() {
    Script script =
        new Script(
            List.of(
                new Step(StepKind.SQL, "DROP DATABASE \"a\"", Effect.ONCE, ""),
                new Step(StepKind.SQL, "SELECT 1;", Effect.READ, "standby1"),
                new Step(StepKind.FILE, "move a to b", Effect.IDEMPOTENT, "")));

    assertThat(script.text())
        .isEqualTo(
            """
            -- SQL, ONCE
            DROP DATABASE "a";
            -- SQL, READ, on standby1
            SELECT 1;
            -- FILE, IDEMPOTENT
            move a to b""");
    assertThat(script.readOnly()).isFalse();
    assertThat(new Script(script.steps().subList(1, 2)).readOnly()).isTrue();
    assertThat(new Script(List.of()).text()).isEmpty();
  }

  @Test
  void onlyReadingChangesNothing() {
    assertThat(new Step(StepKind.SQL, "x", Effect.READ, "").changes()).isFalse();
    assertThat(new Step(StepKind.SQL, "x", Effect.IDEMPOTENT, "").changes()).isTrue();
    assertThat(new Step(StepKind.SQL, "x", Effect.ONCE, "").changes()).isTrue();
  }

  @Test
  void aStepsResultTellsHowFarItCame() {
    Step step = new Step(StepKind.SQL, "x", Effect.READ, "");
    StepResult result = new StepResult(step, StepStatus.DONE, 2, Duration.ofSeconds(1));

    assertThat(result.step()).isSameAs(step);
    assertThat(result.status()).isEqualTo(StepStatus.DONE);
    assertThat(result.attempts()).isEqualTo(2);
    assertThat(result.elapsed()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void progressIsTheDonePartOfAll() {
    assertThat(progress(1, OptionalLong.of(4)).fraction()).hasValue(0.25);
    assertThat(progress(5, OptionalLong.of(4)).fraction()).hasValue(1.0);
    assertThat(progress(0, OptionalLong.of(0)).fraction()).hasValue(1.0);
    assertThat(progress(7, OptionalLong.empty()).fraction()).isEmpty();
  }

  @Test
  void onlyARefusalRefuses() {
    for (Verdict verdict : Verdict.values()) {
      assertThat(check("orders", verdict, ErrorCode.ALREADY_EXISTS, "").refused())
          .isEqualTo(verdict == Verdict.REFUSED);
    }
  }

  @Test
  void aSingleRefusalIsThrownAsTheTypeOfItsCode() {
    DatabaseException error =
        PreconditionFailedException.of(
            List.of(check("orders", Verdict.REFUSED, ErrorCode.ALREADY_EXISTS, "Choose another.")));

    assertThat(error)
        .isExactlyInstanceOf(AlreadyExistsException.class)
        .hasMessage("needs that the target is free (orders: taken, wanted free)");
    assertThat(error.target()).contains("orders");
    assertThat(error.remedy()).contains("Choose another.");
  }

  @Test
  void aSingleRefusalWithoutATypeOfItsOwnKeepsItsCode() {
    DatabaseException error =
        PreconditionFailedException.of(
            List.of(check("orders", Verdict.REFUSED, ErrorCode.WRONG_STATE, "")));

    assertThat(error).isExactlyInstanceOf(PreconditionFailedException.class);
    assertThat(error.code()).isEqualTo(ErrorCode.WRONG_STATE);
    assertThat(error.remedy()).isEmpty();
  }

  @Test
  void severalRefusalsAreToldTogether() {
    List<Check> refusals =
        List.of(
            check("a", Verdict.REFUSED, ErrorCode.ALREADY_EXISTS, "Choose another."),
            check("b", Verdict.REFUSED, ErrorCode.WRONG_STATE, ""),
            check("c", Verdict.REFUSED, ErrorCode.WRONG_STATE, "Choose another."));

    DatabaseException error = PreconditionFailedException.of(refusals);

    assertThat(error.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThat(error)
        .hasMessage(
            "needs that the target is free (a: taken, wanted free); needs that the target is free"
                + " (b: taken, wanted free); needs that the target is free (c: taken, wanted free)");
    assertThat(error.remedy()).contains("Choose another.");
    assertThat(((PreconditionFailedException) error).refusals()).isEqualTo(refusals);
  }

  @Test
  void aPlanThatNoLongerHoldsSaysSo() {
    DatabaseException error =
        PreconditionFailedException.stale(
            List.of(check("orders", Verdict.REFUSED, ErrorCode.ALREADY_EXISTS, "")));

    assertThat(error.code()).isEqualTo(ErrorCode.PLAN_STALE);
    assertThat(error).isInstanceOf(PreconditionFailedException.class);
  }

  @Test
  void withoutARefusalThereIsNothingToThrow() {
    assertThatThrownBy(() -> PreconditionFailedException.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no refusals");
  }

  @Test
  void refusalsTravelToAnotherProcess() throws Exception {
    List<Check> refusals =
        List.of(check("orders", Verdict.REFUSED, ErrorCode.WRONG_STATE, "Bring it online."));

    PreconditionFailedException arrived =
        travelled((PreconditionFailedException) PreconditionFailedException.of(refusals));

    assertThat(arrived.refusals()).isEqualTo(refusals);
    assertThat(arrived.code()).isEqualTo(ErrorCode.WRONG_STATE);
  }

  @Test
  void anUnknownOutcomeNamesWhatToLookAtAndWhatToReconcile() throws Exception {
    Operation<String> operation = new Planned();
    OutcomeUnknownException error =
        new OutcomeUnknownException(
            "DROP was sent, the answer was lost",
            "List the databases.",
            operation,
            new IOException("cut"));

    assertThat(error.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(error.remedy()).contains("List the databases.");
    assertThat(error.pendingOperation().orElseThrow()).isSameAs(operation);
    assertThat(error).hasCauseInstanceOf(IOException.class);
    assertThat(OperationResult.outcomeOf(error)).isEqualTo(Outcome.UNKNOWN);
    assertThat(travelled(error).pendingOperation()).isEmpty();
    assertThat(travelled(error).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
  }

  @Test
  void runningWithoutAContextSaysNothingAboutIt() {
    assertThat(new Planned().run()).isEqualTo("ran with nothing said");
  }

  @Test
  void aListenerNeedNotCareForEverything() {
    OperationListener listener = new OperationListener() {};

    assertThatCode(
            () -> {
              listener.started(null);
              listener.progressed("1", progress(1, OptionalLong.empty()));
              listener.finished(null);
            })
        .doesNotThrowAnyException();
  }

  private static <T> T travelled(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      @SuppressWarnings("unchecked")
      T arrived = (T) in.readObject();
      return arrived;
    }
  }

  /** An operation that tells with which context it ran. */
  private static final class Planned implements Operation<String> {
    @Override
    public String name() {
      return "drop";
    }

    @Override
    public String target() {
      return "orders";
    }

    @Override
    public Instant preparedAt() {
      return NOW;
    }

    @Override
    public List<Check> checks() {
      return List.of();
    }

    @Override
    public Script script() {
      return new Script(List.of());
    }

    @Override
    public boolean refused() {
      return false;
    }

    @Override
    public String run(OperationContext context) {
      return context == OperationContext.none() ? "ran with nothing said" : "ran";
    }
  }
}
