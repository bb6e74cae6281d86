package io.gds.database.access;

import java.time.Instant;
import java.util.Objects;

/**
 * Which session or query: the server's number for it, and since when. Servers use numbers again, so
 * only both together name the same one.
 *
 * @param id the server's number or name for it
 * @param startedAt since when it is so called
 */
public record ProcessId(String id, Instant startedAt) {
  /** Checks that nothing is missing. */
  public ProcessId {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(startedAt, "startedAt");
  }

  /** {@code id since instant}. */
  @Override
  public String toString() {
    return id + " since " + startedAt;
  }
}
