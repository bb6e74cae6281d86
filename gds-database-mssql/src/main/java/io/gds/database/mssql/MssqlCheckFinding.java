package io.gds.database.mssql;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One of the errors that a check reported. Immutable and thread-safe; made by this library, its
 * constructor may change.
 *
 * @param number the server's number for it, such as 8939
 * @param message the server's words
 * @param objectId the table or view; empty if it is of none, or not told
 * @param indexId the index, 0 for a heap; empty if it is of none, or not told
 * @param fileId the file of the page; empty if it is of no page
 * @param pageId the page in that file; empty if it is of no page
 */
public record MssqlCheckFinding(
    int number,
    String message,
    OptionalLong objectId,
    OptionalInt indexId,
    OptionalInt fileId,
    OptionalLong pageId) {
  /** Checks that nothing is missing. */
  public MssqlCheckFinding {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(objectId, "objectId");
    Objects.requireNonNull(indexId, "indexId");
    Objects.requireNonNull(fileId, "fileId");
    Objects.requireNonNull(pageId, "pageId");
  }

  /** Its number and its words. */
  String described() {
    return number + ": " + message;
  }

  /** The page as the server writes it, such as {@code 1:57}, if it is of a page. */
  public Optional<String> page() {
    return fileId.isPresent() && pageId.isPresent()
        ? Optional.of(fileId.getAsInt() + ":" + pageId.getAsLong())
        : Optional.empty();
  }
}
