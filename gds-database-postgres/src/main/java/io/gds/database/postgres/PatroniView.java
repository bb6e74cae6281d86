package io.gds.database.postgres;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What Patroni says of the cluster, at one time.
 *
 * @param answered who told it
 * @param cluster the cluster
 * @param rules its rules; empty if they were not told
 * @param nodes what the members whose addresses are configured say of themselves, by name
 * @param silent why nothing was heard at the other configured addresses
 */
record PatroniView(
    URI answered,
    PatroniCluster cluster,
    Optional<PatroniRules> rules,
    Map<String, PatroniNode> nodes,
    Map<URI, String> silent) {
  Optional<PatroniNode> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }
}
