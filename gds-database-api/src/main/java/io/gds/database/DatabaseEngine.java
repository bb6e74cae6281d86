package io.gds.database;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.operation.OperationExecutor;
import java.time.Instant;
import java.util.List;

/**
 * An opened server, cluster, account, or directory of embedded databases: where administration
 * begins. Thread-safe. Closing is idempotent: it refuses new work, cancels what runs, and waits at
 * most five seconds for it to end.
 */
public interface DatabaseEngine extends CapabilitySource, AutoCloseable {
  /** The platform. */
  DatabaseType type();

  /** The name given by the connection, else the address. */
  String name();

  /** How it was opened, free of secrets. */
  ConnectionInfo connectionInfo();

  /** The last reading; the first call reads. */
  EngineMetadata metadata();

  /** Reads anew. */
  EngineMetadata refresh();

  /** The server's clock now. Reads. */
  Instant serverTime();

  /**
   * Asks the server for an answer, in one round trip.
   *
   * @throws io.gds.database.error.ConnectionException if there is none
   */
  void ping();

  /** All user databases with cheap metadata, in one statement however many there are. */
  List<? extends Database> databases();

  /** The databases asked for with the metadata asked for, in as few statements as possible. */
  List<? extends Database> databases(DatabaseQuery query);

  /**
   * A handle to the database of exactly this name, which need not exist. No I/O.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the platform cannot hold such a name
   */
  Database database(String name);

  /**
   * Creates a database.
   *
   * @throws io.gds.database.error.AlreadyExistsException if it exists and the mode is ERROR
   */
  default Database createDatabase(String name, CreateOptions options) {
    return database(name).create(options);
  }

  /** Runs operations of this engine and answers with results instead of exceptions. */
  OperationExecutor operations();

  @Override
  void close();
}
