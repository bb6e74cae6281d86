package io.gds.database.mssql;

import io.gds.database.ha.SyncMode;
import java.util.Optional;

/**
 * When the primary's commits wait for a replica.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/availability-modes-always-on-availability-groups">availability
 *     modes</a>
 */
public enum MssqlAvailabilityMode {
  /** They wait, as long as it is connected and in step. */
  SYNCHRONOUS_COMMIT,
  /** They do not. */
  ASYNCHRONOUS_COMMIT,
  /** It has the configuration of the group, and no data. */
  CONFIGURATION_ONLY,
  /** One that this version does not know. */
  UNKNOWN;

  /** The same in the word of all platforms; empty for a replica without data. */
  Optional<SyncMode> syncMode() {
    return switch (this) {
      case SYNCHRONOUS_COMMIT -> Optional.of(SyncMode.SYNCHRONOUS);
      case ASYNCHRONOUS_COMMIT -> Optional.of(SyncMode.ASYNCHRONOUS);
      default -> Optional.empty();
    };
  }
}
