package io.gds.database.mssql;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.GrantScope;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.Securable;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads rights that were given or withheld: one statement for the server, one for many databases.
 * What fixed roles include is told by no view, and what everybody may read of the server's own
 * views is left out. A right on a table from which columns were excepted by REVOKE (state R) is
 * told as one on each of the other columns. Rows are handed on as they come.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-server-permissions-transact-sql">
 *     sys.server_permissions</a>
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-database-permissions-transact-sql">
 *     sys.database_permissions</a>
 */
final class MssqlGrants {
  /** Each database adds a dozen views to the statement. */
  private static final int CHUNK = 20;

  private static final String OF_SERVER =
      "SELECT p.class_desc, p.permission_name, p.state, p.major_id, g.name AS grantee, g.type AS"
          + " grantee_type, r.name AS grantor, q.type AS principal_type, COALESCE(q.name, e.name,"
          + " ag.name) AS securable FROM sys.server_permissions p JOIN sys.server_principals g ON"
          + " g.principal_id = p.grantee_principal_id LEFT JOIN sys.server_principals r ON"
          + " r.principal_id = p.grantor_principal_id LEFT JOIN sys.server_principals q ON p.class ="
          + " 101 AND q.principal_id = p.major_id LEFT JOIN sys.endpoints e ON p.class = 105 AND"
          + " e.endpoint_id = p.major_id LEFT JOIN sys.availability_replicas a ON p.class = 108 AND"
          + " a.replica_metadata_id = p.major_id LEFT JOIN sys.availability_groups ag ON"
          + " ag.group_id = a.group_id";

  private final MssqlContext context;

  MssqlGrants(MssqlContext context) {
    this.context = context;
  }

  void read(GrantQuery query, Consumer<Grant> consumer) {
    context.runner().requireOpen();
    Consumer<Grant> matching =
        grant -> {
          if (query.matches(grant)) {
            consumer.accept(grant);
          }
        };
    if (query.database().isEmpty()) {
      ofServer(context.sql(), query.grantee(), matching);
    }
    MssqlOpenDatabases databases = new MssqlOpenDatabases(context, CHUNK);
    databases.ask(
        query.database().map(List::of).orElseGet(databases::names),
        database -> select(database, query.grantee().isPresent(), true),
        query.grantee().<List<Object>>map(List::of).orElse(List.of()),
        row -> matching.accept(inDatabase(row)));
  }

  /** Rights on the server and what is its own. */
  static void ofServer(Sql sql, Optional<String> grantee, Consumer<Grant> consumer) {
    String where = grantee.isPresent() ? " WHERE g.name = ?" : "";
    sql.forEach(
        OF_SERVER + where, row -> consumer.accept(onServer(row)), grantee.stream().toArray());
  }

  /** Rights in one database, as they are recorded: without a word of excepted columns. */
  static void inDatabase(Sql sql, String database, String grantee, Consumer<Grant> consumer) {
    sql.forEach(select(database, true, false), row -> consumer.accept(inDatabase(row)), grantee);
  }

  /** The columns of a table that are left of a right from which others were excepted. */
  private static String rest(String sys) {
    return " LEFT JOIN "
        + sys
        + "columns k ON p.class = 1 AND p.minor_id = 0 AND k.object_id = p.major_id AND "
        + excepted(sys, "> 0")
        + " AND NOT "
        + excepted(sys, "= k.column_id");
  }

  private static String excepted(String sys, String column) {
    return "EXISTS (SELECT 1 FROM "
        + sys
        + "database_permissions x WHERE x.state = 'R' AND x.class = 1 AND x.major_id = p.major_id"
        + " AND x.type = p.type AND x.grantee_principal_id = p.grantee_principal_id AND"
        + " x.minor_id "
        + column
        + ")";
  }

  private static String select(String database, boolean ofOne, boolean less) {
    String sys = MssqlSql.name(database) + ".sys.";
    String named = "COALESCE(q.name, o.name, t.name, ce.name, sk.name, ak.name)";
    return "SELECT "
        + MssqlSql.literal(database)
        + " AS database_name, p.class_desc, p.permission_name, p.state, p.major_id, "
        + MssqlOpenDatabases.text("g.name")
        + " AS grantee, g.type AS grantee_type, "
        + MssqlOpenDatabases.text("r.name")
        + " AS grantor, q.type AS principal_type, o.type AS object_type, "
        + MssqlOpenDatabases.text("s.name")
        + " AS schema_name, "
        + MssqlOpenDatabases.text(named)
        + " AS securable, "
        + MssqlOpenDatabases.text(less ? "COALESCE(c.name, k.name)" : "c.name")
        + " AS column_name FROM "
        + sys
        + "database_permissions p JOIN "
        + sys
        + "database_principals g ON g.principal_id = p.grantee_principal_id LEFT JOIN "
        + sys
        + "database_principals r ON r.principal_id = p.grantor_principal_id LEFT JOIN "
        + sys
        + "database_principals q ON p.class = 4 AND q.principal_id = p.major_id LEFT JOIN "
        + sys
        + "objects o ON p.class = 1 AND o.object_id = p.major_id LEFT JOIN "
        + sys
        + "columns c ON p.class = 1 AND p.minor_id > 0 AND c.object_id = p.major_id AND c.column_id"
        + " = p.minor_id LEFT JOIN "
        + sys
        + "types t ON p.class = 6 AND t.user_type_id = p.major_id LEFT JOIN "
        + sys
        + "schemas s ON s.schema_id = CASE p.class WHEN 3 THEN p.major_id WHEN 6 THEN t.schema_id"
        + " WHEN 1 THEN o.schema_id END LEFT JOIN "
        + sys
        + "certificates ce ON p.class = 25 AND ce.certificate_id = p.major_id LEFT JOIN "
        + sys
        + "symmetric_keys sk ON p.class = 24 AND sk.symmetric_key_id = p.major_id LEFT JOIN "
        + sys
        + "asymmetric_keys ak ON p.class = 26 AND ak.asymmetric_key_id = p.major_id"
        + (less ? rest(sys) : "")
        + " WHERE p.major_id >= 0 AND p.state <> 'R'"
        + (less
            ? " AND (p.class <> 1 OR p.minor_id > 0 OR k.column_id IS NOT NULL OR NOT "
                + excepted(sys, "> 0")
                + ")"
            : "")
        + (ofOne ? " AND g.name = ?" : "");
  }

  private static Grant onServer(Row row) {
    String what = row.text("class_desc");
    Securable securable =
        what.equals("SERVER")
            ? Securable.server()
            : new Securable(
                what.equals("SERVER_PRINCIPAL")
                    ? isRole(row, "principal_type") ? "SERVER ROLE" : "LOGIN"
                    : words(what),
                List.of(named(row)));
    return grant(row, securable, List.of(), Optional.empty());
  }

  private static Grant inDatabase(Row row) {
    String database = row.text("database_name");
    String what = row.text("class_desc");
    List<String> name = new ArrayList<>(List.of(database));
    String kind;
    switch (what) {
      case "DATABASE" -> kind = what;
      case "SCHEMA" -> {
        kind = what;
        name.add(row.optionalText("schema_name").orElseGet(() -> number(row)));
      }
      case "OBJECT_OR_COLUMN" -> {
        kind = object(row.optionalText("object_type").orElse("").strip());
        row.optionalText("schema_name").ifPresent(name::add);
        name.add(named(row));
      }
      case "DATABASE_PRINCIPAL" -> {
        kind =
            switch (row.optionalText("principal_type").orElse("").strip()) {
              case "R" -> "ROLE";
              case "A" -> "APPLICATION ROLE";
              default -> "USER";
            };
        name.add(named(row));
      }
      default -> {
        kind = words(what);
        row.optionalText("schema_name").ifPresent(name::add);
        name.add(named(row));
      }
    }
    List<String> columns = row.optionalText("column_name").map(List::of).orElse(List.of());
    return grant(row, new Securable(kind, name), columns, Optional.of(database));
  }

  /** A class in the words of a statement. */
  private static String words(String classDescription) {
    return switch (classDescription) {
      case "SYMMETRIC_KEYS" -> "SYMMETRIC KEY";
      default -> classDescription.replace('_', ' ').toUpperCase(Locale.ROOT);
    };
  }

  private static String object(String type) {
    return switch (type) {
      case "U" -> "TABLE";
      case "V" -> "VIEW";
      case "P", "PC", "X", "RF" -> "PROCEDURE";
      case "FN", "IF", "TF", "FS", "FT", "AF" -> "FUNCTION";
      case "SN" -> "SYNONYM";
      case "SO" -> "SEQUENCE";
      case "SQ" -> "QUEUE";
      default -> "OBJECT";
    };
  }

  /** What cannot be named to this login, or by this library, has at least its number. */
  private static String named(Row row) {
    return row.optionalText("securable").orElseGet(() -> number(row));
  }

  private static String number(Row row) {
    return "#" + row.intValue("major_id");
  }

  private static boolean isRole(Row row, String column) {
    return row.optionalText(column).map(String::strip).filter("R"::equals).isPresent();
  }

  private static Grant grant(
      Row row, Securable securable, List<String> columns, Optional<String> database) {
    String state = row.text("state").strip();
    return new Grant(
        row.text("permission_name"),
        securable,
        columns,
        new Principal(kind(row), row.text("grantee"), database),
        state.equals("W"),
        state.equals("D") ? GrantEffect.DENY : GrantEffect.ALLOW,
        GrantScope.OBJECT,
        Optional.empty(),
        row.optionalText("grantor"));
  }

  private static PrincipalKind kind(Row row) {
    if (row.text("grantee").equals("public")) {
      return PrincipalKind.PUBLIC;
    }
    return switch (row.text("grantee_type").strip()) {
      case "R" -> PrincipalKind.ROLE;
      case "G", "X" -> PrincipalKind.GROUP;
      case "S", "U", "E" -> PrincipalKind.USER;
      default -> PrincipalKind.OTHER;
    };
  }
}
