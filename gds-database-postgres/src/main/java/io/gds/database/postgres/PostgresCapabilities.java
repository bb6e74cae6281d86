package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.SupportsDefinition;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.DatabaseType;
import io.gds.database.data.SupportsSql;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.settings.SupportsConfiguration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What PostgreSQL can do by this library, and for all it cannot, why and what would help. */
final class PostgresCapabilities {
  /** What databases can do by themselves. */
  static final List<Class<? extends Capability>> OF_DATABASE =
      List.of(
          SupportsDefinition.class,
          SupportsBackup.class,
          SupportsRestore.class,
          SupportsStates.class,
          SupportsClone.class,
          SupportsSchemas.class,
          SupportsSql.class);

  /** What the server can do, and its databases hand out. */
  static final List<Class<? extends Capability>> OF_ENGINE =
      List.of(
          SupportsBackupCatalog.class,
          SupportsUsers.class,
          SupportsProcesses.class,
          SupportsConfiguration.class,
          SupportsMetrics.class,
          SupportsLogs.class,
          SupportsStatements.class,
          SupportsHighAvailability.class,
          SupportsSwitchover.class,
          SupportsTopologyChange.class,
          SupportsLifecycle.class);

  /** What both have, each for what it is: the server as a whole, and each database. */
  static final List<Class<? extends Capability>> OF_BOTH =
      List.of(SupportsBackup.class, SupportsRestore.class, SupportsClone.class);

  private PostgresCapabilities() {}

  private static CapabilityStatus absent(
      Class<? extends Capability> capability, Enum<?> feature, String reason, String remedy) {
    return CapabilityStatus.absent(
        capability, feature, Availability.NOT_ON_PLATFORM, reason, remedy);
  }

  /** All that engines and databases offer. */
  static Set<Class<? extends Capability>> offers() {
    Set<Class<? extends Capability>> all = new LinkedHashSet<>(OF_DATABASE);
    all.addAll(OF_ENGINE);
    return Set.copyOf(all);
  }

  /** Whether this kind of clone is made. */
  static CapabilityStatus cloneKind(CloneKind kind) {
    Class<? extends Capability> of = SupportsClone.class;
    return PostgresClones.KINDS.contains(kind)
        ? CapabilityStatus.available(of, kind)
        : absent(
            of,
            kind,
            "databases of PostgreSQL share no storage",
            "Clone it by TEMPLATE: with file_copy_method=clone a server from 18 on shares blocks"
                + " where its file system can.");
  }

  /** Whether this type of backup is made of a database. */
  static CapabilityStatus backupType(BackupType type) {
    Class<? extends Capability> of = SupportsBackup.class;
    return switch (type) {
      case LOGICAL -> CapabilityStatus.available(of, type);
      case FULL, INCREMENTAL, DIFFERENTIAL ->
          absent(
              of,
              type,
              "pages are copied of the whole server, not of one database",
              "Make a LOGICAL backup of the database, or a base backup of the server.");
      case LOG ->
          absent(
              of,
              type,
              "the write-ahead log is the whole server's",
              "Archive the server's log, or make a LOGICAL backup.");
      case SNAPSHOT ->
          absent(of, type, "PostgreSQL keeps no snapshots", "Make a LOGICAL backup, or a clone.");
    };
  }

  private static List<CapabilityStatus> verifyLevels() {
    return Arrays.stream(VerifyLevel.values())
        .map(level -> CapabilityStatus.available(SupportsBackupCatalog.class, level))
        .toList();
  }

  /** Whether a database can be put into this state. */
  static CapabilityStatus state(StateChange change) {
    Class<? extends Capability> of = SupportsStates.class;
    if (PostgresStates.STATES.stream().map(StateSupport::state).anyMatch(change::equals)) {
      return CapabilityStatus.available(of, change);
    }
    return change == StateChange.SINGLE_USER
        ? absent(
            of,
            change,
            "a limit of one session binds no superuser, so nothing would be single about it",
            "Set RESTRICTED_USER, or alter it by postgresql.connection-limit=1.")
        : absent(
            of,
            change,
            "PostgreSQL's single-user mode is the whole server's, started by hand",
            "Stop the server and start postgres --single on its data directory.");
  }

  /** Why an engine has no such capability. */
  static CapabilityStatus ofEngine(Class<? extends Capability> type) {
    if (OF_ENGINE.contains(type) || OF_BOTH.contains(type)) {
      return CapabilityStatus.available(type);
    }
    return OF_DATABASE.contains(type)
        ? CapabilityStatus.absent(
            type,
            Availability.NOT_ON_PLATFORM,
            "it belongs to each database, not to the server",
            "Ask the database.")
        : absentEverywhere(type);
  }

  /** Why a database has no such capability. */
  static CapabilityStatus ofDatabase(Class<? extends Capability> type) {
    return OF_DATABASE.contains(type) || OF_ENGINE.contains(type)
        ? CapabilityStatus.available(type)
        : absentEverywhere(type);
  }

  private static CapabilityStatus absentEverywhere(Class<? extends Capability> type) {
    return CapabilityStatus.absent(
        type,
        Availability.NOT_ON_PLATFORM,
        "this version does not know it",
        "Use a newer version.");
  }

  /** The refusal that belongs to a status. */
  static UnsupportedCapabilityException refusal(String target, CapabilityStatus status) {
    return UnsupportedCapabilityException.of(DatabaseType.POSTGRESQL.id(), target, status);
  }

  private static List<Class<? extends Capability>> all() {
    List<Class<? extends Capability>> all = new ArrayList<>(OF_DATABASE);
    all.addAll(OF_ENGINE);
    return all;
  }

  /**
   * An engine's report.
   *
   * @param rights what this role lacks; maps an available status
   */
  static CapabilityReport reportOfEngine(
      String name, Instant now, UnaryOperator<CapabilityStatus> rights) {
    List<CapabilityStatus> entries = new ArrayList<>();
    all().forEach(type -> entries.add(ofEngine(type)));
    Arrays.stream(BackupType.values()).map(PostgresServerBackups::type).forEach(entries::add);
    Arrays.stream(CloneKind.values()).map(PostgresServerClones::kind).forEach(entries::add);
    entries.addAll(verifyLevels());
    return report(name, now, entries, rights);
  }

  /**
   * A database's report.
   *
   * @param state what stands against changing or reading it now; maps an available status
   */
  static CapabilityReport reportOfDatabase(
      String name, Instant now, UnaryOperator<CapabilityStatus> state) {
    List<CapabilityStatus> entries = new ArrayList<>();
    all().forEach(type -> entries.add(ofDatabase(type)));
    Arrays.stream(BackupType.values()).map(PostgresCapabilities::backupType).forEach(entries::add);
    entries.addAll(verifyLevels());
    Arrays.stream(CloneKind.values()).map(PostgresCapabilities::cloneKind).forEach(entries::add);
    Arrays.stream(StateChange.values()).map(PostgresCapabilities::state).forEach(entries::add);
    return report(name, now, entries, state);
  }

  private static CapabilityReport report(
      String name,
      Instant now,
      List<CapabilityStatus> entries,
      UnaryOperator<CapabilityStatus> measured) {
    return new CapabilityReport(
        name,
        now,
        entries.stream()
            .map(entry -> entry.isAvailable() ? measured.apply(entry) : entry)
            .toList());
  }
}
