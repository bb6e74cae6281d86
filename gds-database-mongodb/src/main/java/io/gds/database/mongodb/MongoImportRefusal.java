package io.gds.database.mongodb;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * A line of a file that did not become a document of the collection.
 *
 * @param line where it begins, the first being 1
 * @param id its {@code _id} in extended JSON; empty if it has none, or could not be read
 * @param code of the server; empty if it never got there
 * @param reason why, for people
 */
public record MongoImportRefusal(long line, String id, OptionalInt code, String reason) {
  /** Checks that nothing is missing. */
  public MongoImportRefusal {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(reason, "reason");
  }

  /** Line, identity and reason. */
  @Override
  public String toString() {
    return "line " + line + (id.isEmpty() ? "" : " " + id) + ": " + reason;
  }
}
