package io.gds.database.mongodb;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.operation.Operation;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database of a MongoDB server, with all it can do as typed methods. Thread-safe.
 *
 * <p>A database is there as soon as it has a collection, and no longer. It has no owner, no
 * creation time and no state of its own: a server that is locked by {@code fsync} takes no writes,
 * and is not offline.
 */
public interface MongoDatabase
    extends Database, SupportsSchemas, SupportsBackup, SupportsRestore, SupportsClone {
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

  /**
   * The collections, views and time series asked for, by name: by one command, and for each of them
   * one more for indexes and constraints, one for rows and sizes, and one for columns, as far as
   * those are asked for: the server has no command that tells this of several at once. Columns are
   * the fields of 100 documents taken at random, see {@link #sampleFields}, and not told of views,
   * whose work would have to be done for it. Rows are the server's own count, which may be wrong
   * after a crash and counts orphans in a sharded cluster. What this user may not look at is left
   * out of a collection's details, and told in its attribute {@code notRead}.
   */
  @Override
  List<TableInfo> tables(SchemaQuery query);

  /**
   * All collections, views and time series, the server's own included, by name. Reads, by one
   * command; by a second one where this user may see names only.
   *
   * @throws io.gds.database.error.NotFoundException if there is no such database
   */
  List<MongoCollectionInfo> listCollections();

  /**
   * The fields of documents of a collection or view, in the order in which they come there. The
   * server takes the documents at random, one perhaps more than once, and counts their fields
   * itself, so that nothing of what they hold leaves it; of more than 10,000 fields the first are
   * told. A large share of a collection is read as a whole by the server. Reads, by one command.
   *
   * @param collection its exact name
   * @param size how many documents, 1 to 100,000; 100 are mostly enough
   * @throws io.gds.database.error.NotFoundException if there is no such collection
   */
  List<MongoField> sampleFields(String collection, int size);

  /**
   * How the profiler is set on the answering server, the primary of a replica set. Reads, by one
   * command.
   */
  MongoProfilingState profiling();

  /**
   * Plans another setting of the profiler, of the answering server alone and until that stops. A
   * router has none, and takes only what is logged.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<MongoProfilingState> prepareSetProfiling(MongoProfilingOptions options);

  /** Sets the profiler and yields how it is set then. */
  default MongoProfilingState setProfiling(MongoProfilingOptions options) {
    return prepareSetProfiling(options).run();
  }

  /**
   * The operations asked for that the profiler has kept, the newest first; none if it never was on.
   * It keeps what fits into its collection, a MiB unless that was made larger. Reads, by one
   * command, which looks through that collection.
   *
   * @throws io.gds.database.error.InvalidOptionsException if no collection can have the name
   */
  List<MongoSlowOperation> slowOperations(MongoSlowQuery query);

  /**
   * Prepares a clone: collections, views and time series with their options and indexes under
   * another name, here or on another server, see {@link MongoClone}. A name that is taken is never
   * cloned over; nobody is in the way of a clone here, so force changes nothing.
   */
  @Override
  Operation<CloneInfo> prepareClone(CloneOptions options);

  /**
   * Plans to write what a collection or view holds to a file on this machine. The file gets its
   * name once the whole of it is on the disk, is readable by its owner only, and replaces another
   * only if that is said. It is of no one instant. What the collection is made of (indexes,
   * options) is not in it: a backup has that.
   *
   * <p>In CSV the values are as the vendor's tool writes them: dates as {@code
   * 2026-11-22T10:00:00.000Z}, identities as {@code ObjectId(...)}, binary as hexadecimal digits,
   * documents and arrays as JSON, nothing for what is missing or null. Values that spreadsheets
   * take for formulas are written as they are.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown, or no
   *     collection can have the name
   */
  Operation<MongoExportInfo> prepareExport(MongoExportOptions options);

  /** Writes what a collection holds to a file and yields what was written. */
  default MongoExportInfo exportCollection(MongoExportOptions options) {
    return prepareExport(options).run();
  }

  /**
   * Plans to put what a file on this machine holds into a collection, which the server makes if it
   * is not there. The file is opened, and its first document read, before anything is sent; what
   * was sent stays if it does not end well, and the error tells up to which line. An import that is
   * repeated inserts again what has no {@code _id}: give upsert fields.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown, or no
   *     collection can have the name
   */
  Operation<MongoImportInfo> prepareImport(MongoImportOptions options);

  /** Puts what a file holds into a collection and yields what the server confirmed. */
  default MongoImportInfo importCollection(MongoImportOptions options) {
    return prepareImport(options).run();
  }
}
