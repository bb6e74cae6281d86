package io.gds.database.testkit.sqlserver;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server's whole state: the rows of its catalogue views, held in a database in memory that also
 * evaluates what is asked of them. Used by one thread at a time.
 */
final class ModelCatalog implements AutoCloseable {
  private static final String MSDB = "msdb.dbo";
  private static final String OWN = "db.sys";

  /** What two databases never have in common. */
  private static final Set<String> OF_FILES = Set.of("database_files", "filegroups");

  /** A view as it is named in the evaluating database, with its schema, in quotes or without. */
  private static final Pattern VIEW =
      Pattern.compile(
          "(?<schema>\\bsys|\"(?:sys|msdb\\.dbo|db:(?:[^\"]|\"\")*)\")\\.\"?(?<name>\\w+)");

  private final Map<String, ModelTable> tables = new LinkedHashMap<>();
  private final Set<String> made = new HashSet<>();
  private final Connection connection;
  private BiConsumer<String, String> filler = (database, view) -> {};

  /**
   * The catalogue of an empty server.
   *
   * @param release its major version
   */
  ModelCatalog(int release) {
    try {
      connection =
          DriverManager.getConnection(
              "jdbc:h2:mem:"
                  + UUID.randomUUID()
                  + ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE");
    } catch (SQLException e) {
      throw new IllegalStateException("SqlServerModel needs com.h2database:h2: " + e, e);
    }
    update("CREATE SCHEMA " + ModelTable.quoted("sys"));
    update("CREATE SCHEMA " + ModelTable.quoted(MSDB));
    update("CREATE SCHEMA " + ModelTable.quoted("restore"));
    for (ModelTable table : ModelTable.declared(release)) {
      tables.put(key(table.schema(), table.name()), table);
    }
    ModelFunctions.addTo(this);
  }

  /** Who fills a database's own view once it is made, told both names. */
  void fill(BiConsumer<String, String> filling) {
    filler = filling;
  }

  /** Whether a database has this view of its own already. */
  boolean isMade(String database, String view) {
    return made.contains(key("db:" + database) + "." + key(view));
  }

  private static String key(String schema, String table) {
    return key(schema + "." + table);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The view of this name that all databases share. */
  Optional<ModelTable> shared(String schema, String name) {
    return Optional.ofNullable(tables.get(key(schema, name)));
  }

  /** The view of this name that each database has of its own. */
  Optional<ModelTable> own(String name) {
    return Optional.ofNullable(tables.get(key(OWN, name)));
  }

  /** Where this database's own views lie in the evaluating database. */
  String schemaOf(String database) {
    String schema = "db:" + database.toLowerCase(Locale.ROOT);
    if (made.add(schema)) {
      update("CREATE SCHEMA " + ModelTable.quoted(schema));
    }
    return schema;
  }

  /** Forgets this database's own views. */
  void forget(String database) {
    String schema = "db:" + database.toLowerCase(Locale.ROOT);
    if (made.remove(schema)) {
      made.removeIf(view -> view.startsWith(schema + "."));
      update("DROP SCHEMA " + ModelTable.quoted(schema) + " CASCADE");
    }
  }

  /**
   * Prepares a statement of the evaluating database. The views that it names are made before,
   * empty, since most tests look at few of them.
   */
  PreparedStatement prepare(String sql) throws SQLException {
    Matcher view = VIEW.matcher(sql);
    while (view.find()) {
      String schema = unquoted(view.group("schema"));
      String name = view.group("name");
      ModelTable table = tables.get(key(schema.startsWith("db:") ? OWN : schema, name));
      if (table != null && made.add(schema.toLowerCase(Locale.ROOT) + "." + key(name))) {
        update(table.create(schema));
        if (schema.startsWith("db:")) {
          filler.accept(schema.substring("db:".length()), key(name));
        }
      }
    }
    return connection.prepareStatement(sql);
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }

  /** The declared type of a column that a result has, if it comes straight from a view. */
  Optional<ModelType> type(String schema, String table, String column) {
    ModelTable known = tables.get(key(schema.startsWith("db:") ? OWN : schema, table));
    return Optional.ofNullable(known).flatMap(found -> found.type(column));
  }

  /** Carries out a statement of the evaluating database; gives how many rows it changed. */
  int update(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = prepare(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Adds a row; columns that are not named stay null. */
  void insert(String table, Map<String, ? extends @Nullable Object> row) {
    update(
        "INSERT INTO "
            + table
            + " ("
            + String.join(", ", row.keySet())
            + ") VALUES ("
            + String.join(", ", row.keySet().stream().map(column -> "?").toList())
            + ")",
        row.values().toArray());
  }

  /** Adds a row to a view; what this release does not have a column for is left out. */
  void insertKnown(String schema, String table, Map<String, ? extends @Nullable Object> row) {
    Map<String, @Nullable Object> known = new LinkedHashMap<>();
    ModelTable declared = Objects.requireNonNull(tables.get(key(schema, table)), table);
    row.forEach(
        (column, value) -> {
          if (declared.type(column).isPresent()) {
            known.put(ModelTable.quoted(column), value);
          }
        });
    insert(ModelTable.quoted(schema) + "." + ModelTable.quoted(table), known);
  }

  /** Adds a row to a database's own view, in the same way. */
  void insertOwn(String database, String view, Map<String, ? extends @Nullable Object> row) {
    Map<String, @Nullable Object> known = new LinkedHashMap<>();
    ModelTable declared = Objects.requireNonNull(tables.get(key(OWN, view)), view);
    row.forEach(
        (column, value) -> {
          if (declared.type(column).isPresent()) {
            known.put(ModelTable.quoted(column), value);
          }
        });
    insert(ModelTable.quoted(schemaOf(database)) + "." + ModelTable.quoted(view), known);
  }

  /** The first column of the first row. */
  <T> Optional<T> first(Class<T> type, String sql, @Nullable Object... values) {
    return all(type, sql, values).stream().findFirst();
  }

  /** The first column of all rows; rows where it is null are left out. */
  <T> List<T> all(Class<T> type, String sql, @Nullable Object... values) {
    try (PreparedStatement statement = prepare(sql)) {
      bind(statement, values);
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          T value = rows.getObject(1, type);
          if (value != null) {
            found.add(value);
          }
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** All rows of a table of the evaluating database. */
  List<@Nullable Object[]> rows(String table) {
    return query("SELECT * FROM " + table);
  }

  /** All rows that a query of the evaluating database gives. */
  List<@Nullable Object[]> query(String sql) {
    try (PreparedStatement statement = prepare(sql);
        ResultSet rows = statement.executeQuery()) {
      List<@Nullable Object[]> all = new ArrayList<>();
      while (rows.next()) {
        @Nullable Object[] row = new Object[rows.getMetaData().getColumnCount()];
        for (int i = 0; i < row.length; i++) {
          row[i] = rows.getObject(i + 1);
        }
        all.add(row);
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Puts these rows in the place of all that a table has. */
  void replace(String table, List<@Nullable Object[]> rows) {
    update("DELETE FROM " + table);
    for (@Nullable Object[] row : rows) {
      update("INSERT INTO " + table + " VALUES (" + "?, ".repeat(row.length - 1) + "?)", row);
    }
  }

  /** All rows of a shared view, as text. */
  String listing(String view) {
    int dot = view.lastIndexOf('.');
    String named =
        ModelTable.quoted(view.substring(0, dot))
            + "."
            + ModelTable.quoted(view.substring(dot + 1));
    StringBuilder text = new StringBuilder(view);
    try (PreparedStatement statement = prepare("SELECT * FROM " + named + " ORDER BY 1, 2");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        text.append('\n');
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          text.append(rows.getString(i)).append('|');
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    return text.toString();
  }

  /** Copies what a database's own views show to another one's, but its files and filegroups. */
  void copyOwn(String database, String to) {
    String from = schemaOf(database);
    String schema = schemaOf(to);
    for (String view : List.copyOf(made)) {
      if (view.startsWith(from + ".") && !OF_FILES.contains(view.substring(from.length() + 1))) {
        String name = ModelTable.quoted(view.substring(from.length() + 1));
        update("DELETE FROM " + ModelTable.quoted(schema) + "." + name);
        update(
            "INSERT INTO "
                + ModelTable.quoted(schema)
                + "."
                + name
                + " SELECT * FROM "
                + ModelTable.quoted(from)
                + "."
                + name);
      }
    }
  }

  /** Gives a database's own views to another name of it. */
  void rename(String database, String to) {
    String from = "db:" + database.toLowerCase(Locale.ROOT);
    String schema = "db:" + to.toLowerCase(Locale.ROOT);
    if (!from.equals(schema) && made.remove(from)) {
      List<String> views = made.stream().filter(view -> view.startsWith(from + ".")).toList();
      made.removeAll(views);
      views.forEach(view -> made.add(schema + view.substring(from.length())));
      made.add(schema);
      update("ALTER SCHEMA " + ModelTable.quoted(from) + " RENAME TO " + ModelTable.quoted(schema));
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
