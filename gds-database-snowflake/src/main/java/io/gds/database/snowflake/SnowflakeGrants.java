package io.gds.database.snowflake;

import io.gds.database.jdbc.SqlExecutor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rights on a database that a clone of it does not have, and how they are granted again. Rights
 * on what lies in it come with the clone; those on the database itself do not, nor who has its
 * database roles. Future rights come along too, and are granted once more, which changes nothing.
 *
 * @param onDatabase the rights on the database itself
 * @param futureInDatabase the rights that new objects anywhere in it get
 * @param futureInSchemas the same by schema, where there are any
 * @param ofRoles who has its database roles, by role
 * @see <a href="https://docs.snowflake.com/en/user-guide/object-clone">Cloning considerations</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/grant-privilege">GRANT</a>
 */
record SnowflakeGrants(
    List<SnowflakeGrant> onDatabase,
    List<SnowflakeGrant> futureInDatabase,
    Map<String, List<SnowflakeGrant>> futureInSchemas,
    Map<String, List<SnowflakeGrant>> ofRoles) {
  /** No rights. */
  static final SnowflakeGrants NONE = new SnowflakeGrants(List.of(), List.of(), Map.of(), Map.of());

  private static final Set<String> GRANTEES = Set.of("ROLE", "DATABASE_ROLE", "USER");

  /** Reads those of a database: three statements, and one for each schema and database role. */
  static SnowflakeGrants read(SqlExecutor sql, String database, List<String> schemas) {
    String name = SnowflakeSql.name(database);
    Map<String, List<SnowflakeGrant>> inSchemas = new LinkedHashMap<>();
    for (String schema : schemas) {
      List<SnowflakeGrant> found =
          sql.query(
              "SHOW FUTURE GRANTS IN SCHEMA " + SnowflakeSql.name(database, schema),
              SnowflakeGrant::future);
      if (!found.isEmpty()) {
        inSchemas.put(schema, found);
      }
    }
    Map<String, List<SnowflakeGrant>> ofRoles = new LinkedHashMap<>();
    for (String role :
        sql.query("SHOW DATABASE ROLES IN DATABASE " + name, row -> row.text("name"))) {
      List<SnowflakeGrant> found =
          sql.query(
              "SHOW GRANTS OF DATABASE ROLE " + SnowflakeSql.name(database, role),
              row ->
                  new SnowflakeGrant(
                      "USAGE",
                      "DATABASE_ROLE",
                      role,
                      row.text("granted_to"),
                      row.text("grantee_name"),
                      false));
      if (!found.isEmpty()) {
        ofRoles.put(role, found);
      }
    }
    return new SnowflakeGrants(
        sql.query("SHOW GRANTS ON DATABASE " + name, SnowflakeGrant::present),
        sql.query("SHOW FUTURE GRANTS IN DATABASE " + name, SnowflakeGrant::future),
        inSchemas,
        ofRoles);
  }

  /** Who owns the database, if the server tells. */
  Optional<SnowflakeGrant> owner() {
    return onDatabase.stream().filter(SnowflakeGrant::isOwnership).findFirst();
  }

  /**
   * The statements that grant all of it on another database, but for its ownership: nothing could
   * be granted after that.
   */
  List<String> statements(String database) {
    List<String> all = new ArrayList<>();
    for (SnowflakeGrant grant : onDatabase) {
      if (!grant.isOwnership() && isGrantable(grant)) {
        all.add(
            "GRANT "
                + privilege(grant)
                + " ON DATABASE "
                + SnowflakeSql.name(database)
                + to(grant, database));
      }
    }
    for (SnowflakeGrant grant : futureInDatabase) {
      future(grant, "DATABASE " + SnowflakeSql.name(database), database).ifPresent(all::add);
    }
    futureInSchemas.forEach(
        (schema, grants) -> {
          for (SnowflakeGrant grant : grants) {
            future(grant, "SCHEMA " + SnowflakeSql.name(database, schema), database)
                .ifPresent(all::add);
          }
        });
    ofRoles.forEach(
        (role, grants) -> {
          for (SnowflakeGrant grant : grants) {
            if (isGrantable(grant) && !grant.to().equals("USER")) {
              all.add(
                  "GRANT DATABASE ROLE "
                      + SnowflakeSql.name(database, role)
                      + " TO "
                      + grantee(grant, database));
            }
          }
        });
    return all;
  }

  /** The statement that gives the database to its owner; rights that were granted stay. */
  Optional<String> ownership(String database) {
    return owner()
        .filter(SnowflakeGrants::isGrantable)
        .map(
            grant ->
                "GRANT OWNERSHIP ON DATABASE "
                    + SnowflakeSql.name(database)
                    + " TO "
                    + grantee(grant, database)
                    + " COPY CURRENT GRANTS");
  }

  /** What no statement here grants again, such as what shares and applications have. */
  List<SnowflakeGrant> lost() {
    List<SnowflakeGrant> lost = new ArrayList<>();
    List<SnowflakeGrant> all = new ArrayList<>(onDatabase);
    all.addAll(futureInDatabase);
    futureInSchemas.values().forEach(all::addAll);
    ofRoles.values().forEach(all::addAll);
    for (SnowflakeGrant grant : all) {
      boolean roleOfUser = grant.on().equals("DATABASE_ROLE") && grant.to().equals("USER");
      if (!isGrantable(grant) || roleOfUser) {
        lost.add(grant);
      }
    }
    return lost;
  }

  private static boolean isGrantable(SnowflakeGrant grant) {
    return GRANTEES.contains(kind(grant.to()))
        && !grant.grantee().isEmpty()
        && isWords(grant.privilege())
        && isWords(grant.on().replace('_', ' '));
  }

  /** Rights and kinds are the only words of an answer that go into a statement as they are. */
  private static boolean isWords(String text) {
    return text.matches("[A-Za-z]+( [A-Za-z]+)*");
  }

  private static String kind(String to) {
    return to.toUpperCase(Locale.ROOT).replace(' ', '_');
  }

  private static String privilege(SnowflakeGrant grant) {
    return grant.privilege();
  }

  private static Optional<String> future(SnowflakeGrant grant, String in, String database) {
    return isGrantable(grant)
        ? Optional.of(
            "GRANT "
                + privilege(grant)
                + " ON FUTURE "
                + plural(grant.on())
                + " IN "
                + in
                + to(grant, database))
        : Optional.empty();
  }

  private static String plural(String kind) {
    String words = kind.replace('_', ' ');
    return words.endsWith("Y") ? words.substring(0, words.length() - 1) + "IES" : words + "S";
  }

  private static String to(SnowflakeGrant grant, String database) {
    return " TO " + grantee(grant, database) + (grant.grantable() ? " WITH GRANT OPTION" : "");
  }

  /** Who gets it; a database role of the database is the one of that name in the other. */
  private static String grantee(SnowflakeGrant grant, String database) {
    if (kind(grant.to()).equals("DATABASE_ROLE")) {
      List<String> parts =
          SnowflakeIdentifiers.parts(grant.grantee()).orElse(List.of(grant.grantee()));
      return "DATABASE ROLE " + SnowflakeSql.name(database, parts.get(parts.size() - 1));
    }
    return kind(grant.to()) + ' ' + SnowflakeSql.name(exact(grant.grantee()));
  }

  /** A role's name is told as it is, or in quotes: then it is what stands between them. */
  private static String exact(String grantee) {
    return grantee.startsWith("\"") && grantee.endsWith("\"") && grantee.length() > 2
        ? SnowflakeIdentifiers.parts(grantee)
            .filter(parts -> parts.size() == 1)
            .map(parts -> parts.get(0))
            .orElse(grantee)
        : grantee;
  }
}
