package io.gds.database.mssql;

import java.util.List;

/**
 * The statements that change availability groups.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-availability-group-transact-sql">ALTER
 *     AVAILABILITY GROUP</a>
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-set-hadr">ALTER
 *     DATABASE SET HADR</a>
 */
final class MssqlGroupSql {
  private MssqlGroupSql() {}

  private static String alter(String group) {
    return "ALTER AVAILABILITY GROUP " + MssqlSql.name(group) + " ";
  }

  /**
   * What somebody else sends to the first server of a new group; the rest is added to it.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/create-availability-group-transact-sql">CREATE
   *     AVAILABILITY GROUP</a>
   */
  static String create(String group, MssqlClusterType type, String server, String endpoint) {
    return "CREATE AVAILABILITY GROUP "
        + MssqlSql.name(group)
        + (type == MssqlClusterType.WSFC ? "" : " WITH (CLUSTER_TYPE = " + type + ")")
        + " FOR REPLICA ON "
        + MssqlSql.literal(server)
        + " WITH (ENDPOINT_URL = "
        + MssqlSql.literal(endpoint)
        + ", "
        + mode(MssqlAvailabilityMode.SYNCHRONOUS_COMMIT)
        + ", "
        + failoverMode(MssqlFailoverMode.MANUAL)
        + ", SEEDING_MODE = AUTOMATIC)";
  }

  /** Sent to the target: it takes over what it has in full. */
  static String failover(String group) {
    return alter(group) + "FAILOVER";
  }

  /** Sent to the target: it takes over what it has. */
  static String force(String group) {
    return alter(group) + "FORCE_FAILOVER_ALLOW_DATA_LOSS";
  }

  /** Sent to a primary that no Windows cluster watches: it takes no more writes. */
  static String demote(String group) {
    return alter(group) + "SET (ROLE = SECONDARY)";
  }

  /** How many secondaries a commit waits for at least. */
  static String required(String group, int secondaries) {
    return alter(group) + "SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = " + secondaries + ")";
  }

  static String addDatabase(String group, String database) {
    return alter(group) + "ADD DATABASE " + MssqlSql.name(database);
  }

  static String removeDatabase(String group, String database) {
    return alter(group) + "REMOVE DATABASE " + MssqlSql.name(database);
  }

  /** Databases are copied there by the group itself. */
  static String addReplica(
      String group,
      String replica,
      String endpoint,
      MssqlAvailabilityMode mode,
      MssqlFailoverMode failover) {
    return alter(group)
        + "ADD REPLICA ON "
        + MssqlSql.literal(replica)
        + " WITH (ENDPOINT_URL = "
        + MssqlSql.literal(endpoint)
        + ", "
        + mode(mode)
        + ", "
        + failoverMode(failover)
        + ", SEEDING_MODE = AUTOMATIC)";
  }

  /**
   * Sent to a server that is no replica any more, where no Windows cluster tells it.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-availability-group-transact-sql">DROP
   *     AVAILABILITY GROUP</a>
   */
  static String drop(String group) {
    return "DROP AVAILABILITY GROUP " + MssqlSql.name(group);
  }

  static String removeReplica(String group, String replica) {
    return alter(group) + "REMOVE REPLICA ON " + MssqlSql.literal(replica);
  }

  /** Sets one option of a replica. */
  static String modifyReplica(String group, String replica, String option) {
    return alter(group)
        + "MODIFY REPLICA ON "
        + MssqlSql.literal(replica)
        + " WITH ("
        + option
        + ")";
  }

  static String mode(MssqlAvailabilityMode mode) {
    return "AVAILABILITY_MODE = " + mode;
  }

  static String failoverMode(MssqlFailoverMode mode) {
    return "FAILOVER_MODE = " + mode;
  }

  /** Sets when commits wait, of all members of a distributed group; sent to both sides. */
  static String modifyMembers(String group, List<String> members, MssqlAvailabilityMode mode) {
    return alter(group)
        + "MODIFY AVAILABILITY GROUP ON "
        + String.join(
            ", ",
            members.stream()
                .map(member -> MssqlSql.literal(member) + " WITH (" + mode(mode) + ")")
                .toList());
  }

  /** Sent to a server that is to be a replica. */
  static String join(String group, MssqlClusterType type) {
    return alter(group)
        + "JOIN"
        + (type == MssqlClusterType.WSFC ? "" : " WITH (CLUSTER_TYPE = " + type + ")");
  }

  /** Sent to a replica: databases are made there by the group itself. */
  static String grantCreate(String group) {
    return alter(group) + "GRANT CREATE ANY DATABASE";
  }

  private static String hadr(String database, String what) {
    return "ALTER DATABASE " + MssqlSql.name(database) + " SET HADR " + what;
  }

  static String suspend(String database) {
    return hadr(database, "SUSPEND");
  }

  static String resume(String database) {
    return hadr(database, "RESUME");
  }

  /** What the server that is asked is in a group, how many databases it has, and how many wait. */
  static MssqlStatement role(String group) {
    return new MssqlStatement(
        "SELECT rs.role_desc, rs.operational_state_desc,"
            + " (SELECT COUNT(*) FROM sys.dm_hadr_database_replica_states hs"
            + " WHERE hs.replica_id = rs.replica_id) AS present,"
            + " (SELECT COUNT(*) FROM sys.dm_hadr_database_replica_states ds"
            + " WHERE ds.replica_id = rs.replica_id"
            + " AND (ds.database_state_desc IS NULL OR ds.database_state_desc <> 'ONLINE'"
            + " OR ds.is_suspended = 1)) AS waiting"
            + " FROM sys.availability_groups ag"
            + " JOIN sys.dm_hadr_availability_replica_states rs ON rs.group_id = ag.group_id"
            + " WHERE rs.is_local = 1 AND ag.name = ?",
        List.of(group));
  }

  /**
   * How the databases of the server that is asked move, and which configuration it knows: the
   * sequence number counts the changes of it, from 2017 on.
   */
  static MssqlStatement standing(String group, boolean counted) {
    return new MssqlStatement(
        "SELECT "
            + (counted ? "ag.sequence_number" : "CAST(NULL AS bigint) AS sequence_number")
            + ", ds.group_database_id, ds.synchronization_state_desc, ds.is_suspended"
            + " FROM sys.availability_groups ag"
            + " LEFT JOIN sys.dm_hadr_database_replica_states ds ON ds.group_id = ag.group_id"
            + " AND ds.is_local = 1 WHERE ag.name = ? ORDER BY ds.group_database_id",
        List.of(group));
  }

  /** How much of the log of each database is on the disk of the server that is asked. */
  static MssqlStatement hardened(String group) {
    return new MssqlStatement(
        "SELECT ds.group_database_id, ds.last_hardened_lsn"
            + " FROM sys.availability_groups ag"
            + " JOIN sys.dm_hadr_database_replica_states ds ON ds.group_id = ag.group_id"
            + " WHERE ds.is_local = 1 AND ag.name = ? ORDER BY ds.group_database_id",
        List.of(group));
  }

  /** Which databases are suspended on the server that is asked. */
  static MssqlStatement suspended(String group) {
    return new MssqlStatement(
        "SELECT DB_NAME(ds.database_id) AS database_name"
            + " FROM sys.availability_groups ag"
            + " JOIN sys.dm_hadr_database_replica_states ds ON ds.group_id = ag.group_id"
            + " WHERE ds.is_local = 1 AND ds.is_suspended = 1 AND ag.name = ?",
        List.of(group));
  }

  /** How copies of databases to a replica go on, as the server that is asked tells. */
  static MssqlStatement seeding(String replica) {
    return new MssqlStatement(
        "SELECT c.database_name, s.current_state, s.failure_state_desc"
            + " FROM sys.dm_hadr_automatic_seeding s"
            + " JOIN sys.availability_databases_cluster c"
            + " ON c.group_id = s.ag_id AND c.group_database_id = s.ag_db_id"
            + " WHERE s.ag_remote_replica_id = ?"
            + " ORDER BY c.database_name, s.start_time",
        List.of(replica));
  }

  /** How the primary that is asked sees the others. */
  static MssqlStatement followers(String group) {
    return new MssqlStatement(
        "SELECT r.replica_server_name, rs.connected_state_desc, rs.synchronization_health_desc,"
            + " (SELECT COUNT(*) FROM sys.dm_hadr_database_replica_states ds"
            + " WHERE ds.replica_id = rs.replica_id AND ds.is_suspended = 1) AS suspended"
            + " FROM sys.availability_groups ag"
            + " JOIN sys.availability_replicas r ON r.group_id = ag.group_id"
            + " JOIN sys.dm_hadr_availability_replica_states rs ON rs.replica_id = r.replica_id"
            + " WHERE rs.is_local = 0 AND ag.name = ? ORDER BY r.replica_server_name",
        List.of(group));
  }
}
