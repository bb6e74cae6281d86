package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.SnowflakeRan;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireGate;
import io.gds.database.testkit.wire.WireLogin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.snowflake.client.api.connection.SnowflakeConnection;
import net.snowflake.client.api.resultset.QueryStatus;
import net.snowflake.client.api.resultset.SnowflakeAsyncResultSet;
import net.snowflake.client.api.statement.SnowflakeStatement;
import org.junit.jupiter.api.Test;

/** Log-ins, sessions, time, and connections that break, as snowflake-jdbc takes them. */
class SnowflakePeerConnectionTest extends SnowflakePeerFixture {
  private static final WireAnswer.Rows ONE = WireAnswer.rows("a fixed").row(1L);
  private static final Duration SOON = Duration.ofSeconds(10);

  @Override
  SnowflakePeer.Builder builder() {
    return super.builder().patience(Duration.ofMillis(200)).second(Duration.ofMillis(50));
  }

  @Test
  void aWrongPasswordIsRefusedOnce() {
    assertError(390100, "08001", () -> connected("password", "wrong"));
    assertThat(script.logins()).extracting(WireLogin::accepted).containsExactly(true, false);
    assertThat(script.logins().get(1).parameters()).doesNotContainValue("wrong");
  }

  @Test
  void nobodyIsLetInUntilTheyAreAgain() throws SQLException {
    peer.refuse(WireAnswer.error("390422", "Incoming request with IP/Token is not allowed."));
    assertError(390422, "08001", this::connected);
    peer.accept();
    connected().close();
    assertThat(peer.sessions()).isEqualTo(1);
  }

  @Test
  void aBusyServerIsAskedAgain() throws SQLException {
    peer.refuse(WireAnswer.error("HTTP 503", "busy"), 1);
    connected().close();
    assertThat(script.logins()).hasSize(2);
  }

  @Test
  void aSessionLivesAsLongAsItsClientWantsIt() throws SQLException {
    assertThat(connection.isValid(5)).isTrue();
    assertThat(peer.heartbeats()).isEqualTo(1);
    assertThat(peer.sessions()).isEqualTo(1);
    connection.close();
    assertThat(peer.sessions()).isZero();
  }

  @Test
  void anExpiredTokenIsRenewedOnceAndTheStatementRunOnce() throws SQLException {
    script.on("SELECT 1").answer(ONE);
    peer.expireTokens();
    assertThat(first("SELECT 1")).isEqualTo(1L);
    assertThat(first("SELECT 1")).isEqualTo(1L);
    assertThat(peer.renewals()).isEqualTo(1);
    assertThat(script.requests()).hasSize(2);
  }

  @Test
  void anExpiredLogInIsTold() {
    peer.expireLogins();
    assertThatThrownBy(() -> first("SELECT 1"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(390114));
  }

  @Test
  void aSessionThatIsGoneIsTold() {
    peer.endSessions();
    assertThatThrownBy(() -> first("SELECT 1"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(390111));
    assertThat(peer.sessions()).isZero();
  }

  @Test
  void aCancelEndsTheStatementAtOnce() throws Exception {
    WireGate gate = new WireGate();
    script.on("SELECT 1").answer(ONE.held(gate));
    try (Statement statement = connection.createStatement()) {
      CompletableFuture<Void> asked =
          CompletableFuture.runAsync(
              () -> assertThatThrownBy(() -> statement.executeQuery("SELECT 1")).isNotNull());
      gate.awaitReached(SOON);
      statement.cancel();
      asked.get(10, TimeUnit.SECONDS);
    }
    assertThat(peer.cancels()).isEqualTo(1);
    assertThat(peer.queries()).extracting(SnowflakeRan::code).containsExactly("000604");
  }

  @Test
  void theServersTimeOutIsToldFromACancel() throws SQLException {
    script.on("SELECT 1").answer(ONE.after(Duration.ofHours(1)));
    try (Connection other = connected("IMPLICIT_SERVER_SIDE_QUERY_TIMEOUT", "true");
        Statement statement = other.createStatement()) {
      statement.setQueryTimeout(2);
      assertError(630, "57014", () -> statement.executeQuery("SELECT 1"));
    }
    assertThat(peer.cancels()).isZero();
  }

  @Test
  void aLongStatementIsWaitedForAgainAndAgain() throws SQLException {
    script.on("SELECT 1").answer(ONE.after(Duration.ofMillis(500)));
    assertThat(first("SELECT 1")).isEqualTo(1L);
    assertThat(script.requests()).hasSize(1);
  }

  @Test
  void aStatementThatNobodyWaitsForIsFoundByItsId() throws Exception {
    WireGate gate = new WireGate();
    script.on("SELECT 1").answer(ONE.held(gate));
    String id;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.unwrap(SnowflakeStatement.class).executeAsyncQuery("SELECT 1")) {
      id = rows.unwrap(SnowflakeAsyncResultSet.class).getQueryID();
    }
    assertThat(status(connection, id).getStatus()).isEqualTo(QueryStatus.Status.RUNNING);
    peer.whileRunning("BLOCKED");
    assertThat(status(connection, id).getStatus()).isEqualTo(QueryStatus.Status.BLOCKED);
    gate.open();
    try (Connection other = connected()) {
      while (status(other, id).isStillRunning()) {
        Thread.onSpinWait();
      }
      assertThat(status(other, id).getStatus()).isEqualTo(QueryStatus.Status.SUCCESS);
      try (ResultSet rows = other.unwrap(SnowflakeConnection.class).createResultSet(id)) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(1);
      }
      assertThat(status(other, "01bd0000-0000-0000-0000-00000000ffff").isEmpty()).isTrue();
    }
    assertThat(script.requests()).hasSize(1);
  }

  @Test
  void aFailureIsFoundByItsIdToo() throws SQLException {
    script.on("SELECT 1").answer(WireAnswer.error("002003", "not there"));
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.unwrap(SnowflakeStatement.class).executeAsyncQuery("SELECT 1")) {
      String id = rows.unwrap(SnowflakeAsyncResultSet.class).getQueryID();
      QueryStatus status = status(connection, id);
      assertThat(status.getStatus()).isEqualTo(QueryStatus.Status.FAILED_WITH_ERROR);
      assertThat(status.getErrorCode()).isEqualTo(2003);
      assertThat(status.getErrorMessage()).isEqualTo("not there");
      assertError(709, "02000", () -> first("SELECT * FROM TABLE(RESULT_SCAN('" + id + "'))"));
    }
  }

  private static QueryStatus status(Connection from, String id) throws SQLException {
    return from.unwrap(SnowflakeConnection.class).getQueryStatus(id);
  }

  @Test
  void anAnswerThatIsLostIsToldWhenTheDriverAsksAgain() throws SQLException {
    script.beginningWith("CREATE").answer(WireAnswer.done("created"));
    script.beginningWith("CREATE").once(WireAnswer.lost());
    assertThat(execute("CREATE DATABASE a")).isFalse();
    assertThat(script.requests()).hasSize(1);
    assertThat(peer.duplicates()).isEqualTo(1);
    assertThat(connection.getCatalog()).isEqualTo("A");
  }

  @Test
  void aServerThatIsDownAndUpAgainKnowsItsSessions() throws SQLException {
    script.on("SELECT 1").answer(ONE);
    peer.down();
    assertThatThrownBy(() -> connected("loginTimeout", "1", "maxHttpRetries", "1"))
        .isInstanceOf(SQLException.class);
    peer.up();
    assertThat(first("SELECT 1")).isEqualTo(1L);
  }
}
