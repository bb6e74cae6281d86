package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresValuesTest {
  private static final UUID ID = UUID.fromString("0f0e0d0c-0b0a-0908-0706-050403020100");

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of("bool", true, "t"),
        Arguments.of("boolean", false, "f"),
        Arguments.of("int2", (short) -7, "-7"),
        Arguments.of("int4", 1 << 30, "1073741824"),
        Arguments.of("int8", Long.MIN_VALUE, "-9223372036854775808"),
        Arguments.of("oid", 4294967295L, "4294967295"),
        Arguments.of("float4", 1.5f, "1.5"),
        Arguments.of("float", Double.NEGATIVE_INFINITY, "-Infinity"),
        Arguments.of("float8", 0.1, "0.1"),
        Arguments.of("decimal", new BigDecimal("-12345678.90"), "-12345678.90"),
        Arguments.of("text", "a 'ü'", "a 'ü'"),
        Arguments.of("string", "", ""),
        Arguments.of("name", "n", "n"),
        Arguments.of("json", "{}", "{}"),
        Arguments.of("jsonb", "{\"a\": 1}", "{\"a\": 1}"),
        Arguments.of("bytea", new byte[] {0, -1}, "\\x00ff"),
        Arguments.of("uuid", ID, ID.toString()),
        Arguments.of("date", LocalDate.of(1999, 12, 31), "1999-12-31"),
        Arguments.of("time", LocalTime.of(1, 2, 3, 4000), "01:02:03.000004"),
        Arguments.of("timestamp", LocalDateTime.of(2024, 2, 29, 12, 0), "2024-02-29 12:00:00"),
        Arguments.of(
            "timestamptz",
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            "1969-12-31 23:59:59.999999+00"),
        Arguments.of("int8[]", Arrays.asList(1L, null, -2L), "{1,NULL,-2}"),
        Arguments.of("text[]", List.of(), "{}"),
        Arguments.of(
            "text[]",
            Arrays.asList("a", "", "b c", "NULL", null, "\"\\", "{,}"),
            "{a,\"\",\"b c\",\"NULL\",NULL,\"\\\"\\\\\",\"{,}\"}"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueIsWrittenAndReadAsTextAndAsBytes(String name, Object value, String text) {
    PostgresType type = PostgresType.named(name);
    assertThat(PostgresText.written(type, value)).isEqualTo(text);
    assertThat(PostgresText.read(type, text)).isEqualTo(value);
    assertThat(PostgresBinary.read(type, PostgresBinary.written(type, value))).isEqualTo(value);
    assertThat(PostgresValues.fit(type, value)).isEqualTo(value);
    assertThat(PostgresValues.fit(type, text)).as("as the server writes it").isEqualTo(value);
    assertThat(PostgresType.of(type.oid())).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.00",
        "1",
        "-1",
        "9999",
        "10000",
        "100000000",
        "1.5",
        "0.0001",
        "0.00001",
        "12345.678",
        "-0.1",
        "123456789012345678901234567890.123456789",
        "1E+5",
        "100.10"
      })
  void numbersKeepTheirDigitsAndDecimals(String number) {
    BigDecimal value = new BigDecimal(number);
    BigDecimal written = new BigDecimal(value.toPlainString());
    byte[] bytes = PostgresNumeric.written(value);
    assertThat(PostgresNumeric.read(ByteBuffer.wrap(bytes))).isEqualTo(written);
  }

  @Test
  void neitherNotANumberNorInfinitiesAreKnown() {
    ByteBuffer nan = ByteBuffer.allocate(8).putShort(4, (short) 0xC000);
    assertThatThrownBy(() -> PostgresNumeric.read(nan))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherClassesAreTakenWhereTheyMeanTheSame() {
    assertThat(fit("int2", 7L)).isEqualTo((short) 7);
    assertThat(fit("int8", 7)).isEqualTo(7L);
    assertThat(fit("float8", 7)).isEqualTo(7.0);
    assertThat(fit("numeric", 1.5)).isEqualTo(new BigDecimal("1.5"));
    assertThat(fit("timestamptz", OffsetDateTime.parse("2024-01-01T02:00:00+02:00")))
        .isEqualTo(Instant.parse("2024-01-01T00:00:00Z"));
    assertThat(fit("interval", Duration.ofSeconds(3661, 500_000_000))).isEqualTo("01:01:01.5");
    assertThat(fit("interval", Duration.ofHours(-30))).isEqualTo("-30:00:00");
    assertThat(fit("interval", "1 day")).isEqualTo("1 day");
    assertThat(fit("int4[]", List.of(1L))).isEqualTo(List.of(1));
  }

  private static Object fit(String type, Object value) {
    return PostgresValues.fit(PostgresType.named(type), value);
  }

  @ParameterizedTest
  @CsvSource({
    "TRUE,true",
    "1,true",
    "yes,true",
    "on,true",
    "False,false",
    "0,false",
    "n,false",
  })
  void truthHasManyNames(String text, boolean truth) {
    assertThat(PostgresText.read(PostgresType.named("bool"), text)).isEqualTo(truth);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-01 00:00:00+02,2023-12-31T22:00:00Z",
    "2024-01-01 00:00:00.5 +01:30,2023-12-31T22:30:00.5Z",
    "2024-01-01T00:00:00Z,2024-01-01T00:00:00Z",
  })
  void instantsHaveManyForms(String text, Instant instant) {
    assertThat(PostgresText.read(PostgresType.named("timestamptz"), text)).isEqualTo(instant);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> fit("int4", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no int4: true, a java.lang.Boolean");
    assertThatThrownBy(() -> fit("int2", 70_000)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> fit("int8[]", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fit("int8[]", "1")).hasMessage("not an array: 1");
    assertThatThrownBy(() -> fit("text", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fit("bool", "maybe")).hasMessage("neither true nor false: maybe");
    assertThatThrownBy(() -> fit("bytea", "00")).hasMessageContaining("hexadecimal");
    assertThatThrownBy(() -> PostgresType.named("int"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the peer knows no type int; it knows, with [] for arrays, [bool,");
    PostgresType interval = PostgresType.named("interval");
    assertThatThrownBy(() -> PostgresBinary.written(interval, "1 day"))
        .hasMessage("the peer has no binary format of interval");
    assertThatThrownBy(() -> PostgresBinary.read(interval, new byte[16]))
        .hasMessage("the peer has no binary format of interval");
    byte[] twoDimensions = ByteBuffer.allocate(12).putInt(2).array();
    assertThatThrownBy(() -> PostgresBinary.read(PostgresType.named("int4[]"), twoDimensions))
        .hasMessageContaining("one dimension");
    assertThat(PostgresType.of(0)).isNull();
  }
}
