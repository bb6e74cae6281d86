package io.gds.database.testkit.server;

import com.mongodb.client.MongoClient;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real MongoDB for tests. Taken is the first that can be had of: one named in the environment
 * ({@code GDS_TEST_MONGODB_URL}; {@code GDS_TEST_MONGODB_SET_URL} for a replica set), containers.
 * Without any, the test is skipped and says what was tried, or fails if {@code GDS_TEST_REQUIRE}
 * holds {@code mongodb}.
 *
 * <pre>{@code
 * try (MongoTestServer server = MongoTestServer.builder().replicaSet().share()) {
 *   DatabaseEngine engine = manager.open(server.url());
 * }
 * }</pre>
 *
 * <p>A server that is {@linkplain Builder#share shared} is started once a JVM for all that want the
 * same, so leave nothing in it that others would trip over. A container is of the vendor's
 * community edition, asks nobody who they are, and ends with {@link #close}, at the latest with the
 * JVM. Thread-safe.
 */
public final class MongoTestServer implements AutoCloseable {
  private static final String WORD = "mongodb";
  private static final int MEMBERS = 3;

  private final MongoNode node;
  private final boolean shared;
  private final AtomicBoolean closed = new AtomicBoolean();

  private MongoTestServer(MongoNode node, boolean shared) {
    this.node = node;
    this.shared = shared;
  }

  /** A server that stands alone, unless told otherwise. */
  public static Builder builder() {
    return new Builder(System::getenv);
  }

  /** Finds one in this environment instead of the process's. */
  static Builder builder(UnaryOperator<@Nullable String> environment) {
    return new Builder(environment);
  }

  /** Its full version, such as {@code 7.0.14}. */
  public String version() {
    return node.version();
  }

  /** A connection string of it, as it was named, or of the containers. */
  public String url() {
    return node.url();
  }

  /** A client of it, which is closed with the server and never by the caller. */
  public MongoClient client() {
    return node.client();
  }

  /** Ends the use of a shared server; ends one's own containers. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (shared) {
      SharedServers.release(node);
    } else {
      node.close();
    }
  }

  /** What it is and where. */
  @Override
  public String toString() {
    return node.description();
  }

  /** Says what the server has to be like. Not thread-safe. */
  public static final class Builder {
    private final UnaryOperator<@Nullable String> environment;
    private boolean set;

    private Builder(UnaryOperator<@Nullable String> environment) {
      this.environment = environment;
    }

    /** A replica set of three members. Default: a server that stands alone. */
    public Builder replicaSet() {
      set = true;
      return this;
    }

    /**
     * A server of the caller's own, running.
     *
     * @throws org.opentest4j.TestAbortedException if there is none to be had, saying what was tried
     * @throws AssertionError instead, if {@code GDS_TEST_REQUIRE} demands it
     */
    public MongoTestServer start() {
      return new MongoTestServer(found(), false);
    }

    /** A server shared with all tests of this JVM that want the same. Throws as {@link #start}. */
    public MongoTestServer share() {
      String wanted = WORD + (set ? " set" : "");
      return new MongoTestServer((MongoNode) SharedServers.acquire(wanted, this::found), true);
    }

    private MongoNode found() {
      String variable = set ? "GDS_TEST_MONGODB_SET_URL" : "GDS_TEST_MONGODB_URL";
      return TestServers.<MongoNode>of(WORD, environment)
          .orNamed(variable, this::named)
          .orStarted("Docker", this::inDocker)
          .require();
    }

    private MongoNode named(String url) {
      MongoNode node = MongoNode.at(url, () -> {});
      if (set && node.set().isEmpty()) {
        node.close();
        throw new TestServers.Unavailable("names a server that is in no replica set");
      }
      return node;
    }

    private MongoNode inDocker() throws IOException {
      DockerSocket.demand(environment);
      return MongoDocker.started(set ? MEMBERS : 0);
    }
  }
}
