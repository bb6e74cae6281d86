package io.gds.database.snowflake;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantScope;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleMembership;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Giving and taking rights and roles, one statement each: what was done before a failure stays. */
final class SnowflakeGrantChanges {
  private final SnowflakeContext context;
  private final SnowflakePrincipalChecks checks;

  SnowflakeGrantChanges(SnowflakeContext context) {
    this.context = context;
    this.checks = new SnowflakePrincipalChecks(context);
  }

  Operation<@Nullable Void> grant(GrantOptions options) {
    List<String> statements = new ArrayList<>();
    check(options, Set.of(), options.grants(), options.memberships(), List.of());
    options.memberships().forEach(each -> statements.add(SnowflakeGrantSql.give(each)));
    options.grants().forEach(each -> statements.add(SnowflakeGrantSql.give(each)));
    Set<Principal> named = named(options.grants(), options.memberships());
    return plan("grant", options, statements, named, List.of(), false);
  }

  Operation<@Nullable Void> revoke(RevokeOptions options) {
    List<OptionFault> more = new ArrayList<>();
    if (options.grantOptionOnly() && !options.memberships().isEmpty()) {
      more.add(new OptionFault("grantOptionOnly", "is not known of roles"));
    }
    boolean future =
        options.grants().stream().anyMatch(each -> each.scope() == GrantScope.FUTURE_IN);
    if (options.cascade() && future) {
      more.add(new OptionFault("cascade", "does not go with rights on what will be made"));
    }
    check(options, SnowflakeUser.OF_DROP, options.grants(), options.memberships(), more);
    List<String> statements = new ArrayList<>();
    for (Grant each : options.grants()) {
      statements.add(SnowflakeGrantSql.revoke(each, options.grantOptionOnly(), options.cascade()));
    }
    options.memberships().forEach(each -> statements.add(SnowflakeGrantSql.revoke(each)));
    return plan(
        "revoke",
        options,
        statements,
        named(options.grants(), options.memberships()),
        administrators(options.memberships()),
        options.platformOptions().valueOf(SnowflakeUser.ALLOW_OWN));
  }

  /** Users from whom ACCOUNTADMIN is taken. */
  private static List<String> administrators(List<RoleMembership> memberships) {
    return memberships.stream()
        .filter(each -> each.role().database().isEmpty())
        .filter(each -> each.role().name().equals(SnowflakePrincipals.ADMINISTRATOR))
        .filter(each -> each.member().kind() == PrincipalKind.USER)
        .map(each -> each.member().name())
        .distinct()
        .toList();
  }

  private void check(
      Options options,
      Set<OptionKey<?>> keys,
      List<Grant> grants,
      List<RoleMembership> memberships,
      List<OptionFault> more) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>(more);
    grants.forEach(each -> SnowflakeGrantSql.fault(each).ifPresent(faults::add));
    memberships.forEach(each -> SnowflakeGrantSql.fault(each).ifPresent(faults::add));
    options.requireKnown(keys, faults);
  }

  private static Set<Principal> named(List<Grant> grants, List<RoleMembership> memberships) {
    Set<Principal> all = new LinkedHashSet<>();
    Stream.concat(
            grants.stream().map(Grant::grantee),
            memberships.stream().flatMap(each -> Stream.of(each.role(), each.member())))
        .filter(each -> each.kind() != PrincipalKind.PUBLIC)
        .forEach(all::add);
    return all;
  }

  private Operation<@Nullable Void> plan(
      String verb,
      Options options,
      List<String> statements,
      Set<Principal> named,
      List<String> administrators,
      boolean meant) {
    String target = context.runner().engine();
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan(verb, target).options(options);
    plan.measure(
        () ->
            checks.measured(
                target,
                all -> {
                  named.forEach(each -> there(all, each));
                  for (String user : administrators) {
                    checks.notOwn(all, user, meant);
                    checks.notLast(all, user, meant);
                  }
                }));
    for (String sql : statements) {
      SnowflakeUserChanges.step(plan, Effect.IDEMPOTENT, context.gateway().prepare(sql));
    }
    return plan.yields(() -> null);
  }

  private void there(SnowflakeCheckList all, Principal each) {
    if (each.kind() == PrincipalKind.USER) {
      checks.there(all, "user", each.name(), checks.principals.user(each.name()).isPresent());
    } else {
      Optional<String> home = each.database();
      checks.there(all, "role", each.name(), checks.principals.isRole(home, each.name()));
    }
  }
}
