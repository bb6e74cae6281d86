package io.gds.database.manager;

import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.EngineMetadata;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.spi.EngineEnvironment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine that can be opened, run operations and be closed; nothing else. */
final class TestEngine implements DatabaseEngine {
  final AtomicInteger closed = new AtomicInteger();
  final EngineEnvironment environment;
  private final ConnectionInfo info;
  private final Runnable onClose;

  TestEngine(ConnectionInfo info, EngineEnvironment environment, Runnable onClose) {
    this.info = info;
    this.environment = environment;
    this.onClose = onClose;
  }

  @Override
  public DatabaseType type() {
    return info.type();
  }

  @Override
  public String name() {
    return info.name().orElseThrow();
  }

  @Override
  public ConnectionInfo connectionInfo() {
    return info;
  }

  @Override
  public OperationExecutor operations() {
    return new TestOperations();
  }

  @Override
  public void close() {
    closed.incrementAndGet();
    environment.engineClosed(this);
    onClose.run();
  }

  @Override
  public EngineMetadata metadata() {
    throw new UnsupportedOperationException();
  }

  @Override
  public EngineMetadata refresh() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Instant serverTime() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void ping() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Database> databases() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Database> databases(DatabaseQuery query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Database database(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return Optional.empty();
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CapabilityReport capabilities() {
    throw new UnsupportedOperationException();
  }
}
