package io.gds.database.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LogTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static LogEntry entry(int second, LogLevel level, String message) {
    return new LogEntry(
        NOW.plusSeconds(second), level, message, Optional.of("checkpointer"), Map.of());
  }

  /** A log of as many entries as asked for, one a second. */
  private static SupportsLogs log(int entries) {
    return new SupportsLogs() {
      @Override
      public void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
        for (int i = 0; i < entries; i++) {
          consumer.accept(entry(i, LogLevel.INFO, "m" + i));
        }
      }

      @Override
      public LogCoverage logCoverage() {
        return new LogCoverage(Optional.of(NOW), NOW, List.of("main"), List.of());
      }
    };
  }

  @Test
  void aListHoldsTheNewestEntriesOldestFirst() {
    assertThat(log(5).logs(LogQuery.all().limit(2)))
        .extracting(LogEntry::message)
        .containsExactly("m3", "m4");
    assertThat(log(2).logs(LogQuery.all().limit(2))).hasSize(2);
    assertThat(log(0).logs(LogQuery.all())).isEmpty();
  }

  @Test
  void aListIsBoundedUnlessSaidOtherwise() {
    assertThat(log(1_001).logs(LogQuery.all())).hasSize(1_000);
  }

  @Test
  void anEntryKeepsItsOwnContextInOrder() {
    Map<String, String> context = new LinkedHashMap<>();
    context.put("user", "ada");
    context.put("code", "42P01");
    LogEntry entry = new LogEntry(NOW, LogLevel.ERROR, "m", Optional.empty(), context);

    context.clear();

    assertThat(entry.context())
        .containsExactly(Map.entry("user", "ada"), Map.entry("code", "42P01"));
  }

  @Test
  void levelsAreOrderedAndAnUnknownOnePassesEveryFilter() {
    assertThat(LogLevel.ERROR.isAtLeast(LogLevel.WARNING)).isTrue();
    assertThat(LogLevel.WARNING.isAtLeast(LogLevel.WARNING)).isTrue();
    assertThat(LogLevel.INFO.isAtLeast(LogLevel.WARNING)).isFalse();
    assertThat(LogLevel.UNKNOWN.isAtLeast(LogLevel.FATAL)).isTrue();
  }

  @Test
  void aQueryChoosesByTimeLevelTextAndSource() {
    LogEntry entry = entry(0, LogLevel.WARNING, "checkpoints are too frequent");

    assertThat(LogQuery.all().matches(entry)).isTrue();
    assertThat(LogQuery.all().since(NOW).until(NOW.plusSeconds(1)).matches(entry)).isTrue();
    assertThat(LogQuery.all().since(NOW.plusNanos(1)).matches(entry)).isFalse();
    assertThat(LogQuery.all().until(NOW).matches(entry)).isFalse();
    assertThat(LogQuery.all().atLeast(LogLevel.WARNING).matches(entry)).isTrue();
    assertThat(LogQuery.all().atLeast(LogLevel.ERROR).matches(entry)).isFalse();
    assertThat(LogQuery.all().containing("too frequent").matches(entry)).isTrue();
    assertThat(LogQuery.all().containing("Too").matches(entry)).isFalse();
    assertThat(LogQuery.all().source("checkpointer").matches(entry)).isTrue();
    assertThat(LogQuery.all().source("autovacuum").matches(entry)).isFalse();
  }

  @Test
  void aWindowEndsAfterItBeginsAndAListHoldsAtLeastOne() {
    assertThatThrownBy(() -> LogQuery.all().since(NOW).until(NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a window ends after it begins");
    assertThatThrownBy(() -> LogQuery.all().limit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit is at least 1");
  }

  @Test
  void queriesAreValues() {
    LogQuery query =
        LogQuery.all()
            .since(NOW)
            .until(NOW.plusSeconds(1))
            .atLeast(LogLevel.ERROR)
            .containing("x")
            .source("s")
            .log("agent")
            .limit(5);

    assertThat(query.since()).contains(NOW);
    assertThat(query.until()).contains(NOW.plusSeconds(1));
    assertThat(query.atLeast()).isEqualTo(LogLevel.ERROR);
    assertThat(query.containing()).contains("x");
    assertThat(query.source()).contains("s");
    assertThat(query.log()).contains("agent");
    assertThat(query.limit()).isEqualTo(5);
    assertThat(query)
        .isEqualTo(query.limit(5))
        .hasSameHashCodeAs(query.limit(5))
        .isNotEqualTo(query.since(NOW.minusSeconds(1)))
        .isNotEqualTo(query.until(NOW.plusSeconds(2)))
        .isNotEqualTo(query.atLeast(LogLevel.INFO))
        .isNotEqualTo(query.containing("y"))
        .isNotEqualTo(query.source("t"))
        .isNotEqualTo(query.log("main"))
        .isNotEqualTo(query.limit(6));
    assertThat(LogQuery.all())
        .hasToString(
            "since=null, until=null, atLeast=UNKNOWN, containing=null, source=null, log=null,"
                + " limit=1000");
  }

  @Test
  void aWindowIsCoveredOnlyIfTheOldestInstantIsKnownToLieBeforeIt() {
    List<String> notes = new ArrayList<>(List.of("a ring of 1,024 entries"));
    LogCoverage coverage = new LogCoverage(Optional.of(NOW), NOW, List.of("global"), notes);

    notes.clear();

    assertThat(coverage.covers(NOW)).isTrue();
    assertThat(coverage.covers(NOW.minusSeconds(1))).isFalse();
    assertThat(coverage.notes()).containsExactly("a ring of 1,024 entries");
    assertThat(new LogCoverage(Optional.empty(), NOW, List.of(), List.of()).covers(NOW)).isFalse();
  }
}
