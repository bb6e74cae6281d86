package io.gds.database.testkit.fake;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one engine or database of a fake server can do. Immutable and thread-safe. */
final class FakeCapabilities {
  /** All capabilities of the API. */
  static final List<Class<? extends Capability>> ALL =
      List.of(
          SupportsDefinition.class,
          SupportsBackup.class,
          SupportsRestore.class,
          SupportsBackupCatalog.class,
          SupportsClone.class,
          SupportsHighAvailability.class,
          SupportsSwitchover.class,
          SupportsTopologyChange.class,
          SupportsUsers.class,
          SupportsProcesses.class,
          SupportsConfiguration.class,
          SupportsMetrics.class,
          SupportsLogs.class,
          SupportsStatements.class,
          SupportsLifecycle.class,
          SupportsStates.class,
          SupportsSchemas.class,
          SupportsSql.class);

  private final FakeShape shape;
  private final String subject;
  private final Map<Class<? extends Capability>, Capability> parts = new LinkedHashMap<>();

  FakeCapabilities(FakeShape shape, String subject) {
    this.shape = shape;
    this.subject = subject;
  }

  /** Adds a capability; one the fake was built without, for good, is left out. */
  <C extends Capability> FakeCapabilities with(Class<C> type, C part) {
    CapabilityStatus absent = shape.absent().get(type);
    if (absent == null || !absent.availability().isStructural()) {
      parts.put(type, part);
    }
    return this;
  }

  /** Adds those of an engine that its databases hand out too, where they have none of their own. */
  FakeCapabilities behind(FakeCapabilities engine) {
    engine.parts.forEach(parts::putIfAbsent);
    return this;
  }

  <C extends Capability> Optional<C> find(Class<C> type) {
    return Optional.ofNullable(parts.get(type)).map(type::cast);
  }

  <C extends Capability> C require(Class<C> type) {
    return find(type)
        .orElseThrow(
            () -> UnsupportedCapabilityException.of(shape.type().id(), subject, status(type)));
  }

  private CapabilityStatus status(Class<? extends Capability> type) {
    CapabilityStatus absent = shape.absent().get(type);
    if (absent != null) {
      return absent;
    }
    if (parts.containsKey(type)) {
      return CapabilityStatus.available(type);
    }
    return ALL.contains(type)
        ? CapabilityStatus.absent(
            type,
            Availability.NOT_ON_PLATFORM,
            "it belongs to a database, not to the engine",
            "Ask engine.database(name) for it.")
        : CapabilityStatus.absent(
            type, Availability.NOT_ON_PLATFORM, "the fake knows nothing of it", "");
  }

  /** The answers about all capabilities and their features. */
  CapabilityReport report(Instant readAt) {
    List<CapabilityStatus> entries = new ArrayList<>();
    ALL.forEach(type -> entries.add(status(type)));
    features()
        .forEach(
            (type, all) -> {
              if (status(type).isAvailable()) {
                all.forEach(feature -> entries.add(status(shape, type, feature)));
              }
            });
    return new CapabilityReport(subject, readAt, entries);
  }

  private static Map<Class<? extends Capability>, List<? extends Enum<?>>> features() {
    Map<Class<? extends Capability>, List<? extends Enum<?>>> features = new LinkedHashMap<>();
    features.put(SupportsBackup.class, Arrays.asList(BackupType.values()));
    features.put(SupportsBackupCatalog.class, Arrays.asList(VerifyLevel.values()));
    features.put(SupportsClone.class, Arrays.asList(CloneKind.values()));
    features.put(SupportsStates.class, Arrays.asList(StateChange.values()));
    return features;
  }

  private static CapabilityStatus status(
      FakeShape shape, Class<? extends Capability> type, Enum<?> feature) {
    return supported(shape).contains(feature)
        ? CapabilityStatus.available(type, feature)
        : missing(shape, type, feature);
  }

  private static Set<Enum<?>> supported(FakeShape shape) {
    Set<Enum<?>> all = new java.util.HashSet<>(shape.backupTypes());
    all.addAll(shape.cloneKinds());
    all.addAll(shape.verifyLevels());
    shape.states().stream().map(StateSupport::state).forEach(all::add);
    return all;
  }

  /** Why a feature is missing. */
  static CapabilityStatus missing(
      FakeShape shape, Class<? extends Capability> type, Enum<?> feature) {
    return shape.absentFeatures().stream()
        .filter(status -> status.feature().equals(Optional.of(feature)))
        .findFirst()
        .orElseGet(
            () ->
                CapabilityStatus.absent(
                    type,
                    feature,
                    Availability.NOT_ON_PLATFORM,
                    "the platform does not have it",
                    "Choose one of those it has."));
  }
}
