package io.gds.database.mssql;

import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.mssql.MssqlRestoreSpec.Ending;
import io.gds.database.mssql.MssqlRestoreStep.After;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a restore of one database: backups one after the other, each without recovery, and
 * at the end what the database is left as. What is kept in reserve is restored only if the target
 * was not reached before it; a target that was not reached at all is never called reached.
 */
final class MssqlRestoreSequence {
  /**
   * A backup to restore.
   *
   * @param spec how
   * @param reserve whether it is left out once the target is reached
   * @param set which backup set it is, once that is known; empty if any that lies there will do
   */
  record Item(MssqlRestoreSpec spec, boolean reserve, Supplier<Optional<UUID>> set) {
    Item(MssqlRestoreSpec spec, boolean reserve) {
      this(spec, reserve, Optional::empty);
    }
  }

  private final MssqlContext context;
  private final String name;
  private final List<Item> items;
  private final Ending ending;
  private final MssqlStatement end;
  private final boolean stops;
  private final List<String> texts = new ArrayList<>();
  private final AtomicBoolean touched = new AtomicBoolean();
  private final AtomicBoolean reached = new AtomicBoolean();
  private final AtomicInteger done = new AtomicInteger();
  private boolean free;

  /**
   * A sequence.
   *
   * @param end the statement by which it ends; what that leaves is the ending
   */
  MssqlRestoreSequence(
      MssqlContext context, String name, List<Item> items, Ending ending, MssqlStatement end) {
    this.context = context;
    this.name = name;
    this.items = List.copyOf(items);
    this.ending = ending;
    this.end = end;
    this.stops = items.stream().anyMatch(item -> item.spec().stop().isPresent());
  }

  /** One that ends with a recovery and nothing special. */
  static MssqlRestoreSequence recovering(
      MssqlContext context, String name, List<MssqlRestoreSpec> chain) {
    return new MssqlRestoreSequence(
        context,
        name,
        chain.stream().map(spec -> new Item(spec, false)).toList(),
        new Ending.Recovery(),
        MssqlRestoreSpec.recover(name));
  }

  /** The same, which touches nothing if a database has the name by then. */
  MssqlRestoreSequence intoFreeName() {
    free = true;
    return this;
  }

  /**
   * Whether the first RESTORE was sent: from then on nothing of what was there can be relied on.
   */
  boolean touched() {
    return touched.get();
  }

  /** How many backups are restored. */
  int done() {
    return done.get();
  }

  /**
   * Adds the steps to a plan.
   *
   * @param before statements that go before the first one, on its connection
   */
  <T extends @Nullable Object> void addTo(Plan.Builder<T> plan, List<String> before) {
    addBackups(plan, before, 0, items.size());
    addEnd(plan);
  }

  /** Adds some of the backups. */
  <T extends @Nullable Object> void addBackups(
      Plan.Builder<T> plan, List<String> before, int from, int to) {
    for (int i = from; i < to; i++) {
      Item item = items.get(i);
      boolean part = item.spec().part().isPresent();
      boolean first = i == 0;
      MssqlRestoreStep restore =
          new MssqlRestoreStep(
              context,
              name,
              first ? before : List.of(),
              item.spec().statement(),
              part || items.get(0).spec().part().isPresent() ? After.ANY : After.RESTORING,
              "backup " + (i + 1) + " of " + items.size(),
              item.set());
      boolean decides = item.spec().stop().isPresent() && decides(i);
      String text =
          item.reserve()
              ? "-- only if those before it do not reach the target\n" + restore.text()
              : restore.text();
      texts.add(restore.text());
      plan.step(
          new Step(StepKind.SQL, text, Effect.ONCE, ""),
          step -> {
            if (item.reserve() && reached.get()) {
              return;
            }
            boolean there = restore.run(step, free && first, () -> touched.set(true));
            done.incrementAndGet();
            // The last word counts: what is restored in any case lies before the target.
            reached.set(there && item.spec().stop().isPresent());
          },
          () -> found(restore, decides));
    }
  }

  /** Whether no backup that is restored in any case comes after it. */
  private boolean decides(int place) {
    return items.subList(place + 1, items.size()).stream().allMatch(Item::reserve);
  }

  /** The message that tells whether the target was reached is lost with the answer. */
  private Reconciler.Finding found(MssqlRestoreStep restore, boolean decides) {
    Reconciler.Finding found = restore.fate();
    if (found == Reconciler.Finding.DONE) {
      if (decides) {
        return Reconciler.Finding.UNKNOWN;
      }
      done.incrementAndGet();
    }
    return found;
  }

  /** Adds what ends it. Nothing is sent if the database is to be left for further backups. */
  <T extends @Nullable Object> void addEnd(Plan.Builder<T> plan) {
    if (ending instanceof Ending.NoRecovery) {
      if (stops) {
        plan.step(
            StepKind.SQL,
            Effect.READ,
            "-- the target has been reached; the database is left restoring",
            step -> requireReached());
      }
      return;
    }
    MssqlRestoreStep last =
        new MssqlRestoreStep(
            context,
            name,
            List.of(),
            end,
            ending instanceof Ending.Standby ? After.STANDBY : After.ONLINE,
            "recovery",
            Optional::empty);
    texts.add(last.text());
    plan.step(
        new Step(StepKind.SQL, last.text(), Effect.ONCE, ""),
        step -> {
          requireReached();
          last.run(step, false, () -> touched.set(true));
        },
        last::fate);
  }

  private void requireReached() {
    if (stops && !reached.get()) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the target was not reached: the backups end before it, and the database waits for"
                  + " the next log")
          .target(name)
          .remedy(
              "Restore the log after these by "
                  + MssqlRestore.CONTINUE.id()
                  + ", or take it as it is: "
                  + end.shown())
          .toException();
    }
  }

  /** What there is after a run that did not succeed, and how to go on. */
  Optional<String> left() {
    if (!touched.get()) {
      return Optional.empty();
    }
    Optional<MssqlDatabaseMetadata> now;
    try {
      now = context.readings().find(name, Set.of());
    } catch (DatabaseException e) {
      return Optional.of(
          progress() + " What " + name + " is now could not be read: " + e.getMessage());
    }
    if (now.isEmpty()) {
      return Optional.empty();
    }
    String state = now.get().nativeState();
    String next = done.get() < texts.size() ? texts.get(done.get()) : end.shown();
    return Optional.of(
        progress()
            + " The database "
            + name
            + " is "
            + state
            + (state.equals("RESTORING")
                ? ": go on with "
                    + next
                    + (goesOn() ? " or by a restore with " + MssqlRestore.CONTINUE.id() : "")
                    + ", begin anew with overwrite, or give it up: DROP DATABASE "
                    + MssqlSql.name(name)
                    + "."
                : "."));
  }

  /** A data backup that did not come to its end leaves no place to go on from. */
  private boolean goesOn() {
    return done.get() > 0 || (!items.isEmpty() && items.get(0).spec().log());
  }

  private String progress() {
    return "Of " + items.size() + " backups " + done.get() + " are restored.";
  }
}
