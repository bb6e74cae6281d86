package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.SupportsLogs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.BsonDocument;

/**
 * What a server remembers of its log: the last 1,024 lines, each cut at 1,024 characters, and the
 * warnings of its start. It keeps them in memory; the file behind it is out of a client's reach.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/getLog/">getLog</a>
 */
final class MongoLogs implements SupportsLogs {
  private static final List<String> LOGS = List.of("global", "startupWarnings");

  private final MongoContext context;

  MongoLogs(MongoContext context) {
    this.context = context;
  }

  /**
   * What a log holds.
   *
   * @param entries by time
   * @param whole whether nothing has been forgotten since the server's start
   */
  private record Ring(List<LogEntry> entries, boolean whole) {}

  @Override
  public void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
    context.runner().requireOpen();
    ring(query.log().orElse(LOGS.get(0))).entries().stream()
        .filter(query::matches)
        .forEach(consumer);
  }

  private Ring ring(String log) {
    if (!LOGS.contains(log)) {
      throw absent(log);
    }
    BsonDocument answer = context.commands().anywhere().admin(MongoCommands.command("getLog", log));
    List<String> lines = MongoValues.texts(answer, "log");
    long written = MongoValues.number(answer, "totalLinesWritten").orElse(lines.size());
    return new Ring(entries(lines), written <= lines.size());
  }

  /** A line without a time of its own goes on with the one before it. */
  private List<LogEntry> entries(List<String> lines) {
    List<MongoLogLine> read = lines.stream().map(MongoLogLine::read).toList();
    Instant time =
        read.stream()
            .flatMap(line -> line.time().stream())
            .findFirst()
            .orElseGet(() -> context.clock().instant());
    List<LogEntry> entries = new ArrayList<>();
    for (MongoLogLine line : read) {
      time = line.time().orElse(time);
      entries.add(line.entry(time));
    }
    // Threads write a little out of order.
    entries.sort(Comparator.comparing(LogEntry::timestamp));
    return entries;
  }

  private DatabaseException absent(String log) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "the server has no log \"" + log + "\"")
        .platform(DatabaseType.MONGODB.id())
        .engine(context.runner().engine())
        .target(log)
        .remedy("There are " + String.join(" and ", LOGS) + ".")
        .toException();
  }

  @Override
  public LogCoverage logCoverage() {
    context.runner().requireOpen();
    Ring ring = ring(LOGS.get(0));
    Optional<Instant> oldest = ring.entries().stream().findFirst().map(LogEntry::timestamp);
    List<String> notes = new ArrayList<>();
    notes.add(
        ring.whole()
            ? "All lines since the server's start are there; it remembers 1,024 and forgets the"
                + " oldest then."
            : "The server remembers 1,024 lines, and has forgotten older ones: they are in its log"
                + " file, if it writes one.");
    notes.add("Each line is cut at 1,024 characters; one that was cut is told as it is.");
    notes.add("It is the log of the member that answers, and of no other.");
    notes.add(
        "Lines hold what the server writes into them, statements with their values among it:"
            + " nothing is taken out.");
    return new LogCoverage(oldest, context.clock().instant(), LOGS, notes);
  }
}
