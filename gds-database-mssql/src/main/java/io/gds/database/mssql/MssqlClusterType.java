package io.gds.database.mssql;

/**
 * Who watches over an availability group.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-availability-groups-transact-sql">sys.availability_groups</a>
 */
public enum MssqlClusterType {
  /** A Windows Server failover cluster. */
  WSFC,
  /** Another cluster manager, such as Pacemaker; only its own tools change the primary. */
  EXTERNAL,
  /** Nobody: the group is there to spread reads, and fails over by hand only. */
  NONE,
  /** One that this version does not know. */
  UNKNOWN
}
