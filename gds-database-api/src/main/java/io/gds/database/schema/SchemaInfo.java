package io.gds.database.schema;

import java.util.Objects;
import java.util.Optional;

/**
 * A schema of a database.
 *
 * @param name the exact name
 * @param owner the owner, where the platform has one
 * @param comment what is noted about it
 * @param system whether the platform made it for itself
 */
public record SchemaInfo(
    String name, Optional<String> owner, Optional<String> comment, boolean system) {
  /** Checks that nothing is missing. */
  public SchemaInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(comment, "comment");
  }
}
