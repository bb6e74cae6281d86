package io.gds.database.backup;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * To which instants a database can be restored, and why not to the others.
 *
 * @param database the database
 * @param spans the reachable stretches of time, oldest first; a single instant has equal ends
 * @param gaps why there is nothing between or around them
 * @param readAt when this was found out
 */
public record ReachableWindow(String database, List<Span> spans, List<Gap> gaps, Instant readAt) {
  /**
   * A reachable stretch of time, both ends included.
   *
   * @param from the earliest instant
   * @param to the latest instant
   */
  public record Span(Instant from, Instant to) {
    /** Checks the order. */
    public Span {
      if (to.isBefore(from)) {
        throw new IllegalArgumentException("a span ends before it begins");
      }
    }

    /** Whether an instant lies in it. */
    public boolean contains(Instant instant) {
      return !instant.isBefore(from) && !instant.isAfter(to);
    }
  }

  /**
   * A stretch of time that cannot be reached.
   *
   * @param from where it begins
   * @param to where it ends
   * @param reason why, as a sentence
   */
  public record Gap(Instant from, Instant to, String reason) {}

  /** Takes copies. */
  public ReachableWindow {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(readAt, "readAt");
    spans = List.copyOf(spans);
    gaps = List.copyOf(gaps);
  }

  /** Whether an instant can be reached. */
  public boolean reaches(Instant instant) {
    return spans.stream().anyMatch(span -> span.contains(instant));
  }
}
