package io.gds.database.mssql;

import io.gds.database.EngineMetadata;
import io.gds.database.EngineStatus;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Attributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What SQL Server tells of itself. Immutable and thread-safe; made by this library, its constructor
 * may change.
 *
 * @param name the engine's name
 * @param version such as {@code 2022 (16.0.4135.4)}; of a service what the service says
 * @param edition such as {@code Developer Edition (64-bit)}
 * @param host the host that was connected to
 * @param port its port
 * @param status whether it answers
 * @param decommissionedAt as the connection says
 * @param readAt when this was read, by this machine's clock
 * @param productVersion the four numbers of the build
 * @param productLevel such as {@code RTM} or {@code SP3}
 * @param productUpdateLevel such as {@code CU14}
 * @param engineEdition the number of the edition, as the server tells it
 * @param serverName the server's own name, with the instance behind a backslash
 * @param machineName the name of its machine, or of the cluster
 * @param instanceName the instance's name; empty for the default instance
 * @param collation the collation of the server, by which names are compared
 * @param clustered whether it is an instance of a failover cluster
 * @param hadrEnabled whether availability groups are switched on
 * @param windowsLoginsOnly whether logins by password are refused
 * @param startedAt when it was started: when tempdb was made; off by an hour if clocks were changed
 *     since
 * @param utcOffset how far its clock is from UTC now
 * @param defaultDataPath where files of rows go by default, on the server
 * @param defaultLogPath where files of logs go by default, on the server
 * @param defaultBackupPath where backups go by default, on the server; from 2019 on
 * @param availabilityGroups the names of the availability groups that this login may see
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/functions/serverproperty-transact-sql">
 *     SERVERPROPERTY</a>
 */
public record MssqlEngineMetadata(
    String name,
    String version,
    Optional<String> edition,
    Optional<String> host,
    OptionalInt port,
    EngineStatus status,
    Optional<Instant> decommissionedAt,
    Instant readAt,
    String productVersion,
    Optional<String> productLevel,
    Optional<String> productUpdateLevel,
    int engineEdition,
    Optional<String> serverName,
    Optional<String> machineName,
    Optional<String> instanceName,
    Optional<String> collation,
    boolean clustered,
    boolean hadrEnabled,
    boolean windowsLoginsOnly,
    Optional<Instant> startedAt,
    Duration utcOffset,
    Optional<String> defaultDataPath,
    Optional<String> defaultLogPath,
    Optional<String> defaultBackupPath,
    List<String> availabilityGroups)
    implements EngineMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public MssqlEngineMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(edition, "edition");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(port, "port");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(decommissionedAt, "decommissionedAt");
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(productVersion, "productVersion");
    Objects.requireNonNull(productLevel, "productLevel");
    Objects.requireNonNull(productUpdateLevel, "productUpdateLevel");
    Objects.requireNonNull(serverName, "serverName");
    Objects.requireNonNull(machineName, "machineName");
    Objects.requireNonNull(instanceName, "instanceName");
    Objects.requireNonNull(collation, "collation");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(utcOffset, "utcOffset");
    Objects.requireNonNull(defaultDataPath, "defaultDataPath");
    Objects.requireNonNull(defaultLogPath, "defaultLogPath");
    Objects.requireNonNull(defaultBackupPath, "defaultBackupPath");
    availabilityGroups = List.copyOf(availabilityGroups);
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.MSSQL;
  }

  /** Not told by SQL Server. */
  @Override
  public Optional<Instant> createdAt() {
    return Optional.empty();
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, EngineMetadata.class);
  }
}
