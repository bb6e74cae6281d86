package io.gds.database.mssql;

import io.gds.database.AccessMode;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.Detail;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A row of sys.databases with what belongs to it.
 *
 * @param asked what else the statement asked for
 * @param refused what could not even be asked for, with the reason
 */
record MssqlDatabaseRow(Row row, Set<Detail> asked, Map<Detail, String> refused, Instant now) {
  /** The four that every server has. */
  static final int LAST_SYSTEM_ID = 4;

  private static final int PAGE = 8 * 1024;

  /** Whether this login sees the sessions of others; from 2022 on a smaller right is enough. */
  static final String SEES_SESSIONS =
      "CASE WHEN HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE') = 1"
          + " OR HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER PERFORMANCE STATE') = 1"
          + " THEN 1 ELSE 0 END";

  private static final String COLUMNS =
      "SELECT d.name, d.database_id, d.create_date, d.state_desc, d.user_access_desc,"
          + " d.is_read_only, d.is_in_standby, d.recovery_model_desc, d.compatibility_level,"
          + " d.collation_name, d.page_verify_option_desc, d.is_auto_close_on,"
          + " d.is_auto_shrink_on, d.containment_desc, d.is_encrypted, d.source_database_id,"
          + " d.log_reuse_wait_desc, d.is_distributor, d.is_published,"
          + " d.is_read_committed_snapshot_on, SUSER_SNAME(d.owner_sid) AS owner_name,"
          + " HAS_DBACCESS(d.name) AS has_access, ag.name AS availability_group,"
          + " rs.database_guid, rs.last_log_backup_lsn, SYSDATETIMEOFFSET() AS server_now";

  private static final String FROM =
      " FROM sys.databases d"
          + " LEFT JOIN sys.availability_replicas r ON r.replica_id = d.replica_id"
          + " LEFT JOIN sys.availability_groups ag ON ag.group_id = r.group_id"
          + " LEFT JOIN sys.database_recovery_status rs ON rs.database_id = d.database_id";

  /** The statement that reads rows, as far as its FROM. */
  static String select(Set<Detail> details) {
    StringBuilder columns = new StringBuilder(COLUMNS);
    StringBuilder from = new StringBuilder(FROM);
    if (details.contains(Detail.SIZE)) {
      columns.append(
          ", (SELECT SUM(CAST(f.size AS bigint)) FROM sys.master_files f"
              + " WHERE f.database_id = d.database_id) AS size_pages");
    }
    if (details.contains(Detail.SESSIONS)) {
      columns.append(
          ", (SELECT COUNT(*) FROM sys.dm_exec_sessions s WHERE s.database_id = d.database_id"
              + " AND s.is_user_process = 1) AS session_count, ");
      columns.append(SEES_SESSIONS).append(" AS sees_sessions");
    }
    if (details.contains(Detail.LAST_BACKUP)) {
      columns.append(", lb.last_full, lb.last_differential, lb.last_log");
      from.append(
          " LEFT JOIN (SELECT b.database_guid,"
              + " MAX(CASE WHEN b.type = 'D' THEN b.backup_finish_date END) AS last_full,"
              + " MAX(CASE WHEN b.type = 'I' THEN b.backup_finish_date END) AS last_differential,"
              + " MAX(CASE WHEN b.type = 'L' THEN b.backup_finish_date END) AS last_log"
              + " FROM msdb.dbo.backupset b WHERE b.is_damaged = 0 GROUP BY b.database_guid) AS lb"
              + " ON lb.database_guid = rs.database_guid");
    }
    if (details.contains(Detail.REPLICATION)) {
      columns.append(", hs.synchronization_state_desc");
      from.append(
          " LEFT JOIN sys.dm_hadr_database_replica_states hs ON hs.database_id = d.database_id"
              + " AND hs.replica_id = d.replica_id");
    }
    return columns.append(from).toString();
  }

  /** Whether it is one that comes with the server, or with its replication. */
  static boolean isSystem(MssqlDatabaseMetadata database) {
    return database.databaseId() <= LAST_SYSTEM_ID || database.distributor();
  }

  MssqlDatabaseMetadata metadata() {
    ZoneOffset offset = row.offsetTime("server_now").getOffset();
    OptionalLong pages = when(Detail.SIZE) ? row.optionalLong("size_pages") : OptionalLong.empty();
    boolean sees = when(Detail.SESSIONS) && row.intValue("sees_sessions") == 1;
    Map<Detail, String> unreadable = unreadable(pages, sees);
    Set<Detail> read = EnumSet.noneOf(Detail.class);
    read.addAll(asked);
    read.removeAll(unreadable.keySet());
    MssqlRecoveryModel model =
        row.optionalText("recovery_model_desc")
            .map(MssqlRecoveryModel::valueOf)
            .orElse(MssqlRecoveryModel.FULL);
    return new MssqlDatabaseMetadata(
        row.text("name"),
        condition(row),
        row.optionalText("owner_name"),
        row.optionalText("collation_name"),
        row.optionalLocalTime("create_date").map(local -> local.toInstant(offset)),
        pages.isPresent() ? OptionalLong.of(pages.getAsLong() * PAGE) : OptionalLong.empty(),
        read,
        unreadable,
        now,
        row.intValue("database_id"),
        row.text("state_desc"),
        model,
        pseudoSimple(model),
        row.intValue("compatibility_level"),
        row.optionalText("page_verify_option_desc")
            .map(MssqlPageVerify::valueOf)
            .orElse(MssqlPageVerify.NONE),
        flag("is_auto_close_on"),
        flag("is_auto_shrink_on"),
        row.optionalText("containment_desc")
            .map(MssqlContainment::valueOf)
            .orElse(MssqlContainment.NONE),
        flag("is_encrypted"),
        flag("is_read_committed_snapshot_on"),
        flag("is_published"),
        flag("is_distributor"),
        row.optionalInt("has_access").orElse(0) == 1,
        row.optionalInt("source_database_id"),
        row.optionalText("log_reuse_wait_desc"),
        row.optionalText("availability_group"),
        when(Detail.REPLICATION)
            ? row.optionalText("synchronization_state_desc")
            : Optional.empty(),
        backup("last_full", offset),
        backup("last_differential", offset),
        backup("last_log", offset),
        sees ? OptionalLong.of(row.longValue("session_count")) : OptionalLong.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.of("files are read by a refresh of one database"));
  }

  private boolean when(Detail detail) {
    return asked.contains(detail);
  }

  private boolean flag(String column) {
    return row.optionalBool(column).orElse(false);
  }

  private Optional<Instant> backup(String column, ZoneOffset offset) {
    return when(Detail.LAST_BACKUP)
        ? row.optionalLocalTime(column).map(local -> local.toInstant(offset))
        : Optional.empty();
  }

  /** Of a database that is not open, and to a login without rights, nothing is told. */
  private Optional<Boolean> pseudoSimple(MssqlRecoveryModel model) {
    if (model == MssqlRecoveryModel.SIMPLE) {
      return Optional.of(false);
    }
    return row.optionalText("database_guid").isEmpty()
        ? Optional.empty()
        : Optional.of(row.optionalDecimal("last_log_backup_lsn").isEmpty());
  }

  private Map<Detail, String> unreadable(OptionalLong pages, boolean sees) {
    Map<Detail, String> reasons = new EnumMap<>(Detail.class);
    reasons.putAll(refused);
    if (when(Detail.SIZE) && pages.isEmpty()) {
      reasons.put(Detail.SIZE, MssqlFiles.RIGHT);
    }
    if (when(Detail.SESSIONS) && !sees) {
      reasons.put(
          Detail.SESSIONS, "needs VIEW SERVER STATE, from 2022 on VIEW SERVER PERFORMANCE STATE");
    }
    if (when(Detail.LAST_BACKUP) && row.optionalText("database_guid").isEmpty()) {
      reasons.put(
          Detail.LAST_BACKUP,
          "the history is found by what sys.database_recovery_status tells, which needs VIEW ANY"
              + " DEFINITION and a database that is open");
    }
    return reasons;
  }

  static DatabaseCondition condition(Row row) {
    boolean readOnly =
        row.optionalBool("is_read_only").orElse(false)
            || row.optionalBool("is_in_standby").orElse(false);
    return new DatabaseCondition(
        state(row.text("state_desc")),
        row.optionalText("user_access_desc").map(AccessMode::valueOf).orElse(AccessMode.MULTI_USER),
        readOnly);
  }

  /**
   * A state by the server's word for it. RECOVERY_PENDING is one that cannot even begin to recover,
   * and waits for help as SUSPECT does.
   */
  static DatabaseState state(String description) {
    return switch (description) {
      case "ONLINE" -> DatabaseState.ONLINE;
      case "RESTORING", "COPYING" -> DatabaseState.RESTORING;
      case "RECOVERING" -> DatabaseState.RECOVERING;
      case "RECOVERY_PENDING", "SUSPECT" -> DatabaseState.SUSPECT;
      case "EMERGENCY" -> DatabaseState.EMERGENCY;
      case "OFFLINE", "OFFLINE_SECONDARY" -> DatabaseState.OFFLINE;
      default -> DatabaseState.UNKNOWN;
    };
  }
}
