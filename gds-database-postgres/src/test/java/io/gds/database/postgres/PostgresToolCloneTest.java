package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.CreateOptions;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.testkit.server.PostgresTestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a clone through the tools asks of both servers before anything is made. */
class PostgresToolCloneTest {
  /** What a dump would name the first role of all in; FIRST is that one, MAKER another. */
  private static final List<String> THINGS =
      List.of(
          "CREATE TABLE held (id int)",
          "CREATE TABLE held (id int); ALTER TABLE held OWNER TO MAKER;"
              + " GRANT SELECT (id) ON held TO FIRST",
          "CREATE FUNCTION held() RETURNS int LANGUAGE sql AS 'SELECT 1'",
          "CREATE SCHEMA held",
          "CREATE TYPE held AS ENUM ('a')",
          "CREATE PUBLICATION held",
          "SELECT lo_create(7)",
          "ALTER SCHEMA public OWNER TO FIRST",
          "GRANT CREATE ON SCHEMA public TO FIRST",
          "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC",
          "CREATE TABLE held (id int); ALTER TABLE held OWNER TO MAKER;"
              + " CREATE POLICY p ON held TO FIRST");

  private static List<String> firstRole(Connection connection, boolean publicOwner)
      throws SQLException {
    try (PreparedStatement question =
        connection.prepareStatement(PostgresSql.text("clone-first-role"))) {
      question.setBoolean(1, publicOwner);
      List<String> roles = new ArrayList<>();
      try (ResultSet rows = question.executeQuery()) {
        while (rows.next()) {
          roles.add(rows.getString("name"));
        }
      }
      return roles;
    }
  }

  @Test
  void theFirstRoleIsNeededWhereADumpNamesIt() throws Exception {
    try (Depot depot = Depot.shared()) {
      String first = depot.server.superuser();
      String maker = depot.role("maker");
      String name = depot.name();
      depot.engine.database(name).create(CreateOptions.defaults());
      try (Connection connection = depot.server.connect(name);
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        assertThat(firstRole(connection, false)).as("an empty database").isEmpty();
        for (String thing : THINGS) {
          statement.execute(thing.replace("FIRST", first).replace("MAKER", maker));
          assertThat(firstRole(connection, true)).as(thing).containsExactly(first);
          connection.rollback();
        }
        statement.execute("DROP SCHEMA public");
        assertThat(firstRole(connection, true)).as("without the schema public").isEmpty();
        connection.rollback();
      }
    }
  }

  /** Makes another role the first one: the old superuser is an ordinary one from here on. */
  private static void rename(PostgresTestServer server) throws Exception {
    String superuser = server.superuser();
    server.execute("CREATE ROLE helper SUPERUSER LOGIN");
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/postgres",
                "helper",
                "");
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE " + superuser + " RENAME TO the_first");
      statement.execute("CREATE ROLE " + superuser + " SUPERUSER LOGIN");
    }
  }

  @Test
  void aServerWhoseFirstRoleIsCalledOtherwiseTakesWhatIsNotItsOwn() throws Exception {
    try (Depot depot = Depot.shared();
        PostgresTestServer other =
            PostgresTestServer.builder().major(depot.server.major()).start()) {
      rename(other);
      String maker = depot.role("maker");
      other.execute("CREATE ROLE " + maker);
      try (Servers from = new Servers(other)) {
        String name = depot.name();
        PostgresDatabase source = from.engine.database(name).create(CreateOptions.defaults());
        other.executeIn(
            name, "CREATE TABLE item AS SELECT 1 AS id", "ALTER TABLE item OWNER TO " + maker);
        CloneOptions options =
            CloneOptions.builder()
                .to(name)
                .targetEngine(PostgresUrls.parse(depot.server.url("postgres")).orElseThrow())
                .build();
        source.clone(options);
        assertThat(depot.content(name)).startsWith("1 ");
        depot.server.execute("DROP DATABASE " + name);
        other.execute("SET ROLE the_first", "SELECT 1");
        other.executeIn(name, "ALTER TABLE item OWNER TO the_first");
        DatabaseException refusal =
            catchThrowableOfType(DatabaseException.class, () -> source.clone(options));
        assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal).hasMessageContaining("role the_first");
      }
    }
  }

  @Test
  void rowsThatRowSecurityHidesAreToldBeforeAnythingIsMade() throws Exception {
    try (Depot depot = Depot.shared()) {
      PostgresDatabase database = depot.filled(10);
      String role = depot.role("rls");
      depot.server.execute("ALTER ROLE " + role + " CREATEDB");
      depot.server.executeIn(
          database.name(),
          "ALTER TABLE item ENABLE ROW LEVEL SECURITY",
          "CREATE POLICY visible ON item USING (id < 3)",
          "GRANT SELECT ON item TO " + role);
      PostgresDatabase own =
          depot
              .open(
                  depot.server.url("postgres").replace(depot.server.superuser() + "@", role + "@"))
              .database(database.name());
      CloneOptions.Builder options =
          CloneOptions.builder()
              .to(depot.name())
              .option(PostgresClone.NO_OWNER, true)
              .option(PostgresClone.NO_ACL, true);
      DatabaseException refusal =
          catchThrowableOfType(
              DatabaseException.class, () -> own.clone(options.kind(CloneKind.COPY).build()));
      assertThat(refusal.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
      assertThat(refusal).hasMessageContaining("public.item (row security)");
      own.clone(options.kind(CloneKind.STRUCTURE_ONLY).build());
      depot.server.executeIn(database.name(), "DROP OWNED BY " + role);
    }
  }
}
