package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import java.util.List;

/**
 * A MongoDB server, replica set or sharded cluster. Thread-safe. An interface, so that a tool
 * written on it can be tested with a fake.
 *
 * <p>The driver keeps two threads for each server that it watches; a lazy engine has none until its
 * first use.
 */
public interface MongoEngine extends DatabaseEngine {
  /**
   * A connection by the caller's own client, which is used and never closed. Members of a replica
   * set are asked by themselves only as far as peers are named for them.
   */
  static ConnectionInfo over(MongoClient client) {
    return ConnectionInfo.builder(DatabaseType.MONGODB).external(client).build();
  }

  /**
   * The driver's client that the engine itself uses, for documents: closed with the engine, never
   * by the caller.
   *
   * @throws io.gds.database.error.DatabaseException with code ENGINE_CLOSED
   */
  MongoClient client();

  @Override
  MongoEngineMetadata metadata();

  /**
   * What the server is, read now: by two commands, and one each for its state, its feature
   * compatibility version and how it was started, of which the last three are empty where this user
   * may not ask.
   */
  @Override
  MongoEngineMetadata refresh();

  /** The databases but admin, config and local, by one command; only those this user may see. */
  @Override
  List<MongoDatabase> databases();

  @Override
  List<MongoDatabase> databases(DatabaseQuery query);

  /**
   * A handle to the database of exactly this name, which need not exist. No I/O.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if no database can
   *     be called so: empty, longer than 63 bytes of UTF-8, or with one of {@code /\. "$} or NUL in
   *     it
   */
  @Override
  MongoDatabase database(String name);
}
