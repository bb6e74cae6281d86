package io.gds.database.mssql;

import io.gds.database.backup.ReachableWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * To which instants a database can be restored for certain, and why not to those between and after
 * them. Immutable.
 *
 * @param spans the reachable stretches of time, oldest first
 * @param gaps why there is nothing behind a stretch, in the same order
 */
record MssqlWindow(List<ReachableWindow.Span> spans, List<Gap> gaps) {
  /**
   * A stretch of time that cannot be reached.
   *
   * @param from behind this instant; empty if nothing can be reached
   * @param to before this instant; empty behind the last one
   * @param problem why
   */
  record Gap(Optional<Instant> from, Optional<Instant> to, MssqlChainProblem problem) {
    Gap(MssqlChainProblem problem) {
      this(Optional.empty(), Optional.empty(), problem);
    }
  }

  MssqlWindow {
    spans = List.copyOf(spans);
    gaps = List.copyOf(gaps);
  }

  static MssqlWindow of(MssqlChainSpace space) {
    return new MssqlWindowFinder(space).find();
  }

  /** The same up to an instant, from when on another database had the name. */
  MssqlWindow until(Instant end, MssqlWindow successor) {
    List<ReachableWindow.Span> all = new ArrayList<>();
    List<Gap> why = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      ReachableWindow.Span span = spans.get(i);
      if (span.from().isBefore(end)) {
        Instant to = span.to().isBefore(end) ? span.to() : end.minusNanos(1);
        all.add(new ReachableWindow.Span(span.from(), to));
        Optional<Instant> next = gaps.get(i).to().filter(instant -> instant.isBefore(end));
        why.add(new Gap(Optional.of(to), next.or(() -> Optional.of(end)), gaps.get(i).problem()));
      }
    }
    all.addAll(successor.spans);
    why.addAll(successor.gaps);
    return new MssqlWindow(all, why);
  }

  /** Whether an instant can be reached. */
  boolean reaches(Instant instant) {
    return spans.stream().anyMatch(span -> span.contains(instant));
  }
}
