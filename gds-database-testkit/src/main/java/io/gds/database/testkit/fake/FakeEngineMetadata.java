package io.gds.database.testkit.fake;

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
 * What a fake engine tells of itself. Immutable and thread-safe.
 *
 * @param name the engine's name
 * @param type the platform it is or poses as
 * @param version the version it was given
 * @param edition the edition it was given
 * @param host the host it was given
 * @param port the port it was given
 * @param status whether it answers
 * @param createdAt when the fake server was made
 * @param decommissionedAt the connection's own annotation
 * @param readAt when this was read
 * @param databaseCount how many user databases it holds
 * @param backupCount how many backups it keeps
 */
public record FakeEngineMetadata(
    String name,
    DatabaseType type,
    String version,
    Optional<String> edition,
    Optional<String> host,
    OptionalInt port,
    EngineStatus status,
    Optional<Instant> createdAt,
    Optional<Instant> decommissionedAt,
    Instant readAt,
    int databaseCount,
    int backupCount)
    implements EngineMetadata {
  /** Checks that nothing is missing. */
  public FakeEngineMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(edition, "edition");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(port, "port");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(decommissionedAt, "decommissionedAt");
    Objects.requireNonNull(readAt, "readAt");
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, EngineMetadata.class);
  }
}
