package io.gds.database.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a vacuum, analyze or reindex did.
 *
 * @param database the database
 * @param startedAt when it was begun
 * @param finishedAt when it was done
 * @param messages the server's warnings, such as of each table that was skipped; empty if it did
 *     all it was asked
 */
public record PostgresMaintenanceInfo(
    String database, Instant startedAt, Instant finishedAt, List<String> messages) {
  /** Checks that nothing is missing, and takes a copy. */
  public PostgresMaintenanceInfo {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    messages = List.copyOf(messages);
  }
}
