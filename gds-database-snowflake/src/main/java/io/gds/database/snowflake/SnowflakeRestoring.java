package io.gds.database.snowflake;

import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A restore under a name that nobody has, and then its taking of the right one: by a rename where
 * that is free, else by a swap, after which what had it is kept under a stamped name. The rights on
 * the old database are granted on the new one before the swap, so that nobody is shut out by it;
 * its ownership comes last.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-database">ALTER DATABASE …
 *     SWAP WITH</a>
 */
final class SnowflakeRestoring {
  private final SnowflakeContext context;
  private final SnowflakeShelf shelf;
  private final String target;
  private final RestoreOptions options;
  private final SnowflakeRestoreSource source;
  private final Optional<SnowflakeShelf.Entry> old;
  private final SnowflakeMark fresh;
  private final SnowflakeMark kept;
  private final SnowflakeGrants grants;
  private final AtomicBoolean swapped = new AtomicBoolean();

  SnowflakeRestoring(
      SnowflakeContext context,
      String target,
      RestoreOptions options,
      SnowflakeRestoreSource source,
      Instant now) {
    this.context = context;
    this.shelf = new SnowflakeShelf(context);
    this.target = target;
    this.options = options;
    this.source = source;
    this.old = shelf.find(target);
    this.fresh = mark(SnowflakeStamp.Kind.RESTORE, now, source.comment());
    this.kept =
        mark(SnowflakeStamp.Kind.KEPT, now, old.map(SnowflakeShelf.Entry::comment).orElse(""));
    this.grants =
        old.isPresent()
            ? SnowflakeGrants.read(
                context.sql(), target, SnowflakeInventory.read(context.sql(), target).schemaNames())
            : source.database().equals(target) ? source.grants() : SnowflakeGrants.NONE;
  }

  private SnowflakeMark mark(SnowflakeStamp.Kind kind, Instant now, String comment) {
    return new SnowflakeMark(
        kind,
        UUID.randomUUID().toString(),
        SnowflakeStamp.of(kind, target, now).name(),
        target,
        now,
        Optional.empty(),
        Optional.empty(),
        comment);
  }

  Operation<RestoreInfo> prepare(Plan.Builder<RestoreInfo> plan) {
    plan.measure(source::checks).measure(this::ofTarget).leaves(this::left);
    plan.noReturn(swapped::get);
    source.addTo(plan, fresh);
    addGrants(plan);
    if (old.isPresent()) {
      addSwap(plan);
    } else {
      String rename = rename(fresh.name(), target);
      SnowflakeRun run = context.gateway().prepare(rename).seen(this::hasTakenName);
      plan.step(
          new Step(StepKind.SQL, rename, Effect.ONCE, ""),
          step -> {
            run.execute(step);
            swapped.set(true);
          },
          run);
    }
    once(plan, comment(target, source.comment()));
    if (old.isPresent()) {
      addOwner(plan);
    }
    return plan.yields(this::info);
  }

  private List<Check> ofTarget() {
    List<Check> all = new ArrayList<>();
    Optional<SnowflakeShelf.Entry> now = shelf.find(target);
    all.add(
        Checks.demand(
            context.clock(),
            now.isEmpty() || options.overwrite(),
            "the name is free, or what has it may be replaced",
            target,
            now.isPresent() ? "taken" : "free",
            "free",
            ErrorCode.ALREADY_EXISTS,
            "Restore under another name, or allow it to be replaced: it is kept under a stamped"
                + " name."));
    boolean same =
        now.map(SnowflakeShelf.Entry::createdOn).equals(old.map(SnowflakeShelf.Entry::createdOn));
    all.add(
        Checks.demand(
            context.clock(),
            same,
            "it is the database that the plan was made for",
            target,
            same ? "the same" : "another, or gone",
            "the same",
            ErrorCode.PLAN_STALE,
            "Prepare the restore again."));
    now.ifPresent(
        entry ->
            all.add(
                Checks.demand(
                    context.clock(),
                    entry.isOwn(),
                    "what is replaced is a database of the account's own",
                    target,
                    entry.kind(),
                    "STANDARD",
                    ErrorCode.WRONG_STATE,
                    "Restore under another name.")));
    now.ifPresent(entry -> all.add(mayReplace(entry)));
    List<SnowflakeGrant> lost = grants.lost();
    all.add(
        Checks.advise(
            context.clock(),
            lost.isEmpty(),
            "all rights on the database can be granted again",
            target,
            lost.isEmpty() ? "all" : "not: " + lost.get(0) + more(lost.size() - 1),
            "all",
            "Grant these by hand afterwards; what a share gives goes on with the database before."));
    return all;
  }

  /**
   * A swap demands the ownership of both.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/is_role_in_session">
   *     IS_ROLE_IN_SESSION</a>
   */
  private Check mayReplace(SnowflakeShelf.Entry entry) {
    boolean owns =
        entry.owner().isEmpty()
            || context
                .sql()
                .first(
                    "SELECT IS_ROLE_IN_SESSION("
                        + SnowflakeSql.literal(entry.owner())
                        + ") AS OWNS",
                    row -> row.bool("OWNS"))
                .orElse(false);
    return Checks.demand(
        context.clock(),
        owns,
        "the role owns what is replaced",
        target,
        entry.owner(),
        "a role of this session",
        ErrorCode.PERMISSION_DENIED,
        "Take the role " + entry.owner() + ", or have it grant OWNERSHIP; a swap demands it.");
  }

  private static String more(int count) {
    return count == 0 ? "" : ", and " + count + " more";
  }

  private void addGrants(Plan.Builder<RestoreInfo> plan) {
    List<String> statements = grants.statements(fresh.name());
    if (!statements.isEmpty()) {
      plan.step(
          StepKind.SQL,
          Effect.IDEMPOTENT,
          String.join(";\n", statements),
          step -> grant(step, statements));
    }
  }

  /** What is there already is not granted again: promising rights takes more than owning it. */
  private void grant(StepContext step, List<String> statements) {
    List<String> there =
        SnowflakeGrants.read(
                context.sql(),
                fresh.name(),
                SnowflakeInventory.read(context.sql(), fresh.name()).schemaNames())
            .statements(fresh.name());
    for (String statement : statements) {
      if (!there.contains(statement)) {
        step.throwIfCancelled();
        context.gateway().run(step, statement);
      }
    }
  }

  private void addSwap(Plan.Builder<RestoreInfo> plan) {
    String sql =
        "ALTER DATABASE "
            + SnowflakeSql.name(target)
            + " SWAP WITH "
            + SnowflakeSql.name(fresh.name());
    SnowflakeRun run = context.gateway().prepare(sql).seen(this::hasTakenName);
    plan.step(
        new Step(StepKind.SQL, sql, Effect.ONCE, ""),
        step -> {
          run.execute(step);
          swapped.set(true);
        },
        () -> {
          Reconciler.Finding finding = run.look();
          swapped.set(finding != Reconciler.Finding.NOT_DONE);
          return finding;
        });
    once(plan, comment(fresh.name(), kept.text()));
    String rename = rename(fresh.name(), kept.name());
    SnowflakeRun renaming =
        context.gateway().prepare(rename).seen(() -> shelf.find(kept.name()).isPresent());
    plan.step(new Step(StepKind.SQL, rename, Effect.ONCE, ""), renaming, renaming);
  }

  /** Whether the new database has the name: its comment is the mark until it gets its own. */
  private boolean hasTakenName() {
    return shelf.find(target).filter(now -> now.comment().equals(fresh.text())).isPresent();
  }

  private void addOwner(Plan.Builder<RestoreInfo> plan) {
    String role =
        context
            .sql()
            .first("SELECT CURRENT_ROLE() AS R", row -> SnowflakeRows.text(row, "R").orElse(""))
            .orElse("");
    grants
        .owner()
        .filter(owner -> !owner.grantee().equals(role))
        .flatMap(owner -> grants.ownership(target))
        .ifPresent(sql -> once(plan, sql));
  }

  private void once(Plan.Builder<RestoreInfo> plan, String sql) {
    plan.step(StepKind.SQL, Effect.IDEMPOTENT, sql, step -> context.gateway().run(step, sql));
  }

  private static String rename(String from, String to) {
    return "ALTER DATABASE " + SnowflakeSql.name(from) + " RENAME TO " + SnowflakeSql.name(to);
  }

  private static String comment(String database, String text) {
    return "ALTER DATABASE "
        + SnowflakeSql.name(database)
        + (text.isEmpty() ? " UNSET COMMENT" : " SET COMMENT = " + SnowflakeSql.literal(text));
  }

  /** What a run that did not succeed has left. */
  private Optional<String> left() {
    if (!swapped.get()) {
      return shelf.isOurs(fresh)
          ? Optional.of("What was restored until then is there as " + fresh.name() + ": drop it.")
          : Optional.empty();
    }
    String before =
        shelf.find(kept.name()).isPresent()
            ? kept.name()
            : shelf.find(fresh.name()).isPresent() ? fresh.name() : "";
    return Optional.of(
        "The restored database has the name "
            + target
            + (before.isEmpty() ? "." : ", and what had it before is there as " + before + ".")
            + " What was left to do is shown by the script.");
  }

  private RestoreInfo info() {
    List<String> next = new ArrayList<>();
    if (old.isPresent()) {
      next.add(
          "The database before is kept as "
              + SnowflakeSql.name(kept.name())
              + ", with its history: drop it once it is not needed any more.");
      for (SnowflakeGrant grant : grants.lost()) {
        next.add("Grant again by hand: " + grant);
      }
    } else if (grants.equals(SnowflakeGrants.NONE)) {
      next.add("Grant the rights on the database itself: it has none but its owner's.");
    }
    next.addAll(source.next());
    return new RestoreInfo(target, source.reached(), source.used(), next);
  }
}
