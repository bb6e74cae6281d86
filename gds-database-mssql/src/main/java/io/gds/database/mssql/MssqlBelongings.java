package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a principal owns or has given, or runs as it, so that the server does not drop it: in one
 * statement, and one more for the jobs of a login. Left out are credentials of a database, whose
 * view takes more rights than dropping does; the server refuses to drop who owns one.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-authorization-transact-sql">
 *     ALTER AUTHORIZATION</a>
 */
final class MssqlBelongings {
  static final String GRANT = "GRANT";
  static final String DATABASE = "DATABASE";
  private static final String EXECUTE_AS = "EXECUTE AS";
  private static final String QUEUE = "QUEUE";
  private static final String NOTIFICATION = "EVENT NOTIFICATION";

  /** Whose owner no statement changes. */
  private static final Set<String> FIXED = Set.of(GRANT, EXECUTE_AS, QUEUE, NOTIFICATION);

  /** Kinds of a database that stand in no schema, with their views. */
  private static final List<List<String>> OF_DATABASE =
      List.of(
          List.of("SCHEMA", "schemas"),
          List.of("ASSEMBLY", "assemblies"),
          List.of("CERTIFICATE", "certificates"),
          List.of("SYMMETRIC KEY", "symmetric_keys"),
          List.of("ASYMMETRIC KEY", "asymmetric_keys"),
          List.of("FULLTEXT CATALOG", "fulltext_catalogs"),
          List.of("FULLTEXT STOPLIST", "fulltext_stoplists"),
          List.of("SEARCH PROPERTY LIST", "registered_search_property_lists"),
          List.of("MESSAGE TYPE", "service_message_types"),
          List.of("CONTRACT", "service_contracts"),
          List.of("SERVICE", "services"),
          List.of("ROUTE", "routes"),
          List.of("REMOTE SERVICE BINDING", "remote_service_bindings"),
          List.of(NOTIFICATION, "event_notifications"));

  /**
   * Something that hangs on a principal.
   *
   * @param kind as ALTER AUTHORIZATION has it; {@link #GRANT} for a right that it gave
   * @param schema what it is in, if anything
   */
  record Belonging(String kind, Optional<String> schema, String name) {
    /** Whether it can be given to another. */
    boolean movable() {
      return !FIXED.contains(kind);
    }

    /** The statement that gives it to another. */
    String reassignment(String heir) {
      return "ALTER AUTHORIZATION ON "
          + kind
          + "::"
          + schema.map(in -> MssqlSql.name(in, name)).orElseGet(() -> MssqlSql.name(name))
          + " TO "
          + MssqlSql.name(heir);
    }

    String text() {
      String whole = schema.map(in -> in + "." + name).orElse(name);
      return switch (kind) {
        case GRANT -> "the grant of " + name;
        case EXECUTE_AS -> "that " + whole + " is executed as it";
        default -> kind + " " + whole;
      };
    }
  }

  private final MssqlContext context;
  private final MssqlScope place;

  MssqlBelongings(MssqlContext context, MssqlScope place) {
    this.context = context;
    this.place = place;
  }

  private static String part(String kind, String schema, String name, String from) {
    return "SELECT "
        + kind
        + " AS kind, "
        + (schema.isEmpty() ? "NULL" : MssqlOpenDatabases.text(schema))
        + " AS schema_name, "
        + MssqlOpenDatabases.text(name)
        + " AS name FROM "
        + from
        + " WHERE p.name = ?";
  }

  private static String own(String kind, String owner, String view) {
    return part(
        MssqlSql.literal(kind),
        "",
        "x.name",
        owner + view + " x ON x.principal_id = p.principal_id");
  }

  private List<String> parts() {
    String owner = place.view("principals") + " p JOIN ";
    List<String> parts = new ArrayList<>();
    parts.add(
        part(
            MssqlSql.literal(place.role()),
            "",
            "r.name",
            owner + place.view("principals") + " r ON r.owning_principal_id = p.principal_id"));
    parts.add(
        part(
            MssqlSql.literal(GRANT),
            "",
            "g.permission_name",
            owner
                + place.view("permissions")
                + " g ON g.grantor_principal_id = p.principal_id AND g.grantee_principal_id <>"
                + " p.principal_id"));
    if (place.isServer()) {
      ofServer(owner, parts);
    } else {
      ofDatabase(owner, MssqlSql.name(place.home()) + ".sys.", parts);
    }
    return parts;
  }

  private static void ofServer(String owner, List<String> parts) {
    parts.add(
        part(
            MssqlSql.literal(DATABASE),
            "",
            "d.name",
            owner + "sys.databases d ON d.owner_sid = p.sid"));
    parts.add(own("ENDPOINT", owner, "sys.endpoints"));
    parts.add(
        part(
            MssqlSql.literal("AVAILABILITY GROUP"),
            "",
            "g.name",
            owner
                + "sys.availability_replicas a ON a.owner_sid = p.sid JOIN"
                + " sys.availability_groups g ON g.group_id = a.group_id"));
    parts.add(own(NOTIFICATION, owner, "sys.server_event_notifications"));
    parts.add(
        part(
            MssqlSql.literal(EXECUTE_AS),
            "",
            "t.name",
            owner
                + "sys.server_sql_modules m ON m.execute_as_principal_id = p.principal_id JOIN"
                + " sys.server_triggers t ON t.object_id = m.object_id"));
  }

  private static void ofDatabase(String owner, String sys, List<String> parts) {
    for (List<String> each : OF_DATABASE) {
      parts.add(own(each.get(0), owner, sys + each.get(1)));
    }
    String inSchema =
        " x ON x.principal_id = p.principal_id JOIN "
            + sys
            + "schemas s ON s.schema_id = x.schema_id";
    parts.add(
        part(
            "CASE x.type WHEN 'SQ' THEN '" + QUEUE + "' ELSE 'OBJECT' END",
            "s.name",
            "x.name",
            owner + sys + "objects" + inSchema));
    parts.add(part("'TYPE'", "s.name", "x.name", owner + sys + "types" + inSchema));
    parts.add(
        part(
            "'XML SCHEMA COLLECTION'",
            "s.name",
            "x.name",
            owner + sys + "xml_schema_collections" + inSchema));
    for (String modules : List.of("sql_modules", "assembly_modules", "service_queues")) {
      // Triggers on the database itself are no objects, and in no schema.
      parts.add(
          part(
              MssqlSql.literal(EXECUTE_AS),
              "s.name",
              "COALESCE(o.name, t.name)",
              owner
                  + sys
                  + modules
                  + " m ON m.execute_as_principal_id = p.principal_id LEFT JOIN "
                  + sys
                  + "objects o ON o.object_id = m.object_id LEFT JOIN "
                  + sys
                  + "schemas s ON s.schema_id = o.schema_id LEFT JOIN "
                  + sys
                  + "triggers t ON t.object_id = m.object_id"));
    }
  }

  /** All but jobs. */
  List<Belonging> of(String name) {
    List<String> parts = parts();
    Object[] binds = parts.stream().map(part -> name).toArray();
    return context
        .sql()
        .query(String.join(" UNION ALL ", parts), MssqlBelongings::belonging, binds);
  }

  private static Belonging belonging(Row row) {
    return new Belonging(
        row.text("kind").strip(),
        row.optionalText("schema_name"),
        row.optionalText("name").orElse("something unnamed"));
  }

  /** The jobs of a login. */
  List<String> jobs(String login) {
    return context
        .sql()
        .query(
            "SELECT j.name FROM msdb.dbo.sysjobs j JOIN sys.server_principals p ON p.sid ="
                + " j.owner_sid WHERE p.name = ? ORDER BY j.name",
            row -> row.text("name"),
            login);
  }

  static String told(List<Belonging> all) {
    return all.stream().map(Belonging::text).collect(Collectors.joining(", "));
  }
}
