package io.gds.database.testkit.server;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A real server of CockroachDB for tests. Taken is the first that can be had of: one named in the
 * environment ({@code GDS_TEST_COCKROACH_URL}), a container. Without any, the test is skipped and
 * says what was tried, or fails if {@code GDS_TEST_REQUIRE} holds {@code cockroach}.
 *
 * <pre>{@code
 * try (CockroachTestServer server = CockroachTestServer.builder().share()) {
 *   server.execute("CREATE DATABASE shop");
 *   DatabaseEngine engine = manager.open(server.url("shop"));
 * }
 * }</pre>
 *
 * <p>A server that is {@linkplain Builder#share shared} is started once a JVM for all that want the
 * same, so leave nothing in it that others would trip over. A container has one node, no TLS and no
 * passwords, and ends with {@link #close}, at the latest with the JVM. Asks by {@code
 * org.postgresql:postgresql}. Thread-safe.
 */
public final class CockroachTestServer implements AutoCloseable {
  private static final String WORD = "cockroach";

  private final Node node;
  private final boolean shared;
  private final AtomicBoolean closed = new AtomicBoolean();

  private CockroachTestServer(Node node, boolean shared) {
    this.node = node;
    this.shared = shared;
  }

  /** A server as described above, of any release, unless told otherwise. */
  public static Builder builder() {
    return new Builder(System::getenv);
  }

  /** Finds one in this environment instead of the process's. */
  static Builder builder(UnaryOperator<@Nullable String> environment) {
    return new Builder(environment);
  }

  /** Where it listens. */
  public String host() {
    return node.host();
  }

  /** The port it listens on. */
  public int port() {
    return node.port();
  }

  /** Its full version, such as {@code 24.3.1}. */
  public String version() {
    return node.version();
  }

  /** The name of a user with the role {@code admin}: {@code root}, unless the URL names another. */
  public String superuser() {
    return node.superuser();
  }

  /** The user's password; empty where none is asked for. */
  public Optional<String> password() {
    return Optional.ofNullable(node.password());
  }

  /**
   * {@code cockroachdb://user@host:port/database}, the name percent-encoded, with what the
   * environment's URL says of TLS; no password in it.
   */
  public String url(String database) {
    return "cockroachdb://"
        + Jdbc.encoded(superuser())
        + "@"
        + jdbcUrl(database).substring((Jdbc.PREFIX + "//").length());
  }

  /** {@code jdbc:postgresql://host:port/database}, as {@link #url}; no user in it. */
  public String jdbcUrl(String database) {
    return new Jdbc(node).url(database);
  }

  /** A new connection of that user; the caller closes it. */
  public Connection connect(String database) {
    try {
      return new Jdbc(node).connect(database);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Executes statements, each by itself, in the database {@code defaultdb}. */
  public void execute(String... statements) {
    executeIn(CockroachNode.DATABASE, statements);
  }

  /** Executes statements, each by itself, in a database. */
  public void executeIn(String database, String... statements) {
    try {
      new Jdbc(node).execute(database, statements);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * The first column of a query's first row, as text, in the database {@code defaultdb}; empty if
   * there is no row, or it is null.
   */
  public Optional<String> value(String query) {
    return valueIn(CockroachNode.DATABASE, query);
  }

  /** As {@link #value}, in a database. */
  public Optional<String> valueIn(String database, String query) {
    try {
      return new Jdbc(node).value(database, query);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private IllegalStateException failed(SQLException e) {
    return new IllegalStateException(this + ": " + e.getMessage(), e);
  }

  /** Ends the use of a shared server; ends one's own container. */
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
    private String release = "";

    private Builder(UnaryOperator<@Nullable String> environment) {
      this.environment = environment;
    }

    /**
     * The release, such as {@code 24.3}. Default: any; a container is of the newest.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Builder release(String release) {
      if (!release.matches("\\d+\\.\\d+")) {
        throw new IllegalArgumentException("no release such as 24.3: " + release);
      }
      this.release = release;
      return this;
    }

    /**
     * A server of the caller's own, running.
     *
     * @throws TestAbortedException if there is none to be had, saying what was tried
     * @throws AssertionError instead, if {@code GDS_TEST_REQUIRE} demands it
     */
    public CockroachTestServer start() {
      return new CockroachTestServer(found(), false);
    }

    /** A server shared with all tests of this JVM that want the same. Throws as {@link #start}. */
    public CockroachTestServer share() {
      String wanted = WORD + " " + release;
      return new CockroachTestServer(SharedServers.acquire(wanted, this::found), true);
    }

    private Node found() {
      TestServers<Node> servers = TestServers.of(WORD, environment);
      if (!release.isEmpty()) {
        servers.demandedBy(WORD + "-" + release);
      }
      return servers
          .orNamed("GDS_TEST_COCKROACH_URL", url -> CockroachNode.at(url, release))
          .orStarted("Docker", this::inDocker)
          .require();
    }

    private Node inDocker() throws IOException {
      Jdbc.demandDriver();
      DockerSocket.demand(environment);
      return CockroachDocker.started(release);
    }
  }
}
