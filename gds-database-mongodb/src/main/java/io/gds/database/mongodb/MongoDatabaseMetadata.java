package io.gds.database.mongodb;

import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseMetadata;
import io.gds.database.Detail;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Attributes;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What MongoDB tells of a database. Immutable and thread-safe; made by this library, its
 * constructor may change. Figures beyond the name are there if {@link Detail#SIZE} was asked for,
 * and all but {@link #sizeBytes()} by a refresh of one database only.
 *
 * @param name its name
 * @param condition always online; read only where the member that answered is no primary
 * @param sizeBytes the size of its files, indexes included
 * @param details what else was asked for and read
 * @param unreadable what was asked for and could not be read, with the reason
 * @param readAt when this was read, by this machine's clock
 * @param collections how many collections it has, time series included
 * @param views how many views it has
 * @param objects how many documents its collections have, as the server keeps count
 * @param dataBytes the size of its documents, uncompressed
 * @param storageBytes the size of the files of its collections
 * @param indexes how many indexes it has
 * @param indexBytes the size of the files of its indexes
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/dbStats/">dbStats</a>
 */
public record MongoDatabaseMetadata(
    String name,
    DatabaseCondition condition,
    OptionalLong sizeBytes,
    Set<Detail> details,
    Map<Detail, String> unreadable,
    Instant readAt,
    OptionalLong collections,
    OptionalLong views,
    OptionalLong objects,
    OptionalLong dataBytes,
    OptionalLong storageBytes,
    OptionalLong indexes,
    OptionalLong indexBytes)
    implements DatabaseMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public MongoDatabaseMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    details = Set.copyOf(details);
    unreadable = Map.copyOf(unreadable);
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(collections, "collections");
    Objects.requireNonNull(views, "views");
    Objects.requireNonNull(objects, "objects");
    Objects.requireNonNull(dataBytes, "dataBytes");
    Objects.requireNonNull(storageBytes, "storageBytes");
    Objects.requireNonNull(indexes, "indexes");
    Objects.requireNonNull(indexBytes, "indexBytes");
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.MONGODB;
  }

  /** Empty: databases have none here. */
  @Override
  public Optional<String> owner() {
    return Optional.empty();
  }

  /** Empty: each collection has its own. */
  @Override
  public Optional<String> collation() {
    return Optional.empty();
  }

  /** Empty: the server keeps no such time. */
  @Override
  public Optional<Instant> createdAt() {
    return Optional.empty();
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, DatabaseMetadata.class);
  }
}
