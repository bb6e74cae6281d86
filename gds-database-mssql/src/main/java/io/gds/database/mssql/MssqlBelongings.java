package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a principal owns or has given, so that the server does not drop it: in one statement, and
 * one more for the jobs of a login.
 */
final class MssqlBelongings {
  static final String GRANT = "GRANT";

  /**
   * Something that hangs on a principal.
   *
   * @param kind as ALTER AUTHORIZATION has it; {@link #GRANT} for a right that it gave
   * @param schema what it is in, if anything
   */
  record Belonging(String kind, Optional<String> schema, String name) {
    boolean isGrant() {
      return kind.equals(GRANT);
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
      return isGrant() ? "the grant of " + name : kind + " " + name;
    }
  }

  private final MssqlContext context;
  private final MssqlScope place;

  MssqlBelongings(MssqlContext context, MssqlScope place) {
    this.context = context;
    this.place = place;
  }

  private static String part(String kind, String schema, String name, String from) {
    return "SELECT '"
        + kind
        + "' AS kind, "
        + (schema.isEmpty() ? "NULL" : MssqlOpenDatabases.text(schema))
        + " AS schema_name, "
        + MssqlOpenDatabases.text(name)
        + " AS name FROM "
        + from
        + " WHERE p.name = ?";
  }

  private List<String> parts() {
    String owner = place.view("principals") + " p JOIN ";
    List<String> parts = new ArrayList<>();
    parts.add(
        part(
            place.role(),
            "",
            "r.name",
            owner + place.view("principals") + " r ON r.owning_principal_id = p.principal_id"));
    parts.add(
        part(
            GRANT,
            "",
            "g.permission_name",
            owner
                + place.view("permissions")
                + " g ON g.grantor_principal_id = p.principal_id AND g.grantee_principal_id <>"
                + " p.principal_id"));
    if (place.isServer()) {
      parts.add(part("DATABASE", "", "d.name", owner + "sys.databases d ON d.owner_sid = p.sid"));
      parts.add(
          part(
              "ENDPOINT",
              "",
              "e.name",
              owner + "sys.endpoints e ON e.principal_id = p.principal_id"));
      parts.add(
          part(
              "AVAILABILITY GROUP",
              "",
              "g.name",
              owner
                  + "sys.availability_replicas a ON a.owner_sid = p.sid JOIN"
                  + " sys.availability_groups g ON g.group_id = a.group_id"));
      return parts;
    }
    String sys = MssqlSql.name(place.home()) + ".sys.";
    parts.add(own("SCHEMA", owner, sys + "schemas"));
    parts.add(own("CERTIFICATE", owner, sys + "certificates"));
    parts.add(own("SYMMETRIC KEY", owner, sys + "symmetric_keys"));
    parts.add(own("ASYMMETRIC KEY", owner, sys + "asymmetric_keys"));
    parts.add(own("FULLTEXT CATALOG", owner, sys + "fulltext_catalogs"));
    for (String view : List.of("objects", "types")) {
      parts.add(
          part(
              view.equals("objects") ? "OBJECT" : "TYPE",
              "s.name",
              "x.name",
              owner
                  + sys
                  + view
                  + " x ON x.principal_id = p.principal_id JOIN "
                  + sys
                  + "schemas s ON s.schema_id = x.schema_id"));
    }
    return parts;
  }

  private static String own(String kind, String owner, String view) {
    return part(kind, "", "x.name", owner + view + " x ON x.principal_id = p.principal_id");
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
        row.text("kind").strip(), row.optionalText("schema_name"), row.text("name"));
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
