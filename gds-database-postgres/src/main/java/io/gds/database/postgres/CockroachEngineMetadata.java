package io.gds.database.postgres;

import io.gds.database.EngineMetadata;
import io.gds.database.EngineStatus;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Attributes;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known about a cluster of CockroachDB, by the node that was asked.
 *
 * @param name the engine's name
 * @param version such as {@code 24.3.5}
 * @param edition the build's word for itself, such as {@code CCL}
 * @param host the host connected to
 * @param port the port connected to
 * @param status ONLINE: a node that is not says nothing
 * @param decommissionedAt since when the caller's own annotation says it is out of service
 * @param readAt when this was read
 * @param build the version with its build, as the node writes it
 * @param clusterId the cluster's id
 * @param organization whose licence it is
 * @param nodeId the id of the node that answered
 * @param nodeCount how many nodes the cluster knows of, if that may be read
 * @param unreadable what of these could not be read, by their names, each with the reason
 */
public record CockroachEngineMetadata(
    String name,
    String version,
    Optional<String> edition,
    Optional<String> host,
    OptionalInt port,
    EngineStatus status,
    Optional<Instant> decommissionedAt,
    Instant readAt,
    String build,
    Optional<String> clusterId,
    Optional<String> organization,
    OptionalInt nodeId,
    OptionalInt nodeCount,
    Map<String, String> unreadable)
    implements EngineMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public CockroachEngineMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(edition, "edition");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(port, "port");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(decommissionedAt, "decommissionedAt");
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(build, "build");
    Objects.requireNonNull(clusterId, "clusterId");
    Objects.requireNonNull(organization, "organization");
    Objects.requireNonNull(nodeId, "nodeId");
    Objects.requireNonNull(nodeCount, "nodeCount");
    unreadable = Map.copyOf(unreadable);
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.COCKROACHDB;
  }

  /** Not told by CockroachDB. */
  @Override
  public Optional<Instant> createdAt() {
    return Optional.empty();
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, EngineMetadata.class);
  }
}
