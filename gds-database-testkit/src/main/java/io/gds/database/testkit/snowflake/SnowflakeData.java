package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The databases of a {@link SnowflakeModel} with all that is in them, as applications see them.
 * Names are exact. What is not there is an {@link IllegalArgumentException}. Thread-safe.
 */
public final class SnowflakeData {
  private final SnowflakeModel model;
  private final ModelAccount account;

  SnowflakeData(SnowflakeModel model, ModelAccount account) {
    this.model = model;
    this.account = account;
  }

  /** Adds a database, which SYSADMIN owns. */
  public SnowflakeData database(String name) {
    return database(name, false);
  }

  /** Adds a transient database, which SYSADMIN owns. */
  public SnowflakeData transientDatabase(String name) {
    return database(name, true);
  }

  private SnowflakeData database(String name, boolean brief) {
    synchronized (model) {
      account.next();
      account.databases().create(name, brief, owner());
      return this;
    }
  }

  private ModelRole owner() {
    return account.role("SYSADMIN").orElseThrow();
  }

  /** Adds a database that comes from a share of another account. */
  public SnowflakeData imported(String name, String share) {
    synchronized (model) {
      account.next();
      account.databases().create(name, false, owner()).imported(share);
      return this;
    }
  }

  /** Sets a database's retention, in days. */
  public SnowflakeData retention(String database, int days) {
    synchronized (model) {
      account.next();
      find(database).retention(days);
      return this;
    }
  }

  /** Drops a database; it can be had back for as long as its retention says. */
  public SnowflakeData drop(String database) {
    synchronized (model) {
      account.next();
      find(database).drop(account.moment());
      return this;
    }
  }

  /** Adds a schema. */
  public SnowflakeData schema(String database, String name) {
    synchronized (model) {
      account.next();
      ModelDatabase into = find(database);
      into.add(new ModelSchema(into, name, false, owner()));
      return this;
    }
  }

  /**
   * Adds a table.
   *
   * @param columns each as CREATE TABLE has it, such as {@code ID NUMBER(38,0) NOT NULL}
   */
  public SnowflakeData table(String database, String schema, String name, String... columns) {
    return table(database, schema, name, ModelTable.Kind.TABLE, columns);
  }

  /** Adds a transient table. */
  public SnowflakeData transientTable(
      String database, String schema, String name, String... columns) {
    return table(database, schema, name, ModelTable.Kind.TRANSIENT, columns);
  }

  private SnowflakeData table(
      String database, String schema, String name, ModelTable.Kind kind, String... columns) {
    synchronized (model) {
      account.next();
      ModelSchema into = find(database, schema);
      List<ModelColumn> read = new ArrayList<>();
      for (String column : columns) {
        read.add(
            ModelColumn.read(new SnowflakeReader(SnowflakeLexer.tokens(column + ")"), List.of())));
      }
      into.add(new ModelTable(into, name, kind, read, "", owner()));
      return this;
    }
  }

  /**
   * Adds a stage.
   *
   * @param url where an external one lies, with a slash at its end; empty for an internal one
   */
  public SnowflakeData stage(String database, String schema, String name, String url) {
    synchronized (model) {
      account.next();
      ModelSchema into = find(database, schema);
      ModelStages.of(into).add(new ModelStage(into, name, url, owner()));
      return this;
    }
  }

  /** The paths of the files in a stage, each with the rows that it holds. */
  public Map<String, List<List<@Nullable Object>>> files(
      String database, String schema, String stage) {
    synchronized (model) {
      Map<String, List<List<@Nullable Object>>> files = new LinkedHashMap<>();
      stage(database, schema, stage).files().forEach((path, file) -> files.put(path, file.rows()));
      return files;
    }
  }

  /** Takes a file out of a stage, behind the server's back. */
  public void deleteFile(String database, String schema, String stage, String path) {
    synchronized (model) {
      if (stage(database, schema, stage).files().remove(path) == null) {
        throw new IllegalArgumentException("no such file: " + path);
      }
    }
  }

  private ModelStage stage(String database, String schema, String stage) {
    return ModelStages.of(find(database, schema))
        .find(stage)
        .orElseThrow(() -> new IllegalArgumentException("no such stage: " + stage));
  }

  /** Adds a row to a table, as an application would. */
  public SnowflakeData row(
      String database, String schema, String table, @Nullable Object... values) {
    synchronized (model) {
      account.next();
      ModelTable into = find(database, schema, table);
      if (values.length != into.columns().size()) {
        throw new IllegalArgumentException(values.length + " values for " + into.columns());
      }
      List<List<@Nullable Object>> rows = new ArrayList<>(into.rows());
      rows.add(Collections.unmodifiableList(new ArrayList<>(Arrays.asList(values))));
      into.rows(rows);
      return this;
    }
  }

  /** The rows of a table now. */
  public List<List<@Nullable Object>> rows(String database, String schema, String table) {
    synchronized (model) {
      return find(database, schema, table).rows();
    }
  }

  /** The names of the databases that are there. */
  public List<String> databases() {
    synchronized (model) {
      return account.databases().present().stream().map(ModelObject::name).toList();
    }
  }

  /** The number by which a database is known whatever its name is. */
  public long id(String database) {
    synchronized (model) {
      return find(database).id();
    }
  }

  private ModelDatabase find(String database) {
    return account
        .databases()
        .find(database)
        .orElseThrow(() -> new IllegalArgumentException("no such database: " + database));
  }

  private ModelSchema find(String database, String schema) {
    return find(database)
        .schema(schema)
        .orElseThrow(() -> new IllegalArgumentException("no such schema: " + schema));
  }

  private ModelTable find(String database, String schema, String table) {
    return find(database, schema)
        .table(table)
        .orElseThrow(() -> new IllegalArgumentException("no such table: " + table));
  }
}
