package io.gds.database.testkit.wire;

import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server in this JVM that speaks PostgreSQL's frontend/backend protocol 3, so that the real
 * driver (pgjdbc) can be run against a {@link WireScript}: for databases that speak it and cannot
 * run where the tests do, and for answers that a real server gives too rarely.
 *
 * <pre>{@code
 * try (PostgresPeer peer = PostgresPeer.cockroach("v24.3.1").start()) {
 *   peer.script().on("SHOW DATABASES")
 *       .answer(WireAnswer.rows("database_name text", "owner text").row("shop", "ada"));
 *   // connect to peer.jdbcUrl("defaultdb"), then:
 *   assertThat(peer.script().statements()).containsExactly("SHOW DATABASES");
 * }
 * }</pre>
 *
 * <p>The peer answers by itself, unless the script does: the beginning and end of transactions and
 * savepoints, with their status (25P02 in one that has failed); empty statements, as {@code
 * isValid} sends them; what pgjdbc sets and shows ({@code extra_float_digits}, {@code
 * application_name}, {@code SESSION CHARACTERISTICS}, {@code TRANSACTION ISOLATION LEVEL}, {@code
 * current_catalog}); {@code DISCARD ALL} and {@code DEALLOCATE ALL}; {@code SELECT version()} if a
 * version was given. Simple and extended queries, prepared statements, fetch sizes, text and binary
 * values, cancels and time-outs are as with a real server; COPY is not spoken.
 *
 * <p>Columns have PostgreSQL's types by their names, such as {@code int8}, {@code timestamptz},
 * {@code numeric}, {@code jsonb} or {@code text[]}; CockroachDB's {@code string}, {@code bytes},
 * {@code decimal} and {@code float} are known too. Values are Boolean, Number, String, byte[],
 * UUID, Instant, OffsetDateTime, LocalDateTime, LocalDate, LocalTime, Duration (of an interval),
 * List (of an array), or any value as text. Binds are Boolean, Short, Integer, Long, Float, Double,
 * BigDecimal, String, byte[], UUID, Instant, LocalDateTime, LocalDate, LocalTime, List; text where
 * the driver leaves the type to the server, as for {@code setTimestamp}. A {@link WireRequest} has
 * the attributes {@code protocol} ({@code simple} or {@code extended}), and in the latter {@code
 * prepared} (the statement's name, empty until pgjdbc prepares it on the server) and {@code
 * results} ({@code text} or {@code binary}). Fields of errors and notices are {@code severity},
 * {@code detail}, {@code hint}, {@code position}, {@code where}, {@code schema}, {@code table},
 * {@code column}, {@code type}, {@code constraint}, {@code file}, {@code line}, {@code routine}.
 *
 * <p>It listens on 127.0.0.1. Its threads are called {@code gds-wire-postgres-…}; closing ends them
 * and all connections. Thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol.html">Frontend/Backend
 *     Protocol</a>
 */
public final class PostgresPeer implements AutoCloseable {
  /** Internal error: no error table takes it for something to be retried. */
  private static final String UNSCRIPTED = "XX000";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final PostgresSetup setup;
  private final WireScript script = new WireScript(UNSCRIPTED);
  private final WireListener listener;
  private final Map<PostgresStartup.Cancel, PostgresSession> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger cancels = new AtomicInteger();
  private volatile WireAnswer.@Nullable Failure refusal;

  /** How the peer has users log in. */
  public enum LogIn {
    /** Everybody is let in, without being asked for a password. */
    TRUST,
    /** By a password in clear text. */
    CLEARTEXT,
    /** By SCRAM-SHA-256, without channel binding. */
    SCRAM_SHA_256
  }

  private PostgresPeer(PostgresSetup setup) {
    this.setup = setup;
    listener = new WireListener("postgres", this::serve);
    listener.start();
  }

  /** A peer that takes itself for PostgreSQL 17, and lets everybody in. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A peer that takes itself for CockroachDB: it says so in {@code SELECT version()} and in the
   * parameters it reports, its transactions are serializable, and {@code SHOW session_id} is the
   * number of the connection in 32 hexadecimal digits.
   *
   * @param version such as {@code v24.3.1}
   * @see <a href="https://www.cockroachlabs.com/docs/stable/session-variables">crdb_version,
   *     server_version and default_transaction_isolation</a>
   */
  public static Builder cockroach(String version) {
    String text =
        "CockroachDB CCL %s (x86_64-pc-linux-gnu, built 2024/12/17 00:00:00, go1.22.8)"
            .formatted(version);
    return new Builder()
        .version(text)
        .isolation("serializable")
        .parameter("server_version", "13.0.0")
        .parameter("crdb_version", text);
  }

  /** What is answered, and what was asked. */
  public WireScript script() {
    return script;
  }

  /** Where it listens. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port it listens on. */
  public int port() {
    return listener.port();
  }

  /**
   * {@code jdbc:postgresql://host:port/database}, the name percent-encoded; no user in it. Without
   * encryption, unless the peer has a certificate.
   */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(
            host(),
            port(),
            URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  /** How many clients are logged in. */
  public int sessions() {
    return sessions.size();
  }

  /** How often a client wished to cancel a statement. */
  public int cancels() {
    return cancels.get();
  }

  /**
   * Lets nobody in from now on: each log-in fails with this error, until {@link #accept}. Who is
   * logged in stays.
   */
  public PostgresPeer refuse(WireAnswer.Failure error) {
    PostgresOutput.demandKnown(error.fields());
    refusal = error;
    return this;
  }

  /** Lets users in again. */
  public PostgresPeer accept() {
    refusal = null;
    return this;
  }

  /** Closes all connections, without a word. */
  public PostgresPeer cut() {
    sessions.values().forEach(PostgresSession::abandon);
    listener.cut();
    return this;
  }

  /**
   * Closes all connections as a server does that shuts down: with an error that drivers find when
   * they say something next.
   */
  public PostgresPeer end(WireAnswer.Failure farewell) {
    PostgresOutput.demandKnown(farewell.fields());
    WireAnswer.Failure fatal =
        new WireAnswer.Failure(farewell.code(), farewell.message(), true, farewell.fields());
    sessions.values().forEach(session -> session.end(fatal));
    listener.cut();
    return this;
  }

  private void serve(long number, Socket socket) throws IOException {
    try {
      begin(number, socket);
    } catch (RuntimeException e) {
      script.fault("the peer failed at connection " + number + ": " + e);
    }
  }

  private void begin(long number, Socket socket) throws IOException {
    PostgresStartup startup = new PostgresStartup(setup, socket);
    Object wanted = startup.wanted();
    if (wanted instanceof PostgresStartup.Cancel cancel) {
      cancels.incrementAndGet();
      PostgresSession session = sessions.get(cancel);
      if (session != null) {
        session.cancel();
      }
    } else if (wanted instanceof PostgresParameters parameters) {
      serve(number, startup, parameters);
    }
  }

  private void serve(long number, PostgresStartup startup, PostgresParameters wanted)
      throws IOException {
    Optional<WireAnswer.Failure> refused = Optional.ofNullable(refusal);
    if (refused.isEmpty()) {
      refused = startup.refusal(wanted.user(), wanted.database());
    }
    WireLogin login =
        new WireLogin(number, wanted.user(), wanted.database(), wanted.values(), refused.isEmpty());
    script.login(login);
    PostgresOutput out = new PostgresOutput(startup.out());
    if (refused.isPresent()) {
      WireAnswer.Failure error = refused.get();
      out.error(new WireAnswer.Failure(error.code(), error.message(), true, error.fields()));
      out.flush();
      return;
    }
    PostgresStartup.Cancel key = new PostgresStartup.Cancel((int) number, RANDOM.nextInt());
    PostgresSession session = new PostgresSession(login, setup, script, startup);
    sessions.put(key, session);
    try {
      wanted.welcome(setup, key, out);
      session.serve();
    } finally {
      sessions.remove(key);
    }
  }

  /**
   * Looks whether all that was asked was scripted. Throws as {@link WireScript#verify}.
   *
   * @throws AssertionError naming what was not
   */
  public void verify() {
    script.verify();
  }

  /**
   * Closes everything, waits for its threads, and looks whether all that was asked was scripted.
   *
   * @throws AssertionError naming what was not
   */
  @Override
  public void close() {
    sessions.values().forEach(PostgresSession::abandon);
    listener.close();
    verify();
  }

  /** What it takes itself for, and where it listens. */
  @Override
  public String toString() {
    String version = setup.version();
    return "peer "
        + host()
        + ":"
        + port()
        + (version == null ? " of PostgreSQL" : " of " + version);
  }

  /** Says what the peer is like. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final Map<String, String> passwords = new LinkedHashMap<>();
    private LogIn logIn = LogIn.TRUST;
    private Predicate<String> databases = name -> true;
    private @Nullable String version;
    private String isolation = "read committed";
    private @Nullable SSLContext tls;

    private Builder() {
      parameters.put("server_version", "17.0");
      parameters.put("server_encoding", "UTF8");
      parameters.put("client_encoding", "UTF8");
      parameters.put("DateStyle", "ISO, MDY");
      parameters.put("IntervalStyle", "postgres");
      parameters.put("TimeZone", "UTC");
      parameters.put("integer_datetimes", "on");
      parameters.put("standard_conforming_strings", "on");
    }

    /** A parameter that the server reports at log-in, such as {@code server_version}. */
    public Builder parameter(String name, String value) {
      parameters.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** What {@code SELECT version()} says. Default: it has to be scripted. */
    public Builder version(String text) {
      version = Objects.requireNonNull(text, "text");
      return this;
    }

    /** The isolation level of transactions, in small letters. Default: {@code read committed}. */
    public Builder isolation(String level) {
      isolation = Objects.requireNonNull(level, "level");
      return this;
    }

    /** How users log in. Default: {@link LogIn#TRUST}. */
    public Builder logIn(LogIn how) {
      logIn = Objects.requireNonNull(how, "how");
      return this;
    }

    /** A user and the password. Default: nobody, which matters where passwords are asked for. */
    public Builder user(String name, String password) {
      passwords.put(
          Objects.requireNonNull(name, "name"), Objects.requireNonNull(password, "password"));
      return this;
    }

    /**
     * Which databases there are; looked at when somebody logs in, who gets 3D000 for others.
     * Default: all.
     */
    public Builder databases(Predicate<String> exists) {
      databases = Objects.requireNonNull(exists, "exists");
      return this;
    }

    /** The context whose key and certificate the server has. Default: it speaks no TLS. */
    public Builder tls(SSLContext context) {
      tls = Objects.requireNonNull(context, "context");
      return this;
    }

    /** A running peer. */
    public PostgresPeer start() {
      return new PostgresPeer(
          new PostgresSetup(logIn, parameters, passwords, databases, version, isolation, tls));
    }
  }
}
