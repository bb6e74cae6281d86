package io.gds.database.testkit.wire;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server in this JVM that speaks the HTTP protocol of Snowflake's drivers, so that the real one
 * (snowflake-jdbc) can be run against a {@link WireScript} where no account can be reached.
 *
 * <pre>{@code
 * try (SnowflakePeer peer = SnowflakePeer.builder().account("acme").start()) {
 *   peer.script().on("SHOW DATABASES").answer(WireAnswer.rows("name text").row("SHOP"));
 *   // connect to peer.jdbcUrl(), then:
 *   assertThat(peer.script().statements()).containsExactly("SHOW DATABASES");
 * }
 * }</pre>
 *
 * <p>A request's database is the one that its session is in. Its attributes are {@code query} (the
 * query's id), {@code tag} (the {@code QUERY_TAG} of statement or session), {@code schema}, {@code
 * warehouse}, {@code role}, {@code describe} and {@code async} ({@code true} or {@code false}),
 * {@code timeout} (the server's, in seconds), {@code application}, {@code request} (what the client
 * called the call) and {@code language}.
 *
 * <p>An answer has one result: rows, {@link WireAnswer#updated} or {@link WireAnswer#done}, whose
 * tag is the status that the server would tell. Errors have codes, with or without the zeros before
 * them, and the field {@code state} where the SQLState does not follow from the code. An error
 * whose code is {@code HTTP 503} or so is what stands before the server saying so: the statement
 * was not run, nor is it remembered. The driver sends its call again after that, and after {@link
 * WireAnswer#drop}, and the script is asked again. After {@link WireAnswer#lost} the call is
 * answered from memory when it comes again, as is every call that comes twice ({@link
 * #duplicates}).
 *
 * <p>Statements get ids, and are remembered by them: their status, their results, by the driver's
 * own ways and by {@code RESULT_SCAN}, from other sessions too. Who wants to wait no longer gets an
 * answer that says so; who does not want to wait at all gets it at once. Cancels end a statement
 * with 000604, time-outs of the server ({@code STATEMENT_TIMEOUT_IN_SECONDS}) with 000630.
 *
 * <p>The peer answers by itself, unless the script does: {@code USE} (002043 for a database that is
 * not there), {@code ALTER SESSION}, {@code RESULT_SCAN}, heartbeats, and the tokens of sessions.
 * {@code CREATE} and {@code DROP} of databases and schemas change where a session is, as they do
 * with a real server. Arrow results, results in parts and files ({@code PUT}, {@code GET}) are not
 * spoken. A call that the peer does not know is answered with 404 and fails the test.
 *
 * <p>Columns have the protocol's types: {@code fixed(38,0)}, {@code text}, {@code boolean}, {@code
 * date}, {@code time(9)}, {@code timestamp_ntz(9)}, {@code timestamp_ltz(3)}, {@code
 * timestamp_tz(9)}, {@code real}, {@code binary}, {@code variant}, {@code array}, {@code object},
 * {@code geography}, each with {@code not null} behind it if it is so. Values are Boolean, Number,
 * String, byte[], LocalDate, LocalTime, LocalDateTime (of a {@code timestamp_ntz}), Instant and
 * OffsetDateTime (of the other timestamps), or any value as text. Binds are Boolean, Long,
 * BigDecimal, Double, String, byte[], LocalDate, LocalTime, LocalDateTime, Instant, OffsetDateTime.
 *
 * <p>It listens on 127.0.0.1. Its threads are called {@code gds-wire-snowflake-…}; closing ends
 * them and all connections. Thread-safe.
 *
 * @see <a href="https://github.com/snowflakedb/snowflake-jdbc">the driver's source</a>
 */
public final class SnowflakePeer implements AutoCloseable {
  private final SnowflakeSetup setup;
  private final WireScript script =
      new WireScript(SnowflakeCodes.UNSCRIPTED, WireText.Language.SNOWFLAKE);
  private final SnowflakeDoor door;
  private final SnowflakeSessions sessions;
  private final SnowflakeHttp http;
  private final SnowflakeQueries queries;
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private final Refusals refusals = new Refusals();

  /** Whom nobody lets in, and how often. */
  private static final class Refusals {
    private WireAnswer.@Nullable Failure error;
    private int left;

    synchronized void set(WireAnswer.@Nullable Failure failure, int times) {
      error = failure;
      left = times;
    }

    synchronized Optional<WireAnswer.Failure> take() {
      if (error == null || left == 0) {
        return Optional.empty();
      }
      left--;
      return Optional.of(error);
    }
  }

  private SnowflakePeer(SnowflakeSetup setup, int port) {
    this.setup = setup;
    door = new SnowflakeDoor(setup);
    sessions = new SnowflakeSessions(setup.visitors());
    http = new SnowflakeHttp(port, setup.tls(), this::serve);
    queries = new SnowflakeQueries(setup, script, http::run);
    http.start();
  }

  /** A peer that lets everybody in, over plain HTTP. */
  public static Builder builder() {
    return new Builder();
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
    return http.port();
  }

  /** What the account is called. */
  public String account() {
    return setup.account();
  }

  /** {@code jdbc:snowflake://host:port/?account=…}, with {@code ssl=off} unless it speaks TLS. */
  public String jdbcUrl() {
    return "jdbc:snowflake://%s:%d/?account=%s%s"
        .formatted(host(), port(), account(), setup.tls() == null ? "&ssl=off" : "");
  }

  /**
   * The same for a client that wants a host of the vendor's, as the driver does before it shows
   * what a workload is: {@code account.snowflakecomputing.com}, with the peer as the proxy on the
   * way there. Nothing leaves this machine. Over plain HTTP only.
   *
   * @throws IllegalStateException if the peer speaks TLS
   */
  public String jdbcUrlByProxy() {
    if (setup.tls() != null) {
      throw new IllegalStateException("the peer is a proxy of plain HTTP only");
    }
    return ("jdbc:snowflake://%s.snowflakecomputing.com:80/?account=%s&ssl=off"
            + "&useProxy=true&proxyHost=%s&proxyPort=%d")
        .formatted(account(), account(), host(), port());
  }

  /**
   * Why a log-in by a key pair failed, as administrators are told: 394300 the user, 394301 the
   * issuer, 394302 the time it was issued, 394303 expired, 394304 another key's fingerprint, 394305
   * the algorithm, 394306 the signature, 394307 the account; 390144 for anything else. Empty if
   * none failed so.
   *
   * @param id stands in brackets in the error's text
   */
  public Optional<String> loginFailure(String id) {
    return Optional.of(setup.keeper().failure(id)).filter(code -> !code.isEmpty());
  }

  /** How many sessions there are. */
  public int sessions() {
    return sessions.count();
  }

  /** How often a client wished to cancel a statement. */
  public int cancels() {
    return count("/queries/v1/abort-request");
  }

  /** How often a client said that it is still there. */
  public int heartbeats() {
    return count("/session/heartbeat");
  }

  /** How often a client asked for new tokens. */
  public int renewals() {
    return count("/session/token-request");
  }

  /** How often a client told of itself. */
  public int telemetry() {
    return count("/telemetry/send");
  }

  /** How many calls with a statement came again, and were answered from memory. */
  public int duplicates() {
    return queries.duplicates();
  }

  private int count(String path) {
    AtomicInteger count = calls.get(path);
    return count == null ? 0 : count.get();
  }

  /** What was run, in order, and still is; what was dropped before it was run is not among it. */
  public List<SnowflakeRan> queries() {
    return queries.ran();
  }

  /**
   * What is told of statements that run, from now on, such as {@code QUEUED}, {@code BLOCKED} or
   * {@code RESUMING_WAREHOUSE}. Default: {@code RUNNING}.
   */
  public SnowflakePeer whileRunning(String status) {
    queries.whileRunning(Objects.requireNonNull(status, "status"));
    return this;
  }

  /** Cancels a statement, as an administrator does; whether it ran. */
  public boolean cancel(String query) {
    return queries.cancel(query);
  }

  /** Cancels all statements of a session; how many ran. */
  public int cancelAll(long session) {
    return queries.cancelAll(session);
  }

  /** Ends a session and its statements, as an administrator does; whether there was one. */
  public boolean endSession(long session) {
    queries.cancelAll(session);
    return sessions.end(session);
  }

  /** Ends all sessions: who comes with one next is told that it is gone (390111). */
  public SnowflakePeer endSessions() {
    sessions.all().forEach(session -> endSession(session.number()));
    return this;
  }

  /** All tokens of statements have expired: clients are told (390112) and ask for new ones. */
  public SnowflakePeer expireTokens() {
    sessions.all().forEach(SnowflakeSession::expire);
    return this;
  }

  /** All tokens have expired, those too by which new ones are asked for (390114). */
  public SnowflakePeer expireLogins() {
    sessions.all().forEach(SnowflakeSession::expireLogin);
    return this;
  }

  /**
   * Lets nobody in from now on: each log-in fails with this error, until {@link #accept}. Who is
   * logged in stays. An error of HTTP has a code such as {@code HTTP 503}.
   */
  public SnowflakePeer refuse(WireAnswer.Failure error) {
    return refuse(error, Integer.MAX_VALUE);
  }

  /** The same for so many log-ins; then users are let in again. */
  public SnowflakePeer refuse(WireAnswer.Failure error, int times) {
    refusals.set(Objects.requireNonNull(error, "error"), times);
    return this;
  }

  /** Lets users in again. */
  public SnowflakePeer accept() {
    refusals.set(null, 0);
    return this;
  }

  /**
   * Closes all connections, without a word. Sessions do not mind, and statements run on: who comes
   * again gets their answers.
   */
  public SnowflakePeer cut() {
    http.cut();
    return this;
  }

  /** Closes all connections, and does not listen any more, until {@link #up}. */
  public SnowflakePeer down() {
    http.down();
    return this;
  }

  /** Is there again, on the same port, and remembers everything. */
  public SnowflakePeer up() {
    http.up();
    return this;
  }

  private SnowflakeReply serve(SnowflakeCall call) {
    calls.computeIfAbsent(call.path(), path -> new AtomicInteger()).incrementAndGet();
    try {
      return switch (call.path()) {
        case "/session/v1/login-request" -> logIn(call);
        case "/session/token-request" -> sessions.renew(call.token());
        case "/telemetry/send" -> SnowflakeReply.success();
        default -> known(call);
      };
    } catch (RuntimeException e) {
      script.fault("the peer failed at " + call.method() + " " + call.path() + ": " + e);
      return SnowflakeReply.turned(500, "the peer failed");
    }
  }

  /** What needs a session. */
  private SnowflakeReply known(SnowflakeCall call) {
    Optional<SnowflakeSession> session = sessions.of(call.token());
    Optional<WireAnswer.Failure> refusal = SnowflakeSessions.refusal(session, call.token());
    if (refusal.isPresent()) {
      return SnowflakeReply.refused(refusal.get());
    }
    if (call.path().equals("/session") && call.query().containsKey("delete")) {
      sessions.end(session.orElseThrow().number());
      return SnowflakeReply.success();
    }
    String[] parts = call.path().split("/", -1);
    if (parts.length == 4 && parts[1].equals("monitoring") && parts[2].equals("queries")) {
      return SnowflakeReply.monitored(queries.ran(parts[3]).stream().toList());
    }
    if (parts.length == 4 && parts[1].equals("queries") && parts[3].equals("result")) {
      return queries.result(parts[2]);
    }
    return switch (call.path()) {
      case "/queries/v1/query-request" -> queries.run(session.orElseThrow(), call);
      case "/queries/v1/abort-request" -> queries.abort(call);
      case "/session/heartbeat" -> SnowflakeReply.success();
      default -> {
        script.fault("the peer knows no call " + call.method() + " " + call.path());
        yield SnowflakeReply.turned(404, "not found");
      }
    };
  }

  private SnowflakeReply logIn(SnowflakeCall call) {
    SnowflakeVisit visit = SnowflakeDoor.visit(call);
    Optional<WireAnswer.Failure> closed = refusals.take();
    int http = closed.map(SnowflakeCodes::http).orElse(0);
    if (http > 0) {
      return SnowflakeReply.turned(http, closed.orElseThrow().message());
    }
    List<WireAnswer.Failure> refused =
        closed.isPresent() ? List.of(closed.get()) : door.refusal(visit);
    long number = sessions.nextNumber();
    Map<String, String> parameters = new LinkedHashMap<>(visit.parameters());
    String application =
        call.body().path("data").path("CLIENT_ENVIRONMENT").path("APPLICATION").asText("");
    parameters.put("application", application);
    parameters.put("way", visit.way().name());
    parameters.put("role", visit.place().role());
    parameters.put("warehouse", visit.place().warehouse());
    WireLogin login =
        new WireLogin(
            number, visit.user(), visit.place().database(), parameters, refused.isEmpty());
    script.login(login);
    if (!refused.isEmpty()) {
      return SnowflakeReply.refused(refused.get(0));
    }
    SnowflakeSession session = door.session(number, visit, application);
    sessions.add(session);
    setup.visitors().came(login, () -> endSession(number));
    return door.welcome(session);
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
    queries.close();
    http.close();
    verify();
  }

  /** What it takes itself for, and where it listens. */
  @Override
  public String toString() {
    return "peer " + host() + ":" + port() + " of Snowflake account " + account();
  }

  /** Says what the peer is like. Not thread-safe. */
  public static final class Builder {
    private final SnowflakeKeeper keeper = new SnowflakeKeeper("", Clock.systemUTC());
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private String account = "acme";
    private String version = "9.34.0";
    private Predicate<String> databases = name -> true;
    private @Nullable SSLContext tls;
    private WireVisitors visitors = WireVisitors.UNSEEN;
    private Clock clock = Clock.systemUTC();
    private Clock loginClock = Clock.systemUTC();
    private Duration patience = Duration.ofSeconds(45);
    private Duration second = Duration.ofSeconds(1);
    private int port;

    private Builder() {}

    /** The port of 127.0.0.1 that it listens on. Default, and 0: any that is free. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /** What the account is called. Default: {@code acme}. */
    public Builder account(String name) {
      account = Objects.requireNonNull(name, "name");
      return this;
    }

    /** The server's version, such as {@code 9.34.0}. */
    public Builder version(String text) {
      version = Objects.requireNonNull(text, "text");
      return this;
    }

    /**
     * A user and the password; the case of the user's name does not matter. As soon as any user,
     * key or token is given nobody else is let in (390100). Default: everybody is.
     */
    public Builder user(String name, String password) {
      keeper.password(name, Objects.requireNonNull(password, "password"));
      return this;
    }

    /** A user's password is not enough: this passcode belongs to it (390127 without). */
    public Builder passcode(String user, String passcode) {
      keeper.passcode(user, Objects.requireNonNull(passcode, "passcode"));
      return this;
    }

    /**
     * A user who logs in by a key pair. The signature of the token and its claims are looked at;
     * whatever is wrong with it the client is told 390144, and {@link SnowflakePeer#loginFailure}
     * knows more.
     */
    public Builder key(String user, PublicKey key) {
      keeper.key(user, Objects.requireNonNull(key, "key"));
      return this;
    }

    /** A user who logs in by this access token of OAuth (390303 for others). */
    public Builder oauth(String token, String user) {
      keeper.token(SnowflakeVisit.Way.OAUTH, token, user);
      return this;
    }

    /** A user who logs in by this programmatic access token (394400 for others). */
    public Builder programmaticToken(String token, String user) {
      keeper.token(SnowflakeVisit.Way.PROGRAMMATIC_TOKEN, token, user);
      return this;
    }

    /**
     * A user who logs in as the workload that this token attests. Others get 390144: with which
     * code a real server refuses them is not known here.
     */
    public Builder workload(String token, String user) {
      keeper.token(SnowflakeVisit.Way.WORKLOAD_IDENTITY, token, user);
      return this;
    }

    /**
     * Who is asked besides, at each log-in, for what stands behind the peer. As soon as this is
     * given nobody else is let in.
     */
    public Builder users(SnowflakeUsers knowing) {
      keeper.users(Objects.requireNonNull(knowing, "knowing"));
      return this;
    }

    /**
     * Which databases there are; looked at when somebody logs in, who is in none for others, and at
     * {@code USE}. Default: all.
     */
    public Builder databases(Predicate<String> exists) {
      databases = Objects.requireNonNull(exists, "exists");
      return this;
    }

    /** A parameter of each session that does not ask for another value. */
    public Builder parameter(String name, String value) {
      parameters.put(name.toUpperCase(Locale.ROOT), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** The context whose key and certificate the server has. Default: it speaks plain HTTP. */
    public Builder tls(SSLContext context) {
      tls = Objects.requireNonNull(context, "context");
      return this;
    }

    /** Who is told of sessions. Default: nobody. */
    public Builder visitors(WireVisitors told) {
      visitors = Objects.requireNonNull(told, "told");
      return this;
    }

    /** The clock by which statements begin and end. Default: the system's. */
    public Builder clock(Clock time) {
      clock = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * The clock by which log-ins with a key pair are looked at, whose tokens say when they were
     * made. Default: the system's, whatever {@link #clock} is.
     */
    public Builder loginClock(Clock time) {
      loginClock = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * How long a call waits for a statement before it is told that this still runs. Default: 45
     * seconds, as the server does.
     */
    public Builder patience(Duration time) {
      patience = Objects.requireNonNull(time, "time");
      return this;
    }

    /** How long a second of a statement's time-out takes here. Default: a second. */
    public Builder second(Duration time) {
      second = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * A running peer.
     *
     * @throws IllegalStateException if it cannot listen on its port
     */
    public SnowflakePeer start() {
      return new SnowflakePeer(
          new SnowflakeSetup(
              account,
              version,
              new SnowflakeKeeper(account, loginClock, keeper),
              databases,
              parameters,
              tls,
              visitors,
              clock,
              patience,
              second),
          port);
    }
  }
}
