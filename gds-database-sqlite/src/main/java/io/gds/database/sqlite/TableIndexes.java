package io.gds.database.sqlite;

import io.gds.database.jdbc.SqlSession;
import io.gds.database.schema.IndexInfo;
import io.gds.database.schema.IndexPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The indexes of all tables. */
final class TableIndexes {
  private record Entry(
      String table,
      String name,
      boolean unique,
      String origin,
      boolean partial,
      Optional<String> sql,
      List<IndexPart> parts) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final TableSizes sizes;
  private final boolean definitions;

  private TableIndexes(TableSizes sizes, boolean definitions) {
    this.sizes = sizes;
    this.definitions = definitions;
  }

  static TableIndexes none() {
    return new TableIndexes(TableSizes.none(), false);
  }

  static TableIndexes read(SqlSession session, TableSizes sizes, boolean definitions) {
    TableIndexes all = new TableIndexes(sizes, definitions);
    session.forEach(
        SqliteSql.RESOURCES.text("indexes"),
        row -> {
          Entry entry =
              all.entries.computeIfAbsent(
                  row.text("name"),
                  name ->
                      new Entry(
                          row.text("table_name"),
                          name,
                          row.bool("is_unique"),
                          row.text("origin"),
                          row.bool("partial"),
                          row.optionalText("sql"),
                          new ArrayList<>()));
          Optional<String> column = row.optionalText("column_name");
          entry
              .parts()
              .add(
                  new IndexPart(
                      column.orElse(row.intValue("cid") == -1 ? "rowid" : "expression"),
                      column.isEmpty(),
                      row.bool("is_descending")));
        });
    return all;
  }

  List<IndexInfo> of(String table) {
    return entries.values().stream()
        .filter(entry -> entry.table().equals(table))
        .map(this::info)
        .toList();
  }

  private IndexInfo info(Entry entry) {
    IndexInfo.Builder index =
        IndexInfo.builder(entry.name(), entry.parts())
            .unique(entry.unique())
            .primary(entry.origin().equals("pk"))
            .method("btree");
    if (entry.partial()) {
      entry.sql().map(TableIndexes::predicate).ifPresent(index::predicate);
    }
    if (definitions) {
      entry.sql().ifPresent(index::definition);
    }
    sizes.ofIndex(entry.name()).ifPresent(index::sizeBytes);
    return index.build();
  }

  /** What stands behind the last WHERE: SQLite keeps it only in the statement's text. */
  private static String predicate(String sql) {
    int at = sql.toUpperCase(Locale.ROOT).lastIndexOf("WHERE");
    return at < 0 ? sql : sql.substring(at + "WHERE".length()).strip();
  }

  /** The columns of each unique constraint of a table. */
  List<List<String>> unique(String table) {
    return entries.values().stream()
        .filter(entry -> entry.table().equals(table) && entry.origin().equals("u"))
        .map(entry -> entry.parts().stream().map(IndexPart::text).toList())
        .toList();
  }
}
