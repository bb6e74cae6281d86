package io.gds.database.mongodb;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.ReachableWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * To which instants a server can be restored: from the end of each dump as far as the logs lead
 * without a gap. It goes by what the manifests tell; a restore reads all of it before it begins.
 */
final class MongoServerWindow {
  private MongoServerWindow() {}

  /** The window of a server. */
  static ReachableWindow of(String server, MongoServerShelf shelf, Instant since, Instant now) {
    List<ReachableWindow.Span> reached = new ArrayList<>();
    List<BackupInfo> none = new ArrayList<>();
    for (BackupInfo dump : shelf.dumps()) {
      if (dump.finishedAt().isBefore(since)) {
        continue;
      }
      MongoServerShelf.Chain chain = shelf.chain(dump);
      if (chain.begin().isEmpty()) {
        none.add(dump);
        continue;
      }
      reached.add(
          new ReachableWindow.Span(
              MongoSnapshot.second(chain.begin().get()),
              MongoSnapshot.second(chain.end().orElseThrow())));
    }
    reached.sort(Comparator.comparing(ReachableWindow.Span::from));
    List<ReachableWindow.Span> spans = new ArrayList<>();
    List<ReachableWindow.Gap> gaps = new ArrayList<>();
    for (ReachableWindow.Span next : reached) {
      int last = spans.size() - 1;
      if (last < 0 || spans.get(last).to().isBefore(next.from())) {
        if (last >= 0) {
          gaps.add(
              new ReachableWindow.Gap(
                  spans.get(last).to(), next.from(), "no backup of the log leads over it"));
        }
        spans.add(next);
      } else if (next.to().isAfter(spans.get(last).to())) {
        spans.set(last, new ReachableWindow.Span(spans.get(last).from(), next.to()));
      }
    }
    for (BackupInfo each : none) {
      gaps.add(
          new ReachableWindow.Gap(
              each.startedAt(),
              each.finishedAt(),
              each.location() + " was made without an oplog, and so is of no instant"));
    }
    return new ReachableWindow(server, spans, gaps, now);
  }

  /** The same in words; empty if nothing is reached. */
  static Optional<String> told(MongoServerShelf shelf) {
    String told =
        of("", shelf, Instant.MIN, Instant.EPOCH).spans().stream()
            .map(MongoServerWindow::told)
            .collect(Collectors.joining(", "));
    return told.isEmpty() ? Optional.empty() : Optional.of(told);
  }

  private static String told(ReachableWindow.Span span) {
    return span.from().equals(span.to())
        ? span.from().toString()
        : span.from() + " to " + span.to();
  }
}
