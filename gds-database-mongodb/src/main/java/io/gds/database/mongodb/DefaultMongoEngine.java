package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.UserInfo;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.forward.ForwardingBackup;
import io.gds.database.core.forward.ForwardingBackupCatalog;
import io.gds.database.core.forward.ForwardingConfiguration;
import io.gds.database.core.forward.ForwardingHighAvailability;
import io.gds.database.core.forward.ForwardingLifecycle;
import io.gds.database.core.forward.ForwardingLogs;
import io.gds.database.core.forward.ForwardingMetrics;
import io.gds.database.core.forward.ForwardingProcesses;
import io.gds.database.core.forward.ForwardingRestore;
import io.gds.database.core.forward.ForwardingSwitchover;
import io.gds.database.core.forward.ForwardingTopologyChange;
import io.gds.database.core.forward.ForwardingUsers;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The engine: hands each capability to the class that has it. */
final class DefaultMongoEngine
    implements MongoEngine,
        ForwardingBackup,
        ForwardingBackupCatalog,
        ForwardingHighAvailability,
        ForwardingLogs,
        ForwardingMetrics,
        ForwardingProcesses,
        ForwardingRestore,
        ForwardingSwitchover,
        ForwardingTopologyChange,
        ForwardingUsers,
        ForwardingConfiguration,
        ForwardingLifecycle {
  private final ConnectionInfo info;
  private final MongoContext context;
  private final SupportsProcesses processes;
  private final SupportsUsers users;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable MongoEngineMetadata reading;

  DefaultMongoEngine(ConnectionInfo info, MongoContext context) {
    this.info = info;
    this.context = context;
    this.processes = new MongoProcesses(context);
    this.users = new MongoUsers(context);
  }

  MongoContext context() {
    return context;
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.MONGODB;
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
  public MongoClient client() {
    return context.connections().client();
  }

  @Override
  public MongoEngineMetadata metadata() {
    MongoEngineMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public MongoEngineMetadata refresh() {
    context.runner().requireOpen();
    MongoEngineMetadata now = context.readings().engine();
    reading = now;
    return now;
  }

  @Override
  public Instant serverTime() {
    return context.readings().serverTime();
  }

  @Override
  public void ping() {
    context.readings().ping();
  }

  @Override
  public List<MongoDatabase> databases() {
    return databases(DatabaseQuery.userDatabases());
  }

  @Override
  public List<MongoDatabase> databases(DatabaseQuery query) {
    context.runner().requireOpen();
    return context.readings().databases(query).stream()
        .<MongoDatabase>map(read -> new DefaultMongoDatabase(this, read.name(), Optional.of(read)))
        .toList();
  }

  @Override
  public MongoDatabase database(String name) {
    return new DefaultMongoDatabase(this, MongoNames.database(name), Optional.empty());
  }

  MongoAvailability availability() {
    require(SupportsHighAvailability.class);
    return new MongoAvailability(context);
  }

  @Override
  public SupportsHighAvailability highAvailabilityDelegate() {
    return availability();
  }

  @Override
  public HaStatus haStatus() {
    return ForwardingHighAvailability.super.haStatus();
  }

  @Override
  public SupportsConfiguration configurationDelegate() {
    return new MongoSettings(context);
  }

  @Override
  public List<Setting> configuration(SettingQuery query) {
    return ForwardingConfiguration.super.configuration(query);
  }

  @Override
  public List<Setting> configurationOf(HostAddress node, SettingQuery query) {
    return new MongoSettings(context).configurationOf(node, query);
  }

  @Override
  public Operation<MongoEngineMetadata> prepareSetFeatureCompatibilityVersion(
      MongoFeatureVersionOptions options) {
    return new MongoFeatureVersions(context).prepare(options, this::refresh);
  }

  @Override
  public SupportsMetrics metricsDelegate() {
    return new MongoMetrics(context);
  }

  @Override
  public List<Metric> metrics(MetricQuery query) {
    return ForwardingMetrics.super.metrics(query);
  }

  @Override
  public SupportsLogs logsDelegate() {
    return new MongoLogs(context);
  }

  @Override
  public void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
    ForwardingLogs.super.readLogs(query, consumer);
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    return new MongoTopStatements(context).topStatements(query);
  }

  @Override
  public SupportsSwitchover switchoverDelegate() {
    require(SupportsSwitchover.class);
    return new MongoSwitchovers(new MongoAvailability(context));
  }

  @Override
  public Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options) {
    return ForwardingSwitchover.super.prepareSwitchover(options);
  }

  @Override
  public Operation<SwitchoverInfo> prepareFailover(FailoverOptions options) {
    return ForwardingSwitchover.super.prepareFailover(options);
  }

  @Override
  public Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    return ForwardingSwitchover.super.prepareRejoin(options);
  }

  private MongoTopologyChanges topology() {
    require(SupportsTopologyChange.class);
    return new MongoTopologyChanges(new MongoAvailability(context));
  }

  @Override
  public SupportsTopologyChange topologyChangeDelegate() {
    return topology();
  }

  @Override
  public Operation<HaConfiguration> prepareReconfigureMember(MongoMemberOptions options) {
    return topology().prepareReconfigureMember(options);
  }

  @Override
  public SupportsLifecycle lifecycleDelegate() {
    return new MongoLifecycle(context);
  }

  @Override
  public Operation<@Nullable Void> prepareShutdown(ShutdownOptions options) {
    return ForwardingLifecycle.super.prepareShutdown(options);
  }

  @Override
  public OperationExecutor operations() {
    return context.runner();
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return MongoCapabilities.isOfEngine(type)
            && !MongoCapabilities.ofEngine(type, context.known()).availability().isStructural()
        ? Optional.of(type.cast(this))
        : Optional.empty();
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(
            () ->
                MongoCapabilities.refusal(
                    name(), MongoCapabilities.ofEngine(type, context.known())));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    MongoProduct product = context.product();
    MongoRights rights = MongoRights.read(context);
    return MongoCapabilities.reportOfEngine(
        name(),
        context.clock().instant(),
        product,
        status -> MongoCapabilityRights.ofEngine(rights, status));
  }

  @Override
  public SupportsBackup backupDelegate() {
    return new MongoServerBackups(context);
  }

  @Override
  public SupportsRestore restoreDelegate() {
    return new MongoServerRestores(context);
  }

  @Override
  public SupportsBackupCatalog backupCatalogDelegate() {
    return new MongoCatalog(context);
  }

  @Override
  public SupportsUsers usersDelegate() {
    return users;
  }

  @Override
  public List<UserInfo> users(PrincipalQuery query) {
    return ForwardingUsers.super.users(query);
  }

  @Override
  public List<RoleInfo> roles(PrincipalQuery query) {
    return ForwardingUsers.super.roles(query);
  }

  @Override
  public SupportsProcesses processesDelegate() {
    return processes;
  }

  @Override
  public List<ServerProcess> processes(ProcessQuery query) {
    return ForwardingProcesses.super.processes(query);
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
