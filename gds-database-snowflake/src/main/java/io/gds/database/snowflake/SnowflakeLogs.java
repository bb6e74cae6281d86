package io.gds.database.snowflake;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.SupportsLogs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The history of queries and that of log-ins, told as logs. Of the last seven days they are read as
 * they are now; of the year before from views that are some time late and take a right of their
 * own. A query is told when it has ended, at its end.
 */
final class SnowflakeLogs implements SupportsLogs {
  /** How far back the functions reach. */
  private static final Duration RECENT = Duration.ofDays(7);

  /** The functions refuse a window that begins a moment too early. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private static final Comparator<LogEntry> ORDER =
      Comparator.comparing(LogEntry::timestamp).thenComparing(SnowflakeLog::identity);

  private final SnowflakeContext context;
  private final int most;

  SnowflakeLogs(SnowflakeContext context) {
    this(context, SnowflakeFunctions.MOST_ROWS);
  }

  /**
   * The same.
   *
   * @param most how many rows are asked for at once
   */
  SnowflakeLogs(SnowflakeContext context, int most) {
    this.context = context;
    this.most = most;
  }

  private SnowflakeLog log(LogQuery query) {
    context.runner().requireOpen();
    if (query.log().isEmpty()) {
      return SnowflakeLog.ALL.get(0);
    }
    String name = query.log().get();
    return SnowflakeLog.ALL.stream()
        .filter(log -> log.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no log " + name)
                    .platform(context.runner().platform().id())
                    .engine(context.runner().engine())
                    .target(name)
                    .remedy("See logCoverage() for the logs there are.")
                    .toException());
  }

  @Override
  public void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
    read(
        log(query),
        query,
        false,
        entries -> {
          entries.forEach(consumer);
          return true;
        });
  }

  /** Read from the newest on, and no further than is needed. */
  @Override
  public List<LogEntry> logs(LogQuery query) {
    List<LogEntry> newest = new ArrayList<>();
    read(
        log(query),
        query,
        true,
        entries -> {
          for (int i = entries.size() - 1; i >= 0 && newest.size() < query.limit(); i--) {
            newest.add(entries.get(i));
          }
          return newest.size() < query.limit();
        });
    Collections.reverse(newest);
    return List.copyOf(newest);
  }

  private void read(
      SnowflakeLog log, LogQuery query, boolean newestFirst, Predicate<List<LogEntry>> each) {
    Instant now = context.clock().instant();
    Instant edge = now.minus(RECENT).plus(MARGIN);
    // What ends now belongs to it: the end of a span does not.
    Instant until = query.until().orElseGet(() -> now.plus(Duration.ofMinutes(1)));
    Instant since = query.since().orElse(edge);
    Instant parting = since.isAfter(edge) ? since : until.isBefore(edge) ? until : edge;
    Span recent =
        new Span(
            parting,
            until,
            (from, to) -> context.sql().query(log.recent(context, from, to, most), log::entry));
    Span old = new Span(since, parting, (from, to) -> old(log, from, to));
    for (Span span : newestFirst ? List.of(recent, old) : List.of(old, recent)) {
      if (!read(span, query, newestFirst, each)) {
        return;
      }
    }
  }

  /** A span of time, and where its entries come from. */
  private record Span(Instant from, Instant to, SnowflakeWindows.Source<LogEntry> source) {}

  /** Whether to go on with what is behind it. */
  private boolean read(
      Span span, LogQuery query, boolean newestFirst, Predicate<List<LogEntry>> each) {
    AtomicBoolean goesOn = new AtomicBoolean(true);
    new SnowflakeWindows<>(span.source(), LogEntry::timestamp, most)
        .read(
            span.from(),
            span.to(),
            newestFirst,
            entries -> {
              goesOn.set(each.test(entries.stream().filter(query::matches).sorted(ORDER).toList()));
              return goesOn.get();
            });
    return goesOn.get();
  }

  private List<LogEntry> old(SnowflakeLog log, Instant from, Instant to) {
    return SnowflakeUsage.read(context, log.table(), log.old(from, to, most), log::entry);
  }

  @Override
  public LogCoverage logCoverage() {
    context.runner().requireOpen();
    Instant now = context.clock().instant();
    List<String> notes = new ArrayList<>();
    notes.add("Queries are told when they have ended; those that run are told by processes().");
    notes.add(
        "Of the queries of others those are told that the role may see: with MONITOR on their"
            + " warehouse, or with ACCOUNTADMIN.");
    for (SnowflakeLog log : SnowflakeLog.ALL) {
      notes.add(
          "What is older than seven days is read from SNOWFLAKE.ACCOUNT_USAGE."
              + log.table()
              + ", for 365 days, up to "
              + log.latency()
              + " late; it takes IMPORTED PRIVILEGES on that database.");
    }
    return new LogCoverage(
        Optional.of(now.minus(RECENT)),
        now,
        SnowflakeLog.ALL.stream().map(SnowflakeLog::name).toList(),
        notes);
  }
}
