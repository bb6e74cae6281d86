package io.gds.database.snowflake;

import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.forward.ForwardingBackupCatalog;
import io.gds.database.core.forward.ForwardingConfiguration;
import io.gds.database.core.forward.ForwardingHighAvailability;
import io.gds.database.core.forward.ForwardingLogs;
import io.gds.database.core.forward.ForwardingMetrics;
import io.gds.database.core.forward.ForwardingProcesses;
import io.gds.database.core.forward.ForwardingSwitchover;
import io.gds.database.core.forward.ForwardingTopologyChange;
import io.gds.database.core.forward.ForwardingUsers;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.settings.SupportsConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The engine: hands each capability to the class that has it. */
final class DefaultSnowflakeEngine
    implements SnowflakeEngine,
        ForwardingBackupCatalog,
        ForwardingConfiguration,
        ForwardingHighAvailability,
        ForwardingLogs,
        ForwardingMetrics,
        ForwardingProcesses,
        ForwardingSwitchover,
        ForwardingTopologyChange,
        ForwardingUsers {
  private final ConnectionInfo info;
  private final SnowflakeContext context;
  private final SnowflakeAvailability availability;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable SnowflakeEngineMetadata reading;

  DefaultSnowflakeEngine(ConnectionInfo info, SnowflakeContext context) {
    this.info = info;
    this.context = context;
    this.availability = new SnowflakeAvailability(context, new SnowflakePeers(context));
  }

  @Override
  public SupportsHighAvailability highAvailabilityDelegate() {
    return availability;
  }

  @Override
  public SupportsSwitchover switchoverDelegate() {
    return new SnowflakeSwitchovers(availability);
  }

  @Override
  public SnowflakeReplication replication() {
    return new SnowflakeRefreshes(availability);
  }

  @Override
  public SupportsTopologyChange topologyChangeDelegate() {
    return new SnowflakeTopology(availability);
  }

  SnowflakeContext context() {
    return context;
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.SNOWFLAKE;
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
  public SnowflakeEngineMetadata metadata() {
    SnowflakeEngineMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public SnowflakeEngineMetadata refresh() {
    SnowflakeEngineMetadata now = context.readings().engine();
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
  public List<SnowflakeDatabase> databases() {
    return databases(DatabaseQuery.userDatabases());
  }

  @Override
  public List<SnowflakeDatabase> databases(DatabaseQuery query) {
    return context.readings().databases(query).stream()
        .<SnowflakeDatabase>map(
            database -> new DefaultSnowflakeDatabase(this, database.name(), Optional.of(database)))
        .toList();
  }

  @Override
  public SnowflakeDatabase database(String name) {
    return new DefaultSnowflakeDatabase(this, SnowflakeSql.NAMES.check(name), Optional.empty());
  }

  @Override
  public SupportsBackupCatalog backupCatalogDelegate() {
    return new SnowflakeCatalog(context);
  }

  @Override
  public SupportsConfiguration configurationDelegate() {
    return new SnowflakeSettings(context);
  }

  @Override
  public SupportsLogs logsDelegate() {
    return new SnowflakeLogs(context);
  }

  @Override
  public SupportsMetrics metricsDelegate() {
    return new SnowflakeMetrics(context);
  }

  @Override
  public SupportsProcesses processesDelegate() {
    return new SnowflakeProcesses(context);
  }

  @Override
  public SupportsUsers usersDelegate() {
    return new SnowflakeUsers(context);
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    return new SnowflakeTopStatements(context).topStatements(query);
  }

  @Override
  public List<SnowflakeWarehouse> warehouses() {
    return new SnowflakeComputing(context).warehouses();
  }

  @Override
  public Operation<SnowflakeWarehouse> prepareResumeWarehouse(String name) {
    return new SnowflakeComputing(context).prepareResumeWarehouse(name);
  }

  @Override
  public Operation<SnowflakeWarehouse> prepareSuspendWarehouse(String name) {
    return new SnowflakeComputing(context).prepareSuspendWarehouse(name);
  }

  @Override
  public Operation<SnowflakeWarehouse> prepareResizeWarehouse(
      String name, SnowflakeWarehouseSize size) {
    return new SnowflakeComputing(context).prepareResizeWarehouse(name, size);
  }

  @Override
  public OperationExecutor operations() {
    return context.runner();
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return SnowflakeCapabilities.ofEngine(type).isAvailable()
        ? Optional.of(type.cast(this))
        : Optional.empty();
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(
            () -> SnowflakeCapabilities.refusal(name(), SnowflakeCapabilities.ofEngine(type)));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    return SnowflakeCapabilities.reportOfEngine(name(), context.clock().instant());
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
