package io.gds.database.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationResultTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final DatabaseException ERROR =
      ErrorDetails.of(ErrorCode.STORAGE_FULL, "the disk is full")
          .target("/backup/a.gds")
          .phase("copy")
          .toException();

  private static <T> OperationResult<T> result(
      Outcome outcome, Optional<T> value, Optional<DatabaseException> error) {
    return new OperationResult<>(
        "backup",
        "orders",
        outcome,
        1,
        START,
        START.plusSeconds(3),
        "42",
        value,
        error,
        List.of(),
        List.of());
  }

  @Test
  void aSuccessYieldsItsValue() {
    OperationResult<String> result = result(Outcome.SUCCEEDED, Optional.of("a"), Optional.empty());

    assertThat(result.isSuccess()).isTrue();
    assertThat(result.orThrow()).isEqualTo("a");
    assertThat(result.message()).isEqualTo("backup of orders succeeded");
    assertThat(result.elapsed()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aSuccessOfNothingYieldsNull() {
    assertThat(
            OperationResultTest.<Object>result(
                    Outcome.SUCCEEDED, Optional.empty(), Optional.empty())
                .orThrow())
        .isNull();
  }

  @Test
  void aFailureThrowsItsError() {
    OperationResult<String> result = result(Outcome.FAILED, Optional.empty(), Optional.of(ERROR));

    assertThat(result.isSuccess()).isFalse();
    assertThat(result.message()).isEqualTo("backup of orders failed: the disk is full");
    assertThatThrownBy(result::orThrow).isSameAs(ERROR);
  }

  @Test
  void detailsAreAllAnOrchestratorReads() {
    OperationResult<String> result = result(Outcome.FAILED, Optional.empty(), Optional.of(ERROR));

    assertThat(result.details())
        .containsExactly(
            Map.entry("correlationId", "42"),
            Map.entry("operation", "backup"),
            Map.entry("target", "orders"),
            Map.entry("outcome", "FAILED"),
            Map.entry("startedAt", "2026-01-02T03:04:05Z"),
            Map.entry("finishedAt", "2026-01-02T03:04:08Z"),
            Map.entry("attempts", "1"),
            Map.entry("errorCode", "STORAGE_FULL"),
            Map.entry("phase", "copy"));
    assertThat(result(Outcome.SUCCEEDED, Optional.of("a"), Optional.empty()).details())
        .doesNotContainKey("errorCode");
  }

  @Test
  void outcomeAndErrorAgree() {
    assertThatThrownBy(() -> result(Outcome.SUCCEEDED, Optional.empty(), Optional.of(ERROR)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an operation has an error unless it succeeded");
    assertThatThrownBy(() -> result(Outcome.UNKNOWN, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> result(null, Optional.empty(), Optional.of(ERROR)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("outcome");
  }

  @ParameterizedTest
  @CsvSource({
    "CANCELLED, CANCELLED",
    "OUTCOME_UNKNOWN, UNKNOWN",
    "CONNECTION_LOST, FAILED",
    "TIMEOUT, FAILED",
    "INTERNAL, FAILED"
  })
  void theOutcomeFollowsFromTheError(ErrorCode code, Outcome outcome) {
    DatabaseException error = ErrorDetails.of(code, "x").toException();

    OperationResult<String> result =
        OperationResult.notStarted("drop", "orders", START, "42", error);

    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.attempts()).isZero();
    assertThat(result.elapsed()).isZero();
    assertThat(result.error()).containsSame(error);
    assertThat(result.value()).isEmpty();
    assertThat(result.steps()).isEmpty();
    assertThat(result.checks()).isEmpty();
  }
}
