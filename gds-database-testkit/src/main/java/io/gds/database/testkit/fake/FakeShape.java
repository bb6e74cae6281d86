package io.gds.database.testkit.fake;

import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseMetadata;
import io.gds.database.EngineMetadata;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.connection.DatabaseType;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.operation.OptionKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;

/** What a fake server is and can do, settled when it is built. Immutable. */
record FakeShape(
    DatabaseType type,
    String name,
    String version,
    Optional<String> edition,
    Clock clock,
    int maxNameLength,
    Function<FakeEngineMetadata, EngineMetadata> engineMetadata,
    Function<FakeDatabaseMetadata, DatabaseMetadata> databaseMetadata,
    Map<Class<? extends Capability>, CapabilityStatus> absent,
    List<CapabilityStatus> absentFeatures,
    Map<Class<? extends Capability>, Set<OptionKey<?>>> keys,
    List<BackupType> backupTypes,
    List<CloneKind> cloneKinds,
    List<VerifyLevel> verifyLevels,
    List<StateSupport> states,
    Optional<Duration> metricHistory,
    Optional<DataSource> dataSource) {
  FakeShape {
    absent = Map.copyOf(absent);
    absentFeatures = List.copyOf(absentFeatures);
    keys = Map.copyOf(keys);
    backupTypes = List.copyOf(backupTypes);
    cloneKinds = List.copyOf(cloneKinds);
    verifyLevels = List.copyOf(verifyLevels);
    states = List.copyOf(states);
  }

  Set<OptionKey<?>> keysOf(Class<? extends Capability> capability) {
    return keys.getOrDefault(capability, Set.of());
  }
}
