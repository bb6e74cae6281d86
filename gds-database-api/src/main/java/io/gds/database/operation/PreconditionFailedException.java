package io.gds.database.operation;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Checks refused the operation; nothing was changed. A single refusal whose code has an exception
 * type of its own is thrown as that type instead.
 */
public final class PreconditionFailedException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  private final List<Check> refusals;

  private PreconditionFailedException(ErrorDetails details, List<Check> refusals) {
    super(details);
    this.refusals = refusals;
  }

  /** The exception for these refusals: of the one's own type, or naming all of them. */
  public static DatabaseException of(List<Check> refusals) {
    if (refusals.isEmpty()) {
      throw new IllegalArgumentException("no refusals");
    }
    if (refusals.size() == 1) {
      DatabaseException single = refusals.get(0).toErrorDetails().toException();
      if (single.getClass() != DatabaseException.class) {
        return single;
      }
    }
    return ofCode(
        refusals.size() == 1 ? refusals.get(0).code() : ErrorCode.PRECONDITION_FAILED, refusals);
  }

  /** The exception for checks that held while preparing and no longer do. */
  public static DatabaseException stale(List<Check> refusals) {
    return ofCode(ErrorCode.PLAN_STALE, refusals);
  }

  private static DatabaseException ofCode(ErrorCode code, List<Check> refusals) {
    String text =
        refusals.stream().map(c -> c.toErrorDetails().message()).collect(Collectors.joining("; "));
    String remedies =
        refusals.stream()
            .map(Check::remedy)
            .filter(r -> !r.isEmpty())
            .distinct()
            .collect(Collectors.joining(" "));
    ErrorDetails details = ErrorDetails.of(code, text);
    return new PreconditionFailedException(
        remedies.isEmpty() ? details : details.remedy(remedies), List.copyOf(refusals));
  }

  /** The refused checks, at least one. */
  public List<Check> refusals() {
    return refusals;
  }
}
