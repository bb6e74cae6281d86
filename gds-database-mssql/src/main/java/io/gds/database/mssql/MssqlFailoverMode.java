package io.gds.database.mssql;

/**
 * Who makes a replica primary.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/failover-and-failover-modes-always-on-availability-groups">failover
 *     modes</a>
 */
public enum MssqlFailoverMode {
  /** The cluster by itself, while it is synchronized. */
  AUTOMATIC,
  /** Somebody who says so. */
  MANUAL,
  /** The cluster manager of a group with cluster type EXTERNAL. */
  EXTERNAL,
  /** One that this version does not know. */
  UNKNOWN
}
