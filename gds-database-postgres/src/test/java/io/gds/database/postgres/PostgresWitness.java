package io.gds.database.postgres;

import io.gds.database.testkit.server.PostgresTestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks at a server by plain JDBC, so that the code under test is not its own witness. */
final class PostgresWitness {
  private static final List<String> OF_SERVER =
      List.of(
          "SELECT to_jsonb(d) - 'datfrozenxid' - 'datminmxid' FROM pg_database d ORDER BY datname",
          "SELECT to_jsonb(r) FROM pg_authid r ORDER BY rolname",
          "SELECT to_jsonb(m) FROM pg_auth_members m ORDER BY roleid, member",
          "SELECT to_jsonb(s) FROM pg_db_role_setting s ORDER BY setdatabase, setrole",
          "SELECT to_jsonb(t) FROM pg_tablespace t ORDER BY spcname",
          "SELECT to_jsonb(x) FROM pg_shdescription x ORDER BY objoid",
          "SELECT to_jsonb(f) FROM pg_file_settings f ORDER BY seqno",
          "SELECT slot_name FROM pg_replication_slots ORDER BY slot_name");

  private final PostgresTestServer server;

  PostgresWitness(PostgresTestServer server) {
    this.server = server;
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
    }
    return values;
  }

  /** The rows of all tables of a database, sequences left out. */
  String content(String database) {
    try (Connection connection = server.connect(database)) {
      StringBuilder content = new StringBuilder();
      for (String table :
          column(
              connection,
              "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON"
                  + " n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN"
                  + " ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%' ORDER"
                  + " BY 1")) {
        content
            .append(table)
            .append('=')
            .append(
                column(
                    connection,
                    "SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM "
                        + table
                        + " t"))
            .append('\n');
      }
      return content.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(database + ": " + e.getMessage(), e);
    }
  }

  /** Everything a dry run could change. */
  String fingerprint() {
    StringBuilder all = new StringBuilder();
    List<String> open = new ArrayList<>();
    try (Connection connection = server.connect("postgres")) {
      for (String question : OF_SERVER) {
        all.append(column(connection, question)).append('\n');
      }
      open.addAll(
          column(
              connection,
              "SELECT datname FROM pg_database WHERE datallowconn AND datconnlimit <> -2 AND"
                  + " datname NOT IN ('postgres', 'template1') ORDER BY datname"));
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    open.forEach(database -> all.append(database).append(": ").append(content(database)));
    return all.toString();
  }

  /** Drops what tests left: databases, roles, settings of the server. */
  void sweep() {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      for (String name :
          column(
              connection,
              "SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0',"
                  + " 'template1')")) {
        String quoted = PostgresSql.name(name);
        statement.execute("ALTER DATABASE " + quoted + " IS_TEMPLATE false");
        statement.execute("DROP DATABASE " + quoted + " WITH (FORCE)");
      }
      for (String role :
          column(
              connection,
              "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user")) {
        statement.execute("DROP OWNED BY " + PostgresSql.name(role));
        statement.execute("DROP ROLE " + PostgresSql.name(role));
      }
      statement.execute("ALTER SYSTEM RESET ALL");
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
