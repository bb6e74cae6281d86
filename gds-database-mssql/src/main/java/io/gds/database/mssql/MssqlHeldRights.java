package io.gds.database.mssql;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RevokeOptions;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Sql;
import io.gds.database.jdbc.SqlSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What grantees have, or are kept from, where a right is about to be given or taken away: read once
 * for each grantee of a place. Not thread-safe.
 */
final class MssqlHeldRights {
  private final Sql sql;
  private final Map<String, List<Grant>> read = new HashMap<>();

  MssqlHeldRights(Sql sql) {
    this.sql = sql;
  }

  static String grantee(Grant grant) {
    return grant.grantee().kind() == PrincipalKind.PUBLIC ? "public" : grant.grantee().name();
  }

  private List<Grant> of(Grant right) {
    Optional<String> database = MssqlGrantSql.database(right);
    String grantee = grantee(right);
    return read.computeIfAbsent(
        database.orElse("") + '\0' + grantee,
        key -> {
          List<Grant> held = new ArrayList<>();
          if (database.isPresent()) {
            MssqlGrants.inDatabase(sql, database.get(), grantee, held::add);
          } else {
            MssqlGrants.ofServer(sql, Optional.of(grantee), held::add);
          }
          return held;
        });
  }

  /**
   * What has the other effect, and a statement about this right would replace: on the same thing
   * whoever gave it, and along with a table its columns, since what is said of a table later counts
   * for them, and what is said of a column counts more than what is said of its table.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-transact-sql#remarks">GRANT,
   *     remarks</a>
   */
  List<Grant> against(Grant right) {
    return like(right, each -> each.effect() != right.effect() && overlap(each, right));
  }

  private List<Grant> exactly(Grant right) {
    return like(right, each -> sameColumns(each, right));
  }

  private List<Grant> like(Grant right, Predicate<Grant> matching) {
    return of(right).stream().filter(each -> isAboutTheSame(each, right)).filter(matching).toList();
  }

  /**
   * REVOKE takes back what it finds, given or withheld: who takes a right away must not lift the
   * DENY that keeps the grantee from what a role gives.
   */
  static void requireMeant(SqlSession session, List<Grant> rights) {
    MssqlHeldRights held = new MssqlHeldRights(session);
    for (Grant right : rights) {
      List<Grant> against = held.against(right).stream().filter(each -> by(each, right)).toList();
      if (!against.isEmpty()) {
        boolean denied = right.effect() == GrantEffect.ALLOW;
        throw ErrorDetails.of(
                ErrorCode.WRONG_STATE,
                told(against.get(0))
                    + (denied
                        ? " is withheld, not given: REVOKE would lift that"
                        : " is given, not withheld: REVOKE would take it away")
                    + "; nothing was changed")
            .target(right.securable().toString())
            .remedy("See grants(), and revoke it with the effect and the giver that it has there.")
            .toException();
      }
    }
  }

  /** Fails if any of these rights is still there. */
  static void prove(SqlSession session, RevokeOptions options) {
    MssqlHeldRights held = new MssqlHeldRights(session);
    for (Grant right : options.grants()) {
      List<Grant> left =
          held.exactly(right).stream()
              .filter(each -> by(each, right))
              .filter(each -> !options.grantOptionOnly() || each.grantable())
              .toList();
      if (!left.isEmpty()) {
        throw ErrorDetails.of(
                ErrorCode.WRONG_STATE,
                told(right) + " is still there, given by " + givers(left) + "; nothing was changed")
            .target(right.securable().toString())
            .remedy("Revoke it as the one who gave it: say who by grantedBy, as grants() does.")
            .toException();
      }
    }
  }

  /** For people: the right, and what it is about. */
  static String told(Grant right) {
    return right.privilege()
        + " on "
        + right.securable()
        + (right.columns().isEmpty() ? "" : " (" + String.join(", ", right.columns()) + ")");
  }

  static String givers(List<Grant> rights) {
    return rights.stream()
        .map(each -> each.grantedBy().orElse("nobody known"))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static boolean by(Grant held, Grant right) {
    return right.grantedBy().isEmpty() || right.grantedBy().equals(held.grantedBy());
  }

  /**
   * Most servers know no case in names; where one does, a doubt is told rather than passed over.
   */
  private static boolean isAboutTheSame(Grant held, Grant right) {
    return held.privilege().equalsIgnoreCase(right.privilege())
        && MssqlGrantSql.like(held.securable()).equals(MssqlGrantSql.like(right.securable()))
        && String.join("\0", held.securable().name())
            .equalsIgnoreCase(String.join("\0", right.securable().name()));
  }

  private static boolean sameColumns(Grant held, Grant right) {
    return right.columns().isEmpty() ? held.columns().isEmpty() : shareColumns(held, right);
  }

  private static boolean overlap(Grant held, Grant right) {
    return held.columns().isEmpty() || right.columns().isEmpty() || shareColumns(held, right);
  }

  private static boolean shareColumns(Grant held, Grant right) {
    return held.columns().stream()
        .anyMatch(have -> right.columns().stream().anyMatch(have::equalsIgnoreCase));
  }
}
