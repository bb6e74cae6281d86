package io.gds.database.sqlite;

import io.gds.database.AlterOptions;
import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.CreateOptions;
import io.gds.database.DatabaseCondition;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.SupportsDefinition;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handle: hands each capability to the class that has it. */
final class DefaultSqliteDatabase
    implements SqliteDatabase,
        ForwardingSchemas,
        ForwardingBackup,
        ForwardingClone,
        ForwardingRestore,
        ForwardingStates {
  private static final Set<Class<? extends Capability>> NEED_NO_FILE =
      Set.of(SupportsDefinition.class, SupportsRestore.class, SupportsBackupCatalog.class);

  private final DefaultSqliteEngine engine;
  private final SqliteContext context;
  private final String name;
  private volatile @Nullable SqliteDatabaseMetadata reading;

  DefaultSqliteDatabase(
      DefaultSqliteEngine engine, String name, Optional<SqliteDatabaseMetadata> reading) {
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
  public SqliteEngine engine() {
    return engine;
  }

  @Override
  public boolean exists() {
    context.runner().requireOpen();
    return context.files().find(name).isPresent();
  }

  @Override
  public DatabaseCondition condition() {
    context.runner().requireOpen();
    return SqliteStates.condition(context.files().require(name));
  }

  @Override
  public SqliteDatabaseMetadata metadata() {
    SqliteDatabaseMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public SqliteDatabaseMetadata refresh(Detail... details) {
    context.runner().requireOpen();
    SqliteDatabaseMetadata now = new SqliteReadings(context).read(name, Set.of(details));
    reading = now;
    return now;
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return SqliteCapabilities.OF_DATABASE.contains(type)
        ? Optional.of(type.cast(this))
        : engine.capability(type);
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(() -> SqliteCapabilities.refusal(name, SqliteCapabilities.ofDatabase(type)));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    boolean exists = context.files().find(name).isPresent();
    return SqliteCapabilities.reportOfDatabase(
        name, context.clock().instant(), status -> exists ? status : withoutFile(status));
  }

  private CapabilityStatus withoutFile(CapabilityStatus status) {
    return NEED_NO_FILE.contains(status.capability())
            || SqliteCapabilities.OF_ENGINE.contains(status.capability())
        ? status
        : new CapabilityStatus(
            status.capability(),
            status.feature(),
            Availability.STATE,
            "the database does not exist",
            "Create or restore it.");
  }

  @Override
  public Set<OptionKey<?>> createKeys() {
    return SqliteCreate.KEYS;
  }

  @Override
  public Set<OptionKey<?>> alterKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> dropKeys() {
    return Set.of();
  }

  @Override
  public Operation<SqliteDatabase> prepareCreate(CreateOptions options) {
    return new SqliteDefinitions(context, this).prepareCreate(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    return new SqliteDefinitions(context, this).prepareAlter(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDrop(DropOptions options) {
    return new SqliteDefinitions(context, this).prepareDrop(options);
  }

  @Override
  public SupportsBackup backupDelegate() {
    return new SqliteBackups(context, name);
  }

  @Override
  public SupportsRestore restoreDelegate() {
    return new SqliteRestores(context, engine.catalog(), name);
  }

  @Override
  public SupportsClone cloneDelegate() {
    return new SqliteClones(context, name);
  }

  @Override
  public SupportsStates statesDelegate() {
    return new SqliteStates(context, name);
  }

  @Override
  public SupportsSchemas schemasDelegate() {
    return new SqliteSchemas(context, name);
  }

  @Override
  public SqlSource openSql() {
    return new SqliteSqlAccess(context, name).openSql();
  }

  @Override
  public DatabaseException translate(SQLException exception) {
    return new SqliteSqlAccess(context, name).translate(exception);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DefaultSqliteDatabase that
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
