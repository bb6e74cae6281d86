package io.gds.database.testkit.server;

import io.gds.database.testkit.sqlserver.SqlServerRelease;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A real SQL Server for tests. Taken is the first that can be had of: one named in the environment
 * ({@code GDS_TEST_SQLSERVER_URL}), a container. Without any, the test is skipped and says what was
 * tried, or fails if {@code GDS_TEST_REQUIRE} holds {@code sqlserver}. A container is run only if
 * its image stands in {@code container-license-acceptance.txt} on the class path: by that line you
 * accept Microsoft's licence.
 *
 * <pre>{@code
 * try (SqlServerTestServer server = SqlServerTestServer.builder().share()) {
 *   server.execute("CREATE DATABASE shop");
 *   DatabaseEngine engine = manager.open(server.url("shop"));   // and server.password()
 * }
 * }</pre>
 *
 * <p>A server that is {@linkplain Builder#share shared} is started once a JVM for all that want the
 * same, so leave nothing in it that others would trip over. A container is Developer on Linux, with
 * a certificate of its own making, and ends with {@link #close}, at the latest with the JVM. Asks
 * by {@code com.microsoft.sqlserver:mssql-jdbc}. Thread-safe.
 */
public final class SqlServerTestServer implements AutoCloseable {
  private static final String WORD = "sqlserver";

  private final SqlServerNode node;
  private final boolean shared;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SqlServerTestServer(SqlServerNode node, boolean shared) {
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

  /** Its full version, such as {@code 16.0.4135.4}. */
  public String version() {
    return node.version();
  }

  /** The name of a member of sysadmin: {@code sa}, unless the URL names another. */
  public String superuser() {
    return node.superuser();
  }

  /** That login's password; empty if the URL names none. */
  public Optional<String> password() {
    return Optional.ofNullable(node.password());
  }

  /**
   * {@code sqlserver://user@host:port/database}, the name percent-encoded, with what is to be said
   * of TLS; no password in it.
   */
  public String url(String database) {
    return "sqlserver://"
        + Jdbc.encoded(superuser())
        + "@"
        + host()
        + ":"
        + port()
        + "/"
        + Jdbc.encoded(database)
        + (node.parameters().isEmpty() ? "" : "?" + node.parameters());
  }

  /** {@code jdbc:sqlserver://host:port;databaseName={database}}, as {@link #url}; no user in it. */
  public String jdbcUrl(String database) {
    return node.jdbcUrl(database);
  }

  /** A new connection of that login; the caller closes it. */
  public Connection connect(String database) {
    try {
      return node.connect(database);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Executes statements, each by itself, in the database {@code master}. */
  public void execute(String... statements) {
    executeIn(SqlServerNode.DATABASE, statements);
  }

  /** Executes statements, each by itself, in a database. */
  public void executeIn(String database, String... statements) {
    try {
      node.execute(database, statements);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * The first column of a query's first row, as text, in a database; empty if there is no row, or
   * it is null.
   */
  public Optional<String> valueIn(String database, String query) {
    try {
      return node.value(database, query);
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
    private Optional<SqlServerRelease> release = Optional.empty();

    private Builder(UnaryOperator<@Nullable String> environment) {
      this.environment = environment;
    }

    /** The release. Default: any; a container is of the newest whose image is known here. */
    public Builder release(SqlServerRelease wanted) {
      release = Optional.of(wanted);
      return this;
    }

    /**
     * A server of the caller's own, running.
     *
     * @throws TestAbortedException if there is none to be had, saying what was tried
     * @throws AssertionError instead, if {@code GDS_TEST_REQUIRE} demands it
     */
    public SqlServerTestServer start() {
      return new SqlServerTestServer(found(), false);
    }

    /** A server shared with all tests of this JVM that want the same. Throws as {@link #start}. */
    public SqlServerTestServer share() {
      String wanted = WORD + release.map(each -> " " + each.year()).orElse("");
      return new SqlServerTestServer(
          (SqlServerNode) SharedServers.acquire(wanted, this::found), true);
    }

    private SqlServerNode found() {
      TestServers<SqlServerNode> servers = TestServers.of(WORD, environment);
      release.ifPresent(each -> servers.demandedBy(WORD + "-" + each.year()));
      int major = release.map(SqlServerRelease::major).orElse(0);
      return servers
          .orNamed("GDS_TEST_SQLSERVER_URL", url -> SqlServerNode.at(url, major))
          .orStarted("Docker", this::inDocker)
          .require();
    }

    private SqlServerNode inDocker() throws IOException {
      SqlServerNode.demandDriver();
      DockerSocket.demand(environment);
      return SqlServerDocker.started(release.map(SqlServerRelease::year).orElse(0));
    }
  }
}
