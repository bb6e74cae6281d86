package io.gds.database.snowflake;

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
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.settings.SupportsConfiguration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What can be done with an account and its databases, and why the rest cannot. */
final class SnowflakeCapabilities {
  /** What each database can do. */
  static final List<Class<? extends Capability>> OF_DATABASE =
      List.of(
          SupportsBackup.class,
          SupportsClone.class,
          SupportsDefinition.class,
          SupportsRestore.class,
          SupportsSchemas.class,
          SupportsSql.class);

  /** What the account can do, and its databases hand out. */
  static final List<Class<? extends Capability>> OF_ENGINE =
      List.of(
          SupportsBackupCatalog.class,
          SupportsConfiguration.class,
          SupportsHighAvailability.class,
          SupportsLogs.class,
          SupportsMetrics.class,
          SupportsProcesses.class,
          SupportsStatements.class,
          SupportsSwitchover.class,
          SupportsTopologyChange.class,
          SupportsUsers.class);

  /** Those that reports have a line for. */
  private static final List<Class<? extends Capability>> ALL =
      List.of(
          SupportsBackup.class,
          SupportsClone.class,
          SupportsDefinition.class,
          SupportsRestore.class,
          SupportsSchemas.class,
          SupportsSql.class,
          SupportsStates.class,
          SupportsBackupCatalog.class,
          SupportsConfiguration.class,
          SupportsHighAvailability.class,
          SupportsLifecycle.class,
          SupportsLogs.class,
          SupportsMetrics.class,
          SupportsProcesses.class,
          SupportsStatements.class,
          SupportsSwitchover.class,
          SupportsTopologyChange.class,
          SupportsUsers.class);

  /** The parts of a capability that reports have a line of their own for. */
  private static final Map<Class<? extends Capability>, List<? extends Enum<?>>> PARTS =
      Map.of(
          SupportsBackup.class,
          List.of(BackupType.values()),
          SupportsBackupCatalog.class,
          List.of(VerifyLevel.values()),
          SupportsClone.class,
          List.of(CloneKind.values()));

  private static final Map<Class<? extends Capability>, CapabilityStatus> NEVER =
      Map.of(
          SupportsLifecycle.class,
          CapabilityStatus.absent(
              SupportsLifecycle.class,
              Availability.NOT_ON_PLATFORM,
              "an account is the vendor's to run: nobody starts or stops it",
              "Resume or suspend its warehouses."),
          SupportsStates.class,
          CapabilityStatus.absent(
              SupportsStates.class,
              Availability.NOT_ON_PLATFORM,
              "a database of Snowflake is online as long as it is there",
              "Take the rights on it away, or drop it and get it back by UNDROP."));

  private SnowflakeCapabilities() {}

  static Set<Class<? extends Capability>> offers() {
    Set<Class<? extends Capability>> all = new LinkedHashSet<>(OF_DATABASE);
    all.addAll(OF_ENGINE);
    return Set.copyOf(all);
  }

  /** Whether an engine has it, or why not. */
  static CapabilityStatus ofEngine(Class<? extends Capability> type) {
    if (OF_ENGINE.contains(type)) {
      return CapabilityStatus.available(type);
    }
    return OF_DATABASE.contains(type)
        ? CapabilityStatus.absent(
            type,
            Availability.NOT_ON_PLATFORM,
            "it belongs to each database, not to the account",
            "Ask the database.")
        : absentEverywhere(type);
  }

  /** Whether a database has it or hands it out, or why not. */
  static CapabilityStatus ofDatabase(Class<? extends Capability> type) {
    return OF_DATABASE.contains(type) || OF_ENGINE.contains(type)
        ? CapabilityStatus.available(type)
        : absentEverywhere(type);
  }

  private static CapabilityStatus absentEverywhere(Class<? extends Capability> type) {
    CapabilityStatus known = NEVER.get(type);
    return known != null
        ? known
        : CapabilityStatus.absent(
            type,
            Availability.NOT_ON_PLATFORM,
            "this version of the library does not know it",
            "Use a newer version.");
  }

  /** The refusal that belongs to a status. */
  static UnsupportedCapabilityException refusal(String target, CapabilityStatus status) {
    return UnsupportedCapabilityException.of(DatabaseType.SNOWFLAKE.id(), target, status);
  }

  static CapabilityReport reportOfEngine(String name, Instant now) {
    return report(name, now, SnowflakeCapabilities::ofEngine);
  }

  static CapabilityReport reportOfDatabase(String name, Instant now) {
    return report(name, now, SnowflakeCapabilities::ofDatabase);
  }

  private static CapabilityReport report(
      String name, Instant now, Function<Class<? extends Capability>, CapabilityStatus> statuses) {
    return new CapabilityReport(
        name, now, ALL.stream().map(statuses).flatMap(SnowflakeCapabilities::withParts).toList());
  }

  private static Stream<CapabilityStatus> withParts(CapabilityStatus whole) {
    return Stream.concat(
        Stream.of(whole),
        PARTS.getOrDefault(whole.capability(), List.of()).stream().map(part -> part(whole, part)));
  }

  /** A part is there with the whole, unless it is known better. */
  private static CapabilityStatus part(CapabilityStatus whole, Enum<?> part) {
    if (whole.isAvailable() && part instanceof BackupType type) {
      return SnowflakeBackups.status(type);
    }
    if (whole.isAvailable() && part instanceof VerifyLevel level) {
      return SnowflakeVerification.status(level);
    }
    if (whole.isAvailable() && part instanceof CloneKind kind) {
      return SnowflakeClones.status(kind);
    }
    return new CapabilityStatus(
        whole.capability(),
        Optional.of(part),
        whole.availability(),
        whole.reason(),
        whole.remedy());
  }
}
