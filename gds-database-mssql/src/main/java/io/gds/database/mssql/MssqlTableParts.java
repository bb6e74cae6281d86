package io.gds.database.mssql;

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
import io.gds.database.schema.SchemaQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The columns, indexes and constraints of tables, one statement for each if it is asked for. */
final class MssqlTableParts {
  private static final long PAGE = 8192;

  private static final Comparator<ConstraintInfo> ORDER =
      Comparator.comparing(ConstraintInfo::kind)
          .thenComparing(constraint -> constraint.name().orElse(""));

  private final Map<Integer, List<ColumnInfo>> columns = new LinkedHashMap<>();
  private final Map<Integer, List<IndexInfo>> indexes = new LinkedHashMap<>();
  private final Map<Integer, List<ConstraintInfo>> constraints = new LinkedHashMap<>();

  /**
   * Reads them.
   *
   * @param tables the numbers of the tables that are of interest
   */
  MssqlTableParts(Sql sql, MssqlSchemaSql statements, SchemaQuery query, List<Integer> tables) {
    if (tables.isEmpty()) {
      return;
    }
    List<String> schema = query.schema().stream().toList();
    if (query.details().contains(SchemaDetail.COLUMNS)) {
      List<Object> binds = new ArrayList<>(List.of(statements.database()));
      binds.addAll(schema);
      read(sql, statements.columns(query, tables), MssqlTableParts::columnRow, binds)
          .forEach((key, rows) -> columns.put(key, columns(rows)));
    }
    if (query.details().contains(SchemaDetail.INDEXES)) {
      read(sql, statements.indexes(query, tables), IndexRow::of, schema)
          .forEach((key, rows) -> indexes.put(key, indexes(rows)));
    }
    if (query.details().contains(SchemaDetail.CONSTRAINTS)) {
      List<String> thrice = new ArrayList<>(schema);
      thrice.addAll(schema);
      thrice.addAll(schema);
      read(sql, statements.constraints(query, tables), ConstraintRow::of, thrice)
          .forEach((key, rows) -> constraints.put(key, constraints(rows)));
    }
  }

  /** A row, and to which table it belongs. */
  private record Of<T>(int table, T row) {}

  private static <T> Map<Integer, List<T>> read(
      Sql sql, String statement, RowReader<T> reader, List<?> binds) {
    Map<Integer, List<T>> all = new LinkedHashMap<>();
    sql.query(
            statement,
            row -> new Of<>(row.intValue("object_id"), reader.read(row)),
            binds.toArray())
        .forEach(of -> all.computeIfAbsent(of.table(), key -> new ArrayList<>()).add(of.row()));
    return all;
  }

  List<ColumnInfo> columns(int table) {
    return columns.getOrDefault(table, List.of());
  }

  List<IndexInfo> indexes(int table) {
    return indexes.getOrDefault(table, List.of());
  }

  List<ConstraintInfo> constraints(int table) {
    return constraints.getOrDefault(table, List.of());
  }

  /** A column whose place is its number, which has gaps where columns were dropped. */
  private static ColumnInfo columnRow(Row row) {
    Optional<String> always =
        row.optionalText("generated_always_type_desc")
            .filter(type -> !type.equals("NOT_APPLICABLE"))
            .map(type -> "GENERATED ALWAYS " + type.replace('_', ' '));
    Optional<String> usual = row.optionalText("usual_collation");
    return new ColumnInfo(
        row.text("column_name"),
        row.intValue("column_id"),
        MssqlColumnType.of(row),
        row.bool("is_nullable"),
        row.optionalText("default_value"),
        row.optionalText("computed").or(() -> always),
        row.bool("is_identity"),
        row.optionalText("collation_name").filter(own -> !usual.equals(Optional.of(own))),
        row.optionalText("comment"));
  }

  private static List<ColumnInfo> columns(List<ColumnInfo> rows) {
    List<ColumnInfo> columns = new ArrayList<>();
    for (ColumnInfo row : rows) {
      columns.add(
          new ColumnInfo(
              row.name(),
              columns.size() + 1,
              row.type(),
              row.nullable(),
              row.defaultValue(),
              row.generatedAs(),
              row.identity(),
              row.collation(),
              row.comment()));
    }
    return columns;
  }

  /** An index with one of its columns. */
  private record IndexRow(
      int number,
      String name,
      String method,
      boolean unique,
      boolean primary,
      boolean disabled,
      Optional<String> filter,
      Optional<String> column,
      boolean key,
      boolean descending,
      boolean included,
      OptionalLong bytes) {
    private static IndexRow of(Row row) {
      OptionalLong pages = row.has("pages") ? row.optionalLong("pages") : OptionalLong.empty();
      return new IndexRow(
          row.intValue("index_id"),
          row.text("index_name"),
          row.text("type_desc").toLowerCase(Locale.ROOT),
          row.bool("is_unique"),
          row.bool("is_primary_key"),
          row.bool("is_disabled"),
          row.optionalText("filter_definition"),
          row.optionalText("column_name"),
          row.optionalInt("key_ordinal").orElse(0) > 0,
          row.optionalBool("is_descending_key").orElse(false),
          row.optionalBool("is_included_column").orElse(false),
          pages.isPresent() ? OptionalLong.of(pages.getAsLong() * PAGE) : OptionalLong.empty());
    }
  }

  private static List<IndexInfo> indexes(List<IndexRow> rows) {
    Map<Integer, List<IndexRow>> byNumber = new LinkedHashMap<>();
    rows.forEach(row -> byNumber.computeIfAbsent(row.number(), key -> new ArrayList<>()).add(row));
    return byNumber.values().stream().map(MssqlTableParts::index).toList();
  }

  private static IndexInfo index(List<IndexRow> rows) {
    List<IndexPart> parts = new ArrayList<>();
    List<String> included = new ArrayList<>();
    for (IndexRow row : rows) {
      if (row.column().isPresent() && row.key()) {
        parts.add(new IndexPart(row.column().get(), false, row.descending()));
      } else if (row.column().isPresent() && row.included()) {
        included.add(row.column().get());
      }
    }
    IndexRow first = rows.get(0);
    return new IndexInfo(
        first.name(),
        parts,
        included,
        first.unique(),
        first.primary(),
        !first.disabled(),
        Optional.of(first.method()),
        first.filter(),
        first.bytes(),
        Optional.empty());
  }

  /** A constraint with one of its columns. */
  private record ConstraintRow(
      String name,
      ConstraintKind kind,
      Optional<String> column,
      Optional<String> otherSchema,
      Optional<String> otherTable,
      Optional<String> otherColumn,
      ReferentialAction onDelete,
      ReferentialAction onUpdate,
      Optional<String> definition,
      boolean enforced) {
    private static ConstraintRow of(Row row) {
      return new ConstraintRow(
          row.text("constraint_name"),
          MssqlTableParts.kind(row.text("kind").strip()),
          row.optionalText("column_name"),
          row.optionalText("other_schema"),
          row.optionalText("other_table"),
          row.optionalText("other_column"),
          MssqlTableParts.action(row.intValue("on_delete")),
          MssqlTableParts.action(row.intValue("on_update")),
          row.optionalText("definition"),
          !row.bool("is_disabled") && !row.bool("is_not_trusted"));
    }
  }

  static ConstraintKind kind(String type) {
    return switch (type) {
      case "PK" -> ConstraintKind.PRIMARY_KEY;
      case "UQ" -> ConstraintKind.UNIQUE;
      case "F" -> ConstraintKind.FOREIGN_KEY;
      case "C" -> ConstraintKind.CHECK;
      default -> throw new IllegalArgumentException("no such constraint is asked for: " + type);
    };
  }

  static ReferentialAction action(int number) {
    return switch (number) {
      case 1 -> ReferentialAction.CASCADE;
      case 2 -> ReferentialAction.SET_NULL;
      case 3 -> ReferentialAction.SET_DEFAULT;
      default -> ReferentialAction.NO_ACTION;
    };
  }

  private static List<ConstraintInfo> constraints(List<ConstraintRow> rows) {
    Map<String, List<ConstraintRow>> byName = new LinkedHashMap<>();
    rows.forEach(row -> byName.computeIfAbsent(row.name(), key -> new ArrayList<>()).add(row));
    return byName.values().stream().map(MssqlTableParts::constraint).sorted(ORDER).toList();
  }

  private static ConstraintInfo constraint(List<ConstraintRow> rows) {
    ConstraintRow first = rows.get(0);
    Optional<ForeignKey> references =
        first
            .otherTable()
            .map(
                table ->
                    new ForeignKey(
                        first.otherSchema(),
                        table,
                        rows.stream()
                            .map(ConstraintRow::otherColumn)
                            .flatMap(Optional::stream)
                            .toList(),
                        first.onDelete(),
                        first.onUpdate()));
    return new ConstraintInfo(
        Optional.of(first.name()),
        first.kind(),
        rows.stream().map(ConstraintRow::column).flatMap(Optional::stream).toList(),
        references,
        first.definition(),
        first.enforced());
  }
}
