package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of all types, as mssql-jdbc reads them. */
class SqlServerPeerTypesTest extends SqlServerPeerFixture {
  private static final OffsetDateTime ZONED =
      OffsetDateTime.of(2024, 2, 29, 23, 59, 59, 123_456_700, ZoneOffset.ofHoursMinutes(-3, -30));
  private static final LocalDateTime LOCAL = LocalDateTime.of(2024, 2, 29, 12, 30, 1, 123_456_700);
  private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  private Object given(String type, Object value) throws SQLException {
    script.on("SELECT a").answer(WireAnswer.rows("a " + type).row(value));
    return first("SELECT a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bit                | 1                    | true
          tinyint            | 255                  | 255
          smallint           | -32768               | -32768
          int                | -2147483648          | -2147483648
          bigint             | -9223372036854775808 | -9223372036854775808
          real               | 1.5                  | 1.5
          float              | -1e300               | -1.0E300
          float(24)          | 1.5                  | 1.5
          decimal(5,2)       | -123.45              | -123.45
          numeric(38,10)     | 1234567890123456789012345678.0123456789 | 1234567890123456789012345678.0123456789
          decimal(25,0)      | 36000000014400001    | 36000000014400001
          money              | -922337203685477.5808 | -922337203685477.5808
          money              | 0.0001               | 0.0001
          smallmoney         | 214748.3647          | 214748.3647
          char(5)            | ab                   | ab
          nchar(5)           | ab                   | ab
          varchar(10)        | Größe €              | Größe €
          nvarchar(10)       | 😀 ок               | 😀 ок
          nvarchar(max)      | x                    | x
          varchar(max)       | x                    | x
          xml                | <a>ü</a>             | <a>ü</a>
          uniqueidentifier   | 00112233-4455-6677-8899-AABBCCDDEEFF | 00112233-4455-6677-8899-AABBCCDDEEFF
          date               | 0001-01-01           | 0001-01-01
          date               | 9999-12-31           | 9999-12-31
          time               | 23:59:59.9999999     | 23:59:59.999999900
          time(0)            | 12:30:01             | 12:30:01
          datetime2          | 2024-02-29 12:30:01.1234567 | 2024-02-29 12:30:01.1234567
          datetime2(3)       | 2024-02-29T12:30:01.123 | 2024-02-29 12:30:01.123
          datetime           | 1753-01-01 00:00:00.003 | 1753-01-01 00:00:00.003
          datetime           | 2024-02-29 23:59:59.997 | 2024-02-29 23:59:59.997
          smalldatetime      | 2024-02-29 12:30:29  | 2024-02-29 12:30:00.0
          datetimeoffset     | 2024-02-29 23:59:59.1234567 -03:30 | 2024-02-29 23:59:59.1234567 -03:30
          datetimeoffset(0)  | 2024-02-29T23:59:59Z | 2024-02-29 23:59:59 +00:00
          """)
  void aTypeComesBackAsItWentIn(String type, String given, String read) throws SQLException {
    for (String written : List.of(type, type + " not null")) {
      script.on("SELECT a").answer(WireAnswer.rows("a " + written).row(given));
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT a")) {
        assertThat(rows.next()).isTrue();
        Object value =
            type.startsWith("time") ? rows.getObject(1, LocalTime.class) : rows.getObject(1);
        assertThat(String.valueOf(value).strip()).as(written).isEqualTo(read);
        assertThat(rows.wasNull()).isFalse();
        int nullable = rows.getMetaData().isNullable(1);
        assertThat(nullable)
            .isEqualTo(
                written.equals(type)
                    ? ResultSetMetaData.columnNullable
                    : ResultSetMetaData.columnNoNulls);
      }
    }
    script.on("SELECT a").answer(WireAnswer.rows("a " + type).row((Object) null));
    assertThat(first("SELECT a")).isNull();
  }

  @Test
  void valuesMayBeOfTheClassesThatBindsHave() throws SQLException {
    assertThat(given("bit", true)).isEqualTo(true);
    assertThat(given("bit", 0)).isEqualTo(false);
    assertThat(given("tinyint", 200)).isEqualTo((short) 200);
    assertThat(given("smallint", (short) -2)).isEqualTo((short) -2);
    assertThat(given("int", 7L)).isEqualTo(7);
    assertThat(given("bigint", 7)).isEqualTo(7L);
    assertThat(given("real", 1.5)).isEqualTo(1.5f);
    assertThat(given("float", 1)).isEqualTo(1.0);
    assertThat(given("decimal(10,2)", 7)).isEqualTo(new BigDecimal("7.00"));
    assertThat(given("money", new BigDecimal("1.23"))).isEqualTo(new BigDecimal("1.2300"));
    assertThat(given("varbinary(3)", new byte[] {1, 2, -1})).isEqualTo(new byte[] {1, 2, -1});
    assertThat(given("binary(3)", "0x01")).isEqualTo(new byte[] {1, 0, 0});
    assertThat(given("varbinary(max)", "0x")).isEqualTo(new byte[0]);
    assertThat(given("rowversion", "0x00000000000007D1"))
        .isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 7, (byte) 0xD1});
    assertThat(given("uniqueidentifier", ID)).asString().isEqualToIgnoringCase(ID.toString());
    assertThat(given("date", LocalDate.of(2024, 2, 29))).isEqualTo(Date.valueOf("2024-02-29"));
    assertThat(given("time(3)", LocalTime.of(1, 2, 3))).hasToString("01:02:03");
    assertThat(given("datetime2", LOCAL)).isEqualTo(Timestamp.valueOf(LOCAL));
    assertThat(given("datetimeoffset", ZONED)).hasToString("2024-02-29 23:59:59.1234567 -03:30");
    assertThat(given("datetimeoffset", Instant.EPOCH)).hasToString("1970-01-01 00:00:00 +00:00");
  }

  @Test
  void aVariantHasTheTypeOfItsValue() throws SQLException {
    for (Object value :
        List.of(
            true,
            7,
            7L,
            (short) 7,
            1.5,
            1.5f,
            "Größe 😀",
            new BigDecimal("1.25"),
            new byte[] {1, 2})) {
      assertThat(given("sql_variant", value)).isEqualTo(value);
    }
    assertThat(given("sql_variant", LOCAL)).isEqualTo(Timestamp.valueOf(LOCAL));
    assertThat(given("sql_variant", ZONED)).hasToString("2024-02-29 23:59:59.1234567 -03:30");
    assertThat(given("sql_variant", LocalDate.EPOCH)).hasToString("1970-01-01");
    assertThat(given("sql_variant", LocalTime.NOON)).asString().contains("12:00:00");
    assertThat(given("sql_variant", ID)).asString().isEqualToIgnoringCase(ID.toString());
    assertThat(given("sql_variant", null)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tinyint        | 7          | 7
          varchar(5)     | abc        | abc
          char(3)        | abc        | abc
          nchar(3)       | abc        | abc
          money          | 1.5        | 1.5000
          smallmoney     | 1.5        | 1.5000
          numeric(9,2)   | 1.5        | 1.50
          datetime       | 2024-02-29 12:00:00 | 2024-02-29 12:00:00.0
          smalldatetime  | 2024-02-29 12:00:00 | 2024-02-29 12:00:00.0
          """)
  void aVariantMayBeOfAnotherType(String type, String given, String read) throws SQLException {
    assertThat(given("sql_variant", new WireTyped(type, given))).hasToString(read);
  }

  @Test
  void aVariantsValuesMayDifferFromRowToRow() throws SQLException {
    script
        .on("SELECT value FROM sys.configurations")
        .answer(WireAnswer.rows("value sql_variant").row(1).row("x").row((Object) null).row(2L));
    List<Object> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT value FROM sys.configurations")) {
      while (rows.next()) {
        values.add(rows.getObject(1));
      }
    }
    assertThat(values).containsExactly(1, "x", null, 2L);
  }

  @Test
  void rowsOfManyNullsHaveTheShorterForm() throws SQLException {
    String[] columns = new String[20];
    Arrays.setAll(columns, i -> "c" + i + (i % 2 == 0 ? " int" : " nvarchar(max)"));
    Object[] values = new Object[20];
    values[3] = "three";
    values[10] = 10;
    script.on("SELECT wide").answer(WireAnswer.rows(columns).row(values));
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT wide")) {
      assertThat(rows.next()).isTrue();
      for (int i = 0; i < 20; i++) {
        assertThat(rows.getObject(i + 1)).isEqualTo(values[i]);
      }
    }
  }

  @Test
  void textsAreInUtf8WhereTheServerSaysSo() throws SQLException {
    try (SqlServerPeer other = SqlServerPeer.builder().utf8().start();
        Connection utf8 =
            DriverManager.getConnection(
                other.jdbcUrl("") + ";sendStringParametersAsUnicode=false", "ada", "");
        PreparedStatement statement = utf8.prepareStatement("SELECT ?")) {
      other
          .script()
          .on("SELECT @P0")
          .with("grüße 😀 ок")
          .answer(WireAnswer.rows("a varchar(30)").row("grüße 😀 ок"));
      statement.setString(1, "grüße 😀 ок");
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("grüße 😀 ок");
      }
      assertThat(other.script().requests().get(0).attributes())
          .containsEntry("declared", "@P0 varchar(8000)");
      assertThat(other.script().requests().get(0).database()).isEqualTo("master");
    }
  }
}
