package io.gds.database.mssql;

import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
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
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.access.UserInfo;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
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
import io.gds.database.lifecycle.SupportsLifecycle;
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
final class DefaultMssqlEngine implements MssqlEngine {
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
    return new MssqlCatalog(context).backupHistory(query);
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    return new MssqlCatalog(context).inspectBackup(location);
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
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    return new MssqlCatalog(context).reachableWindow(database, query);
  }

  @Override
  public List<VerifyLevel> verifyLevels() {
    return MssqlVerification.levels(context.known());
  }

  @Override
  public Set<OptionKey<?>> verifyBackupKeys() {
    return MssqlVerify.KEYS;
  }

  @Override
  public Set<OptionKey<?>> deleteBackupsKeys() {
    return Set.of();
  }

  @Override
  public Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    return new MssqlCatalog(context).prepareVerifyBackup(options);
  }

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    return new MssqlCatalog(context).planRetention(options);
  }

  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    return new MssqlCatalog(context).prepareDeleteBackups(options);
  }

  @Override
  public void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
    new MssqlLogs(context).readLogs(query, consumer);
  }

  @Override
  public List<LogEntry> logs(LogQuery query) {
    return new MssqlLogs(context).logs(query);
  }

  @Override
  public LogCoverage logCoverage() {
    return new MssqlLogs(context).logCoverage();
  }

  @Override
  public List<ServerProcess> processes(ProcessQuery query) {
    return new MssqlProcesses(context).processes(query);
  }

  @Override
  public BlockingTree blockingTree() {
    return new MssqlProcesses(context).blockingTree();
  }

  @Override
  public Set<OptionKey<?>> cancelProcessKeys() {
    return new MssqlProcesses(context).cancelProcessKeys();
  }

  @Override
  public Set<OptionKey<?>> terminateProcessKeys() {
    return new MssqlProcesses(context).terminateProcessKeys();
  }

  @Override
  public Operation<@Nullable Void> prepareCancelProcess(CancelProcessOptions options) {
    return new MssqlProcesses(context).prepareCancelProcess(options);
  }

  @Override
  public Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options) {
    return new MssqlProcesses(context).prepareTerminateProcess(options);
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
  public List<String> haGroups() {
    return availability(Optional.empty()).haGroups();
  }

  @Override
  public HaStatus haStatus() {
    return availability(Optional.empty()).haStatus();
  }

  @Override
  public HaStatus haStatus(String group) {
    return availability(Optional.empty()).haStatus(group);
  }

  @Override
  public Optional<HaConfiguration> haConfiguration() {
    return availability(Optional.empty()).haConfiguration();
  }

  @Override
  public Optional<HaConfiguration> haConfiguration(String group) {
    return availability(Optional.empty()).haConfiguration(group);
  }

  MssqlSwitchovers switchovers(Optional<String> database) {
    require(SupportsSwitchover.class);
    return new MssqlSwitchovers(availability(database));
  }

  @Override
  public Set<OptionKey<?>> switchoverKeys() {
    return switchovers(Optional.empty()).switchoverKeys();
  }

  @Override
  public Set<OptionKey<?>> failoverKeys() {
    return switchovers(Optional.empty()).failoverKeys();
  }

  @Override
  public Set<OptionKey<?>> rejoinKeys() {
    return switchovers(Optional.empty()).rejoinKeys();
  }

  @Override
  public Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options) {
    return switchovers(Optional.empty()).prepareSwitchover(options);
  }

  @Override
  public Operation<SwitchoverInfo> prepareFailover(FailoverOptions options) {
    return switchovers(Optional.empty()).prepareFailover(options);
  }

  @Override
  public Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    return switchovers(Optional.empty()).prepareRejoin(options);
  }

  MssqlTopology topology(Optional<String> database) {
    require(SupportsTopologyChange.class);
    return new MssqlTopology(availability(database));
  }

  @Override
  public Set<OptionKey<?>> createHaKeys() {
    return topology(Optional.empty()).createHaKeys();
  }

  @Override
  public Set<OptionKey<?>> addNodeKeys() {
    return topology(Optional.empty()).addNodeKeys();
  }

  @Override
  public Set<OptionKey<?>> removeNodeKeys() {
    return topology(Optional.empty()).removeNodeKeys();
  }

  @Override
  public Set<OptionKey<?>> syncModeKeys() {
    return topology(Optional.empty()).syncModeKeys();
  }

  @Override
  public Operation<HaConfiguration> prepareCreateHa(CreateHaOptions options) {
    return topology(Optional.empty()).prepareCreateHa(options);
  }

  @Override
  public Operation<HaConfiguration> prepareAddNode(AddNodeOptions options) {
    return topology(Optional.empty()).prepareAddNode(options);
  }

  @Override
  public Operation<HaConfiguration> prepareRemoveNode(RemoveNodeOptions options) {
    return topology(Optional.empty()).prepareRemoveNode(options);
  }

  @Override
  public Operation<HaConfiguration> prepareSetSyncMode(SyncModeOptions options) {
    return topology(Optional.empty()).prepareSetSyncMode(options);
  }

  @Override
  public ReplicationStatus replicationStatus() {
    return availability(Optional.empty()).replicationStatus();
  }

  @Override
  public List<Metric> metrics(MetricQuery query) {
    return new MssqlMetrics(context).metrics(query);
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
  public Optional<Duration> metricHistory() {
    return new MssqlMetrics(context).metricHistory();
  }

  @Override
  public MetricSampling startSampling(SamplingOptions options) {
    return new MssqlMetrics(context).startSampling(options);
  }

  @Override
  public List<Setting> configuration(SettingQuery query) {
    return new MssqlSettings(context).configuration(query);
  }

  @Override
  public Optional<Setting> setting(String name) {
    return new MssqlSettings(context).setting(name);
  }

  @Override
  public Set<OptionKey<?>> configurationKeys() {
    return MssqlConfiguration.KEYS;
  }

  @Override
  public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    return new MssqlSettings(context).prepareSetConfiguration(options);
  }

  @Override
  public Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    return new MssqlSettings(context).prepareResetConfiguration(options);
  }

  private MssqlLifecycle lifecycle() {
    require(SupportsLifecycle.class);
    return new MssqlLifecycle(context);
  }

  @Override
  public Set<OptionKey<?>> startupKeys() {
    return lifecycle().startupKeys();
  }

  @Override
  public Set<OptionKey<?>> shutdownKeys() {
    return lifecycle().shutdownKeys();
  }

  @Override
  public Set<OptionKey<?>> restartKeys() {
    return lifecycle().restartKeys();
  }

  @Override
  public Operation<@Nullable Void> prepareStartup(StartupOptions options) {
    return lifecycle().prepareStartup(options);
  }

  @Override
  public Operation<@Nullable Void> prepareShutdown(ShutdownOptions options) {
    return lifecycle().prepareShutdown(options);
  }

  @Override
  public Operation<@Nullable Void> prepareRestart(RestartOptions options) {
    return lifecycle().prepareRestart(options);
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
  public List<UserInfo> users(PrincipalQuery query) {
    return access().users(query);
  }

  @Override
  public List<RoleInfo> roles(PrincipalQuery query) {
    return access().roles(query);
  }

  @Override
  public void readGrants(GrantQuery query, Consumer<Grant> consumer) {
    access().readGrants(query, consumer);
  }

  @Override
  public Set<OptionKey<?>> createUserKeys() {
    return access().createUserKeys();
  }

  @Override
  public Set<OptionKey<?>> alterUserKeys() {
    return access().alterUserKeys();
  }

  @Override
  public Set<OptionKey<?>> dropUserKeys() {
    return access().dropUserKeys();
  }

  @Override
  public Set<OptionKey<?>> createRoleKeys() {
    return access().createRoleKeys();
  }

  @Override
  public Set<OptionKey<?>> dropRoleKeys() {
    return access().dropRoleKeys();
  }

  @Override
  public Set<OptionKey<?>> grantKeys() {
    return access().grantKeys();
  }

  @Override
  public Set<OptionKey<?>> revokeKeys() {
    return access().revokeKeys();
  }

  @Override
  public Operation<@Nullable Void> prepareCreateUser(CreateUserOptions options) {
    return access().prepareCreateUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlterUser(AlterUserOptions options) {
    return access().prepareAlterUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropUser(DropUserOptions options) {
    return access().prepareDropUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareCreateRole(CreateRoleOptions options) {
    return access().prepareCreateRole(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropRole(DropRoleOptions options) {
    return access().prepareDropRole(options);
  }

  @Override
  public Operation<@Nullable Void> prepareGrant(GrantOptions options) {
    return access().prepareGrant(options);
  }

  @Override
  public Operation<@Nullable Void> prepareRevoke(RevokeOptions options) {
    return access().prepareRevoke(options);
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
