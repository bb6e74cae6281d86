package io.gds.database.mssql;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleMembership;
import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Giving, withholding and taking away rights and roles, all in one transaction, whatever databases
 * they are about. The server says nothing when a REVOKE meets a right that somebody else gave, so
 * what is left is read before the commit.
 */
final class MssqlGrantChanges {
  private final MssqlContext context;

  MssqlGrantChanges(MssqlContext context) {
    this.context = context;
  }

  Operation<@Nullable Void> grant(GrantOptions options) {
    begin(options, options.grants(), options.memberships(), MssqlUser.OF_GRANT);
    boolean cascade = options.platformOptions().valueOf(MssqlUser.CASCADE);
    MssqlTogether work = new MssqlTogether();
    memberships(work, options.memberships(), "ADD");
    for (Grant grant : options.grants()) {
      work.add(place(grant).homeOfRights(), MssqlGrantSql.give(grant, cascade));
    }
    return plan("grant", options, work, options.grants(), options.memberships());
  }

  Operation<@Nullable Void> revoke(RevokeOptions options) {
    begin(options, options.grants(), options.memberships(), Set.of());
    MssqlTogether work = new MssqlTogether();
    memberships(work, options.memberships(), "DROP");
    for (Grant grant : options.grants()) {
      work.add(
          place(grant).homeOfRights(),
          MssqlGrantSql.revoke(grant, options.grantOptionOnly(), options.cascade()));
    }
    if (!options.grants().isEmpty()) {
      if (!options.grantOptionOnly()) {
        work.need(session -> requireMeant(session, options.grants()));
      }
      work.prove(session -> prove(session, options));
    }
    return plan("revoke", options, work, options.grants(), options.memberships());
  }

  private void begin(
      Options options,
      List<Grant> grants,
      List<RoleMembership> memberships,
      Set<OptionKey<?>> keys) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>();
    grants.forEach(grant -> MssqlGrantSql.fault(grant).ifPresent(faults::add));
    memberships.forEach(each -> MssqlGrantSql.fault(each).ifPresent(faults::add));
    options.requireKnown(keys, faults);
  }

  private static MssqlScope place(Grant grant) {
    return MssqlScope.of(MssqlGrantSql.database(grant));
  }

  private static void memberships(
      MssqlTogether work, List<RoleMembership> memberships, String verb) {
    for (RoleMembership each : memberships) {
      MssqlScope place = MssqlScope.of(each.role().database());
      work.add(
          place.home(),
          MssqlUserChanges.membership(place, each.role().name(), verb, each.member().name()));
    }
  }

  private Operation<@Nullable Void> plan(
      String verb,
      Options options,
      MssqlTogether work,
      List<Grant> grants,
      List<RoleMembership> memberships) {
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan(verb, context.runner().engine()).options(options);
    names(grants, memberships)
        .forEach(
            (place, names) ->
                plan.check(
                    () ->
                        new MssqlPrincipalChecks(context, place)
                            .allKnown(names, "principals named")));
    return plan.step(
            StepKind.SQL, Effect.IDEMPOTENT, work.text(), step -> work.run(context.sql(), step))
        .yields(() -> null);
  }

  /** Who is named, by place. */
  private static Map<MssqlScope, Set<String>> names(
      List<Grant> grants, List<RoleMembership> memberships) {
    Map<MssqlScope, Set<String>> names = new LinkedHashMap<>();
    for (Grant grant : grants) {
      Set<String> here = names.computeIfAbsent(place(grant), place -> new LinkedHashSet<>());
      here.add(grantee(grant));
      grant.grantedBy().ifPresent(here::add);
    }
    for (RoleMembership each : memberships) {
      Set<String> here =
          names.computeIfAbsent(
              MssqlScope.of(each.role().database()), place -> new LinkedHashSet<>());
      here.add(each.role().name());
      here.add(each.member().name());
    }
    names.values().forEach(all -> all.forEach(MssqlSql.NAMES::check));
    return names;
  }

  private static String grantee(Grant grant) {
    return grant.grantee().kind() == PrincipalKind.PUBLIC ? "public" : grant.grantee().name();
  }

  /** The rights of that kind that the grantee has or is kept from, by whoever is meant. */
  private static List<Grant> held(SqlSession session, Grant right) {
    List<Grant> held = new ArrayList<>();
    Optional<String> database = MssqlGrantSql.database(right);
    if (database.isPresent()) {
      MssqlGrants.inDatabase(session, database.get(), grantee(right), held::add);
    } else {
      MssqlGrants.ofServer(session, Optional.of(grantee(right)), held::add);
    }
    return held.stream()
        .filter(each -> isSame(each, right))
        .filter(each -> right.grantedBy().isEmpty() || right.grantedBy().equals(each.grantedBy()))
        .toList();
  }

  /**
   * REVOKE takes back what it finds, given or withheld: who takes a right away must not lift the
   * DENY that keeps the grantee from what a role gives.
   */
  private static void requireMeant(SqlSession session, List<Grant> rights) {
    for (Grant right : rights) {
      if (held(session, right).stream().anyMatch(each -> each.effect() != right.effect())) {
        boolean denied = right.effect() == GrantEffect.ALLOW;
        throw ErrorDetails.of(
                ErrorCode.WRONG_STATE,
                right.privilege()
                    + " on "
                    + right.securable()
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
  private static void prove(SqlSession session, RevokeOptions options) {
    for (Grant right : options.grants()) {
      List<Grant> left =
          held(session, right).stream()
              .filter(each -> !options.grantOptionOnly() || each.grantable())
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

  /**
   * Most servers know no case in names; where one does, a doubt is told rather than passed over.
   */
  private static boolean isSame(Grant held, Grant right) {
    boolean columns =
        right.columns().isEmpty()
            ? held.columns().isEmpty()
            : held.columns().stream()
                .anyMatch(have -> right.columns().stream().anyMatch(have::equalsIgnoreCase));
    return columns
        && held.privilege().equalsIgnoreCase(right.privilege())
        && MssqlGrantSql.like(held.securable()).equals(MssqlGrantSql.like(right.securable()))
        && String.join("\0", held.securable().name())
            .equalsIgnoreCase(String.join("\0", right.securable().name()));
  }
}
