package io.gds.database.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ConstraintViolationException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OperationCancelledException;
import io.gds.database.error.OperationTimeoutException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;

/** The executor with a real driver. */
@Timeout(60)
class SqliteStatementsTest {
  static final ErrorTable ERRORS =
      ErrorTable.builder(DatabaseType.SQLITE)
          .nativeCode(
              e -> e instanceof SQLiteException s ? s.getResultCode().code : e.getErrorCode())
          .code(5, ErrorCode.LOCKED)
          .code(9, ErrorCode.CANCELLED)
          .code(2067, ErrorCode.CONSTRAINT_UNIQUE)
          .build();
  private static final String ENDLESS =
      "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as c from n";

  @TempDir Path dir;
  private final Surroundings around = new Surroundings();
  private ConnectionPool pool;
  private SqlExecutor sql;

  @BeforeEach
  void open() {
    ConnectionInfo info =
        ConnectionInfo.builder(DatabaseType.SQLITE).path(dir.resolve("a.db")).build();
    pool =
        ConnectionPool.builder("gds-sqlite-a", info, ERRORS, around.environment)
            .property("busy_timeout", "100")
            .initSql("pragma foreign_keys = on")
            .open(new JDBC(), "jdbc:sqlite:" + dir.resolve("a.db"));
    sql =
        SqlExecutor.builder(pool, ERRORS, around.environment)
            .engine("a")
            .scriptsByUpdate(true)
            .build();
    sql.script("create table t (id integer primary key, name text unique); create table u (x);");
  }

  @AfterEach
  void close() {
    pool.close();
    around.close();
  }

  @Test
  void aScriptRunsAllItsStatementsAndReportsTheFaultyOne() {
    assertThat(
            sql.query("select name from sqlite_schema where type = 'table'", r -> r.text("name")))
        .containsExactly("t", "u");
    assertThatThrownBy(
            () -> sql.script("insert into u values (1); insert into nowhere values (2);"))
        .hasMessageContaining("no such table");
    assertThat(sql.first("select count(*) as c from u", r -> r.longValue("c"))).contains(1L);
  }

  @Test
  void everyTypeIsReadAndNullsAreToldApart() {
    sql.query(
            "select 'x' as t, 7 as i, 8000000000 as l, 1.5 as d, x'0102' as b, 1 as y,"
                + " 1767323045000 as at, null as n, '12345678901234567890123' as big",
            row -> {
              assertThat(row.text("t")).isEqualTo("x");
              assertThat(row.optionalText("n")).isEmpty();
              assertThat(row.optionalText("t")).contains("x");
              assertThat(row.intValue("i")).isEqualTo(7);
              assertThat(row.optionalInt("i")).isEqualTo(OptionalInt.of(7));
              assertThat(row.optionalInt("n")).isEmpty();
              assertThat(row.longValue("l")).isEqualTo(8_000_000_000L);
              assertThat(row.optionalLong("l")).isEqualTo(OptionalLong.of(8_000_000_000L));
              assertThat(row.optionalLong("n")).isEmpty();
              assertThat(row.doubleValue("d")).isEqualTo(1.5);
              assertThat(row.bytes("b")).containsExactly(1, 2);
              assertThat(row.optionalBytes("n")).isEmpty();
              assertThat(row.bool("y")).isTrue();
              assertThat(row.optionalBool("y")).contains(true);
              assertThat(row.optionalBool("n")).isEmpty();
              assertThat(row.instant("at")).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
              assertThat(row.optionalInstant("n")).isEmpty();
              assertThat(row.decimal("big")).isEqualTo(new BigDecimal("12345678901234567890123"));
              assertThat(row.optionalDecimal("n")).isEmpty();
              assertThat(row.has("BIG")).isTrue();
              assertThat(row.has("nope")).isFalse();
              assertThat(row.columns()).startsWith("t", "i", "l");
              return 1;
            })
        .forEach(one -> assertThat(one).isEqualTo(1));
    for (String getter :
        List.of("text", "int", "long", "double", "bool", "instant", "bytes", "dec")) {
      assertThatThrownBy(() -> sql.query("select null as n", row -> read(row, getter, "n")))
          .as(getter)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("column n");
      assertThatThrownBy(() -> sql.query("select null as n", row -> read(row, getter, "m")))
          .as(getter)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("no such column");
    }
    for (String getter : List.of("int?", "long?", "bool?")) {
      assertThatThrownBy(() -> sql.query("select null as n", row -> read(row, getter, "m")))
          .as(getter)
          .isInstanceOf(DatabaseException.class);
    }
  }

  private static Object read(Row row, String getter, String column) {
    return switch (getter) {
      case "text" -> row.text(column);
      case "int" -> row.intValue(column);
      case "int?" -> row.optionalInt(column);
      case "long" -> row.longValue(column);
      case "long?" -> row.optionalLong(column);
      case "double" -> row.doubleValue(column);
      case "bool" -> row.bool(column);
      case "bool?" -> row.optionalBool(column);
      case "instant" -> row.instant(column);
      case "bytes" -> row.bytes(column);
      default -> row.decimal(column);
    };
  }

  @Test
  void valuesAreBoundAndComeBack() {
    String hostile = "'); drop table t; --";
    byte[] bytes = "ä\0b".getBytes(StandardCharsets.UTF_8);
    assertThat(sql.update("insert into t (id, name) values (?, ?)", 1L, hostile)).isEqualTo(1);
    sql.update("insert into u values (?)", (Object) bytes);
    sql.update("insert into u values (?)", (Object) null);
    assertThat(sql.first("select name from t where id = ?", r -> r.text("name"), 1))
        .contains(hostile);
    assertThat(sql.query("select x from u order by rowid", r -> r.optionalBytes("x")))
        .satisfiesExactly(
            x -> assertThat(x).hasValueSatisfying(b -> assertThat(b).isEqualTo(bytes)),
            x -> assertThat(x).isEmpty());
  }

  @Test
  void aConstraintIsNamedByItsFinerCode() {
    sql.update("insert into t values (1, 'a')");
    assertThatThrownBy(() -> sql.update("insert into t values (2, 'a')"))
        .isInstanceOfSatisfying(
            ConstraintViolationException.class,
            e -> {
              assertThat(e.nativeCode()).contains("2067");
              assertThat(e.sqlState()).isEmpty();
            });
  }

  @Test
  void aCancelledStepIsRidOfItsStatementWithinASecond() {
    FakeStep step = new FakeStep();
    around.soon(200, step::cancel);
    long began = System.nanoTime();
    assertThatThrownBy(() -> sql.during(step).query(ENDLESS, r -> r.longValue("c")))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(1_200));
    assertThat(sql.first("select 1 as a", r -> r.longValue("a"))).contains(1L);
  }

  @Test
  void aQueryThatTakesTooLongIsStopped() {
    assertThatThrownBy(
            () -> sql.timeout(Duration.ofMillis(200)).query(ENDLESS, r -> r.longValue("c")))
        .isInstanceOf(OperationTimeoutException.class);
    assertThat(pool.evict(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void aTransactionHoldsAllOrNothing() {
    try (SqlSession session = sql.session()) {
      session.inTransaction(() -> session.update("insert into u values (1)"));
      assertThatThrownBy(
              () ->
                  session.inTransaction(
                      () -> {
                        session.update("insert into u values (2)");
                        return session.update("insert into nowhere values (3)");
                      }))
          .isInstanceOf(DatabaseException.class);
      assertThat(session.query("select x from u", r -> r.longValue("x"))).containsExactly(1L);
    }
  }

  @Test
  void aPrivateConnectionTakesNoPlaceInThePool() {
    List<SqlSession> sessions = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      SqlSession session = sql.session(pool.open());
      sessions.add(session);
      assertThat(session.first("select 1 as a", r -> r.intValue("a"))).contains(1);
    }
    assertThat(sql.first("pragma foreign_keys", r -> r.intValue("foreign_keys"))).contains(1);
    sessions.forEach(SqlSession::close);
    assertThat(pool.evict(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void theDriversOwnConnectionCanBeReached() throws Exception {
    try (SqlSession session = sql.session()) {
      assertThat(session.connection().unwrap(SQLiteConnection.class).getDatabase()).isNotNull();
    }
  }

  @Test
  void aLockedDatabaseSaysSoAndMayBeTriedAgain() {
    try (SqlSession writer = sql.session()) {
      writer.update("begin immediate");
      assertThatThrownBy(() -> sql.update("insert into u values (1)"))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.LOCKED);
                assertThat(e.isTransient()).isTrue();
                assertThat(e.details().values())
                    .containsAllEntriesOf(Map.of("engine", "a", "nativeCode", "5"));
              });
      writer.update("rollback");
    }
  }
}
