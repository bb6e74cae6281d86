package io.gds.database.snowflake;

import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.Principal;
import io.gds.database.access.RoleMembership;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creating and dropping roles of the account and of databases.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-role">CREATE ROLE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-database-role">CREATE
 *     DATABASE ROLE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/drop-role">DROP ROLE</a>
 */
final class SnowflakeRoleChanges {
  private final SnowflakeContext context;
  private final SnowflakePrincipalChecks checks;
  private final SnowflakePrincipals principals;

  SnowflakeRoleChanges(SnowflakeContext context) {
    this.context = context;
    this.checks = new SnowflakePrincipalChecks(context);
    this.principals = checks.principals;
  }

  private Plan.Builder<@Nullable Void> plan(String verb, Options options, String name) {
    return context.runner().<@Nullable Void>plan(verb, name).options(options);
  }

  private static Principal role(String name, Optional<String> database) {
    Principal role = Principal.role(SnowflakeSql.NAMES.check(name));
    return database.map(home -> role.in(SnowflakeSql.NAMES.check(home))).orElse(role);
  }

  /** Roles that a new one has are of the same place. */
  Operation<@Nullable Void> create(CreateRoleOptions options) {
    context.runner().requireOpen();
    Optional<String> home = options.database();
    String name = options.name();
    Principal role = role(name, home);
    List<Principal> given = options.roles().stream().map(each -> role(each, home)).toList();
    options.requireKnown(Set.of(), List.of());
    Plan.Builder<@Nullable Void> plan = plan("createRole", options, name);
    if (options.ifNotExists() && principals.isRole(home, name)) {
      return SnowflakeUserChanges.nothing(
          plan, "leave " + SnowflakeSql.name(name) + " as it is: the role exists");
    }
    plan.measure(
        () ->
            checks.measured(
                name,
                all -> {
                  checks.free(all, "role", name, principals.isRole(home, name));
                  given.forEach(
                      each ->
                          checks.there(
                              all, "role", each.name(), principals.isRole(home, each.name())));
                }));
    String comment =
        options.comment().map(text -> " COMMENT = " + SnowflakeSql.literal(text)).orElse("");
    SnowflakeUserChanges.step(
        plan,
        Effect.ONCE,
        context
            .gateway()
            .prepare("CREATE " + SnowflakeGrantSql.principal(role) + comment)
            .seen(() -> principals.isRole(home, name)));
    for (Principal each : given) {
      SnowflakeUserChanges.step(
          plan,
          Effect.IDEMPOTENT,
          context.gateway().prepare(SnowflakeGrantSql.give(RoleMembership.of(each, role))));
    }
    return plan.yields(() -> null);
  }

  Operation<@Nullable Void> drop(DropRoleOptions options) {
    context.runner().requireOpen();
    Optional<String> home = options.database();
    String name = options.name();
    Principal role = role(name, home);
    List<OptionFault> faults = new ArrayList<>();
    SnowflakeUserChanges.owned(
        options.dropOwned(),
        options.reassignOwnedTo(),
        "what a role owns goes to the role that drops it",
        faults);
    options.requireKnown(Set.of(), faults);
    Plan.Builder<@Nullable Void> plan = plan("dropRole", options, name);
    if (options.ifExists() && !principals.isRole(home, name)) {
      return SnowflakeUserChanges.nothing(
          plan, "leave it at that: there is no such role, as far as this role sees");
    }
    plan.measure(
        () ->
            checks.measured(
                name,
                all -> {
                  boolean there = principals.isRole(home, name);
                  checks.there(all, "role", name, there);
                  checks.notSystem(
                      all, name, home.isEmpty() && SnowflakePrincipals.SYSTEM_ROLES.contains(name));
                  if (there) {
                    owned(all, role);
                  }
                }));
    SnowflakeUserChanges.step(
        plan,
        Effect.ONCE,
        context
            .gateway()
            .prepare("DROP " + SnowflakeGrantSql.principal(role))
            .seen(() -> !principals.isRole(home, name)));
    return plan.yields(() -> null);
  }

  /** Objects do not go, but their owner changes, and with it who may drop them. */
  private void owned(SnowflakeCheckList all, Principal role) {
    List<SnowflakeGrant> grants =
        context
            .sql()
            .query("SHOW GRANTS TO " + SnowflakeGrantSql.principal(role), SnowflakeGrant::present);
    long owned = grants.stream().filter(SnowflakeGrant::isOwnership).count();
    all.advise(
        owned == 0,
        "the role owns nothing",
        role.name(),
        owned + " objects",
        "0 objects",
        "What it owns goes to the role that drops it: give it to another owner first if that is"
            + " not meant.");
    all.advise(
        grants.size() == owned,
        "the role has no rights",
        role.name(),
        grants.size() - owned + " rights",
        "0 rights",
        "Who has the role loses them: see grants().");
  }
}
