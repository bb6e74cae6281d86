package io.gds.database.mssql;

import io.gds.database.ha.HaRole;

/**
 * What a replica is now.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-availability-replica-states-transact-sql">sys.dm_hadr_availability_replica_states</a>
 */
public enum MssqlReplicaRole {
  /** It takes writes. */
  PRIMARY,
  /** It follows. */
  SECONDARY,
  /** It is not settled: a failover goes on, or there is no primary. */
  RESOLVING,
  /** The server that was asked does not tell. */
  UNKNOWN;

  /** The same in the word of all platforms. */
  HaRole role() {
    return switch (this) {
      case PRIMARY -> HaRole.PRIMARY;
      case SECONDARY -> HaRole.SECONDARY;
      case RESOLVING, UNKNOWN -> HaRole.UNKNOWN;
    };
  }
}
