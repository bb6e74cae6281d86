package io.gds.database.mongodb;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What MongoDB can do by this library, and for all it cannot, why and what would help. */
final class MongoCapabilities {
  /** What databases can do by themselves. */
  static final List<Class<? extends Capability>> OF_DATABASE =
      List.of(
          SupportsDefinition.class,
          SupportsSchemas.class,
          SupportsBackup.class,
          SupportsRestore.class,
          SupportsClone.class);

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

  /** What the whole server can do as well as its databases, each for itself. */
  private static final List<Class<? extends Capability>> OF_BOTH =
      List.of(SupportsBackup.class, SupportsRestore.class);

  /** Why a database keeps its name. */
  static final CapabilityStatus NO_RENAME =
      absent(
          SupportsDefinition.class,
          "MongoDB renames no database",
          "Clone it under the other name, and drop it then.");

  private static final List<CapabilityStatus> ABSENT =
      List.of(
          absent(
              SupportsSql.class,
              "MongoDB knows no SQL",
              "Use the driver's client for documents: MongoEngine.client()."),
          absent(
              SupportsStates.class,
              "a database is there or not; a server that fsync has locked is not offline",
              "Take rights away by roles, or stop the server."));

  /** The parts of a capability that reports have a line of their own for. */
  private static final Map<
          Class<? extends Capability>, Function<Optional<MongoProduct>, List<CapabilityStatus>>>
      PARTS =
          Map.of(
              SupportsBackupCatalog.class,
              product ->
                  Arrays.stream(VerifyLevel.values())
                      .map(level -> CapabilityStatus.available(SupportsBackupCatalog.class, level))
                      .toList(),
              SupportsClone.class,
              product -> Arrays.stream(CloneKind.values()).map(MongoClones::status).toList());

  private MongoCapabilities() {}

  private static CapabilityStatus absent(
      Class<? extends Capability> capability, String reason, String remedy) {
    return CapabilityStatus.absent(capability, Availability.NOT_ON_PLATFORM, reason, remedy);
  }

  /** Whether backups of a type are made of a database, or why not. */
  static CapabilityStatus backupType(BackupType type) {
    return type == BackupType.LOGICAL
        ? CapabilityStatus.available(SupportsBackup.class, type)
        : CapabilityStatus.absent(
            SupportsBackup.class,
            type,
            Availability.NOT_ON_PLATFORM,
            "a database is backed up by what is in it; files are the whole server's",
            "Make a LOGICAL backup of the database.");
  }

  /** Whether the server has it by itself. */
  static boolean isOfEngine(Class<? extends Capability> type) {
    return OF_ENGINE.contains(type) || OF_BOTH.contains(type);
  }

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
      Class<? extends Capability> type, Optional<MongoProduct> product) {
    if (isOfEngine(type)) {
      return MongoFeatures.of(type, product);
    }
    return OF_DATABASE.contains(type)
        ? absent(type, "it belongs to each database, not to the server", "Ask the database.")
        : absentEverywhere(type);
  }

  /**
   * Whether a database has it or hands it out, or why not.
   *
   * @param product what the server is; empty while it was not asked, when all is taken to be there
   */
  static CapabilityStatus ofDatabase(
      Class<? extends Capability> type, Optional<MongoProduct> product) {
    return OF_DATABASE.contains(type) || OF_ENGINE.contains(type)
        ? MongoFeatures.of(type, product)
        : absentEverywhere(type);
  }

  private static CapabilityStatus absentEverywhere(Class<? extends Capability> type) {
    return ABSENT.stream()
        .filter(status -> status.capability().equals(type))
        .findFirst()
        .orElseGet(
            () ->
                absent(
                    type, "this version of the library does not know it", "Use a newer version."));
  }

  /** The refusal that belongs to a status. */
  static UnsupportedCapabilityException refusal(String target, CapabilityStatus status) {
    return UnsupportedCapabilityException.of(DatabaseType.MONGODB.id(), target, status);
  }

  /**
   * An engine's report.
   *
   * @param rights what this user lacks; maps an available status
   */
  static CapabilityReport reportOfEngine(
      String name, Instant now, MongoProduct product, UnaryOperator<CapabilityStatus> rights) {
    return report(
        name,
        now,
        product,
        type -> ofEngine(type, Optional.of(product)),
        type -> MongoServerBackups.type(type, product),
        rights);
  }

  /**
   * A database's report.
   *
   * @param rights what this user lacks; maps an available status
   */
  static CapabilityReport reportOfDatabase(
      String name, Instant now, MongoProduct product, UnaryOperator<CapabilityStatus> rights) {
    return report(
        name,
        now,
        product,
        type -> ofDatabase(type, Optional.of(product)),
        MongoCapabilities::backupType,
        rights);
  }

  private static CapabilityReport report(
      String name,
      Instant now,
      MongoProduct product,
      Function<Class<? extends Capability>, CapabilityStatus> statuses,
      Function<BackupType, CapabilityStatus> backups,
      UnaryOperator<CapabilityStatus> rights) {
    List<Class<? extends Capability>> all = new ArrayList<>(OF_DATABASE);
    all.addAll(OF_ENGINE);
    ABSENT.forEach(status -> all.add(status.capability()));
    return new CapabilityReport(
        name,
        now,
        all.stream()
            .map(statuses)
            .flatMap(whole -> withParts(whole, parts(whole.capability(), product, backups)))
            .map(entry -> entry.isAvailable() ? rights.apply(entry) : entry)
            .toList());
  }

  private static List<CapabilityStatus> parts(
      Class<? extends Capability> of,
      MongoProduct product,
      Function<BackupType, CapabilityStatus> backups) {
    return of.equals(SupportsBackup.class)
        ? Arrays.stream(BackupType.values()).map(backups).toList()
        : PARTS.getOrDefault(of, known -> List.of()).apply(Optional.of(product));
  }

  /** A part is there with the whole, unless it is known better. */
  private static Stream<CapabilityStatus> withParts(
      CapabilityStatus whole, List<CapabilityStatus> parts) {
    return Stream.concat(
        Stream.of(whole),
        parts.stream().map(part -> whole.isAvailable() ? part : lacking(whole, part)));
  }

  private static CapabilityStatus lacking(CapabilityStatus whole, CapabilityStatus part) {
    return new CapabilityStatus(
        whole.capability(), part.feature(), whole.availability(), whole.reason(), whole.remedy());
  }
}
