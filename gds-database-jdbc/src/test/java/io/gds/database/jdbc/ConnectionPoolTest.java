package io.gds.database.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.PoolSettings;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.SecretResolver;
import io.gds.database.connection.Timeouts;
import io.gds.database.core.secret.Secrets;
import io.gds.database.data.SqlSource;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OperationCancelledException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionPoolTest {
  private static final String CANARY = "canary-7f3a9c";
  private static final ErrorTable ERRORS = ErrorTable.builder(DatabaseType.POSTGRESQL).build();
  private static final String URL = "jdbc:scripted:";

  private final AtomicInteger fetched = new AtomicInteger();
  private final Surroundings around =
      new Surroundings(
          new SecretResolver() {
            @Override
            public String provider() {
              return "vault";
            }

            @Override
            public Secret resolve(String key) {
              fetched.incrementAndGet();
              return Secret.copyOf((key).toCharArray());
            }
          });
  private final ScriptedDriver driver = new ScriptedDriver();
  private final List<ConnectionPool> pools = new ArrayList<>();

  private static ConnectionInfo.Builder info() {
    return ConnectionInfo.builder(DatabaseType.POSTGRESQL)
        .host("localhost")
        .pool(PoolSettings.defaults().size(2))
        .timeouts(Timeouts.defaults().connect(Duration.ofMillis(600)));
  }

  private ConnectionPool.Builder builder(ConnectionInfo info) {
    return ConnectionPool.builder("gds-pg-x", info, ERRORS, around.environment);
  }

  private ConnectionPool open(ConnectionPool.Builder builder) {
    ConnectionPool pool = builder.open(driver, URL);
    pools.add(pool);
    return pool;
  }

  private ConnectionPool open() {
    return open(builder(info().build()));
  }

  private DriverConnections connections() {
    return new DriverConnections(
        driver, URL, Map.of(), Map.of(), Secrets.builtIn(), ERRORS, "postgresql://localhost/");
  }

  @AfterEach
  void nothingIsLeftOpen() throws InterruptedException {
    pools.forEach(ConnectionPool::close);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (driver.open.get() > 0 && System.nanoTime() < until) {
      Thread.sleep(5);
    }
    around.close();
    assertThat(driver.open).hasValue(0);
  }

  private static DatabaseException failure(ThrowingCallable call) {
    return catchThrowableOfType(DatabaseException.class, call);
  }

  @Test
  void connectionsAreReusedAndNoneIsKeptAfterAnEviction() throws SQLException {
    ConnectionPool pool = open();
    for (int i = 0; i < 10; i++) {
      pool.borrow().close();
    }
    assertThat(driver.connects).hasValue(1);
    assertThat(pool.evict(Duration.ofSeconds(5))).isTrue();
    assertThat(driver.open).hasValue(0);
    pool.borrow().close();
    assertThat(driver.connects).hasValue(2);
  }

  @Test
  void anEvictionWaitsForWhatIsInUseButNotForEver() throws SQLException {
    ConnectionPool pool = open();
    Connection used = pool.borrow();
    assertThat(pool.evict(Duration.ofMillis(50))).isFalse();
    Thread.currentThread().interrupt();
    assertThat(pool.evict(Duration.ofSeconds(5))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    used.close();
    assertThat(pool.evict(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void aDiscardedConnectionIsNeverHandedOutAgain() throws SQLException {
    ConnectionPool pool = open();
    pool.discard(pool.borrow());
    pool.borrow().close();
    assertThat(driver.connects).hasValue(2);
  }

  @Test
  void afterOneConnectionBrokeTheIdleOnesAreNotTrustedEither() throws SQLException {
    ConnectionPool pool = open();
    try (Connection first = pool.borrow();
        Connection second = pool.borrow()) {
      assertThat(first).isNotSameAs(second);
    }
    driver.when("read").failure(new SQLException("reset by peer", "08006"));
    SqlExecutor sql = SqlExecutor.builder(pool, ERRORS, around.environment).build();
    assertThat(failure(() -> sql.update("read")).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    sql.update("again");
    assertThat(driver.connects).hasValue(3);
  }

  @Test
  void thePoolUnderneathDoesNotLogWhatADriverSaysAboutASecretStatement() {
    String statement = "create user u password '" + CANARY + "'";
    driver.when(statement).failure(new SQLException("lost at " + statement, "08006"));
    driver.when("plain").failure(new SQLException("lost at plain", "08006"));
    ConnectionPool pool = open();
    SqlExecutor sql = SqlExecutor.builder(pool, ERRORS, around.environment).build();
    try (LogCapture log = new LogCapture()) {
      DatabaseException error =
          failure(() -> sql.showing("create user u password <hidden>").update(statement));
      assertThat(error.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
      assertThat(log.text()).contains("<hidden>").doesNotContain(CANARY);
      assertThat(failure(() -> sql.update("plain")).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
      assertThat(log.text()).contains("lost at plain");
    }
    sql.update("again");
    assertThat(driver.connects).hasValue(3);
  }

  @Test
  void lazyPoolsConnectAtFirstUseAndOthersAtOnce() throws SQLException {
    ConnectionPool lazy = open(builder(info().lazy(true).build()));
    assertThat(driver.connects).hasValue(0);
    lazy.borrow().close();
    assertThat(driver.connects).hasValue(1);
    driver.connecting =
        properties -> {
          throw new SQLException("refused", "08001");
        };
    assertThat(failure(this::open).code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
  }

  @Test
  void aWrongPasswordIsTriedOnceForEachWishAndReportedAtOnce() {
    driver.connecting =
        properties -> {
          throw new SQLException("password authentication failed", "28P01");
        };
    ConnectionPool pool = open(builder(info().lazy(true).timeouts(Timeouts.defaults()).build()));
    long began = System.nanoTime();
    assertThatThrownBy(pool::borrow)
        .isInstanceOfSatisfying(
            AuthenticationFailedException.class, e -> assertThat(e.sqlState()).contains("28P01"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(driver.connects).hasValue(1);
    assertThatThrownBy(pool::borrow).isInstanceOf(AuthenticationFailedException.class);
    assertThat(driver.connects).hasValue(2);
    assertThatThrownBy(pool::open).isInstanceOf(AuthenticationFailedException.class);
    assertThat(driver.connects).hasValue(3);
  }

  @Test
  void aPoolRecoversOnceTheServerIsBack() throws SQLException {
    driver.connecting =
        properties -> {
          throw new SQLException("refused", "08001");
        };
    ConnectionPool pool = open(builder(info().lazy(true).build()));
    assertThat(failure(pool::borrow).isTransient()).isTrue();
    driver.connecting = properties -> {};
    pool.borrow().close();
    assertThat(driver.open).hasValue(1);
  }

  private ConnectionPool refusing() {
    driver.connecting =
        properties -> {
          throw new SQLException("refused", "08001");
        };
    return open(
        builder(
            info()
                .lazy(true)
                .timeouts(Timeouts.defaults().connect(Duration.ofSeconds(30)))
                .build()));
  }

  @Test
  void theServerIsAskedAtOnceHoweverOftenItRefusedBefore() throws SQLException {
    ConnectionPool pool = refusing();
    AtomicInteger waits = new AtomicInteger();
    int times = 8;
    for (int i = 0; i < times; i++) {
      assertThat(failure(() -> pool.borrow(waits::incrementAndGet)).code())
          .isEqualTo(ErrorCode.CONNECTION_FAILED);
    }
    assertThat(driver.connects).as("once for each wish").hasValue(times);
    driver.connecting = properties -> {};
    pool.borrow(waits::incrementAndGet).close();
    assertThat(driver.connects).hasValue(times + 1);
    // It is called once for each quarter of a second that went by in vain.
    assertThat(waits).hasValueLessThan(times / 2);
  }

  @Test
  void manyWhoWaitForAServerThatRefusesAreAllToldAndAskItNoOftenerThanOnceEach() throws Exception {
    ConnectionPool pool = refusing();
    int callers = 12;
    List<Future<DatabaseException>> told = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      told.add(around.workers.submit(() -> failure(pool::borrow)));
    }
    for (Future<DatabaseException> one : told) {
      assertThat(one.get(20, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    }
    assertThat(driver.connects.get()).isBetween(1, callers);
  }

  @Test
  void whoeverFindsAnIdleConnectionHasAServerThatRefusesNotAskedAgain() throws Exception {
    ConnectionPool pool = open();
    Connection held = pool.borrow();
    driver.connecting =
        properties -> {
          throw new SQLException("refused", "28000");
        };
    assertThat(failure(pool::borrow).code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    int asked = driver.connects.get();
    held.close();
    for (int i = 0; i < 20; i++) {
      pool.borrow().close();
      // Whoever opens connections would have the time for it.
      Thread.sleep(5);
    }
    assertThat(driver.connects).as("a wrong password locks accounts").hasValue(asked);
  }

  @Test
  void closingDoesNotWaitForTheRestAfterAFailure() {
    ConnectionPool pool = refusing();
    assertThat(failure(pool::borrow).code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    long began = System.nanoTime();
    pool.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    assertThat(driver.connects).hasValue(1);
  }

  @Test
  void anExhaustedPoolSaysHowManyWaitForWhat() throws Exception {
    ConnectionPool pool = open();
    try (Connection first = pool.borrow();
        Connection second = pool.borrow()) {
      assertThat(first).isNotSameAs(second);
      AtomicInteger waits = new AtomicInteger();
      long began = System.nanoTime();
      DatabaseException error = failure(() -> pool.borrow(waits::incrementAndGet));
      assertThat(error.code()).isEqualTo(ErrorCode.POOL_EXHAUSTED);
      assertThat(error)
          .hasMessageContaining("all 2 connections of gds-pg-x")
          .hasMessageContaining("active=2, idle=0, waiting=");
      assertThat(error.remedy()).isPresent();
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(600), Duration.ofSeconds(2));
      assertThat(waits).hasPositiveValue();
    }
  }

  @Test
  void whatOnWaitThrowsEndsTheWait() throws SQLException {
    ConnectionPool pool = open();
    FakeStep step = new FakeStep();
    try (Connection first = pool.borrow();
        Connection second = pool.borrow()) {
      assertThat(first).isNotSameAs(second);
      around.soon(50, step::cancel);
      SqlExecutor sql = SqlExecutor.builder(pool, ERRORS, around.environment).build();
      assertThatThrownBy(() -> sql.during(step).update("x"))
          .isInstanceOf(OperationCancelledException.class);
    }
  }

  @Test
  void aServerThatDoesNotAnswerTheLoginIsGivenUpInTime() {
    CountDownLatch end = new CountDownLatch(1);
    driver.connecting =
        properties -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new SQLException(e);
          }
        };
    ConnectionPool pool = open(builder(info().lazy(true).build()));
    long began = System.nanoTime();
    DatabaseException error = failure(pool::borrow);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(error.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(error).hasMessageContaining("PT0.6S");
    end.countDown();
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() throws Exception {
    ConnectionPool pool =
        open(builder(info().timeouts(Timeouts.defaults().connect(Duration.ofSeconds(30))).build()));
    try (Connection first = pool.borrow();
        Connection second = pool.borrow()) {
      assertThat(first).isNotSameAs(second);
      Thread caller = Thread.currentThread();
      around.soon(50, caller::interrupt);
      DatabaseException error = failure(pool::borrow);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
    }
    Thread.currentThread().interrupt();
    pool.borrow().close();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void secretsAreFetchedForEachConnectionAndHandedToTheDriverAlone() throws SQLException {
    List<String> seen = new CopyOnWriteArrayList<>();
    List<Properties> kept = new CopyOnWriteArrayList<>();
    driver.connecting =
        properties -> {
          seen.add(properties.getProperty("user") + "/" + properties.getProperty("password"));
          kept.add(properties);
        };
    try (LogCapture log = new LogCapture()) {
      ConnectionPool pool =
          open(
              builder(info().build())
                  .property("user", "u")
                  .secret("password", SecretRef.of("vault", CANARY)));
      pool.evict(Duration.ofSeconds(5));
      pool.borrow().close();
      assertThat(seen).containsExactly("u/" + CANARY, "u/" + CANARY);
      assertThat(fetched).hasValue(2);
      assertThat(kept).allSatisfy(properties -> assertThat(properties).isEmpty());
      assertThat(log.text()).doesNotContain(CANARY);
    }
  }

  @Test
  void aDriverThatQuotesThePasswordIsNotQuoted() {
    driver.connecting =
        properties -> {
          throw new SQLException(
              "cannot log in",
              "28000",
              new IllegalStateException("u:" + properties.getProperty("password") + "@host"));
        };
    try (LogCapture log = new LogCapture()) {
      DatabaseException error =
          failure(
              () ->
                  open(builder(info().build()).secret("password", SecretRef.of("vault", CANARY))));
      assertThat(error.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
      assertThat(error).hasMessageContaining("withheld").hasMessageContaining("localhost");
      for (Throwable t = error; t != null; t = t.getCause()) {
        assertThat(t.toString()).doesNotContain(CANARY);
      }
      assertThat(log.text()).doesNotContain(CANARY);
    }
  }

  @Test
  void aDriverThatQuotesThePasswordBesideItsExceptionIsNotQuotedEither() {
    for (boolean next : new boolean[] {true, false}) {
      driver.connecting =
          properties -> {
            SQLException refused = new SQLException("cannot log in", "28000");
            SQLException beside = new SQLException("for " + properties.getProperty("password"));
            if (next) {
              refused.setNextException(beside);
            } else {
              refused.addSuppressed(beside);
            }
            throw refused;
          };

      DatabaseException error =
          failure(
              () ->
                  open(builder(info().build()).secret("password", SecretRef.of("vault", CANARY))));

      StringWriter stack = new StringWriter();
      error.printStackTrace(new PrintWriter(stack));
      assertThat(stack.toString()).contains("withheld").doesNotContain(CANARY);
    }
  }

  @Test
  void aSecretThatCannotBeFetchedIsReportedWithoutAskingTheServer() {
    DatabaseException error =
        failure(
            () ->
                open(
                    builder(info().build())
                        .properties(java.util.Map.of("user", "u"))
                        .secret("password", SecretRef.of("nowhere", "k"))));
    assertThat(error.code()).isEqualTo(ErrorCode.SECRET_UNAVAILABLE);
    assertThat(driver.connects).hasValue(0);
  }

  @Test
  void aDriverThatFailsInItsOwnMannerIsAConnectionFailure() {
    driver.connecting =
        properties -> {
          throw new IllegalArgumentException("driver bug");
        };
    assertThat(failure(this::open))
        .hasMessageContaining("driver bug")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_FAILED));
    assertThat(failure(() -> builder(info().build()).open(driver, "jdbc:other:")))
        .hasMessageContaining("does not know its own URL");
  }

  @Test
  void aClosedPoolRefusesAndSaysSo() {
    ConnectionPool pool = open();
    pool.close();
    pool.close();
    assertThat(failure(pool::borrow).code()).isEqualTo(ErrorCode.ENGINE_CLOSED);
    assertThat(failure(pool::open).remedy()).isPresent();
    assertThat(pool.evict(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void anInterruptedThreadClosesAPoolAsWellAsAnyOther() throws SQLException {
    ConnectionPool pool = open();
    Connection inUse = pool.borrow();

    Thread.currentThread().interrupt();
    pool.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(driver.open).hasValue(0);
    assertThat(around.scheduler.getQueue()).isEmpty();
    inUse.close();
  }

  @Test
  void closingEndsTheWaitOfOthers() throws Exception {
    ConnectionPool pool =
        open(builder(info().timeouts(Timeouts.defaults().connect(Duration.ofSeconds(30))).build()));
    Connection first = pool.borrow();
    Connection second = pool.borrow();
    Future<DatabaseException> waiting = around.workers.submit(() -> failure(pool::borrow));
    Thread.sleep(100);
    pool.close();
    assertThat(waiting.get(5, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.ENGINE_CLOSED);
    first.close();
    second.close();
  }

  @Test
  void theCallersDataSourceIsUsedAndNeverClosed() throws SQLException {
    CallersSource theirs = new CallersSource(driver);
    ConnectionPool pool = ConnectionPool.over("gds-pg-over", theirs, ERRORS);
    SqlExecutor sql = SqlExecutor.builder(pool, ERRORS, around.environment).build();
    sql.update("x");
    pool.discard(pool.borrow());
    assertThat(driver.heard).as("so that the caller's own pool lets it go").contains("abort");
    pool.open().close();
    assertThat(driver.connects).hasValue(3);
    assertThat(driver.open).hasValue(0);
    assertThat(pool.evict(Duration.ZERO)).isFalse();
    assertThat(pool.name()).isEqualTo("gds-pg-over");
    theirs.failing = true;
    assertThat(failure(pool::borrow).code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    theirs.failing = false;
    pool.close();
    assertThat(theirs.closed).isFalse();
    assertThat(failure(pool::borrow).code()).isEqualTo(ErrorCode.ENGINE_CLOSED);
  }

  @Test
  void theCallersConnectionsAreSwitchedToAutoCommitAndBack() throws SQLException {
    CallersSource theirs = new CallersSource(driver);
    theirs.autoCommit = false;
    ConnectionPool pool = ConnectionPool.over("gds-pg-over", theirs, ERRORS);
    SqlExecutor sql = SqlExecutor.builder(pool, ERRORS, around.environment).build();

    sql.update("x");

    assertThat(driver.heard)
        .containsSubsequence("setAutoCommit true", "execute: x", "setAutoCommit false", "close");
    Connection borrowed = pool.borrow();
    assertThat(borrowed.getAutoCommit()).isTrue();
    assertThat(new HashSet<>(List.of(borrowed)).contains(borrowed)).isTrue();
    assertThatThrownBy(() -> borrowed.unwrap(String.class)).isInstanceOf(SQLException.class);
    refuses("setAutoCommit false");
    assertThatThrownBy(borrowed::close).isInstanceOf(SQLException.class);
    refuses("setAutoCommit true");
    assertThat(failure(pool::borrow).code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(driver.open).hasValue(0);
  }

  private void refuses(String change) {
    driver.happenings.put(
        "setAutoCommit",
        () -> {
          if (driver.heard.get(driver.heard.size() - 1).equals(change)) {
            throw new SQLException("reset by peer", "08S01");
          }
        });
  }

  @Test
  void whoeverKeepsAccountOfPoolsHearsOfTheClosing() {
    ConnectionPool pool = open();
    List<Boolean> heard = new ArrayList<>();
    SqlSource source = pool.source(() -> heard.add(pool.isClosed()));

    source.close();

    assertThat(heard).containsExactly(true);
  }

  @Test
  void asADataSourceItSpeaksSqlExceptionsAndClosesThePool() throws SQLException {
    ConnectionPool pool = open();
    SqlSource source = pool.source();
    source.getConnection().close();
    assertThat(source).hasToString("gds-pg-x");
    assertThat(source.getLoginTimeout()).isZero();
    assertThat(source.getLogWriter()).isNull();
    assertThat(source.isWrapperFor(SqlSource.class)).isTrue();
    assertThat(source.unwrap(SqlSource.class)).isSameAs(source);
    assertThatThrownBy(() -> source.unwrap(String.class)).isInstanceOf(SQLException.class);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> source.getConnection("u", "p"),
            () -> source.setLoginTimeout(1),
            () -> source.setLogWriter(null),
            source::getParentLogger)) {
      assertThatThrownBy(call).isInstanceOf(SQLFeatureNotSupportedException.class);
    }
    source.close();
    assertThatThrownBy(source::getConnection)
        .isInstanceOf(SQLException.class)
        .hasCauseInstanceOf(DatabaseException.class);
  }

  @Test
  void thePoolUnderneathGetsNothingThatCouldLeadAroundIt() throws SQLException {
    DriverConnections connections = connections();
    assertThat(connections).hasToString("postgresql://localhost/");
    assertThat(connections.getLogWriter()).isNull();
    connections.setLoginTimeout(1);
    assertThat(connections.getLoginTimeout()).isEqualTo(1);
    assertThat(connections.isWrapperFor(DataSource.class)).isFalse();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> connections.getConnection("u", "p"),
            () -> connections.setLogWriter(null),
            () -> connections.unwrap(DataSource.class),
            connections::getParentLogger)) {
      assertThatThrownBy(call).isInstanceOf(SQLException.class);
    }
    Connection broken = connections.getConnection();
    driver.happenings.put(
        "isClosed",
        () -> {
          throw new SQLException("cannot say");
        });
    assertThat(connections.allClosed()).isTrue();
    broken.close();
  }

  @Test
  void closingWakesThePoolsThreadThatSleepsBehindAConnectionItOpened() throws Exception {
    DriverConnections connections = connections();
    connections.stop();
    CountDownLatch opened = new CountDownLatch(1);
    AtomicBoolean woken = new AtomicBoolean();
    Thread opener =
        new Thread(
            () -> {
              try {
                connections.getConnection().close();
                opened.countDown();
                Thread.sleep(TimeUnit.MINUTES.toMillis(5));
              } catch (InterruptedException e) {
                woken.set(true);
              } catch (SQLException e) {
                opened.countDown();
              }
            });
    opener.start();
    opened.await();
    connections.stop();
    opener.join(TimeUnit.MINUTES.toMillis(1));
    assertThat(woken).isTrue();
  }

  @Test
  void idleEnginesCostNoConnectionAndNoThread() throws Exception {
    int before = threads();
    for (int i = 0; i < 50; i++) {
      ConnectionPool pool = open();
      pool.evict(Duration.ofSeconds(5));
    }
    assertThat(driver.open).hasValue(0);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (threadNames().stream().anyMatch(n -> n.contains("gds-pg-x"))
        && System.nanoTime() < until) {
      Thread.sleep(50);
    }
    assertThat(threadNames()).noneMatch(name -> name.contains("gds-pg-x"));
    assertThat(threads()).isLessThanOrEqualTo(before + 3);
    pools.forEach(ConnectionPool::close);
    assertThat(around.scheduler.getQueue()).isEmpty();
  }

  private static int threads() {
    return threadNames().size();
  }

  private static List<String> threadNames() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  /** A data source of the caller's own. */
  private static final class CallersSource implements DataSource, AutoCloseable {
    private final ScriptedDriver driver;
    private boolean closed;
    private boolean autoCommit = true;
    private boolean failing;

    CallersSource(ScriptedDriver driver) {
      this.driver = driver;
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (failing) {
        throw new SQLException("their pool is tired");
      }
      Connection connection = driver.connect(URL, new Properties());
      if (!autoCommit) {
        connection.setAutoCommit(false);
      }
      return connection;
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
      return getConnection();
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public java.io.PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(java.io.PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public java.util.logging.Logger getParentLogger() throws SQLFeatureNotSupportedException {
      throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return type.isInstance(this);
    }
  }
}
