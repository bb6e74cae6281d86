package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.OperationRunner;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the parts of an engine share. Thread-safe. */
final class MongoContext {
  private final OperationRunner runner;
  private final MongoConnections connections;
  private final MongoCommands commands;
  private final AtomicReference<@Nullable MongoProduct> product = new AtomicReference<>();

  MongoContext(OperationRunner runner, MongoConnections connections) {
    this.runner = runner;
    this.connections = connections;
    this.commands =
        MongoCommands.of(runner, connections::client, connections.info().timeouts().query());
  }

  /** The gate. */
  OperationRunner runner() {
    return runner;
  }

  MongoConnections connections() {
    return connections;
  }

  ConnectionInfo info() {
    return connections.info();
  }

  Clock clock() {
    return runner.environment().clock();
  }

  /** Commands; refused once the engine is closed. */
  MongoCommands commands() {
    return commands;
  }

  /** Commands to one member of the set, if this engine may log in there. */
  Optional<MongoCommands> member(HostAddress host) {
    return connections
        .member(host)
        .map((MongoClient to) -> MongoCommands.of(runner, () -> to, info().timeouts().query()));
  }

  /**
   * Another server, for one operation of this engine. Whoever asks closes its connections, which
   * open again at their next use.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the connection has settings that mean
   *     nothing here
   */
  MongoContext other(ConnectionInfo to) {
    MongoProperties.check(to);
    MongoProduct.requireVendors(to);
    return new MongoContext(runner, new MongoConnections(runner, to));
  }

  MongoReadings readings() {
    return new MongoReadings(this);
  }

  /** What the server is, as far as it was asked already. No I/O. */
  Optional<MongoProduct> known() {
    return Optional.ofNullable(product.get());
  }

  /**
   * What the server is, asked for once.
   *
   * @throws io.gds.database.error.DatabaseException if this library does not work with it
   */
  MongoProduct product() {
    MongoProduct known = product.get();
    return known != null ? known : seen(MongoProduct.read(commands.anywhere()));
  }

  /** Remembers what was read along with something else. */
  MongoProduct seen(MongoProduct read) {
    product.set(read);
    return read;
  }
}
