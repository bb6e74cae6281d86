package io.gds.database.mssql;

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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What SQL Server can do by this library, and for all it cannot, why and what would help. */
final class MssqlCapabilities {
  /** What databases can do by themselves. */
  static final List<Class<? extends Capability>> OF_DATABASE =
      List.of(
          SupportsBackup.class,
          SupportsClone.class,
          SupportsDefinition.class,
          SupportsRestore.class,
          SupportsSchemas.class,
          SupportsSql.class,
          SupportsStates.class);

  /** What the server can do, and its databases hand out. */
  static final List<Class<? extends Capability>> OF_ENGINE =
      List.of(
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

  /** What a version or an edition may lack, and the capability with it. */
  private static final Map<Class<? extends Capability>, MssqlFeature> STAND_ON =
      Map.of(
          SupportsStates.class,
          MssqlFeature.DATABASE_STATES,
          SupportsRestore.class,
          MssqlFeature.RESTORE_STEPS,
          SupportsClone.class,
          MssqlFeature.RESTORE_STEPS,
          SupportsHighAvailability.class,
          MssqlFeature.AVAILABILITY_GROUPS,
          SupportsLifecycle.class,
          MssqlFeature.SHUTDOWN,
          SupportsSwitchover.class,
          MssqlFeature.AVAILABILITY_GROUPS,
          SupportsTopologyChange.class,
          MssqlFeature.AVAILABILITY_GROUPS);

  /** The parts of a capability that reports have a line of their own for. */
  private static final Map<Class<? extends Capability>, List<? extends Enum<?>>> PARTS =
      Map.of(
          SupportsStates.class,
          List.of(StateChange.values()),
          SupportsBackup.class,
          List.of(BackupType.values()),
          SupportsBackupCatalog.class,
          List.of(VerifyLevel.values()),
          SupportsClone.class,
          List.of(CloneKind.values()));

  private MssqlCapabilities() {}

  static Set<Class<? extends Capability>> offers() {
    Set<Class<? extends Capability>> all = new LinkedHashSet<>(OF_DATABASE);
    all.addAll(OF_ENGINE);
    return Set.copyOf(all);
  }

  /**
   * Whether an engine has it, or why not.
   *
   * @param product what the server is; empty while it was not asked, when all is taken to be there
   */
  static CapabilityStatus ofEngine(
      Class<? extends Capability> type, Optional<MssqlProduct> product) {
    if (OF_ENGINE.contains(type)) {
      return unlessLacking(type, product);
    }
    return OF_DATABASE.contains(type)
        ? CapabilityStatus.absent(
            type,
            Availability.NOT_ON_PLATFORM,
            "it belongs to each database, not to the server",
            "Ask the database.")
        : absentEverywhere(type);
  }

  /**
   * Whether a database has it or hands it out, or why not.
   *
   * @param product what the server is; empty while it was not asked, when all is taken to be there
   */
  static CapabilityStatus ofDatabase(
      Class<? extends Capability> type, Optional<MssqlProduct> product) {
    return OF_DATABASE.contains(type) || OF_ENGINE.contains(type)
        ? unlessLacking(type, product)
        : absentEverywhere(type);
  }

  private static CapabilityStatus unlessLacking(
      Class<? extends Capability> type, Optional<MssqlProduct> product) {
    return Optional.ofNullable(STAND_ON.get(type))
        .flatMap(feature -> product.flatMap(known -> known.lack(feature)))
        .map(
            why ->
                CapabilityStatus.absent(
                    type, why.availability(), why.reason(), "Use a server of another edition."))
        .orElseGet(() -> CapabilityStatus.available(type));
  }

  private static CapabilityStatus absentEverywhere(Class<? extends Capability> type) {
    return CapabilityStatus.absent(
        type,
        Availability.NOT_ON_PLATFORM,
        "this version of the library does not know it",
        "Use a newer version.");
  }

  /** Why recovery models cannot be set. */
  static CapabilityStatus recoveryModels(MssqlFeature.Lack lack) {
    return CapabilityStatus.absent(
        SupportsDefinition.class,
        lack.availability(),
        lack.reason(),
        "It is FULL for good there, and the service backs the log up.");
  }

  /** The refusal that belongs to a status. */
  static UnsupportedCapabilityException refusal(String target, CapabilityStatus status) {
    return UnsupportedCapabilityException.of(DatabaseType.MSSQL.id(), target, status);
  }

  /**
   * An engine's report.
   *
   * @param rights what this login lacks; maps an available status
   */
  static CapabilityReport reportOfEngine(
      String name, Instant now, MssqlProduct product, UnaryOperator<CapabilityStatus> rights) {
    return report(name, now, product, type -> ofEngine(type, Optional.of(product)), rights);
  }

  /**
   * A database's report.
   *
   * @param rights what this login lacks; maps an available status
   */
  static CapabilityReport reportOfDatabase(
      String name, Instant now, MssqlProduct product, UnaryOperator<CapabilityStatus> rights) {
    return report(name, now, product, type -> ofDatabase(type, Optional.of(product)), rights);
  }

  private static CapabilityReport report(
      String name,
      Instant now,
      MssqlProduct product,
      Function<Class<? extends Capability>, CapabilityStatus> statuses,
      UnaryOperator<CapabilityStatus> rights) {
    return new CapabilityReport(
        name,
        now,
        Stream.concat(OF_DATABASE.stream(), OF_ENGINE.stream())
            .map(statuses)
            .flatMap(whole -> withParts(whole, product))
            .map(entry -> entry.isAvailable() ? rights.apply(entry) : entry)
            .toList());
  }

  private static Stream<CapabilityStatus> withParts(CapabilityStatus whole, MssqlProduct product) {
    return Stream.concat(
        Stream.of(whole),
        PARTS.getOrDefault(whole.capability(), List.of()).stream()
            .map(part -> part(whole, part, product)));
  }

  /** A part is there with the whole, unless it is known better. */
  private static CapabilityStatus part(CapabilityStatus whole, Enum<?> part, MssqlProduct product) {
    if (whole.isAvailable() && part instanceof BackupType type) {
      return MssqlBackups.status(type, Optional.of(product));
    }
    if (whole.isAvailable() && part instanceof VerifyLevel level) {
      return MssqlVerification.status(level, Optional.of(product));
    }
    if (whole.isAvailable() && part instanceof CloneKind kind) {
      return MssqlClones.status(kind, Optional.of(product));
    }
    return new CapabilityStatus(
        whole.capability(),
        Optional.of(part),
        whole.availability(),
        whole.reason(),
        whole.remedy());
  }
}
