package io.gds.database.operation;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step that changes something was sent, the answer was lost, and asking the server did not tell.
 * The remedy says what to look at; {@link OperationExecutor#reconcile} asks again.
 */
public final class OutcomeUnknownException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Operation<?> pending;

  /**
   * Makes the exception.
   *
   * @param message what was sent and lost
   * @param whatToCheck what to look at before doing it again
   */
  public OutcomeUnknownException(
      String message, String whatToCheck, Operation<?> operation, Throwable cause) {
    super(ErrorDetails.of(ErrorCode.OUTCOME_UNKNOWN, message).remedy(whatToCheck).cause(cause));
    this.pending = operation;
  }

  /** The operation to hand to {@link OperationExecutor#reconcile}; lost by serialization. */
  public Optional<Operation<?>> pendingOperation() {
    return Optional.ofNullable(pending);
  }
}
