package io.gds.database.mssql;

/**
 * The questions about availability groups. One statement tells how all groups are doing, so that
 * its answer is of one moment: one row for each database on each replica of each group.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/always-on-availability-groups-dynamic-management-views-functions">the
 *     vendor's pages on the views</a>
 */
final class MssqlHaSql {
  private static final int WITH_CLUSTER_TYPES = 14;
  private static final int WITH_CONTAINED = 16;

  private static final String OWN =
      "CAST(SERVERPROPERTY('ServerName') AS nvarchar(256)) AS server_name,"
          + " CAST(SERVERPROPERTY('IsHadrEnabled') AS int) AS is_hadr_enabled,"
          + " HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW ANY DEFINITION') AS sees_definitions,"
          + " CASE WHEN HAS_PERMS_BY_NAME(NULL, NULL, 'ALTER ANY AVAILABILITY GROUP') = 1"
          + " OR HAS_PERMS_BY_NAME(NULL, NULL, 'CONTROL SERVER') = 1 THEN 1 ELSE 0 END"
          + " AS alters_groups,"
          + " CASE WHEN HAS_PERMS_BY_NAME(NULL, NULL, 'ALTER ANY DATABASE') = 1"
          + " THEN 1 ELSE 0 END AS alters_databases,"
          + " SYSDATETIMEOFFSET() AS server_now";

  /** The names of the groups, with what is needed to tell none from none that may be seen. */
  static final String NAMES =
      "SELECT "
          + OWN
          + ", ag.name AS group_name FROM (SELECT 1 AS one_row) AS o"
          + " LEFT JOIN sys.availability_groups ag ON 1 = 1 ORDER BY ag.name";

  /** The listeners of all groups, a row for each address. */
  static final String LISTENERS =
      "SELECT ag.name AS group_name, l.dns_name, l.port, l.is_conformant,"
          + " l.is_distributed_network_name, a.ip_address, a.state_desc"
          + " FROM sys.availability_groups ag"
          + " JOIN sys.availability_group_listeners l ON l.group_id = ag.group_id"
          + " LEFT JOIN sys.availability_group_listener_ip_addresses a"
          + " ON a.listener_id = l.listener_id"
          + " ORDER BY ag.name, l.dns_name, a.ip_address";

  /** To whom each replica sends readers. */
  static final String ROUTING =
      "SELECT w.replica_id, t.replica_server_name"
          + " FROM sys.availability_read_only_routing_lists w"
          + " JOIN sys.availability_replicas t ON t.replica_id = w.read_only_replica_id"
          + " ORDER BY w.replica_id, w.routing_priority, t.replica_server_name";

  private MssqlHaSql() {}

  /** From 2017 on groups have a cluster type, and number the changes of their configuration. */
  static boolean hasClusterTypes(MssqlVersion version) {
    return version.major() >= WITH_CLUSTER_TYPES;
  }

  /** How all groups are doing, in the columns that a version has. */
  static String status(MssqlVersion version) {
    boolean types = hasClusterTypes(version);
    boolean contained = version.major() >= WITH_CONTAINED;
    return "SELECT "
        + OWN
        + ", (SELECT MAX(c.quorum_state_desc) FROM sys.dm_hadr_cluster c) AS quorum_state,"
        + " ag.name AS group_name, ag.group_id, ag.failure_condition_level,"
        + " ag.health_check_timeout, ag.automated_backup_preference_desc, ag.basic_features,"
        + " ag.dtc_support, ag.db_failover, ag.is_distributed, "
        + (types
            ? "ag.cluster_type_desc, ag.required_synchronized_secondaries_to_commit,"
                + " ag.sequence_number"
            : "'WSFC' AS cluster_type_desc, 0 AS required_synchronized_secondaries_to_commit,"
                + " CAST(NULL AS bigint) AS sequence_number")
        + (contained ? ", ag.is_contained" : ", 0 AS is_contained")
        + ", gs.primary_replica, gs.synchronization_health_desc AS group_health,"
        + " r.replica_id, r.replica_server_name, r.endpoint_url, r.availability_mode_desc,"
        + " r.failover_mode_desc, r.seeding_mode_desc, r.session_timeout, r.backup_priority,"
        + " r.primary_role_allow_connections_desc, r.secondary_role_allow_connections_desc,"
        + " r.read_only_routing_url, rs.is_local, rs.role_desc, rs.operational_state_desc,"
        + " rs.connected_state_desc, rs.synchronization_health_desc AS replica_health,"
        + " rs.last_connect_error_number, rs.last_connect_error_description,"
        + " rs.last_connect_error_timestamp, js.join_state_desc,"
        + " k.group_database_id, COALESCE(cs.database_name, DB_NAME(ds.database_id))"
        + " AS database_name, cs.is_failover_ready, cs.is_database_joined,"
        + " ds.synchronization_state_desc, ds.is_commit_participant, ds.database_state_desc,"
        + " ds.is_suspended, ds.suspend_reason_desc, ds.last_commit_time, ds.last_received_time,"
        + " ds.last_redone_time, ds.last_hardened_lsn, ds.end_of_log_lsn, ds.recovery_lsn,"
        + " ds.log_send_queue_size, ds.log_send_rate, ds.redo_queue_size, ds.redo_rate,"
        + " ds.secondary_lag_seconds"
        + " FROM (SELECT 1 AS one_row) AS o"
        + " LEFT JOIN sys.availability_groups ag ON 1 = 1"
        + " LEFT JOIN sys.dm_hadr_availability_group_states gs ON gs.group_id = ag.group_id"
        + " LEFT JOIN sys.availability_replicas r ON r.group_id = ag.group_id"
        + " LEFT JOIN sys.dm_hadr_availability_replica_states rs"
        + " ON rs.replica_id = r.replica_id AND rs.group_id = r.group_id"
        + " LEFT JOIN sys.dm_hadr_availability_replica_cluster_states js"
        + " ON js.replica_id = r.replica_id AND js.group_id = r.group_id"
        + " LEFT JOIN (SELECT kc.replica_id, kc.group_database_id"
        + " FROM sys.dm_hadr_database_replica_cluster_states kc"
        + " UNION SELECT kd.replica_id, kd.group_database_id"
        + " FROM sys.dm_hadr_database_replica_states kd) AS k ON k.replica_id = r.replica_id"
        + " LEFT JOIN sys.dm_hadr_database_replica_cluster_states cs"
        + " ON cs.replica_id = k.replica_id AND cs.group_database_id = k.group_database_id"
        + " LEFT JOIN sys.dm_hadr_database_replica_states ds"
        + " ON ds.replica_id = k.replica_id AND ds.group_database_id = k.group_database_id"
        + " ORDER BY ag.name, r.replica_server_name, database_name";
  }
}
