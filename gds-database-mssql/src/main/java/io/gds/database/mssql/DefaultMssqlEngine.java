package io.gds.database.mssql;

import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.forward.ForwardingBackupCatalog;
import io.gds.database.core.forward.ForwardingConfiguration;
import io.gds.database.core.forward.ForwardingHighAvailability;
import io.gds.database.core.forward.ForwardingLifecycle;
import io.gds.database.core.forward.ForwardingLogs;
import io.gds.database.core.forward.ForwardingMetrics;
import io.gds.database.core.forward.ForwardingProcesses;
import io.gds.database.core.forward.ForwardingSwitchover;
import io.gds.database.core.forward.ForwardingTopologyChange;
import io.gds.database.core.forward.ForwardingUsers;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.settings.SupportsConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The engine: hands each capability to the class that has it. */
final class DefaultMssqlEngine
    implements MssqlEngine,
        ForwardingHighAvailability,
        ForwardingLifecycle,
        ForwardingLogs,
        ForwardingMetrics,
        ForwardingProcesses,
        ForwardingSwitchover,
        ForwardingTopologyChange,
        ForwardingUsers,
        ForwardingBackupCatalog,
        ForwardingConfiguration {
  private final ConnectionInfo info;
  private final MssqlContext context;
  private final MssqlPeers peers;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable MssqlEngineMetadata reading;

  DefaultMssqlEngine(ConnectionInfo info, MssqlContext context) {
    this.info = info;
    this.context = context;
    this.peers = new MssqlPeers(context);
  }

  MssqlContext context() {
    return context;
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.MSSQL;
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
  public MssqlEngineMetadata metadata() {
    MssqlEngineMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public MssqlEngineMetadata refresh() {
    MssqlEngineMetadata now = context.readings().engine();
    reading = now;
    return now;
  }

  @Override
  public Instant serverTime() {
    return context.readings().serverTime();
  }

  @Override
  public void ping() {
    context.sql().execute("SELECT 1");
  }

  @Override
  public List<MssqlDatabase> databases() {
    return databases(DatabaseQuery.userDatabases());
  }

  @Override
  public List<MssqlDatabase> databases(DatabaseQuery query) {
    return context.readings().databases(query.details()).stream()
        .filter(database -> query.includesSystem() || !MssqlDatabaseRow.isSystem(database))
        .filter(database -> query.matches(database.name()))
        .<MssqlDatabase>map(
            database -> new DefaultMssqlDatabase(this, database.name(), Optional.of(database)))
        .toList();
  }

  @Override
  public MssqlDatabase database(String name) {
    return new DefaultMssqlDatabase(this, MssqlSql.NAMES.check(name), Optional.empty());
  }

  @Override
  public OperationExecutor operations() {
    return context.runner();
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return status(type).isAvailable() ? Optional.of(type.cast(this)) : Optional.empty();
  }

  private CapabilityStatus status(Class<? extends Capability> type) {
    return MssqlCapabilities.ofEngine(type, context.known());
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type).orElseThrow(() -> MssqlCapabilities.refusal(name(), status(type)));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    return MssqlCapabilities.reportOfEngine(
        name(),
        context.clock().instant(),
        context.product(),
        MssqlServerRights.read(context)::ofEngine);
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    return ForwardingBackupCatalog.super.backupHistory(query);
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    return ForwardingBackupCatalog.super.inspectBackup(location);
  }

  @Override
  public SupportsBackupCatalog backupCatalogDelegate() {
    return new MssqlCatalog(context);
  }

  @Override
  public List<BackupInfo> backupSets(Location location) {
    return new MssqlCatalog(context).backupSets(location);
  }

  @Override
  public List<MssqlBackupFile> backupFiles(Location location, int position) {
    return new MssqlCatalog(context).backupFiles(location, position);
  }

  @Override
  public List<MssqlBackupFinding> backupCoverage(Duration data, Duration log) {
    return new MssqlCoverageReading(context).findings(data, log);
  }

  @Override
  public SupportsLogs logsDelegate() {
    return new MssqlLogs(context);
  }

  @Override
  public SupportsProcesses processesDelegate() {
    return new MssqlProcesses(context);
  }

  MssqlAvailability availability(Optional<String> database) {
    require(SupportsHighAvailability.class);
    return new MssqlAvailability(context, peers, database);
  }

  @Override
  public MssqlAvailabilityGroups availabilityGroups() {
    return new DefaultMssqlAvailabilityGroups(availability(Optional.empty()));
  }

  @Override
  public SupportsHighAvailability highAvailabilityDelegate() {
    return availability(Optional.empty());
  }

  MssqlSwitchovers switchovers(Optional<String> database) {
    require(SupportsSwitchover.class);
    return new MssqlSwitchovers(availability(database));
  }

  @Override
  public SupportsSwitchover switchoverDelegate() {
    return switchovers(Optional.empty());
  }

  MssqlTopology topology(Optional<String> database) {
    require(SupportsTopologyChange.class);
    return new MssqlTopology(availability(database));
  }

  @Override
  public SupportsTopologyChange topologyChangeDelegate() {
    return topology(Optional.empty());
  }

  @Override
  public SupportsMetrics metricsDelegate() {
    return new MssqlMetrics(context);
  }

  @Override
  public List<MssqlJob> jobs() {
    return new MssqlAgent(context).jobs();
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    return new MssqlTopStatements(context).topStatements(query);
  }

  @Override
  public SupportsConfiguration configurationDelegate() {
    return new MssqlSettings(context);
  }

  private MssqlLifecycle lifecycle() {
    require(SupportsLifecycle.class);
    return new MssqlLifecycle(context);
  }

  @Override
  public SupportsLifecycle lifecycleDelegate() {
    return lifecycle();
  }

  @Override
  public List<String> startupParameters() {
    return context.readings().startupParameters();
  }

  @Override
  public List<MssqlOrphan> orphanedUsers() {
    return new MssqlOrphans(context).find(null);
  }

  private MssqlUsers access() {
    return new MssqlUsers(context);
  }

  @Override
  public SupportsUsers usersDelegate() {
    return access();
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
