package io.gds.database.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One backup of a chain: the full one, or one appended to it. Times are to the microsecond where
 * only SHOW BACKUP told them, and exact where the manifest did.
 *
 * @param incremental whether it was appended
 * @param start the instant it goes on from; empty for a full one
 * @param end the instant its content stands for
 * @param logical the tick within that instant; empty if the manifest did not tell
 * @param revisions whether it holds every change before its end; empty if the manifest did not tell
 * @param revisionsFrom since when it holds them
 * @param fullCluster whether it is of the whole cluster
 * @param databases the databases in it, without those of the system
 * @param objects how many tables, views and other things
 * @param logicalBytes the size of its rows, not compressed
 * @param fileBytes the size of its files, where they were looked at
 * @param rows how many rows
 * @param serverVersion what made it
 */
record CockroachLayer(
    boolean incremental,
    Optional<Instant> start,
    Instant end,
    OptionalInt logical,
    Optional<Boolean> revisions,
    Optional<Instant> revisionsFrom,
    boolean fullCluster,
    List<String> databases,
    long objects,
    long logicalBytes,
    OptionalLong fileBytes,
    long rows,
    Optional<String> serverVersion) {
  CockroachLayer {
    databases = List.copyOf(databases);
  }

  /** Whether this database is in it, and may be restored from it. */
  boolean holds(String database) {
    return databases.contains(database);
  }

  /** Its end for AS OF SYSTEM TIME; null unless it is known to the tick. */
  @Nullable String exactEnd() {
    if (logical.isEmpty()) {
      return null;
    }
    return logical.getAsInt() == 0
        ? CockroachBackupSql.asOf(end)
        : wall(end) + "." + String.format(Locale.ROOT, "%010d", logical.getAsInt());
  }

  /** Whether an instant as it is told to people is its end. */
  boolean endsAt(Instant instant) {
    return micros(end) == micros(instant);
  }

  private static long wall(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }

  /** To the microsecond, cut off as the server does when it tells a time. */
  static long micros(Instant instant) {
    return Math.floorDiv(wall(instant), 1_000L);
  }
}
