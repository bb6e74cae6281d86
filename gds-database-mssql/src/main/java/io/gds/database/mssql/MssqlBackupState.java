package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.Row;
import java.util.Optional;

/**
 * What decides whether a database can be backed up: all that is looked at before, in one statement.
 *
 * @param readsMedia whether this login may look into backups
 * @param database what there is of the database asked about, whatever the case of its name
 */
record MssqlBackupState(boolean readsMedia, Optional<Existing> database) {
  private static final String SQL =
      "SELECT CASE WHEN HAS_PERMS_BY_NAME(NULL, NULL, 'CREATE ANY DATABASE') = 1"
          + " OR HAS_PERMS_BY_NAME('master', 'DATABASE', 'CREATE DATABASE') = 1"
          + " THEN 1 ELSE 0 END AS reads_media, d.name, d.state_desc, d.is_in_standby,"
          + " d.recovery_model_desc, d.source_database_id, ag.name AS availability_group,"
          + " HAS_PERMS_BY_NAME(QUOTENAME(d.name), 'DATABASE', 'BACKUP DATABASE') AS backs_up,"
          + " HAS_PERMS_BY_NAME(QUOTENAME(d.name), 'DATABASE', 'BACKUP LOG') AS backs_log_up,"
          + " rs.database_guid, rs.last_log_backup_lsn,"
          + " (SELECT COUNT(*) FROM sys.master_files m WHERE m.database_id = d.database_id"
          + " AND m.file_id = 1) AS seen_files,"
          + " (SELECT MAX(b.differential_base_lsn) FROM sys.master_files b"
          + " WHERE b.database_id = d.database_id AND b.file_id = 1) AS base_lsn"
          + " FROM (SELECT 1 AS one_row) AS o LEFT JOIN sys.databases d ON d.name = ?"
          + " LEFT JOIN sys.database_recovery_status rs ON rs.database_id = d.database_id"
          + " LEFT JOIN sys.availability_replicas r ON r.replica_id = d.replica_id"
          + " LEFT JOIN sys.availability_groups ag ON ag.group_id = r.group_id";

  private static final String ROLE =
      "SELECT s.role_desc, ds.synchronization_state_desc FROM sys.databases d"
          + " JOIN sys.dm_hadr_availability_replica_states s ON s.replica_id = d.replica_id"
          + " LEFT JOIN sys.dm_hadr_database_replica_states ds ON ds.replica_id = d.replica_id"
          + " AND ds.group_database_id = d.group_database_id WHERE d.name = ?";

  /**
   * What this server is to a member of an availability group.
   *
   * @param role the server's word, such as PRIMARY
   * @param synchronization its word for how the database follows the primary; empty if not told
   */
  record Role(String role, Optional<String> synchronization) {
    boolean isPrimary() {
      return role.equals("PRIMARY");
    }

    /** Whether the database follows the primary, which backups on a secondary need. */
    boolean follows() {
      return role.equals("SECONDARY")
          && synchronization
              .map(word -> word.equals("SYNCHRONIZED") || word.equals("SYNCHRONIZING"))
              .orElse(true);
    }
  }

  /**
   * A database that exists.
   *
   * @param name its name, as the server writes it
   * @param state the server's word for its state
   * @param standby whether it waits for further logs and can only be read
   * @param recoveryModel how much its log keeps
   * @param snapshot whether it is a snapshot of another
   * @param group the availability group it is a member of
   * @param backsUp whether this login may back it up; empty if the server does not tell
   * @param backsLogUp the same of its log
   * @param keepsLog whether the log is kept for a backup; empty if this login is not told
   * @param hasBase whether a differential has something to build on; empty if it is not told
   */
  record Existing(
      String name,
      String state,
      boolean standby,
      String recoveryModel,
      boolean snapshot,
      Optional<String> group,
      Optional<Boolean> backsUp,
      Optional<Boolean> backsLogUp,
      Optional<Boolean> keepsLog,
      Optional<Boolean> hasBase) {
    private static Existing of(Row row, String name) {
      return new Existing(
          name,
          row.text("state_desc"),
          row.optionalBool("is_in_standby").orElse(false),
          row.optionalText("recovery_model_desc").orElse(""),
          row.optionalInt("source_database_id").isPresent(),
          row.optionalText("availability_group"),
          flag(row, "backs_up"),
          flag(row, "backs_log_up"),
          row.optionalText("database_guid")
              .map(told -> row.optionalDecimal("last_log_backup_lsn").isPresent()),
          row.longValue("seen_files") == 0
              ? Optional.empty()
              : Optional.of(row.optionalDecimal("base_lsn").isPresent()));
    }

    private static Optional<Boolean> flag(Row row, String column) {
      return row.optionalInt(column).isPresent()
          ? Optional.of(row.intValue(column) == 1)
          : Optional.empty();
    }

    boolean isSimple() {
      return recoveryModel.equals("SIMPLE");
    }
  }

  static MssqlBackupState read(MssqlContext context, String database) {
    return context
        .sql()
        .first(
            SQL,
            row ->
                new MssqlBackupState(
                    row.intValue("reads_media") == 1,
                    row.optionalText("name").map(name -> Existing.of(row, name))),
            database)
        .orElseThrow();
  }

  /** What this server is to a member of an availability group; empty if it is not told. */
  static Optional<Role> role(MssqlContext context, String database) {
    try {
      return context
          .sql()
          .first(
              ROLE,
              row ->
                  row.optionalText("role_desc")
                      .map(role -> new Role(role, row.optionalText("synchronization_state_desc"))),
              database)
          .flatMap(role -> role);
    } catch (DatabaseException e) {
      return Optional.empty();
    }
  }

  /** The database of exactly this name. */
  Optional<Existing> exactly(String name) {
    return database.filter(found -> found.name().equals(name));
  }
}
