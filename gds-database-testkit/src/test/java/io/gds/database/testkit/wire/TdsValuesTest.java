package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types and values as the wire has them, without a driver. */
class TdsValuesTest {
  private static TdsTypeInfo info(String type) {
    return new TdsTypeInfo(TdsType.named(type), TdsCollation.LATIN);
  }

  private static Object again(String type, Object value) {
    TdsWriter out = new TdsWriter();
    info(type).write(out);
    TdsData.write(out, info(type), value);
    TdsReader in = new TdsReader(out.toBytes());
    Object read = TdsData.read(in, TdsTypeInfo.read(in));
    assertThat(in.hasMore()).as("%s: something is left over", type).isFalse();
    return read;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bit               | true
          tinyint           | 255
          smallint          | -1
          int               | 2147483647
          bigint            | -2
          real              | 0.5
          float             | 0.25
          decimal(9,2)      | -9999999.99
          numeric(19,0)     | 9999999999999999999
          decimal(28,28)    | 0.0000000000000000000000000001
          decimal(38,0)     | 99999999999999999999999999999999999999
          money             | -922337203685477.5808
          smallmoney        | -214748.3648
          varchar(8000)     | €
          nvarchar(4000)    | 😀
          varchar(max)      | ü
          nvarchar(max)     | 😀
          sysname           | name
          xml               | <a/>
          uniqueidentifier  | 00112233-4455-6677-8899-aabbccddeeff
          date              | 0001-01-01
          time(0)           | 23:59:59
          time(4)           | 23:59:59.9999
          time              | 00:00:00.0000001
          datetime2         | 9999-12-31T23:59:59.9999999
          datetime2(2)      | 2024-02-29T00:00:00.01
          datetime          | 1753-01-01T00:00:00
          datetime          | 2024-02-29T12:00:00.003
          smalldatetime     | 2079-06-06T23:59:00
          datetimeoffset    | 2024-02-29T23:59:59.9999999+14:00
          datetimeoffset(3) | 2024-02-29T00:00:00.001-12:00
          """)
  void aValueIsReadAsItWasWritten(String type, String value) {
    Object expected = TdsValues.fit(TdsType.named(type), value);
    assertThat(again(type, value)).isEqualTo(expected);
    assertThat(again(type + " not null", value)).isEqualTo(expected);
    assertThat(again(type, null)).isNull();
    assertThatThrownBy(() -> again(type + " not null", null)).hasMessageContaining("not null");
  }

  @Test
  void bytesAreReadAsTheyWereWritten() {
    for (String type : new String[] {"varbinary(300)", "varbinary(max)", "binary(2)"}) {
      assertThat(again(type, "0x01ff")).isEqualTo(new byte[] {1, -1});
      assertThat(again(type, null)).isNull();
    }
    assertThat((byte[]) again("varbinary(max)", new byte[70_000])).hasSize(70_000);
    assertThat(again("char(4)", "ab")).isEqualTo("ab  ");
    assertThat(again("nchar(4)", "ab")).isEqualTo("ab  ");
    assertThat(again("binary(4)", "0x01")).isEqualTo(new byte[] {1, 0, 0, 0});
  }

  @Test
  void aVariantIsReadAsItWasWritten() {
    LocalDateTime time = LocalDateTime.of(2024, 2, 29, 12, 0, 0, 100);
    for (Object value :
        new Object[] {
          true,
          (short) 1,
          2,
          3L,
          0.5f,
          0.25,
          "text €",
          UUID.randomUUID(),
          LocalDate.EPOCH,
          LocalTime.NOON,
          time,
          time.atOffset(ZoneOffset.ofHours(2)),
          new BigDecimal("1.50"),
          new byte[] {1, 2}
        }) {
      assertThat(again("sql_variant", value)).isEqualTo(value);
    }
    assertThat(again("sql_variant", new WireTyped("varchar(9)", "a €"))).isEqualTo("a €");
    assertThat(again("sql_variant", new WireTyped("money", 1))).isEqualTo(new BigDecimal("1.0000"));
    assertThat(again("sql_variant", null)).isNull();
    for (String type : new String[] {"nvarchar(max)", "xml", "sql_variant"}) {
      assertThatThrownBy(() -> again("sql_variant", new WireTyped(type, "x")))
          .hasMessageStartingWith("a sql_variant cannot be a " + type);
    }
    assertThatThrownBy(() -> again("sql_variant", new Object()))
        .hasMessageStartingWith("no sql_variant: ");
  }

  @Test
  void oldTimesAreRounded() {
    assertThat(again("datetime", "2024-12-31 23:59:59.999"))
        .isEqualTo(LocalDateTime.of(2025, 1, 1, 0, 0));
    assertThat(again("smalldatetime", "2024-02-29 23:59:30"))
        .isEqualTo(LocalDateTime.of(2024, 3, 1, 0, 0));
    assertThat(again("datetimeoffset(0)", "2024-02-29 12:00:00.9 +01:00"))
        .isEqualTo(OffsetDateTime.of(2024, 2, 29, 12, 0, 0, 0, ZoneOffset.ofHours(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bit            | 2
          bit            | yes
          tinyint        | 256
          tinyint        | -1
          int            | 2147483648
          decimal(3,2)   | 12.34
          money          | 922337203685477.5808
          smallmoney     | 214748.3648
          varbinary(1)   | ff
          varbinary(1)   | 0xffff
          varchar(1)     | ab
          nchar(1)       | 😀
          """)
  void aTypeTakesNoOtherValues(String type, String value) {
    assertThatThrownBy(() -> again(type, value))
        .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
  }

  @Test
  void aTypeTakesNoValuesOfOtherClasses() {
    assertThatThrownBy(() -> again("date", "today")).isInstanceOf(DateTimeException.class);
    assertThatThrownBy(() -> again("date", 1)).hasMessageStartingWith("no date: 1, a java.lang");
    assertThatThrownBy(() -> again("nvarchar(9)", 1)).hasMessageStartingWith("no nvarchar(9): 1");
    assertThatThrownBy(() -> again("datetimeoffset", LocalDate.EPOCH))
        .hasMessageStartingWith("no datetimeoffset(7): 1970-01-01");
    assertThatThrownBy(() -> again("int", 1.5)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> again("bit", 2)).hasMessageStartingWith("no bit: 2");
    assertThatThrownBy(() -> again("tinyint", 300)).hasMessageStartingWith("no tinyint: 300");
    assertThatThrownBy(() -> again("varbinary(1)", true)).hasMessageStartingWith("no varbinary(1)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INT              | int
          integer not null | int
          dec( 5 , 2 )     | decimal(5,2)
          decimal          | decimal(18,0)
          numeric(5)       | numeric(5,0)
          float(53)        | float
          float(24)        | real
          double precision | float
          datetime2        | datetime2(7)
          time(0) null     | time(0)
          NVARCHAR (MAX)   | nvarchar(max)
          sysname          | sysname
          timestamp        | rowversion
          character(3)     | char(3)
          """)
  void typesAreWrittenAsTheyAreDeclared(String written, String type) {
    assertThat(TdsType.named(written)).hasToString(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text", "varchar", "nvarchar(0)", "nvarchar(4001)", "varchar(8001)", "char(max)", "int(4)",
        "decimal(39)", "decimal(5,6)", "datetime2(8)", "sysname(3)", "rowversion(8)", "", "int nul"
      })
  void whatIsNoTypeIsRefused(String written) {
    assertThatThrownBy(() -> TdsType.named(written)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parametersOfOtherTypesAreRefusedByName() {
    assertThatThrownBy(() -> TdsTypeInfo.read(new TdsReader(new byte[] {(byte) 0xF0, 1, 2})))
        .hasMessage("the peer knows no parameters of type 0xF0");
    assertThatThrownBy(() -> TdsTypeInfo.read(new TdsReader(new byte[] {(byte) 0xF1, 1})))
        .hasMessage("the peer knows no xml with a schema");
  }
}
