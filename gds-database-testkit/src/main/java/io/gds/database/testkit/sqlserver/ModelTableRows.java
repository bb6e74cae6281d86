package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the catalogue has of one table or view of a database. Thread-safe. */
final class ModelTableRows {
  private final Object lock;
  private final ModelServer server;
  private final String database;
  private final int number;

  ModelTableRows(Object lock, ModelServer server, String database, int number) {
    this.lock = lock;
    this.server = server;
    this.database = database;
    this.number = number;
  }

  /** The number of the table. */
  int number() {
    return number;
  }

  /** Adds a row to a view of the database. */
  void add(String view, Map<String, ? extends @Nullable Object> row) {
    synchronized (lock) {
      server.objects().add(database, view, row);
    }
  }

  /**
   * Changes rows of the table in a view.
   *
   * @param where a further condition, with AND before it; empty for none
   */
  void set(String view, String change, String where, @Nullable Object... values) {
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
  }

  /**
   * The number of a column of a table.
   *
   * @throws IllegalArgumentException if there is none
   */
  int column(int table, String name) {
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

  /** The number of a type; beyond 255 it is a user's. */
  int type(String name) {
    synchronized (lock) {
      return server.objects().type(database, name);
    }
  }

  /**
   * The number of another table.
   *
   * @throws IllegalArgumentException if there is none
   */
  int other(String schema, String name) {
    synchronized (lock) {
      return server.objects().object(database, schema, name);
    }
  }

  void comment(int column, String text) {
    synchronized (lock) {
      server.objects().comment(database, 1, number, column, text);
    }
  }

  /** Adds an object that belongs to the table, such as a constraint; gives its number. */
  int belonging(String schema, String view, String name, String type, Map<String, ?> more) {
    synchronized (lock) {
      ModelObjects objects = server.objects();
      Map<String, @Nullable Object> row =
          new LinkedHashMap<>(
              objects.object(
                  database, objects.schema(database, schema), name, type, number, false));
      row.putAll(more);
      objects.add(database, view, row);
      return ((Number) Objects.requireNonNull(row.get("object_id"))).intValue();
    }
  }

  /** The number of the next index that is not clustered. */
  int nextIndex() {
    synchronized (lock) {
      return 1
          + Math.max(
              1,
              server
                  .catalog()
                  .first(
                      Integer.class,
                      "SELECT MAX(index_id) FROM "
                          + server.objects().view(database, "indexes")
                          + " WHERE object_id = ?",
                      number)
                  .orElse(1));
    }
  }

  /** The table is no heap any more. */
  void noHeap() {
    synchronized (lock) {
      server
          .catalog()
          .update(
              "DELETE FROM "
                  + server.objects().view(database, "indexes")
                  + " WHERE object_id = ? AND index_id = 0",
              number);
    }
  }
}
