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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What CockroachDB can do by this library, and for all it cannot, why and what would help. */
final class CockroachCapabilities {
  /** What databases can do by themselves. */
  static final List<Class<? extends Capability>> OF_DATABASE =
      List.of(SupportsDefinition.class, SupportsBackup.class, SupportsRestore.class);

  /** What the cluster can do, and its databases hand out. */
  static final List<Class<? extends Capability>> OF_ENGINE =
      List.of(SupportsBackupCatalog.class, SupportsProcesses.class, SupportsConfiguration.class);

  /** What both have, each for what it is: the cluster as a whole, and each database. */
  static final List<Class<? extends Capability>> OF_BOTH = List.of(SupportsBackup.class);

  private static final List<CapabilityStatus> ABSENT =
      List.of(
          absent(
              SupportsClone.class,
              "CockroachDB copies no databases",
              "Back the database up, and restore it under another name."),
          absent(
              SupportsUsers.class,
              "its users, roles and privileges are its own, and this version does not know them",
              "CREATE USER, GRANT and SHOW GRANTS by any client."),
          absent(
              SupportsSchemas.class,
              "this version does not read its catalogue of tables",
              "SHOW TABLES and information_schema by any client."),
          absent(
              SupportsSql.class,
              "this version hands out no data source for it",
              "Use PostgreSQL's driver, and run a transaction again from its beginning when it fails"
                  + " by SQLState 40001."),
          absent(
              SupportsStates.class,
              "its databases are always online and open to all",
              "Revoke CONNECT, or let sessions begin by default_transaction_read_only."),
          absent(
              SupportsHighAvailability.class,
              "each range has replicas and a leader of its own: there is no primary server",
              "See nodes() of the engine, and ranges of a database."),
          absent(
              SupportsSwitchover.class,
              "each range has replicas and a leader of its own: there is no primary server",
              "Nothing need be done; a node is emptied by cockroach node drain."),
          absent(
              SupportsTopologyChange.class,
              "nodes join by being started, and leave by a tool of the vendor's",
              "cockroach start --join, and cockroach node decommission."),
          absent(
              SupportsLifecycle.class,
              "nodes are started and stopped on their own machines",
              "cockroach node drain, then stop the process on its machine."),
          absent(
              SupportsMetrics.class,
              "its metrics are told by HTTP, not by SQL",
              "Read /_status/vars of each node, in Prometheus' form."),
          absent(
              SupportsLogs.class,
              "its logs lie on the nodes, and cannot be read by SQL",
              "Send them to a collector by --log, or use cockroach debug merge-logs."),
          absent(
              SupportsStatements.class,
              "this version does not read its statistics of statements",
              "See crdb_internal.statement_statistics, or the page SQL Activity."));

  private CockroachCapabilities() {}

  private static CapabilityStatus absent(
      Class<? extends Capability> capability, String reason, String remedy) {
    return CapabilityStatus.absent(capability, Availability.NOT_ON_PLATFORM, reason, remedy);
  }

  /** All that engines and databases offer. */
  static Set<Class<? extends Capability>> offers() {
    Set<Class<? extends Capability>> all = new LinkedHashSet<>(OF_DATABASE);
    all.addAll(OF_ENGINE);
    return Set.copyOf(all);
  }

  /** Why an engine has no such capability. */
  static CapabilityStatus ofEngine(Class<? extends Capability> type) {
    if (OF_ENGINE.contains(type) || OF_BOTH.contains(type)) {
      return CapabilityStatus.available(type);
    }
    return OF_DATABASE.contains(type)
        ? absent(type, "it belongs to each database, not to the cluster", "Ask the database.")
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
    return UnsupportedCapabilityException.of(DatabaseType.COCKROACHDB.id(), target, status);
  }

  private static List<Class<? extends Capability>> all() {
    List<Class<? extends Capability>> all = new ArrayList<>(OF_DATABASE);
    all.addAll(OF_ENGINE);
    ABSENT.forEach(status -> all.add(status.capability()));
    return all;
  }

  /** The parts of capabilities, such as types of backups, that a report of a database tells. */
  private static List<CapabilityStatus> partsOfDatabase() {
    return partsOfEngine();
  }

  /** The parts of capabilities that a report of an engine tells. */
  private static List<CapabilityStatus> partsOfEngine() {
    List<CapabilityStatus> parts = new ArrayList<>();
    Arrays.stream(BackupType.values()).map(CockroachBackups::type).forEach(parts::add);
    Arrays.stream(VerifyLevel.values()).map(CockroachCatalog::level).forEach(parts::add);
    return parts;
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
    entries.addAll(partsOfEngine());
    return report(name, now, entries, rights);
  }

  /**
   * A database's report.
   *
   * @param rights what this role lacks; maps an available status
   */
  static CapabilityReport reportOfDatabase(
      String name, Instant now, UnaryOperator<CapabilityStatus> rights) {
    List<CapabilityStatus> entries = new ArrayList<>();
    all().forEach(type -> entries.add(ofDatabase(type)));
    entries.addAll(partsOfDatabase());
    return report(name, now, entries, rights);
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
