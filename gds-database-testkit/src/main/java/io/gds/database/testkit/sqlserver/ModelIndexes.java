package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The heap or the indexes of one table of a model, and the keys that stand on them. */
final class ModelIndexes {
  private static final int PRIMARY_GROUP = 1;
  private static final int CLUSTERED = 1;

  private final ModelTableRows table;

  ModelIndexes(ModelTableRows table) {
    this.table = table;
  }

  void heap() {
    row(0, null, "HEAP", false, null);
  }

  /** As {@link SqlServerTable#index}; gives its number. */
  int add(
      String name,
      String type,
      boolean unique,
      @Nullable String filter,
      List<String> keys,
      List<String> included) {
    int id = next(type);
    row(id, name, type, unique, filter);
    int place = 0;
    for (String key : keys) {
      place++;
      boolean down = key.endsWith(" DESC");
      column(id, place, place, down ? key.substring(0, key.length() - 5) : key, down, false);
    }
    for (String each : included) {
      place++;
      column(id, place, 0, each, false, true);
    }
    return id;
  }

  /**
   * A key with its index.
   *
   * @param type PK or UQ
   */
  void key(String name, String type, List<String> columns) {
    boolean primary = type.equals("PK");
    String kind = primary ? "CLUSTERED" : "NONCLUSTERED";
    int id = add(name, kind, true, null, columns, List.of());
    table.belonging("dbo", "key_constraints", name, type, Map.of("unique_index_id", id));
    table.set(
        "indexes",
        primary ? "is_primary_key = TRUE" : "is_unique_constraint = TRUE",
        " AND index_id = " + id);
  }

  private int next(String type) {
    if (type.toUpperCase(Locale.ROOT).startsWith("CLUSTERED")) {
      table.noHeap();
      return CLUSTERED;
    }
    return table.nextIndex();
  }

  private void row(
      int id, @Nullable String name, String type, boolean unique, @Nullable String filter) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("object_id", table.number());
    row.put("name", name);
    row.put("index_id", id);
    row.put("type", type.equals("HEAP") ? 0 : type.equals("CLUSTERED") ? 1 : 2);
    row.put("type_desc", type);
    row.put("is_unique", unique);
    row.put("data_space_id", PRIMARY_GROUP);
    row.put("is_primary_key", false);
    row.put("is_unique_constraint", false);
    row.put("is_disabled", false);
    row.put("is_hypothetical", false);
    row.put("has_filter", filter != null);
    row.put("filter_definition", filter);
    table.add("indexes", row);
  }

  private void column(int id, int place, int ordinal, String name, boolean down, boolean included) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("object_id", table.number());
    row.put("index_id", id);
    row.put("index_column_id", place);
    row.put("column_id", table.column(table.number(), name));
    row.put("key_ordinal", ordinal);
    row.put("partition_ordinal", 0);
    row.put("is_descending_key", down);
    row.put("is_included_column", included);
    table.add("index_columns", row);
  }
}
