package io.gds.database.testkit.server;

import io.gds.database.testkit.server.Spec.Source;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A real PostgreSQL server for tests. Taken is the first that can be had of: one named in the
 * environment ({@code GDS_TEST_POSTGRES_15_URL} for major 15, {@code GDS_TEST_POSTGRES_URL}), a
 * container, an embedded server whose binaries are on the class path. Without any, the test is
 * skipped and says what was tried, or fails if {@code GDS_TEST_REQUIRE} holds {@code postgres}.
 *
 * <pre>{@code
 * try (PostgresTestServer server = PostgresTestServer.builder().major(15).share()) {
 *   server.execute("CREATE DATABASE shop");
 *   DatabaseEngine engine = manager.open(server.url("shop"));
 * }
 * }</pre>
 *
 * <p>A server that is {@linkplain Builder#share shared} is started once a JVM for all that want the
 * same, so leave nothing in it that others would trip over. One that is {@linkplain Builder#start
 * started} belongs to the caller, who may stop and restart it. What was started here ends with
 * {@link #close}, at the latest with the JVM; if the JVM is killed, what is left are directories
 * called {@code postgres-test-PID-…} in its temporary directory, and servers that have their data
 * there and end within a minute once it is deleted.
 *
 * <p>Our own servers listen on 127.0.0.1 only, without TLS, do not sync to disk, and have encoding
 * UTF8 and locale C. Started by root they run in a user namespace, or as the user {@code postgres}.
 * Thread-safe.
 */
public final class PostgresTestServer implements AutoCloseable {
  static final String DATABASE = "postgres";

  private final Node node;
  private final boolean shared;
  private final AtomicBoolean closed = new AtomicBoolean();

  PostgresTestServer(Node node, boolean shared) {
    this.node = node;
    this.shared = shared;
  }

  /** A server as described above, of any major, unless told otherwise. */
  public static Builder builder() {
    return new Builder(List.of(Source.NAMED, Source.DOCKER, Source.EMBEDDED));
  }

  /**
   * A server made with the programs installed on this machine, as found by {@link PostgresTools};
   * for tests of tools that need a server's full set of programs, and its very version. Without
   * any, the test is skipped, or fails if {@code GDS_TEST_REQUIRE} holds {@code
   * postgres-installed}.
   */
  public static Builder installed() {
    return new Builder(List.of(Source.INSTALLED));
  }

  /** Ends the shared servers that nobody uses now, which else wait for others to share them. */
  public static void stopIdle() {
    SharedServers.closeIdle();
  }

  /** Where it listens. */
  public String host() {
    return node.host();
  }

  /** The port it listens on; the same after a restart. */
  public int port() {
    return node.port();
  }

  /** Its major version, such as 15. */
  public int major() {
    return PostgresBinaries.majorOf(node.version());
  }

  /** Its full version, such as {@code 15.19}. */
  public String version() {
    return node.version();
  }

  /** The name of a superuser; {@code postgres} unless the server is named in the environment. */
  public String superuser() {
    return node.superuser();
  }

  /** The superuser's password; empty where none is asked for. */
  public Optional<String> password() {
    return Optional.ofNullable(node.password());
  }

  /** {@code postgresql://user@host:port/database}, the name percent-encoded; no password in it. */
  public String url(String database) {
    return "postgresql://"
        + Jdbc.encoded(superuser())
        + "@"
        + host()
        + ":"
        + port()
        + "/"
        + Jdbc.encoded(database);
  }

  /** {@code jdbc:postgresql://host:port/database}, the name percent-encoded; no user in it. */
  public String jdbcUrl(String database) {
    return new Jdbc(node).url(database);
  }

  /** Its data directory, where it lies on this machine. */
  public Optional<Path> dataDirectory() {
    return node.dataDirectory();
  }

  /** What the server itself says from its start on, where that lies on this machine. */
  public Optional<Path> logFile() {
    return node.logFile();
  }

  /** A new connection of the superuser; the caller closes it. */
  public Connection connect(String database) {
    try {
      return new Jdbc(node).connect(database);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Executes statements, each by itself, in the database {@code postgres}. */
  public void execute(String... statements) {
    executeIn(DATABASE, statements);
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
   * The first column of a query's first row, as text, in the database {@code postgres}; empty if
   * there is no row, or it is null.
   */
  public Optional<String> value(String query) {
    return valueIn(DATABASE, query);
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

  /**
   * Stops the server, if it runs. It keeps its data and its port.
   *
   * @throws IllegalStateException if it is shared
   * @throws UnsupportedOperationException if it was named in the environment or is a container; ask
   *     for a {@link Builder#local} one
   */
  public void stop(StopMode mode) {
    owned();
    node.stop(mode);
  }

  /** Starts the server again, if it does not run. Throws as {@link #stop}. */
  public void start() {
    owned();
    node.start();
  }

  /** Stops the server with {@link StopMode#FAST} and starts it again. Throws as {@link #stop}. */
  public void restart() {
    owned();
    node.stop(StopMode.FAST);
    node.start();
  }

  private void owned() {
    if (shared) {
      throw new IllegalStateException(this + " is shared with other tests; start() one instead");
    }
    if (closed.get()) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  /**
   * A command as the user must run it who owns the data directory, since the programs that work on
   * one refuse root ({@code pg_ctl}, {@code pg_rewind}, {@code pg_resetwal}).
   *
   * @throws UnsupportedOperationException if the server does not run on this machine
   */
  public List<String> asServerUser(String... command) {
    return node.asServerUser(List.of(command));
  }

  Node node() {
    return node;
  }

  /** Ends the use of a shared server; ends one's own, and deletes its data. */
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

  /** What it is and where it comes from. */
  @Override
  public String toString() {
    return node.description();
  }

  /** Says what the server has to be like. Not thread-safe. */
  public static final class Builder {
    private final List<Source> sources;
    private final TreeMap<String, String> settings = new TreeMap<>();
    private final List<String> initdb = new ArrayList<>();
    private int major;
    private boolean checksums;
    private boolean local;
    private @Nullable String password;

    private Builder(List<Source> sources) {
      this.sources = sources;
    }

    /** The major version, such as 15. Default: the newest there is. */
    public Builder major(int major) {
      if (major < 1) {
        throw new IllegalArgumentException("no major version: " + major);
      }
      this.major = major;
      return this;
    }

    /** A line of the server's {@code postgresql.conf}. Default: PostgreSQL's own. */
    public Builder setting(String name, String value) {
      settings.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** Data checksums, which 18 has anyway. Default: as {@code initdb} does. */
    public Builder checksums() {
      checksums = true;
      return this;
    }

    /**
     * Log-in of all by SCRAM-SHA-256, with this password for the superuser. Default: everybody is
     * trusted.
     */
    public Builder scram(String superuserPassword) {
      password = Objects.requireNonNull(superuserPassword, "superuserPassword");
      return this;
    }

    /** Further arguments of {@code initdb}, such as {@code --locale=C.UTF-8}. Default: none. */
    public Builder initdb(String... arguments) {
      initdb.addAll(List.of(arguments));
      return this;
    }

    /**
     * A server on this machine, whose data directory can be seen and which can be stopped and
     * started: neither a named one nor a container. Default: any.
     */
    public Builder local() {
      local = true;
      return this;
    }

    /**
     * A server of the caller's own, running.
     *
     * @throws TestAbortedException if there is none to be had, saying what was tried
     * @throws AssertionError instead, if {@code GDS_TEST_REQUIRE} demands it; also if there is one
     *     and it does not start
     */
    public PostgresTestServer start() {
      return new PostgresTestServer(new Finder(spec()).require(), false);
    }

    /** A server shared with all tests of this JVM that want the same. Throws as {@link #start}. */
    public PostgresTestServer share() {
      Spec spec = spec();
      return new PostgresTestServer(
          SharedServers.acquire(spec, () -> new Finder(spec).require()), true);
    }

    Spec spec() {
      return new Spec(sources, major, settings, checksums, password, initdb, local);
    }
  }
}
