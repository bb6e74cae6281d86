package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.access.UserInfo;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.operation.OptionKey;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The engine: hands each capability to the class that has it. */
final class DefaultMongoEngine implements MongoEngine {
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
  public List<String> haGroups() {
    return availability().haGroups();
  }

  @Override
  public HaStatus haStatus() {
    return availability().haStatus();
  }

  @Override
  public HaStatus haStatus(String group) {
    return availability().haStatus(group);
  }

  @Override
  public Optional<HaConfiguration> haConfiguration() {
    return availability().haConfiguration();
  }

  @Override
  public Optional<HaConfiguration> haConfiguration(String group) {
    return availability().haConfiguration(group);
  }

  @Override
  public ReplicationStatus replicationStatus() {
    return availability().replicationStatus();
  }

  @Override
  public List<Setting> configuration(SettingQuery query) {
    return new MongoSettings(context).configuration(query);
  }

  @Override
  public List<Setting> configurationOf(HostAddress node, SettingQuery query) {
    return new MongoSettings(context).configurationOf(node, query);
  }

  @Override
  public Optional<Setting> setting(String name) {
    return new MongoSettings(context).setting(name);
  }

  @Override
  public Set<OptionKey<?>> configurationKeys() {
    return MongoConfiguration.KEYS;
  }

  @Override
  public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    return new MongoSettings(context).prepareSetConfiguration(options);
  }

  @Override
  public Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    return new MongoSettings(context).prepareResetConfiguration(options);
  }

  @Override
  public Operation<MongoEngineMetadata> prepareSetFeatureCompatibilityVersion(
      MongoFeatureVersionOptions options) {
    return new MongoFeatureVersions(context).prepare(options, this::refresh);
  }

  @Override
  public List<Metric> metrics(MetricQuery query) {
    return new MongoMetrics(context).metrics(query);
  }

  @Override
  public Optional<Duration> metricHistory() {
    return new MongoMetrics(context).metricHistory();
  }

  @Override
  public MetricSampling startSampling(SamplingOptions options) {
    return new MongoMetrics(context).startSampling(options);
  }

  @Override
  public void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
    new MongoLogs(context).readLogs(query, consumer);
  }

  @Override
  public LogCoverage logCoverage() {
    return new MongoLogs(context).logCoverage();
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    return new MongoTopStatements(context).topStatements(query);
  }

  private MongoSwitchovers switchovers() {
    require(SupportsSwitchover.class);
    return new MongoSwitchovers(new MongoAvailability(context));
  }

  @Override
  public Set<OptionKey<?>> switchoverKeys() {
    return switchovers().switchoverKeys();
  }

  @Override
  public Set<OptionKey<?>> failoverKeys() {
    return switchovers().failoverKeys();
  }

  @Override
  public Set<OptionKey<?>> rejoinKeys() {
    return switchovers().rejoinKeys();
  }

  @Override
  public Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options) {
    return switchovers().prepareSwitchover(options);
  }

  @Override
  public Operation<SwitchoverInfo> prepareFailover(FailoverOptions options) {
    return switchovers().prepareFailover(options);
  }

  @Override
  public Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    return switchovers().prepareRejoin(options);
  }

  private MongoTopologyChanges topology() {
    require(SupportsTopologyChange.class);
    return new MongoTopologyChanges(new MongoAvailability(context));
  }

  @Override
  public Set<OptionKey<?>> createHaKeys() {
    return topology().createHaKeys();
  }

  @Override
  public Set<OptionKey<?>> addNodeKeys() {
    return topology().addNodeKeys();
  }

  @Override
  public Set<OptionKey<?>> removeNodeKeys() {
    return topology().removeNodeKeys();
  }

  @Override
  public Set<OptionKey<?>> syncModeKeys() {
    return topology().syncModeKeys();
  }

  @Override
  public Operation<HaConfiguration> prepareCreateHa(CreateHaOptions options) {
    return topology().prepareCreateHa(options);
  }

  @Override
  public Operation<HaConfiguration> prepareAddNode(AddNodeOptions options) {
    return topology().prepareAddNode(options);
  }

  @Override
  public Operation<HaConfiguration> prepareRemoveNode(RemoveNodeOptions options) {
    return topology().prepareRemoveNode(options);
  }

  @Override
  public Operation<HaConfiguration> prepareSetSyncMode(SyncModeOptions options) {
    return topology().prepareSetSyncMode(options);
  }

  @Override
  public Operation<HaConfiguration> prepareReconfigureMember(MongoMemberOptions options) {
    return topology().prepareReconfigureMember(options);
  }

  @Override
  public Set<OptionKey<?>> startupKeys() {
    return MongoServer.STARTUP_KEYS;
  }

  @Override
  public Set<OptionKey<?>> shutdownKeys() {
    return MongoServer.SHUTDOWN_KEYS;
  }

  @Override
  public Set<OptionKey<?>> restartKeys() {
    return MongoServer.RESTART_KEYS;
  }

  @Override
  public Operation<@Nullable Void> prepareStartup(StartupOptions options) {
    return new MongoLifecycle(context).prepareStartup(options);
  }

  @Override
  public Operation<@Nullable Void> prepareShutdown(ShutdownOptions options) {
    return new MongoLifecycle(context).prepareShutdown(options);
  }

  @Override
  public Operation<@Nullable Void> prepareRestart(RestartOptions options) {
    return new MongoLifecycle(context).prepareRestart(options);
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
  public List<BackupType> backupTypes() {
    return new MongoServerBackups(context).backupTypes();
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return new MongoServerBackups(context).backupKeys();
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    return new MongoServerBackups(context).prepareBackup(options);
  }

  private MongoCatalog catalog() {
    return new MongoCatalog(context);
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    return catalog().backupHistory(query);
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    return catalog().inspectBackup(location);
  }

  @Override
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    return catalog().reachableWindow(database, query);
  }

  @Override
  public List<VerifyLevel> verifyLevels() {
    return catalog().verifyLevels();
  }

  @Override
  public Set<OptionKey<?>> verifyBackupKeys() {
    return catalog().verifyBackupKeys();
  }

  @Override
  public Set<OptionKey<?>> deleteBackupsKeys() {
    return catalog().deleteBackupsKeys();
  }

  @Override
  public Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    return catalog().prepareVerifyBackup(options);
  }

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    return catalog().planRetention(options);
  }

  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    return catalog().prepareDeleteBackups(options);
  }

  @Override
  public List<UserInfo> users(PrincipalQuery query) {
    return users.users(query);
  }

  @Override
  public List<RoleInfo> roles(PrincipalQuery query) {
    return users.roles(query);
  }

  @Override
  public void readGrants(GrantQuery query, Consumer<Grant> consumer) {
    users.readGrants(query, consumer);
  }

  @Override
  public Set<OptionKey<?>> createUserKeys() {
    return users.createUserKeys();
  }

  @Override
  public Set<OptionKey<?>> alterUserKeys() {
    return users.alterUserKeys();
  }

  @Override
  public Set<OptionKey<?>> dropUserKeys() {
    return users.dropUserKeys();
  }

  @Override
  public Set<OptionKey<?>> createRoleKeys() {
    return users.createRoleKeys();
  }

  @Override
  public Set<OptionKey<?>> dropRoleKeys() {
    return users.dropRoleKeys();
  }

  @Override
  public Set<OptionKey<?>> grantKeys() {
    return users.grantKeys();
  }

  @Override
  public Set<OptionKey<?>> revokeKeys() {
    return users.revokeKeys();
  }

  @Override
  public Operation<@Nullable Void> prepareCreateUser(CreateUserOptions options) {
    return users.prepareCreateUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlterUser(AlterUserOptions options) {
    return users.prepareAlterUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropUser(DropUserOptions options) {
    return users.prepareDropUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareCreateRole(CreateRoleOptions options) {
    return users.prepareCreateRole(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropRole(DropRoleOptions options) {
    return users.prepareDropRole(options);
  }

  @Override
  public Operation<@Nullable Void> prepareGrant(GrantOptions options) {
    return users.prepareGrant(options);
  }

  @Override
  public Operation<@Nullable Void> prepareRevoke(RevokeOptions options) {
    return users.prepareRevoke(options);
  }

  @Override
  public List<ServerProcess> processes(ProcessQuery query) {
    return processes.processes(query);
  }

  @Override
  public BlockingTree blockingTree() {
    return processes.blockingTree();
  }

  @Override
  public Set<OptionKey<?>> cancelProcessKeys() {
    return processes.cancelProcessKeys();
  }

  @Override
  public Set<OptionKey<?>> terminateProcessKeys() {
    return processes.terminateProcessKeys();
  }

  @Override
  public Operation<@Nullable Void> prepareCancelProcess(CancelProcessOptions options) {
    return processes.prepareCancelProcess(options);
  }

  @Override
  public Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options) {
    return processes.prepareTerminateProcess(options);
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
