package io.gds.database.mssql;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import io.gds.database.mssql.MssqlLogFiles.LogFile;
import io.gds.database.mssql.MssqlLogFiles.Product;
import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.SupportsLogs;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server's error log, and the Agent's. {@code ERRORLOG} and {@code SQLAGENT} are all files of a
 * log as one; {@code ERRORLOG.0} is the file that is written now, {@code ERRORLOG.1} the one before
 * it. The server filters no times, so that files are read whole, and only those that a window
 * touches. Their times are of the server's clock, see {@link MssqlLogTimes}.
 */
final class MssqlLogs implements SupportsLogs {
  private static final Pattern NAME = Pattern.compile("(ERRORLOG|SQLAGENT)(?:\\.(\\d{1,2}))?");

  /** By how much a time may be wrong where the server does not tell its zone. */
  private static final Duration DOUBT = Duration.ofHours(1);

  /** How many files may be begun while others are read. */
  private static final int MOST_BEGUN = 5;

  private final MssqlContext context;

  MssqlLogs(MssqlContext context) {
    this.context = context;
  }

  /** A log, or one file of it. */
  private record Wanted(MssqlLogFiles files, OptionalInt number) {}

  private Wanted wanted(LogQuery query) {
    context.runner().requireOpen();
    String name = query.log().orElseGet(Product.ERRORLOG::name);
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw absent(name);
    }
    Product product = Product.valueOf(parts.group(1));
    String number = parts.group(2);
    return new Wanted(
        new MssqlLogFiles(context, product),
        number == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(number)));
  }

  private DatabaseException absent(String name) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "the server has no log \"" + name + "\"")
        .platform(DatabaseType.MSSQL.id())
        .engine(context.runner().engine())
        .target(name)
        .remedy("See logCoverage() for the logs there are.")
        .toException();
  }

  @Override
  public void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
    Wanted wanted = wanted(query);
    MssqlServerZone zone = MssqlServerZone.read(context);
    if (wanted.number().isPresent()) {
      int number = wanted.number().getAsInt();
      if (!new Reading(wanted.files(), zone, query, consumer).file(number, null)) {
        throw absent(name(wanted, number));
      }
      return;
    }
    List<LogFile> files = wanted.files().files(file -> isBefore(file, query, zone));
    if (files.isEmpty()) {
      throw absent(wanted.files().product().name());
    }
    Reading reading = new Reading(wanted.files(), zone, query, consumer);
    int begun = 0;
    for (int i = files.size() - 1; i >= 0; i--) {
      LogFile file = files.get(i);
      if (!isBehind(file, query, zone)) {
        while (!reading.file(file.number() + begun, file) && begun < MOST_BEGUN) {
          begun++;
        }
      }
    }
  }

  private static String name(Wanted wanted, int number) {
    return wanted.files().product() + "." + number;
  }

  /** Whether a file begins before the window does, so that those before it are of no interest. */
  private static boolean isBefore(LogFile file, LogQuery query, MssqlServerZone zone) {
    Optional<Instant> begin = file.begin().map(local -> last(local, zone));
    return query.since().isPresent()
        && begin.filter(instant -> !instant.isAfter(query.since().get())).isPresent();
  }

  private static boolean isBehind(LogFile file, LogQuery query, MssqlServerZone zone) {
    Optional<Instant> begin = file.begin().map(local -> first(local, zone));
    return query.until().isPresent()
        // The entry that tells a file's begin may not be the first one.
        && begin.filter(instant -> instant.minus(DOUBT).isAfter(query.until().get())).isPresent();
  }

  /** The earliest instant of a local time, if in doubt too early. */
  private static Instant first(LocalDateTime local, MssqlServerZone zone) {
    Instant instant = zone.time().instants(local).get(0);
    return zone.known() ? instant : instant.minus(DOUBT);
  }

  private static Instant last(LocalDateTime local, MssqlServerZone zone) {
    List<Instant> instants = zone.time().instants(local);
    Instant instant = instants.get(instants.size() - 1);
    return zone.known() ? instant : instant.plus(DOUBT);
  }

  /** Reads files one after the other. */
  private static final class Reading {
    private final MssqlLogFiles files;
    private final MssqlLogEntries entries;
    private @Nullable LocalDateTime first;

    Reading(
        MssqlLogFiles files, MssqlServerZone zone, LogQuery query, Consumer<LogEntry> consumer) {
      this.files = files;
      entries = new MssqlLogEntries(new MssqlLogTimes(zone.time(), query), query, consumer);
    }

    /**
     * Reads the file of a number.
     *
     * @param expected what it was when it was looked at; null for any
     * @return false if there is no such file, or another has got its number since
     */
    boolean file(int number, @Nullable LogFile expected) {
      boolean[] other = {false};
      first = null;
      boolean there =
          files.read(
              number,
              row -> {
                LocalDateTime local = row.optionalLocalTime("LogDate").orElse(null);
                if (first == null && local != null) {
                  first = local;
                  other[0] = expected != null && !expected.canBeginAt(local);
                }
                if (!other[0]) {
                  add(row);
                }
              });
      entries.end();
      return there && !other[0];
    }

    private void add(Row row) {
      if (files.product() == Product.ERRORLOG) {
        entries.add(row);
      } else {
        entries.addAgent(row);
      }
    }

    /** When the first entry of the file was written that was read last. */
    Optional<LocalDateTime> begin() {
      return Optional.ofNullable(first);
    }
  }

  /** The newest ones: files are read from the newest back until there are enough. */
  @Override
  public List<LogEntry> logs(LogQuery query) {
    Wanted wanted = wanted(query);
    MssqlServerZone zone = MssqlServerZone.read(context);
    List<LogEntry> entries = new ArrayList<>();
    int from = wanted.number().orElse(0);
    Optional<LocalDateTime> before = Optional.empty();
    for (int number = from; number <= MssqlLogFiles.MOST; number++) {
      int room = query.limit() - entries.size();
      Deque<LogEntry> newest = new ArrayDeque<>();
      Reading reading =
          new Reading(
              wanted.files(),
              zone,
              query,
              entry -> {
                if (newest.size() == room) {
                  newest.removeFirst();
                }
                newest.addLast(entry);
              });
      boolean there = reading.file(number, null);
      if (!there && number == from) {
        throw absent(query.log().orElseGet(Product.ERRORLOG::name));
      }
      if (!there || wanted.number().isPresent()) {
        entries.addAll(0, newest);
        break;
      }
      // The same file as before: another was begun meanwhile, and all numbers went up.
      boolean same = before.isPresent() && before.equals(reading.begin());
      if (!same) {
        entries.addAll(0, newest);
        before = reading.begin();
      }
      if (entries.size() == query.limit()
          || isBefore(new LogFile(number, reading.begin()), query, zone)) {
        break;
      }
    }
    return List.copyOf(entries);
  }

  @Override
  public LogCoverage logCoverage() {
    context.runner().requireOpen();
    MssqlServerZone zone = MssqlServerZone.read(context);
    List<String> notes = new ArrayList<>();
    List<String> logs = new ArrayList<>();
    List<LogFile> files = new MssqlLogFiles(context, Product.ERRORLOG).files(file -> false);
    list(Product.ERRORLOG, files, logs);
    ofAgent(logs, notes);
    if (!zone.known()) {
      notes.add(
          "The server does not tell its zone, so that its present offset from UTC, "
              + zone.zone()
              + ", is taken for all entries: those from before a change of the clock are an hour"
              + " off.");
    }
    notes.add(
        "What the server writes with severity 10 or less has no number, and counts as information.");
    Optional<Instant> oldest =
        files.isEmpty()
            ? Optional.empty()
            : files.get(files.size() - 1).begin().map(local -> last(local, zone));
    return new LogCoverage(oldest, context.clock().instant(), logs, notes);
  }

  private static void list(Product product, List<LogFile> files, List<String> logs) {
    if (!files.isEmpty()) {
      logs.add(product.name());
      files.forEach(file -> logs.add(product + "." + file.number()));
    }
  }

  private void ofAgent(List<String> logs, List<String> notes) {
    Optional<MssqlFeature.Lack> lack = context.product().lack(MssqlFeature.AGENT);
    if (lack.isPresent()) {
      notes.add("There is no log SQLAGENT: " + lack.get().reason() + ".");
      return;
    }
    try {
      List<LogFile> files = new MssqlLogFiles(context, Product.SQLAGENT).files(file -> false);
      list(Product.SQLAGENT, files, logs);
      if (files.isEmpty()) {
        notes.add("There is no log SQLAGENT: the Agent has not been started yet.");
      }
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.CONNECTION_LOST || e.code() == ErrorCode.ENGINE_CLOSED) {
        throw e;
      }
      notes.add("The log SQLAGENT could not be read: " + e.getMessage());
    }
  }
}
