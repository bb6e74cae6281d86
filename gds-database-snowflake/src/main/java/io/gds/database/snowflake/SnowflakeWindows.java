package io.gds.database.snowflake;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads a span of a history window by window, since the server tells so many rows at once and cuts
 * the rest without a word: a window that came back full is read again in halves, and one that came
 * back nearly empty makes the next one wider. So many rows are in memory, and no more. Used once,
 * by one thread.
 *
 * @param <T> what is read
 */
final class SnowflakeWindows<T> {
  private static final Duration FIRST = Duration.ofHours(6);
  private static final Duration WIDEST = Duration.ofDays(30);

  /** The history counts in milliseconds. */
  private static final Duration NARROWEST = Duration.ofMillis(1);

  private final Source<T> source;
  private final Function<T, Instant> time;
  private final int most;
  private Duration width = FIRST;

  /** Where the rows come from. */
  @FunctionalInterface
  interface Source<T> {
    /**
     * The rows of a window, in any order; whether those of its end are among them does not matter.
     * They are cut off where they are too many.
     */
    List<T> read(Instant from, Instant to);
  }

  /**
   * Reads from there.
   *
   * @param time of a row: those of the end of a window are left to the next
   * @param most how many rows come back at most
   */
  SnowflakeWindows(Source<T> source, Function<T, Instant> time, int most) {
    this.source = source;
    this.time = time;
    this.most = most;
  }

  /**
   * Window by window.
   *
   * @param newestFirst whether it begins at the end of the span
   * @param each takes the rows of one; false to read no further
   * @throws DatabaseException if there are too many in the narrowest of windows
   */
  void read(Instant since, Instant until, boolean newestFirst, Predicate<List<T>> each) {
    Instant from = since.truncatedTo(ChronoUnit.MILLIS);
    Instant to = until;
    while (from.isBefore(to)) {
      Instant begin = newestFirst ? later(from, to.minus(width)) : from;
      Instant end = newestFirst ? to : earlier(to, from.plus(width));
      List<T> rows = source.read(begin, end);
      if (rows.size() >= most) {
        narrow(begin, end);
        continue;
      }
      if (!each.test(within(rows, begin, end))) {
        return;
      }
      if (rows.size() < most / 4 && width.compareTo(WIDEST) < 0) {
        width = width.multipliedBy(2);
      }
      if (newestFirst) {
        to = begin;
      } else {
        from = end;
      }
    }
  }

  private List<T> within(List<T> rows, Instant begin, Instant end) {
    return rows.stream()
        .filter(row -> !time.apply(row).isBefore(begin) && time.apply(row).isBefore(end))
        .toList();
  }

  private void narrow(Instant begin, Instant end) {
    Duration now = Duration.between(begin, end);
    if (now.compareTo(NARROWEST) <= 0) {
      throw ErrorDetails.of(
              ErrorCode.STATEMENT_FAILED,
              "the server tells no more than "
                  + most
                  + " rows at once, and as many are of "
                  + begin)
          .platform(DatabaseType.SNOWFLAKE.id())
          .remedy("Ask the views of SNOWFLAKE.ACCOUNT_USAGE for that moment.")
          .toException();
    }
    width = Duration.ofMillis(Math.max(1, now.toMillis() / 2));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other.truncatedTo(ChronoUnit.MILLIS);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
