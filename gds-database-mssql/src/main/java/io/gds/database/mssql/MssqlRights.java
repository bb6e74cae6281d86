package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.SupportsDefinition;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SupportsSql;
import io.gds.database.jdbc.Row;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.schema.SupportsSchemas;
import java.util.Optional;

/**
 * What this login may do, and what there is of one database: all that checks and reports look at,
 * in one statement.
 *
 * @param administrator whether it is a member of sysadmin
 * @param createDatabases whether it may create databases
 * @param seesSessions whether it sees the sessions of others
 * @param database what there is of the database asked about, whatever the case of its name
 */
record MssqlRights(
    boolean administrator,
    boolean createDatabases,
    boolean seesSessions,
    Optional<Existing> database) {
  private static final String SQL =
      "SELECT IS_SRVROLEMEMBER('sysadmin') AS is_administrator,"
          + " CASE WHEN HAS_PERMS_BY_NAME(NULL, NULL, 'CREATE ANY DATABASE') = 1"
          + " OR HAS_PERMS_BY_NAME(NULL, NULL, 'ALTER ANY DATABASE') = 1"
          + " OR HAS_PERMS_BY_NAME('master', 'DATABASE', 'CREATE DATABASE') = 1"
          + " THEN 1 ELSE 0 END AS creates, "
          + MssqlDatabaseRow.SEES_SESSIONS
          + " AS sees_sessions, d.name, d.database_id, d.state_desc, d.user_access_desc,"
          + " d.is_read_only, d.is_in_standby, d.is_distributor, d.is_published,"
          + " d.recovery_model_desc, d.source_database_id, ag.name AS availability_group,"
          + " HAS_DBACCESS(d.name) AS has_access,"
          + " CASE WHEN d.database_id = DB_ID() THEN 1 ELSE 0 END AS is_own,"
          + " CASE WHEN HAS_PERMS_BY_NAME(NULL, NULL, 'ALTER ANY DATABASE') = 1"
          + " OR HAS_PERMS_BY_NAME(QUOTENAME(d.name), 'DATABASE', 'ALTER') = 1"
          + " OR d.owner_sid = SUSER_SID() THEN 1 ELSE 0 END AS alters,"
          + " HAS_PERMS_BY_NAME(QUOTENAME(d.name), 'DATABASE', 'BACKUP DATABASE') AS backs_up,"
          + " HAS_PERMS_BY_NAME(QUOTENAME(d.name), 'DATABASE', 'BACKUP LOG') AS backs_log_up,"
          + " (SELECT COUNT(*) FROM sys.databases n WHERE n.source_database_id = d.database_id)"
          + " AS snapshots,"
          + " (SELECT COUNT(*) FROM sys.dm_exec_sessions s WHERE s.database_id = d.database_id"
          + " AND s.session_id <> @@SPID) AS session_count"
          + " FROM (SELECT 1 AS one_row) AS o LEFT JOIN sys.databases d ON d.name = ?"
          + " LEFT JOIN sys.availability_replicas r ON r.replica_id = d.replica_id"
          + " LEFT JOIN sys.availability_groups ag ON ag.group_id = r.group_id";

  /**
   * A database that exists.
   *
   * @param name its name, as the server writes it
   * @param condition whether and how it can be used
   * @param nativeState the server's word for its state
   * @param system whether it comes with the server
   * @param own whether the session that asks is in it
   * @param published whether it is a publisher of replication
   * @param recoveryModel how much its log keeps
   * @param snapshot whether it is a snapshot of another
   * @param group the availability group it is a member of
   * @param access whether this login may use it
   * @param alters whether this login may alter it
   * @param backsUp whether this login may back it up
   * @param backsLogUp whether this login may back its log up
   * @param snapshots how many snapshots show it
   * @param sessions how many sessions use it, as far as this login sees
   */
  record Existing(
      String name,
      DatabaseCondition condition,
      String nativeState,
      boolean system,
      boolean own,
      boolean published,
      Optional<MssqlRecoveryModel> recoveryModel,
      boolean snapshot,
      Optional<String> group,
      boolean access,
      boolean alters,
      boolean backsUp,
      boolean backsLogUp,
      long snapshots,
      long sessions) {
    private static Existing of(Row row, String name) {
      return new Existing(
          name,
          MssqlDatabaseRow.condition(row),
          row.text("state_desc"),
          row.intValue("database_id") <= MssqlDatabaseRow.LAST_SYSTEM_ID
              || row.optionalBool("is_distributor").orElse(false),
          row.intValue("is_own") == 1,
          row.optionalBool("is_published").orElse(false),
          row.optionalText("recovery_model_desc").map(MssqlRecoveryModel::valueOf),
          row.optionalInt("source_database_id").isPresent(),
          row.optionalText("availability_group"),
          row.optionalInt("has_access").orElse(0) == 1,
          row.intValue("alters") == 1,
          row.optionalInt("backs_up").orElse(0) == 1,
          row.optionalInt("backs_log_up").orElse(0) == 1,
          row.longValue("snapshots"),
          row.longValue("session_count"));
    }
  }

  /** Reads the rights, and what there is of the database that the server takes by this name. */
  static MssqlRights read(MssqlContext context, String database) {
    return context
        .sql()
        .first(
            SQL,
            row ->
                new MssqlRights(
                    row.optionalInt("is_administrator").orElse(0) == 1,
                    row.intValue("creates") == 1,
                    row.intValue("sees_sessions") == 1,
                    row.optionalText("name").map(name -> Existing.of(row, name))),
            database)
        .orElseThrow();
  }

  /** The database of exactly this name. */
  Optional<Existing> exactly(String name) {
    return database.filter(found -> found.name().equals(name));
  }

  /** What stands against a database's capability. */
  CapabilityStatus ofDatabase(CapabilityStatus status, String name) {
    Class<? extends Capability> type = status.capability();
    Optional<Existing> there = exactly(name);
    if (type == SupportsRestore.class) {
      return ofRestore(status, there);
    }
    if (there.isEmpty()) {
      return type == SupportsDefinition.class
          ? mayCreate(status)
          : but(status, Availability.STATE, "the database does not exist", "Create or restore it.");
    }
    Existing existing = there.get();
    if (type == SupportsSql.class || type == SupportsSchemas.class) {
      return ofSql(status, existing);
    }
    if (type == SupportsBackup.class) {
      return ofBackup(status, existing);
    }
    if (type == SupportsClone.class) {
      return ofClone(status, existing);
    }
    if (type == SupportsStates.class && existing.group().isPresent()) {
      return but(
          status,
          Availability.STATE,
          "the database is a member of the availability group " + existing.group().get(),
          "Take it out of the group first: its states are the group's.");
    }
    boolean emergency = status.feature().filter(StateChange.EMERGENCY::equals).isPresent();
    if (emergency && !administrator) {
      return but(
          status,
          Availability.PERMISSION,
          "only members of sysadmin put a database into EMERGENCY",
          "ALTER SERVER ROLE sysadmin ADD MEMBER … for this login.");
    }
    return existing.alters()
        ? status
        : but(
            status,
            Availability.PERMISSION,
            "this login may not alter the database",
            "GRANT ALTER ON DATABASE::… TO a user of this login, or ALTER ANY DATABASE to it.");
  }

  private static CapabilityStatus ofBackup(CapabilityStatus status, Existing existing) {
    if (existing.condition().state() != DatabaseState.ONLINE) {
      return but(
          status,
          Availability.STATE,
          "the database is " + existing.nativeState() + " and cannot be backed up",
          "Put it online.");
    }
    boolean log = status.feature().filter(BackupType.LOG::equals).isPresent();
    return (log ? existing.backsLogUp() : existing.backsUp())
        ? status
        : but(
            status,
            Availability.PERMISSION,
            "this login has not BACKUP " + (log ? "LOG" : "DATABASE") + " on the database",
            "ALTER ROLE db_backupoperator ADD MEMBER … in the database.");
  }

  private CapabilityStatus ofClone(CapabilityStatus status, Existing existing) {
    if (existing.condition().state() != DatabaseState.ONLINE) {
      return but(
          status,
          Availability.STATE,
          "the database is " + existing.nativeState() + " and cannot be cloned",
          "Put it online.");
    }
    boolean structure = status.feature().filter(CloneKind.STRUCTURE_ONLY::equals).isPresent();
    if (structure && !administrator) {
      return but(
          status,
          Availability.PERMISSION,
          "only members of sysadmin run DBCC CLONEDATABASE",
          "ALTER SERVER ROLE sysadmin ADD MEMBER … for this login.");
    }
    boolean copy = status.feature().filter(CloneKind.COPY::equals).isPresent();
    return copy && !existing.backsUp() ? ofBackup(status, existing) : mayCreate(status);
  }

  private CapabilityStatus ofRestore(CapabilityStatus status, Optional<Existing> there) {
    if (there.flatMap(Existing::group).isPresent()) {
      return but(
          status,
          Availability.STATE,
          "the database is a member of the availability group " + there.get().group().orElse(""),
          "Restore under another name, or take it out of the group first.");
    }
    return createDatabases
        ? status
        : but(
            status,
            Availability.PERMISSION,
            "this login may not create databases, and so neither read backups nor restore them",
            "GRANT CREATE ANY DATABASE TO this login, or make it a member of dbcreator.");
  }

  private static CapabilityStatus ofSql(CapabilityStatus status, Existing existing) {
    if (existing.condition().state() != DatabaseState.ONLINE) {
      return but(
          status,
          Availability.STATE,
          "the database is " + existing.nativeState() + " and takes no connections",
          "Put it online.");
    }
    return existing.access()
        ? status
        : but(
            status,
            Availability.PERMISSION,
            "this login may not use the database",
            "CREATE USER … FOR LOGIN … in it, or GRANT CONNECT ANY DATABASE to the login.");
  }

  private CapabilityStatus mayCreate(CapabilityStatus status) {
    return createDatabases
        ? status
        : but(
            status,
            Availability.PERMISSION,
            "this login may not create databases",
            "GRANT CREATE ANY DATABASE TO this login, or make it a member of dbcreator.");
  }

  static CapabilityStatus but(
      CapabilityStatus status, Availability why, String reason, String remedy) {
    return new CapabilityStatus(status.capability(), status.feature(), why, reason, remedy);
  }
}
