package io.gds.database.mongodb;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What an import did, as far as the server confirmed it.
 *
 * @param database the database
 * @param collection the collection
 * @param file the file, absolute
 * @param read how many documents were read, the refused ones too
 * @param inserted how many are new
 * @param matched how many were there and were meant
 * @param modified how many of these became others
 * @param deleted how many were deleted
 * @param malformed how many lines could not be read, and were left out
 * @param refused how many documents the server refused, and were left out
 * @param refusals the first hundred of the last two
 * @param startedAt when it was begun
 * @param finishedAt when all was confirmed
 */
public record MongoImportInfo(
    String database,
    String collection,
    Path file,
    long read,
    long inserted,
    long matched,
    long modified,
    long deleted,
    long malformed,
    long refused,
    List<MongoImportRefusal> refusals,
    Instant startedAt,
    Instant finishedAt) {
  /** Checks that nothing is missing. */
  public MongoImportInfo {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(collection, "collection");
    Objects.requireNonNull(file, "file");
    refusals = List.copyOf(refusals);
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
  }
}
