package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.server.PostgresTestServer;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver cannot tell the peer from a real server, as far as the peer goes. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class PostgresPeerLikenessTest {
  /** Types that the driver looks up in the catalogue if it is asked what they are. */
  private static final Set<String> ASKED_FOR = Set.of("interval", "inet", "pg_lsn");

  private static PostgresTestServer server;

  @BeforeAll
  static void startServer() {
    server = PostgresTestServer.builder().major(15).share();
  }

  @AfterAll
  static void releaseServer() {
    if (server != null) {
      server.close();
    }
  }

  private static Connection connected(String url, String more) throws SQLException {
    return DriverManager.getConnection(url + "?socketTimeout=20" + more, "postgres", "");
  }

  /** What is done with a connection, noting what can be seen of it. */
  private interface Scene {
    void play(Connection connection, List<String> seen) throws SQLException;
  }

  private static void assertAlike(PostgresPeer peer, String more, Scene scene) throws SQLException {
    List<String> real = new ArrayList<>();
    try (Connection connection = connected(server.jdbcUrl("postgres"), more)) {
      scene.play(connection, real);
    }
    List<String> played = new ArrayList<>();
    try (Connection connection = connected(peer.jdbcUrl("postgres"), more)) {
      scene.play(connection, played);
    }
    assertThat(played).isEqualTo(real);
    assertThat(real).isNotEmpty();
  }

  /** A statement's result as far as it can be seen; of an error its state and text. */
  private static void see(Connection connection, String sql, List<String> seen) {
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      StringBuilder text = new StringBuilder(sql + ": " + rows + " " + statement.getUpdateCount());
      if (rows) {
        ResultSet results = statement.getResultSet();
        text.append(' ').append(results.getMetaData().getColumnName(1));
        while (results.next()) {
          text.append(' ').append(results.getString(1));
        }
      }
      for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
        text.append(' ').append(w.getSQLState()).append(' ').append(w.getMessage());
      }
      seen.add(text.toString());
    } catch (SQLException e) {
      seen.add(sql + ": " + e.getSQLState() + " " + e.getMessage());
    }
  }

  private static Map<String, List<Object>> values() {
    Map<String, List<Object>> values = new LinkedHashMap<>();
    values.put("bool", List.of(true, false));
    values.put("int2", List.of(-32768, 7));
    values.put("int4", List.of(Integer.MIN_VALUE, 7));
    values.put("int8", List.of(Long.MAX_VALUE, 7));
    values.put(
        "float4",
        List.of(0f, -0f, 1f, 1.5f, -0.25f, 999_999f, 1e6f, 1.25e8f, 1e-4f, 1e-5f, Float.NaN));
    values.put(
        "float8",
        List.of(
            0.0,
            0.1,
            100.0,
            1e14,
            1e15,
            1.5e15,
            1e100,
            -2.5e-7,
            0.0001,
            0.00012,
            0.00001,
            Double.POSITIVE_INFINITY));
    values.put(
        "numeric",
        List.of(
            new BigDecimal("0"),
            new BigDecimal("0.00"),
            new BigDecimal("-1234567890123.000450"),
            new BigDecimal("10000"),
            new BigDecimal("0.00001"),
            new BigDecimal("99999999.9999")));
    values.put("text", List.of("", "it's \\ ü €"));
    values.put("varchar", List.of("v"));
    values.put("name", List.of("n"));
    values.put("bytea", List.of(new byte[] {0, 1, -1}, new byte[0]));
    values.put("uuid", List.of(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")));
    values.put(
        "timestamp",
        List.of(
            LocalDateTime.of(2024, 2, 29, 1, 2, 3, 450_000_000),
            LocalDateTime.of(1969, 12, 31, 23, 59, 59)));
    values.put(
        "timestamptz",
        List.of(
            Instant.parse("2024-02-29T01:02:03.000004Z"), Instant.parse("1900-01-01T00:00:00Z")));
    values.put("date", List.of(LocalDate.of(2024, 2, 29), LocalDate.of(1899, 12, 31)));
    values.put("time", List.of(LocalTime.of(1, 2, 3), LocalTime.of(23, 59, 59, 999_999_000)));
    values.put("interval", List.of(Duration.ofSeconds(-3661), "1 day 02:00:00"));
    values.put("json", List.of("{\"a\":  1}"));
    values.put("jsonb", List.of("{\"a\": 1}"));
    values.put("oid", List.of(4_000_000_000L));
    values.put("inet", List.of("10.0.0.0/8"));
    values.put("pg_lsn", List.of("16/B374D848"));
    values.put("text[]", List.of(Arrays.asList("a,b", "", null, "NULL", "\"\\ {}"), List.of()));
    values.put("int4[]", List.of(Arrays.asList(1, null, -3)));
    values.put("int8[]", List.of(List.of(1L, 2L)));
    values.put("numeric[]", List.of(List.of(new BigDecimal("1.50"))));
    return values;
  }

  /** -1 has the driver ask for bytes wherever it can read them. */
  @ParameterizedTest
  @ValueSource(strings = {"", "&prepareThreshold=-1", "&preferQueryMode=simple"})
  void valuesAreTheSame(String properties) throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start()) {
      assertAlike(
          peer,
          properties,
          (connection, seen) -> {
            for (Map.Entry<String, List<Object>> type : values().entrySet()) {
              for (Object value : type.getValue()) {
                PostgresType known = PostgresType.named(type.getKey());
                String literal = PostgresText.written(known, PostgresValues.fit(known, value));
                String sql =
                    "SELECT CAST('%s' AS %s) AS v"
                        .formatted(literal.replace("'", "''"), type.getKey());
                peer.script().on(sql).answer(WireAnswer.rows("v " + type.getKey()).row(value));
                seen.add(sql + ": " + read(connection, sql, type.getKey()));
              }
            }
          });
    }
  }

  private static String read(Connection connection, String sql, String known) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet unread = statement.executeQuery();
        ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isTrue();
      if (ASKED_FOR.contains(known)) {
        return rows.getString(1);
      }
      String type = rows.getMetaData().getColumnTypeName(1);
      if (type.equals("timestamptz")) {
        return type + " " + rows.getObject(1, OffsetDateTime.class).toInstant();
      }
      Object value = rows.getObject(1);
      String seen =
          type
              + " "
              + value.getClass().getName()
              + " "
              + rows.getMetaData().getColumnDisplaySize(1);
      return value instanceof byte[] bytes
          ? seen + " " + HexFormat.of().formatHex(bytes)
          : seen + " " + text(value) + " " + rows.getString(1);
    }
  }

  private static String text(Object value) throws SQLException {
    return value instanceof Array array
        ? Arrays.toString((Object[]) array.getArray())
        : value.toString();
  }

  @Test
  void bindsMeanTheSame() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start()) {
      peer.script()
          .on("SELECT $1::text, $2::int8, $3::bool, $4::bytea, $5::timestamptz, $6::text[]")
          .by(
              request ->
                  WireAnswer.rows(
                          "a text", "b int8", "c bool", "d bytea", "e timestamptz", "f text[]")
                      .row(request.binds().toArray()));
      assertAlike(
          peer,
          "",
          (connection, seen) -> {
            try (PreparedStatement statement =
                connection.prepareStatement(
                    "SELECT ?::text, ?::int8, ?::bool, ?::bytea, ?::timestamptz, ?::text[]")) {
              for (int i = 0; i < 7; i++) {
                statement.setString(1, "it's ü" + i);
                statement.setLong(2, -i);
                statement.setBoolean(3, i % 2 == 0);
                statement.setBytes(4, i == 3 ? null : new byte[] {(byte) i, -1});
                statement.setObject(5, OffsetDateTime.parse("2024-02-29T01:02:03.4+05:30"));
                statement.setArray(6, connection.createArrayOf("text", new Object[] {"a b", null}));
                try (ResultSet rows = statement.executeQuery()) {
                  assertThat(rows.next()).isTrue();
                  byte[] bytes = rows.getBytes(4);
                  seen.add(
                      rows.getString(1)
                          + rows.getLong(2)
                          + rows.getBoolean(3)
                          + (bytes == null ? "null" : HexFormat.of().formatHex(bytes))
                          + rows.getObject(5, OffsetDateTime.class).toInstant()
                          + rows.getString(6));
                }
              }
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&preferQueryMode=simple", "&prepareThreshold=1"})
  void transactionsAreTheSame(String properties) throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start()) {
      WireScript script = peer.script();
      script.on("SELECT 1 AS a").answer(WireAnswer.rows("a int4").row(1));
      script.on("SELECT 1/0").answer(WireAnswer.error("22012", "division by zero"));
      assertAlike(
          peer,
          properties,
          (connection, seen) -> {
            for (String sql :
                List.of(
                    "SELECT 1 AS a",
                    "ROLLBACK",
                    "COMMIT",
                    "SAVEPOINT s",
                    "RELEASE SAVEPOINT s",
                    "ROLLBACK TO SAVEPOINT s",
                    "SHOW TRANSACTION ISOLATION LEVEL",
                    "select current_catalog",
                    "",
                    "BEGIN",
                    "BEGIN",
                    "SELECT 1/0",
                    "SELECT 1 AS a",
                    "",
                    "SAVEPOINT s",
                    "COMMIT",
                    "SELECT 1 AS a",
                    "START TRANSACTION",
                    "SAVEPOINT s",
                    "SAVEPOINT T",
                    "RELEASE s",
                    "SELECT 1/0",
                    "ROLLBACK TO SAVEPOINT s",
                    "SELECT 1 AS a",
                    "ROLLBACK",
                    "BEGIN ISOLATION LEVEL SERIALIZABLE",
                    "SAVEPOINT s",
                    "SELECT 1/0",
                    "ROLLBACK TO s",
                    "SELECT 1 AS a",
                    "ROLLBACK TO t",
                    "ABORT",
                    "SELECT 1 AS a")) {
              see(connection, sql, seen);
            }
          });
    }
  }

  @Test
  void resultsOfChangesAreTheSame() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start()) {
      WireScript script = peer.script();
      script.beginningWith("CREATE TEMP TABLE").answer(WireAnswer.done());
      script.beginningWith("INSERT").answer(WireAnswer.updated(3));
      script.beginningWith("UPDATE").answer(WireAnswer.updated(2));
      script.beginningWith("DELETE").answer(WireAnswer.rows("a int4").row(1));
      script
          .beginningWith("DROP TABLE IF")
          .answer(
              WireAnswer.notice("00000", "table \"nix\" does not exist, skipping")
                  .then(WireAnswer.done()));
      script.on("SET work_mem = '5MB'").answer(WireAnswer.done());
      script.on("SHOW work_mem").answer(WireAnswer.rows("work_mem text").row("5MB"));
      script.on("SELECT a FROM t WHERE false").answer(WireAnswer.rows("a int4"));
      script.on("DROP TABLE nix").answer(WireAnswer.error("42P01", "table \"nix\" does not exist"));
      assertAlike(
          peer,
          "",
          (connection, seen) -> {
            for (String sql :
                List.of(
                    "CREATE TEMP TABLE t (a int4)",
                    "INSERT INTO t VALUES (1), (2), (3)",
                    "UPDATE t SET a = a WHERE a > 1",
                    "DELETE FROM t WHERE a = 1 RETURNING a",
                    "DROP TABLE IF EXISTS nix",
                    "SET work_mem = '5MB'",
                    "SHOW work_mem",
                    "SELECT a FROM t WHERE false",
                    "DROP TABLE nix",
                    "DISCARD ALL")) {
              see(connection, sql, seen);
            }
          });
    }
  }

  @Test
  void cancelledStatementsFailTheSame() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start()) {
      peer.script()
          .on("SELECT pg_sleep(20)")
          .answer(WireAnswer.rows("pg_sleep text").row("").after(Duration.ofSeconds(20)));
      assertAlike(
          peer,
          "",
          (connection, seen) -> {
            try (Statement statement = connection.createStatement()) {
              statement.setQueryTimeout(1);
              statement.execute("SELECT pg_sleep(20)");
            } catch (SQLException e) {
              seen.add(e.getClass() + " " + e.getSQLState() + " " + e.getMessage());
            }
            see(connection, "ROLLBACK", seen);
          });
    }
  }

  @Test
  void logInsFailTheSame() throws SQLException {
    try (PostgresTestServer asking = PostgresTestServer.builder().major(15).scram("pw").share();
        PostgresPeer peer =
            PostgresPeer.builder()
                .logIn(PostgresPeer.LogIn.SCRAM_SHA_256)
                .user("postgres", "pw")
                .databases("postgres"::equals)
                .start()) {
      for (String[] attempt :
          new String[][] {
            {"postgres", "postgres", "x"}, {"nix", "postgres", "pw"}, {"postgres", "nobody", "pw"}
          }) {
        String played = refusal(peer.jdbcUrl(attempt[0]), attempt[1], attempt[2]);
        assertThat(played).isEqualTo(refusal(asking.jdbcUrl(attempt[0]), attempt[1], attempt[2]));
      }
    }
  }

  private static String refusal(String url, String user, String password) {
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      return "let in: " + connection;
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }
}
