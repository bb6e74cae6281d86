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
