package io.gds.database.testkit.fake;

import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.EngineMetadata;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.Secret;
import io.gds.database.core.OperationRunner;
import io.gds.database.core.secret.Secrets;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.spi.EngineEnvironment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A database engine in memory, for the tests of tools written on the object model. It is built with
 * everything a test needs, or opened by URL through {@link FakeProvider}.
 *
 * <pre>{@code
 * try (FakeDatabaseEngine engine =
 *     FakeDatabaseEngine.builder().database("orders").build()) {
 *   engine.faults().failNext(ErrorCode.STORAGE_FULL);
 *   …                               // the code under test
 *   assertThat(engine.changes()).isEmpty();
 * }
 * }</pre>
 *
 * <p>All that changes something passes the same gate as on a real platform: audit, checks, script,
 * dry run, progress, deadline, cancelling, and the question after a lost answer. What the server
 * holds is arranged and looked at by {@link #server()}, what shall go wrong by {@link #faults()}.
 * Thread-safe.
 */
public final class FakeDatabaseEngine implements DatabaseEngine {
  private final FakeServer server;
  private final ConnectionInfo info;
  private final String name;
  private final OperationRunner runner;
  private final FakeWire wire;
  private final FakeCapabilities parts;
  private final Runnable onClosed;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable EngineMetadata lastReading;

  FakeDatabaseEngine(
      FakeServer server, ConnectionInfo info, EngineEnvironment environment, Runnable onClosed) {
    this.server = server;
    this.info = info;
    this.onClosed = onClosed;
    name = info.name().orElse(server.name());
    runner = new OperationRunner(server.shape().type(), name, environment);
    wire = new FakeWire(server, runner, info.timeouts().query());
    parts = buildParts();
    logIn(environment);
  }

  private static void wipe(Secret secret) {
    secret.close();
  }

  /** Fetches the secret as a driver would, and connects unless that is to wait. */
  private void logIn(EngineEnvironment environment) {
    info.credentials()
        .secret()
        .ifPresent(ref -> wipe(Secrets.of(environment.secretResolvers()).resolve(ref)));
    if (!info.isLazy()) {
      wire.read("open", name, () -> name);
    }
  }

  private FakeCapabilities buildParts() {
    return new FakeCapabilities(server.shape(), name)
        .with(SupportsBackup.class, new FakeBackups(wire, FakeUnit.server()))
        .with(SupportsRestore.class, new FakeRestores(wire, FakeUnit.server()))
        .with(SupportsBackupCatalog.class, new FakeCatalog(wire))
        .with(SupportsHighAvailability.class, new FakeHighAvailability(wire))
        .with(SupportsSwitchover.class, new FakeSwitchovers(wire))
        .with(SupportsTopologyChange.class, new FakeTopologyChanges(wire))
        .with(SupportsUsers.class, new FakeUsers(wire))
        .with(SupportsProcesses.class, new FakeProcesses(wire))
        .with(SupportsConfiguration.class, new FakeConfiguration(wire))
        .with(SupportsMetrics.class, new FakeMetrics(wire))
        .with(SupportsLogs.class, new FakeLogs(wire))
        .with(SupportsStatements.class, new FakeStatements(wire))
        .with(SupportsLifecycle.class, new FakeLifecycle(wire));
  }

  /** Starts an engine that is called {@code fake}, holds nothing, and can do everything. */
  public static FakeEngineBuilder builder() {
    return new FakeEngineBuilder();
  }

  /** The world behind it, which outlives it. */
  public FakeServer server() {
    return server;
  }

  /** What shall go wrong; the same for all engines of its server. */
  public FakeFaults faults() {
    return server.faults();
  }

  /** What its server was asked so far, in order. */
  public List<FakeCall> calls() {
    return server.calls();
  }

  /** What its server was asked so far that changed something, in order. */
  public List<FakeCall> changes() {
    return server.changes();
  }

  FakeWire wire() {
    return wire;
  }

  FakeCapabilities parts() {
    return parts;
  }

  @Override
  public DatabaseType type() {
    return server.shape().type();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ConnectionInfo connectionInfo() {
    return info;
  }

  @Override
  public EngineMetadata metadata() {
    EngineMetadata last = lastReading;
    return last != null ? last : refresh();
  }

  @Override
  public EngineMetadata refresh() {
    EngineMetadata reading = wire.read("metadata", name, () -> FakeReadings.engine(this));
    lastReading = reading;
    return reading;
  }

  @Override
  public Instant serverTime() {
    return wire.read("serverTime", name, server::now);
  }

  @Override
  public void ping() {
    wire.read("ping", name, () -> name);
  }

  @Override
  public List<FakeDatabase> databases() {
    return databases(DatabaseQuery.userDatabases());
  }

  @Override
  public List<FakeDatabase> databases(DatabaseQuery query) {
    return wire.read(
        "databases",
        name,
        () ->
            server.databases.entrySet().stream()
                .filter(entry -> query.includesSystem() || !entry.getValue().system())
                .map(Map.Entry::getKey)
                .filter(query::matches)
                .map(
                    found -> {
                      FakeDatabase database = new FakeDatabase(this, found);
                      database.keep(FakeReadings.database(this, found, query.details()));
                      return database;
                    })
                .toList());
  }

  @Override
  public FakeDatabase database(String name) {
    return new FakeDatabase(
        this, FakeNames.checked("database", name, server.shape().maxNameLength()));
  }

  @Override
  public OperationExecutor operations() {
    return runner;
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return parts.find(type);
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return parts.require(type);
  }

  @Override
  public CapabilityReport capabilities() {
    return wire.read("capabilities", name, () -> parts.report(server.now()));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      runner.close();
      runner.environment().engineClosed(this);
      onClosed.run();
    }
  }

  @Override
  public String toString() {
    return "fake engine " + name;
  }
}
