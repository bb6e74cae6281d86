package io.gds.database.testkit.sqlserver;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table or view of a model, described piece by piece. What is said of a column is said of the one
 * that was added last. Thread-safe.
 */
public final class SqlServerTable {
  private static final Pattern TYPE =
      Pattern.compile("([\\w.]+)(?:\\((max|\\d+)(?:,\\s*(\\d+))?\\))?");

  private final ModelTableRows table;
  private final ModelIndexes indexes;
  private int column;

  SqlServerTable(Object lock, ModelServer server, String database, int number) {
    table = new ModelTableRows(lock, server, database, number);
    indexes = new ModelIndexes(table);
  }

  private SqlServerTable row(String view, Map<String, ? extends @Nullable Object> row) {
    table.add(view, row);
    return this;
  }

  private SqlServerTable set(String view, String change, String where, @Nullable Object... values) {
    table.set(view, change, where, values);
    return this;
  }

  SqlServerTable heap() {
    indexes.heap();
    return this;
  }

  /**
   * A column that may be null.
   *
   * @param type as CREATE TABLE has it, such as {@code nvarchar(50)}; a user's with its schema
   */
  public SqlServerTable column(String name, String type) {
    Matcher parts = TYPE.matcher(type);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no type: " + type);
    }
    String plain = parts.group(1);
    boolean text = plain.contains("char");
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("object_id", table.number());
    row.put("name", name);
    row.put("column_id", ++column);
    int known = table.type(plain);
    row.put("system_type_id", known > 255 ? 231 : known);
    row.put("user_type_id", known);
    row.put("max_length", length(plain, parts.group(2)));
    row.put("precision", plain.equals("decimal") ? Integer.parseInt(parts.group(2)) : 0);
    row.put("scale", scale(plain, parts.group(2), parts.group(3)));
    row.put("collation_name", text ? ModelDatabases.COLLATION : null);
    row.put("is_nullable", true);
    row.put("is_identity", false);
    row.put("is_computed", false);
    row.put("default_object_id", 0);
    row.put("generated_always_type", 0);
    row.put("generated_always_type_desc", "NOT_APPLICABLE");
    if (plain.equals("vector")) {
      row.put("vector_dimensions", Integer.valueOf(parts.group(2)));
    }
    return row("all_columns", row).row("columns", row);
  }

  private static int length(String type, @Nullable String given) {
    if (given == null || type.equals("decimal") || type.equals("datetime2")) {
      return 8;
    }
    return given.equals("max") ? -1 : Integer.parseInt(given) * (type.startsWith("n") ? 2 : 1);
  }

  private static int scale(String type, @Nullable String first, @Nullable String second) {
    if (type.equals("decimal")) {
      return second == null ? 0 : Integer.parseInt(second);
    }
    return first == null || !type.startsWith("date") ? 0 : Integer.parseInt(first);
  }

  private SqlServerTable columns(String change, @Nullable Object... values) {
    String where = " AND column_id = " + column;
    return set("all_columns", change, where, values).set("columns", change, where, values);
  }

  /** The column has to have a value. */
  public SqlServerTable notNull() {
    return columns("is_nullable = FALSE");
  }

  /** The server numbers the column. */
  public SqlServerTable identity() {
    return columns("is_identity = TRUE");
  }

  /** The column has a collation of its own. */
  public SqlServerTable collation(String name) {
    return columns("collation_name = ?", name);
  }

  /** The column is the begin of a row's time. */
  public SqlServerTable rowStart() {
    return columns("generated_always_type_desc = 'AS_ROW_START'");
  }

  /** There was a column here, which was dropped. */
  public SqlServerTable dropped() {
    column++;
    return this;
  }

  /** The column's default. */
  public SqlServerTable defaultValue(String name, String definition) {
    int made =
        table.belonging("dbo", "default_constraints", name, "D", Map.of("definition", definition));
    return columns("default_object_id = ?", made);
  }

  /** The column is worked out. */
  public SqlServerTable computed(String definition) {
    return columns("is_computed = TRUE")
        .row(
            "computed_columns",
            Map.of("object_id", table.number(), "column_id", column, "definition", definition));
  }

  /** Notes something about the table, or about its last column. */
  public SqlServerTable comment(String text) {
    table.comment(column, text);
    return this;
  }

  /**
   * An index; a clustered one takes the heap's place.
   *
   * @param type as the server describes it, such as {@code NONCLUSTERED} or {@code CLUSTERED
   *     COLUMNSTORE}
   * @param filter the condition of the rows it holds; null for all
   * @param keys the columns it is ordered by, those ordered downwards with {@code " DESC"} behind
   */
  public SqlServerTable index(
      String name,
      String type,
      boolean unique,
      @Nullable String filter,
      List<String> keys,
      List<String> included) {
    indexes.add(name, type, unique, filter, keys, included);
    return this;
  }

  /** The primary key, with its index, which takes the heap's place. */
  public SqlServerTable primaryKey(String name, String... columns) {
    indexes.key(name, "PK", Arrays.asList(columns));
    return this;
  }

  /** A unique constraint with its index. */
  public SqlServerTable unique(String name, String... columns) {
    indexes.key(name, "UQ", Arrays.asList(columns));
    return this;
  }

  /** A condition of the last column. */
  public SqlServerTable check(String name, String definition, boolean trusted) {
    table.belonging(
        "dbo",
        "check_constraints",
        name,
        "C",
        Map.of(
            "definition", definition,
            "parent_column_id", column,
            "is_disabled", false,
            "is_not_trusted", !trusted));
    return this;
  }

  /**
   * A foreign key.
   *
   * @param onDelete what happens to rows without their other: 0 nothing is done and it is refused,
   *     1 they go too, 2 they refer to nothing, 3 to their default
   * @param onUpdate the same if its key is changed
   * @throws IllegalArgumentException if there is no such table or column
   */
  public SqlServerTable foreignKey(
      String name,
      List<String> columns,
      String otherSchema,
      String otherTable,
      List<String> otherColumns,
      int onDelete,
      int onUpdate) {
    int other = table.other(otherSchema, otherTable);
    int made =
        table.belonging(
            "dbo",
            "foreign_keys",
            name,
            "F",
            Map.of(
                "referenced_object_id", other,
                "is_disabled", false,
                "is_not_trusted", false,
                "delete_referential_action", onDelete,
                "update_referential_action", onUpdate));
    for (int i = 0; i < columns.size(); i++) {
      row(
          "foreign_key_columns",
          Map.of(
              "constraint_object_id",
              made,
              "constraint_column_id",
              i + 1,
              "parent_object_id",
              table.number(),
              "parent_column_id",
              table.column(table.number(), columns.get(i)),
              "referenced_object_id",
              other,
              "referenced_column_id",
              table.column(other, otherColumns.get(i))));
    }
    return this;
  }

  /** How many rows and pages an index has, or the heap; several times for several partitions. */
  public SqlServerTable pages(int index, long rows, long pages) {
    return row(
        "dm_db_partition_stats",
        Map.of(
            "object_id", table.number(),
            "index_id", index,
            "row_count", rows,
            "reserved_page_count", pages));
  }

  /** A table of the server's own that belongs to this one, such as that of an index over XML. */
  public SqlServerTable internalPages(long pages) {
    int made =
        table.belonging(
            "sys",
            "internal_tables",
            "xml_index_nodes_" + table.number(),
            "IT",
            Map.of(
                "internal_type",
                202,
                "internal_type_desc",
                "XML_INDEX_NODES",
                "parent_id",
                table.number()));
    return row(
        "dm_db_partition_stats",
        Map.of("object_id", made, "index_id", 1, "row_count", 99, "reserved_page_count", pages));
  }

  /** Its rows lie in partitions. */
  public SqlServerTable partitioned(String scheme) {
    int space = 65_601;
    return row(
            "data_spaces",
            Map.of("name", scheme, "data_space_id", space, "type", "PS", "is_default", false))
        .set("indexes", "data_space_id = " + space, " AND index_id < 2");
  }

  /** It is kept in memory. */
  public SqlServerTable memoryOptimized() {
    return set("tables", "is_memory_optimized = TRUE, durability_desc = 'SCHEMA_AND_DATA'", "");
  }

  /** Its rows lie elsewhere. */
  public SqlServerTable external() {
    return set("tables", "is_external = TRUE", "");
  }

  /** What its rows were is kept in another table. */
  public SqlServerTable temporal(String historySchema, String historyTable) {
    int history = table.other(historySchema, historyTable);
    return set(
        "tables",
        "temporal_type_desc = 'SYSTEM_VERSIONED_TEMPORAL_TABLE', history_table_id = " + history,
        "");
  }

  /** An index is not kept up any more. */
  public SqlServerTable disabled(String index) {
    return set("indexes", "is_disabled = TRUE", " AND name = ?", index);
  }
}
