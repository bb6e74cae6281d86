package io.gds.database.testkit.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A server in this process for data: the commands that mongo-java-server knows are done by it, what
 * it does not know is answered as a test says. It looks like a server of any version, alone or as
 * the primary of a replica set. What it does is no evidence of what MongoDB does: sizes are zero,
 * views and validators do nothing, transactions roll nothing back, and types of BSON that it does
 * not know are refused.
 *
 * <p>Users and roles are kept, listed and changed as the vendor's pages say, without looking at
 * anybody's rights.
 */
public final class MongoKit implements AutoCloseable {
  /** The version where a test does not care. */
  public static final String USUAL = "7.0.14";

  /** The server writes into its log all that it is sent, which is not what a client lets out. */
  private static final Logger ITS_LOG = Logger.getLogger("de.bwaldvogel.mongo");

  static {
    ITS_LOG.setUseParentHandlers(false);
  }

  private final MongoKitBackend backend;
  private final MongoServer server;
  private final InetSocketAddress address;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private @Nullable MongoClient client;

  private MongoKit(MongoKitBackend backend, int port) {
    this.backend = backend;
    server = new MongoServer(backend);
    address = bound(server, port);
    backend.at(address());
  }

  private static InetSocketAddress bound(MongoServer server, int port) {
    try {
      server.bind("127.0.0.1", port);
      return server.getLocalAddress();
    } catch (Exception e) {
      // Netty throws what it does not declare.
      server.shutdownNow();
      throw new IllegalStateException("it cannot listen on port " + port, e);
    }
  }

  /** Says what the server is like; unless more is said, it stands alone. */
  public static Builder builder() {
    return new Builder();
  }

  /** A server that stands alone. */
  public static MongoKit start() {
    return builder().start();
  }

  /** A server of a version that stands alone. */
  public static MongoKit start(String version) {
    return builder().version(version).start();
  }

  /** The primary, and only member, of a replica set. */
  public static MongoKit replicaSet(String version, String name) {
    return builder().version(version).replicaSet(name).start();
  }

  /** Builds a server. Not thread-safe. */
  public static final class Builder {
    private String version = USUAL;
    private String set = "";
    private int port;

    private Builder() {}

    /** What it calls itself: three numbers with dots. Default: {@value MongoKit#USUAL}. */
    public Builder version(String version) {
      this.version = version;
      return this;
    }

    /** The name of the replica set whose primary and only member it is. Default: none. */
    public Builder replicaSet(String name) {
      this.set = name;
      return this;
    }

    /** Where it listens. Default: 0, which is any port that is free. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /**
     * Starts it.
     *
     * @throws IllegalStateException if it cannot listen on the port
     */
    public MongoKit start() {
      return new MongoKit(new MongoKitBackend(version, set), port);
    }
  }

  /** What it calls itself. */
  public String version() {
    return backend.version();
  }

  /**
   * What it says to a command that comes by no connection.
   *
   * @param command as it would be sent, with {@code $db}
   */
  public BsonDocument answer(BsonDocument command) {
    return backend.answer(command);
  }

  /** Host and port. */
  public String address() {
    return address.getHostString() + ":" + address.getPort();
  }

  /** For the driver, and for the library. */
  public String url() {
    return "mongodb://"
        + address()
        + "/"
        + (backend.setName().isEmpty() ? "" : "?replicaSet=" + backend.setName());
  }

  /** A client of it; the same one each time, closed with the server. */
  public synchronized MongoClient client() {
    MongoClient known = client;
    if (known == null) {
      known = MongoClients.create(url());
      client = known;
    }
    return known;
  }

  /**
   * Answers a command, whatever the server itself would have done. The last answer that was given
   * for a command counts.
   *
   * @param answer is given the command as it was sent, with {@code $db}; a missing {@code ok} is
   *     added as 1
   */
  public MongoKit on(String command, UnaryOperator<BsonDocument> answer) {
    backend.on(command, answer);
    return this;
  }

  /** Answers a command always the same, as JSON. */
  public MongoKit on(String command, String json) {
    BsonDocument answer = BsonDocument.parse(json);
    return on(command, request -> answer);
  }

  /** Lets the server itself answer again. */
  public MongoKit off(String command) {
    backend.off(command);
    return this;
  }

  /** Refuses a command, the next time only. */
  public MongoKit refuseOnce(String command, int code, String codeName, String message) {
    backend.refuse(command, code, codeName, message, true);
    return this;
  }

  /** Refuses a command from now on. */
  public MongoKit refuse(String command, int code, String codeName, String message) {
    backend.refuse(command, code, codeName, message, false);
    return this;
  }

  /** What it says it is doing. */
  public MongoKitOperations operations() {
    return backend.operations();
  }

  /** How it is locked against writes. */
  public MongoKitFsync fsync() {
    return backend.fsync();
  }

  /** What came of a command so far, as it was sent. */
  public List<BsonDocument> sent(String command) {
    return backend.sent(command);
  }

  /** The names of all commands that came so far, but for those of the connections themselves. */
  public List<String> commands() {
    return backend.commands();
  }

  /** Forgets what came. */
  public void forget() {
    backend.forget();
  }

  /** Stops as a server does that is killed. */
  public void kill() {
    stop();
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
    stop();
  }

  /** Once: a server that has stopped waits forever for a client that was half-way in meanwhile. */
  private void stop() {
    if (stopped.compareAndSet(false, true)) {
      server.shutdownNow();
    }
  }
}
