package io.gds.database.postgres;

import io.gds.database.AlterOptions;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CreateOptions;
import io.gds.database.DatabaseCondition;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.core.forward.ForwardingRestore;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handle: hands each capability to the class that has it. */
final class DefaultCockroachDatabase implements CockroachDatabase, ForwardingRestore {
  private final DefaultCockroachEngine engine;
  private final CockroachContext context;
  private final String name;
  private volatile @Nullable CockroachDatabaseMetadata reading;

  DefaultCockroachDatabase(
      DefaultCockroachEngine engine, String name, Optional<CockroachDatabaseMetadata> reading) {
    this.engine = engine;
    this.context = engine.context();
    this.name = name;
    this.reading = reading.orElse(null);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CockroachEngine engine() {
    return engine;
  }

  @Override
  public boolean exists() {
    return new CockroachReadings(context).find(name, Set.of()).isPresent();
  }

  @Override
  public DatabaseCondition condition() {
    return new CockroachReadings(context)
        .find(name, Set.of())
        .orElseThrow(() -> CockroachReadings.absent(name))
        .condition();
  }

  @Override
  public CockroachDatabaseMetadata metadata() {
    CockroachDatabaseMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public CockroachDatabaseMetadata refresh(Detail... details) {
    CockroachDatabaseMetadata now = new CockroachReadings(context).require(name, Set.of(details));
    reading = now;
    return now;
  }

  @Override
  public List<CockroachRange> ranges(int atMost) {
    return new CockroachNodes(context).ranges(name, atMost);
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return CockroachCapabilities.OF_DATABASE.contains(type)
        ? Optional.of(type.cast(this))
        : engine.capability(type);
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(
            () -> CockroachCapabilities.refusal(name, CockroachCapabilities.ofDatabase(type)));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    CockroachRights rights = CockroachRights.read(context, name).withGrants(context, name);
    return CockroachCapabilities.reportOfDatabase(
        name, context.clock().instant(), status -> rights.ofDatabase(status, name));
  }

  @Override
  public Set<OptionKey<?>> createKeys() {
    return CockroachDefinition.OF_CREATE;
  }

  @Override
  public Set<OptionKey<?>> alterKeys() {
    return CockroachDefinition.OF_ALTER;
  }

  @Override
  public Set<OptionKey<?>> dropKeys() {
    return CockroachDefinition.OF_DROP;
  }

  @Override
  public Operation<CockroachDatabase> prepareCreate(CreateOptions options) {
    return new CockroachDefinitions(context, this).prepareCreate(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    return new CockroachDefinitions(context, this).prepareAlter(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDrop(DropOptions options) {
    return new CockroachDefinitions(context, this).prepareDrop(options);
  }

  @Override
  public List<BackupType> backupTypes() {
    return CockroachBackups.TYPES;
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return CockroachBackup.KEYS;
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    return CockroachBackups.ofDatabase(context, name).prepareBackup(options);
  }

  @Override
  public SupportsRestore restoreDelegate() {
    return new CockroachRestores(context, name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DefaultCockroachDatabase that
        && engine == that.engine
        && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(engine) + name.hashCode();
  }

  /** The name and the engine's. */
  @Override
  public String toString() {
    return name + " of " + engine.name();
  }
}
