package io.gds.database.testkit.fake;

import io.gds.database.AlterOptions;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseMetadata;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.SupportsDefinition;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SqlSource;
import io.gds.database.data.SupportsSql;
import io.gds.database.error.DatabaseException;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A database of a fake engine, with all a database can do as typed methods. One whose capability
 * the fake was built without throws what {@link #require} would. Thread-safe.
 */
public final class FakeDatabase
    implements Database,
        SupportsBackup,
        SupportsRestore,
        SupportsClone,
        SupportsStates,
        SupportsSchemas,
        SupportsSql {
  private final FakeDatabaseEngine engine;
  private final String name;
  private final FakeDefinition definition;
  private final FakeCapabilities capabilities;
  private volatile @Nullable DatabaseMetadata lastReading;

  FakeDatabase(FakeDatabaseEngine engine, String name) {
    this.engine = engine;
    this.name = name;
    FakeWire wire = engine.wire();
    definition = new FakeDefinition(wire, this);
    FakeUnit unit = FakeUnit.database(name);
    capabilities =
        new FakeCapabilities(wire.server().shape(), name)
            .with(SupportsDefinition.class, definition)
            .with(SupportsBackup.class, new FakeBackups(wire, unit))
            .with(SupportsRestore.class, new FakeRestores(wire, unit))
            .with(SupportsClone.class, new FakeClones(wire, name))
            .with(SupportsStates.class, new FakeStates(wire, name))
            .with(SupportsSchemas.class, new FakeSchemas(wire, name))
            .with(SupportsSql.class, new FakeSql(wire, name))
            .behind(engine.parts());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public FakeDatabaseEngine engine() {
    return engine;
  }

  @Override
  public boolean exists() {
    return engine.wire().read("exists", name, () -> engine.server().databases.containsKey(name));
  }

  @Override
  public DatabaseCondition condition() {
    return engine.wire().read("condition", name, () -> engine.server().existing(name).condition());
  }

  @Override
  public DatabaseMetadata metadata() {
    DatabaseMetadata last = lastReading;
    return last != null ? last : refresh();
  }

  @Override
  public DatabaseMetadata refresh(Detail... details) {
    return engine
        .wire()
        .read("metadata", name, () -> keep(FakeReadings.database(engine, name, Set.of(details))));
  }

  DatabaseMetadata keep(DatabaseMetadata reading) {
    lastReading = reading;
    return reading;
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return capabilities.find(type);
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capabilities.require(type);
  }

  @Override
  public CapabilityReport capabilities() {
    return engine
        .wire()
        .read("capabilities", name, () -> capabilities.report(engine.server().now()));
  }

  @Override
  public Set<OptionKey<?>> createKeys() {
    return definition.createKeys();
  }

  @Override
  public Set<OptionKey<?>> alterKeys() {
    return definition.alterKeys();
  }

  @Override
  public Set<OptionKey<?>> dropKeys() {
    return definition.dropKeys();
  }

  @Override
  public Operation<FakeDatabase> prepareCreate(CreateOptions options) {
    return definition.prepareCreate(options);
  }

  @Override
  public FakeDatabase create(CreateOptions options) {
    return prepareCreate(options).run();
  }

  @Override
  public Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    return definition.prepareAlter(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDrop(DropOptions options) {
    return definition.prepareDrop(options);
  }

  @Override
  public List<BackupType> backupTypes() {
    return require(SupportsBackup.class).backupTypes();
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return require(SupportsBackup.class).backupKeys();
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    return require(SupportsBackup.class).prepareBackup(options);
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return require(SupportsRestore.class).restoreKeys();
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    return require(SupportsRestore.class).prepareRestore(options);
  }

  @Override
  public List<CloneKind> cloneKinds() {
    return require(SupportsClone.class).cloneKinds();
  }

  @Override
  public Set<OptionKey<?>> cloneKeys() {
    return require(SupportsClone.class).cloneKeys();
  }

  @Override
  public Operation<CloneInfo> prepareClone(CloneOptions options) {
    return require(SupportsClone.class).prepareClone(options);
  }

  @Override
  public List<StateSupport> states() {
    return require(SupportsStates.class).states();
  }

  @Override
  public Set<OptionKey<?>> stateKeys() {
    return require(SupportsStates.class).stateKeys();
  }

  @Override
  public Operation<DatabaseCondition> prepareSetState(SetStateOptions options) {
    return require(SupportsStates.class).prepareSetState(options);
  }

  @Override
  public List<SchemaInfo> schemas() {
    return require(SupportsSchemas.class).schemas();
  }

  @Override
  public List<TableInfo> tables(SchemaQuery query) {
    return require(SupportsSchemas.class).tables(query);
  }

  @Override
  public SqlSource openSql() {
    return require(SupportsSql.class).openSql();
  }

  @Override
  public DatabaseException translate(SQLException exception) {
    return require(SupportsSql.class).translate(exception);
  }

  /** By engine and exact name. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FakeDatabase that && engine == that.engine && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "database " + name + " of " + engine.name();
  }
}
