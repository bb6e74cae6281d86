package io.gds.database.postgres;

import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler.Finding;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Dropping users and roles. What hangs on a role lies in all databases of the server: what it owns
 * is refused unless it is said who gets it or that it goes too; the rights it has are taken away.
 *
 * @see <a href="https://www.postgresql.org/docs/current/role-removal.html">Dropping Roles</a>
 */
final class PostgresRoleDrops {
  private final PostgresContext context;
  private final PostgresRoleChecks checks;

  PostgresRoleDrops(PostgresContext context) {
    this.context = context;
    this.checks = new PostgresRoleChecks(context);
  }

  /** What to drop, users and roles alike. */
  private record Drop(
      Options options,
      String verb,
      String name,
      boolean ifExists,
      Optional<String> heir,
      boolean dropOwned,
      boolean force,
      boolean cascade) {}

  /** What hangs on a role in one database, or, without a database's name, on the server. */
  private record Belonging(
      String database,
      boolean open,
      boolean owned,
      String sharedKind,
      List<String> names,
      long count) {
    String text() {
      if (!database.isEmpty()) {
        return count + (count == 1 ? " object in " : " objects in ") + database;
      }
      return sharedKind.isEmpty() || names.isEmpty()
          ? count + " of the server"
          : sharedKind + " " + String.join(", ", names);
    }
  }

  Operation<@Nullable Void> dropUser(DropUserOptions options) {
    return plan(
        new Drop(
            options,
            "dropUser",
            options.name(),
            options.ifExists(),
            options.reassignOwnedTo(),
            options.dropOwned(),
            options.force(),
            options.platformOptions().given(PostgresUser.CASCADE).orElse(false)),
        options.database());
  }

  Operation<@Nullable Void> dropRole(DropRoleOptions options) {
    return plan(
        new Drop(
            options,
            "dropRole",
            options.name(),
            options.ifExists(),
            options.reassignOwnedTo(),
            options.dropOwned(),
            false,
            options.platformOptions().given(PostgresUser.CASCADE).orElse(false)),
        options.database());
  }

  private Operation<@Nullable Void> plan(Drop drop, Optional<String> database) {
    context.runner().requireOpen();
    List<OptionFault> faults = PostgresRoleOptions.ofRole(database);
    if (drop.cascade() && !drop.dropOwned()) {
      faults.add(new OptionFault(PostgresUser.CASCADE.id(), "goes with dropOwned only"));
    }
    drop.heir()
        .filter(drop.name()::equals)
        .ifPresent(
            heir -> faults.add(new OptionFault("reassignOwnedTo", "is the one to be dropped")));
    drop.options().requireKnown(PostgresUser.OF_DROP, faults);
    String name = PostgresSql.NAMES.check(drop.name());
    drop.heir().ifPresent(PostgresSql.NAMES::check);
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan(drop.verb(), name).options(drop.options());
    if (drop.ifExists() && !checks.exists(name)) {
      return plan.step(
              StepKind.SQL,
              Effect.READ,
              Quoting.comment("leave it at that: there is no role " + PostgresSql.name(name)),
              step -> {})
          .yields(() -> null);
    }
    List<Belonging> belongings = belongings(name);
    plan.check(() -> context.checks().primary())
        .check(() -> checks.known(name))
        .check(() -> checks.notSystem(name))
        .check(() -> checks.notOwn(name, "Do it as another role that may drop roles."))
        .check(checks::mayCreate);
    drop.heir().ifPresent(heir -> plan.check(() -> checks.known(heir)));
    plan.check(() -> ownsNothing(drop)).check(() -> reachable(name));
    if (drop.force()) {
      AtomicBoolean shut = new AtomicBoolean();
      plan.onFailure(
          step -> {
            if (shut.get()) {
              context.sql().during(step).execute(PostgresRoleSessions.login(name, true));
            }
          });
      plan.step(
          StepKind.SQL,
          Effect.IDEMPOTENT,
          PostgresRoleSessions.endText(name),
          step -> {
            PostgresRoleSessions.shut(context, name, shut, step);
            PostgresRoleSessions.end(context, name, step);
          });
    } else {
      plan.check(() -> checks.unused(name));
    }
    settle(plan, drop, belongings);
    String sql = "DROP ROLE " + PostgresSql.name(name);
    return plan.step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> context.sql().during(step).execute(sql),
            checks.fate(name, false, sql))
        .yields(() -> null);
  }

  private List<Belonging> belongings(String name) {
    return context
        .sql()
        .query(
            PostgresSql.text("role-belongings"),
            row ->
                new Belonging(
                    row.text("database"),
                    row.bool("open"),
                    row.bool("owned"),
                    row.text("shared_kind"),
                    row.texts("names").stream().filter(text -> !text.isEmpty()).toList(),
                    row.longValue("objects")),
            name);
  }

  /**
   * Without a word about what it owns, it must own nothing. Dropping its objects never drops whole
   * databases and tablespaces: the server leaves those alone, and so is the drop refused.
   */
  private Check ownsNothing(Drop drop) {
    String rule =
        drop.dropOwned() ? "the role owns no database or tablespace" : "the role owns nothing";
    return context
        .checks()
        .measured(
            rule,
            drop.name(),
            () -> {
              List<Belonging> owned =
                  belongings(drop.name()).stream()
                      .filter(Belonging::owned)
                      .filter(each -> !drop.dropOwned() || each.database().isEmpty())
                      .toList();
              String measured =
                  owned.isEmpty()
                      ? "nothing"
                      : owned.stream().map(Belonging::text).collect(Collectors.joining(", "));
              return Checks.demand(
                  context.clock(),
                  owned.isEmpty() || drop.heir().isPresent(),
                  rule,
                  drop.name(),
                  measured,
                  drop.heir().isPresent() ? "any: it goes to " + drop.heir().get() : "nothing",
                  ErrorCode.PRECONDITION_FAILED,
                  drop.dropOwned()
                      ? "Drop or reassign them first: databases are not dropped along with a role."
                      : "Say who gets it (reassignOwnedTo), or that it goes too (dropOwned).");
            });
  }

  /** Every database where something is to be settled lets somebody in. */
  private Check reachable(String name) {
    String rule = "the databases where it has something take connections";
    return context
        .checks()
        .measured(
            rule,
            name,
            () -> {
              List<String> shut =
                  belongings(name).stream()
                      .filter(each -> !each.open())
                      .map(Belonging::database)
                      .distinct()
                      .toList();
              return Checks.demand(
                  context.clock(),
                  shut.isEmpty(),
                  rule,
                  name,
                  shut.isEmpty() ? "all" : "not " + String.join(", ", shut),
                  "all",
                  ErrorCode.WRONG_STATE,
                  "Put them online first: what a role has can be changed only from within.");
            });
  }

  /** One step for each database in which something hangs on the role. */
  private void settle(Plan.Builder<@Nullable Void> plan, Drop drop, List<Belonging> belongings) {
    Set<String> databases = new LinkedHashSet<>();
    belongings.forEach(each -> databases.add(each.database()));
    if (databases.size() > 1) {
      // What belongs to the whole server is settled along with the rest, from any database.
      databases.remove("");
    }
    for (String database : databases) {
      PostgresGrants.in(context, database);
      PostgresTransaction work = new PostgresTransaction();
      String role = PostgresSql.name(drop.name());
      drop.heir()
          .ifPresent(
              heir -> work.add("REASSIGN OWNED BY " + role + " TO " + PostgresSql.name(heir)));
      if (drop.heir().isEmpty() && !drop.dropOwned()) {
        work.look(session -> requireNothingOwned(session, drop.name()));
      }
      work.add("DROP OWNED BY " + role + (drop.cascade() ? " CASCADE" : ""));
      plan.step(
          new Step(
              StepKind.SQL,
              (database.isEmpty()
                      ? ""
                      : Quoting.comment("in database " + PostgresSql.name(database)) + "\n")
                  + work.text(),
              Effect.IDEMPOTENT,
              ""),
          step -> work.run(PostgresGrants.in(context, database), step),
          () ->
              belongings(drop.name()).stream().anyMatch(each -> each.database().equals(database))
                  ? Finding.NOT_DONE
                  : Finding.DONE);
    }
  }

  /** Looked at once more in the transaction itself: what is sent next would drop what it owns. */
  private static void requireNothingOwned(SqlSession session, String name) {
    List<String> owned = new ArrayList<>();
    session.forEach(
        PostgresSql.text("role-belongings"),
        row -> {
          if (row.bool("owned")) {
            owned.add(row.text("database"));
          }
        },
        name);
    if (!owned.isEmpty()) {
      throw ErrorDetails.of(ErrorCode.PLAN_STALE, "the role owns something by now, in: " + owned)
          .target(name)
          .remedy("Prepare the drop again, and say what becomes of it.")
          .toException();
    }
  }
}
