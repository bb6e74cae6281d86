package io.gds.database.observe;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which part of the past a server's log still holds.
 *
 * @param oldest the oldest instant covered; empty if that is not known
 * @param readAt when this was found out
 * @param logs the logs there are, the default first, as {@link LogQuery#log(String)} takes them
 * @param notes what lacks and why, each as a sentence: a short ring, a rotation, a right
 */
public record LogCoverage(
    Optional<Instant> oldest, Instant readAt, List<String> logs, List<String> notes) {
  /** Checks that nothing is missing, and takes copies. */
  public LogCoverage {
    Objects.requireNonNull(oldest, "oldest");
    Objects.requireNonNull(readAt, "readAt");
    logs = List.copyOf(logs);
    notes = List.copyOf(notes);
  }

  /** Whether a window beginning at this instant is covered from its begin. */
  public boolean covers(Instant since) {
    return oldest.filter(instant -> !instant.isAfter(since)).isPresent();
  }
}
