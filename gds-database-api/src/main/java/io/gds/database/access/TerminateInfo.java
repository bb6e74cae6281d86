package io.gds.database.access;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of a session that was told to end.
 *
 * @param process which
 * @param gone whether it is gone; if not, it is still undoing its work
 * @param rollbackProgress the part that is undone, 0 to 1, where the server tells
 * @param rollbackRemaining how long the rest may take, where the server tells
 */
public record TerminateInfo(
    ProcessId process,
    boolean gone,
    OptionalDouble rollbackProgress,
    Optional<Duration> rollbackRemaining) {
  /** Checks that nothing is missing. */
  public TerminateInfo {
    Objects.requireNonNull(process, "process");
    Objects.requireNonNull(rollbackProgress, "rollbackProgress");
    Objects.requireNonNull(rollbackRemaining, "rollbackRemaining");
  }
}
