package io.gds.database.postgres;

import io.gds.database.observe.LogEntry;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Brings entries into the order of their times, holding only some: sessions take the time before
 * they write, so that their entries stand a little out of order. Not thread-safe.
 */
final class PostgresLogOrder {
  private static final int MOST = 512;
  private static final int MOST_CHARACTERS = 4 * 1024 * 1024;

  /** An entry, and which one of the file it was. */
  private record Held(LogEntry entry, long number) {}

  private final Consumer<LogEntry> consumer;
  private final PriorityQueue<Held> held =
      new PriorityQueue<>(
          Comparator.comparing((Held one) -> one.entry().timestamp())
              .thenComparingLong(Held::number));
  private long count;
  private long characters;

  PostgresLogOrder(Consumer<LogEntry> consumer) {
    this.consumer = consumer;
  }

  void add(LogEntry entry) {
    held.add(new Held(entry, count++));
    characters += entry.message().length();
    while (held.size() > MOST || (characters > MOST_CHARACTERS && held.size() > 1)) {
      release();
    }
  }

  void finish() {
    while (!held.isEmpty()) {
      release();
    }
  }

  private void release() {
    LogEntry entry = held.remove().entry();
    characters -= entry.message().length();
    consumer.accept(entry);
  }
}
