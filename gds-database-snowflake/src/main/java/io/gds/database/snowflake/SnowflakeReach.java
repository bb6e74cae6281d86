package io.gds.database.snowflake;

import io.gds.database.backup.ReachableWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far back each object of a database can be asked for: as long as its history is kept, and
 * never before it was made. The history belongs to the object: one that was made anew under the old
 * name, restored or swapped in begins with that. A retention that was made longer reaches back as
 * far only once that time has passed, which nothing tells: what is said here is what the retention
 * allows at most.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-time-travel">Time Travel</a>
 */
final class SnowflakeReach {
  /** How many objects a sentence names. */
  private static final int NAMED = 5;

  /**
   * Something with a past.
   *
   * @param kind what it is
   * @param name its name, qualified where it lies in a schema
   * @param createdOn when it was made
   * @param days for how long its history is kept; empty where the server does not tell
   * @param note what is special about it, such as transient
   */
  record Item(
      String kind, String name, Instant createdOn, Optional<Integer> days, Optional<String> note) {
    /** The earliest instant, as far as it is known. */
    Instant from(Instant now) {
      Instant kept = days.map(count -> now.minus(Duration.ofDays(count))).orElse(createdOn);
      return kept.isAfter(createdOn) ? kept : createdOn;
    }

    boolean wasThere(Instant instant) {
      return !createdOn.isAfter(instant);
    }

    private String shown() {
      return kind.toLowerCase(Locale.ROOT) + ' ' + name + note.map(n -> " (" + n + ')').orElse("");
    }
  }

  private final Item database;
  private final List<Item> items;
  private final Instant now;

  /**
   * The reach of a database.
   *
   * @param database the database itself
   * @param items its tables, and whatever else has a past
   * @param now the server's time
   */
  SnowflakeReach(Item database, List<Item> items, Instant now) {
    this.database = database;
    this.items = List.copyOf(items);
    this.now = now;
  }

  /** The server's time when this was read. */
  Instant now() {
    return now;
  }

  /** The earliest instant at which the database itself can be cloned. */
  Instant from() {
    return database.from(now);
  }

  /** Whether the database itself reaches back so far; its objects may not. */
  boolean reaches(Instant instant) {
    return !instant.isBefore(from()) && !instant.isAfter(now);
  }

  /** What was there at an instant, and whose history of it is gone: it makes a clone fail. */
  List<Item> lost(Instant instant) {
    return items.stream()
        .filter(item -> item.wasThere(instant) && item.from(now).isAfter(instant))
        .toList();
  }

  /** What is there now and was not at an instant: a clone of then does not have it. */
  List<Item> later(Instant instant) {
    return items.stream().filter(item -> !item.wasThere(instant)).toList();
  }

  /** From when on all that was there can be cloned with nothing left out. */
  Instant wholeFrom() {
    return items.stream()
        .filter(item -> item.from(now).isAfter(from()) && item.createdOn().isBefore(item.from(now)))
        .map(item -> item.from(now))
        .reduce(from(), (a, b) -> a.isAfter(b) ? a : b);
  }

  /** The spans in which the whole database can be had back, and why not before. */
  ReachableWindow window(String name) {
    Instant whole = wholeFrom();
    List<ReachableWindow.Gap> gaps = new ArrayList<>();
    if (database.createdOn().isBefore(from())) {
      gaps.add(
          new ReachableWindow.Gap(
              database.createdOn(),
              from(),
              "The history of the database is kept for "
                  + days(database.days().orElse(0))
                  + "; what the vendor keeps as fail-safe cannot be asked for."));
    }
    if (whole.isAfter(from())) {
      gaps.add(
          new ReachableWindow.Gap(
              from(),
              whole,
              "Not all objects reach back so far: "
                  + named(items.stream().filter(i -> i.from(now).isAfter(from())).toList())
                  + ". Without them it can be restored, if they may be skipped."));
    }
    return new ReachableWindow(
        name,
        now.isBefore(whole) ? List.of() : List.of(new ReachableWindow.Span(whole, now)),
        gaps,
        now);
  }

  /** Some objects by name, the rest by number, each with how far it reaches. */
  String named(List<Item> some) {
    List<String> names =
        some.stream()
            .sorted(Comparator.comparing((Item item) -> item.from(now)).reversed())
            .limit(NAMED)
            .map(item -> item.shown() + " back to " + item.from(now))
            .toList();
    String all = String.join(", ", names);
    return some.size() > NAMED ? all + ", and " + (some.size() - NAMED) + " more" : all;
  }

  private static String days(int count) {
    return count == 1 ? "1 day" : count + " days";
  }
}
