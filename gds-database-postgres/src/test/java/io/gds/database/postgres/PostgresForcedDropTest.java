package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.access.DropUserOptions;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dropping a user by force while its clients come back at once. */
class PostgresForcedDropTest {
  private static final String USER = "gds_returning";

  private Servers servers;

  @BeforeEach
  void aUser() {
    servers = Servers.of(PostgresMajors.NEWEST);
    servers.server.execute("DROP ROLE IF EXISTS " + USER, "CREATE ROLE " + USER + " LOGIN");
  }

  @AfterEach
  void noUser() {
    servers.server.execute("DROP TABLE IF EXISTS t_returning", "DROP ROLE IF EXISTS " + USER);
    servers.close();
  }

  private Optional<String> mayLogIn() {
    return servers.server.value("SELECT rolcanlogin FROM pg_roles WHERE rolname = '" + USER + "'");
  }

  private Operation<?> dropByForce() {
    return servers.engine.prepareDropUser(DropUserOptions.builder().name(USER).force(true).build());
  }

  @Test
  void clientsThatComeBackAreKeptOut() throws InterruptedException {
    try (ReturningClients clients = new ReturningClients(servers.server, "postgres", USER)) {
      Operation<?> drop = dropByForce();
      assertThat(drop.script().text())
          .contains("ALTER ROLE \"" + USER + "\" NOLOGIN", "pg_terminate_backend");
      drop.run();
      assertThat(mayLogIn()).isEmpty();
      assertThat(clients.sessions()).isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void aUserThatCouldNotBeDroppedMayLogInAgain() throws SQLException {
    try (Connection other = servers.server.connect("postgres");
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      // Not seen by others yet, and the role cannot go before it is decided.
      statement.execute("CREATE TABLE t_returning (n int)");
      statement.execute("GRANT SELECT ON t_returning TO " + USER);
      OperationHandle<?> handle =
          servers.engine.operations().submit(dropByForce(), OperationContext.none());
      PostgresHaEngines.await(() -> mayLogIn().equals(Optional.of("f")));
      PostgresHaEngines.await(
          () ->
              servers
                  .server
                  .value(
                      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND"
                          + " query LIKE 'DROP ROLE%'")
                  .equals(Optional.of("1")));
      handle.cancel();
      OperationResult<?> result = handle.await();
      assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(mayLogIn()).contains("t");
      other.rollback();
    }
    dropByForce().run();
    assertThat(mayLogIn()).isEmpty();
  }

  @Test
  void aRoleThatNobodyCouldLogInAsStaysSoWhenItIsNotDropped() throws SQLException {
    servers.server.execute("ALTER ROLE " + USER + " NOLOGIN");
    try (Connection other = servers.server.connect("postgres");
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("CREATE TABLE t_returning (n int)");
      statement.execute("GRANT SELECT ON t_returning TO " + USER);
      OperationHandle<?> handle =
          servers.engine.operations().submit(dropByForce(), OperationContext.none());
      PostgresHaEngines.await(
          () ->
              servers
                  .server
                  .value(
                      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND"
                          + " query LIKE 'DROP ROLE%'")
                  .equals(Optional.of("1")));
      handle.cancel();
      assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(mayLogIn()).contains("f");
      other.rollback();
    }
  }
}
