package io.gds.database.mssql;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantScope;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.Securable;
import io.gds.database.error.OptionFault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes rights as statements.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-transact-sql">GRANT</a>
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/statements/deny-transact-sql">DENY</a>
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-transact-sql">
 *     REVOKE</a>
 */
final class MssqlGrantSql {
  private static final Set<String> OF_SERVER =
      Set.of(Securable.SERVER, "LOGIN", "SERVER ROLE", "ENDPOINT", "AVAILABILITY GROUP");

  private static final Set<String> OBJECTS =
      Set.of("TABLE", "VIEW", "PROCEDURE", "FUNCTION", "SYNONYM", "SEQUENCE", "QUEUE", "OBJECT");

  /** Kinds of securables, with the number of parts their names have here. */
  private static final Map<String, Integer> PARTS =
      Map.ofEntries(
          Map.entry(Securable.SERVER, 0),
          Map.entry("LOGIN", 1),
          Map.entry("SERVER ROLE", 1),
          Map.entry("ENDPOINT", 1),
          Map.entry("AVAILABILITY GROUP", 1),
          Map.entry("DATABASE", 1),
          Map.entry("SCHEMA", 2),
          Map.entry("USER", 2),
          Map.entry("ROLE", 2),
          Map.entry("APPLICATION ROLE", 2),
          Map.entry("ASSEMBLY", 2),
          Map.entry("CERTIFICATE", 2),
          Map.entry("SYMMETRIC KEY", 2),
          Map.entry("ASYMMETRIC KEY", 2),
          Map.entry("FULLTEXT CATALOG", 2),
          Map.entry("TYPE", 3),
          Map.entry("XML SCHEMA COLLECTION", 3));

  private MssqlGrantSql() {}

  static String kind(Securable securable) {
    return securable.kind().toUpperCase(Locale.ROOT);
  }

  /** What makes two kinds of one: rights on objects are rights on objects. */
  static String like(Securable securable) {
    String kind = kind(securable);
    return OBJECTS.contains(kind) ? "OBJECT" : kind;
  }

  private static int parts(String kind) {
    return OBJECTS.contains(kind) ? 3 : PARTS.getOrDefault(kind, -1);
  }

  /** The database that a right belongs to; empty for the server. */
  static Optional<String> database(Grant grant) {
    return OF_SERVER.contains(kind(grant.securable()))
        ? Optional.empty()
        : grant.securable().name().stream().findFirst();
  }

  /** Why a right cannot be said here. */
  static Optional<OptionFault> fault(Grant grant) {
    String kind = kind(grant.securable());
    String why = null;
    if (parts(kind) < 0) {
      why = "is about a " + kind + ", of which this library does not know how it is named";
    } else if (grant.securable().name().size() != parts(kind)) {
      why =
          "names a "
              + kind
              + " by "
              + grant.securable().name().size()
              + " parts, not "
              + parts(kind);
    } else if (grant.scope() != GrantScope.OBJECT) {
      why = "covers many objects: give it on their schema, which covers those to come too";
    } else if (grant.privilege().toUpperCase(Locale.ROOT).startsWith("ALL")
        && !grant.privilege().toUpperCase(Locale.ROOT).startsWith("ALTER")) {
      why = "is ALL, which stands for a few rights only on SQL Server: name each";
    } else if (!grant.columns().isEmpty() && !like(grant.securable()).equals("OBJECT")) {
      why = "names columns of a " + kind;
    } else if (grant.grantee().database().isPresent()
        && !grant.grantee().database().equals(database(grant))) {
      why = "is given to a principal of another place than what it is about";
    }
    return Optional.ofNullable(why)
        .map(text -> new OptionFault("grant", text + ": " + grant.privilege()));
  }

  /** Why a membership cannot be said here. */
  static Optional<OptionFault> fault(RoleMembership membership) {
    String why = null;
    if (!membership.role().database().equals(membership.member().database())) {
      why = "is of a role and a member of different places";
    } else if (membership.admin()) {
      why = "cannot be passed on by members: GRANT ALTER ON ROLE lets one do that";
    } else if (!membership.inherits()) {
      why = "always counts on SQL Server";
    }
    return Optional.ofNullable(why)
        .map(text -> new OptionFault("membership", text + ": " + membership.role().name()));
  }

  /** GRANT, or DENY where the right is withheld. */
  static String give(Grant grant, boolean cascade) {
    boolean denies = grant.effect() == GrantEffect.DENY;
    return (denies ? "DENY " : "GRANT ")
        + about(grant)
        + " TO "
        + grantee(grant)
        + (grant.grantable() ? " WITH GRANT OPTION" : "")
        + (denies && cascade ? " CASCADE" : "")
        + giver(grant);
  }

  /** REVOKE: neither given nor withheld. */
  static String revoke(Grant grant, boolean grantOptionOnly, boolean cascade) {
    return "REVOKE "
        + (grantOptionOnly ? "GRANT OPTION FOR " : "")
        + about(grant)
        + " FROM "
        + grantee(grant)
        + (cascade ? " CASCADE" : "")
        + giver(grant);
  }

  private static String giver(Grant grant) {
    return grant.grantedBy().map(name -> " AS " + MssqlSql.name(name)).orElse("");
  }

  static String grantee(Grant grant) {
    return grant.grantee().kind() == PrincipalKind.PUBLIC
        ? "[public]"
        : MssqlSql.name(grant.grantee().name());
  }

  private static String about(Grant grant) {
    String privilege = grant.privilege().toUpperCase(Locale.ROOT);
    String kind = kind(grant.securable());
    List<String> name = grant.securable().name();
    if (kind.equals(Securable.SERVER) || kind.equals("DATABASE")) {
      return privilege;
    }
    boolean ofServer = OF_SERVER.contains(kind);
    List<String> inner = ofServer ? name : name.subList(1, name.size());
    String columns =
        grant.columns().isEmpty()
            ? ""
            : grant.columns().stream()
                .map(MssqlSql::name)
                .collect(Collectors.joining(", ", " (", ")"));
    return privilege
        + " ON "
        + like(grant.securable())
        + "::"
        + inner.stream().map(MssqlSql::name).collect(Collectors.joining("."))
        + columns;
  }
}
