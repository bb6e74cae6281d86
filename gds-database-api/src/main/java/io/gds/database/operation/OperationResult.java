package io.gds.database.operation;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an operation ended, with all that is needed to act on it or to record it.
 *
 * @param operation the verb
 * @param target what it worked on
 * @param outcome how it ended
 * @param attempts how often the most repeated step was sent; 0 if none was
 * @param startedAt when it was begun
 * @param finishedAt when it ended
 * @param correlationId the caller's id, or a fresh one
 * @param value what it yielded, on success
 * @param error why it did not succeed
 * @param steps what became of each step
 * @param checks what was measured, last reading
 */
public record OperationResult<T extends @Nullable Object>(
    String operation,
    String target,
    Outcome outcome,
    int attempts,
    Instant startedAt,
    Instant finishedAt,
    String correlationId,
    Optional<T> value,
    Optional<DatabaseException> error,
    List<StepResult> steps,
    List<Check> checks) {
  /** Checks that outcome and error agree, and takes copies. */
  public OperationResult {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    Objects.requireNonNull(correlationId, "correlationId");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(error, "error");
    if ((outcome == Outcome.SUCCEEDED) != error.isEmpty()) {
      throw new IllegalArgumentException("an operation has an error unless it succeeded");
    }
    steps = List.copyOf(steps);
    checks = List.copyOf(checks);
  }

  /** The outcome that belongs to an error. */
  public static Outcome outcomeOf(DatabaseException error) {
    if (error instanceof OutcomeUnknownException || error.code() == ErrorCode.OUTCOME_UNKNOWN) {
      return Outcome.UNKNOWN;
    }
    return error.code() == ErrorCode.CANCELLED ? Outcome.CANCELLED : Outcome.FAILED;
  }

  /** The result of an operation that failed before its first step, such as while preparing. */
  public static <T extends @Nullable Object> OperationResult<T> notStarted(
      String operation, String target, Instant at, String correlationId, DatabaseException error) {
    return new OperationResult<>(
        operation,
        target,
        outcomeOf(error),
        0,
        at,
        at,
        correlationId,
        Optional.empty(),
        Optional.of(error),
        List.of(),
        List.of());
  }

  /** Whether it succeeded. */
  public boolean isSuccess() {
    return outcome == Outcome.SUCCEEDED;
  }

  /** How long it took. */
  public Duration elapsed() {
    return Duration.between(startedAt, finishedAt);
  }

  /** The outcome as a sentence. */
  public String message() {
    String what = operation + " of " + target;
    return error
        .map(
            e ->
                what
                    + " "
                    + outcome.name().toLowerCase(java.util.Locale.ROOT)
                    + ": "
                    + e.getMessage())
        .orElse(what + " succeeded");
  }

  /**
   * What an orchestrator reads: correlation id, outcome, instants, attempts, error and its facts.
   */
  public Map<String, String> details() {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("correlationId", correlationId);
    details.put("operation", operation);
    details.put("target", target);
    details.put("outcome", outcome.name());
    details.put("startedAt", startedAt.toString());
    details.put("finishedAt", finishedAt.toString());
    details.put("attempts", Integer.toString(attempts));
    error.ifPresent(
        e -> {
          ErrorDetails facts = e.details();
          details.put("errorCode", facts.code().name());
          facts.values().forEach(details::putIfAbsent);
        });
    return Collections.unmodifiableMap(details);
  }

  /**
   * The value of a success; null for an operation that yields nothing.
   *
   * @throws DatabaseException the error, if it did not succeed
   */
  @SuppressWarnings("NullAway") // an operation of Void yields null by definition
  public T orThrow() {
    if (error.isPresent()) {
      throw error.get();
    }
    return value.orElse(null);
  }
}
