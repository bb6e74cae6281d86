package io.gds.database.sqlite;

import io.gds.database.EngineMetadata;
import io.gds.database.EngineStatus;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Attributes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known about an engine of SQLite: a directory of database files, or a single one.
 *
 * @param name the engine's name
 * @param version the version of the SQLite library in this process
 * @param status ONLINE; READ_ONLY if the directory takes no new files
 * @param createdAt when the directory was made, by the file system
 * @param decommissionedAt since when the caller's own annotation says it is out of service
 * @param readAt when this was read
 * @param directory where the files lie
 * @param singleFile the only file, where the engine was opened on one
 * @param fileSystem the type of the file system, such as {@code ext4}
 * @param driverVersion the version of the JDBC driver
 * @param sourceId the check-in that the SQLite library was built from
 * @param compileOptions the options that the SQLite library was built with
 */
public record SqliteEngineMetadata(
    String name,
    String version,
    EngineStatus status,
    Optional<Instant> createdAt,
    Optional<Instant> decommissionedAt,
    Instant readAt,
    Path directory,
    Optional<Path> singleFile,
    String fileSystem,
    String driverVersion,
    String sourceId,
    List<String> compileOptions)
    implements EngineMetadata {
  /** Checks that nothing is missing, and takes a copy. */
  public SqliteEngineMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(decommissionedAt, "decommissionedAt");
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(singleFile, "singleFile");
    Objects.requireNonNull(fileSystem, "fileSystem");
    Objects.requireNonNull(driverVersion, "driverVersion");
    Objects.requireNonNull(sourceId, "sourceId");
    compileOptions = List.copyOf(compileOptions);
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.SQLITE;
  }

  /** None: there is one SQLite. */
  @Override
  public Optional<String> edition() {
    return Optional.empty();
  }

  /** None: it is embedded. */
  @Override
  public Optional<String> host() {
    return Optional.empty();
  }

  /** None: it is embedded. */
  @Override
  public OptionalInt port() {
    return OptionalInt.empty();
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, EngineMetadata.class);
  }
}
