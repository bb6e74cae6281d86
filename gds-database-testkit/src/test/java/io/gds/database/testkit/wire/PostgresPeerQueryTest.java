package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** Statements, binds and answers, as pgjdbc sends and reads them. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class PostgresPeerQueryTest {
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

  private List<String> texts(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      while (results.next()) {
        rows.add(results.getString(1));
      }
    }
    return rows;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void rowsComeBackAndTheStatementIsRecordedAsItWas() throws SQLException {
    script
        .on("SELECT name FROM t")
        .answer(WireAnswer.rows("name text").row("a").row((Object) null).row(""));
    assertThat(texts("SELECT  name\nFROM t")).containsExactly("a", null, "");
    assertThat(script.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.statement()).isEqualTo("SELECT  name\nFROM t");
              assertThat(request.database()).isEqualTo("shop");
              assertThat(request.user()).isEqualTo("ada");
              assertThat(request.session()).isEqualTo(1);
              assertThat(request.attributes()).containsEntry("protocol", "extended");
              assertThat(request).hasToString("SELECT  name\nFROM t in database shop");
            });
  }

  /** -1 has pgjdbc prepare at once, and ask for bytes wherever it knows them. */
  @ParameterizedTest
  @ValueSource(strings = {"", "?prepareThreshold=-1", "?preferQueryMode=simple"})
  void allTypesComeBackAsTheyWentIn(String properties) throws SQLException {
    UUID id = UUID.randomUUID();
    script
        .on("SELECT everything")
        .answer(
            WireAnswer.rows(
                    "a bool",
                    "b int2",
                    "c int4",
                    "d int8",
                    "e float4",
                    "f float8",
                    "g numeric",
                    "h text",
                    "i varchar",
                    "j name",
                    "k bytea",
                    "l uuid",
                    "m timestamptz",
                    "n timestamp",
                    "o date",
                    "p interval",
                    "q json",
                    "r jsonb",
                    "s text[]",
                    "t int4[]",
                    "u int8[]",
                    "v time",
                    "w oid",
                    "x float8[]")
                .row(
                    true,
                    2,
                    4,
                    8,
                    1.5,
                    2.5,
                    new BigDecimal("-10000.010"),
                    "ü",
                    "v",
                    "n",
                    new byte[] {0, 1, -1},
                    id,
                    Instant.parse("2024-02-29T01:02:03.4Z"),
                    LocalDateTime.of(1999, 12, 31, 23, 59),
                    LocalDate.of(2024, 2, 29),
                    "1 day",
                    "{}",
                    "{\"a\": 1}",
                    List.of("a,b", "\"c\""),
                    List.of(1, 2),
                    List.of(-1L),
                    LocalTime.of(1, 2, 3),
                    4_000_000_000L,
                    List.of(1.5)));
    try (Connection other = connected(properties);
        PreparedStatement statement = other.prepareStatement("SELECT everything")) {
      for (int i = 0; i < 2; i++) {
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getBoolean("a")).isTrue();
          assertThat(rows.getShort("b")).isEqualTo((short) 2);
          assertThat(rows.getObject("c")).isEqualTo(4);
          assertThat(rows.getObject("d")).isEqualTo(8L);
          assertThat(rows.getObject("e")).isEqualTo(1.5f);
          assertThat(rows.getObject("f")).isEqualTo(2.5);
          assertThat(rows.getBigDecimal("g")).isEqualTo(new BigDecimal("-10000.010"));
          assertThat(rows.getString("h")).isEqualTo("ü");
          assertThat(rows.getString("i")).isEqualTo("v");
          assertThat(rows.getString("j")).isEqualTo("n");
          assertThat(rows.getBytes("k")).containsExactly(0, 1, -1);
          assertThat(rows.getObject("l")).isEqualTo(id);
          assertThat(rows.getObject("m", OffsetDateTime.class).toInstant())
              .isEqualTo("2024-02-29T01:02:03.4Z");
          assertThat(rows.getObject("n", LocalDateTime.class)).isEqualTo("1999-12-31T23:59");
          assertThat(rows.getObject("o", LocalDate.class)).isEqualTo("2024-02-29");
          assertThat(rows.getString("p")).isEqualTo("1 day");
          assertThat(rows.getString("q")).isEqualTo("{}");
          assertThat(rows.getString("r")).isEqualTo("{\"a\": 1}");
          assertThat(array(rows.getArray("s"))).containsExactly("a,b", "\"c\"");
          assertThat(array(rows.getArray("t"))).containsExactly(1, 2);
          assertThat(array(rows.getArray("u"))).containsExactly(-1L);
          assertThat(rows.getObject("v", LocalTime.class)).isEqualTo("01:02:03");
          assertThat(rows.getLong("w")).isEqualTo(4_000_000_000L);
          assertThat(array(rows.getArray("x"))).containsExactly(1.5);
          assertThat(rows.getMetaData().getColumnTypeName(13)).isEqualTo("timestamptz");
        }
      }
    }
  }

  private static Object[] array(Array array) throws SQLException {
    return (Object[]) array.getArray();
  }

  /** The first four are sent as text, later ones as bytes where the driver has them. */
  @ParameterizedTest
  @ValueSource(strings = {"", "?prepareThreshold=-1", "?binaryTransfer=false"})
  void bindsAreDecoded(String properties) throws SQLException {
    UUID id = UUID.randomUUID();
    Instant instant = Instant.parse("2024-02-29T01:02:03.000004Z");
    String sql = "CALL p($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    script.on(sql).answer(WireAnswer.done());
    try (Connection other = connected(properties);
        PreparedStatement statement =
            other.prepareStatement("CALL p(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      statement.setString(1, "it's");
      statement.setLong(2, 8);
      statement.setInt(3, 4);
      statement.setShort(4, (short) 2);
      statement.setBoolean(5, true);
      statement.setDouble(6, 2.5);
      statement.setFloat(7, 1.5f);
      statement.setBigDecimal(8, new BigDecimal("1.50"));
      statement.setBytes(9, new byte[] {0, -1});
      statement.setObject(10, id);
      statement.setObject(11, instant.atOffset(ZoneOffset.ofHours(2)));
      statement.setArray(12, other.createArrayOf("text", new Object[] {"a b", null}));
      statement.setArray(13, other.createArrayOf("int8", new Long[] {1L, 2L}));
      statement.setObject(14, LocalDate.of(2024, 2, 29), Types.DATE);
      statement.execute();
      statement.execute();
    }
    assertThat(script.requests())
        .hasSize(2)
        .allSatisfy(
            request -> {
              assertThat(request.normalized()).isEqualTo(sql);
              assertThat(request.binds().subList(0, 6))
                  .containsExactly("it's", 8L, 4, (short) 2, true, 2.5);
              assertThat(request.bind(7, Number.class).floatValue()).isEqualTo(1.5f);
              assertThat(request.bind(8, BigDecimal.class)).isEqualTo("1.50");
              assertThat(request.bind(9, byte[].class)).containsExactly(0, -1);
              assertThat(request.binds().subList(9, 11)).containsExactly(id, instant);
              assertThat(request.binds().get(11)).isEqualTo(Arrays.asList("a b", null));
              assertThat(request.binds().get(12)).isEqualTo(List.of(1L, 2L));
              assertThat(request.binds().get(13).toString()).startsWith("2024-02-29");
            });
  }

  @Test
  void whatTheDriverLeavesToTheServerIsDescribedAndComesAsText() throws SQLException {
    script
        .on("SELECT $1, $2")
        .by(request -> WireAnswer.rows("a text").row(request.binds().toString()));
    try (PreparedStatement statement = connection.prepareStatement("SELECT ?, ?")) {
      for (int i = 0; i < 7; i++) {
        statement.setNull(1, Types.NULL);
        statement.setTimestamp(2, Timestamp.valueOf("2024-02-29 01:02:03"));
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).startsWith("[null, 2024-02-29 01:02:03");
        }
      }
    }
    assertThat(script.requests()).hasSize(7);
  }

  @Test
  void anErrorHasItsFieldsAndTheConnectionGoesOn() throws SQLException {
    script
        .on("DROP TABLE t")
        .answer(
            WireAnswer.error("42P01", "no t")
                .field("hint", "look")
                .field("detail", "gone")
                .field("table", "t"));
    script.on("SELECT 1").answer(WireAnswer.rows("a int4").row(1));
    assertThatThrownBy(() -> execute("DROP TABLE t"))
        .isInstanceOfSatisfying(
            PSQLException.class,
            e -> {
              assertThat(e.getSQLState()).isEqualTo("42P01");
              assertThat(e.getServerErrorMessage().getHint()).isEqualTo("look");
              assertThat(e.getServerErrorMessage().getDetail()).isEqualTo("gone");
              assertThat(e.getServerErrorMessage().getTable()).isEqualTo("t");
              assertThat(e.getServerErrorMessage().getSeverity()).isEqualTo("ERROR");
            });
    assertThat(texts("SELECT 1")).containsExactly("1");
  }

  @Test
  void rowsThatBreakOffWithAnErrorAreNoResult() {
    script
        .on("SELECT a FROM t")
        .answer(WireAnswer.rows("a int4").row(1).row(2).then(WireAnswer.error("40001", "restart")));
    assertThatThrownBy(() -> texts("SELECT a FROM t"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
  }

  @Test
  void noticesAreWarnings() throws SQLException {
    script
        .on("VACUUM t")
        .answer(
            WireAnswer.several(
                WireAnswer.notice("01000", "ten percent"),
                WireAnswer.notice("00000", "all"),
                WireAnswer.done()));
    script.on("ANALYZE t").answer(WireAnswer.notice("01000", "alone"));
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.execute("VACUUM t")).isFalse();
      assertThat(statement.getWarnings().getMessage()).isEqualTo("ten percent");
      assertThat(statement.getWarnings().getSQLState()).isEqualTo("01000");
      assertThat(statement.getWarnings().getNextWarning().getMessage()).isEqualTo("all");
      assertThat(statement.execute("ANALYZE t")).isFalse();
      assertThat(statement.getUpdateCount()).isZero();
      assertThat(statement.getWarnings().getMessage()).isEqualTo("alone");
    }
  }

  @Test
  void countsComeBackByTheKindOfStatement() throws SQLException {
    script.beginningWith("INSERT").answer(WireAnswer.updated(3));
    script.beginningWith("UPDATE").answer(WireAnswer.updated(2));
    script.beginningWith("UPSERT").answer(WireAnswer.updated(4));
    script.beginningWith("CREATE").answer(WireAnswer.done());
    script.beginningWith("BACKUP").answer(WireAnswer.done("BACKUP"));
    script.beginningWith("DELETE").answer(WireAnswer.rows("a int4").row(1));
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("INSERT INTO t VALUES (1)")).isEqualTo(3);
      assertThat(statement.executeUpdate("UPDATE t SET a = 1")).isEqualTo(2);
      assertThat(statement.executeUpdate("UPSERT INTO t VALUES (1)")).isEqualTo(4);
      assertThat(statement.executeUpdate("CREATE TABLE t (a int)")).isZero();
      assertThat(statement.executeUpdate("BACKUP INTO 'x'")).isZero();
      assertThat(statement.execute("DELETE FROM t RETURNING a")).isTrue();
    }
  }

  @Test
  void severalStatementsOfOneTextAreAnsweredEachByItself() throws SQLException {
    script.on("SELECT 1").answer(WireAnswer.rows("a int4").row(1));
    script.on("SELECT 2").answer(WireAnswer.rows("b text").row("x").row("y"));
    script.on("SET x = 1").answer(WireAnswer.done());
    for (String properties : new String[] {"", "?preferQueryMode=simple"}) {
      try (Connection other = connected(properties);
          Statement statement = other.createStatement()) {
        assertThat(statement.execute("SELECT 1; SET x = 1; SELECT 2")).isTrue();
        assertThat(statement.getMoreResults()).isFalse();
        assertThat(statement.getUpdateCount()).isZero();
        assertThat(statement.getMoreResults()).isTrue();
        try (ResultSet rows = statement.getResultSet()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString("b")).isEqualTo("x");
        }
        assertThat(statement.getMoreResults()).isFalse();
        assertThat(statement.getUpdateCount()).isEqualTo(-1);
      }
    }
    assertThat(script.requests())
        .extracting(request -> request.normalized() + " " + request.attributes().get("protocol"))
        .containsExactly(
            "SELECT 1 extended",
            "SET x = 1 extended",
            "SELECT 2 extended",
            "SELECT 1 simple",
            "SET x = 1 simple",
            "SELECT 2 simple");
  }

  @Test
  void anErrorEndsTheStatementsOfOneText() throws SQLException {
    script.on("SELECT 1").answer(WireAnswer.error("XX001", "no"));
    for (String properties : new String[] {"", "?preferQueryMode=simple"}) {
      try (Connection other = connected(properties);
          Statement statement = other.createStatement()) {
        assertThatThrownBy(() -> statement.execute("SELECT 1; SELECT 2"))
            .hasMessageContaining("no");
      }
    }
    assertThat(script.statements()).containsExactly("SELECT 1", "SELECT 1");
  }

  @Test
  void aSimpleQueryMayHaveSeveralResultsAndAPreparedOneMayNot() throws SQLException {
    script
        .on("CALL p()")
        .answer(WireAnswer.rows("a int4").row(1).then(WireAnswer.rows("b int4").row(2)));
    try (Connection other = connected("?preferQueryMode=simple");
        Statement statement = other.createStatement()) {
      statement.execute("CALL p()");
      assertThat(statement.getMoreResults()).isTrue();
    }
    assertThatThrownBy(() -> execute("CALL p()"))
        .hasMessageContaining("one statement has one result in the extended protocol");
    assertThatThrownBy(peer::verify).isInstanceOf(AssertionError.class);
    script.reset();
  }

  @Test
  void batchesAreStatementsEachByItselfAndMayBeRewritten() throws SQLException {
    script
        .matching("INSERT INTO t VALUES .*")
        .by(request -> WireAnswer.updated(request.binds().size()));
    for (String properties : new String[] {"", "?reWriteBatchedInserts=true"}) {
      try (Connection other = connected(properties);
          PreparedStatement statement = other.prepareStatement("INSERT INTO t VALUES (?)")) {
        for (int i = 1; i <= 4; i++) {
          statement.setInt(1, i);
          statement.addBatch();
        }
        assertThat(statement.executeBatch()).hasSize(4);
      }
    }
    assertThat(script.requests())
        .extracting(request -> request.normalized() + " " + request.binds())
        .containsExactly(
            "INSERT INTO t VALUES ($1) [1]",
            "INSERT INTO t VALUES ($1) [2]",
            "INSERT INTO t VALUES ($1) [3]",
            "INSERT INTO t VALUES ($1) [4]",
            "INSERT INTO t VALUES ($1),($2),($3),($4) [1, 2, 3, 4]");
  }

  @Test
  void whatIsNotScriptedFailsTheStatementAndThePeer() {
    assertThatThrownBy(() -> execute("DROP TABLE u"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX000"))
        .hasMessageContaining("the script has no answer to: DROP TABLE u in database shop");
    assertThatThrownBy(peer::close)
        .isInstanceOf(AssertionError.class)
        .hasMessage("the script has no answer to: DROP TABLE u in database shop");
    script.reset();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?preferQueryMode=simple"})
  void whatTheScriptGetsWrongFailsTheStatementAndThePeer(String properties) throws SQLException {
    script.on("A").answer(WireAnswer.rows("a int4").row("x"));
    script.on("B").answer(WireAnswer.rows("b number").row(1));
    script.on("C").answer(WireAnswer.error("1", "c").field("color", "red"));
    script.on("D").answer(WireAnswer.rows("d date").row("yesterday"));
    try (Connection other = connected(properties);
        Statement statement = other.createStatement()) {
      assertThatThrownBy(() -> statement.execute("A")).hasMessageContaining("column a: ");
      assertThatThrownBy(() -> statement.execute("B")).hasMessageContaining("no type number");
      assertThatThrownBy(() -> statement.execute("C")).hasMessageContaining("no field of an error");
      assertThatThrownBy(() -> statement.execute("D")).hasMessageContaining("column d: ");
    }
    assertThatThrownBy(peer::verify).hasMessageContaining("column a: ");
    script.reset();
  }
}
