package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.sqlserver.jdbc.SQLServerConnectionPoolDataSource;
import com.microsoft.sqlserver.jdbc.SQLServerDataTable;
import com.microsoft.sqlserver.jdbc.SQLServerPreparedStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import javax.sql.PooledConnection;
import org.junit.jupiter.api.Test;

/**
 * What mssql-jdbc says by itself and when, as the library and its tests rely on it: a new version
 * that does otherwise fails here.
 */
class SqlServerPeerDriverTest extends SqlServerPeerFixture {
  private List<String> said() {
    return script.everything().stream().map(WireRequest::normalized).toList();
  }

  private List<String> procedures() {
    return script.everything().stream()
        .map(request -> request.attributes().getOrDefault("procedure", "batch"))
        .toList();
  }

  private static void read(PreparedStatement statement, int value) throws SQLException {
    statement.setInt(1, value);
    try (ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isTrue();
    }
  }

  @Test
  void aConnectionSaysNothing() {
    assertThat(said()).isEmpty();
    assertThat(script.logins()).hasSize(1);
  }

  @Test
  void aDatabaseThatCannotBeOpenedIsTriedAgain() {
    try (SqlServerPeer other = SqlServerPeer.builder().databases("x"::equals).start()) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(other.jdbcUrl("y") + ";connectRetryCount=0"))
          .isInstanceOf(SQLException.class);
      assertThat(other.script().logins()).hasSizeGreaterThan(1);
    }
  }

  @Test
  void aStatementIsPreparedAtItsSecondRun() throws SQLException {
    script.on("SELECT a FROM t WHERE b = @P0").answer(numbers(1));
    try (PreparedStatement statement = connection.prepareStatement("SELECT a FROM t WHERE b = ?")) {
      for (int i = 0; i < 4; i++) {
        read(statement, i);
      }
    }
    assertThat(procedures())
        .containsExactly("sp_executesql", "sp_prepexec", "sp_execute", "sp_execute");
    assertThat(script.requests())
        .extracting(request -> request.bind(1, Integer.class))
        .containsExactly(0, 1, 2, 3);
    assertThat(script.requests())
        .extracting(request -> request.attributes().get("declared"))
        .containsOnly("@P0 int");
    assertThat(script.requests().get(3).attributes()).containsEntry("handle", "1");
  }

  @Test
  void aNewStatementEachTimeIsNeverPrepared() throws SQLException {
    script.on("SELECT a FROM t WHERE b = @P0").answer(numbers(1));
    for (int i = 0; i < 4; i++) {
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT a FROM t WHERE b = ?")) {
        read(statement, i);
      }
    }
    assertThat(procedures()).containsOnly("sp_executesql").hasSize(4);
  }

  @Test
  void theWayToPrepareCanBeChosen() throws SQLException {
    script.matching("SELECT a FROM t WHERE b = .*").answer(numbers(1));
    for (String method : List.of("none", "prepare")) {
      try (Connection other = connected(";prepareMethod=" + method);
          PreparedStatement statement = other.prepareStatement("SELECT a FROM t WHERE b = ?")) {
        for (int i = 0; i < 3; i++) {
          read(statement, i);
        }
      }
    }
    assertThat(procedures())
        .containsExactly("batch", "batch", "batch", "sp_executesql", "sp_execute", "sp_execute");
    assertThat(said().get(2)).isEqualTo("SELECT a FROM t WHERE b = 2");
  }

  @Test
  void preparedStatementsAreGivenBack() throws SQLException {
    script.matching("SELECT .*").answer(numbers(1));
    try (Connection other = connected(";serverPreparedStatementDiscardThreshold=1")) {
      for (String sql : List.of("SELECT a WHERE 1 = ?", "SELECT b WHERE 1 = ?")) {
        try (PreparedStatement statement = other.prepareStatement(sql)) {
          read(statement, 1);
          read(statement, 2);
        }
      }
      assertThat(other.isValid(1)).isTrue();
    }
  }

  @Test
  void manyRunsAreOneCallEach() throws SQLException {
    script
        .beginningWith("INSERT")
        .inTurn(WireAnswer.updated(1), WireAnswer.updated(2), WireAnswer.updated(3));
    try (PreparedStatement statement = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
      for (int i = 0; i < 3; i++) {
        statement.setInt(1, i);
        statement.addBatch();
      }
      assertThat(statement.executeBatch()).containsExactly(1, 2, 3);
    }
    assertThat(procedures()).containsExactly("sp_executesql", "sp_prepexec", "sp_execute");
  }

  @Test
  void transactionsAreImplicitOnes() throws SQLException {
    script.on("UPDATE t SET a = 1").answer(WireAnswer.updated(1));
    script.on("SELECT a FROM t").answer(numbers(1));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      statement.execute("UPDATE t SET a = 1");
      Savepoint point = connection.setSavepoint("p");
      connection.rollback(point);
      connection.commit();
      statement.execute("SELECT a FROM t");
      connection.rollback();
    }
    connection.setAutoCommit(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    assertThat(said())
        .containsExactly(
            "set implicit_transactions on",
            "SELECT 1",
            "UPDATE t SET a = 1",
            "IF @@TRANCOUNT = 0 BEGIN BEGIN TRAN IF @@TRANCOUNT = 2 COMMIT TRAN END SAVE TRAN [p]",
            "IF @@TRANCOUNT > 0 ROLLBACK TRAN [p]",
            "IF @@TRANCOUNT > 0 COMMIT TRAN",
            "SELECT a FROM t",
            "IF @@TRANCOUNT > 0 ROLLBACK TRAN",
            "set implicit_transactions off IF @@TRANCOUNT > 0 COMMIT TRAN",
            "set transaction isolation level serializable");
    assertThat(script.everything())
        .extracting(request -> request.attributes().get("transaction"))
        .containsExactly(
            "none", "none", "open", "open", "open", "open", "open", "open", "none", "none");
    assertThat(script.statements()).containsExactly("UPDATE t SET a = 1", "SELECT a FROM t");
  }

  @Test
  void transactionsOfOnesOwnAreKeptTrackOf() throws SQLException {
    script.on("SELECT 2").answer(numbers(1));
    for (String sql :
        List.of("BEGIN TRANSACTION", "begin tran inner_one", "SELECT 2", "COMMIT", "SELECT 2")) {
      execute(sql);
    }
    execute("ROLLBACK TRANSACTION");
    execute("SELECT 2");
    assertThat(script.requests())
        .extracting(request -> request.attributes().get("transaction"))
        .containsExactly("open", "open", "none");
    assertError(3902, "S0001", () -> execute("COMMIT TRANSACTION"));
    assertError(3903, "S0001", () -> execute("ROLLBACK"));
    assertError(628, "S0001", () -> execute("SAVE TRAN p"));
  }

  @Test
  void theVictimOfADeadlockHasNoTransactionAnyMore() throws SQLException {
    script.on("UPDATE t SET a = 1").answer(WireAnswer.error("1205", "deadlock victim"));
    script.on("SELECT 2").answer(numbers(1));
    connection.setAutoCommit(false);
    assertError(1205, "40001", () -> execute("UPDATE t SET a = 1"));
    execute("SELECT 2");
    assertThat(script.requests().get(1).attributes()).containsEntry("transaction", "none");
  }

  @Test
  void theDatabaseOfASessionChangesWithUse() throws SQLException {
    script.on("SELECT 2").answer(numbers(1));
    script.on("USE [a b]; SELECT 3").answer(numbers(1));
    connection.setCatalog("a]b's");
    execute("SELECT 2");
    execute("USE other");
    assertThat(connection.getCatalog()).isEqualTo("other");
    execute("SELECT 2");
    execute("USE [a b];\nSELECT 3");
    assertThat(connection.getCatalog()).isEqualTo("a b");
    assertThat(script.requests())
        .extracting(WireRequest::database)
        .containsExactly("a]b's", "other", "a b");
    assertThat(said()).contains("use [a]]b's]");
    for (String name :
        List.of("]", "]]a", "a--b", "'", "x".repeat(128), "\"q\"", "[", "😀; DROP")) {
      connection.setCatalog(name);
      connection.isValid(1);
      List<WireRequest> all = script.everything();
      assertThat(all.get(all.size() - 1).database()).isEqualTo(name);
    }
    execute("USE \"a \"\"b\"");
    assertThat(connection.getCatalog()).isEqualTo("a \"b");
    connection.setCatalog("a b");
    script.on("USE [locked]").answer(WireAnswer.error("916", "not able to access"));
    assertError(916, "S0001", () -> execute("USE [locked]"));
    assertThat(connection.getCatalog()).isEqualTo("a b");
  }

  @Test
  void howManyRowsAreReadIsForTheServerToKeep() throws SQLException {
    script.on("SELECT a FROM t").answer(numbers(10));
    try (Statement statement = connection.createStatement()) {
      statement.setMaxRows(3);
      statement.setMaxFieldSize(100);
      try (ResultSet rows = statement.executeQuery("SELECT a FROM t")) {
        int count = 0;
        while (rows.next()) {
          count++;
        }
        assertThat(count).isEqualTo(3);
      }
    }
    assertThat(said()).containsExactly("SET ROWCOUNT 3", "SET TEXTSIZE 100", "SELECT a FROM t");
  }

  @Test
  void metadataIsAskedForByTheseStatements() throws SQLException {
    script
        .on("SELECT name AS TABLE_CAT FROM sys.databases order by name")
        .answer(WireAnswer.rows("TABLE_CAT sysname").row("shop"));
    script.matching("set fmtonly on .*").answer(WireAnswer.rows("a int"));
    script
        .on("exec sp_describe_undeclared_parameters @P0")
        .with("SELECT a FROM t WHERE b = @P0")
        .answer(WireAnswer.rows("parameter_ordinal int"));
    try (ResultSet catalogs = connection.getMetaData().getCatalogs()) {
      assertThat(catalogs.next()).isTrue();
    }
    try (PreparedStatement statement = connection.prepareStatement("SELECT a FROM t WHERE b = ?")) {
      assertThat(statement.getMetaData().getColumnName(1)).isEqualTo("a");
      assertThat(statement.getParameterMetaData().getParameterCount()).isZero();
      assertThat(connection.isValid(1)).isTrue();
    }
    assertThat(said())
        .containsExactly(
            "SELECT name AS TABLE_CAT FROM sys.databases order by name",
            "set fmtonly on SELECT a FROM t WHERE b = ? set fmtonly off",
            "exec sp_describe_undeclared_parameters @P0",
            "SELECT 1");
  }

  @Test
  void theDriversOwnSettingsAreTaken() throws SQLException {
    try (Connection other =
            connected(";lockTimeout=500;quotedIdentifier=OFF;concatNullYieldsNull=OFF");
        Statement statement = other.createStatement();
        ResultSet rows = statement.executeQuery("SELECT @@TRANCOUNT")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isZero();
    }
    assertThat(said())
        .containsExactly(
            "set lock_timeout 500",
            "SET QUOTED_IDENTIFIER OFF",
            "SET CONCAT_NULL_YIELDS_NULL OFF",
            "SELECT @@TRANCOUNT");
    assertThat(script.requests()).isEmpty();
  }

  @Test
  void aPoolHasTheSessionReset() throws SQLException {
    script.matching("SELECT .*").answer(numbers(1));
    SQLServerConnectionPoolDataSource source = new SQLServerConnectionPoolDataSource();
    source.setURL(peer.jdbcUrl("shop"));
    source.setUser("ada");
    PooledConnection pooled = source.getPooledConnection();
    try (Connection first = pooled.getConnection();
        Statement statement = first.createStatement()) {
      first.setCatalog("other");
      statement.execute("SELECT 2");
    }
    try (Connection second = pooled.getConnection();
        Statement statement = second.createStatement()) {
      statement.execute("SELECT 2");
      statement.execute("SELECT 2");
    }
    pooled.close();
    assertThat(script.requests())
        .extracting(request -> request.database() + " " + request.attributes().get("reset"))
        .containsExactly("other false", "shop true", "shop false");
  }

  @Test
  void whatIsNotSpokenIsNamed() throws SQLException {
    try (Statement scrolling =
        connection.createStatement(ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
      assertThatThrownBy(() -> scrolling.executeQuery("SELECT a FROM t"))
          .hasMessageContaining("the peer has no cursors (sp_cursoropen)");
    }
    SQLServerDataTable table = new SQLServerDataTable();
    table.addColumnMetadata("a", Types.INTEGER);
    table.addRow(1);
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO t SELECT * FROM ?")) {
      statement.unwrap(SQLServerPreparedStatement.class).setStructured(1, "dbo.tt", table);
      assertThatThrownBy(statement::execute)
          .hasMessageContaining("the peer knows no table-valued parameters");
    }
    assertThatThrownBy(peer::verify).hasMessageContaining("sp_cursoropen");
    script.reset();
  }
}
