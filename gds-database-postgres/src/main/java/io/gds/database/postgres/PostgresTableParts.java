package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.RowReader;
import io.gds.database.jdbc.Sql;
import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.ConstraintInfo;
import io.gds.database.schema.ConstraintKind;
import io.gds.database.schema.ForeignKey;
import io.gds.database.schema.IndexInfo;
import io.gds.database.schema.IndexPart;
import io.gds.database.schema.ReferentialAction;
import io.gds.database.schema.SchemaDetail;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The columns, indexes and constraints of tables, one statement for each if it is asked for. */
final class PostgresTableParts {
  private static final Comparator<ConstraintInfo> ORDER =
      Comparator.comparing(ConstraintInfo::kind)
          .thenComparing(constraint -> constraint.name().orElse(""));

  private final Map<Long, List<ColumnInfo>> columns;
  private final Map<Long, List<IndexInfo>> indexes;
  private final Map<Long, List<ConstraintInfo>> constraints;

  /**
   * Reads them.
   *
   * @param oids the tables, as the server writes an array; {@code {}} for none
   * @param patience how long is waited for tables that others have for themselves
   */
  PostgresTableParts(Sql sql, String oids, Set<SchemaDetail> details, String patience) {
    boolean none = oids.equals("{}");
    columns =
        none || !details.contains(SchemaDetail.COLUMNS)
            ? Map.of()
            : read(sql, "columns", PostgresTableParts::column, patience, oids);
    indexes =
        none || !details.contains(SchemaDetail.INDEXES)
            ? Map.of()
            : read(
                sql,
                "indexes",
                PostgresTableParts::index,
                details.contains(SchemaDetail.SIZES),
                details.contains(SchemaDetail.DEFINITIONS),
                patience,
                oids);
    constraints =
        none || !details.contains(SchemaDetail.CONSTRAINTS)
            ? Map.of()
            : read(sql, "constraints", PostgresTableParts::constraint, patience, oids, oids);
  }

  private static <T> Map<Long, List<T>> read(
      Sql sql, String resource, RowReader<T> reader, @Nullable Object... binds) {
    Map<Long, List<T>> all = new HashMap<>();
    sql.query(
        PostgresSql.text(resource),
        row ->
            all.computeIfAbsent(row.longValue("table_oid"), oid -> new ArrayList<>())
                .add(reader.read(row)),
        binds);
    return all;
  }

  List<ColumnInfo> columns(long table) {
    return columns.getOrDefault(table, List.of());
  }

  List<IndexInfo> indexes(long table) {
    return indexes.getOrDefault(table, List.of());
  }

  List<ConstraintInfo> constraints(long table) {
    return constraints.getOrDefault(table, List.of()).stream().sorted(ORDER).toList();
  }

  private static ColumnInfo column(Row row) {
    return new ColumnInfo(
        row.text("name"),
        row.intValue("position"),
        row.text("type"),
        !row.bool("required"),
        row.optionalText("default_value"),
        row.optionalText("generated_as"),
        row.bool("identity"),
        row.optionalText("collation"),
        row.optionalText("comment"));
  }

  private static IndexInfo index(Row row) {
    List<String> texts = row.texts("parts");
    List<String> expressions = row.texts("expressions");
    List<String> descending = row.texts("descending");
    List<IndexPart> parts = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      parts.add(
          new IndexPart(
              texts.get(i), expressions.get(i).equals("true"), descending.get(i).equals("true")));
    }
    return new IndexInfo(
        row.text("name"),
        parts,
        row.texts("included"),
        row.bool("is_unique"),
        row.bool("is_primary"),
        row.bool("valid"),
        row.optionalText("method"),
        row.optionalText("predicate"),
        row.optionalLong("size_bytes"),
        row.optionalText("definition"));
  }

  private static ConstraintInfo constraint(Row row) {
    ConstraintKind kind = kind(row.text("kind"));
    return new ConstraintInfo(
        row.optionalText("name"),
        kind,
        row.texts("columns"),
        kind == ConstraintKind.FOREIGN_KEY ? Optional.of(foreignKey(row)) : Optional.empty(),
        row.optionalText("expression"),
        row.bool("enforced"));
  }

  static ConstraintKind kind(String contype) {
    return switch (contype) {
      case "p" -> ConstraintKind.PRIMARY_KEY;
      case "u" -> ConstraintKind.UNIQUE;
      case "f" -> ConstraintKind.FOREIGN_KEY;
      case "c" -> ConstraintKind.CHECK;
      case "x" -> ConstraintKind.EXCLUSION;
      case "n" -> ConstraintKind.NOT_NULL;
      default -> throw new IllegalArgumentException("no such constraint is asked for: " + contype);
    };
  }

  private static ForeignKey foreignKey(Row row) {
    return new ForeignKey(
        row.optionalText("other_schema"),
        row.text("other_table"),
        row.texts("other_columns"),
        action(row.text("on_delete")),
        action(row.text("on_update")));
  }

  static ReferentialAction action(String letter) {
    return switch (letter) {
      case "r" -> ReferentialAction.RESTRICT;
      case "c" -> ReferentialAction.CASCADE;
      case "n" -> ReferentialAction.SET_NULL;
      case "d" -> ReferentialAction.SET_DEFAULT;
      default -> ReferentialAction.NO_ACTION;
    };
  }
}
