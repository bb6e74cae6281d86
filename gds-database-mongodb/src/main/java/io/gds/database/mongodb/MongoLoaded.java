package io.gds.database.mongodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was inserted, and what was refused: counted all, and kept a few of. Thread-safe. */
final class MongoLoaded {
  /** How many of the refused are kept. */
  static final int KEPT = 100;

  private final Map<String, Long> documents = new TreeMap<>();
  private final List<Refused> kept = new ArrayList<>();
  private long refused;

  /**
   * A document that the server did not take.
   *
   * @param collection where to
   * @param id its identity, as JSON
   * @param code of the server
   */
  record Refused(String collection, String id, int code) {
    @Override
    public String toString() {
      return collection + " " + id + ": " + code;
    }
  }

  synchronized void inserted(String collection, long count) {
    documents.merge(collection, count, Long::sum);
  }

  synchronized void refused(Refused one) {
    refused++;
    if (kept.size() < KEPT) {
      kept.add(one);
    }
  }

  /** How many were inserted, by collection. */
  synchronized Map<String, Long> documents() {
    return new TreeMap<>(documents);
  }

  /** How many were inserted. */
  synchronized long total() {
    return documents.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many were refused. */
  synchronized long refused() {
    return refused;
  }

  /** The first of them. */
  synchronized List<Refused> kept() {
    return List.copyOf(kept);
  }
}
