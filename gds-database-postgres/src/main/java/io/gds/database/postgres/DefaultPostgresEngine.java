package io.gds.database.postgres;

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
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
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
final class DefaultPostgresEngine implements PostgresEngine {
  private final ConnectionInfo info;
  private final PostgresContext context;
  private final PostgresCatalog catalog;
  private final PostgresServerCatalog serverCatalog;
  private final PostgresServerBackups serverBackups;
  private final PostgresServerRestores serverRestores;
  private final PostgresServerClones serverClones;
  private final PostgresUsers users;
  private final PostgresProcesses processes;
  private final PostgresSettings settings;
  private final PostgresMetrics metrics;
  private final PostgresLogs logs;
  private final PostgresStatements statements;
  private final PostgresAvailability availability;
  private final PostgresTopology topology;
  private final PostgresSwitchovers switchovers;
  private final PostgresLifecycle lifecycle;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable PostgresEngineMetadata reading;

  DefaultPostgresEngine(ConnectionInfo info, PostgresContext context) {
    this.info = info;
    this.context = context;
    PostgresPeers peers = new PostgresPeers(context);
    Optional<PatroniMoves> patroni =
        Patroni.of(context).map(manager -> new PatroniMoves(manager, peers));
    availability = new PostgresAvailability(context, peers, patroni);
    topology = new PostgresTopology(context, peers, availability, patroni);
    switchovers = new PostgresSwitchovers(context, peers, availability, patroni);
    lifecycle = new PostgresLifecycle(context, patroni);
    this.catalog = new PostgresCatalog(context);
    this.serverCatalog = new PostgresServerCatalog(context, catalog);
    this.serverBackups = new PostgresServerBackups(context);
    this.serverRestores = new PostgresServerRestores(context, catalog);
    this.serverClones = new PostgresServerClones(context);
    this.users = new PostgresUsers(context);
    this.processes = new PostgresProcesses(context);
    this.settings = new PostgresSettings(context);
    this.metrics = new PostgresMetrics(context);
    this.logs = new PostgresLogs(context);
    this.statements = new PostgresStatements(context);
  }

  PostgresContext context() {
    return context;
  }

  PostgresCatalog catalog() {
    return catalog;
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.POSTGRESQL;
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
  public PostgresEngineMetadata metadata() {
    PostgresEngineMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public PostgresEngineMetadata refresh() {
    PostgresEngineMetadata now = new PostgresReadings(context).engine();
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
  public List<PostgresDatabase> databases() {
    return databases(DatabaseQuery.userDatabases());
  }

  @Override
  public List<PostgresDatabase> databases(DatabaseQuery query) {
    return new PostgresReadings(context)
        .databases(query.details()).stream()
            .filter(
                database ->
                    query.includesSystem() || !PostgresReadings.SYSTEM.contains(database.name()))
            .filter(database -> query.matches(database.name()))
            .<PostgresDatabase>map(
                database ->
                    new DefaultPostgresDatabase(this, database.name(), Optional.of(database)))
            .toList();
  }

  @Override
  public PostgresDatabase database(String name) {
    return new DefaultPostgresDatabase(this, PostgresSql.NAMES.check(name), Optional.empty());
  }

  @Override
  public List<PostgresHealthFinding> health() {
    return new PostgresHealth(context).ofServer();
  }

  @Override
  public OperationExecutor operations() {
    return context.runner();
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return PostgresCapabilities.OF_ENGINE.contains(type)
            || PostgresCapabilities.OF_BOTH.contains(type)
        ? Optional.of(type.cast(this))
        : Optional.empty();
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(
            () -> PostgresCapabilities.refusal(name(), PostgresCapabilities.ofEngine(type)));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    PostgresRights rights = PostgresRights.read(context, context.connections().maintenance());
    PostgresNodeRights nodes = new PostgresNodeRights(info, rights);
    PostgresServerStatus server = new PostgresServerStatus(context);
    return PostgresCapabilities.reportOfEngine(
        name(), context.clock().instant(), status -> server.of(nodes.of(rights.ofEngine(status))));
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
  public List<Setting> configuration(SettingQuery query) {
    return settings.configuration(query);
  }

  @Override
  public Optional<Setting> setting(String name) {
    return settings.setting(name);
  }

  @Override
  public Set<OptionKey<?>> configurationKeys() {
    return settings.configurationKeys();
  }

  @Override
  public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    return settings.prepareSetConfiguration(options);
  }

  @Override
  public Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    return settings.prepareResetConfiguration(options);
  }

  @Override
  public List<BackupType> backupTypes() {
    return serverBackups.backupTypes();
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return serverBackups.backupKeys();
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    return serverBackups.prepareBackup(options);
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return serverRestores.restoreKeys();
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    return serverRestores.prepareRestore(options);
  }

  @Override
  public List<CloneKind> cloneKinds() {
    return serverClones.cloneKinds();
  }

  @Override
  public Set<OptionKey<?>> cloneKeys() {
    return serverClones.cloneKeys();
  }

  @Override
  public Operation<CloneInfo> prepareClone(CloneOptions options) {
    return serverClones.prepareClone(options);
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    return serverCatalog.backupHistory(query);
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    return serverCatalog.inspectBackup(location);
  }

  @Override
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    return serverCatalog.reachableWindow(database, query);
  }

  @Override
  public List<VerifyLevel> verifyLevels() {
    return serverCatalog.verifyLevels();
  }

  @Override
  public Set<OptionKey<?>> verifyBackupKeys() {
    return serverCatalog.verifyBackupKeys();
  }

  @Override
  public Set<OptionKey<?>> deleteBackupsKeys() {
    return serverCatalog.deleteBackupsKeys();
  }

  @Override
  public Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    return serverCatalog.prepareVerifyBackup(options);
  }

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    return serverCatalog.planRetention(options);
  }

  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    return serverCatalog.prepareDeleteBackups(options);
  }

  @Override
  public List<Metric> metrics(MetricQuery query) {
    return metrics.metrics(query);
  }

  @Override
  public Optional<Duration> metricHistory() {
    return metrics.metricHistory();
  }

  @Override
  public MetricSampling startSampling(SamplingOptions options) {
    return metrics.startSampling(options);
  }

  @Override
  public void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
    logs.readLogs(query, consumer);
  }

  @Override
  public List<LogEntry> logs(LogQuery query) {
    return logs.logs(query);
  }

  @Override
  public LogCoverage logCoverage() {
    return logs.logCoverage();
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    return statements.topStatements(query);
  }

  @Override
  public List<String> haGroups() {
    return availability.haGroups();
  }

  @Override
  public HaStatus haStatus() {
    return availability.haStatus();
  }

  @Override
  public HaStatus haStatus(String group) {
    return availability.haStatus(group);
  }

  @Override
  public Optional<HaConfiguration> haConfiguration() {
    return availability.haConfiguration();
  }

  @Override
  public Optional<HaConfiguration> haConfiguration(String group) {
    return availability.haConfiguration(group);
  }

  @Override
  public ReplicationStatus replicationStatus() {
    return availability.replicationStatus();
  }

  @Override
  public Set<OptionKey<?>> switchoverKeys() {
    return switchovers.switchoverKeys();
  }

  @Override
  public Set<OptionKey<?>> failoverKeys() {
    return switchovers.failoverKeys();
  }

  @Override
  public Set<OptionKey<?>> rejoinKeys() {
    return switchovers.rejoinKeys();
  }

  @Override
  public Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options) {
    return switchovers.prepareSwitchover(options);
  }

  @Override
  public Operation<SwitchoverInfo> prepareFailover(FailoverOptions options) {
    return switchovers.prepareFailover(options);
  }

  @Override
  public Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    return switchovers.prepareRejoin(options);
  }

  @Override
  public Set<OptionKey<?>> createHaKeys() {
    return topology.createHaKeys();
  }

  @Override
  public Set<OptionKey<?>> addNodeKeys() {
    return topology.addNodeKeys();
  }

  @Override
  public Set<OptionKey<?>> removeNodeKeys() {
    return topology.removeNodeKeys();
  }

  @Override
  public Set<OptionKey<?>> syncModeKeys() {
    return topology.syncModeKeys();
  }

  @Override
  public Operation<HaConfiguration> prepareCreateHa(CreateHaOptions options) {
    return topology.prepareCreateHa(options);
  }

  @Override
  public Operation<HaConfiguration> prepareAddNode(AddNodeOptions options) {
    return topology.prepareAddNode(options);
  }

  @Override
  public Operation<HaConfiguration> prepareRemoveNode(RemoveNodeOptions options) {
    return topology.prepareRemoveNode(options);
  }

  @Override
  public Operation<HaConfiguration> prepareSetSyncMode(SyncModeOptions options) {
    return topology.prepareSetSyncMode(options);
  }

  @Override
  public Set<OptionKey<?>> startupKeys() {
    return lifecycle.startupKeys();
  }

  @Override
  public Set<OptionKey<?>> shutdownKeys() {
    return lifecycle.shutdownKeys();
  }

  @Override
  public Set<OptionKey<?>> restartKeys() {
    return lifecycle.restartKeys();
  }

  @Override
  public Operation<@Nullable Void> prepareStartup(StartupOptions options) {
    return lifecycle.prepareStartup(options);
  }

  @Override
  public Operation<@Nullable Void> prepareShutdown(ShutdownOptions options) {
    return lifecycle.prepareShutdown(options);
  }

  @Override
  public Operation<@Nullable Void> prepareRestart(RestartOptions options) {
    return lifecycle.prepareRestart(options);
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
