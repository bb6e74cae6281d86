package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.SupportsDefinition;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What SQL Server can do by this library, and for all it cannot, why and what would help. */
final class MssqlCapabilities {
  /** What databases can do by themselves. */
  static final List<Class<? extends Capability>> OF_DATABASE =
      List.of(SupportsDefinition.class, SupportsStates.class, SupportsSql.class);

  private static final List<CapabilityStatus> ABSENT =
      List.of(
          absent(SupportsBackup.class, "BACKUP DATABASE by any client."),
          absent(SupportsRestore.class, "RESTORE DATABASE by any client."),
          absent(SupportsBackupCatalog.class, "See msdb.dbo.backupset."),
          absent(SupportsClone.class, "Back the database up, and restore it by another name."),
          absent(SupportsHighAvailability.class, "See sys.dm_hadr_availability_replica_states."),
          absent(SupportsSwitchover.class, "ALTER AVAILABILITY GROUP … FAILOVER by any client."),
          absent(SupportsTopologyChange.class, "ALTER AVAILABILITY GROUP by any client."),
          absent(SupportsUsers.class, "CREATE LOGIN, CREATE USER and GRANT by any client."),
          absent(SupportsProcesses.class, "See sys.dm_exec_sessions; KILL by any client."),
          absent(SupportsConfiguration.class, "See sys.configurations; sp_configure."),
          absent(SupportsMetrics.class, "See sys.dm_os_performance_counters."),
          absent(SupportsLogs.class, "sp_readerrorlog by any client."),
          absent(SupportsStatements.class, "See sys.dm_exec_query_stats."),
          absent(SupportsLifecycle.class, "SHUTDOWN by any client, or the machine's services."),
          absent(SupportsSchemas.class, "See sys.tables and sys.columns of the database."));

  private MssqlCapabilities() {}

  private static CapabilityStatus absent(Class<? extends Capability> capability, String remedy) {
    return CapabilityStatus.absent(
        capability,
        Availability.NOT_ON_PLATFORM,
        "this version of the library does not do it yet",
        remedy);
  }

  static Set<Class<? extends Capability>> offers() {
    return Set.copyOf(OF_DATABASE);
  }

  /** Why an engine has no such capability. */
  static CapabilityStatus ofEngine(Class<? extends Capability> type) {
    return OF_DATABASE.contains(type)
        ? CapabilityStatus.absent(
            type,
            Availability.NOT_ON_PLATFORM,
            "it belongs to each database, not to the server",
            "Ask the database.")
        : absentEverywhere(type);
  }

  /**
   * Whether a database has it, or why not.
   *
   * @param product what the server is; empty while it was not asked, when all is taken to be there
   */
  static CapabilityStatus ofDatabase(
      Class<? extends Capability> type, Optional<MssqlProduct> product) {
    if (!OF_DATABASE.contains(type)) {
      return absentEverywhere(type);
    }
    Optional<MssqlFeature.Lack> lack =
        type == SupportsStates.class
            ? product.flatMap(known -> known.lack(MssqlFeature.DATABASE_STATES))
            : Optional.empty();
    return lack.map(
            why ->
                CapabilityStatus.absent(
                    type, why.availability(), why.reason(), "Use a server of another edition."))
        .orElseGet(() -> CapabilityStatus.available(type));
  }

  private static CapabilityStatus absentEverywhere(Class<? extends Capability> type) {
    return ABSENT.stream()
        .filter(status -> status.capability().equals(type))
        .findFirst()
        .orElseGet(() -> absent(type, "Use a newer version."));
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

  private static List<Class<? extends Capability>> all() {
    List<Class<? extends Capability>> all = new ArrayList<>(OF_DATABASE);
    ABSENT.forEach(status -> all.add(status.capability()));
    return all;
  }

  /** An engine's report: what it has belongs to its databases. */
  static CapabilityReport reportOfEngine(String name, Instant now) {
    return new CapabilityReport(
        name, now, all().stream().map(MssqlCapabilities::ofEngine).toList());
  }

  /**
   * A database's report.
   *
   * @param rights what this login lacks; maps an available status
   */
  static CapabilityReport reportOfDatabase(
      String name, Instant now, MssqlProduct product, UnaryOperator<CapabilityStatus> rights) {
    List<CapabilityStatus> entries = new ArrayList<>();
    all().forEach(type -> entries.add(ofDatabase(type, Optional.of(product))));
    CapabilityStatus states = ofDatabase(SupportsStates.class, Optional.of(product));
    for (StateChange state : StateChange.values()) {
      entries.add(
          new CapabilityStatus(
              SupportsStates.class,
              Optional.of(state),
              states.availability(),
              states.reason(),
              states.remedy()));
    }
    return new CapabilityReport(
        name,
        now,
        entries.stream().map(entry -> entry.isAvailable() ? rights.apply(entry) : entry).toList());
  }
}
