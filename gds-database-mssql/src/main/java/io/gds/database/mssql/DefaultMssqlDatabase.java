package io.gds.database.mssql;

import io.gds.database.AlterOptions;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.CreateOptions;
import io.gds.database.DatabaseCondition;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
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
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
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
final class DefaultMssqlDatabase
    implements MssqlDatabase,
        ForwardingSchemas,
        ForwardingBackup,
        ForwardingClone,
        ForwardingRestore,
        ForwardingStates {
  private final DefaultMssqlEngine engine;
  private final MssqlContext context;
  private final String name;
  private volatile @Nullable MssqlDatabaseMetadata reading;

  DefaultMssqlDatabase(
      DefaultMssqlEngine engine, String name, Optional<MssqlDatabaseMetadata> reading) {
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
  public MssqlEngine engine() {
    return engine;
  }

  @Override
  public boolean exists() {
    return context.readings().find(name, Set.of()).isPresent();
  }

  @Override
  public DatabaseCondition condition() {
    return context.readings().require(name, Set.of()).condition();
  }

  @Override
  public MssqlDatabaseMetadata metadata() {
    MssqlDatabaseMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public MssqlDatabaseMetadata refresh(Detail... details) {
    MssqlDatabaseMetadata now = context.readings().whole(name, Set.of(details));
    reading = now;
    return now;
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    if (!status(type).isAvailable()) {
      return Optional.empty();
    }
    if (type == SupportsHighAvailability.class) {
      return Optional.of(type.cast(engine.availability(Optional.of(name))));
    }
    if (type == SupportsSwitchover.class) {
      return Optional.of(type.cast(engine.switchovers(Optional.of(name))));
    }
    if (type == SupportsTopologyChange.class) {
      return Optional.of(type.cast(engine.topology(Optional.of(name))));
    }
    return MssqlCapabilities.OF_DATABASE.contains(type)
        ? Optional.of(type.cast(this))
        : engine.capability(type);
  }

  private CapabilityStatus status(Class<? extends Capability> type) {
    return MssqlCapabilities.ofDatabase(type, context.known());
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type).orElseThrow(() -> MssqlCapabilities.refusal(name, status(type)));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    MssqlRights rights = MssqlRights.read(context, name);
    MssqlServerRights server = MssqlServerRights.read(context);
    return MssqlCapabilities.reportOfDatabase(
        name,
        context.clock().instant(),
        context.product(),
        status ->
            MssqlCapabilities.OF_ENGINE.contains(status.capability())
                ? server.ofEngine(status)
                : rights.ofDatabase(status, name));
  }

  @Override
  public Set<OptionKey<?>> createKeys() {
    return MssqlCreate.KEYS;
  }

  @Override
  public Set<OptionKey<?>> alterKeys() {
    return MssqlAlter.KEYS;
  }

  @Override
  public Set<OptionKey<?>> dropKeys() {
    return MssqlDrop.KEYS;
  }

  @Override
  public Operation<MssqlDatabase> prepareCreate(CreateOptions options) {
    return new MssqlDefinitions(context, this).prepareCreate(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    return new MssqlDefinitions(context, this).prepareAlter(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDrop(DropOptions options) {
    return new MssqlDefinitions(context, this).prepareDrop(options);
  }

  @Override
  public Operation<@Nullable Void> prepareSetRecoveryModel(MssqlRecoveryModel model) {
    return new MssqlDefinitions(context, this).prepareSetRecoveryModel(model);
  }

  @Override
  public MssqlIntegrity integrity() {
    return new MssqlCheckups(context, name).integrity();
  }

  @Override
  public Operation<MssqlCheckInfo> prepareCheck(MssqlCheckOptions options) {
    return new MssqlCheckups(context, name).prepareCheck(options);
  }

  @Override
  public Operation<MssqlShrinkInfo> prepareShrink(MssqlShrinkOptions options) {
    return new MssqlShrinks(context, name).prepareShrink(options);
  }

  @Override
  public Operation<MssqlDatabaseMetadata> prepareRevert(MssqlRevertOptions options) {
    return new MssqlReverts(context, name).prepareRevert(options);
  }

  @Override
  public SupportsClone cloneDelegate() {
    require(SupportsClone.class);
    return new MssqlClones(context, name);
  }

  @Override
  public List<MssqlOrphan> orphanedUsers() {
    return new MssqlOrphans(context).find(name);
  }

  @Override
  public Operation<@Nullable Void> prepareMapUser(String user, String login) {
    return new MssqlOrphans(context).map(name, user, login);
  }

  @Override
  public SupportsStates statesDelegate() {
    require(SupportsStates.class);
    return new MssqlStates(context, name);
  }

  @Override
  public SupportsBackup backupDelegate() {
    return new MssqlBackups(context, name);
  }

  @Override
  public SupportsSchemas schemasDelegate() {
    return new MssqlSchemas(context, name);
  }

  @Override
  public SupportsRestore restoreDelegate() {
    require(SupportsRestore.class);
    return new MssqlRestores(context, name);
  }

  /** Where a restore is possible at all depends on the edition, which is asked for first. */
  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    context.product();
    return ForwardingRestore.super.prepareRestore(options);
  }

  @Override
  public SqlSource openSql() {
    return new MssqlSqlAccess(context, name).openSql();
  }

  @Override
  public DatabaseException translate(SQLException exception) {
    return new MssqlSqlAccess(context, name).translate(exception);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DefaultMssqlDatabase that
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
