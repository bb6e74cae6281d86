package io.gds.database.mongodb;

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
 * What a MongoDB server tells of itself. Immutable and thread-safe; made by this library, its
 * constructor may change.
 *
 * @param name the engine's name
 * @param version such as {@code 8.0.4}
 * @param edition {@code Community} or {@code Enterprise}
 * @param host the first host of the connection
 * @param port its port
 * @param status READ_ONLY where it is a member that is not primary
 * @param decommissionedAt the caller's annotation
 * @param readAt when this was read, by this machine's clock
 * @param topology how it stands to other servers
 * @param setName the name of its replica set
 * @param member the member that answered, as the set names it
 * @param primary the primary that it knows of
 * @param members the members that it knows of, hidden ones left out by the server
 * @param storageEngine such as {@code wiredTiger}; empty where this user may not ask
 * @param journaling whether changes are journaled; empty where it is not known
 * @param featureCompatibilityVersion such as {@code 8.0}; empty where this user may not ask
 * @param process {@code mongod} or {@code mongos}; empty where this user may not ask
 * @param startedAt when it was started; empty where this user may not ask
 * @param gitVersion what it was built from
 * @param maxDocumentBytes how large a document may be
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/serverStatus/">serverStatus</a>
 */
public record MongoEngineMetadata(
    String name,
    String version,
    Optional<String> edition,
    Optional<String> host,
    OptionalInt port,
    EngineStatus status,
    Optional<Instant> decommissionedAt,
    Instant readAt,
    MongoTopology topology,
    Optional<String> setName,
    Optional<String> member,
    Optional<String> primary,
    List<String> members,
    Optional<String> storageEngine,
    Optional<Boolean> journaling,
    Optional<String> featureCompatibilityVersion,
    Optional<String> process,
    Optional<Instant> startedAt,
    Optional<String> gitVersion,
    int maxDocumentBytes)
    implements EngineMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public MongoEngineMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(edition, "edition");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(port, "port");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(decommissionedAt, "decommissionedAt");
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(topology, "topology");
    Objects.requireNonNull(setName, "setName");
    Objects.requireNonNull(member, "member");
    Objects.requireNonNull(primary, "primary");
    members = List.copyOf(members);
    Objects.requireNonNull(storageEngine, "storageEngine");
    Objects.requireNonNull(journaling, "journaling");
    Objects.requireNonNull(featureCompatibilityVersion, "featureCompatibilityVersion");
    Objects.requireNonNull(process, "process");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(gitVersion, "gitVersion");
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.MONGODB;
  }

  /** Empty: a server keeps no such time. */
  @Override
  public Optional<Instant> createdAt() {
    return Optional.empty();
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, EngineMetadata.class);
  }
}
