package io.gds.database.snowflake;

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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes rights and roles as statements. Privileges and kinds are words of letters, kinds moreover
 * ones of which it is known how they are named; names are in quotes.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/grant-privilege">GRANT</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/revoke-privilege">REVOKE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/grant-role">GRANT ROLE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/grant-database-role">GRANT DATABASE
 *     ROLE</a>
 */
final class SnowflakeGrantSql {
  private static final Set<String> OF_ACCOUNT =
      Set.of(
          "DATABASE",
          "WAREHOUSE",
          "USER",
          "INTEGRATION",
          "RESOURCE MONITOR",
          "COMPUTE POOL",
          "EXTERNAL VOLUME",
          "FAILOVER GROUP",
          "REPLICATION GROUP",
          "CONNECTION");

  private static final Set<String> OF_SCHEMA =
      Set.of(
          "TABLE",
          "VIEW",
          "MATERIALIZED VIEW",
          "DYNAMIC TABLE",
          "EXTERNAL TABLE",
          "EVENT TABLE",
          "ICEBERG TABLE",
          "STAGE",
          "FILE FORMAT",
          "SEQUENCE",
          "STREAM",
          "TASK",
          "PIPE",
          "ALERT",
          "SECRET",
          "TAG",
          "MASKING POLICY",
          "ROW ACCESS POLICY",
          "NETWORK RULE");

  /** Single ones are named by their arguments too. */
  private static final Set<String> OF_ARGUMENTS = Set.of("FUNCTION", "PROCEDURE");

  private SnowflakeGrantSql() {}

  private static String upper(String words) {
    return words.toUpperCase(Locale.ROOT);
  }

  /** Why a right cannot be said here. */
  static Optional<OptionFault> fault(Grant grant) {
    String why = null;
    PrincipalKind to = grant.grantee().kind();
    if (grant.effect() == GrantEffect.DENY) {
      why = "is withheld, which Snowflake does not know: take the right away";
    } else if (!grant.columns().isEmpty()) {
      why = "names columns, which no right of Snowflake is limited to: use a view or a policy";
    } else if (!grant.privilege().matches("[A-Za-z]+( [A-Za-z]+)*")) {
      why = "is no privilege of Snowflake, which are words of letters";
    } else if (upper(grant.privilege()).equals(SnowflakeGrant.OWNERSHIP)) {
      why = "is the ownership, which goes from one to another: nothing that can be taken back";
    } else if (to == PrincipalKind.GROUP || to == PrincipalKind.OTHER) {
      why = "is given to neither a user nor a role";
    } else if (to == PrincipalKind.USER && grant.grantee().database().isPresent()) {
      why = "is given to a user of a database: users belong to the account";
    } else {
      why =
          grant.scope() == GrantScope.OBJECT
              ? named(grant.securable())
              : covered(upper(grant.objectKind().orElse("")), grant.securable());
    }
    return Optional.ofNullable(why)
        .map(text -> new OptionFault("grant", text + ": " + grant.privilege()));
  }

  private static @Nullable String named(Securable securable) {
    String kind = upper(securable.kind());
    int parts = securable.name().size();
    int wanted =
        securable.kind().equals(Securable.SERVER)
            ? 0
            : OF_ACCOUNT.contains(kind)
                ? 1
                : kind.equals("SCHEMA") ? 2 : OF_SCHEMA.contains(kind) ? 3 : -1;
    return wanted < 0
        ? "is about a " + kind + ", of which this library does not know how it is named"
        : parts != wanted ? "names a " + kind + " by " + parts + " parts, not " + wanted : null;
  }

  private static @Nullable String covered(String kind, Securable in) {
    String place = upper(in.kind());
    boolean schemas = kind.equals("SCHEMA") && place.equals("DATABASE");
    boolean objects =
        (OF_SCHEMA.contains(kind) || OF_ARGUMENTS.contains(kind))
            && (place.equals("DATABASE") || place.equals("SCHEMA"));
    return schemas || objects
        ? named(in)
        : "covers all of the kind " + kind + " in a " + place + ", which Snowflake does not know";
  }

  /** Why a membership cannot be said here. */
  static Optional<OptionFault> fault(RoleMembership membership) {
    String why = null;
    Principal member = membership.member();
    boolean user = member.kind() == PrincipalKind.USER;
    boolean role = member.kind() == PrincipalKind.ROLE;
    if (membership.role().kind() != PrincipalKind.ROLE) {
      why = "is of something that is no role which could be given";
    } else if (!user && !role) {
      why = "is given to neither a user nor a role";
    } else if (user && member.database().isPresent()) {
      why = "is given to a user of a database: users belong to the account";
    } else if (user && membership.role().database().isPresent()) {
      why = "is of a database role, which goes to roles: give it to a role that the user has";
    } else if (member.database().isPresent()
        && !member.database().equals(membership.role().database())) {
      why = "goes to a database role, which takes those of its own database only";
    } else if (membership.admin()) {
      why = "cannot be passed on by members: who owns the role gives it";
    } else if (!membership.inherits() || !membership.assumable()) {
      why = "always counts, and can be taken on, on Snowflake";
    }
    return Optional.ofNullable(why)
        .map(text -> new OptionFault("membership", text + ": " + membership.role().name()));
  }

  static String give(Grant grant) {
    return "GRANT "
        + about(grant)
        + " TO "
        + principal(grant.grantee())
        + (grant.grantable() ? " WITH GRANT OPTION" : "");
  }

  static String revoke(Grant grant, boolean optionOnly, boolean cascade) {
    return "REVOKE "
        + (optionOnly ? "GRANT OPTION FOR " : "")
        + about(grant)
        + " FROM "
        + principal(grant.grantee())
        + (grant.scope() == GrantScope.FUTURE_IN ? "" : cascade ? " CASCADE" : " RESTRICT");
  }

  static String give(RoleMembership membership) {
    return "GRANT " + principal(membership.role()) + " TO " + principal(membership.member());
  }

  static String revoke(RoleMembership membership) {
    return "REVOKE " + principal(membership.role()) + " FROM " + principal(membership.member());
  }

  static String principal(Principal principal) {
    if (principal.kind() == PrincipalKind.PUBLIC) {
      return "ROLE " + SnowflakeSql.name(SnowflakePrincipals.PUBLIC);
    }
    String kind = principal.kind() == PrincipalKind.USER ? "USER " : "ROLE ";
    return principal
        .database()
        .map(database -> "DATABASE ROLE " + SnowflakeSql.name(database, principal.name()))
        .orElseGet(() -> kind + SnowflakeSql.name(principal.name()));
  }

  private static String about(Grant grant) {
    String privilege = upper(grant.privilege());
    String securable = securable(grant.securable());
    return privilege
        + switch (grant.scope()) {
          case OBJECT -> " ON " + securable;
          case ALL_IN -> " ON ALL " + plural(grant) + " IN " + securable;
          case FUTURE_IN -> " ON FUTURE " + plural(grant) + " IN " + securable;
        };
  }

  private static String plural(Grant grant) {
    String kind = upper(grant.objectKind().orElseThrow());
    return kind.endsWith("Y") ? kind.substring(0, kind.length() - 1) + "IES" : kind + "S";
  }

  private static String securable(Securable securable) {
    List<String> name = securable.name();
    return name.isEmpty()
        ? "ACCOUNT"
        : upper(securable.kind())
            + " "
            + SnowflakeSql.name(name.get(0), name.subList(1, name.size()).toArray(String[]::new));
  }
}
