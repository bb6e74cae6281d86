package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tables and views of a database of a model, as statements that create them would leave them in
 * the catalogue. Thread-safe.
 */
public final class SqlServerSchema {
  private final Object lock;
  private final ModelServer server;
  private final String database;

  SqlServerSchema(Object lock, ModelServer server, String database) {
    this.lock = lock;
    this.server = server;
    this.database = database;
  }

  /** Notes something about a schema, which is made if there is none of this name. */
  public SqlServerSchema comment(String schema, String text) {
    synchronized (lock) {
      ModelObjects objects = server.objects();
      objects.comment(database, 3, objects.schema(database, schema), 0, text);
    }
    return this;
  }

  /** A table without columns, kept as a heap. */
  public SqlServerTable table(String schema, String name) {
    synchronized (lock) {
      ModelObjects objects = server.objects();
      Map<String, @Nullable Object> row =
          objects.object(database, objects.schema(database, schema), name, "U", 0, false);
      Map<String, @Nullable Object> table = new LinkedHashMap<>(row);
      table.put("is_memory_optimized", false);
      table.put("temporal_type", 0);
      table.put("temporal_type_desc", "NON_TEMPORAL_TABLE");
      table.put("is_external", false);
      table.put("is_filetable", false);
      table.put("is_tracked_by_cdc", false);
      objects.add(database, "tables", table);
      objects.spaces(database);
      return new SqlServerTable(lock, server, database, number(row)).heap();
    }
  }

  /** A view without columns. */
  public SqlServerTable view(String schema, String name, String definition) {
    return view(schema, name, definition, false);
  }

  /** A view that comes with the server. */
  public SqlServerTable systemView(String name, String definition) {
    return view("sys", name, definition, true);
  }

  private SqlServerTable view(String schema, String name, String definition, boolean system) {
    synchronized (lock) {
      ModelObjects objects = server.objects();
      Map<String, @Nullable Object> row =
          objects.object(database, objects.schema(database, schema), name, "V", 0, system);
      Map<String, Object> module = new LinkedHashMap<>();
      module.put("object_id", number(row));
      module.put("definition", definition);
      objects.add(database, "all_sql_modules", module);
      if (!system) {
        objects.add(database, "views", row);
        objects.add(database, "sql_modules", module);
      }
      return new SqlServerTable(lock, server, database, number(row));
    }
  }

  private static int number(Map<String, @Nullable Object> row) {
    return ((Number) Objects.requireNonNull(row.get("object_id"))).intValue();
  }
}
