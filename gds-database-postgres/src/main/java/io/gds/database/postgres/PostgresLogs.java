package io.gds.database.postgres;

import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.SupportsLogs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The log that the server's collector writes as CSV or JSON, read through the server. Entries are
 * told in the order of their times, which those of sessions that write at the same moment do not
 * quite have in the file.
 */
final class PostgresLogs implements SupportsLogs {
  /** How much later than a later entry one may stand in a file. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  /** Below this, looking for the place where a window begins costs more than it saves. */
  private static final long SEEK_FROM = 4L * PostgresLogLines.SLICE;

  /** How much of the end of a file is read first where no window is asked for. */
  private static final long TAIL = 1024 * 1024;

  /** How far back is looked at most for the newest entries, where no window is asked for. */
  static final long MOST = 256L * 1024 * 1024;

  private final PostgresContext context;

  PostgresLogs(PostgresContext context) {
    this.context = context;
  }

  private PostgresLogPlace place() {
    context.runner().requireOpen();
    PostgresLogPlace place = PostgresLogPlace.read(context);
    place.require(context.runner().engine());
    return place;
  }

  @Override
  public void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
    PostgresLogPlace place = place();
    String form = place.form(query.log(), context.runner().engine());
    PostgresLogOrder order = new PostgresLogOrder(consumer);
    for (PostgresLogPlace.LogFile file : place.files(context, form)) {
      if (concerns(file, query)) {
        long from = query.since().map(since -> seek(place, form, file, since)).orElse(0L);
        read(place, form, file, from, query, order::add);
      }
    }
    order.finish();
  }

  /**
   * The newest ones: files are read from the newest back until there are enough. Without a window
   * each is read from its end, in larger and larger pieces, {@link #MOST} bytes of them at most.
   */
  @Override
  public List<LogEntry> logs(LogQuery query) {
    PostgresLogPlace place = place();
    String form = place.form(query.log(), context.runner().engine());
    List<PostgresLogPlace.LogFile> files = place.files(context, form);
    boolean window = query.since().isPresent() || query.until().isPresent();
    List<LogEntry> entries = new ArrayList<>();
    long left = MOST;
    for (int i = files.size() - 1;
        i >= 0 && entries.size() < query.limit() && (window || left > 0);
        i--) {
      PostgresLogPlace.LogFile file = files.get(i);
      int room = query.limit() - entries.size();
      if (window) {
        if (concerns(file, query)) {
          long from = query.since().map(since -> seek(place, form, file, since)).orElse(0L);
          entries.addAll(0, newest(place, form, file, from, query, room));
        }
        continue;
      }
      Collection<LogEntry> newest = List.of();
      long from = file.size();
      for (long tail = TAIL, before = 0; from > 0 && before < left; before = tail, tail *= 8) {
        from = Math.max(0, file.size() - Math.min(tail, left));
        newest = newest(place, form, file, from, query, room);
        if (newest.size() == room) {
          break;
        }
      }
      left -= file.size() - from;
      entries.addAll(0, newest);
    }
    return List.copyOf(entries);
  }

  /** So many of a file's newest entries, as far as they are behind this place in it. */
  private Collection<LogEntry> newest(
      PostgresLogPlace place,
      String form,
      PostgresLogPlace.LogFile file,
      long from,
      LogQuery query,
      int room) {
    Deque<LogEntry> newest = new ArrayDeque<>();
    PostgresLogOrder order =
        new PostgresLogOrder(
            entry -> {
              if (newest.size() == room) {
                newest.removeFirst();
              }
              newest.addLast(entry);
            });
    read(place, form, file, from, query, order::add);
    order.finish();
    return newest;
  }

  private static boolean concerns(PostgresLogPlace.LogFile file, LogQuery query) {
    return query.since().map(since -> !file.modified().isBefore(since.minus(SLACK))).orElse(true);
  }

  /** Reads a file from a place on, as far as it is not later than what is asked for. */
  private void read(
      PostgresLogPlace place,
      String form,
      PostgresLogPlace.LogFile file,
      long from,
      LogQuery query,
      Consumer<LogEntry> consumer) {
    Predicate<Instant> over =
        query
            .until()
            .<Predicate<Instant>>map(until -> instant -> instant.isAfter(until.plus(SLACK)))
            .orElse(instant -> false);
    PostgresLogFormat entries = open(place, form, file, from, file.size());
    Optional<LogEntry> entry = entries.next();
    while (entry.isPresent() && !over.test(entry.get().timestamp())) {
      if (query.matches(entry.get())) {
        consumer.accept(entry.get());
      }
      entry = entries.next();
    }
  }

  private PostgresLogFormat open(
      PostgresLogPlace place, String form, PostgresLogPlace.LogFile file, long from, long to) {
    PostgresLogLines lines =
        new PostgresLogLines(PostgresLogLines.of(context.sql(), place.path(file)), from, to);
    PostgresLogEntries entries = new PostgresLogEntries(times(place));
    return form.equals("jsonlog")
        ? new PostgresJsonLog(lines, entries)
        : new PostgresCsvLog(lines, entries);
  }

  private static PostgresLogTimes times(PostgresLogPlace place) {
    return new PostgresLogTimes(place.zone(), place.offsetSeconds());
  }

  /** A place well before the first entry of the window, found by halving. */
  private long seek(
      PostgresLogPlace place, String form, PostgresLogPlace.LogFile file, Instant since) {
    long low = 0;
    long high = file.size();
    while (high - low > SEEK_FROM) {
      long middle = low + (high - low) / 2;
      Optional<LogEntry> entry =
          open(place, form, file, middle, Math.min(middle + PostgresLogLines.SLICE, high)).next();
      if (entry.isPresent() && entry.get().timestamp().isBefore(since.minus(SLACK))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public LogCoverage logCoverage() {
    PostgresLogPlace place = place();
    String form = place.forms().get(0);
    List<String> notes = new ArrayList<>();
    Optional<Instant> oldest = Optional.empty();
    List<PostgresLogPlace.LogFile> files = place.files(context, form);
    if (files.stream().mapToLong(PostgresLogPlace.LogFile::size).sum() > MOST) {
      notes.add(
          "Without since and until, entries are looked for in the last "
              + (MOST >> 20)
              + " MiB of the files only.");
    }
    for (PostgresLogPlace.LogFile file : files) {
      Optional<LogEntry> first = open(place, form, file, 0, file.size()).next();
      if (first.isPresent()) {
        oldest = first.map(LogEntry::timestamp);
        break;
      }
    }
    if (oldest.isEmpty()) {
      notes.add("The log directory holds no entry in the form " + form + " yet.");
    }
    if (!times(place).isZoneKnown()) {
      notes.add(
          "The zone "
              + place.zone()
              + " is not known here: its present offset was taken, also for entries from before a"
              + " change of the clock.");
    }
    if (place.destinations().contains("stderr")) {
      notes.add("What the server writes as plain text besides is not read.");
    }
    return new LogCoverage(oldest, context.clock().instant(), place.forms(), notes);
  }
}
