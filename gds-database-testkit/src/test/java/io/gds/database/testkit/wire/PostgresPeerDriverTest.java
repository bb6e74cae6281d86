package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.fastpath.FastpathArg;

/**
 * What pgjdbc says by itself and when, as the library and its tests rely on it: a new version that
 * does otherwise fails here.
 */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class PostgresPeerDriverTest {
  private PostgresPeer peer;
  private WireScript script;
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    peer = PostgresPeer.builder().start();
    script = peer.script();
    connection = connected("");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    peer.close();
  }

  private Connection connected(String properties) throws SQLException {
    String url = peer.jdbcUrl("shop") + "?socketTimeout=20" + properties.replace('?', '&');
    return DriverManager.getConnection(url, "ada", "");
  }

  private List<String> said() {
    return script.everything().stream().map(WireRequest::normalized).toList();
  }

  private static WireAnswer.Rows numbers(int count) {
    return WireAnswer.rows("a int4")
        .all(IntStream.rangeClosed(1, count).mapToObj(WireRow::of).toList());
  }

  private static void assertState(String state, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void aConnectionSaysOnlyWhatItIsCalled() {
    assertThat(said()).containsExactly("SET application_name = 'PostgreSQL JDBC Driver'");
    assertThat(script.requests()).isEmpty();
    assertThat(script.logins().get(0).parameters())
        .containsKeys("user", "database", "client_encoding", "DateStyle", "TimeZone");
  }

  @Test
  void aStatementIsPreparedOnTheServerAtItsFifthRunAndThenReadAsBytes() throws SQLException {
    script.on("SELECT a FROM t WHERE b = $1").answer(numbers(1));
    try (PreparedStatement statement = connection.prepareStatement("SELECT a FROM t WHERE b = ?")) {
      for (int i = 0; i < 7; i++) {
        statement.setString(1, "x");
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isEqualTo(1);
        }
      }
    }
    assertThat(script.requests())
        .extracting(r -> r.attributes().get("prepared") + "/" + r.attributes().get("results"))
        .containsExactly(
            "/text", "/text", "/text", "/text", "S_1/text", "S_1/binary", "S_1/binary");
  }

  @Test
  void aPreparedStatementWhoseColumnsHaveChangedIsPreparedAnew() throws SQLException {
    script.on("SELECT a FROM t").answer(WireAnswer.rows("a text").row("x"));
    script.on("SELECT a FROM t").times(2, numbers(1));
    try (Connection other = connected("?prepareThreshold=1");
        PreparedStatement statement = other.prepareStatement("SELECT a FROM t")) {
      statement.executeQuery().close();
      statement.executeQuery().close();
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("x");
      }
      other.setAutoCommit(false);
      script.on("SELECT a FROM t").answer(numbers(1));
      assertState("0A000", statement::executeQuery);
      other.rollback();
    }
    assertThat(script.requests())
        .extracting(request -> request.attributes().get("prepared"))
        .as("the driver heals it where no transaction is lost by it")
        .containsExactly("S_1", "S_1", "S_1", "S_2", "S_2");
  }

  @Test
  void transactionsAreBegunWithTheirFirstStatement() throws SQLException {
    script.on("SELECT 1").answer(numbers(1));
    script.forget();
    connection.setAutoCommit(false);
    connection.commit();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      connection.commit();
      connection.setReadOnly(true);
      statement.execute("SELECT 1");
      connection.rollback();
    }
    assertThat(said())
        .containsExactly("BEGIN", "SELECT 1", "COMMIT", "BEGIN READ ONLY", "SELECT 1", "ROLLBACK");
    assertThat(script.statements()).containsExactly("SELECT 1", "SELECT 1");
  }

  @Test
  void aTransactionThatHasFailedTakesNothingButItsEnd() throws SQLException {
    script.on("SELECT 1").answer(numbers(1));
    script.on("SELECT 1").once(WireAnswer.error("40001", "restart transaction"));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      assertState("40001", () -> statement.execute("SELECT 1"));
      assertState("25P02", () -> statement.execute("SELECT 1"));
      assertThat(connection.isValid(1)).isTrue();
      connection.rollback();
      statement.execute("SELECT 1");
      connection.commit();
    }
    assertThat(script.statements()).hasSize(2);
  }

  @Test
  void aCommitMayFailAndEndsTheTransactionAllTheSame() throws SQLException {
    script.on("SELECT 1").answer(numbers(1));
    script.on("COMMIT").once(WireAnswer.error("40001", "restart transaction"));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      assertState("40001", connection::commit);
      statement.execute("SELECT 1");
      connection.commit();
    }
    assertThat(said())
        .containsSubsequence("BEGIN", "SELECT 1", "COMMIT", "BEGIN", "SELECT 1", "COMMIT");
  }

  @Test
  void savepointsAreKeptByThePeer() throws SQLException {
    script.on("SELECT 1").answer(WireAnswer.error("22012", "division by zero"));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      Savepoint savepoint = connection.setSavepoint("Mine");
      assertState("22012", () -> statement.execute("SELECT 1"));
      connection.rollback(savepoint);
      connection.releaseSavepoint(savepoint);
      assertState("3B001", () -> statement.execute("ROLLBACK TO SAVEPOINT other"));
      connection.rollback();
      connection.setAutoCommit(true);
      assertState("25P01", () -> statement.execute("SAVEPOINT s"));
      statement.execute("ROLLBACK");
      assertThat(statement.getWarnings().getMessage()).contains("no transaction in progress");
      statement.execute("BEGIN");
      statement.execute("START TRANSACTION");
      assertThat(statement.getWarnings().getMessage()).contains("already a transaction");
      statement.execute("END");
    }
  }

  @Test
  void autosaveSetsItsOwnSavepoints() throws SQLException {
    script.on("SELECT 1").answer(numbers(1));
    script.on("SELECT 1").once(WireAnswer.error("22012", "division by zero"));
    try (Connection other = connected("?autosave=always");
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      assertState("22012", () -> statement.execute("SELECT 1"));
      statement.execute("SELECT 1");
      other.commit();
    }
    assertThat(said())
        .containsSubsequence(
            "BEGIN",
            "SAVEPOINT PGJDBC_AUTOSAVE",
            "SELECT 1",
            "ROLLBACK TO SAVEPOINT PGJDBC_AUTOSAVE",
            "SAVEPOINT PGJDBC_AUTOSAVE",
            "SELECT 1",
            "COMMIT");
  }

  @Test
  void aCancelEndsWhatRunsAndOnlyThat() throws Exception {
    WireGate gate = new WireGate();
    script.on("SELECT 1").answer(numbers(1)).on("SELECT 1").once(numbers(1).held(gate));
    try (Statement statement = connection.createStatement()) {
      CompletableFuture<Void> cancel =
          CompletableFuture.runAsync(
              () -> {
                try {
                  gate.awaitReached(Duration.ofSeconds(10));
                  statement.cancel();
                } catch (InterruptedException | SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertState("57014", () -> statement.execute("SELECT 1"));
      cancel.get(10, TimeUnit.SECONDS);
      statement.cancel();
      statement.execute("SELECT 1");
    }
    assertThat(peer.cancels()).as("an idle statement cancels nothing").isEqualTo(1);
  }

  @Test
  void aTimeOutIsACancelByTheDriver() throws SQLException {
    script.on("SELECT 1").once(numbers(1).after(Duration.ofSeconds(20)));
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      long began = System.nanoTime();
      assertState("57014", () -> statement.execute("SELECT 1"));
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
    }
    assertThat(peer.cancels()).isEqualTo(1);
  }

  @Test
  void anAnswerMayBeSlow() throws SQLException {
    script.on("SELECT 1").answer(numbers(1).after(Duration.ofMillis(50)));
    try (Statement statement = connection.createStatement()) {
      long began = System.nanoTime();
      statement.execute("SELECT 1");
      assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(50_000_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 6, 7})
  void inATransactionRowsComeInPortionsOfTheFetchSize(int count) throws SQLException {
    script.on("SELECT a FROM t").answer(numbers(count));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(3);
      try (ResultSet rows = statement.executeQuery("SELECT a FROM t")) {
        int expected = 1;
        while (rows.next()) {
          assertThat(rows.getInt(1)).isEqualTo(expected++);
        }
        assertThat(expected).isEqualTo(count + 1);
      }
    }
    connection.commit();
    assertThat(script.statements()).as("asked once").containsExactly("SELECT a FROM t");
  }

  @Test
  void anErrorMayComeBetweenTwoPortions() throws SQLException {
    script
        .on("SELECT a FROM t")
        .answer(numbers(3).then(WireAnswer.error("XX001", "a page is broken")));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(2);
      try (ResultSet rows = statement.executeQuery("SELECT a FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isTrue();
        assertState("XX001", rows::next);
      }
    }
    connection.rollback();
  }

  @Test
  void isValidSendsAnEmptyStatement() throws SQLException {
    script.forget();
    assertThat(connection.isValid(1)).isTrue();
    assertThat(said()).containsExactly("");
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.execute(" -- nothing")).isFalse();
    }
    assertThat(said()).containsExactly("", "");
  }

  @Test
  void whatTheDriverSetsAndShowsIsAnswered() throws SQLException {
    assertThat(connection.getTransactionIsolation())
        .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    connection.setClientInfo("ApplicationName", "it's me");
    assertThat(connection.unwrap(PGConnection.class).getParameterStatus("application_name"))
        .isEqualTo("it's me");
    try (Connection other = connected("?readOnlyMode=always")) {
      other.setReadOnly(true);
      other.setReadOnly(false);
    }
    assertThat(script.requests()).isEmpty();
  }

  @Test
  void anOldServerIsToldHowToWriteNumbers() throws SQLException {
    try (PostgresPeer old = PostgresPeer.builder().parameter("server_version", "11.22").start();
        Connection other = DriverManager.getConnection(old.jdbcUrl("shop"), "ada", "")) {
      assertThat(other.getMetaData().getDatabaseProductVersion()).isEqualTo("11.22");
      assertThat(old.script().everything())
          .extracting(WireRequest::statement)
          .contains("SET extra_float_digits = 3");
    }
  }

  @Test
  void columnsAreKnownBeforeAStatementRuns() throws SQLException {
    script.on("SELECT a FROM t WHERE b = $1").answer(numbers(1));
    script.on("SELECT c FROM t").columns("c timestamptz").by(request -> WireAnswer.done());
    script.on("DROP TABLE t").answer(WireAnswer.done());
    try (PreparedStatement query = connection.prepareStatement("SELECT a FROM t WHERE b = ?");
        PreparedStatement computed = connection.prepareStatement("SELECT c FROM t");
        PreparedStatement own = connection.prepareStatement("SHOW TRANSACTION ISOLATION LEVEL");
        PreparedStatement drop = connection.prepareStatement("DROP TABLE t")) {
      assertThat(query.getMetaData().getColumnName(1)).isEqualTo("a");
      assertThat(query.getParameterMetaData().getParameterTypeName(1)).isEqualTo("text");
      assertThat(computed.getMetaData().getColumnTypeName(1)).isEqualTo("timestamptz");
      assertThat(own.getMetaData().getColumnName(1)).isEqualTo("transaction_isolation");
      assertThat(drop.getMetaData()).isNull();
    }
    assertThat(script.requests()).isEmpty();
  }

  @Test
  void columnsThatNobodyKnowsFailTheTest() throws SQLException {
    script.on("SELECT a FROM t").by(request -> numbers(1));
    try (PreparedStatement query = connection.prepareStatement("SELECT a FROM t")) {
      assertThatThrownBy(query::getMetaData).hasMessageContaining("say columns(…)");
    }
    assertThatThrownBy(peer::verify).hasMessageContaining("SELECT a FROM t");
    script.reset();
  }

  @Test
  void discardForgetsWhatWasPrepared() throws SQLException {
    script.on("SELECT a FROM t").answer(numbers(1));
    try (Connection other = connected("?prepareThreshold=1&autosave=never");
        PreparedStatement query = other.prepareStatement("SELECT a FROM t");
        Statement statement = other.createStatement()) {
      query.execute();
      statement.execute("DISCARD ALL");
      query.execute();
    }
    assertThat(script.requests())
        .extracting(request -> request.attributes().get("prepared"))
        .as("the driver hears it and prepares anew; S_2 was DISCARD itself")
        .containsExactly("S_1", "S_3");
  }

  @Test
  void manyRowsAndLongTextsPass() throws SQLException {
    String text = "ü".repeat(50_000);
    script.on("SELECT many").answer(numbers(20_000));
    script.on("SELECT '" + text + "'").answer(WireAnswer.rows("a text").row(text));
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SELECT many")) {
        assertThat(IntStream.range(0, 20_000).allMatch(i -> next(rows))).isTrue();
        assertThat(rows.next()).isFalse();
      }
      try (ResultSet rows = statement.executeQuery("SELECT '" + text + "'")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo(text);
      }
    }
  }

  private static boolean next(ResultSet rows) {
    try {
      return rows.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void copyIsRefusedByName() throws SQLException {
    CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
    assertThatThrownBy(() -> copies.copyIn("COPY t FROM STDIN"))
        .hasMessageContaining("the peer does not speak COPY: COPY t FROM STDIN");
    assertThat(connection.isValid(1)).isTrue();
    assertThatThrownBy(peer::verify).hasMessageContaining("does not speak COPY");
    script.reset();
  }

  @Test
  void aFunctionCallByTheOldMessageIsRefused() throws SQLException {
    assertThatThrownBy(
            () ->
                connection
                    .unwrap(PGConnection.class)
                    .getFastpathAPI()
                    .fastpath(1, new FastpathArg[0]))
        .hasMessageContaining("the peer knows no message 'F' of a client");
    script.reset();
  }
}
