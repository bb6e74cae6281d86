package io.gds.database.mongodb;

import io.gds.database.schema.TableKind;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A collection or view of a database, as the server lists it.
 *
 * @param name the exact name
 * @param kind a collection, a view, or a time series
 * @param system whether the server made it for itself, such as {@code system.profile} and the
 *     buckets of a time series
 * @param uuid what the server calls it, whatever its name; views have none
 * @param readOnly whether nothing can be written to it, as to a view
 * @param cappedBytes of a capped collection, how many bytes it holds at most
 * @param cappedDocuments of a capped collection, how many documents it holds at most
 * @param clustered whether its documents are kept in the order of a clustered index
 * @param viewOn of a view, the collection or view that it looks at
 * @param pipeline of a view, its stages as an array in relaxed extended JSON
 * @param timeField of a time series, the field with the time of a measurement
 * @param validator the condition that its documents have to meet, in relaxed extended JSON
 * @param validationLevel which writes are checked: {@code strict}, {@code moderate}, {@code off}
 * @param validationAction what becomes of those that do not meet it: {@code error}, {@code warn}
 * @param collation the locale of its collation, if it is not the binary one
 * @param options all that it was made with, in relaxed extended JSON; empty if this user may see
 *     names only
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/listCollections/">listCollections</a>
 */
public record MongoCollectionInfo(
    String name,
    TableKind kind,
    boolean system,
    Optional<UUID> uuid,
    boolean readOnly,
    OptionalLong cappedBytes,
    OptionalLong cappedDocuments,
    boolean clustered,
    Optional<String> viewOn,
    Optional<String> pipeline,
    Optional<String> timeField,
    Optional<String> validator,
    Optional<String> validationLevel,
    Optional<String> validationAction,
    Optional<String> collation,
    Optional<String> options) {
  /** Checks that nothing is missing. */
  public MongoCollectionInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(uuid, "uuid");
    Objects.requireNonNull(cappedBytes, "cappedBytes");
    Objects.requireNonNull(cappedDocuments, "cappedDocuments");
    Objects.requireNonNull(viewOn, "viewOn");
    Objects.requireNonNull(pipeline, "pipeline");
    Objects.requireNonNull(timeField, "timeField");
    Objects.requireNonNull(validator, "validator");
    Objects.requireNonNull(validationLevel, "validationLevel");
    Objects.requireNonNull(validationAction, "validationAction");
    Objects.requireNonNull(collation, "collation");
    Objects.requireNonNull(options, "options");
  }

  /** Whether it forgets its oldest documents when it is full. */
  public boolean isCapped() {
    return cappedBytes.isPresent();
  }
}
