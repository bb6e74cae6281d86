package io.gds.database.testkit.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.wire.SqlServerPeer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logins, users and what they may do, asked by the real driver. */
class SqlServerAccessTest {
  private final SqlServerModel model =
      SqlServerModel.builder().login("sa", "secret").login("clerk", "other").build();
  private final SqlServerPeer peer = model.serve(SqlServerPeer.builder());

  @AfterEach
  void end() {
    peer.close();
    model.close();
  }

  private Connection connect(String database, String user, String password) throws SQLException {
    return DriverManager.getConnection(peer.jdbcUrl(database), user, password);
  }

  private void run(String... statements) throws SQLException {
    as("sa", "secret", "master", statements);
  }

  private void as(String user, String password, String database, String... statements)
      throws SQLException {
    try (Connection connection = connect(database, user, password);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private int ask(String user, String password, String question) throws SQLException {
    try (Connection connection = connect("master", user, password);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + question + " AS answer")) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  private static void assertRefused(int number, ThrowingCallable what) {
    assertThatThrownBy(what::call)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(number));
  }

  private interface ThrowingCallable {
    void call() throws SQLException;
  }

  @Test
  void aLoginIsLetInByWhatItIsNow() throws SQLException {
    run("CREATE LOGIN [ada] WITH PASSWORD = N'Strong-1'");
    assertThatCode(() -> connect("master", "ada", "Strong-1").close()).doesNotThrowAnyException();
    assertRefused(18456, () -> connect("master", "ada", "strong-1"));
    run("ALTER LOGIN [ada] DISABLE");
    assertRefused(18470, () -> connect("master", "ada", "Strong-1"));
    assertRefused(18456, () -> connect("master", "ada", "wrong"));
    run("ALTER LOGIN [ada] ENABLE", "ALTER LOGIN [ada] WITH PASSWORD = N'Strong-2'");
    model.access().lock("ada");
    assertRefused(18486, () -> connect("master", "ada", "Strong-2"));
    run(
        "ALTER LOGIN [ada] WITH PASSWORD = N'Strong-3' UNLOCK, CHECK_EXPIRATION = ON",
        "ALTER LOGIN [ada] WITH PASSWORD = N'Strong-4' MUST_CHANGE");
    assertRefused(18488, () -> connect("master", "ada", "Strong-4"));
    run("DROP LOGIN [ada]");
    assertRefused(18456, () -> connect("master", "ada", "Strong-4"));
  }

  @Test
  void aDatabaseIsOpenToItsUsers() throws SQLException {
    run("CREATE DATABASE [shop]");
    assertRefused(4060, () -> connect("shop", "clerk", "other"));
    assertRefused(916, () -> as("clerk", "other", "master", "USE [shop]"));
    run("USE [shop]", "CREATE USER [c] FOR LOGIN [clerk]");
    assertThatCode(() -> connect("shop", "clerk", "other").close()).doesNotThrowAnyException();
    run("USE [shop]", "DENY CONNECT TO [c]");
    assertRefused(4060, () -> connect("shop", "clerk", "other"));
    assertRefused(15023, () -> run("USE [shop]", "CREATE USER [C] FOR LOGIN [sa]"));
    assertRefused(15063, () -> run("USE [shop]", "CREATE USER [d] FOR LOGIN [clerk]"));
    assertRefused(33233, () -> run("USE [shop]", "CREATE USER [e] WITH PASSWORD = N'Strong-1'"));
    run("CREATE DATABASE [box] CONTAINMENT = PARTIAL");
    run("USE [box]", "CREATE USER [inside] WITH PASSWORD = N'Strong-1'");
    assertThatCode(() -> connect("box", "inside", "Strong-1").close()).doesNotThrowAnyException();
    assertRefused(18456, () -> connect("master", "inside", "Strong-1"));
  }

  @Test
  void rightsComeByGrantsAndRolesAndAreWithheldByDenials() throws SQLException {
    String right = "HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE')";
    assertThat(ask("clerk", "other", right)).isZero();
    run("CREATE SERVER ROLE [ops]", "GRANT ALTER SERVER STATE TO [ops]");
    run("ALTER SERVER ROLE [ops] ADD MEMBER [clerk]");
    assertThat(ask("clerk", "other", right)).as("by a role, included in another").isOne();
    run("DENY VIEW SERVER STATE TO [clerk]");
    assertThat(ask("clerk", "other", right)).isZero();
    run("REVOKE VIEW SERVER STATE FROM [clerk]");
    assertThat(ask("clerk", "other", right)).isOne();
    assertThat(ask("clerk", "other", "IS_SRVROLEMEMBER('ops')")).isOne();
    assertThat(ask("sa", "secret", "IS_SRVROLEMEMBER('ops', 'clerk')")).isOne();
    run("CREATE DATABASE [shop]");
    String ofUsers = "HAS_PERMS_BY_NAME('[shop]', 'DATABASE', 'ALTER ANY USER')";
    assertThat(ask("clerk", "other", ofUsers)).isZero();
    run(
        "USE [shop]",
        "CREATE USER [clerk] FOR LOGIN [clerk]",
        "ALTER ROLE [db_accessadmin] ADD MEMBER [clerk]");
    assertThat(ask("clerk", "other", ofUsers)).isOne();
  }

  @Test
  void whoHasNoRightIsRefusedByNumber() throws SQLException {
    assertRefused(
        15247, () -> as("clerk", "other", "master", "CREATE LOGIN [a] WITH PASSWORD = N'S'"));
    assertRefused(15151, () -> as("clerk", "other", "master", "DROP LOGIN [sa]"));
    assertRefused(4613, () -> as("clerk", "other", "master", "GRANT SHUTDOWN TO [clerk]"));
    assertRefused(15247, () -> as("clerk", "other", "master", "CREATE SERVER ROLE [r]"));
    assertRefused(15405, () -> run("DROP LOGIN [sa]"));
    run("CREATE DATABASE [shop]");
    assertRefused(4621, () -> run("USE [shop]", "GRANT SHUTDOWN TO [clerk]"));
    assertRefused(102, () -> run("GRANT FLY TO [clerk]"));
  }

  @Test
  void whatATransactionChangedIsTakenBackWithIt() throws SQLException {
    run("CREATE DATABASE [shop]");
    String before = model.contents();
    try (Connection connection = connect("master", "sa", "secret");
        Statement statement = connection.createStatement()) {
      for (String each :
          List.of(
              "BEGIN TRANSACTION",
              "CREATE LOGIN [ada] WITH PASSWORD = N'Strong-1'",
              "ALTER SERVER ROLE [dbcreator] ADD MEMBER [ada]",
              "USE [shop]",
              "CREATE USER [ada] FOR LOGIN [ada]",
              "GRANT SELECT TO [ada]")) {
        statement.execute(each);
      }
      assertThat(model.contents()).isNotEqualTo(before);
      statement.execute("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION");
    }
    assertThat(model.contents()).isEqualTo(before);
  }

  @Test
  void whatIsGrantedByAnotherStaysWhenItIsRevoked() throws SQLException {
    model.grant("clerk", "CONTROL SERVER");
    run("GRANT SHUTDOWN TO [clerk] WITH GRANT OPTION");
    run("CREATE LOGIN [ada] WITH PASSWORD = N'Strong-1'");
    as("clerk", "other", "master", "GRANT SHUTDOWN TO [ada]");
    String right = "HAS_PERMS_BY_NAME(NULL, NULL, 'SHUTDOWN')";
    run("REVOKE SHUTDOWN FROM [ada]");
    assertThat(ask("ada", "Strong-1", right)).isOne();
    run("REVOKE SHUTDOWN FROM [ada] AS [clerk]");
    assertThat(ask("ada", "Strong-1", right)).isZero();
    assertRefused(4611, () -> run("REVOKE SHUTDOWN FROM [clerk]"));
  }
}
