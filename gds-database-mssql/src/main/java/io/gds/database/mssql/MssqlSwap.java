package io.gds.database.mssql;

import io.gds.database.core.Plan;
import io.gds.database.operation.Effect;
import io.gds.database.operation.StepKind;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives a database the name of another: the old one steps aside, the new one takes its name, and
 * only then the old one goes.
 */
final class MssqlSwap {
  private final MssqlContext context;
  private final String name;
  private final String fresh;
  private final String old;
  private final boolean force;

  /**
   * A swap.
   *
   * @param fresh the name that the new one has until then
   * @param old the name that the old one has from then on
   * @param force whether the sessions of the old one are ended
   */
  MssqlSwap(MssqlContext context, String name, String fresh, String old, boolean force) {
    this.context = context;
    this.name = name;
    this.fresh = fresh;
    this.old = old;
    this.force = force;
  }

  private boolean isThere(String wanted) {
    return context.readings().find(wanted, Set.of()).isPresent();
  }

  /** Adds the steps, and what gives the old one its name back if the new one does not take it. */
  <T extends @Nullable Object> void addTo(Plan.Builder<T> plan) {
    String back = rename(old, name);
    plan.onFailure(
        step -> {
          if (isThere(old) && !isThere(name)) {
            context.sql().execute(back);
          }
        });
    new MssqlAlone(context, name, force).step(plan, rename(name, old), old, () -> isThere(old));
    take(plan, context, fresh, name);
    String drop = "DROP DATABASE IF EXISTS " + MssqlSql.name(old);
    plan.step(
        StepKind.SQL, Effect.IDEMPOTENT, drop, step -> context.sql().during(step).execute(drop));
  }

  /** What a run that did not succeed has left behind. */
  Optional<String> left() {
    if (!isThere(old)) {
      return Optional.empty();
    }
    return Optional.of(
        isThere(name)
            ? "The replaced database is still there as " + old + ": drop it."
            : "Nothing has the name "
                + name
                + " now: what had it is there as "
                + old
                + ", whole; bring it back by "
                + rename(old, name)
                + (isThere(fresh) ? ". The new one is there as " + fresh + "." : "."));
  }

  /** Adds the step by which a database takes a name that is free. */
  static <T extends @Nullable Object> void take(
      Plan.Builder<T> plan, MssqlContext context, String from, String to) {
    new MssqlAlone(context, from, false)
        .step(plan, rename(from, to), to, () -> context.readings().find(from, Set.of()).isEmpty());
  }

  static String rename(String from, String to) {
    return "ALTER DATABASE " + MssqlSql.name(from) + " MODIFY NAME = " + MssqlSql.name(to);
  }
}
