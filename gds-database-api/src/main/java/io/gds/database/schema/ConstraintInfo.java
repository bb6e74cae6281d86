package io.gds.database.schema;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A constraint of a table.
 *
 * @param name the exact name; empty if it has none
 * @param kind what it demands
 * @param columns the columns concerned, in order
 * @param references what a foreign key refers to
 * @param expression the condition of a check, or the text of another
 * @param enforced whether it is enforced for new rows, and proved for the old ones
 */
public record ConstraintInfo(
    Optional<String> name,
    ConstraintKind kind,
    List<String> columns,
    Optional<ForeignKey> references,
    Optional<String> expression,
    boolean enforced) {
  /** Checks that nothing is missing and only a foreign key refers, and takes a copy. */
  public ConstraintInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    columns = List.copyOf(columns);
    Objects.requireNonNull(references, "references");
    Objects.requireNonNull(expression, "expression");
    if ((kind == ConstraintKind.FOREIGN_KEY) != references.isPresent()) {
      throw new IllegalArgumentException("a foreign key, and only that, refers to a table");
    }
  }
}
