package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What befalls the logins and users of a {@link SqlServerModel} without a statement of the
 * client's: wrong passwords that lock a login, a database that comes from another server.
 * Thread-safe.
 */
public final class SqlServerAccess {
  private final SqlServerModel model;
  private final ModelServer server;

  SqlServerAccess(SqlServerModel model, ModelServer server) {
    this.model = model;
    this.server = server;
  }

  /** Locks a login, as after too many wrong passwords. */
  public void lock(String login) {
    synchronized (model) {
      server.logins().lock(login, true);
    }
  }

  /** Makes a login by another way than by a password. */
  public void login(String name, LoginKind kind) {
    synchronized (model) {
      server.logins().create(name, kind.type, null);
    }
  }

  /** How a login proves who it is, in the words of sys.server_principals. */
  public enum LoginKind {
    /** By its account at the machine or the domain. */
    WINDOWS_LOGIN("U"),
    /** By a group of those. */
    WINDOWS_GROUP("G"),
    /** By Entra. */
    EXTERNAL_LOGIN("E"),
    /** Not at all: it signs code by a certificate. */
    CERTIFICATE_MAPPED_LOGIN("C"),
    /** Not at all: it signs code by a key. */
    ASYMMETRIC_KEY_MAPPED_LOGIN("K");

    private final String type;

    LoginKind(String type) {
      this.type = type;
    }
  }

  /** Gives a user an identifier that no login has, as in a database of another server. */
  public void orphan(String database, String user) {
    synchronized (model) {
      server.users().of(database).set(user, "sid", ModelLogins.sidOf("elsewhere/" + user));
    }
  }

  /** A certificate in master. */
  public void certificate(String name) {
    synchronized (model) {
      server
          .catalog()
          .insert(own("master", "certificates"), Map.of("name", name, "certificate_id", 256));
    }
  }

  /** A job of the Agent that a login owns. */
  public void job(String name, String owner) {
    synchronized (model) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put(
          "job_id",
          java.util.UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      row.put("name", name);
      row.put("owner_sid", server.logins().sid(owner));
      server.catalog().insertKnown("msdb.dbo", "sysjobs", row);
    }
  }

  /** A schema of a database, owned by one of its users. */
  public void schema(String database, String schema, String owner) {
    synchronized (model) {
      int number = server.users().of(database).number(owner).orElseThrow();
      server.users().addSchema(database, schema, 5 + schema.length() + number, number);
    }
  }

  /** A table of a database. */
  public void table(String database, String schema, String table, List<String> columns) {
    synchronized (model) {
      int id = 1_000_000 + Math.abs((schema + "." + table).hashCode() % 1_000_000);
      Optional<Integer> home =
          server
              .catalog()
              .first(
                  Integer.class,
                  "SELECT schema_id FROM " + own(database, "schemas") + " WHERE name = ?",
                  schema);
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("name", table);
      row.put("object_id", id);
      row.put("schema_id", home.orElseThrow());
      row.put("type", "U");
      row.put("type_desc", "USER_TABLE");
      row.put("is_ms_shipped", false);
      server.catalog().insert(own(database, "objects"), row);
      for (int i = 0; i < columns.size(); i++) {
        server
            .catalog()
            .insert(
                own(database, "columns"),
                Map.of("object_id", id, "name", columns.get(i), "column_id", i + 1));
      }
    }
  }

  /**
   * Something in a database that a user of it owns.
   *
   * @param kind as ALTER AUTHORIZATION has it, or {@code EVENT NOTIFICATION}
   */
  public void owned(String database, String kind, String name, String owner) {
    synchronized (model) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("name", name);
      row.put("principal_id", server.users().of(database).number(owner).orElseThrow());
      if (kind.equals("TYPE") || kind.equals("XML SCHEMA COLLECTION")) {
        row.put("schema_id", 1);
      }
      server.catalog().insert(ModelOwned.view(server, database, kind), row);
    }
  }

  /** A procedure of the schema dbo that is executed as a user of its database. */
  public void executedAs(String database, String procedure, String user) {
    synchronized (model) {
      int id = 3_000_000 + Math.abs(procedure.hashCode() % 1_000_000);
      server
          .catalog()
          .insert(
              own(database, "objects"),
              Map.of("name", procedure, "object_id", id, "schema_id", 1, "type", "P"));
      server
          .catalog()
          .insert(
              own(database, "sql_modules"),
              Map.of(
                  "object_id",
                  id,
                  "execute_as_principal_id",
                  server.users().of(database).number(user).orElseThrow()));
    }
  }

  /** A trigger on the server, such as one for log-ins, that is executed as a login. */
  public void serverTrigger(String name, String login) {
    synchronized (model) {
      int id = 4_000_000 + Math.abs(name.hashCode() % 1_000_000);
      server.catalog().insert("sys.server_triggers", Map.of("name", name, "object_id", id));
      server
          .catalog()
          .insert(
              "sys.server_sql_modules",
              Map.of(
                  "object_id",
                  id,
                  "execute_as_principal_id",
                  server.logins().principals().number(login).orElseThrow()));
    }
  }

  private String own(String database, String view) {
    return ModelTable.quoted(server.catalog().schemaOf(database)) + "." + ModelTable.quoted(view);
  }
}
