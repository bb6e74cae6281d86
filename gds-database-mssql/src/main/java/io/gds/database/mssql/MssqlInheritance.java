package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on a principal that is to be dropped, and who gets it. All that the server would
 * refuse for is looked at before anything is given away, since what belongs to a login is given
 * away step by step.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-authorization-transact-sql">
 *     ALTER AUTHORIZATION, special cases and conditions</a>
 */
final class MssqlInheritance {
  /** Of one person, or of the server itself: groups and roles can own no database and no job. */
  private static final Set<String> PERSONS = Set.of("S", "U", "E");

  private static final Set<String> LOGINS = Set.of("S", "U", "E", "G", "X");

  private final MssqlContext context;
  private final MssqlScope place;
  private final String name;
  private final boolean login;
  private final Optional<String> heir;
  private final List<MssqlBelongings.Belonging> owned;
  private final List<String> jobs;

  /**
   * Reads what there is to give away now; what cannot be read is a refused check.
   *
   * @param role whether it is a role, which owns no jobs
   */
  MssqlInheritance(
      MssqlContext context, MssqlScope place, String name, boolean role, Optional<String> heir) {
    this.context = context;
    this.place = place;
    this.name = name;
    this.login = place.isServer() && !role;
    this.heir = heir;
    List<MssqlBelongings.Belonging> all = List.of();
    List<String> ofAgent = List.of();
    try {
      if (heir.isPresent()) {
        all = all().stream().filter(MssqlBelongings.Belonging::movable).toList();
        ofAgent = login ? belongings().jobs(name) : List.of();
      }
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
    }
    owned = all;
    jobs = ofAgent;
  }

  private MssqlBelongings belongings() {
    return new MssqlBelongings(context, place);
  }

  private List<MssqlBelongings.Belonging> all() {
    return belongings().of(name);
  }

  /** The statements that give away all but jobs. */
  List<String> statements() {
    return heir.map(to -> owned.stream().map(each -> each.reassignment(to)).toList())
        .orElse(List.of());
  }

  /** Adds the checks. */
  void check(Plan.Builder<@Nullable Void> plan) {
    plan.check(this::nothingLeft);
    heir.ifPresent(
        to -> {
          MssqlPrincipalChecks checks = new MssqlPrincipalChecks(context, place);
          plan.check(() -> checks.allKnown(List.of(to), "heir of what it owns"));
          if (!owned.isEmpty() || !jobs.isEmpty()) {
            plan.check(() -> fit(to));
          }
        });
    if (login) {
      plan.check(this::jobless);
    }
    keepsRights(plan);
  }

  /** Nothing is left that it owns and nobody gets. */
  private Check nothingLeft() {
    String rule = "it owns nothing, and gave no rights";
    return new Measurements(context.clock())
        .measured(
            rule,
            name,
            () -> {
              List<MssqlBelongings.Belonging> all = all();
              List<MssqlBelongings.Belonging> left =
                  all.stream().filter(each -> !each.movable() || heir.isEmpty()).toList();
              return Checks.demand(
                  context.clock(),
                  left.isEmpty(),
                  rule,
                  name,
                  left.isEmpty() ? "nothing" : MssqlBelongings.told(left),
                  "nothing",
                  ErrorCode.PRECONDITION_FAILED,
                  remedy(left));
            });
  }

  private static String remedy(List<MssqlBelongings.Belonging> left) {
    List<String> remedies = new ArrayList<>();
    if (left.stream().anyMatch(each -> each.kind().equals(MssqlBelongings.GRANT))) {
      remedies.add("Revoke the rights it gave, as the one who gave them.");
    }
    if (left.stream()
        .anyMatch(each -> !each.movable() && !each.kind().equals(MssqlBelongings.GRANT))) {
      remedies.add(
          "What no statement gives to another has to be made anew or altered first: modules with"
              + " another EXECUTE AS, queues and event notifications by another owner.");
    }
    if (left.stream().anyMatch(MssqlBelongings.Belonging::movable)) {
      remedies.add("Say who gets it (reassignOwnedTo).");
    }
    return String.join(" ", remedies);
  }

  private Check jobless() {
    String rule = "no job of the Agent is its own";
    List<String> now;
    try {
      now = belongings().jobs(name);
    } catch (DatabaseException e) {
      String why = "the jobs cannot be read: " + e.getMessage();
      // With a job the server keeps the login, after all else has been given away.
      return owned.isEmpty()
          ? Checks.notMeasured(context.clock(), rule, name, why, "none")
          : Checks.demand(
              context.clock(),
              false,
              rule,
              name,
              why,
              "none",
              e.code(),
              "GRANT SELECT ON msdb.dbo.sysjobs TO this login's user there.");
    }
    return Checks.demand(
        context.clock(),
        now.isEmpty() || heir.isPresent(),
        rule,
        name,
        now.isEmpty() ? "none" : String.join(", ", now),
        "none",
        ErrorCode.PRECONDITION_FAILED,
        "Say who gets them (reassignOwnedTo).");
  }

  /** The heir can own all of it, and this login may give it. */
  private Check fit(String to) {
    String rule = "the heir can be given what it owns";
    return new Measurements(context.clock())
        .measured(
            rule,
            to,
            () -> {
              List<String> against = place.isServer() ? againstLogin(to) : againstUser(to);
              return Checks.demand(
                  context.clock(),
                  against.isEmpty(),
                  rule,
                  to,
                  against.isEmpty() ? "it can" : String.join("; ", against),
                  "it can",
                  ErrorCode.PRECONDITION_FAILED,
                  "Name another heir, or see to that first.");
            });
  }

  private List<String> againstLogin(String to) {
    List<String> against = new ArrayList<>();
    String type = type(to, against);
    List<String> databases =
        owned.stream()
            .filter(each -> each.kind().equals(MssqlBelongings.DATABASE))
            .map(MssqlBelongings.Belonging::name)
            .toList();
    if ((!databases.isEmpty() || !jobs.isEmpty()) && !PERSONS.contains(type)) {
      against.add("a database and a job can belong to a login of one person only");
    } else if (!LOGINS.contains(type)
        && owned.stream().anyMatch(each -> !each.kind().equals(place.role()))) {
      against.add("it is no login");
    }
    if (!databases.isEmpty()) {
      List<String> user = new ArrayList<>(new MssqlOrphans(context).databasesOf(to));
      user.retainAll(databases);
      user.forEach(each -> against.add("it is a user already of " + each));
    }
    return against;
  }

  private String type(String to, List<String> against) {
    return context
        .sql()
        .first(
            "SELECT p.type, IS_SRVROLEMEMBER('sysadmin') AS is_sysadmin FROM sys.server_principals"
                + " p WHERE p.name = ?",
            row -> {
              if (!jobs.isEmpty() && row.optionalInt("is_sysadmin").orElse(0) != 1) {
                against.add("only a member of sysadmin may give jobs to another");
              }
              return row.text("type").strip();
            },
            to)
        .orElse("");
  }

  private List<String> againstUser(String to) {
    boolean keys =
        owned.stream()
            .anyMatch(
                each -> each.kind().equals("CERTIFICATE") || each.kind().equals("ASYMMETRIC KEY"));
    boolean person =
        !keys
            || context
                .sql()
                .first(
                    "SELECT p.type FROM " + place.view("principals") + " p WHERE p.name = ?",
                    row -> !Set.of("R", "A", "G", "X").contains(row.text("type").strip()),
                    to)
                .orElse(false);
    return person
        ? List.of()
        : List.of("a certificate and an asymmetric key can belong to no role or group");
  }

  /**
   * With its owner all but a database loses the rights that anybody was given on it; in a schema
   * the objects without an owner of their own do, too.
   */
  private void keepsRights(Plan.Builder<@Nullable Void> plan) {
    List<MssqlBelongings.Belonging> moving =
        owned.stream().filter(each -> !each.kind().equals(MssqlBelongings.DATABASE)).toList();
    if (!moving.isEmpty()) {
      plan.check(
          () ->
              Checks.advise(
                  context.clock(),
                  false,
                  "rights that others have on what it owns stay",
                  name,
                  "dropped with the change of owner: " + MssqlBelongings.told(moving),
                  "kept",
                  "Note them by grants() first, and give them again; on objects in a schema too."));
    }
  }

  /**
   * Adds a step for each thing that is given away. The server gives nothing back when a later one
   * fails: what is done and what is left is told then.
   */
  void reassign(Plan.Builder<@Nullable Void> plan) {
    if (heir.isEmpty()) {
      return;
    }
    String to = heir.get();
    Map<String, String> steps = new LinkedHashMap<>();
    owned.forEach(each -> steps.put(each.text(), each.reassignment(to)));
    if (!jobs.isEmpty()) {
      steps.put(
          "the jobs " + String.join(", ", jobs),
          "EXEC msdb.dbo.sp_manage_jobs_by_login @action = N'REASSIGN', @current_owner_login_name = "
              + MssqlSql.literal(name)
              + ", @new_owner_login_name = "
              + MssqlSql.literal(to));
    }
    Set<String> begun = ConcurrentHashMap.newKeySet();
    Set<String> done = ConcurrentHashMap.newKeySet();
    steps.forEach(
        (what, sql) ->
            plan.step(
                StepKind.SQL,
                Effect.IDEMPOTENT,
                sql,
                step -> {
                  begun.add(what);
                  context.sql().during(step).execute(sql);
                  done.add(what);
                }));
    if (!steps.isEmpty()) {
      plan.leaves(() -> left(to, List.copyOf(steps.keySet()), begun, done));
    }
  }

  private Optional<String> left(String to, List<String> all, Set<String> begun, Set<String> done) {
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    List<String> given = all.stream().filter(done::contains).toList();
    List<String> open =
        all.stream().filter(each -> begun.contains(each) && !done.contains(each)).toList();
    List<String> still = all.stream().filter(each -> !begun.contains(each)).toList();
    return Optional.of(
        sentence("Given to " + to + " for good: ", given)
            + sentence("Tried, see owner: ", open)
            + sentence("Still of " + name + ": ", still)
            + "Prepare the drop again to go on with what is left.");
  }

  private static String sentence(String begin, List<String> what) {
    return what.isEmpty() ? "" : begin + String.join(", ", what) + ". ";
  }
}
