package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What statements do to a session, what they are, and what their values look like. */
class SnowflakeStateTest {
  private static final SnowflakeState START =
      new SnowflakeState(new SnowflakePlace("D", "S", "W", "R"), Map.of("A", "1"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "USE x|X.PUBLIC W R",
        "USE DATABASE \"x y\"|x y.PUBLIC W R",
        "USE SCHEMA t|D.T W R",
        "USE SCHEMA \"a.b\".t|a.b.T W R",
        "USE a.t|A.T W R",
        "USE WAREHOUSE big|D.S BIG R",
        "USE ROLE \"r\"|D.S W r",
        "USE SECONDARY ROLES ALL|D.S W R",
        "CREATE DATABASE IF NOT EXISTS x|X.PUBLIC W R",
        "CREATE SCHEMA t|D.T W R",
        "CREATE OR REPLACE SCHEMA x.t|X.T W R",
        "CREATE TABLE x (a int)|D.S W R",
        "DROP DATABASE IF EXISTS d|. W R",
        "DROP DATABASE x|D.S W R",
        "DROP SCHEMA d.s|D. W R",
        "DROP SCHEMA s|D. W R",
        "DROP SCHEMA x.s|D.S W R",
        "DROP TABLE s|D.S W R",
        "SELECT 1|D.S W R",
      })
  void aStatementLeadsSomewhere(String sql, String place) {
    SnowflakePlace after = START.after(sql).place();
    assertThat(
            "%s.%s %s %s"
                .formatted(after.database(), after.schema(), after.warehouse(), after.role()))
        .isEqualTo(place);
  }

  @Test
  void parametersAreSetAndUnset() {
    SnowflakeState set = START.after("ALTER SESSION SET b = 'x\\\\y', \"c\" = -5");
    assertThat(set.parameters())
        .containsOnly(Map.entry("A", "1"), Map.entry("B", "x\\y"), Map.entry("c", "-5"));
    assertThat(set.after("ALTER SESSION UNSET A, b").parameters()).containsOnlyKeys("c");
    assertThat(set.parameter("b")).contains("x\\y");
    assertThat(set.parameter("z")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1|1000",
        "WITH a AS (SELECT 1) SELECT 1|1000",
        "(SELECT 1)|1000",
        "insert into t|3100",
        "COPY INTO t FROM @s|3600",
        "COPY INTO @s FROM t|3700",
        "COPY INTO 's3://b' FROM t|3700",
        "USE DATABASE x|4301",
        "USE x|4300",
        "ALTER SESSION SET a = 1|4100",
        "ALTER USER u ADD PROGRAMMATIC ACCESS TOKEN t|6244",
        "ALTER USER u SET a = 1|6000",
        "SHOW DATABASES|4400",
        "DESC USER u|4500",
        "LIST @s|4701",
        "COMMIT|5000",
        "UNDROP DATABASE x|6000",
        "REMOVE @s|7103",
      })
  void aStatementIsOfAKind(String sql, String kind) {
    assertThat(Long.toHexString(SnowflakeKinds.of(sql))).isEqualTo(kind);
  }

  @Test
  void anInstantIsWrittenInSecondsAndRoundedDown() {
    Instant before = Instant.EPOCH.minusMillis(1);
    assertThat(type("timestamp_ltz(3)").text(before)).isEqualTo("-0.001");
    assertThat(type("timestamp_ltz(0)").text(before)).isEqualTo("-1");
    assertThat(type("timestamp_ltz(3)").text("1970-01-01T00:00:01Z")).isEqualTo("1.000");
    assertThat(type("timestamp_tz(0)").text(OffsetDateTime.parse("1970-01-01T00:00:00-01:00")))
        .isEqualTo("3600 1380");
    assertThat(type("timestamp_ntz(0)").text("1970-01-01 00:01:00")).isEqualTo("60");
    assertThat(type("time(2)").text("00:00:01.239")).isEqualTo("1.23");
  }

  @Test
  void valuesThatDoNotFitAreRefused() {
    assertThat(type("real").text(Double.POSITIVE_INFINITY)).isEqualTo("inf");
    assertThat(type("real").text(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
    assertThat(type("real").text(Double.NaN)).isEqualTo("NaN");
    assertThat(type("binary").text("a")).isEqualTo("61");
    assertThat(type("boolean").text(false)).isEqualTo("0");
    assertThatThrownBy(() -> type("fixed(10,0)").text("1.5"))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> type("boolean").text("maybe"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> type("timestamp_ntz").text(LocalDateTime.MAX.toLocalDate()))
        .isInstanceOf(DateTimeException.class);
    assertThatThrownBy(() -> type("date(3)")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> type("fixed[1]")).isInstanceOf(IllegalArgumentException.class);
  }

  private static SnowflakeType type(String type) {
    return SnowflakeType.of(new WireColumn("a", type));
  }
}
