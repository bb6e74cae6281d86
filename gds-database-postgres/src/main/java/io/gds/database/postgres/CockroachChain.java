package io.gds.database.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A full backup and those appended to it, in the order of their ends.
 *
 * @param place where it lies; its subdirectory is in it
 * @param layers the full backup first
 */
record CockroachChain(CockroachCollection place, List<CockroachLayer> layers) {
  CockroachChain {
    layers = List.copyOf(layers);
  }

  /** The subdirectory. */
  String subdirectory() {
    return String.valueOf(place.chain());
  }

  /**
   * What one of them was appended to: the one that ends where it begins. It need not be the one
   * before it, since the server adds backups that stand for several others (compaction).
   */
  Optional<CockroachLayer> base(CockroachLayer of) {
    if (!of.incremental()) {
      return Optional.empty();
    }
    int index = layers.indexOf(of);
    return of.start()
        .flatMap(start -> layers.stream().filter(layer -> layer.endsAt(start)).findFirst())
        .or(() -> index > 0 ? Optional.of(layers.get(index - 1)) : Optional.empty());
  }

  /** The newest that holds this database. */
  Optional<CockroachLayer> newest(String database) {
    CockroachLayer newest = null;
    for (CockroachLayer layer : layers) {
      newest = layer.holds(database) ? layer : newest;
    }
    return Optional.ofNullable(newest);
  }

  /** The one that this database is restored from as it was then. */
  Optional<CockroachLayer> covering(String database, Instant instant) {
    return layers.stream()
        .filter(layer -> layer.holds(database))
        .filter(
            layer ->
                layer.endsAt(instant)
                    || CockroachReach.span(layer)
                        .filter(span -> span.contains(instant))
                        .isPresent())
        .findFirst();
  }
}
