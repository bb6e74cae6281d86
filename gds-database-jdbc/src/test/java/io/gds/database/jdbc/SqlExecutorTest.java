package io.gds.database.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqlExecutorTest {
  private static final ErrorTable ERRORS =
      ErrorTable.builder(DatabaseType.MSSQL).code(3201, ErrorCode.STORAGE_FAILED).build();

  private final Surroundings around = new Surroundings();
  private final ScriptedDriver driver = new ScriptedDriver();
  private final SqlExecutor sql =
      builder().engine("e1").target("db1").topic("gds.sql.test").build();

  private SqlExecutor.Builder builder() {
    return SqlExecutor.builder(this::connect, ERRORS, around.environment);
  }

  private Connection connect() {
    try {
      return driver.connect("jdbc:scripted:", new Properties());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void nothingIsLeftOpen() {
    around.close();
    assertThat(driver.open).hasValue(0);
  }

  @Test
  void theFirstResultIsReadAndAllOthersAreDrained() {
    driver.when("q").count(3).rows("a", 1, 2).count(2).rows("a", 9).count(0);
    assertThat(sql.query("q", row -> row.longValue("a"))).containsExactly(1L, 2L);
    assertThat(driver.heard).containsSubsequence("execute: q", "closed", "close");
  }

  @Test
  void updateCountsAddUpOverAllParts() {
    driver.when("u").count(3).rows("a", 1).count(4);
    assertThat(sql.update("u")).isEqualTo(7);
    driver.when("old").count(5).noLargeCounts();
    assertThat(sql.update("old")).isEqualTo(5);
  }

  @Test
  void anErrorBehindTheFirstResultIsNotMissed() {
    driver.when("backup").count(1).failure(new SQLException("cannot open device", "S0001", 3201));
    assertThatThrownBy(() -> sql.update("backup"))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED));
    driver.when("q").rows("a", 1).rowsThen(new SQLException("late", "S0001", 3201), "a", 2);
    assertThatThrownBy(() -> sql.query("q", row -> row.longValue("a"))).hasMessage("late");
  }

  @Test
  void anErrorAmongTheRowsIsNotMissedEvenIfOnlyTheFirstIsWanted() {
    driver.when("q").rowsThen(new SQLException("page torn", "S0001", 824), "a", 1);
    assertThatThrownBy(() -> sql.first("q", row -> row.longValue("a"))).hasMessage("page torn");
  }

  @Test
  void firstIsTheFirstRowOrNothing() {
    driver.when("two").rows("a", 1, 2);
    driver.when("none").rows("a");
    driver.when("no result").count(1);
    assertThat(sql.first("two", row -> row.longValue("a"))).contains(1L);
    assertThat(sql.first("none", row -> row.longValue("a"))).isEmpty();
    assertThat(sql.first("no result", row -> row.longValue("a"))).isEmpty();
  }

  @Test
  void eachRowIsGivenToTheConsumerInPortions() {
    driver.when("many").rows("a", 1, 2, 3);
    List<Long> seen = new ArrayList<>();
    sql.forEach("many", row -> seen.add(row.longValue("a")));
    assertThat(seen).containsExactly(1L, 2L, 3L);
    assertThat(driver.heard).contains("setFetchSize 1000");
  }

  @Test
  void theRowsOfAllResultsAreReadWhereTheyAreWanted() {
    driver.when("several").rows("a", 1, 2).count(1).rows("a", 3);
    List<Long> seen = new ArrayList<>();
    sql.forEachOfAll("several", row -> seen.add(row.longValue("a")));
    assertThat(seen).containsExactly(1L, 2L, 3L);
    seen.clear();
    sql.forEach("several", row -> seen.add(row.longValue("a")));
    assertThat(seen).containsExactly(1L, 2L);
  }

  @Test
  void warningsComeWithTheAnswer() {
    driver
        .when("b")
        .warning("10 percent processed.", 3211)
        .count(1)
        .warning("done", 3014)
        .rows("x");
    assertThat(sql.execute("b"))
        .isEqualTo(
            new SqlAnswer(
                1,
                List.of(
                    new SqlMessage(3211, Optional.of("01000"), "10 percent processed."),
                    new SqlMessage(3014, Optional.of("01000"), "done"))));
  }

  @Test
  void aStatementWithoutBoundValuesIsSentAsItIs() {
    driver.when("select '?'").rows("a", 1);
    sql.query("select '?'", row -> row.longValue("a"));
    assertThat(driver.heard).contains("execute: select '?'");
  }

  @Test
  void valuesAreBoundByTheirType() {
    sql.update("i", "text", 7L, 8, null, Instant.parse("2026-01-02T03:04:05Z"), true);
    assertThat(driver.heard)
        .contains("prepared: i")
        .contains(
            "binds {1=stringtext, 2=long7, 3=int8, 4=null0, 5=object2026-01-02T03:04:05Z,"
                + " 6=objecttrue}");
    sql.update("b", new byte[] {1});
    assertThat(driver.heard).anyMatch(line -> line.startsWith("binds {1=bytes["));
  }

  @Test
  void scriptsGoTheWayTheDriverRunsThem() {
    sql.script("a; b");
    assertThat(driver.heard).contains("execute: a; b");
    driver.when("c; d").warning("odd", 1).count(1);
    builder().scriptsByUpdate(true).build().script("c; d");
    assertThat(driver.heard).contains("executeUpdate: c; d");
  }

  @Test
  void theDriversOwnTimeoutIsSetInWholeSecondsWhereItWorks() {
    SqlExecutor two = builder().driverTimeouts(true).timeout(Duration.ofMillis(1_200)).build();
    two.update("x");
    assertThat(driver.heard).contains("setQueryTimeout 2");
    two.during(new FakeStep()).update("long work");
    sql.update("y");
    assertThat(driver.count("setQueryTimeout 2")).isEqualTo(1);
  }

  @Test
  void anErrorSaysWhereAndWhat() {
    driver.when("drop\nit").failure(new SQLException("no", "42000", 11));
    assertThatThrownBy(() -> sql.update("drop\nit"))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.engine()).contains("e1");
              assertThat(e.target()).contains("db1");
              assertThat(e.platform()).contains("mssql");
              assertThat(e.nativeCode()).contains("11");
              assertThat(e.details().get("statement")).contains("drop\\nit");
            });
  }

  @Test
  void statementsAreLoggedAndBoundValuesAreNot() {
    driver.when("bad ?").failure(new SQLException("no", "42000"));
    try (LogCapture log = new LogCapture()) {
      sql.update("insert ?", "canary-7f3a");
      assertThatThrownBy(() -> sql.update("bad ?", "canary-7f3a")).hasMessage("no");
      assertThat(log.lines)
          .anyMatch(l -> l.matches("gds\\.sql\\.test FINE e1: done in \\d+ ms: insert \\?"))
          .anyMatch(l -> l.matches("gds\\.sql\\.test FINE e1: STATEMENT_FAILED in .*: bad \\?"));
      assertThat(log.text()).doesNotContain("canary-7f3a");
    }
  }

  @Test
  void aStatementThatHoldsASecretIsShownNowhere() {
    String secret = "create user u password 'canary-7f3a'";
    driver.when(secret).failure(new SQLException("syntax error near 'canary-7f3a'", "42601", 3201));
    try (LogCapture log = new LogCapture()) {
      assertThatThrownBy(() -> sql.showing("create user u password <hidden>").update(secret))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
                assertThat(e.sqlState()).contains("42601");
                assertThat(e.nativeCode()).contains("3201");
                assertThat(e).hasNoCause();
                assertThat(e + e.details().toString())
                    .contains("create user u password <hidden>")
                    .doesNotContain("canary-7f3a");
              });
      assertThat(log.text()).contains("password <hidden>").doesNotContain("canary-7f3a");
    }
    try (SqlSession session = sql.session()) {
      assertThatThrownBy(() -> session.showing("hidden").update(secret))
          .hasMessageNotContaining("canary");
    }
  }

  @Test
  void aMissingColumnIsTheServersErrorAndANullIsNamed() {
    driver.when("q").rows("a", (Object) null);
    assertThatThrownBy(() -> sql.query("q", row -> row.longValue("b")))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.sqlState()).contains("42S22"));
    assertThatThrownBy(() -> sql.query("q", row -> row.longValue("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the column a is null");
  }

  @Test
  void whatAReaderThrowsPassesAndTheConnectionGoesBack() {
    driver.when("q").rows("a", 1);
    IllegalArgumentException fault = new IllegalArgumentException("mine");
    assertThatThrownBy(
            () ->
                sql.query(
                    "q",
                    row -> {
                      throw fault;
                    }))
        .isSameAs(fault);
    assertThat(driver.heard).endsWith("closed", "close");
  }

  @Test
  void aSessionKeepsOneConnectionUntilItIsClosed() {
    SqlSession session = sql.session();
    session.update("a");
    session.update("b");
    assertThat(driver.connects).hasValue(1);
    assertThat(driver.open).hasValue(1);
    assertThat(session.connection()).isNotNull();
    session.close();
    session.close();
    assertThat(driver.count("close")).isEqualTo(1);
  }

  @Test
  void aConnectionWhoseStatementCannotBeClosedIsNotUsedAgain() {
    List<Connection> discarded = new ArrayList<>();
    SqlExecutor pooled =
        SqlExecutor.builder(
                new ConnectionSource() {
                  @Override
                  public Connection borrow() {
                    return connect();
                  }

                  @Override
                  public void discard(Connection connection) throws SQLException {
                    discarded.add(connection);
                    connection.close();
                  }
                },
                ERRORS,
                around.environment)
            .build();
    driver.when("x").count(1).failsToClose();
    assertThat(pooled.update("x")).isEqualTo(1);
    assertThat(discarded).hasSize(1);
    try (SqlSession session = pooled.session()) {
      session.discard();
    }
    assertThat(discarded).hasSize(2);
    pooled.update("y");
    assertThat(discarded).hasSize(2);
  }

  @Test
  void givingBackAConnectionThatFailsDoesNotUndoTheAnswer() {
    driver.happenings.put(
        "close",
        () -> {
          throw new SQLException("cannot close");
        });
    assertThat(sql.update("x")).isZero();
    driver.happenings.clear();
    driver.open.set(0);
  }

  @Test
  void aTransactionIsCommittedAtItsEnd() {
    try (SqlSession session = sql.session()) {
      assertThat(session.inTransaction(() -> session.update("a"))).isZero();
    }
    assertThat(driver.heard)
        .containsExactly(
            "setAutoCommit false", "execute: a", "closed", "commit", "setAutoCommit true", "close");
  }

  @Test
  void aTransactionIsRolledBackIfItsWorkFails() {
    driver.when("a").failure(new SQLException("no"));
    try (SqlSession session = sql.session()) {
      assertThatThrownBy(() -> session.inTransaction(() -> session.update("a"))).hasMessage("no");
    }
    assertThat(driver.heard).endsWith("rollback", "setAutoCommit true", "close");
  }

  @Test
  void aCommitWhoseAnswerIsLostIsReportedAsSuch() {
    driver.happenings.put(
        "commit",
        () -> {
          throw new SQLException("reset by peer", "08S01");
        });
    driver.happenings.put(
        "rollback",
        () -> {
          throw new SQLException("closed", "08003");
        });
    try (SqlSession session = sql.session()) {
      assertThatThrownBy(() -> session.inTransaction(() -> session.update("a")))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
                assertThat(e.details().get("statement")).contains("commit");
                assertThat(e.getSuppressed()).hasSize(1);
              });
    }
  }

  @Test
  void encryptionThatBreaksUnderAStatementIsNoRefusalToConnect() {
    driver
        .when("a")
        .failure(new SQLException("bad record", "08006", new SSLException("bad record")));
    ErrorTable table =
        ErrorTable.builder(DatabaseType.MSSQL)
            .refine(
                (exception, details) ->
                    exception.getCause() instanceof SSLException
                        ? ErrorDetails.of(ErrorCode.TLS_REFUSED, details.message())
                        : details)
            .build();
    SqlExecutor own = SqlExecutor.builder(this::connect, table, around.environment).build();
    assertThatThrownBy(() -> own.update("a"))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
  }

  @Test
  void aPrivateConnectionIsClosedWithItsSessionAndNothingIsCommittedByTheWay() throws SQLException {
    Connection mine = connect();
    try (SqlSession session = sql.session(mine)) {
      mine.setAutoCommit(false);
      session.update("a");
      session.discard();
    }
    assertThat(driver.heard).endsWith("rollback", "close");
  }

  @Test
  void aQuestionThatMeetsABrokenConnectionIsAskedOnceMoreOnAFreshOne() {
    ScriptedDriver restarted = new ScriptedDriver();
    restarted.when("q").rowsThen(new SQLException("reset", "08006"), "a", 7, 8);
    driver.when("q").rows("a", 1, 2);
    Deque<ScriptedDriver> next = new ArrayDeque<>(List.of(restarted, driver, restarted, driver));
    SqlExecutor both =
        SqlExecutor.builder(
                () -> {
                  try {
                    return next.remove().connect("jdbc:scripted:", new Properties());
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                },
                ERRORS,
                around.environment)
            .build();
    assertThat(both.query("q", row -> row.longValue("a"))).containsExactly(1L, 2L);
    assertThat(both.first("q", row -> row.longValue("a"))).contains(1L);
    assertThat(restarted.open).hasValue(0);
  }

  @Test
  void nothingButAQuestionOutsideOfAStepIsEverSentAgain() {
    driver.when("q").rowsThen(new SQLException("reset", "08006"), "a", 7);
    List<Runnable> all =
        List.of(
            () -> sql.update("q"),
            () -> sql.execute("q"),
            () -> sql.forEach("q", row -> {}),
            () -> sql.during(new FakeStep()).query("q", row -> 1));
    for (Runnable one : all) {
      driver.heard.clear();
      assertThatThrownBy(one::run)
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
      assertThat(driver.count("execute: q")).isEqualTo(1);
    }
    driver.heard.clear();
    assertThatThrownBy(() -> sql.query("q", row -> 1)).isInstanceOf(DatabaseException.class);
    assertThat(driver.count("execute: q")).as("once more, and then no more").isEqualTo(2);
  }

  @Test
  void anArrayOfTextsIsReadWithoutItsNulls() {
    driver.when("q").rows("a", (Object) new String[] {"x", null, "y"});
    assertThat(sql.first("q", row -> row.texts("a"))).contains(List.of("x", "y"));
    driver.when("n").rows("a", new Object[] {null});
    assertThat(sql.first("n", row -> row.texts("a"))).contains(List.of());
  }

  @Test
  void aTimeoutIsMoreThanNothing() {
    assertThatThrownBy(() -> sql.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    try (SqlSession session = sql.session()) {
      assertThatThrownBy(() -> session.timeout(Duration.ofSeconds(-1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aTransactionThatIsCommittedIsNotCalledFailed() {
    driver.happenings.put(
        "setAutoCommit",
        () -> {
          if (driver.count("commit") > 0) {
            throw new SQLException("reset by peer", "08S01");
          }
        });
    try (SqlSession session = sql.session()) {
      assertThat(session.inTransaction(() -> session.update("a"))).isZero();
    }
    assertThat(driver.heard).contains("commit").endsWith("setAutoCommit true", "close");
  }

  @Test
  void aPrivateConnectionThatCannotBeRolledBackIsClosedAllTheSame() throws SQLException {
    driver.happenings.put(
        "rollback",
        () -> {
          throw new SQLException("no transaction is active");
        });
    Connection mine = connect();
    try (SqlSession session = sql.session(mine)) {
      mine.setAutoCommit(false);
      session.update("a");
    }
    assertThat(driver.open).hasValue(0);
  }

  @Test
  void aTimeoutMayBeLongerThanDriversCanBeTold() {
    SqlExecutor told = builder().driverTimeouts(true).build();

    told.timeout(ChronoUnit.FOREVER.getDuration()).update("x");

    assertThat(driver.heard).contains("setQueryTimeout " + Integer.MAX_VALUE);
  }
}
