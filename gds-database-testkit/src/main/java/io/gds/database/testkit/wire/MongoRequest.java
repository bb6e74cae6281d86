package io.gds.database.testkit.wire;

import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * A command as it reached a {@link MongoPeer}. Immutable, but for {@link #isMonitor}.
 *
 * <p>Its text covers passwords; {@link #command} and {@link #body} do not.
 */
public final class MongoRequest {
  private static final Set<String> HELLO = Set.of("hello", "isMaster", "ismaster");

  /** What a driver puts behind each command. */
  private static final Set<String> BESIDE =
      Set.of("$db", "$clusterTime", "$readPreference", "lsid", "txnNumber");

  private final MongoConnection connection;
  private final String user;
  private final String database;
  private final BsonDocument command;
  private final boolean acknowledged;

  MongoRequest(
      MongoConnection connection, String database, BsonDocument command, boolean acknowledged) {
    this.connection = connection;
    user = connection.user();
    this.database = database;
    this.command = command;
    this.acknowledged = acknowledged;
  }

  /** The peer it came to, as {@code 127.0.0.1:port}. */
  public String peer() {
    return connection.peer();
  }

  /** The number of the connection it came by, from 1 at each peer. */
  public long session() {
    return connection.number();
  }

  /** How the client has called itself; empty if it has not. */
  public String application() {
    return connection.application();
  }

  /** Who is logged in, as {@code database.name}; empty for nobody. */
  public String user() {
    return user;
  }

  /** Which database the command is for. */
  public String database() {
    return database;
  }

  /** Which command it is. */
  public String name() {
    return command.isEmpty() ? "" : command.getFirstKey();
  }

  /** Which collection the command is for; empty if it is for none. */
  public String collection() {
    BsonValue first = command.isEmpty() ? new BsonString("") : command.get(name());
    return first != null && first.isString() ? first.asString().getValue() : "";
  }

  /**
   * All of it, with the documents that came beside it in their places; what driver and server say
   * to each other beside the command too.
   */
  public BsonDocument command() {
    return command.clone();
  }

  /**
   * The command without what the driver puts behind each: {@code $db}, {@code $clusterTime}, {@code
   * $readPreference}, {@code lsid}, {@code txnNumber}.
   */
  public BsonDocument body() {
    BsonDocument body = new BsonDocument();
    command.forEach(
        (name, value) -> {
          if (!BESIDE.contains(name)) {
            body.put(name, value);
          }
        });
    return body.clone();
  }

  /** The command itself, not to be changed. */
  BsonDocument document() {
    return command;
  }

  /** Whether the client waits for an answer; it does not after a write with {@code w: 0}. */
  public boolean isAcknowledged() {
    return acknowledged;
  }

  /** Whether it is {@code hello}, or {@code isMaster} as that was called. */
  public boolean isHello() {
    return HELLO.contains(name());
  }

  /**
   * Whether its connection has been used for {@code hello} alone until now, as those are by which a
   * driver watches a server. Of a new connection this is not known yet: it may still become false.
   */
  public boolean isMonitor() {
    return !connection.works();
  }

  /** The command, its database and where it came to, for people; passwords covered. */
  @Override
  public String toString() {
    return "%s in database %s at %s: %s"
        .formatted(name(), database, peer(), MongoSecrets.text(body()));
  }
}
