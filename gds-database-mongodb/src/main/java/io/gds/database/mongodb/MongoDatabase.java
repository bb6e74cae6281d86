package io.gds.database.mongodb;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A database of a MongoDB server, with all it can do as typed methods. Thread-safe.
 *
 * <p>A database is there as soon as it has a collection, and no longer. It has no owner, no
 * creation time and no state of its own: a server that is locked by {@code fsync} takes no writes,
 * and is not offline.
 */
public interface MongoDatabase extends Database {
  @Override
  MongoEngine engine();

  @Override
  MongoDatabaseMetadata metadata();

  /**
   * What the server tells of it, read now: by one command, and a second for {@link Detail#SIZE}.
   *
   * @throws io.gds.database.error.NotFoundException if there is no such database
   */
  @Override
  MongoDatabaseMetadata refresh(Detail... details);

  /**
   * Prepares to make it by making its first collection, see {@link MongoCreate}. Owner and
   * collation are things that a database does not have here: the former is refused, the latter
   * given for the collection by its locale.
   */
  @Override
  Operation<MongoDatabase> prepareCreate(CreateOptions options);

  @Override
  default MongoDatabase create(CreateOptions options) {
    return prepareCreate(options).run();
  }

  /**
   * Prepares to drop it with all its collections. Users and roles that belong to it stay, as the
   * server leaves them. Nobody is in the way of a drop here, so force changes nothing.
   */
  @Override
  Operation<@Nullable Void> prepareDrop(DropOptions options);
}
