package io.gds.database.postgres;

import io.gds.database.EngineMetadata;
import io.gds.database.EngineStatus;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Attributes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known about a server of PostgreSQL.
 *
 * @param name the engine's name
 * @param version such as {@code 15.18}
 * @param host the host connected to
 * @param port the port connected to
 * @param status ONLINE; RECOVERING if it is a standby or recovers
 * @param createdAt when initdb made the cluster: every physical copy and standby of it says the
 *     same, and an upgrade by pg_upgrade begins a new one
 * @param decommissionedAt since when the caller's own annotation says it is out of service
 * @param readAt when this was read
 * @param versionNumber such as 150018
 * @param build the version with its build, as the server writes it
 * @param clusterName the cluster's name, empty if it was given none
 * @param systemIdentifier the number that a cluster shares with its physical copies only
 * @param dataDirectory where the data lies, if the role may read that (pg_read_all_settings)
 * @param walLevel minimal, replica or logical
 * @param archiveMode off, on or always
 * @param maxConnections the most sessions at a time
 * @param dataChecksums whether pages have checksums
 * @param inRecovery whether it is a standby or recovers
 * @param startedAt when it was started
 * @param extensions what is installed in the maintenance database, each with its version
 */
public record PostgresEngineMetadata(
    String name,
    String version,
    Optional<String> host,
    OptionalInt port,
    EngineStatus status,
    Optional<Instant> createdAt,
    Optional<Instant> decommissionedAt,
    Instant readAt,
    int versionNumber,
    String build,
    String clusterName,
    String systemIdentifier,
    Optional<String> dataDirectory,
    String walLevel,
    String archiveMode,
    int maxConnections,
    boolean dataChecksums,
    boolean inRecovery,
    Instant startedAt,
    List<String> extensions)
    implements EngineMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public PostgresEngineMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(port, "port");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(decommissionedAt, "decommissionedAt");
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(build, "build");
    Objects.requireNonNull(clusterName, "clusterName");
    Objects.requireNonNull(systemIdentifier, "systemIdentifier");
    Objects.requireNonNull(dataDirectory, "dataDirectory");
    Objects.requireNonNull(walLevel, "walLevel");
    Objects.requireNonNull(archiveMode, "archiveMode");
    Objects.requireNonNull(startedAt, "startedAt");
    extensions = List.copyOf(extensions);
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.POSTGRESQL;
  }

  /** None: there is one PostgreSQL. */
  @Override
  public Optional<String> edition() {
    return Optional.empty();
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, EngineMetadata.class);
  }
}
