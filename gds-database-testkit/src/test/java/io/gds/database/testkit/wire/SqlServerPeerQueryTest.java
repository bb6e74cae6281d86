package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.sqlserver.jdbc.SQLServerPreparedStatement;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements and binds, as mssql-jdbc sends them, and what the script makes of them. */
class SqlServerPeerQueryTest extends SqlServerPeerFixture {
  private static final OffsetDateTime ZONED =
      OffsetDateTime.of(2024, 2, 29, 23, 59, 59, 123_456_700, ZoneOffset.ofHoursMinutes(-3, -30));
  private static final LocalDateTime LOCAL = LocalDateTime.of(2024, 2, 29, 12, 30, 1, 123_456_700);
  private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  @Test
  void rowsComeBackAndTheStatementIsRecordedAsItWas() throws SQLException {
    script
        .on("SELECT name FROM t")
        .answer(WireAnswer.rows("name sysname").row("a").row((Object) null).row(""));
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT  name\nFROM t;")) {
      while (rows.next()) {
        names.add(rows.getString("name"));
      }
    }
    assertThat(names).containsExactly("a", null, "");
    assertThat(script.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.statement()).isEqualTo("SELECT  name\nFROM t;");
              assertThat(request.database()).isEqualTo("shop");
              assertThat(request.user()).isEqualTo("ada");
              assertThat(request.session()).isEqualTo(1);
              assertThat(request.attributes())
                  .containsEntry("protocol", "batch")
                  .containsEntry("transaction", "none")
                  .containsEntry("process", "51")
                  .containsEntry("application", "Microsoft JDBC Driver for SQL Server");
              assertThat(request.normalized()).isEqualTo("SELECT name FROM t");
            });
  }

  @Test
  void bindsArriveDecodedWithTheTypesTheDriverDeclares() throws SQLException {
    script.matching("SELECT .*").answer(WireAnswer.rows("a int").row(1));
    String longText = "ü".repeat(5000);
    String sql = "SELECT " + String.join(", ", Collections.nCopies(18, "?"));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, "a 'b' 😀");
      statement.setInt(2, -7);
      statement.setLong(3, Long.MIN_VALUE);
      statement.setBoolean(4, true);
      statement.setBigDecimal(5, new BigDecimal("-12.345"));
      statement.setDouble(6, 1.5);
      statement.setFloat(7, 2.5f);
      statement.setBytes(8, new byte[] {1, 2});
      statement.setTimestamp(9, Timestamp.valueOf(LOCAL));
      statement.setObject(10, ZONED);
      statement.setDate(11, Date.valueOf("2024-02-29"));
      statement.setObject(12, LocalTime.of(1, 2, 3));
      statement.setNull(13, Types.INTEGER);
      statement.setString(14, longText);
      statement.setShort(15, (short) 9);
      statement.setObject(16, ID.toString(), microsoft.sql.Types.GUID);
      statement.setNull(17, Types.NVARCHAR);
      statement.setObject(18, LOCAL);
      statement.executeQuery().close();
    }
    WireRequest request = script.requests().get(0);
    assertThat(request.binds().get(7)).isEqualTo(new byte[] {1, 2});
    List<Object> binds = new ArrayList<>(request.binds());
    binds.remove(7);
    assertThat(binds)
        .containsExactly(
            "a 'b' 😀",
            -7,
            Long.MIN_VALUE,
            true,
            new BigDecimal("-12.345"),
            1.5,
            2.5f,
            LOCAL,
            ZONED,
            LocalDate.of(2024, 2, 29),
            LocalDateTime.of(1970, 1, 1, 1, 2, 3),
            null,
            longText,
            (short) 9,
            ID,
            null,
            LOCAL);
    assertThat(request.attributes().get("declared"))
        .contains("@P0 nvarchar(4000)", "@P1 int", "@P2 bigint", "@P3 bit", "@P4 decimal(38,3)")
        .contains("@P5 float", "@P6 float", "@P7 varbinary(8000)", "@P8 datetime2")
        .contains("@P9 datetimeoffset", "@P10 date", "@P13 nvarchar(max)", "@P14 smallint");
  }

  @Test
  void typesOfOldAndVariantsAreBoundToo() throws SQLException {
    script.matching("SELECT .*").answer(WireAnswer.rows("a int").row(1));
    try (PreparedStatement statement = connection.prepareStatement("SELECT ?, ?, ?, ?, ?, ?")) {
      SQLServerPreparedStatement native_ = statement.unwrap(SQLServerPreparedStatement.class);
      native_.setMoney(1, new BigDecimal("-1.5"));
      native_.setSmallMoney(2, new BigDecimal("1.5"));
      native_.setDateTime(3, Timestamp.valueOf("2024-02-29 12:30:01.123"));
      native_.setSmallDateTime(4, Timestamp.valueOf("2024-02-29 12:30:00"));
      native_.setObject(5, "v", microsoft.sql.Types.SQL_VARIANT);
      native_.setBytes(6, new byte[9000]);
      statement.executeQuery().close();
    }
    List<Object> binds = script.requests().get(0).binds();
    assertThat((BigDecimal) binds.get(0)).isEqualByComparingTo("-1.5");
    assertThat((BigDecimal) binds.get(1)).isEqualByComparingTo("1.5");
    assertThat(binds.get(2)).isEqualTo(LocalDateTime.of(2024, 2, 29, 12, 30, 1, 123_000_000));
    assertThat(binds.get(3)).isEqualTo(LocalDateTime.of(2024, 2, 29, 12, 30));
    assertThat(binds.get(4)).isEqualTo("v");
    assertThat((byte[]) binds.get(5)).hasSize(9000);
  }

  @Test
  void answersDependOnDatabaseStatementAndBinds() throws SQLException {
    script.on("SELECT a WHERE b = @P0").with(1).answer(WireAnswer.rows("a int").row(10));
    script.on("SELECT a WHERE b = @P0").with(2).answer(WireAnswer.rows("a int").row(20));
    script
        .on("SELECT a WHERE b = @P0")
        .in("other")
        .with(2)
        .answer(WireAnswer.rows("a int").row(21));
    List<Integer> read = new ArrayList<>();
    for (String database : List.of("shop", "other")) {
      connection.setCatalog(database);
      try (PreparedStatement statement = connection.prepareStatement("SELECT a WHERE b = ?")) {
        for (int b : new int[] {1, 2}) {
          statement.setInt(1, b);
          try (ResultSet rows = statement.executeQuery()) {
            assertThat(rows.next()).isTrue();
            read.add(rows.getInt(1));
          }
        }
      }
    }
    assertThat(read).containsExactly(10, 20, 10, 21);
  }

  @Test
  void namesInBracketsAreLeftAsTheyAre() throws SQLException {
    script.on("DROP DATABASE [a--b  'c]]]").answer(WireAnswer.done());
    script.on("DROP DATABASE [a]").answer(WireAnswer.error("3701", "another"));
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.execute("DROP  DATABASE [a--b  'c]]]")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096, 8000, 32767})
  void whatIsLongerThanAPacketIsPutTogether(int packetSize) throws SQLException {
    String name = "n".repeat(3000) + "😀";
    script.matching("SELECT .*").by(request -> answer(request, name));
    try (Connection other = connected(";packetSize=" + packetSize);
        PreparedStatement statement =
            other.prepareStatement("SELECT ?, '" + "x".repeat(30_000) + "'")) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        for (int i = 0; i < 200; i++) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isEqualTo(i);
          assertThat(rows.getString(2)).isEqualTo(name + i);
        }
        assertThat(rows.next()).isFalse();
      }
    }
    assertThat(script.requests().get(0).statement()).hasSize("SELECT @P0, ''".length() + 30_000);
  }

  private static WireAnswer answer(WireRequest request, String name) {
    assertThat(request.bind(1, String.class)).isEqualTo(name);
    return WireAnswer.rows("a int", "b nvarchar(max)")
        .all(IntStream.range(0, 200).mapToObj(i -> WireRow.of(i, name + i)).toList());
  }

  @Test
  void whatTheScriptDoesNotKnowFailsTheTest() {
    assertThatThrownBy(() -> first("SELECT nothing"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(50000))
        .hasMessageContaining("the script has no answer to: SELECT nothing in database shop");
    assertThatThrownBy(peer::verify)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("SELECT nothing");
    script.reset();
  }

  @Test
  void anAnswerThatDoesNotFitItsColumnsFailsTheTest() {
    script.on("SELECT 2").answer(WireAnswer.rows("a int").row("x"));
    script.on("SELECT 3").answer(WireAnswer.rows("a number").row(1));
    script.on("SELECT 4").answer(WireAnswer.rows("a nvarchar(2)").row("abc"));
    script.on("SELECT 5").answer(WireAnswer.rows("a int not null").row((Object) null));
    script.on("SELECT 6").answer(WireAnswer.error("42601", "a").field("hint", "b"));
    script.on("SELECT 7").answer(WireAnswer.error("HY000", "a"));
    script.on("SELECT 8").answer(WireAnswer.rows("a int").row(LocalDate.EPOCH));
    script.on("SELECT 9").answer(WireAnswer.returned(0, 1, 2));
    for (int i = 2; i < 9; i++) {
      String sql = "SELECT " + i;
      assertThatThrownBy(() -> first(sql)).hasMessageContaining("the script's answer to SELECT");
    }
    assertThatThrownBy(
            () -> {
              try (PreparedStatement statement = connection.prepareStatement("SELECT 9")) {
                statement.execute();
              }
            })
        .hasMessageContaining("2 values go out, and 0 parameters");
    assertThatThrownBy(peer::verify)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no type number; it knows [bit, tinyint")
        .hasMessageContaining("6 bytes are too many for nvarchar(2), which has 4")
        .hasMessageContaining("a null where the column says not null")
        .hasMessageContaining("no field of an error: hint")
        .hasMessageContaining("errors of SQL Server have numbers: HY000")
        .hasMessageContaining("no int: 1970-01-01, a java.time.LocalDate");
    script.reset();
  }
}
