package io.gds.database.testkit.sqlserver;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
  private static final int PRIMARY_GROUP = 1;
  private static final int CLUSTERED = 1;

  private final Object lock;
  private final ModelServer server;
  private final String database;
  private final int number;
  private int column;

  SqlServerTable(Object lock, ModelServer server, String database, int number) {
    this.lock = lock;
    this.server = server;
    this.database = database;
    this.number = number;
  }

  private SqlServerTable row(String view, Map<String, ? extends @Nullable Object> row) {
    synchronized (lock) {
      server.objects().add(database, view, row);
    }
    return this;
  }

  private SqlServerTable set(String view, String change, String where, @Nullable Object... values) {
    synchronized (lock) {
      server
          .catalog()
          .update(
              "UPDATE "
                  + server.objects().view(database, view)
                  + " SET "
                  + change
                  + " WHERE object_id = "
                  + number
                  + where,
              values);
    }
    return this;
  }

  SqlServerTable heap() {
    return index(0, null, "HEAP", false, null);
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
    row.put("object_id", number);
    row.put("name", name);
    row.put("column_id", ++column);
    synchronized (lock) {
      int known = server.objects().type(database, plain);
      row.put("system_type_id", known > 255 ? 231 : known);
      row.put("user_type_id", known);
    }
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
    int made = constraint("default_constraints", name, "D", Map.of("definition", definition));
    return columns("default_object_id = ?", made);
  }

  /** The column is worked out. */
  public SqlServerTable computed(String definition) {
    return columns("is_computed = TRUE")
        .row(
            "computed_columns",
            Map.of("object_id", number, "column_id", column, "definition", definition));
  }

  /** Notes something about the table, or about its last column. */
  public SqlServerTable comment(String text) {
    synchronized (lock) {
      server.objects().comment(database, 1, number, column, text);
    }
    return this;
  }

  private int constraint(String view, String name, String type, Map<String, ?> more) {
    synchronized (lock) {
      Map<String, @Nullable Object> row =
          new LinkedHashMap<>(
              server
                  .objects()
                  .object(
                      database,
                      server.objects().schema(database, "dbo"),
                      name,
                      type,
                      number,
                      false));
      row.putAll(more);
      server.objects().add(database, view, row);
      return ((Number) Objects.requireNonNull(row.get("object_id"))).intValue();
    }
  }

  private SqlServerTable index(
      int id, @Nullable String name, String type, boolean unique, @Nullable String filter) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("object_id", number);
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
    return row("indexes", row);
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
    int id = nextIndex(type);
    index(id, name, type, unique, filter);
    int place = 0;
    for (String key : keys) {
      place++;
      boolean down = key.endsWith(" DESC");
      indexColumn(id, place, place, down ? key.substring(0, key.length() - 5) : key, down, false);
    }
    for (String each : included) {
      place++;
      indexColumn(id, place, 0, each, false, true);
    }
    return this;
  }

  private int nextIndex(String type) {
    synchronized (lock) {
      String indexes = server.objects().view(database, "indexes");
      if (type.toUpperCase(Locale.ROOT).startsWith("CLUSTERED")) {
        server
            .catalog()
            .update("DELETE FROM " + indexes + " WHERE object_id = ? AND index_id = 0", number);
        return CLUSTERED;
      }
      return 1
          + Math.max(
              1,
              server
                  .catalog()
                  .first(
                      Integer.class,
                      "SELECT MAX(index_id) FROM " + indexes + " WHERE object_id = ?",
                      number)
                  .orElse(1));
    }
  }

  private void indexColumn(
      int id, int place, int ordinal, String name, boolean down, boolean included) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("object_id", number);
    row.put("index_id", id);
    row.put("index_column_id", place);
    row.put("column_id", columnNumber(number, name));
    row.put("key_ordinal", ordinal);
    row.put("partition_ordinal", 0);
    row.put("is_descending_key", down);
    row.put("is_included_column", included);
    row("index_columns", row);
  }

  private int columnNumber(int table, String name) {
    synchronized (lock) {
      return server
          .catalog()
          .first(
              Integer.class,
              "SELECT column_id FROM "
                  + server.objects().view(database, "all_columns")
                  + " WHERE object_id = ? AND name = ?",
              table,
              name)
          .orElseThrow(() -> new IllegalArgumentException("no such column: " + name));
    }
  }

  private SqlServerTable key(String name, String type, boolean clustered, List<String> columns) {
    String kind = clustered ? "CLUSTERED" : "NONCLUSTERED";
    int id = nextIndex(kind);
    index(name, kind, true, null, columns, List.of());
    constraint("key_constraints", name, type, Map.of("unique_index_id", id));
    return set(
        "indexes",
        type.equals("PK") ? "is_primary_key = TRUE" : "is_unique_constraint = TRUE",
        " AND index_id = " + id);
  }

  /** The primary key, with its index, which takes the heap's place. */
  public SqlServerTable primaryKey(String name, String... columns) {
    return key(name, "PK", true, Arrays.asList(columns));
  }

  /** A unique constraint with its index. */
  public SqlServerTable unique(String name, String... columns) {
    return key(name, "UQ", false, Arrays.asList(columns));
  }

  /** A condition of the last column. */
  public SqlServerTable check(String name, String definition, boolean trusted) {
    constraint(
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
    int other;
    synchronized (lock) {
      other = server.objects().object(database, otherSchema, otherTable);
    }
    int made =
        constraint(
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
              number,
              "parent_column_id",
              columnNumber(number, columns.get(i)),
              "referenced_object_id",
              other,
              "referenced_column_id",
              columnNumber(other, otherColumns.get(i))));
    }
    return this;
  }

  /** How many rows and pages an index has, or the heap; several times for several partitions. */
  public SqlServerTable pages(int index, long rows, long pages) {
    return row(
        "dm_db_partition_stats",
        Map.of(
            "object_id", number,
            "index_id", index,
            "row_count", rows,
            "reserved_page_count", pages));
  }

  /** A table of the server's own that belongs to this one, such as that of an index over XML. */
  public SqlServerTable internalPages(long pages) {
    synchronized (lock) {
      ModelObjects objects = server.objects();
      Map<String, @Nullable Object> row =
          new LinkedHashMap<>(
              objects.object(
                  database,
                  objects.schema(database, "sys"),
                  "xml_index_nodes_" + number,
                  "IT",
                  number,
                  false));
      row.put("internal_type", 202);
      row.put("internal_type_desc", "XML_INDEX_NODES");
      row.put("parent_id", number);
      objects.add(database, "internal_tables", row);
      objects.add(
          database,
          "dm_db_partition_stats",
          Map.of(
              "object_id",
              Objects.requireNonNull(row.get("object_id")),
              "index_id",
              1,
              "row_count",
              99,
              "reserved_page_count",
              pages));
    }
    return this;
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
    int history;
    synchronized (lock) {
      history = server.objects().object(database, historySchema, historyTable);
    }
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
