package io.gds.database.testkit.fake;

import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.SupportsLogs;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The one log of a fake server. */
final class FakeLogs extends FakePart implements SupportsLogs {
  static final String LOG = "server";

  FakeLogs(FakeWire wire) {
    super(wire, SupportsLogs.class);
  }

  @Override
  public void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
    List<LogEntry> found =
        read(
            "logs",
            query.log().orElse(LOG),
            () -> {
              query
                  .log()
                  .filter(log -> !log.equals(LOG))
                  .ifPresent(
                      log -> {
                        throw notFound("log", log);
                      });
              return server().logs.stream()
                  .filter(query::matches)
                  .sorted(Comparator.comparing(LogEntry::timestamp))
                  .toList();
            });
    found.forEach(consumer);
  }

  @Override
  public LogCoverage logCoverage() {
    return read(
        "logCoverage",
        LOG,
        () ->
            new LogCoverage(
                server().logs.stream().map(LogEntry::timestamp).min(Comparator.naturalOrder()),
                server().now(),
                List.of(LOG),
                List.of()));
  }
}
