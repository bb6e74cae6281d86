package io.gds.database.testkit.wire;

import java.io.IOException;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server in this JVM that speaks SQL Server's protocol TDS, in the versions 7.4 and 8.0, so that
 * the real driver (mssql-jdbc) can be run against a {@link WireScript} where no SQL Server can run.
 *
 * <pre>{@code
 * try (SqlServerPeer peer = SqlServerPeer.builder().start()) {
 *   peer.script().on("SELECT name FROM sys.databases WHERE database_id = @P0").with(5)
 *       .answer(WireAnswer.rows("name sysname").row("shop"));
 *   // connect to peer.jdbcUrl("master"), then:
 *   assertThat(peer.script().requests().get(0).bind(1, Integer.class)).isEqualTo(5);
 * }
 * }</pre>
 *
 * <p>A request's statement is that of a batch, or the one that {@code sp_executesql}, {@code
 * sp_prepexec} or {@code sp_execute} runs; its placeholders are as the driver writes them,
 * {@code @P0} and so on. A procedure that the client calls by its name is the statement {@code EXEC
 * name parameters}. Its database is the one that the session is in, after {@code USE}, also where
 * that stands at the head of the batch. Its attributes are {@code protocol} ({@code batch} or
 * {@code rpc}), of calls {@code procedure}, {@code declared} (the binds' names and types) and
 * {@code handle}, and {@code transaction} ({@code open} or {@code none}), {@code reset} (whether a
 * pool has had the session reset before it), {@code process} (the session's number in the server),
 * {@code application} (as the client called itself at its log-in) and {@code language}.
 *
 * <p>An answer may have several results, as a batch has: rows, {@link WireAnswer#updated} and
 * {@link WireAnswer#done} one after the other, notices anywhere between. An error ends the rows
 * before it; errors in a row are told together. What comes after an error is a further result. The
 * driver learns by a number of which statement a result is, and counts changes by it; the peer
 * takes it from the tag, such as {@code INSERT}, and without one from the statement's first words.
 * {@link WireAnswer#returned} gives a procedure's return value and its outputs. Errors have
 * numbers, and the fields {@code severity} (16, with {@link WireAnswer#fatal} 20), {@code state}
 * (1), {@code server}, {@code procedure} and {@code line}.
 *
 * <p>The peer answers by itself, unless the script does: the beginning and end of transactions
 * (implicit ones too), {@code USE} (911 for a database that is not there), {@code SELECT 1} as
 * {@code isValid} sends it, {@code SELECT @@TRANCOUNT}, and what the driver sets: isolation level,
 * {@code TEXTSIZE}, {@code LOCK_TIMEOUT}, {@code QUOTED_IDENTIFIER}, {@code
 * CONCAT_NULL_YIELDS_NULL}, and {@code ROWCOUNT}, which it keeps to. Handles of prepared
 * statements, cancels, time-outs and resets of pooled connections are as with a real server.
 * Cursors, table-valued parameters, bulk loads and distributed transactions are not spoken: each is
 * an error that names it, and fails the test.
 *
 * <p>Columns have SQL Server's types as they are declared, such as {@code int}, {@code int not
 * null}, {@code sysname}, {@code nvarchar(max)}, {@code decimal(25,0)}, {@code datetime2(3)},
 * {@code sql_variant}; all types but {@code text}, {@code ntext}, {@code image}, {@code json},
 * {@code vector} and those of the CLR. Values are Boolean, Number, String, byte[], UUID, LocalDate,
 * LocalTime, LocalDateTime, OffsetDateTime, Instant (of a {@code datetimeoffset}), {@link
 * WireTyped} (of a {@code sql_variant}), or any value as text. Binds are Boolean, Short, Integer,
 * Long, Float, Double, BigDecimal, String, byte[], UUID, LocalDate, LocalTime, LocalDateTime,
 * OffsetDateTime.
 *
 * <p>It listens on 127.0.0.1. Its threads are called {@code gds-wire-sqlserver-…}; closing ends
 * them and all connections. Thread-safe.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/b46a581a-39de-4745-b076-ec4dbb7d13ec">[MS-TDS]:
 *     Tabular Data Stream Protocol</a>
 */
public final class SqlServerPeer implements AutoCloseable {
  /** A number that statements raise themselves: no error table takes it for anything. */
  private static final String UNSCRIPTED = "50000";

  /** The numbers below are those of the server's own sessions. */
  private static final int FIRST_PROCESS = 50;

  private final TdsSetup setup;
  private final WireScript script = new WireScript(UNSCRIPTED, WireText.Language.TSQL);
  private final WireListener listener;
  private final Map<Long, TdsSession> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger cancels = new AtomicInteger();
  private volatile WireAnswer.@Nullable Failure refusal;

  private SqlServerPeer(TdsSetup setup, int port) {
    this.setup = setup;
    listener = new WireListener("sqlserver", port, this::serve);
    listener.start();
  }

  /** A peer that takes itself for SQL Server 2022, and lets everybody in, without encryption. */
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
    return listener.port();
  }

  /**
   * {@code jdbc:sqlserver://host:port;databaseName={database};encrypt=false}; no user in it. A peer
   * with a certificate leaves {@code encrypt} to the driver, whose default is {@code true}.
   */
  public String jdbcUrl(String database) {
    return "jdbc:sqlserver://%s:%d;databaseName={%s}%s"
        .formatted(
            host(),
            port(),
            database.replace("}", "}}"),
            setup.tls() == null ? ";encrypt=false" : "");
  }

  /** How many clients are logged in. */
  public int sessions() {
    return sessions.size();
  }

  /** How often a client wished to cancel a statement, also because of a time-out. */
  public int cancels() {
    return cancels.get();
  }

  /**
   * Lets nobody in from now on: each log-in fails with this error, until {@link #accept}. Who is
   * logged in stays.
   */
  public SqlServerPeer refuse(WireAnswer.Failure error) {
    TdsOutput.demandKnown(error.code(), error.fields());
    refusal = error;
    return this;
  }

  /** Lets users in again. */
  public SqlServerPeer accept() {
    refusal = null;
    return this;
  }

  /** Closes all connections, without a word. */
  public SqlServerPeer cut() {
    sessions.values().forEach(TdsSession::abandon);
    listener.cut();
    return this;
  }

  /**
   * Closes all connections as a server does that shuts down: who waits for an answer gets this
   * error; the others find their connection closed when they say something next.
   */
  public SqlServerPeer end(WireAnswer.Failure farewell) {
    TdsOutput.demandKnown(farewell.code(), farewell.fields());
    sessions.values().forEach(session -> session.end(farewell));
    return this;
  }

  /**
   * Goes down, as a server does that was shut down: all connections are closed, and nobody listens
   * any more, until {@link #up}.
   */
  public SqlServerPeer down() {
    sessions.values().forEach(TdsSession::abandon);
    listener.down();
    return this;
  }

  /** Is there again, on the same port; whoever was connected has to connect again. */
  public SqlServerPeer up() {
    listener.up();
    return this;
  }

  private void serve(long number, Socket socket) throws IOException {
    try {
      begin(number, socket);
    } catch (RuntimeException e) {
      script.fault("the peer failed at connection " + number + ": " + e);
    }
  }

  private static TdsLogin wanted(TdsStartup startup) throws IOException {
    try {
      return startup.login();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new TdsClosed("no log-in as TDS has it: " + e.getMessage());
    }
  }

  private void begin(long number, Socket socket) throws IOException {
    TdsStartup startup = new TdsStartup(setup, socket, (int) (FIRST_PROCESS + number));
    TdsLogin wanted = wanted(startup);
    TdsDoor door = new TdsDoor(setup, startup, wanted);
    WireAnswer.Failure closed = refusal;
    List<WireAnswer.Failure> refused = closed == null ? door.refusal() : List.of(closed);
    WireLogin login =
        new WireLogin(number, door.user(), door.database(), door.parameters(), refused.isEmpty());
    script.login(login);
    TdsOutput out =
        new TdsOutput(new TdsPackets(startup.out(), TdsMessage.REPLY, startup.process()), setup);
    if (!refused.isEmpty()) {
      for (WireAnswer.Failure error : refused) {
        out.error(error);
      }
      out.done(TdsOutput.DONE, TdsOutput.FAILED, 0, 0);
      out.packets().end();
      return;
    }
    TdsSession session = new TdsSession(login, setup, script, startup, out);
    sessions.put(number, session);
    setup.visitors().came(login, session::abandon);
    try {
      TdsWelcome.say(out, setup, wanted, login.database(), startup.encryption().equals("strict"));
      session.serve(cancels::incrementAndGet);
    } finally {
      sessions.remove(number);
      setup.visitors().left(number);
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
    sessions.values().forEach(TdsSession::abandon);
    listener.close();
    verify();
  }

  /** What it takes itself for, and where it listens. */
  @Override
  public String toString() {
    return "peer " + host() + ":" + port() + " of SQL Server " + setup.version();
  }

  /** Says what the peer is like. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> passwords = new LinkedHashMap<>();
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final Map<String, String> certificates = new LinkedHashMap<>();
    private final Map<String, String> windows = new LinkedHashMap<>();
    private TdsVersion version = TdsVersion.parse("16.0.4135.4");
    private String server = "peer";
    private TdsCollation collation = TdsCollation.LATIN;
    private Predicate<String> databases = name -> true;
    private @Nullable WireUsers users;
    private @Nullable SSLContext tls;
    private boolean forced;
    private WireVisitors visitors = WireVisitors.UNSEEN;
    private int port;

    private Builder() {}

    /** The port of 127.0.0.1 that it listens on. Default, and 0: any that is free. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /**
     * The version, such as {@code 16.0.4135.4}. SQL Server 2016 has 13, 2017 14, 2019 15, 2022 16,
     * 2025 17.
     *
     * @throws IllegalArgumentException if it is none
     * @see <a
     *     href="https://learn.microsoft.com/en-us/troubleshoot/sql/releases/download-and-install-latest-updates">Latest
     *     updates and version history</a>
     */
    public Builder version(String text) {
      version = TdsVersion.parse(text);
      return this;
    }

    /** How the server calls itself in its errors. Default: {@code peer}. */
    public Builder server(String name) {
      server = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Texts of {@code char} and {@code varchar} are in UTF-8. Default: in windows-1252. */
    public Builder utf8() {
      collation = TdsCollation.UTF8;
      return this;
    }

    /**
     * A user and the password. As soon as any user, {@linkplain #windows user of Windows},
     * {@linkplain #token token} or {@linkplain #certificate certificate} is given nobody else is
     * let in (18456). Default: everybody is.
     */
    public Builder user(String name, String password) {
      passwords.put(
          Objects.requireNonNull(name, "name"), Objects.requireNonNull(password, "password"));
      return this;
    }

    /**
     * A user of Windows who logs in by NTLM, as {@code DOMAIN\\user}, and the password. By Kerberos
     * nobody is let in (18452), since there is nobody who would hand out tickets.
     */
    public Builder windows(String name, String password) {
      windows.put(
          Objects.requireNonNull(name, "name"), Objects.requireNonNull(password, "password"));
      return this;
    }

    /**
     * Who is asked about passwords besides, at each log-in, for what stands behind the peer. As
     * soon as this is given nobody else is let in.
     */
    public Builder users(WireUsers knowing) {
      users = Objects.requireNonNull(knowing, "knowing");
      return this;
    }

    /** A user who logs in by this access token of Entra; it needs {@link #tls}. */
    public Builder token(String user, String token) {
      tokens.put(Objects.requireNonNull(token, "token"), Objects.requireNonNull(user, "user"));
      return this;
    }

    /**
     * A user who logs in by a certificate.
     *
     * @param name the subject's name in it, as RFC 2253 has it: {@code CN=ada}
     */
    public Builder certificate(String user, String name) {
      certificates.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(user, "user"));
      return this;
    }

    /**
     * Which databases there are; looked at when somebody logs in, who gets 4060 for others, and at
     * {@code USE}. Default: all.
     */
    public Builder databases(Predicate<String> exists) {
      databases = Objects.requireNonNull(exists, "exists");
      return this;
    }

    /**
     * The context whose key and certificate the server has, see {@link WireCertificate}. What is
     * encrypted is then for the client to say; its log-in always is. Default: it speaks no TLS.
     */
    public Builder tls(SSLContext context) {
      tls = Objects.requireNonNull(context, "context");
      return this;
    }

    /** Nobody is let in without encryption. Default: who does not want it goes without. */
    public Builder forceEncryption() {
      forced = true;
      return this;
    }

    /** Who is told of sessions. Default: nobody. */
    public Builder visitors(WireVisitors told) {
      visitors = Objects.requireNonNull(told, "told");
      return this;
    }

    /**
     * A running peer.
     *
     * @throws IllegalStateException if it cannot listen on its port
     */
    public SqlServerPeer start() {
      return new SqlServerPeer(
          new TdsSetup(
              version,
              server,
              collation,
              passwords,
              tokens,
              certificates,
              windows,
              databases,
              users,
              tls,
              forced,
              visitors),
          port);
    }
  }
}
