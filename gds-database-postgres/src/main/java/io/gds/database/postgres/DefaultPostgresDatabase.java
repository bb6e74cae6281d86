package io.gds.database.postgres;

import io.gds.database.AlterOptions;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CreateOptions;
import io.gds.database.DatabaseCondition;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.core.forward.ForwardingBackup;
import io.gds.database.core.forward.ForwardingClone;
import io.gds.database.core.forward.ForwardingRestore;
import io.gds.database.core.forward.ForwardingSchemas;
import io.gds.database.core.forward.ForwardingStates;
import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.schema.SupportsSchemas;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handle: hands each capability to the class that has it. */
final class DefaultPostgresDatabase
    implements PostgresDatabase,
        ForwardingSchemas,
        ForwardingBackup,
        ForwardingClone,
        ForwardingRestore,
        ForwardingStates {
  private final DefaultPostgresEngine engine;
  private final PostgresContext context;
  private final String name;
  private volatile @Nullable PostgresDatabaseMetadata reading;

  DefaultPostgresDatabase(
      DefaultPostgresEngine engine, String name, Optional<PostgresDatabaseMetadata> reading) {
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
  public PostgresEngine engine() {
    return engine;
  }

  @Override
  public boolean exists() {
    return new PostgresReadings(context).find(name, Set.of()).isPresent();
  }

  @Override
  public DatabaseCondition condition() {
    return new PostgresReadings(context).require(name, Set.of()).condition();
  }

  @Override
  public PostgresDatabaseMetadata metadata() {
    PostgresDatabaseMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public PostgresDatabaseMetadata refresh(Detail... details) {
    PostgresDatabaseMetadata now = new PostgresReadings(context).require(name, Set.of(details));
    reading = now;
    return now;
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return PostgresCapabilities.OF_DATABASE.contains(type)
        ? Optional.of(type.cast(this))
        : engine.capability(type);
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(
            () -> PostgresCapabilities.refusal(name, PostgresCapabilities.ofDatabase(type)));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    PostgresRights rights = PostgresRights.read(context, name);
    PostgresNodeRights nodes = new PostgresNodeRights(context.info(), rights);
    PostgresToolStatus tools = new PostgresToolStatus(context);
    return PostgresCapabilities.reportOfDatabase(
        name,
        context.clock().instant(),
        status ->
            PostgresCloneTools.onThisMachine(
                context, nodes.of(tools.of(rights.ofDatabase(status)))));
  }

  @Override
  public Set<OptionKey<?>> createKeys() {
    return PostgresCreate.KEYS;
  }

  @Override
  public Set<OptionKey<?>> alterKeys() {
    return PostgresAlter.KEYS;
  }

  @Override
  public Set<OptionKey<?>> dropKeys() {
    return Set.of();
  }

  @Override
  public Operation<PostgresDatabase> prepareCreate(CreateOptions options) {
    return new PostgresDefinitions(context, this).prepareCreate(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    return new PostgresDefinitions(context, this).prepareAlter(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDrop(DropOptions options) {
    return new PostgresDefinitions(context, this).prepareDrop(options);
  }

  @Override
  public SupportsBackup backupDelegate() {
    return new PostgresBackups(context, name);
  }

  @Override
  public SupportsRestore restoreDelegate() {
    return new PostgresRestores(context, engine.catalog(), name);
  }

  @Override
  public SupportsStates statesDelegate() {
    return new PostgresStates(context, name);
  }

  @Override
  public SupportsClone cloneDelegate() {
    return new PostgresClones(context, name);
  }

  @Override
  public List<PostgresHealthFinding> health() {
    return new PostgresHealth(context).ofDatabase(name);
  }

  @Override
  public Operation<PostgresMaintenanceInfo> prepareVacuum(PostgresVacuumOptions options) {
    return new PostgresMaintenance(context, name).prepareVacuum(options);
  }

  @Override
  public Operation<PostgresMaintenanceInfo> prepareAnalyze(PostgresAnalyzeOptions options) {
    return new PostgresMaintenance(context, name).prepareAnalyze(options);
  }

  @Override
  public Operation<PostgresMaintenanceInfo> prepareReindex(PostgresReindexOptions options) {
    return new PostgresReindexing(context, name, options).prepare();
  }

  @Override
  public SupportsSchemas schemasDelegate() {
    return new PostgresSchemas(context, name);
  }

  @Override
  public SqlSource openSql() {
    return new PostgresSqlAccess(context, name).openSql();
  }

  @Override
  public DatabaseException translate(SQLException exception) {
    return new PostgresSqlAccess(context, name).translate(exception);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DefaultPostgresDatabase that
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
