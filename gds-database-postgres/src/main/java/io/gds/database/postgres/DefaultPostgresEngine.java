package io.gds.database.postgres;

import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.forward.ForwardingBackup;
import io.gds.database.core.forward.ForwardingBackupCatalog;
import io.gds.database.core.forward.ForwardingClone;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The engine: hands each capability to the class that has it. */
final class DefaultPostgresEngine
    implements PostgresEngine,
        ForwardingBackup,
        ForwardingBackupCatalog,
        ForwardingClone,
        ForwardingConfiguration,
        ForwardingHighAvailability,
        ForwardingLifecycle,
        ForwardingLogs,
        ForwardingMetrics,
        ForwardingProcesses,
        ForwardingRestore,
        ForwardingSwitchover,
        ForwardingTopologyChange,
        ForwardingUsers {
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
  public SupportsUsers usersDelegate() {
    return users;
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
  public SupportsBackup backupDelegate() {
    return serverBackups;
  }

  @Override
  public SupportsRestore restoreDelegate() {
    return serverRestores;
  }

  @Override
  public SupportsClone cloneDelegate() {
    return serverClones;
  }

  @Override
  public SupportsBackupCatalog backupCatalogDelegate() {
    return serverCatalog;
  }

  @Override
  public SupportsMetrics metricsDelegate() {
    return metrics;
  }

  @Override
  public SupportsLogs logsDelegate() {
    return logs;
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    return statements.topStatements(query);
  }

  @Override
  public SupportsHighAvailability highAvailabilityDelegate() {
    return availability;
  }

  @Override
  public SupportsSwitchover switchoverDelegate() {
    return switchovers;
  }

  @Override
  public SupportsTopologyChange topologyChangeDelegate() {
    return topology;
  }

  @Override
  public SupportsLifecycle lifecycleDelegate() {
    return lifecycle;
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
