package io.gds.database.testkit.fake;

import io.gds.database.observe.StatementOrder;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsStatements;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The statements a test told the fake server to have counted. */
final class FakeStatements extends FakePart implements SupportsStatements {
  FakeStatements(FakeWire wire) {
    super(wire, SupportsStatements.class);
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    return read(
        "topStatements",
        server().name(),
        () ->
            server().statements.stream()
                .filter(stats -> fits(query.database(), stats.database()))
                .filter(stats -> fits(query.user(), stats.user()))
                .filter(
                    stats ->
                        query.since().isEmpty()
                            || stats
                                .lastRunAt()
                                .filter(at -> !at.isBefore(query.since().get()))
                                .isPresent())
                .sorted(costliestFirst(query.by()))
                .limit(query.limit())
                .map(stats -> cut(stats, query.textLength()))
                .toList());
  }

  private static boolean fits(Optional<String> wanted, Optional<String> actual) {
    return wanted.isEmpty() || wanted.equals(actual);
  }

  private static Comparator<StatementStats> costliestFirst(StatementOrder by) {
    Comparator<StatementStats> cheapestFirst =
        switch (by) {
          case TOTAL_TIME -> Comparator.comparing(StatementStats::totalTime);
          case MEAN_TIME -> Comparator.comparing(StatementStats::meanTime);
          case CALLS -> Comparator.comparingLong(StatementStats::calls);
          case ROWS -> Comparator.comparingLong(stats -> stats.rows().orElse(0));
          case READS -> Comparator.comparingLong(stats -> stats.readBytes().orElse(0));
          case CPU_TIME -> Comparator.comparing(stats -> stats.cpuTime().orElse(Duration.ZERO));
        };
    return cheapestFirst.reversed();
  }

  private static StatementStats cut(StatementStats stats, int length) {
    String text = stats.text();
    return new StatementStats(
        stats.id(),
        text.substring(0, Math.min(length, text.length())),
        stats.database(),
        stats.user(),
        stats.calls(),
        stats.totalTime(),
        stats.minTime(),
        stats.maxTime(),
        stats.cpuTime(),
        stats.rows(),
        stats.readBytes(),
        stats.writtenBytes(),
        stats.since(),
        stats.lastRunAt(),
        stats.attributes());
  }
}
