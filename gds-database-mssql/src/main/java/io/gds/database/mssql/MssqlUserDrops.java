package io.gds.database.mssql;

import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Dropping logins, users and roles. What one owns is refused unless it is said who gets it; rights
 * it gave are refused, since nobody else can have given them. The server takes away what it was
 * given.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-login-transact-sql">DROP
 *     LOGIN</a>
 */
final class MssqlUserDrops {
  private final MssqlContext context;

  MssqlUserDrops(MssqlContext context) {
    this.context = context;
  }

  /** What to drop. */
  private record Drop(
      Options options, String verb, MssqlScope place, String name, Optional<String> heir) {}

  private Drop begin(
      Options options,
      String verb,
      Optional<String> database,
      String name,
      Optional<String> heir,
      boolean dropOwned,
      List<OptionFault> more) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>(more);
    if (dropOwned) {
      faults.add(
          new OptionFault(
              "dropOwned",
              "is not known to SQL Server: drop what it owns, or say who gets it (reassignOwnedTo)"));
    }
    heir.filter(name::equals)
        .ifPresent(
            same -> faults.add(new OptionFault("reassignOwnedTo", "is the one to be dropped")));
    options.requireKnown(Set.of(), faults);
    heir.ifPresent(MssqlSql.NAMES::check);
    return new Drop(options, verb, MssqlScope.of(database), MssqlSql.NAMES.check(name), heir);
  }

  Operation<@Nullable Void> dropUser(DropUserOptions options) {
    List<OptionFault> faults = new ArrayList<>();
    if (options.force() && options.database().isPresent()) {
      faults.add(new OptionFault("force", "belongs to logins: sessions are theirs"));
    }
    Drop drop =
        begin(
            options,
            "dropUser",
            options.database(),
            options.name(),
            options.reassignOwnedTo(),
            options.dropOwned(),
            faults);
    MssqlPrincipalChecks checks = new MssqlPrincipalChecks(context, drop.place());
    Plan.Builder<@Nullable Void> plan = plan(drop);
    if (options.ifExists() && !checks.isThere(drop.name())) {
      return absent(plan, drop.name());
    }
    plan.measure(
        () ->
            checks.of(
                drop.name(),
                now -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.userExists(now, drop.name()));
                  all.add(checks.mayChangeUser(now));
                  all.add(checks.notServers(now, drop.name(), true));
                  if (drop.place().isServer()) {
                    all.add(checks.mayChangeAdministrator(now, drop.name()));
                    all.add(checks.notOwn(now, drop.name()));
                    if (!options.force()) {
                      all.add(checks.unused(now, drop.name()));
                    }
                  }
                  return all;
                }));
    MssqlInheritance inheritance = inheritance(drop, false);
    inheritance.check(plan);
    return drop.place().isServer()
        ? dropLogin(plan, drop, checks, inheritance, options.force())
        : together(plan, drop, checks, inheritance.statements(), "USER");
  }

  private Operation<@Nullable Void> dropLogin(
      Plan.Builder<@Nullable Void> plan,
      Drop drop,
      MssqlPrincipalChecks checks,
      MssqlInheritance inheritance,
      boolean force) {
    String name = drop.name();
    plan.check(() -> withoutUsers(name));
    if (force) {
      new MssqlLoginEnd(context, name).plan(plan);
    }
    inheritance.reassign(plan);
    String sql = "DROP LOGIN " + MssqlSql.name(name);
    return plan.step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> context.sql().during(step).execute(sql),
            checks.fate(name, false))
        .yields(() -> null);
  }

  Operation<@Nullable Void> dropRole(DropRoleOptions options) {
    Drop drop =
        begin(
            options,
            "dropRole",
            options.database(),
            options.name(),
            options.reassignOwnedTo(),
            options.dropOwned(),
            List.of());
    MssqlPrincipalChecks checks = new MssqlPrincipalChecks(context, drop.place());
    Plan.Builder<@Nullable Void> plan = plan(drop);
    if (options.ifExists() && !checks.isThere(drop.name())) {
      return absent(plan, drop.name());
    }
    plan.measure(
        () ->
            checks.of(
                drop.name(),
                now ->
                    List.of(
                        checks.roleExists(now, drop.name()),
                        checks.mayChangeRoles(now),
                        checks.notServers(now, drop.name(), true))));
    MssqlInheritance inheritance = inheritance(drop, true);
    inheritance.check(plan);
    List<String> leaving = new ArrayList<>();
    for (String member : members(drop)) {
      leaving.add(MssqlUserSql.membership(drop.place(), drop.name(), "DROP", member));
    }
    leaving.addAll(inheritance.statements());
    return together(plan, drop, checks, leaving, drop.place().role());
  }

  private MssqlInheritance inheritance(Drop drop, boolean role) {
    return new MssqlInheritance(context, drop.place(), drop.name(), role, drop.heir());
  }

  private List<String> members(Drop drop) {
    MssqlScope place = drop.place();
    try {
      return context
          .sql()
          .query(
              "SELECT m.name FROM "
                  + place.view("role_members")
                  + " x JOIN "
                  + place.view("principals")
                  + " r ON r.principal_id = x.role_principal_id JOIN "
                  + place.view("principals")
                  + " m ON m.principal_id = x.member_principal_id WHERE r.name = ? ORDER BY m.name",
              row -> row.text("name"),
              drop.name());
    } catch (DatabaseException e) {
      // The checks say why nothing can be read there.
      return List.of();
    }
  }

  private Operation<@Nullable Void> together(
      Plan.Builder<@Nullable Void> plan,
      Drop drop,
      MssqlPrincipalChecks checks,
      List<String> before,
      String kind) {
    MssqlTogether work = new MssqlTogether();
    String home = drop.place().home();
    before.forEach(sql -> work.add(home, sql));
    work.add(home, "DROP " + kind + " " + MssqlSql.name(drop.name()));
    return work.once(plan, context, checks.fate(drop.name(), false));
  }

  private Plan.Builder<@Nullable Void> plan(Drop drop) {
    return context.runner().<@Nullable Void>plan(drop.verb(), drop.name()).options(drop.options());
  }

  private static Operation<@Nullable Void> absent(Plan.Builder<@Nullable Void> plan, String name) {
    return plan.step(
            StepKind.SQL,
            Effect.READ,
            Quoting.comment("leave it at that: there is no " + MssqlSql.name(name)),
            step -> {})
        .yields(() -> null);
  }

  /** The server drops a login that has users, and leaves these without one. */
  private Check withoutUsers(String login) {
    String rule = "no user of a database is left without its login";
    try {
      Optional<String> where = MssqlOrphans.told(new MssqlOrphans(context).databasesOf(login));
      return Checks.advise(
          context.clock(),
          where.isEmpty(),
          rule,
          login,
          where.map(databases -> "users in " + databases).orElse("none"),
          "none",
          "Drop its users too, or give them to another login: see orphanedUsers().");
    } catch (DatabaseException e) {
      return Checks.notMeasured(
          context.clock(), rule, login, String.valueOf(e.getMessage()), "none");
    }
  }
}
