package io.gds.database.schema;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a foreign key refers to.
 *
 * @param schema the schema of the other table, where there are schemas
 * @param table the other table
 * @param columns its columns, in the order of the constraint's own; empty for its primary key
 * @param onDelete what happens when the other row is deleted
 * @param onUpdate what happens when its key is changed
 */
public record ForeignKey(
    Optional<String> schema,
    String table,
    List<String> columns,
    ReferentialAction onDelete,
    ReferentialAction onUpdate) {
  /** Checks that nothing is missing, and takes copies. */
  public ForeignKey {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(table, "table");
    columns = List.copyOf(columns);
    Objects.requireNonNull(onDelete, "onDelete");
    Objects.requireNonNull(onUpdate, "onUpdate");
  }
}
