package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.SqlServerPeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireLogin;
import io.gds.database.testkit.wire.WireRequest;
import io.gds.database.testkit.wire.WireVisitors;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A small stateful SQL Server behind a wire peer: databases, files, logins and sessions, and the
 * catalogue views that show them. Queries over the views are evaluated, with the columns and types
 * of the release; statements that change something are carried out by their parsed form. What it
 * does not know is an {@link AssertionError}, which a peer turns into a failed test.
 *
 * <pre>{@code
 * try (SqlServerModel model = SqlServerModel.builder().login("ada", "secret").build();
 *     SqlServerPeer peer = model.serve(SqlServerPeer.builder())) {
 *   // connect to peer.jdbcUrl("master") as ada
 * }
 * }</pre>
 *
 * <p>Needs {@code com.h2database:h2} on the class path. Thread-safe: one statement at a time.
 */
public final class SqlServerModel implements AutoCloseable {
  private static final String ADMINISTRATOR = "sa";

  private final ModelServer server;
  private final ModelStatements statements;
  private final Map<String, String> passwords;

  private SqlServerModel(Builder builder) {
    passwords = Map.copyOf(builder.passwords);
    server =
        new ModelServer(
            builder.name, builder.release, builder.edition, builder.clock, builder.zone);
    statements = new ModelStatements(server);
    passwords.keySet().stream()
        .filter(name -> !name.equals(ADMINISTRATOR))
        .forEach(name -> server.logins().create(name, password(name)));
    if (passwords.containsKey(ADMINISTRATOR)) {
      server
          .logins()
          .withPassword(
              ADMINISTRATOR, ModelPasswords.hash(password(ADMINISTRATOR)), true, false, false);
    }
  }

  private String password(String name) {
    return Objects.requireNonNull(passwords.get(name), name);
  }

  /** A SQL Server 2022, Developer, with the login {@code sa}. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Serves this model by a peer, to which everything else is left to say: encryption, tokens, rules
   * of the script that go before. The peer is closed by the caller, before the model.
   */
  public SqlServerPeer serve(SqlServerPeer.Builder peer) {
    if (!passwords.isEmpty()) {
      peer.users(this::refusal);
    }
    SqlServerPeer serving =
        peer.version(server.release().version())
            .server(server.name())
            .databases(this::isOpen)
            .visitors(new Visitors())
            .start();
    serving.script().onAnything().by(this::answer);
    server.onShutdown(serving::down);
    return serving;
  }

  private synchronized List<WireAnswer.Failure> refusal(
      String user, String password, String database) {
    return server.logins().refusal(user, password, database);
  }

  private synchronized boolean isOpen(String database) {
    return server.databases().isOpen(database);
  }

  /** Keeps sys.dm_exec_sessions. */
  private final class Visitors implements WireVisitors {
    @Override
    public void came(WireLogin login, Runnable sendAway) {
      synchronized (SqlServerModel.this) {
        server
            .sessions()
            .begin(
                ModelSession.number(login.session()),
                login.user(),
                login.parameters().getOrDefault("application_name", ""),
                login.database(),
                sendAway);
      }
    }

    @Override
    public void left(long session) {
      synchronized (SqlServerModel.this) {
        server.undo().rollBack(ModelSession.number(session));
        server.sessions().ended(ModelSession.number(session));
      }
    }
  }

  /** What the server answers to this; errors are answers. */
  public synchronized WireAnswer answer(WireRequest request) {
    return statements.answer(request);
  }

  /** The sessions, and what they do: for tests that want some at work. */
  public SqlServerSessions sessions() {
    return new SqlServerSessions(this, server);
  }

  /**
   * Adds rows to a database, as an application would.
   *
   * @throws IllegalArgumentException if there is no such database
   */
  public synchronized void add(String database, List<String> rows) {
    log(database).add(rows, server.clock().instant());
    server.groups().wrote(database);
  }

  /**
   * The rows of a database.
   *
   * @throws IllegalArgumentException if there is no such database
   */
  public synchronized List<String> rows(String database) {
    return log(database).rows();
  }

  private ModelLog log(String database) {
    server.groups().refresh();
    if (server.databases().number(database).isEmpty()) {
      throw new IllegalArgumentException("no such database: " + database);
    }
    return server.databases().log(database);
  }

  /**
   * Gives a login a permission on the server, such as {@code VIEW SERVER STATE}, or one on
   * databases, such as {@code BACKUP DATABASE}, which it then has in all of them.
   *
   * @throws IllegalArgumentException if there is no such login
   */
  public synchronized void grant(String login, String permission) {
    if (server.logins().sid(login) == null) {
      throw new IllegalArgumentException("no such login: " + login);
    }
    server
        .logins()
        .principals()
        .grant(permission.toUpperCase(Locale.ROOT), ModelLogins.SERVER, login, 1, false);
  }

  /** What befalls logins and users without a statement of the client's. */
  public SqlServerAccess access() {
    return new SqlServerAccess(this, server);
  }

  /**
   * Makes a database a member of an availability group whose only replica is this server.
   *
   * @throws IllegalArgumentException if there is no such database
   */
  public synchronized void join(String database, String group) {
    log(database);
    server.groups().join(database, group);
  }

  /** Lets this server share availability groups with others; gives its clock. */
  synchronized Clock enter(ModelCluster cluster) {
    server.groups().enter(cluster);
    return server.clock();
  }

  /** The server's name. */
  public String name() {
    return server.name();
  }

  /**
   * Everything that a statement could change, as text: databases with their rows and options,
   * files, settings and logins; who is logged in is no part of it.
   */
  public synchronized String contents() {
    server.groups().refresh();
    return ModelContents.of(server);
  }

  /** The server's error log, and the Agent's. */
  public SqlServerErrorLog errorLog() {
    return new SqlServerErrorLog(this, server);
  }

  /**
   * The tables of a database.
   *
   * @throws IllegalArgumentException if there is no such database
   */
  public synchronized SqlServerSchema schema(String database) {
    log(database);
    return new SqlServerSchema(this, server, database);
  }

  /** The jobs of its Agent. */
  public SqlServerJobs jobs() {
    return new SqlServerJobs(this, server);
  }

  /** What the server has counted. */
  public SqlServerFigures figures() {
    return new SqlServerFigures(this, server);
  }

  /**
   * Makes a login a member of a fixed server role.
   *
   * @throws IllegalArgumentException if there is no such login
   */
  public synchronized void enroll(String login, String role) {
    if (server.logins().sid(login) == null) {
      throw new IllegalArgumentException("no such login: " + login);
    }
    server.logins().principals().join(login, role);
  }

  /** The pages and files below the databases. */
  public SqlServerStorage storage() {
    return new SqlServerStorage(this, server);
  }

  /** Flips a bit in a backup file. */
  public synchronized void damage(String path) {
    server.media().damage(path);
  }

  /** Takes a backup file away, behind the server's back. */
  public synchronized void delete(String path) {
    server.media().delete(path);
  }

  @Override
  public synchronized void close() {
    server.close();
  }

  /** Says what the server is like. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> passwords = new LinkedHashMap<>();
    private String name = "SQL1";
    private SqlServerRelease release = SqlServerRelease.SQL_SERVER_2022;
    private SqlServerEdition edition = SqlServerEdition.DEVELOPER;
    private Clock clock = Clock.systemUTC();
    private ZoneId zone = ZoneId.of("UTC");

    private Builder() {}

    /**
     * A login and its password. As soon as one is given nobody else is let in; {@code sa} is there
     * anyway, and others begin without any right. Default: everybody is let in, as themselves.
     */
    public Builder login(String name, String password) {
      passwords.put(
          Objects.requireNonNull(name, "name"), Objects.requireNonNull(password, "password"));
      return this;
    }

    /** The server's name, with the instance behind a backslash if it has one. */
    public Builder name(String serverName) {
      name = Objects.requireNonNull(serverName, "serverName");
      return this;
    }

    /** The release. */
    public Builder release(SqlServerRelease release) {
      this.release = Objects.requireNonNull(release, "release");
      return this;
    }

    /** The edition. */
    public Builder edition(SqlServerEdition edition) {
      this.edition = Objects.requireNonNull(edition, "edition");
      return this;
    }

    /** The server's time. Default: the machine's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** The zone of the server's times without a zone. Default: UTC. */
    public Builder zone(ZoneId zone) {
      this.zone = Objects.requireNonNull(zone, "zone");
      return this;
    }

    /** The server. */
    public SqlServerModel build() {
      return new SqlServerModel(this);
    }
  }
}
