package io.gds.database.mssql;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleMembership;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    Plan.Builder<@Nullable Void> plan =
        plan("grant", options, options.grants(), options.memberships());
    MssqlDenials denials = new MssqlDenials(context);
    List<Grant> given = MssqlDenials.of(options.grants(), GrantEffect.ALLOW);
    if (!given.isEmpty()) {
      boolean meant = options.platformOptions().valueOf(MssqlUser.LIFT_DENIAL);
      plan.check(() -> denials.lifted(given, meant));
    }
    List<Grant> withheld = MssqlDenials.of(options.grants(), GrantEffect.DENY);
    if (!withheld.isEmpty()) {
      plan.check(() -> denials.replaced(withheld));
    }
    return work.again(plan, context);
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
        work.need(session -> MssqlHeldRights.requireMeant(session, options.grants()));
      }
      work.prove(session -> MssqlHeldRights.prove(session, options));
    }
    return work.again(plan("revoke", options, options.grants(), options.memberships()), context);
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
          MssqlUserSql.membership(place, each.role().name(), verb, each.member().name()));
    }
  }

  private Plan.Builder<@Nullable Void> plan(
      String verb, Options options, List<Grant> grants, List<RoleMembership> memberships) {
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan(verb, context.runner().engine()).options(options);
    names(grants, memberships)
        .forEach(
            (place, names) ->
                plan.check(
                    () ->
                        new MssqlPrincipalChecks(context, place)
                            .allKnown(names, "principals named")));
    return plan;
  }

  /** Who is named, by place. */
  private static Map<MssqlScope, Set<String>> names(
      List<Grant> grants, List<RoleMembership> memberships) {
    Map<MssqlScope, Set<String>> names = new LinkedHashMap<>();
    for (Grant grant : grants) {
      Set<String> here = names.computeIfAbsent(place(grant), place -> new LinkedHashSet<>());
      here.add(MssqlHeldRights.grantee(grant));
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
}
