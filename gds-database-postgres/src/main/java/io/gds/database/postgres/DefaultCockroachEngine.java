package io.gds.database.postgres;

import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.forward.ForwardingBackup;
import io.gds.database.core.forward.ForwardingBackupCatalog;
import io.gds.database.core.forward.ForwardingConfiguration;
import io.gds.database.core.forward.ForwardingProcesses;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.settings.SupportsConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The engine: hands each capability to the class that has it. */
final class DefaultCockroachEngine
    implements CockroachEngine,
        ForwardingBackup,
        ForwardingBackupCatalog,
        ForwardingConfiguration,
        ForwardingProcesses {
  private final ConnectionInfo info;
  private final CockroachContext context;
  private final CockroachBackups backups;
  private final CockroachCatalog catalog;
  private final CockroachJobs jobs;
  private final CockroachProcesses processes;
  private final CockroachSettings settings;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable CockroachEngineMetadata reading;

  DefaultCockroachEngine(ConnectionInfo info, CockroachContext context) {
    this.info = info;
    this.context = context;
    this.backups = CockroachBackups.ofCluster(context);
    this.catalog = new CockroachCatalog(context);
    this.jobs = new CockroachJobs(context);
    this.processes = new CockroachProcesses(context);
    this.settings = new CockroachSettings(context);
  }

  CockroachContext context() {
    return context;
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.COCKROACHDB;
  }

  @Override
  public String name() {
    return context.runner().engine();
  }

  @Override
  public ConnectionInfo connectionInfo() {
    return info;
  }

  @Override
  public CockroachEngineMetadata metadata() {
    CockroachEngineMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public CockroachEngineMetadata refresh() {
    CockroachEngineMetadata now = new CockroachReadings(context).engine();
    reading = now;
    return now;
  }

  @Override
  public Instant serverTime() {
    return context
        .sql()
        .first("SELECT clock_timestamp() AS now", row -> row.instant("now"))
        .orElseThrow();
  }

  @Override
  public void ping() {
    context.sql().execute("SELECT 1");
  }

  @Override
  public List<CockroachDatabase> databases() {
    return databases(DatabaseQuery.userDatabases());
  }

  @Override
  public List<CockroachDatabase> databases(DatabaseQuery query) {
    return new CockroachReadings(context)
        .databases(query.details()).stream()
            .filter(
                database ->
                    query.includesSystem() || !CockroachReadings.SYSTEM.contains(database.name()))
            .filter(database -> query.matches(database.name()))
            .<CockroachDatabase>map(
                database ->
                    new DefaultCockroachDatabase(this, database.name(), Optional.of(database)))
            .toList();
  }

  @Override
  public CockroachDatabase database(String name) {
    return new DefaultCockroachDatabase(this, CockroachSql.NAMES.check(name), Optional.empty());
  }

  @Override
  public List<CockroachNode> nodes() {
    return new CockroachNodes(context).nodes();
  }

  @Override
  public List<CockroachQuery> queries() {
    return processes.readings().queries();
  }

  @Override
  public List<CockroachTransaction> transactions() {
    return processes.readings().transactions();
  }

  @Override
  public OperationExecutor operations() {
    return context.runner();
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return CockroachCapabilities.ofEngine(type).isAvailable()
        ? Optional.of(type.cast(this))
        : Optional.empty();
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(
            () -> CockroachCapabilities.refusal(name(), CockroachCapabilities.ofEngine(type)));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    CockroachRights rights = CockroachRights.read(context, context.connections().maintenance());
    return CockroachCapabilities.reportOfEngine(
        name(), context.clock().instant(), rights::ofEngine);
  }

  @Override
  public List<CockroachJob> jobs() {
    return jobs.all();
  }

  @Override
  public Optional<CockroachJob> job(long id) {
    return jobs.find(id);
  }

  @Override
  public Operation<@Nullable Void> preparePauseJob(long id) {
    return jobs.preparePause(id);
  }

  @Override
  public Operation<@Nullable Void> prepareResumeJob(long id) {
    return jobs.prepareResume(id);
  }

  @Override
  public Operation<@Nullable Void> prepareCancelJob(long id) {
    return jobs.prepareCancel(id);
  }

  @Override
  public SupportsBackup backupDelegate() {
    return backups;
  }

  @Override
  public SupportsBackupCatalog backupCatalogDelegate() {
    return catalog;
  }

  @Override
  public SupportsProcesses processesDelegate() {
    return processes;
  }

  @Override
  public SupportsConfiguration configurationDelegate() {
    return settings;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        context.runner().close();
      } finally {
        context.runner().environment().engineClosed(this);
      }
    }
  }

  /** The name and the address. */
  @Override
  public String toString() {
    return name() + " (" + info.redactedUrl() + ")";
  }
}
