package io.gds.database.mssql;

import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final int LOOKS = 25;
  private static final int PAUSE_MILLIS = 20;

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
    plan.check(() -> ownsNothing(drop));
    heirThere(plan, drop, checks);
    keepsRights(plan, drop);
    return drop.place().isServer()
        ? dropLogin(plan, drop, checks, options.force())
        : together(plan, drop, checks, List.of(), "USER");
  }

  private Operation<@Nullable Void> dropLogin(
      Plan.Builder<@Nullable Void> plan, Drop drop, MssqlPrincipalChecks checks, boolean force) {
    String name = drop.name();
    plan.check(() -> jobless(drop)).check(() -> withoutUsers(name));
    if (force) {
      end(plan, drop);
    }
    drop.heir().ifPresent(heir -> reassign(plan, drop, heir));
    String sql = "DROP LOGIN " + MssqlSql.name(name);
    return plan.step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> context.sql().during(step).execute(sql),
            checks.fate(name, false))
        .yields(() -> null);
  }

  private void reassign(Plan.Builder<@Nullable Void> plan, Drop drop, String heir) {
    List<String> all = new ArrayList<>();
    owned(drop).forEach(each -> all.add(each.reassignment(heir)));
    if (!jobs(drop).isEmpty()) {
      all.add(
          "EXEC msdb.dbo.sp_manage_jobs_by_login @action = N'REASSIGN', @current_owner_login_name = "
              + MssqlSql.literal(drop.name())
              + ", @new_owner_login_name = "
              + MssqlSql.literal(heir));
    }
    for (String sql : all) {
      plan.step(
          StepKind.SQL, Effect.IDEMPOTENT, sql, step -> context.sql().during(step).execute(sql));
    }
  }

  /** Belongings as they are while planning; what cannot be read is a refused check already. */
  private List<MssqlBelongings.Belonging> owned(Drop drop) {
    try {
      return new MssqlBelongings(context, drop.place())
          .of(drop.name()).stream().filter(each -> !each.isGrant()).toList();
    } catch (DatabaseException e) {
      return List.of();
    }
  }

  private List<String> jobs(Drop drop) {
    try {
      return new MssqlBelongings(context, drop.place()).jobs(drop.name());
    } catch (DatabaseException e) {
      return List.of();
    }
  }

  /** Nobody comes in any more, and whoever is in is sent away. */
  private void end(Plan.Builder<@Nullable Void> plan, Drop drop) {
    String login = MssqlSql.name(drop.name());
    AtomicBoolean shut = new AtomicBoolean();
    plan.onFailure(
            step -> {
              if (shut.get()) {
                context.sql().during(step).execute("ALTER LOGIN " + login + " ENABLE");
              }
            })
        .step(
            StepKind.SQL,
            Effect.IDEMPOTENT,
            "ALTER LOGIN "
                + login
                + " DISABLE;\n-- and for each session of it:\nKILL <session_id>, if it is still the"
                + " same session",
            step -> {
              boolean enabled = isEnabled(drop.name());
              context.sql().during(step).execute("ALTER LOGIN " + login + " DISABLE");
              shut.set(enabled || shut.get());
              kill(drop.name(), step);
            });
  }

  private boolean isEnabled(String login) {
    return context
        .sql()
        .first(
            "SELECT p.is_disabled FROM sys.server_principals p WHERE p.name = ?",
            row -> !row.bool("is_disabled"),
            login)
        .orElse(false);
  }

  private List<ProcessId> sessions(String login) {
    return context
        .sql()
        .query(
            "SELECT s.session_id, s.login_time, SYSDATETIMEOFFSET() AS server_now FROM"
                + " sys.dm_exec_sessions s JOIN sys.server_principals p ON p.sid ="
                + " s.security_id WHERE p.name = ? AND s.is_user_process = 1 AND s.session_id <>"
                + " @@SPID",
            row ->
                new ProcessId(
                    Integer.toString(row.intValue("session_id")),
                    row.localTime("login_time")
                        .toInstant(row.offsetTime("server_now").getOffset())),
            login);
  }

  /**
   * Numbers are used again, so each is ended only if it is still the session that was read. One
   * that rolls back takes its time; the drop is refused for as long as it is there.
   */
  private void kill(String login, StepContext step) {
    for (ProcessId session : sessions(login)) {
      String sql = MssqlKill.of(session).orElseThrow().sql();
      try {
        context.sql().during(step).first(sql, row -> row.intValue("killed"));
      } catch (DatabaseException e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
        // It has ended by itself.
      }
    }
    for (int i = 0; i < LOOKS && !sessions(login).isEmpty(); i++) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
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
    plan.check(() -> ownsNothing(drop));
    heirThere(plan, drop, checks);
    keepsRights(plan, drop);
    List<String> leaving = new ArrayList<>();
    for (String member : members(drop)) {
      leaving.add(MssqlUserChanges.membership(drop.place(), drop.name(), "DROP", member));
    }
    return together(plan, drop, checks, leaving, drop.place().role());
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
    drop.heir()
        .ifPresent(heir -> owned(drop).forEach(each -> work.add(home, each.reassignment(heir))));
    work.add(home, "DROP " + kind + " " + MssqlSql.name(drop.name()));
    return plan.step(
            new Step(StepKind.SQL, work.text(), Effect.ONCE, ""),
            step -> work.run(context.sql(), step),
            checks.fate(drop.name(), false))
        .yields(() -> null);
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

  private static void heirThere(
      Plan.Builder<@Nullable Void> plan, Drop drop, MssqlPrincipalChecks checks) {
    drop.heir()
        .ifPresent(
            heir -> plan.check(() -> checks.allKnown(List.of(heir), "heir of what it owns")));
  }

  /**
   * With its owner all but a database loses the rights that anybody was given on it; in a schema
   * the objects without an owner of their own do, too.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-authorization-transact-sql">
   *     ALTER AUTHORIZATION, remarks</a>
   */
  private void keepsRights(Plan.Builder<@Nullable Void> plan, Drop drop) {
    if (drop.heir().isEmpty()) {
      return;
    }
    List<MssqlBelongings.Belonging> moving =
        owned(drop).stream().filter(each -> !each.kind().equals("DATABASE")).toList();
    if (!moving.isEmpty()) {
      plan.check(
          () ->
              Checks.advise(
                  context.clock(),
                  false,
                  "rights that others have on what it owns stay",
                  drop.name(),
                  "dropped with the change of owner: " + MssqlBelongings.told(moving),
                  "kept",
                  "Note them by grants() first, and give them again; on objects in a schema too."));
    }
  }

  private Check ownsNothing(Drop drop) {
    String rule = "it owns nothing, and gave no rights";
    return new Measurements(context.clock())
        .measured(
            rule,
            drop.name(),
            () -> {
              List<MssqlBelongings.Belonging> all =
                  new MssqlBelongings(context, drop.place())
                      .of(drop.name()).stream()
                          .filter(each -> each.isGrant() || drop.heir().isEmpty())
                          .toList();
              boolean grants = all.stream().anyMatch(MssqlBelongings.Belonging::isGrant);
              return Checks.demand(
                  context.clock(),
                  all.isEmpty(),
                  rule,
                  drop.name(),
                  all.isEmpty() ? "nothing" : MssqlBelongings.told(all),
                  "nothing",
                  ErrorCode.PRECONDITION_FAILED,
                  grants
                      ? "Revoke the rights it gave, as the one who gave them."
                      : "Say who gets it (reassignOwnedTo).");
            });
  }

  private Check jobless(Drop drop) {
    String rule = "no job of the Agent is its own";
    List<String> jobs;
    try {
      jobs = new MssqlBelongings(context, drop.place()).jobs(drop.name());
    } catch (DatabaseException e) {
      return Checks.notMeasured(
          context.clock(), rule, drop.name(), "the jobs cannot be read: " + e.getMessage(), "none");
    }
    boolean fine = jobs.isEmpty() || drop.heir().isPresent();
    return Checks.demand(
        context.clock(),
        fine,
        rule,
        drop.name(),
        jobs.isEmpty() ? "none" : String.join(", ", jobs),
        "none",
        ErrorCode.PRECONDITION_FAILED,
        "Say who gets them (reassignOwnedTo).");
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
