package io.gds.database.postgres;

import io.gds.database.backup.ReachableWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * To which instants backups lead: each to its end; those with revision history to any instant since
 * their history begins.
 *
 * @see <a
 *     href="https://www.cockroachlabs.com/docs/stable/take-backups-with-revision-history-and-restore-from-a-point-in-time">Point-in-time
 *     restore</a>
 */
final class CockroachReach {
  private record Reached(ReachableWindow.Span span, CockroachLayer layer) {}

  private CockroachReach() {}

  /** The stretch that one backup reaches by its revision history, if it has one. */
  static Optional<ReachableWindow.Span> span(CockroachLayer layer) {
    if (!layer.revisions().orElse(false)) {
      return Optional.empty();
    }
    Instant from = layer.revisionsFrom().or(layer::start).orElse(layer.end());
    return Optional.of(
        new ReachableWindow.Span(from.isAfter(layer.end()) ? layer.end() : from, layer.end()));
  }

  /** What all chains together reach of a database. */
  static ReachableWindow window(String database, List<CockroachChain> chains, Instant now) {
    List<Reached> reached =
        chains.stream()
            .flatMap(chain -> chain.layers().stream())
            .filter(layer -> layer.holds(database))
            .map(
                layer ->
                    new Reached(
                        span(layer)
                            .orElseGet(() -> new ReachableWindow.Span(layer.end(), layer.end())),
                        layer))
            .sorted(
                Comparator.comparing((Reached one) -> one.span().from())
                    .thenComparing(one -> one.span().to()))
            .toList();
    List<ReachableWindow.Span> spans = new ArrayList<>();
    List<ReachableWindow.Gap> gaps = new ArrayList<>();
    for (Reached next : reached) {
      int last = spans.size() - 1;
      if (last >= 0 && !spans.get(last).to().isBefore(next.span().from())) {
        ReachableWindow.Span joined = spans.get(last);
        if (next.span().to().isAfter(joined.to())) {
          spans.set(last, new ReachableWindow.Span(joined.from(), next.span().to()));
        }
        continue;
      }
      if (last >= 0) {
        gaps.add(
            new ReachableWindow.Gap(spans.get(last).to(), next.span().from(), why(next.layer())));
      }
      spans.add(next.span());
    }
    return new ReachableWindow(database, spans, gaps, now);
  }

  /** Why nothing leads to the time before a backup's first instant. */
  private static String why(CockroachLayer next) {
    if (next.revisions().isEmpty()) {
      return "whether the backup that ends at "
          + next.end()
          + " holds revision history could not be read; without it only its end is reached";
    }
    return next.revisions().get()
        ? "the revision history of the backup that ends at "
            + next.end()
            + " begins at "
            + next.revisionsFrom().or(next::start).orElse(next.end())
            + ": what is older had been collected as garbage, or was backed up without it"
        : "the backup that ends at "
            + next.end()
            + " was made without cockroachdb.revision-history: only its end is reached";
  }
}
