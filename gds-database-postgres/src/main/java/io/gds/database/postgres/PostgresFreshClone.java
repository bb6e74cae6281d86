package io.gds.database.postgres;

import io.gds.database.cloning.CloneInfo;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepBody;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A clone until it is finished: a database of a name that nobody knows. It is given what belongs to
 * its source, and then its own name; if something fails before, it is dropped.
 */
final class PostgresFreshClone {
  private final PostgresContext on;
  private final String node;
  private final String target;
  private final PostgresSwap swap;
  private final String fresh;
  private final List<String> notCarried = new ArrayList<>();

  /**
   * One to be made.
   *
   * @param on the server it is made on
   * @param node what that server is called in the script; empty for the engine itself
   * @param target its name in the end
   */
  PostgresFreshClone(PostgresContext on, String node, String target) {
    this.on = on;
    this.node = node;
    this.target = target;
    swap = new PostgresSwap(on, target);
    fresh = swap.fresh();
  }

  /** Its name until it is finished. */
  String name() {
    return fresh;
  }

  /** What it does not have of its source. */
  List<String> notCarried() {
    return notCarried;
  }

  /**
   * Adds the step that makes it.
   *
   * @param text the step's text
   * @param sql the statement in it whose fate can be asked of the server
   */
  void create(Plan.Builder<CloneInfo> plan, String text, String sql, StepBody body) {
    PostgresLeftDatabases.sweep(plan, on, node);
    plan.onFailure(step -> swap.discardFresh())
        .step(step(text, Effect.ONCE), body, PostgresDefinitions.fate(on, fresh, true, sql));
  }

  private Step step(String text, Effect effect) {
    return new Step(StepKind.SQL, text, effect, node);
  }

  /** Whom it shall belong to: the same role, if this one may make databases for that. */
  String owner(PostgresCloneSource source) {
    return on.sql()
        .first(
            "SELECT coalesce((SELECT rolname::text FROM pg_roles WHERE rolname = ?"
                + " AND pg_has_role(current_user, oid, 'USAGE') AND pg_has_role(current_user, oid,"
                + " CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET'"
                + " ELSE 'MEMBER' END)), current_user::text) AS name",
            row -> row.text("name"),
            source.owner())
        .orElseThrow();
  }

  /** The role that makes it. */
  String currentRole() {
    return on.sql()
        .first("SELECT current_user::text AS name", row -> row.text("name"))
        .orElseThrow();
  }

  /** Adds the step that gives it what belongs to its source. */
  void give(
      Plan.Builder<CloneInfo> plan, PostgresCloneSource source, String owner, boolean rights) {
    PostgresBelongings belongings =
        PostgresBelongings.ofClone(source.facts(), fresh, owner, rights);
    if (!belongings.isEmpty()) {
      plan.step(
          step(belongings.text(), Effect.IDEMPOTENT),
          step -> notCarried.addAll(belongings.run(on, step)),
          () -> Reconciler.Finding.NOT_DONE);
    }
    if (!owner.equals(source.owner())) {
      notCarried.add("the owner " + source.owner() + ": it belongs to " + owner);
    }
    if (source.facts().template()) {
      notCarried.add("that everybody who may create databases may copy it");
    }
    if (!source.allowConnections()) {
      notCarried.add("that it allows no connections");
    }
    if (source.subscriptions() > 0) {
      notCarried.add("its subscriptions");
    }
  }

  /** Adds the steps that keep everybody out, whoever may have found it. */
  void close(Plan.Builder<CloneInfo> plan) {
    String sql = "ALTER DATABASE " + PostgresSql.name(fresh) + " ALLOW_CONNECTIONS false";
    plan.step(
        step(sql + ";\n" + PostgresSessions.endText(fresh), Effect.IDEMPOTENT),
        step -> {
          on.connections().forget(fresh);
          on.sql().during(step).execute(sql);
          on.sessions().end(fresh, step);
        },
        () -> Reconciler.Finding.NOT_DONE);
  }

  /** Adds the step that opens it under its own name. */
  void open(Plan.Builder<CloneInfo> plan) {
    String alter = "ALTER DATABASE " + PostgresSql.name(fresh);
    String rename = alter + " RENAME TO " + PostgresSql.name(target);
    PostgresTransaction opening =
        new PostgresTransaction().add(alter + " ALLOW_CONNECTIONS true").add(rename);
    plan.step(
        step(opening.text(), Effect.ONCE),
        step -> opening.run(on.sql(), step),
        Fate.of(
            () -> new PostgresReadings(on).find(fresh, Set.of()).isEmpty(),
            () -> on.sessions().atWork(rename) || on.sessions().committing()));
  }
}
