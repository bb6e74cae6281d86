package io.gds.database.snowflake;

import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Having a dropped database back: as it was, with its rights and its history. It comes back under
 * its own name, so what has that steps aside before, under a stamped name, and takes it again if
 * the other does not come.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/undrop-database">UNDROP
 *     DATABASE</a>
 */
final class SnowflakeUndropping {
  private final SnowflakeContext context;
  private final SnowflakeShelf shelf;
  private final String target;
  private final String dropped;
  private final RestoreOptions options;
  private final Optional<Long> id;
  private final List<SnowflakeShelf.Entry> found;
  private final Optional<SnowflakeShelf.Entry> newcomer;
  private final SnowflakeMark kept;

  SnowflakeUndropping(
      SnowflakeContext context,
      String target,
      String dropped,
      RestoreOptions options,
      Instant now) {
    this.context = context;
    this.shelf = new SnowflakeShelf(context);
    this.target = target;
    this.dropped = dropped;
    this.options = options;
    this.id = options.platformOptions().given(SnowflakeRestore.DATABASE_ID);
    this.found = shelf.dropped(dropped);
    this.newcomer = shelf.find(dropped);
    this.kept =
        new SnowflakeMark(
            SnowflakeStamp.Kind.KEPT,
            UUID.randomUUID().toString(),
            SnowflakeStamp.of(SnowflakeStamp.Kind.KEPT, dropped, now).name(),
            dropped,
            now,
            Optional.empty(),
            Optional.empty(),
            newcomer.map(SnowflakeShelf.Entry::comment).orElse(""));
  }

  Operation<RestoreInfo> prepare(Plan.Builder<RestoreInfo> plan) {
    plan.measure(this::checks).leaves(this::left);
    newcomer.ifPresent(now -> addStepAside(plan));
    String sql =
        "UNDROP DATABASE "
            + id.map(number -> "IDENTIFIER(" + number + ")").orElse(SnowflakeSql.name(dropped));
    SnowflakeRun run = context.gateway().prepare(sql).seen(this::isBack);
    plan.step(new Step(StepKind.SQL, sql, Effect.ONCE, ""), run, run);
    if (!target.equals(dropped)) {
      String rename = rename(dropped, target);
      SnowflakeRun renaming =
          context.gateway().prepare(rename).seen(() -> shelf.find(target).isPresent());
      plan.step(new Step(StepKind.SQL, rename, Effect.ONCE, ""), renaming, renaming);
    }
    newcomer.ifPresent(
        now -> {
          String mark =
              "ALTER DATABASE "
                  + SnowflakeSql.name(kept.name())
                  + " SET COMMENT = "
                  + SnowflakeSql.literal(kept.text());
          plan.step(
              StepKind.SQL, Effect.IDEMPOTENT, mark, step -> context.gateway().run(step, mark));
        });
    return plan.yields(this::info);
  }

  private void addStepAside(Plan.Builder<RestoreInfo> plan) {
    String aside = rename(dropped, kept.name());
    SnowflakeRun run =
        context.gateway().prepare(aside).seen(() -> shelf.find(kept.name()).isPresent());
    plan.onFailure(
            step -> {
              if (shelf.find(kept.name()).isPresent() && shelf.find(dropped).isEmpty()) {
                context.gateway().run(step, rename(kept.name(), dropped));
              }
            })
        .step(new Step(StepKind.SQL, aside, Effect.ONCE, ""), run, run);
  }

  private static String rename(String from, String to) {
    return "ALTER DATABASE " + SnowflakeSql.name(from) + " RENAME TO " + SnowflakeSql.name(to);
  }

  private boolean isBack() {
    return shelf
        .find(dropped)
        .filter(now -> found.stream().anyMatch(entry -> entry.createdOn().equals(now.createdOn())))
        .isPresent();
  }

  private List<Check> checks() {
    List<Check> all = new ArrayList<>();
    List<SnowflakeShelf.Entry> now = shelf.dropped(dropped);
    all.add(
        Checks.demand(
            context.clock(),
            !now.isEmpty(),
            "a dropped database of this name is still kept",
            dropped,
            now.isEmpty() ? "none" : until(now.get(0)),
            "at least one",
            ErrorCode.NOT_FOUND,
            "Its history has ended: restore a snapshot or an unload. The vendor's support may still"
                + " have what is in fail-safe."));
    all.add(
        Checks.demand(
            context.clock(),
            now.size() <= 1 || id.isPresent() || sameLast(now),
            "it is the one that was dropped last",
            dropped,
            now.isEmpty() ? "none" : "dropped " + now.get(0).droppedOn().orElseThrow(),
            "unchanged",
            ErrorCode.PLAN_STALE,
            "Prepare it again."));
    all.add(
        Checks.advise(
            context.clock(),
            now.size() <= 1 || id.isPresent(),
            "there is no doubt which one is meant",
            dropped,
            now.size() + " of the name were dropped; the last one comes back",
            "one",
            "Name another by "
                + SnowflakeRestore.DATABASE_ID.id()
                + ", from SNOWFLAKE.ACCOUNT_USAGE.DATABASES."));
    boolean taken = shelf.find(dropped).isPresent();
    all.add(
        Checks.demand(
            context.clock(),
            !taken || options.overwrite(),
            "the name is free, or what has it may step aside",
            dropped,
            taken ? "taken" : "free",
            "free",
            ErrorCode.ALREADY_EXISTS,
            "Allow it to be replaced: it is kept under a stamped name."));
    all.add(
        Checks.demand(
            context.clock(),
            taken == newcomer.isPresent(),
            "the name is as taken as the plan was made for",
            dropped,
            taken ? "taken" : "free",
            newcomer.isPresent() ? "taken" : "free",
            ErrorCode.PLAN_STALE,
            "Prepare it again."));
    if (!target.equals(dropped)) {
      all.add(new SnowflakeBackupChecks(context).free(target));
    }
    return all;
  }

  private boolean sameLast(List<SnowflakeShelf.Entry> now) {
    return !found.isEmpty() && now.get(0).createdOn().equals(found.get(0).createdOn());
  }

  private static String until(SnowflakeShelf.Entry entry) {
    return "kept until " + entry.droppedOn().orElseThrow().plus(Duration.ofDays(entry.days()));
  }

  private Optional<String> left() {
    return newcomer.isPresent() && shelf.find(kept.name()).isPresent()
        ? Optional.of("What had the name " + dropped + " before is there as " + kept.name() + ".")
        : Optional.empty();
  }

  private RestoreInfo info() {
    List<String> next = new ArrayList<>();
    newcomer.ifPresent(
        now ->
            next.add(
                "The database that had the name is kept as "
                    + SnowflakeSql.name(kept.name())
                    + ": drop it once it is not needed any more."));
    next.add("Hybrid tables do not come back with it.");
    return new RestoreInfo(
        target, found.isEmpty() ? Optional.empty() : found.get(0).droppedOn(), List.of(), next);
  }
}
