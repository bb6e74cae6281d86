package io.gds.database.snowflake;

import java.time.Instant;
import java.util.Optional;

/**
 * A refresh of a secondary group, as the account of the secondary tells it.
 *
 * @param group what the secondary is called
 * @param phase how far it is, or how it ended
 * @param snapshotAt the primary's instant whose state it brings; empty if that is not told
 * @param error what went wrong, in the server's words
 * @see <a
 *     href="https://docs.snowflake.com/en/sql-reference/functions/replication_group_refresh_history">
 *     REPLICATION_GROUP_REFRESH_HISTORY</a>
 */
record SnowflakeRefresh(
    String group,
    String phase,
    Instant beganAt,
    Optional<Instant> endedAt,
    String job,
    Optional<Instant> snapshotAt,
    Optional<String> error) {
  boolean isComplete() {
    return phase.equals("COMPLETED");
  }

  /** Whether it ended without bringing anything; words that are not known are no end. */
  boolean isFailed() {
    return phase.equals("FAILED") || phase.equals("CANCELED") || phase.equals("CANCELLED");
  }

  boolean isRunning() {
    return !isComplete() && !isFailed();
  }

  /** Whether it writes into the secondary now, so that a cancel could leave that inconsistent. */
  boolean isWriting() {
    return phase.startsWith("SECONDARY_DOWNLOADING") || phase.startsWith("SECONDARY_COMMITTING");
  }
}
