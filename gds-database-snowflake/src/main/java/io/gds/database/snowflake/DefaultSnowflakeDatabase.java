package io.gds.database.snowflake;

import io.gds.database.AlterOptions;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CreateOptions;
import io.gds.database.DatabaseCondition;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.core.forward.ForwardingBackup;
import io.gds.database.core.forward.ForwardingClone;
import io.gds.database.core.forward.ForwardingRestore;
import io.gds.database.core.forward.ForwardingSchemas;
import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.schema.SupportsSchemas;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handle: hands each capability to the class that has it. */
final class DefaultSnowflakeDatabase
    implements SnowflakeDatabase,
        ForwardingBackup,
        ForwardingClone,
        ForwardingRestore,
        ForwardingSchemas {
  private final DefaultSnowflakeEngine engine;
  private final SnowflakeContext context;
  private final String name;
  private volatile @Nullable SnowflakeDatabaseMetadata reading;

  DefaultSnowflakeDatabase(
      DefaultSnowflakeEngine engine, String name, Optional<SnowflakeDatabaseMetadata> reading) {
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
  public SnowflakeEngine engine() {
    return engine;
  }

  @Override
  public boolean exists() {
    return context.readings().find(name).isPresent();
  }

  @Override
  public DatabaseCondition condition() {
    return context.readings().require(name, Set.of(Detail.REPLICATION)).condition();
  }

  @Override
  public SnowflakeDatabaseMetadata metadata() {
    SnowflakeDatabaseMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public SnowflakeDatabaseMetadata refresh(Detail... details) {
    SnowflakeDatabaseMetadata now = context.readings().whole(name, Set.of(details));
    reading = now;
    return now;
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    if (!SnowflakeCapabilities.ofDatabase(type).isAvailable()) {
      return Optional.empty();
    }
    return SnowflakeCapabilities.OF_DATABASE.contains(type)
        ? Optional.of(type.cast(this))
        : engine.capability(type);
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(
            () -> SnowflakeCapabilities.refusal(name, SnowflakeCapabilities.ofDatabase(type)));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    return SnowflakeCapabilities.reportOfDatabase(name, context.clock().instant());
  }

  @Override
  public Set<OptionKey<?>> createKeys() {
    return SnowflakeCreate.KEYS;
  }

  @Override
  public Set<OptionKey<?>> alterKeys() {
    return SnowflakeAlter.KEYS;
  }

  @Override
  public Set<OptionKey<?>> dropKeys() {
    return Set.of();
  }

  private SnowflakeDefinitions definitions() {
    return new SnowflakeDefinitions(context, this);
  }

  @Override
  public Operation<SnowflakeDatabase> prepareCreate(CreateOptions options) {
    return definitions().prepareCreate(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    return definitions().prepareAlter(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDrop(DropOptions options) {
    return definitions().prepareDrop(options);
  }

  @Override
  public Operation<SnowflakeDatabase> prepareUndrop(SnowflakeUndropOptions options) {
    return definitions().prepareUndrop(options);
  }

  @Override
  public SupportsBackup backupDelegate() {
    return new SnowflakeBackups(context, name);
  }

  @Override
  public SupportsClone cloneDelegate() {
    return new SnowflakeClones(context, name);
  }

  @Override
  public Operation<CloneInfo> prepareCloneObject(SnowflakeObjectCloneOptions options) {
    return new SnowflakeObjectClones(context, name, options).prepare();
  }

  @Override
  public SupportsRestore restoreDelegate() {
    return new SnowflakeRestores(context, name);
  }

  @Override
  public SupportsSchemas schemasDelegate() {
    return new SnowflakeSchemas(context, name);
  }

  @Override
  public SqlSource openSql() {
    return new SnowflakeSqlAccess(context, name).openSql();
  }

  @Override
  public DatabaseException translate(SQLException exception) {
    return new SnowflakeSqlAccess(context, name).translate(exception);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DefaultSnowflakeDatabase that
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
