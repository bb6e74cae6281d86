package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import io.gds.database.observe.LogQuery;
import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import io.gds.database.testkit.wire.WireRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class SnowflakeLogsTest {
  private static final Pattern INSTANT =
      Pattern.compile("'(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d\\.\\d{9}) \\+00:00'");
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final SnowflakeRoom room = new SnowflakeRoom();
  private final SnowflakeLogs logs = new SnowflakeLogs(room.context);

  @AfterEach
  void close() {
    room.close();
  }

  /** A history with an entry at each of so many steps before now. */
  private void history(int entries, Duration step, List<Integer> told) {
    room.peer
        .script()
        .matching("SELECT QUERY_ID, LEFT.*QUERY_HISTORY.*")
        .by(request -> window(request, entries, step, told));
  }

  private static WireAnswer window(
      WireRequest request, int entries, Duration step, List<Integer> told) {
    Matcher bounds = INSTANT.matcher(request.statement());
    Instant from = next(bounds);
    Instant to = next(bounds);
    String limit = request.statement().replaceAll("(?s).*LIMIT(?: =>)? (\\d+).*", "$1");
    List<WireRow> rows = new ArrayList<>();
    for (int i = 0; i < entries && rows.size() < Integer.parseInt(limit); i++) {
      Instant at = NOW.minus(step.multipliedBy(i));
      if (!at.isBefore(from) && !at.isAfter(to)) {
        rows.add(WireRow.of("q" + i, "SELECT " + i, "SUCCESS", at));
      }
    }
    told.add(rows.size());
    return WireAnswer.rows(
            "QUERY_ID text",
            "QUERY_TEXT text",
            "EXECUTION_STATUS text",
            "END_TIME timestamp_ltz(3)")
        .all(rows);
  }

  private static Instant next(Matcher bounds) {
    assertThat(bounds.find()).isTrue();
    return Instant.parse(bounds.group(1) + "T" + bounds.group(2) + "Z");
  }

  @Test
  void aHundredThousandEntriesComeInOrderAndNoneIsMissingOrTwice() {
    List<Integer> told = new ArrayList<>();
    history(100_000, Duration.ofSeconds(5), told);
    AtomicLong count = new AtomicLong();
    AtomicLong last = new AtomicLong(Long.MIN_VALUE);
    logs.readLogs(
        LogQuery.all(),
        entry -> {
          long at = entry.timestamp().toEpochMilli();
          assertThat(at).isGreaterThan(last.getAndSet(at));
          count.incrementAndGet();
        });
    assertThat(count).hasValue(100_000);
    assertThat(told).allMatch(rows -> rows <= SnowflakeFunctions.MOST_ROWS);
    assertThat(told).hasSizeLessThan(40);
  }

  @Test
  void aFullWindowIsReadAgainInHalves() {
    List<Integer> told = new ArrayList<>();
    history(50, Duration.ofMillis(1), told);
    List<LogEntry> all = new ArrayList<>();
    new SnowflakeLogs(room.context, 8)
        .readLogs(LogQuery.all().since(NOW.minusSeconds(2)), all::add);
    assertThat(all).hasSize(50);
    assertThat(all).extracting(SnowflakeLog::identity).doesNotHaveDuplicates();
    assertThat(told).contains(8);
  }

  @Test
  void whatCannotBeToldApartIsNotCutWithoutAWord() {
    history(9, Duration.ZERO, new ArrayList<>());
    assertThatThrownBy(
            () ->
                new SnowflakeLogs(room.context, 8)
                    .readLogs(LogQuery.all().since(NOW.minusSeconds(1)), entry -> {}))
        .hasMessageContaining("no more than 8 rows at once");
  }

  @Test
  void theNewestAreReadWithoutTheRest() {
    List<Integer> told = new ArrayList<>();
    history(100, Duration.ofHours(1), told);
    assertThat(logs.logs(LogQuery.all().limit(3)))
        .extracting(SnowflakeLog::identity)
        .containsExactly("q2", "q1", "q0");
    assertThat(told).hasSize(1);
    assertThat(logs.logs(LogQuery.all().until(NOW.minus(Duration.ofHours(1))).limit(2)))
        .extracting(SnowflakeLog::identity)
        .containsExactly("q3", "q2");
  }

  @Test
  void whatIsOlderComesFromTheViewAndWhatIsYoungerDoesNot() {
    List<Integer> told = new ArrayList<>();
    history(400, Duration.ofHours(1), told);
    List<LogEntry> all = new ArrayList<>();
    logs.readLogs(LogQuery.all().since(NOW.minus(Duration.ofDays(30))), all::add);
    assertThat(all).hasSize(400);
    List<String> sent = room.sent().stream().filter(sql -> sql.contains("QUERY_HISTORY")).toList();
    assertThat(sent).anyMatch(sql -> sql.contains("\"SNOWFLAKE\".\"ACCOUNT_USAGE\""));
    room.peer.script().forget();
    logs.readLogs(LogQuery.all().since(NOW.minus(Duration.ofDays(6))), entry -> {});
    assertThat(room.sent()).noneMatch(sql -> sql.contains("ACCOUNT_USAGE"));
    room.peer.script().forget();
    logs.readLogs(
        LogQuery.all().since(NOW.minus(Duration.ofDays(30))).until(NOW.minus(Duration.ofDays(20))),
        entry -> {});
    assertThat(room.sent()).allMatch(sql -> sql.contains("ACCOUNT_USAGE"));
  }

  @Test
  void theRightThatTheViewTakesIsNamed() {
    room.peer
        .script()
        .matching("SELECT .*ACCOUNT_USAGE.*")
        .answer(WireAnswer.error("002003", "Object does not exist or not authorized."));
    assertThatThrownBy(
            () -> logs.readLogs(LogQuery.all().since(NOW.minus(Duration.ofDays(30))), entry -> {}))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> {
              assertThat(e.details().get("right").orElse("")).contains("IMPORTED PRIVILEGES");
              assertThat(e.remedy().orElse("")).contains("GRANT IMPORTED PRIVILEGES");
            });
  }

  @Test
  void theHistoryOfARealSessionIsTold() {
    room.context.sql().query("SELECT 1 AS A", row -> row.intValue("A"));
    room.clock.advance(Duration.ofSeconds(1));
    List<LogEntry> entries = logs.logs(LogQuery.all().containing("SELECT 1"));
    assertThat(entries)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.level()).isEqualTo(LogLevel.INFO);
              assertThat(entry.message()).isEqualTo("SELECT 1 AS A");
              assertThat(entry.source()).contains("COMPUTE_WH");
              assertThat(entry.context())
                  .containsEntry("user", "ADA")
                  .containsEntry("status", "SUCCESS")
                  .containsKey("queryId");
            });
  }

  @Test
  void aFailureIsAnErrorAndASecretIsHidden() {
    room.peer
        .script()
        .matching("SELECT QUERY_ID, LEFT.*")
        .answer(
            WireAnswer.rows(
                    "QUERY_ID text",
                    "QUERY_TEXT text",
                    "EXECUTION_STATUS text",
                    "ERROR_CODE text",
                    "ERROR_MESSAGE text",
                    "END_TIME timestamp_ltz(3)")
                .row(
                    "q",
                    "ALTER USER u SET PASSWORD = 'ca''nary' COMMENT = 'x'",
                    "FAILED_WITH_ERROR",
                    "002003",
                    "not there",
                    NOW.minusSeconds(1)));
    assertThat(logs.logs(LogQuery.all().atLeast(LogLevel.WARNING).limit(1)))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.level()).isEqualTo(LogLevel.ERROR);
              assertThat(entry.message())
                  .isEqualTo("not there: ALTER USER u SET PASSWORD = '<hidden>' COMMENT = 'x'");
              assertThat(entry.context()).containsEntry("code", "002003");
            });
  }

  @Test
  void logInsAreALogOfTheirOwn() {
    room.peer
        .script()
        .matching("SELECT EVENT_TIMESTAMP.*LOGIN_HISTORY.*")
        .answer(
            WireAnswer.rows(
                    "EVENT_TIMESTAMP timestamp_ltz(3)",
                    "EVENT_ID fixed",
                    "USER_NAME text",
                    "CLIENT_IP text",
                    "REPORTED_CLIENT_TYPE text",
                    "IS_SUCCESS text",
                    "ERROR_MESSAGE text")
                .row(NOW.minusSeconds(9), 1, "ADA", "10.0.0.1", "JDBC_DRIVER", "YES", null)
                .row(
                    NOW.minusSeconds(8),
                    2,
                    "EVE",
                    "10.0.0.2",
                    "OTHER",
                    "NO",
                    "INCORRECT_PASSWORD"));
    List<LogEntry> entries = logs.logs(LogQuery.all().log("logins").limit(2));
    assertThat(entries)
        .extracting(LogEntry::message)
        .containsExactly("ADA logged in", "EVE could not log in: INCORRECT_PASSWORD");
    assertThat(entries)
        .extracting(LogEntry::level)
        .containsExactly(LogLevel.INFO, LogLevel.WARNING);
    assertThat(entries.get(1).source()).contains("OTHER");
    assertThat(entries.get(1).context()).containsEntry("client", "10.0.0.2");
  }

  @Test
  void itIsSaidHowFarBackAndHowLate() {
    LogCoverage coverage = logs.logCoverage();
    assertThat(coverage.logs()).containsExactly("queries", "logins");
    assertThat(coverage.oldest()).contains(NOW.minus(Duration.ofDays(7)));
    assertThat(coverage.notes()).anyMatch(note -> note.contains("45 minutes late"));
    assertThatThrownBy(() -> logs.logs(LogQuery.all().log("nothing")))
        .isInstanceOf(NotFoundException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCESS, INFO",
    "success, INFO",
    "FAIL, ERROR",
    "FAILED_WITH_ERROR, ERROR",
    "INCIDENT, ERROR",
    "FAILED_WITH_INCIDENT, ERROR",
    "SOMETHING_NEW, UNKNOWN",
  })
  void everyStatusIsOneOfOurLevels(String status, LogLevel level) {
    assertThat(SnowflakeLog.level(status)).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"CREATE USER u PASSWORD='x' LOGIN_NAME='y'\", \"CREATE USER u PASSWORD='<hidden>' LOGIN_NAME='y'\"",
        "\"SET AWS_SECRET_KEY = 'x\", \"SET AWS_SECRET_KEY = '<hidden>'\"",
        "\"CREATE SECRET s SECRET_STRING = $$a'b$$ COMMENT='c'\", \"CREATE SECRET s SECRET_STRING = '<hidden>' COMMENT='c'\"",
        "\"AZURE_SAS_TOKEN='a\\'b' x\", \"AZURE_SAS_TOKEN='<hidden>' x\"",
        "\"SELECT 'PASSWORD' FROM t\", \"SELECT 'PASSWORD' FROM t\"",
      })
  void secretsInStatementsOfOthersAreHidden(String statement, String hidden) {
    assertThat(SnowflakeSecretText.hidden(statement)).isEqualTo(hidden);
  }
}
