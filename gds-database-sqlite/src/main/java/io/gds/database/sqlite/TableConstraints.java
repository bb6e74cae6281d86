package io.gds.database.sqlite;

import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.ConstraintInfo;
import io.gds.database.schema.ConstraintKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The constraints of a table, but CHECK, which SQLite keeps only in the table's definition. */
final class TableConstraints {
  private TableConstraints() {}

  static List<ConstraintInfo> of(
      List<ColumnInfo> columns,
      List<String> primaryKey,
      List<List<String>> unique,
      List<ConstraintInfo> foreignKeys) {
    List<ConstraintInfo> constraints = new ArrayList<>();
    if (!primaryKey.isEmpty()) {
      constraints.add(constraint(ConstraintKind.PRIMARY_KEY, primaryKey));
    }
    unique.forEach(key -> constraints.add(constraint(ConstraintKind.UNIQUE, key)));
    constraints.addAll(foreignKeys);
    columns.stream()
        .filter(column -> !column.nullable() && !primaryKey.contains(column.name()))
        .forEach(
            column -> constraints.add(constraint(ConstraintKind.NOT_NULL, List.of(column.name()))));
    return constraints;
  }

  private static ConstraintInfo constraint(ConstraintKind kind, List<String> columns) {
    return new ConstraintInfo(
        Optional.empty(), kind, columns, Optional.empty(), Optional.empty(), true);
  }
}
