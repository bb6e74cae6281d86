package io.gds.database.postgres;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantScope;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.Securable;
import io.gds.database.error.OptionFault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes rights as statements.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-grant.html">GRANT</a>
 */
final class PostgresGrantSql {
  /** Kinds of securables, with the number of parts their names have here. */
  private static final Map<String, Integer> PARTS =
      Map.ofEntries(
          Map.entry("DATABASE", 1),
          Map.entry("TABLESPACE", 1),
          Map.entry("PARAMETER", 1),
          Map.entry("SCHEMA", 2),
          Map.entry("LANGUAGE", 2),
          Map.entry("FOREIGN DATA WRAPPER", 2),
          Map.entry("FOREIGN SERVER", 2),
          Map.entry("LARGE OBJECT", 2),
          Map.entry("TABLE", 3),
          Map.entry("SEQUENCE", 3),
          Map.entry("FUNCTION", 3),
          Map.entry("PROCEDURE", 3),
          Map.entry("ROUTINE", 3),
          Map.entry("TYPE", 3),
          Map.entry("DOMAIN", 3));

  /** What the server calls a table when it comes to rights. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "VIEW", "TABLE",
          "MATERIALIZED VIEW", "TABLE",
          "FOREIGN TABLE", "TABLE",
          "AGGREGATE", "FUNCTION");

  private static final Set<String> SHARED = Set.of("DATABASE", "TABLESPACE", "PARAMETER");

  private static final Set<String> ROUTINES = Set.of("FUNCTION", "PROCEDURE", "ROUTINE");

  private static final Set<String> ALL_IN =
      Set.of("TABLES", "SEQUENCES", "FUNCTIONS", "PROCEDURES", "ROUTINES");

  private static final Set<String> FUTURE_IN =
      Set.of("TABLES", "SEQUENCES", "FUNCTIONS", "ROUTINES", "TYPES", "SCHEMAS", "LARGE OBJECTS");

  private static final Pattern DOT = Pattern.compile("\\.");

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");

  private PostgresGrantSql() {}

  /** A kind in the server's word. */
  static String kind(Securable securable) {
    String kind = securable.kind().toUpperCase(Locale.ROOT);
    return ALIASES.getOrDefault(kind, kind);
  }

  private static String plural(String kind) {
    String upper = kind.toUpperCase(Locale.ROOT);
    return upper.endsWith("S") ? upper : upper + "S";
  }

  /** Whether it names a routine, whose arguments are to be looked up. */
  static boolean isRoutine(Grant grant) {
    return grant.scope() == GrantScope.OBJECT && ROUTINES.contains(kind(grant.securable()));
  }

  /** The database it has to be said in; empty if in any. */
  static String database(Grant grant) {
    boolean anywhere =
        grant.scope() == GrantScope.OBJECT && SHARED.contains(kind(grant.securable()));
    return anywhere ? "" : grant.securable().name().get(0);
  }

  /** What stands against a right here. */
  static Optional<OptionFault> fault(Grant grant) {
    return Optional.ofNullable(reason(grant))
        .map(reason -> new OptionFault("grant", reason + " (" + grant.securable() + ")"));
  }

  private static @Nullable String reason(Grant grant) {
    String kind = kind(grant.securable());
    if (grant.effect() == GrantEffect.DENY) {
      return "withholds a right, and PostgreSQL knows no such thing: revoke what gives it";
    }
    if (kind.equals(Securable.SERVER)) {
      return "is about the server, which has no rights here: see the options of users, or grant a"
          + " predefined role";
    }
    Integer parts = PARTS.get(kind);
    if (parts == null) {
      return "is about a kind that PostgreSQL does not know; known are "
          + PARTS.keySet().stream().sorted().collect(Collectors.joining(", "));
    }
    if (grant.securable().name().size() != parts) {
      return "names a "
          + kind
          + " by "
          + grant.securable().name().size()
          + " parts instead of "
          + parts;
    }
    if (!grant.columns().isEmpty()
        && (grant.scope() != GrantScope.OBJECT || !kind.equals("TABLE"))) {
      return "limits a right to columns of what has none";
    }
    if (kind.equals("LARGE OBJECT") && !DIGITS.matcher(grant.securable().name().get(1)).matches()) {
      return "names a large object by something else than its number";
    }
    if (grant.grantee().database().isPresent()) {
      return "is about a principal of a database, and roles belong to the whole server";
    }
    return covering(grant, kind);
  }

  private static @Nullable String covering(Grant grant, String kind) {
    String covered = plural(grant.objectKind().orElse(""));
    if (grant.scope() == GrantScope.ALL_IN
        && !(kind.equals("SCHEMA") && ALL_IN.contains(covered))) {
      return "covers all that is there: that is said of a SCHEMA, and of "
          + ALL_IN.stream().sorted().collect(Collectors.joining(", "));
    }
    if (grant.scope() == GrantScope.FUTURE_IN
        && !((kind.equals("SCHEMA") || kind.equals("DATABASE")) && FUTURE_IN.contains(covered))) {
      return "covers what will be made: that is said of a SCHEMA or a DATABASE, and of "
          + FUTURE_IN.stream().sorted().collect(Collectors.joining(", "));
    }
    return null;
  }

  /** The statement that gives a right. */
  static String grant(Grant grant) {
    return defaults(grant)
        + "GRANT "
        + privilege(grant)
        + " ON "
        + object(grant)
        + " TO "
        + principal(grant.grantee())
        + (grant.grantable() ? " WITH GRANT OPTION" : "");
  }

  /** The statement that takes a right away. */
  static String revoke(Grant grant, boolean grantOptionOnly, boolean cascade) {
    return defaults(grant)
        + "REVOKE "
        + (grantOptionOnly ? "GRANT OPTION FOR " : "")
        + privilege(grant)
        + " ON "
        + object(grant)
        + " FROM "
        + principal(grant.grantee())
        + (cascade ? " CASCADE" : "");
  }

  private static String defaults(Grant grant) {
    if (grant.scope() != GrantScope.FUTURE_IN) {
      return "";
    }
    List<String> name = grant.securable().name();
    return "ALTER DEFAULT PRIVILEGES "
        + grant.grantedBy().map(role -> "FOR ROLE " + PostgresSql.name(role) + " ").orElse("")
        + (name.size() > 1 ? "IN SCHEMA " + PostgresSql.name(name.get(1)) + " " : "");
  }

  private static String privilege(Grant grant) {
    String word = grant.privilege().toUpperCase(Locale.ROOT);
    return grant.columns().isEmpty()
        ? word
        : word
            + " ("
            + grant.columns().stream().map(PostgresSql::name).collect(Collectors.joining(", "))
            + ")";
  }

  private static String object(Grant grant) {
    String covered = plural(grant.objectKind().orElse(""));
    List<String> name = grant.securable().name();
    return switch (grant.scope()) {
      case ALL_IN -> "ALL " + covered + " IN SCHEMA " + PostgresSql.name(name.get(1));
      case FUTURE_IN -> covered;
      case OBJECT -> named(kind(grant.securable()), name);
    };
  }

  private static String named(String kind, List<String> name) {
    if (kind.equals("PARAMETER")) {
      return kind
          + " "
          + DOT.splitAsStream(name.get(0)).map(PostgresSql::name).collect(Collectors.joining("."));
    }
    if (kind.equals("LARGE OBJECT")) {
      return kind + " " + name.get(1);
    }
    if (ROUTINES.contains(kind)) {
      // Written by the server itself, quoted, see PostgresRoutines.
      return kind + " " + name.get(2);
    }
    List<String> within = SHARED.contains(kind) ? name : name.subList(1, name.size());
    return kind
        + " "
        + PostgresSql.name(within.get(0), within.subList(1, within.size()).toArray(new String[0]));
  }

  /** A role by its name, or everybody. */
  static String principal(Principal principal) {
    return principal.kind() == PrincipalKind.PUBLIC ? "PUBLIC" : PostgresSql.name(principal.name());
  }

  /** What stands against a membership here. */
  static Optional<OptionFault> fault(RoleMembership membership, PostgresVersion version) {
    if (membership.role().kind() == PrincipalKind.PUBLIC
        || membership.member().kind() == PrincipalKind.PUBLIC) {
      return Optional.of(new OptionFault("membership", "is none that everybody could have"));
    }
    if (membership.role().database().isPresent() || membership.member().database().isPresent()) {
      return Optional.of(
          new OptionFault("membership", "names a database, and roles belong to the whole server"));
    }
    if (!version.atLeast(16) && !(membership.inherits() && membership.assumable())) {
      return Optional.of(
          new OptionFault(
              "membership",
              "cannot be kept from being inherited or taken on before PostgreSQL 16; the server is "
                  + version.shortText()));
    }
    return Optional.empty();
  }

  /** The statement that gives a role; what it may be used for is said since 16. */
  static String grant(RoleMembership membership, PostgresVersion version) {
    String sql = "GRANT " + principal(membership.role()) + " TO " + principal(membership.member());
    if (!version.atLeast(16)) {
      return sql + (membership.admin() ? " WITH ADMIN OPTION" : "");
    }
    return sql
        + " WITH "
        + (membership.admin() ? "ADMIN TRUE, " : "")
        + "INHERIT "
        + (membership.inherits() ? "TRUE" : "FALSE")
        + ", SET "
        + (membership.assumable() ? "TRUE" : "FALSE");
  }

  /** The statement that takes a role away that this role gave; nobody in particular if empty. */
  static String revoke(
      RoleMembership membership, boolean adminOnly, boolean cascade, Optional<String> grantor) {
    return "REVOKE "
        + (adminOnly ? "ADMIN OPTION FOR " : "")
        + principal(membership.role())
        + " FROM "
        + principal(membership.member())
        + grantor.map(by -> " GRANTED BY " + PostgresSql.name(by)).orElse("")
        + (cascade ? " CASCADE" : "");
  }
}
