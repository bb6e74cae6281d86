package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.wire.SnowflakeRan;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.math.BigDecimal;
import java.sql.Date;
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
import java.util.List;
import net.snowflake.client.api.statement.SnowflakeStatement;
import org.junit.jupiter.api.Test;

/** Statements, binds and answers, as snowflake-jdbc sends and takes them. */
class SnowflakePeerTest extends SnowflakePeerFixture {
  @Test
  void rowsComeBackAndTheStatementIsRecordedAsItWas() throws SQLException {
    script
        .on("SELECT name FROM t")
        .answer(WireAnswer.rows("name text").row("a").row((Object) null).row(""));
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT  name // all\nFROM t;")) {
      while (rows.next()) {
        names.add(rows.getString("name"));
      }
    }
    assertThat(names).containsExactly("a", null, "");
    assertThat(script.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.statement()).isEqualTo("SELECT  name // all\nFROM t;");
              assertThat(request.database()).isEqualTo("SHOP");
              assertThat(request.user()).isEqualTo("ADA");
              assertThat(request.session()).isEqualTo(1);
              assertThat(request.attributes())
                  .containsEntry("schema", "PUBLIC")
                  .containsEntry("warehouse", "WH")
                  .containsEntry("role", "SYSADMIN")
                  .containsEntry("async", "false")
                  .containsEntry("describe", "false")
                  .containsEntry("tag", "");
              assertThat(request.normalized()).isEqualTo("SELECT name FROM t");
            });
    assertThat(peer.telemetry()).isZero();
  }

  @Test
  void everyTypeArrivesAsTheDriverReadsIt() throws SQLException {
    Instant instant = Instant.parse("2026-03-01T10:00:00.123Z");
    script
        .on("SELECT all")
        .answer(
            WireAnswer.rows(
                    "a fixed(38,0)",
                    "b fixed(10,2)",
                    "c text(20) not null",
                    "d boolean",
                    "e date",
                    "f time(9)",
                    "g timestamp_ntz(9)",
                    "h timestamp_ltz(3)",
                    "i timestamp_tz(9)",
                    "j real",
                    "k binary",
                    "l variant",
                    "m array",
                    "n object",
                    "o fixed(38,0)",
                    "p timestamp_ltz(9)")
                .row(
                    7L,
                    new BigDecimal("1.5"),
                    "ü 😀",
                    true,
                    LocalDate.of(2026, 3, 1),
                    LocalTime.of(1, 2, 3),
                    LocalDateTime.of(2026, 3, 1, 10, 0, 0, 5),
                    instant,
                    OffsetDateTime.of(2026, 3, 1, 10, 0, 0, 0, ZoneOffset.ofHoursMinutes(-3, -30)),
                    1.25,
                    new byte[] {1, -1},
                    "{\"a\":1}",
                    "[1]",
                    "{}",
                    null,
                    Instant.EPOCH.minusNanos(1)));
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT all")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(1)).isEqualTo(7);
      assertThat(rows.getBigDecimal(2)).isEqualByComparingTo("1.50");
      assertThat(rows.getString(3)).isEqualTo("ü 😀");
      assertThat(rows.getBoolean(4)).isTrue();
      assertThat(rows.getDate(5).toLocalDate()).isEqualTo(LocalDate.of(2026, 3, 1));
      assertThat(rows.getTime(6).toLocalTime()).isEqualTo(LocalTime.of(1, 2, 3));
      assertThat(rows.getTimestamp(8).toInstant()).isEqualTo(instant);
      assertThat(rows.getTimestamp(9).toInstant()).isEqualTo("2026-03-01T13:30:00Z");
      assertThat(rows.getDouble(10)).isEqualTo(1.25);
      assertThat(rows.getBytes(11)).containsExactly(1, -1);
      assertThat(rows.getString(12)).isEqualTo("{\"a\":1}");
      assertThat(rows.getString(13)).isEqualTo("[1]");
      assertThat(rows.getString(14)).isEqualTo("{}");
      assertThat(rows.getObject(15)).isNull();
      assertThat(rows.getTimestamp(16).toInstant()).isEqualTo(Instant.EPOCH.minusNanos(1));
      assertThat(rows.getMetaData().isNullable(3)).isZero();
      assertThat(rows.getMetaData().getScale(2)).isEqualTo(2);
    }
  }

  @Test
  void bindsArriveDecodedWithTheTypesTheDriverDeclares() throws SQLException {
    script.beginningWith("SELECT").answer(WireAnswer.rows("a fixed").row(1));
    try (PreparedStatement statement = connection.prepareStatement("SELECT ?,?,?,?,?,?,?,?,?")) {
      statement.setString(1, "it's");
      statement.setInt(2, -7);
      statement.setLong(3, Long.MIN_VALUE);
      statement.setBoolean(4, true);
      statement.setBigDecimal(5, new BigDecimal("-12.345"));
      statement.setDouble(6, 1.5);
      statement.setBytes(7, new byte[] {1, 2});
      statement.setTimestamp(8, Timestamp.from(Instant.parse("2026-03-01T10:00:00.000000001Z")));
      statement.setNull(9, Types.VARCHAR);
      statement.executeQuery().close();
    }
    WireRequest request = script.requests().get(0);
    assertThat(request.binds().get(6)).isEqualTo(new byte[] {1, 2});
    List<Object> binds = new ArrayList<>(request.binds());
    binds.remove(6);
    assertThat(binds)
        .containsExactly(
            "it's",
            -7L,
            Long.MIN_VALUE,
            true,
            new BigDecimal("-12.345"),
            1.5,
            Instant.parse("2026-03-01T10:00:00.000000001Z"),
            null);
  }

  @Test
  void aDateIsBoundAsADay() throws SQLException {
    script.beginningWith("SELECT").answer(WireAnswer.rows("a fixed").row(1));
    try (PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
      statement.setDate(1, Date.valueOf("2026-03-01"));
      statement.executeQuery().close();
    }
    assertThat(script.requests().get(0).bind(1, LocalDate.class)).isEqualTo("2026-03-01");
  }

  @Test
  void countsAreOfChangesAndDefinitionsHaveNone() throws SQLException {
    script.beginningWith("INSERT").answer(WireAnswer.updated(3));
    script.beginningWith("CREATE").answer(WireAnswer.done("Table T successfully created."));
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("INSERT INTO t VALUES (1), (2), (3)")).isEqualTo(3);
      assertThat(statement.execute("CREATE TABLE t (a int)")).isFalse();
      assertThat(statement.getUpdateCount()).isZero();
    }
  }

  @Test
  void anErrorHasItsCodeAndState() {
    script.on("SELECT 1").answer(WireAnswer.error("002003", "Object 'T' does not exist."));
    script
        .on("SELECT 2")
        .answer(WireAnswer.error("1234", "something else").field("state", "HY000"));
    assertThatThrownBy(() -> first("SELECT 1")).hasMessageContaining("Object 'T' does not exist.");
    assertError(2003, "02000", () -> first("SELECT 1"));
    assertError(1234, "HY000", () -> first("SELECT 2"));
  }

  @Test
  void aSessionGoesWhereItsStatementsLead() throws SQLException {
    script.beginningWith("CREATE OR").answer(WireAnswer.done());
    script.beginningWith("DROP DATABASE").answer(WireAnswer.done());
    execute("USE SCHEMA \"other\".s");
    assertThat(connection.getCatalog()).isEqualTo("other");
    assertThat(connection.getSchema()).isEqualTo("S");
    execute("CREATE OR REPLACE TRANSIENT DATABASE \"a \"\"b\" COMMENT = 'x'");
    assertThat(connection.getCatalog()).isEqualTo("a \"b");
    execute("USE WAREHOUSE big");
    execute("USE ROLE accountadmin");
    execute("ALTER SESSION SET QUERY_TAG = 'it''s', STATEMENT_TIMEOUT_IN_SECONDS = 9");
    script.on("SELECT 1").answer(WireAnswer.rows("a fixed").row(1));
    first("SELECT 1");
    execute("DROP DATABASE \"a \"\"b\"");
    execute("ALTER SESSION UNSET QUERY_TAG");
    first("SELECT 1");
    List<WireRequest> selects =
        script.requests().stream().filter(r -> r.statement().equals("SELECT 1")).toList();
    assertThat(selects.get(0).database()).isEqualTo("a \"b");
    assertThat(selects.get(0).attributes())
        .containsEntry("tag", "it's")
        .containsEntry("timeout", "9")
        .containsEntry("warehouse", "BIG")
        .containsEntry("role", "ACCOUNTADMIN");
    assertThat(selects.get(1).database()).isEmpty();
    assertThat(selects.get(1).attributes()).containsEntry("tag", "");
  }

  @Test
  void aTagBelongsToAStatement() throws SQLException {
    script.on("SELECT 1").answer(WireAnswer.rows("a fixed").row(1));
    try (Statement statement = connection.createStatement()) {
      statement.unwrap(SnowflakeStatement.class).setParameter("QUERY_TAG", "mine");
      statement.executeQuery("SELECT 1").close();
    }
    assertThat(peer.queries()).extracting(SnowflakeRan::tag).containsExactly("mine");
  }

  @Test
  void whatIsNotScriptedFailsTheTest() {
    assertError(999999, "XX000", () -> first("SELECT unheard"));
    assertThatThrownBy(() -> peer.verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("SELECT unheard");
    script.reset();
  }

  @Test
  void aValueThatDoesNotFitItsColumnFailsTheTest() {
    script.on("SELECT 1").answer(WireAnswer.rows("a date").row("no date"));
    assertError(999999, "XX000", () -> first("SELECT 1"));
    assertThatThrownBy(() -> peer.verify()).hasMessageContaining("no date");
    script.reset();
  }
}
