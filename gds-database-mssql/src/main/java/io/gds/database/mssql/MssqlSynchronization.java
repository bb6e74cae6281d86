package io.gds.database.mssql;

import io.gds.database.ha.HaState;

/**
 * How the data of a database move.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-database-replica-states-transact-sql">sys.dm_hadr_database_replica_states</a>
 */
public enum MssqlSynchronization {
  /** They do not: it is not connected, suspended, or on its way from one state to another. */
  NOT_SYNCHRONIZING,
  /** They do. */
  SYNCHRONIZING,
  /** It has all that is committed. */
  SYNCHRONIZED,
  /** It undoes what the primary does not have; by a forced failover it would be lost. */
  REVERTING,
  /** It receives what it needs to undo; by a forced failover it could not be started. */
  INITIALIZING,
  /** The server that was asked does not tell. */
  UNKNOWN;

  /** The same in the word of all platforms. */
  HaState state() {
    return switch (this) {
      case NOT_SYNCHRONIZING -> HaState.NOT_SYNCHRONIZED;
      case SYNCHRONIZING, REVERTING, INITIALIZING -> HaState.SYNCHRONIZING;
      case SYNCHRONIZED -> HaState.SYNCED;
      case UNKNOWN -> HaState.UNKNOWN;
    };
  }

  /** Whether a forced failover would leave the database in pieces. */
  boolean isUndoing() {
    return this == REVERTING || this == INITIALIZING;
  }
}
