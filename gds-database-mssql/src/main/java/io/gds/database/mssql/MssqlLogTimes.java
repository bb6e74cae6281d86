package io.gds.database.mssql;

import io.gds.database.observe.LogQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes instants of the local times in a log, which is read from its begin: where clocks were set
 * back, what was written before tells in which of the two hours an entry lies. If nothing tells, it
 * counts as written in the hour that was asked for, so that no window loses it. Not thread-safe.
 */
final class MssqlLogTimes {
  /** Sessions may write a little out of order. */
  private static final Duration DISORDER = Duration.ofMinutes(1);

  private final MssqlServerTime time;
  private final Predicate<Instant> asked;
  private @Nullable Instant last;

  MssqlLogTimes(MssqlServerTime time, LogQuery query) {
    this.time = time;
    asked =
        instant ->
            query.since().map(since -> !instant.isBefore(since)).orElse(true)
                && query.until().map(instant::isBefore).orElse(true);
  }

  /**
   * When an entry was written.
   *
   * @param instant the time that is told
   * @param other another that it may have been
   */
  record Moment(Instant instant, Optional<Instant> other) {}

  /** When the next entry was written. */
  Moment next(LocalDateTime local) {
    List<Instant> possible = time.instants(local);
    Instant before = last;
    List<Instant> left =
        before == null
            ? possible
            : possible.stream()
                .filter(instant -> !instant.isBefore(before.minus(DISORDER)))
                .toList();
    if (left.isEmpty()) {
      left = possible.subList(possible.size() - 1, possible.size());
    }
    Instant chosen = left.stream().filter(asked).findFirst().orElse(left.get(0));
    last = before == null || before.isBefore(chosen) ? chosen : before;
    return new Moment(chosen, left.stream().filter(instant -> !instant.equals(chosen)).findFirst());
  }
}
