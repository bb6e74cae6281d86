package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables, views and what belongs to them, of each database. */
final class ModelObjects {
  /** Schemas, and who owns them, that every database begins with. */
  private static final List<String> FIRST = List.of("dbo", "guest", "INFORMATION_SCHEMA", "sys");

  private static final int OWNERS = 16_384;
  private static final int NVARCHAR = 231;
  private static final int FIRST_OBJECT = 245_575_913;

  /**
   * Numbers of the server's own types.
   *
   * @see <a
   *     href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-types-transact-sql">sys.types</a>
   */
  private static final Map<String, Integer> TYPES =
      Map.ofEntries(
          Map.entry("uniqueidentifier", 36),
          Map.entry("date", 40),
          Map.entry("time", 41),
          Map.entry("datetime2", 42),
          Map.entry("datetimeoffset", 43),
          Map.entry("tinyint", 48),
          Map.entry("smallint", 52),
          Map.entry("int", 56),
          Map.entry("datetime", 61),
          Map.entry("float", 62),
          Map.entry("bit", 104),
          Map.entry("decimal", 106),
          Map.entry("bigint", 127),
          Map.entry("varbinary", 165),
          Map.entry("varchar", 167),
          Map.entry("char", 175),
          Map.entry("timestamp", 189),
          Map.entry("nvarchar", NVARCHAR),
          Map.entry("nchar", 239),
          Map.entry("xml", 241),
          Map.entry("vector", 255));

  private static final int FIRST_OWN_TYPE = 257;

  private final ModelServer server;

  ModelObjects(ModelServer server) {
    this.server = server;
  }

  /** A database's own view, in the evaluating database. */
  String view(String database, String name) {
    return ModelTable.quoted(server.catalog().schemaOf(database)) + "." + ModelTable.quoted(name);
  }

  /** Adds a row to a database's own view. */
  void add(String database, String view, Map<String, ? extends @Nullable Object> row) {
    server.catalog().insertOwn(database, view, row);
  }

  private <T> Optional<T> first(Class<T> type, String sql, @Nullable Object... values) {
    return server.catalog().first(type, sql, values);
  }

  /** Gives a database what every database has, unless it has it already. */
  void begin(String database) {
    if (first(Integer.class, "SELECT 1 FROM " + view(database, "schemas") + " FETCH FIRST ROW ONLY")
        .isPresent()) {
      return;
    }
    for (int i = 0; i < FIRST.size(); i++) {
      schema(database, FIRST.get(i), i + 1, i + 1);
    }
    schema(database, "db_owner", OWNERS, OWNERS);
    if (first(Integer.class, "SELECT COUNT(*) FROM " + view(database, "database_principals"))
            .orElse(0)
        == 0) {
      for (int i = 0; i < FIRST.size(); i++) {
        principal(database, FIRST.get(i), i + 1, "S");
      }
      principal(database, "db_owner", OWNERS, "R");
    }
  }

  private void schema(String database, String name, int number, int owner) {
    add(database, "schemas", Map.of("name", name, "schema_id", number, "principal_id", owner));
  }

  private void principal(String database, String name, int number, String type) {
    add(
        database,
        "database_principals",
        Map.of("name", name, "principal_id", number, "type", type));
  }

  /** Shows the file groups among the places that tables can lie in. */
  void spaces(String database) {
    String spaces = view(database, "data_spaces");
    server
        .catalog()
        .update(
            "INSERT INTO "
                + spaces
                + " (name, data_space_id, \"type\", type_desc, is_default)"
                + " SELECT g.name, g.data_space_id, g.\"type\", g.type_desc, g.is_default FROM "
                + view(database, "filegroups")
                + " g WHERE NOT EXISTS (SELECT 1 FROM "
                + spaces
                + " s WHERE s.data_space_id = g.data_space_id)");
  }

  /** The number of a schema, which is made if there is none of this name. */
  int schema(String database, String name) {
    begin(database);
    return first(
            Integer.class,
            "SELECT schema_id FROM " + view(database, "schemas") + " WHERE name = ?",
            name)
        .orElseGet(
            () -> {
              int number =
                  1
                      + first(
                              Integer.class,
                              "SELECT MAX(schema_id) FROM "
                                  + view(database, "schemas")
                                  + " WHERE schema_id < ?",
                              OWNERS)
                          .orElseThrow();
              schema(database, name, number, 1);
              return number;
            });
  }

  /** The number of an object of this name. */
  int object(String database, String schema, String name) {
    return first(
            Integer.class,
            "SELECT object_id FROM "
                + view(database, "all_objects")
                + " WHERE name = ? AND schema_id = ?",
            name,
            schema(database, schema))
        .orElseThrow(() -> new IllegalArgumentException("no such object: " + schema + "." + name));
  }

  /** A new object; gives its columns of sys.objects, which views of its kind have too. */
  Map<String, @Nullable Object> object(
      String database, int schema, String name, String type, int parent, boolean system) {
    int number =
        1
            + first(Integer.class, "SELECT MAX(object_id) FROM " + view(database, "all_objects"))
                .orElse(FIRST_OBJECT);
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("object_id", number);
    row.put("schema_id", schema);
    row.put("parent_object_id", parent);
    row.put("type", type);
    row.put("create_date", server.now());
    row.put("modify_date", server.now());
    row.put("is_ms_shipped", system);
    add(database, "all_objects", row);
    if (!system) {
      add(database, "objects", row);
    }
    return row;
  }

  /** The number of a type; one with a schema before its name is a user's, and made if need be. */
  int type(String database, String name) {
    int dot = name.indexOf('.');
    Integer own = dot < 0 ? TYPES.get(name) : null;
    if (dot < 0 && own == null) {
      throw new IllegalArgumentException("the model knows no type " + name);
    }
    String plain = name.substring(dot + 1);
    return first(
            Integer.class,
            "SELECT user_type_id FROM " + view(database, "types") + " WHERE name = ?",
            plain)
        .orElseGet(
            () -> {
              int number =
                  own != null
                      ? own
                      : FIRST_OWN_TYPE
                          + first(Integer.class, "SELECT COUNT(*) FROM " + view(database, "types"))
                              .orElse(0);
              Map<String, @Nullable Object> row = new LinkedHashMap<>();
              row.put("name", plain);
              row.put("system_type_id", own != null ? number : NVARCHAR);
              row.put("user_type_id", number);
              row.put("schema_id", schema(database, own != null ? "sys" : name.substring(0, dot)));
              row.put("is_user_defined", own == null);
              add(database, "types", row);
              return number;
            });
  }

  /** Notes something about an object, a column of it, or a schema. */
  void comment(String database, int kind, int major, int minor, String text) {
    add(
        database,
        "extended_properties",
        Map.of(
            "class", kind,
            "major_id", major,
            "minor_id", minor,
            "name", "MS_Description",
            "value", text));
  }
}
