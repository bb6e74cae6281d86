package io.gds.database.snowflake;

import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A clone of a database that this library makes for itself: its comment tells that, so that it is
 * found again if the answer was lost, and is dropped again if what it was made for fails.
 */
final class SnowflakeMarkedClone {
  private static final String OUT_OF_REACH = String.valueOf(SnowflakeErrors.OUT_OF_TIME_TRAVEL);

  private final SnowflakeContext context;
  private final SnowflakeShelf shelf;
  private final SnowflakeMark mark;
  private final String source;
  private final SnowflakeInventory before;
  private final Optional<SnowflakeReach> reach;
  private final @Nullable SnowflakeTimeTravel travel;
  private final SnowflakeRun run;

  /**
   * One.
   *
   * @param sql the statement, of which the comment is written here
   * @param source the database that is cloned
   * @param before what lies in it
   * @param reach how far back it can be cloned, for errors
   */
  SnowflakeMarkedClone(
      SnowflakeContext context,
      SnowflakeMark mark,
      SnowflakeCloneSql sql,
      String source,
      SnowflakeInventory before,
      Optional<SnowflakeReach> reach) {
    this.context = context;
    this.shelf = new SnowflakeShelf(context);
    this.mark = mark;
    this.source = source;
    this.before = before;
    this.reach = reach;
    this.travel = sql.travel().orElse(null);
    this.run =
        context.gateway().prepare(sql.commented(mark.text()).text()).seen(() -> shelf.isOurs(mark));
  }

  /** Adds the step that makes it and the one that looks what it has. */
  <T extends @Nullable Object> void addTo(Plan.Builder<T> plan) {
    plan.onFailure(this::drop)
        .step(new Step(StepKind.SQL, run.text(), Effect.ONCE, ""), this::make, run)
        .step(
            StepKind.SQL,
            Effect.READ,
            "SHOW TABLES IN DATABASE " + SnowflakeSql.name(mark.name()),
            this::compare);
  }

  private void make(StepContext step) {
    step.progress("clone", 0, OptionalLong.of(1), ProgressUnit.STEPS);
    try {
      run.execute(step);
    } catch (DatabaseException e) {
      throw explained(e);
    }
    step.progress("clone", 1, OptionalLong.of(1), ProgressUnit.STEPS);
  }

  private DatabaseException explained(DatabaseException e) {
    if (reach.isEmpty() || !e.nativeCode().filter(OUT_OF_REACH::equals).isPresent()) {
      return e;
    }
    return ErrorDetails.of(e.code(), String.valueOf(e.getMessage()))
        .target(source)
        .nativeCode(OUT_OF_REACH)
        .with("reachableFrom", reach.get().wholeFrom().toString())
        .cause(e)
        .remedy(
            "All of it can be had back from "
                + reach.get().wholeFrom()
                + " on, the database itself from "
                + reach.get().from()
                + " on: name a later instant, or let the tables be skipped that do not reach.")
        .toException();
  }

  /** Drops it, if it is there and this one: nothing else ever has its name and its mark. */
  void drop(StepContext step) {
    if (shelf.isOurs(mark)) {
      context.gateway().run(step, "DROP DATABASE IF EXISTS " + SnowflakeSql.name(mark.name()));
    }
  }

  /** A role clones what it may see of the source, and nothing says what was left out. */
  private void compare(StepContext step) {
    SnowflakeInventory clone = SnowflakeInventory.read(context.sql(), mark.name());
    if (travel != null && travel.statement().isPresent()) {
      // What was there just before a statement is not known without asking for its time.
      return;
    }
    SnowflakeInventory after = SnowflakeInventory.read(context.sql(), source);
    Set<String> missing = before.missing(clone, after, excused());
    if (!missing.isEmpty()) {
      throw ErrorDetails.of(
              ErrorCode.PERMISSION_DENIED,
              "the clone lacks tables that its source has: "
                  + missing.stream().limit(5).collect(Collectors.joining(", "))
                  + (missing.size() > 5 ? ", and " + (missing.size() - 5) + " more" : ""))
          .target(source)
          .remedy(
              "A role clones only what it has rights on: give it SELECT on them, or take the role"
                  + " that owns them.")
          .toException();
    }
  }

  /** What was made after the instant that is cloned, or does not reach it and may be skipped. */
  private Set<String> excused() {
    return travel == null || reach.isEmpty()
        ? Set.of()
        : travel
            .instant(reach.get().now())
            .map(
                instant ->
                    Stream.of(reach.get().later(instant), reach.get().lost(instant))
                        .flatMap(List::stream)
                        .map(SnowflakeReach.Item::name)
                        .collect(Collectors.toSet()))
            .orElse(Set.of());
  }

  /** What was compared, as sentences. */
  List<String> checked() {
    long tables = before.tables().stream().filter(t -> t.kind().isCloned(true)).count();
    return travel != null && travel.statement().isPresent()
        ? List.of("the server ended the clone without an error, and its comment is the one given")
        : List.of(
            "the server ended the clone without an error, and its comment is the one given",
            "of the "
                + tables
                + " tables that this role sees in \""
                + source
                + "\" and that were there, none is missing");
  }
}
