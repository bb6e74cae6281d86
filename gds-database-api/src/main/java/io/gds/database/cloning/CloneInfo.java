package io.gds.database.cloning;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a clone operation made.
 *
 * @param source the database it was made of
 * @param target the clone
 * @param kind how it was made
 * @param consistentAt the instant its content stands for, where the platform tells
 * @param bytes how many bytes were copied, where that is known
 * @param startedAt when it was begun
 * @param finishedAt when it was complete
 * @param notCarried what the clone does not have of its source, as sentences; empty if nothing
 *     lacks
 */
public record CloneInfo(
    String source,
    String target,
    CloneKind kind,
    Optional<Instant> consistentAt,
    OptionalLong bytes,
    Instant startedAt,
    Instant finishedAt,
    List<String> notCarried) {
  /** Checks that nothing is missing, and takes a copy. */
  public CloneInfo {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(consistentAt, "consistentAt");
    Objects.requireNonNull(bytes, "bytes");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    notCarried = List.copyOf(notCarried);
  }
}
