package io.gds.database.mongodb;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * A file that a collection was exported to.
 *
 * @param database the database
 * @param collection the collection or view
 * @param file the file, absolute
 * @param format its form
 * @param documents how many are in it
 * @param bytes how long it is, packed if it is
 * @param sha256 of the file, in lower-case hexadecimal
 * @param startedAt when it was begun
 * @param finishedAt when it got its name
 */
public record MongoExportInfo(
    String database,
    String collection,
    Path file,
    MongoFileFormat format,
    long documents,
    long bytes,
    String sha256,
    Instant startedAt,
    Instant finishedAt) {
  /** Checks that nothing is missing. */
  public MongoExportInfo {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(collection, "collection");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
  }
}
