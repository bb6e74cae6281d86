package io.gds.database.mssql;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is measured before rights are given or withheld: the server replaces a DENY by a GRANT of
 * the same, and the other way round, without a word.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-transact-sql#remarks">GRANT,
 *     remarks</a>
 */
final class MssqlDenials {
  private final MssqlContext context;

  MssqlDenials(MssqlContext context) {
    this.context = context;
  }

  /** Nothing that is withheld is given, unless that is meant. */
  Check lifted(List<Grant> given, boolean meant) {
    String rule = "no right that is withheld is given by this";
    String subject = subject(given);
    return measured(
        rule,
        subject,
        () -> {
          String denied = against(given, "is withheld from ");
          if (denied.isEmpty()) {
            return sees(given)
                ? Checks.advise(context.clock(), true, rule, subject, "none", "none", "")
                : Checks.notMeasured(
                    context.clock(),
                    rule,
                    subject,
                    "the login does not see the rights of others (VIEW DEFINITION)",
                    "none");
          }
          return meant
              ? Checks.advise(
                  context.clock(), false, rule, subject, denied, "none", "GRANT lifts that DENY.")
              : Checks.demand(
                  context.clock(),
                  false,
                  rule,
                  subject,
                  denied,
                  "none",
                  ErrorCode.PRECONDITION_FAILED,
                  "Leave it out; or say that the DENY is to go: "
                      + MssqlUser.LIFT_DENIAL.id()
                      + ".");
        });
  }

  /** What is given and will be withheld is not given again when that is revoked. */
  Check replaced(List<Grant> withheld) {
    String rule = "no right that was given is replaced by this";
    String subject = subject(withheld);
    return measured(
        rule,
        subject,
        () -> {
          String given = against(withheld, "is given to ");
          return Checks.advise(
              context.clock(),
              given.isEmpty(),
              rule,
              subject,
              given.isEmpty() ? "none" : given,
              "none",
              "Note it: to revoke the DENY does not give it back.");
        });
  }

  private Check measured(String rule, String subject, Supplier<Check> measurement) {
    return new Measurements(context.clock()).measured(rule, subject, measurement);
  }

  private String against(List<Grant> rights, String how) {
    MssqlHeldRights held = new MssqlHeldRights(context.sql());
    Set<String> told = new LinkedHashSet<>();
    for (Grant right : rights) {
      for (Grant each : held.against(right)) {
        told.add(
            MssqlHeldRights.told(each)
                + " "
                + how
                + MssqlHeldRights.grantee(each)
                + " by "
                + MssqlHeldRights.givers(List.of(each)));
      }
    }
    return String.join("; ", told);
  }

  private static String subject(List<Grant> rights) {
    return rights.stream()
        .map(MssqlHeldRights::grantee)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Whether this login sees the rights of others wherever these are about. */
  private boolean sees(List<Grant> rights) {
    String everywhere =
        rights.stream()
            .map(MssqlGrantSql::database)
            .distinct()
            .map(
                database ->
                    database
                        .map(name -> MssqlSql.literal(MssqlSql.name(name)))
                        .map(
                            name ->
                                any(
                                    name + ", 'DATABASE'",
                                    "ALTER ANY USER",
                                    "VIEW DEFINITION",
                                    "VIEW SECURITY DEFINITION"))
                        .orElseGet(
                            () ->
                                any(
                                    "NULL, NULL",
                                    "ALTER ANY LOGIN",
                                    "VIEW ANY DEFINITION",
                                    "VIEW ANY SECURITY DEFINITION")))
            .collect(Collectors.joining(" AND "));
    return context
        .sql()
        .first(
            "SELECT CASE WHEN " + everywhere + " THEN 1 ELSE 0 END AS sees_rights",
            row -> row.intValue("sees_rights") == 1)
        .orElse(false);
  }

  private static String any(String securable, String... permissions) {
    return List.of(permissions).stream()
        .map(permission -> "HAS_PERMS_BY_NAME(" + securable + ", '" + permission + "') = 1")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  /** The rights of a list that have this effect. */
  static List<Grant> of(List<Grant> rights, GrantEffect effect) {
    return rights.stream().filter(each -> each.effect() == effect).toList();
  }
}
