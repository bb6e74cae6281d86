package io.gds.database.operation;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * Something measured before an operation runs, with the limit it was held against.
 *
 * @param rule what is demanded, as a short sentence
 * @param subject the database, node, file or other object measured
 * @param measured what was found
 * @param limit what would have been fine
 * @param verdict what follows
 * @param code the code of the error that a refusal becomes
 * @param readAt when it was measured
 * @param remedy what can be done about it; empty if nothing need be
 */
public record Check(
    String rule,
    String subject,
    String measured,
    String limit,
    Verdict verdict,
    ErrorCode code,
    Instant readAt,
    String remedy)
    implements Serializable {
  /** Checks that nothing is missing. */
  public Check {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(measured, "measured");
    Objects.requireNonNull(limit, "limit");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(remedy, "remedy");
  }

  /** Whether the operation must not run. */
  public boolean refused() {
    return verdict == Verdict.REFUSED;
  }

  /** What an exception made of this refusal would say. */
  public ErrorDetails toErrorDetails() {
    ErrorDetails details =
        ErrorDetails.of(
                code,
                "needs that " + rule + " (" + subject + ": " + measured + ", wanted " + limit + ")")
            .target(subject);
    return remedy.isEmpty() ? details : details.remedy(remedy);
  }
}
