package io.gds.database.ha;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a topology is set up, as opposed to how it is doing.
 *
 * @param name the name of the group
 * @param kind what it is, in the platform's word, as in {@link HaStatus#kind()}
 * @param nodes its nodes as configured; what only a running node could tell is unknown in them
 * @param syncMode when commits are acknowledged, for the group as a whole: the strictest that any
 *     node has
 * @param automaticFailover whether the platform chooses a new primary by itself
 * @param createdAt when it was made, where that is recorded
 * @param attributes what else its platform tells: version, term, listeners, required secondaries
 */
public record HaConfiguration(
    String name,
    String kind,
    List<HaNode> nodes,
    SyncMode syncMode,
    boolean automaticFailover,
    Optional<Instant> createdAt,
    Map<String, String> attributes) {
  /** Checks that nothing is missing, and takes copies. */
  public HaConfiguration {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    nodes = List.copyOf(nodes);
    Objects.requireNonNull(syncMode, "syncMode");
    Objects.requireNonNull(createdAt, "createdAt");
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
