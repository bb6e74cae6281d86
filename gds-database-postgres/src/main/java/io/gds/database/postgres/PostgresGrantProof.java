package io.gds.database.postgres;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantScope;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.Securable;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what became of rights, in the transaction that changed them. The server answers GRANT by a
 * warning when the giver has nothing to give, and REVOKE by nothing at all when another gave it.
 */
final class PostgresGrantProof {
  private final PostgresContext context;

  PostgresGrantProof(PostgresContext context) {
    this.context = context;
  }

  /** Fails unless all of these are there. */
  void given(SqlSession session, List<Grant> rights) {
    Map<String, List<Grant>> held = new LinkedHashMap<>();
    for (Grant right : provable(rights)) {
      List<Grant> same = same(session, right, held);
      Set<String> columns = new HashSet<>(right.columns());
      boolean whole = false;
      for (Grant each : same) {
        if (!right.grantable() || each.grantable()) {
          whole |= each.columns().isEmpty();
          each.columns().forEach(columns::remove);
        }
      }
      if (!whole && (right.columns().isEmpty() || !columns.isEmpty())) {
        throw ErrorDetails.of(
                ErrorCode.PERMISSION_DENIED,
                "the server gave nothing: this role may not pass on "
                    + right.privilege()
                    + " on "
                    + right.securable())
            .target(right.securable().toString())
            .with("right", right.privilege() + " WITH GRANT OPTION on " + right.securable())
            .remedy("Do it as the owner, or have the right granted WITH GRANT OPTION.")
            .toException();
      }
    }
  }

  /** Fails if any of these is still there. */
  void taken(SqlSession session, List<Grant> rights, boolean grantOptionOnly) {
    Map<String, List<Grant>> held = new LinkedHashMap<>();
    for (Grant right : provable(rights)) {
      List<Grant> left =
          same(session, right, held).stream()
              .filter(each -> !grantOptionOnly || each.grantable())
              .filter(each -> touches(each, right))
              .filter(
                  each -> right.grantedBy().isEmpty() || right.grantedBy().equals(each.grantedBy()))
              .toList();
      if (!left.isEmpty()) {
        throw ErrorDetails.of(
                ErrorCode.WRONG_STATE,
                right.privilege()
                    + " on "
                    + right.securable()
                    + " is still there, given by "
                    + left.stream()
                        .map(each -> each.grantedBy().orElse("nobody known"))
                        .distinct()
                        .collect(Collectors.joining(", "))
                    + "; nothing was changed")
            .target(right.securable().toString())
            .remedy("Revoke it as the one who gave it: say who by grantedBy, as grants() does.")
            .toException();
      }
    }
  }

  /** Whether a right is, or includes, what was to be taken away. */
  private static boolean touches(Grant held, Grant right) {
    return held.columns().isEmpty()
        ? right.columns().isEmpty()
        : right.columns().isEmpty() || held.columns().stream().anyMatch(right.columns()::contains);
  }

  /** Rights on single objects, by their own name: the others have no one to give them wrongly. */
  private static List<Grant> provable(List<Grant> rights) {
    return rights.stream()
        .filter(right -> right.scope() == GrantScope.OBJECT)
        .filter(right -> !privilege(right).startsWith("ALL"))
        .toList();
  }

  private static String privilege(Grant grant) {
    String word = grant.privilege().toUpperCase(Locale.ROOT);
    return word.equals("TEMP") ? "TEMPORARY" : word;
  }

  private List<Grant> same(SqlSession session, Grant right, Map<String, List<Grant>> held) {
    String grantee =
        right.grantee().kind() == PrincipalKind.PUBLIC ? "public" : right.grantee().name();
    String database = PostgresGrantSql.database(right);
    List<Grant> all =
        held.computeIfAbsent(
            grantee + "\0" + database,
            key -> {
              List<Grant> read = new ArrayList<>();
              if (database.isEmpty()) {
                PostgresGrants.shared(session, context, true, grantee, null, null, read::add);
              } else {
                PostgresGrants.inDatabase(session, database, true, grantee, null, read::add);
              }
              return read;
            });
    return all.stream()
        .filter(each -> each.scope() == GrantScope.OBJECT)
        .filter(each -> privilege(each).equals(privilege(right)))
        .filter(each -> sameKind(each, right))
        .filter(each -> sameName(each.securable(), right.securable()))
        .toList();
  }

  /**
   * The server writes settings in small letters in its lists of rights, whatever they are called.
   */
  private static boolean sameName(Securable held, Securable right) {
    return PostgresGrantSql.kind(right).equals("PARAMETER")
        ? held.name().get(0).equalsIgnoreCase(right.name().get(0))
        : held.name().equals(right.name());
  }

  /** A domain's rights are told as a type's, and a routine's as those of what it is. */
  private static boolean sameKind(Grant held, Grant right) {
    String wanted = PostgresGrantSql.kind(right.securable());
    String is = PostgresGrantSql.kind(held.securable());
    return wanted.equals(is)
        || (wanted.equals("DOMAIN") && is.equals("TYPE"))
        || wanted.equals("ROUTINE");
  }
}
