package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.sqlserver.jdbc.SQLServerException;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What mssql-jdbc makes of results, errors, messages and cancels: a new version that does otherwise
 * fails here.
 */
class SqlServerPeerAnswerTest extends SqlServerPeerFixture {
  @Test
  void changesAreCountedAndDefinitionsAreNot() throws SQLException {
    script.on("INSERT INTO t VALUES (1)").answer(WireAnswer.updated(7));
    script.on("CREATE DATABASE shop").answer(WireAnswer.done());
    script.on("BACKUP DATABASE shop TO DISK = 'a'").answer(WireAnswer.done());
    script.on("EXEC p").answer(WireAnswer.updated(2));
    script.on("WITH a AS (SELECT 1) DELETE FROM a").answer(new WireAnswer.Done("DELETE", 3));
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("INSERT INTO t VALUES (1)")).isEqualTo(7);
      assertThat(statement.execute("CREATE DATABASE shop")).isFalse();
      assertThat(statement.getUpdateCount()).isZero();
      assertThat(statement.execute("BACKUP DATABASE shop TO DISK = 'a'")).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
      assertThat(statement.executeUpdate("EXEC p")).isEqualTo(2);
      assertThat(statement.executeUpdate("WITH a AS (SELECT 1) DELETE FROM a")).isEqualTo(3);
    }
    assertThat(connection.prepareStatement("INSERT INTO t VALUES (1)").executeUpdate())
        .isEqualTo(7);
  }

  @Test
  void anErrorTellsItsNumberAndAStateThatIsHardlyEverAStandardOne() throws SQLException {
    script
        .on("DROP DATABASE shop")
        .answer(
            WireAnswer.error("3702", "Cannot drop database \"shop\" because it is in use.")
                .field("state", "4")
                .field("procedure", "p")
                .field("line", "12"));
    assertError(3702, "S0004", () -> execute("DROP DATABASE shop"));
    assertThatThrownBy(() -> execute("DROP DATABASE shop"))
        .hasMessage("Cannot drop database \"shop\" because it is in use.");
    assertThatThrownBy(() -> execute("DROP DATABASE shop"))
        .isInstanceOfSatisfying(
            SQLServerException.class,
            e -> {
              assertThat(e.getSQLServerError().getServerName()).isEqualTo("DB1\\SHOP");
              assertThat(e.getSQLServerError().getProcedureName()).isEqualTo("p");
              assertThat(e.getSQLServerError().getLineNumber()).isEqualTo(12);
              assertThat(e.getSQLServerError().getErrorSeverity()).isEqualTo(16);
            });
    assertThat(connection.isValid(1)).isTrue();
    script.on("INSERT").answer(WireAnswer.error("2627", "duplicate key"));
    assertError(2627, "23000", () -> execute("INSERT"));
  }

  @Test
  void errorsInARowAreOneChainWithTheFirstInFront() {
    script
        .on("BACKUP DATABASE shop TO DISK = 'a'")
        .answer(
            WireAnswer.several(
                WireAnswer.notice("3211", "10 percent processed."),
                WireAnswer.error("3202", "Write on \"a\" failed: 112"),
                WireAnswer.error("3013", "BACKUP DATABASE is terminating abnormally.")));
    assertThatThrownBy(() -> execute("BACKUP DATABASE shop TO DISK = 'a'"))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getErrorCode()).isEqualTo(3202);
              assertThat(e.getNextException().getErrorCode()).isEqualTo(3013);
            });
  }

  @Test
  void messagesBesideAnAnswerAreWarnings() throws SQLException {
    script
        .on("BACKUP DATABASE shop TO DISK = 'a'")
        .answer(
            WireAnswer.several(
                WireAnswer.notice("3211", "10 percent processed."),
                WireAnswer.notice("3014", "BACKUP DATABASE successfully processed 330 pages."),
                WireAnswer.done()));
    try (Statement statement = connection.createStatement()) {
      statement.execute("BACKUP DATABASE shop TO DISK = 'a'");
      assertThat(statement.getWarnings().getErrorCode()).isEqualTo(3211);
      assertThat(statement.getWarnings().getMessage()).isEqualTo("10 percent processed.");
      assertThat(statement.getWarnings().getNextWarning().getErrorCode()).isEqualTo(3014);
    }
  }

  @Test
  void anErrorInTheMidstOfRowsIsFoundByWhoReadsThemAll() throws SQLException {
    script
        .on("SELECT 1 / a FROM t")
        .answer(numbers(2).then(WireAnswer.error("8134", "Divide by zero error encountered.")));
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1 / a FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThatThrownBy(rows::next).hasMessageEndingWith("Divide by zero error encountered.");
    }
    try (PreparedStatement statement = connection.prepareStatement("SELECT 1 / a FROM t");
        ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isTrue();
      assertError(8134, "S0001", rows::next);
    }
    assertThat(connection.isValid(1)).isTrue();
  }

  @Test
  void anErrorBehindRowsIsFoundOnlyByWhoAsksForMore() throws SQLException {
    script
        .on("EXEC p")
        .answer(
            WireAnswer.several(
                numbers(2), WireAnswer.done(), WireAnswer.error("3013", "terminating")));
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.execute("EXEC p")).isTrue();
      try (ResultSet rows = statement.getResultSet()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isFalse();
      }
      assertError(3013, "S0001", statement::getMoreResults);
    }
    execute("EXEC p"); // goes unnoticed
  }

  @Test
  void whatComesAfterAnErrorIsStillAResult() throws SQLException {
    script
        .on("EXEC p")
        .answer(
            WireAnswer.several(
                WireAnswer.updated(1), WireAnswer.error("547", "conflict"), WireAnswer.updated(2)));
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.execute("EXEC p")).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(1);
      assertError(547, "23000", statement::getMoreResults);
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aQueryThatTakesTooLongIsCancelled(boolean prepared) throws SQLException {
    script.on("WAITFOR DELAY '0:0:30'").answer(WireAnswer.done().held(new WireGate()));
    script.on("SELECT 2").answer(numbers(1));
    long begin = System.nanoTime();
    try (Statement statement =
        prepared
            ? connection.prepareStatement("WAITFOR DELAY '0:0:30'")
            : connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(
              () -> {
                if (statement instanceof PreparedStatement query) {
                  query.execute();
                } else {
                  statement.execute("WAITFOR DELAY '0:0:30'");
                }
              })
          .isInstanceOfSatisfying(
              SQLTimeoutException.class, e -> assertThat(e.getErrorCode()).isZero())
          .hasMessage("The query has timed out.");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(peer.cancels()).isEqualTo(1);
    assertThat(execute("SELECT 2")).isTrue();
  }

  @Test
  void aStatementIsCancelled() throws Exception {
    WireGate gate = new WireGate();
    script.on("WAITFOR DELAY '0:0:30'").answer(WireAnswer.done().held(gate));
    try (Statement statement = connection.createStatement()) {
      CompletableFuture<Void> cancel = cancelling(gate, statement);
      assertError(0, "HY008", () -> statement.execute("WAITFOR DELAY '0:0:30'"));
      cancel.get(5, TimeUnit.SECONDS);
      assertThat(statement.execute("SELECT 1")).isTrue();
    }
    assertThat(peer.cancels()).isEqualTo(1);
  }

  @Test
  void aStatementIsCancelledInTheMidstOfItsAnswer() throws Exception {
    WireGate gate = new WireGate();
    script
        .on("SELECT a FROM t")
        .answer(WireAnswer.several(numbers(5000), new WireAnswer.Held(gate), numbers(1)));
    try (Statement statement = connection.createStatement()) {
      CompletableFuture<Void> cancel = cancelling(gate, statement);
      assertThatThrownBy(
              () -> {
                try (ResultSet rows = statement.executeQuery("SELECT a FROM t")) {
                  while (rows.next()) {
                    assertThat(rows.getInt(1)).isPositive();
                  }
                }
                statement.getMoreResults();
              })
          .hasMessage("The query was canceled.");
      cancel.get(5, TimeUnit.SECONDS);
    }
    assertThat(connection.isValid(1)).isTrue();
  }

  private static CompletableFuture<Void> cancelling(WireGate gate, Statement statement) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            gate.awaitReached(Duration.ofSeconds(5));
            statement.cancel();
          } catch (InterruptedException | SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void aCancelWithoutAStatementSaysNothing() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      statement.cancel();
      assertThat(statement.execute("SELECT 1")).isTrue();
    }
    assertThat(peer.cancels()).isZero();
  }

  @Test
  void anAnswerMayTakeItsTime() throws SQLException {
    script.on("SELECT 2").answer(numbers(1).after(Duration.ofMillis(50)));
    long begin = System.nanoTime();
    assertThat(execute("SELECT 2")).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(49));
  }

  @Test
  void aBatchHasAnyNumberOfResults() throws SQLException {
    script
        .on("EXEC everything")
        .answer(
            WireAnswer.several(
                WireAnswer.notice("50001", "first"),
                WireAnswer.rows("a int").row(1).row(2),
                WireAnswer.updated(3),
                WireAnswer.done(),
                WireAnswer.rows("b nvarchar(5)"),
                WireAnswer.notice("50002", "last").field("severity", "10").field("state", "7"),
                WireAnswer.updated(0)));
    List<String> results = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute("EXEC everything");
      while (rows || statement.getUpdateCount() >= 0) {
        if (rows) {
          try (ResultSet result = statement.getResultSet()) {
            int count = 0;
            while (result.next()) {
              count++;
            }
            results.add(count + " rows");
          }
        } else {
          results.add(statement.getUpdateCount() + " changed");
        }
        rows = statement.getMoreResults();
      }
      assertThat(statement.getWarnings().getErrorCode()).isEqualTo(50001);
    }
    assertThat(results).containsExactly("2 rows", "3 changed", "0 rows", "0 changed");
  }

  @Test
  void aProcedureReturnsWhatTheScriptSays() throws SQLException {
    script
        .matching("EXEC .*")
        .answer(WireAnswer.rows("a int").row(1).then(WireAnswer.returned(0, 5, "out")));
    try (CallableStatement call = connection.prepareCall("{? = call p(?, ?)}")) {
      call.registerOutParameter(1, Types.INTEGER);
      call.setInt(2, 7);
      call.registerOutParameter(3, Types.NVARCHAR);
      assertThat(call.execute()).isTrue();
      assertThat(call.getMoreResults()).isFalse();
      assertThat(call.getInt(1)).isEqualTo(5);
      assertThat(call.getString(3)).isEqualTo("out");
    }
    assertThat(script.requests().get(0).statement()).isEqualTo("EXEC @P0 = p @P1, @P2 OUT");
  }
}
