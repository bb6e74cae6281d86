package io.gds.database.sqlite;

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
import java.util.function.Function;

/** What SQLite can do, and for all it cannot, why and what would help. */
final class SqliteCapabilities {
  /** What databases can do by themselves. */
  static final List<Class<? extends Capability>> OF_DATABASE =
      List.of(
          SupportsDefinition.class,
          SupportsBackup.class,
          SupportsRestore.class,
          SupportsClone.class,
          SupportsStates.class,
          SupportsSchemas.class,
          SupportsSql.class);

  /** What engines can do, and hand out to their databases. */
  static final List<Class<? extends Capability>> OF_ENGINE =
      List.of(SupportsBackupCatalog.class, SupportsConfiguration.class, SupportsMetrics.class);

  private static final String NO_SERVER =
      "SQLite is a library inside each process, there is no server";

  private static final List<CapabilityStatus> ABSENT =
      List.of(
          absent(
              SupportsUsers.class,
              "it has no users: who may read or write the file may do so",
              "Grant rights on the files and their directory by the operating system."),
          absent(
              SupportsProcesses.class,
              NO_SERVER + " that knows of sessions",
              "lsof or fuser names the processes that have a file open."),
          absent(
              SupportsLifecycle.class,
              NO_SERVER + " to be started or stopped",
              "Nothing need be started."),
          absent(
              SupportsLogs.class,
              NO_SERVER + " that writes a log",
              "Look into the log of the application."),
          absent(
              SupportsStatements.class,
              NO_SERVER + " that counts statements",
              "Let the application measure its statements."),
          absent(
              SupportsHighAvailability.class,
              "it knows of no replicas",
              "Take backups, or use a tool that ships the write-ahead log."),
          absent(
              SupportsSwitchover.class,
              "it knows of no replicas",
              "Restore a backup on the other machine, and let the application use that."),
          absent(
              SupportsTopologyChange.class,
              "it knows of no replicas",
              "There is nothing to be joined."));

  private SqliteCapabilities() {}

  private static CapabilityStatus absent(
      Class<? extends Capability> capability, String reason, String remedy) {
    return CapabilityStatus.absent(capability, Availability.NOT_ON_PLATFORM, reason, remedy);
  }

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

  /** Whether this type of backup is made. */
  static CapabilityStatus backupType(BackupType type) {
    Class<? extends Capability> of = SupportsBackup.class;
    return switch (type) {
      case FULL -> CapabilityStatus.available(of, type);
      case DIFFERENTIAL, INCREMENTAL ->
          absent(of, type, "SQLite keeps no record of changed pages", "Make a FULL backup.");
      case LOG ->
          absent(
              of, type, "its write-ahead log is overwritten and no archive", "Make a FULL backup.");
      case SNAPSHOT ->
          absent(of, type, "SQLite keeps no snapshots", "Make a FULL backup, or a clone.");
      case LOGICAL ->
          absent(
              of,
              type,
              "a copy of the pages is smaller, faster and exact",
              "Make a FULL backup; for text, use .dump of the sqlite3 shell.");
    };
  }

  /** Whether this kind of clone is made. */
  static CapabilityStatus cloneKind(CloneKind kind) {
    Class<? extends Capability> of = SupportsClone.class;
    return switch (kind) {
      case COPY, STRUCTURE_ONLY -> CapabilityStatus.available(of, kind);
      case ZERO_COPY ->
          absent(of, kind, "two databases cannot share pages of one file", "Clone it by COPY.");
      case TEMPLATE ->
          absent(of, kind, NO_SERVER + " that would copy the file", "Clone it by COPY.");
    };
  }

  /** Whether a database can be put into this state. */
  static CapabilityStatus state(StateChange change) {
    Class<? extends Capability> of = SupportsStates.class;
    if (SqliteStates.STATES.stream().map(StateSupport::state).anyMatch(change::equals)) {
      return CapabilityStatus.available(of, change);
    }
    return change == StateChange.OFFLINE
        ? absent(
            of,
            change,
            "a file can be opened by whoever may read it",
            "Set it to READ_ONLY, or move the file elsewhere.")
        : absent(
            of,
            change,
            "SQLite does not know who uses a database",
            "Set it to READ_ONLY to keep writers away.");
  }

  /** Why an engine has no such capability. */
  static CapabilityStatus ofEngine(Class<? extends Capability> type) {
    if (OF_ENGINE.contains(type)) {
      return CapabilityStatus.available(type);
    }
    return OF_DATABASE.contains(type)
        ? absent(
            type, "it belongs to each database, not to the directory of them", "Ask the database.")
        : absentEverywhere(type);
  }

  /** Why a database has no such capability. */
  static CapabilityStatus ofDatabase(Class<? extends Capability> type) {
    return OF_DATABASE.contains(type) || OF_ENGINE.contains(type)
        ? CapabilityStatus.available(type)
        : absentEverywhere(type);
  }

  private static CapabilityStatus absentEverywhere(Class<? extends Capability> type) {
    return ABSENT.stream()
        .filter(status -> status.capability().equals(type))
        .findFirst()
        .orElseGet(() -> absent(type, "this version does not know it", "Use a newer version."));
  }

  /** The refusal that belongs to a status. */
  static UnsupportedCapabilityException refusal(String target, CapabilityStatus status) {
    return UnsupportedCapabilityException.of(DatabaseType.SQLITE.id(), target, status);
  }

  private static List<Class<? extends Capability>> all() {
    List<Class<? extends Capability>> all = new ArrayList<>(OF_DATABASE);
    all.addAll(OF_ENGINE);
    ABSENT.forEach(status -> all.add(status.capability()));
    return all;
  }

  static CapabilityReport reportOfEngine(String name, Instant now) {
    List<CapabilityStatus> entries = new ArrayList<>();
    all().forEach(type -> entries.add(ofEngine(type)));
    entries.addAll(verifyLevels());
    return new CapabilityReport(name, now, entries);
  }

  /**
   * A database's report.
   *
   * @param state what stands against changing or reading it now; maps an available status
   */
  static CapabilityReport reportOfDatabase(
      String name, Instant now, Function<CapabilityStatus, CapabilityStatus> state) {
    List<CapabilityStatus> entries = new ArrayList<>();
    all().forEach(type -> entries.add(ofDatabase(type)));
    Arrays.stream(BackupType.values()).map(SqliteCapabilities::backupType).forEach(entries::add);
    Arrays.stream(CloneKind.values()).map(SqliteCapabilities::cloneKind).forEach(entries::add);
    Arrays.stream(StateChange.values()).map(SqliteCapabilities::state).forEach(entries::add);
    entries.addAll(verifyLevels());
    return new CapabilityReport(
        name,
        now,
        entries.stream().map(entry -> entry.isAvailable() ? state.apply(entry) : entry).toList());
  }

  private static List<CapabilityStatus> verifyLevels() {
    return Arrays.stream(VerifyLevel.values())
        .map(level -> CapabilityStatus.available(SupportsBackupCatalog.class, level))
        .toList();
  }
}
