package io.gds.database.mssql;

import io.gds.database.AccessMode;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.mssql.MssqlRestoreSequence.Item;
import io.gds.database.mssql.MssqlRestoreSpec.Ending;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import io.gds.database.mssql.MssqlRestoreSpec.Part;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The steps of a restore that can be run, if the checks hold. */
final class MssqlRestoreSteps {
  private final Plan.Builder<RestoreInfo> plan;
  private final MssqlContext context;
  private final String name;
  private final MssqlRestoreWishes wishes;
  private final MssqlRestoreCase it;
  private final MssqlStanding standing;
  private final MssqlPlanning.Chain chain;
  private final List<List<Move>> moves;
  private final boolean alone;
  private final Optional<MssqlTail> tail;

  MssqlRestoreSteps(
      Plan.Builder<RestoreInfo> plan,
      MssqlRestoreCase it,
      MssqlPlanning.Chain chain,
      List<List<Move>> moves) {
    this.plan = plan;
    this.it = it;
    this.context = it.context();
    this.name = it.name();
    this.wishes = it.wishes();
    this.standing = it.standing();
    this.chain = chain;
    this.moves = moves;
    this.alone = it.alone();
    this.tail = it.tail();
    tail.ifPresent(backup -> plan.measure(backup::measured));
  }

  Operation<RestoreInfo> plan() {
    new MssqlRestoreProof(context, it.found(), chain, wishes).addTo(plan);
    MssqlRestoreSequence sequence;
    switch (it.way()) {
      case DIRECT -> {
        sequence = sequence(name);
        takeAwayWhatIsNothing(sequence);
        sequence.intoFreeName().addTo(plan, List.of());
        plan.leaves(sequence::left);
      }
      case BESIDE -> sequence = beside();
      case IN_PLACE -> sequence = inPlace();
      case ONTO -> {
        sequence = sequence(name);
        sequence.addTo(plan, List.of());
        plan.leaves(sequence::left);
      }
      default -> sequence = parts();
    }
    MssqlRestoreSequence ran = sequence;
    return plan.yields(() -> new MssqlRestoreAccount(it, chain, tail).of(ran));
  }

  private MssqlRestoreSequence sequence(String into) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < chain.steps().size(); i++) {
      MssqlPlanning.Step step = chain.steps().get(i);
      boolean first = i == 0;
      MssqlRestoreSpec spec =
          MssqlRestoreSpec.builder(into, step)
              .from(wishes.reading(step))
              .moves(moves.get(i))
              .replace(first && it.replaces(chain))
              .part(step.set().isLog() ? Optional.<Part>empty() : wishes.part())
              .build();
      UUID id = step.set().id();
      boolean isTail = it.found().tail().filter(id::equals).isPresent();
      items.add(
          new Item(
              spec, step.reserve(), () -> isTail ? tail.flatMap(MssqlTail::set) : Optional.of(id)));
    }
    Ending ending = wishes.ending();
    return new MssqlRestoreSequence(
        context,
        into,
        items,
        ending,
        MssqlRestoreSpec.end(
            into,
            ending instanceof Ending.NoRecovery ? new Ending.Recovery() : ending,
            it.afterwards()));
  }

  /** What failed with its first backup is nothing to go on from, and nobody else's. */
  private void takeAwayWhatIsNothing(MssqlRestoreSequence sequence) {
    plan.onFailure(
        step -> {
          if (sequence.touched() && sequence.done() == 0) {
            boolean ours =
                context
                    .readings()
                    .find(name, Set.of())
                    .filter(now -> now.nativeState().equals("RESTORING"))
                    .isPresent();
            if (ours) {
              context.sql().execute("DROP DATABASE IF EXISTS " + MssqlSql.name(name));
            }
          }
        });
  }

  private MssqlRestoreSequence beside() {
    String fresh = MssqlFreshRestore.safeName(it.stamp());
    MssqlRestoreSequence sequence = sequence(fresh);
    new MssqlFreshRestore(context, fresh, sequence).addTo(plan);
    if (wishes.options().verify() == VerifyLevel.RESTORE_AND_CHECK) {
      check(fresh);
    }
    if (standing.database().isEmpty()) {
      MssqlSwap.take(plan, context, fresh, name);
      return sequence;
    }
    it.owner()
        .ifPresent(
            owner -> {
              String sql = MssqlCreation.owner(fresh, owner);
              plan.step(
                  StepKind.SQL,
                  Effect.IDEMPOTENT,
                  sql,
                  step -> context.sql().during(step).execute(sql));
            });
    plan.step(
        StepKind.SQL,
        Effect.READ,
        MssqlStanding.text(name),
        step -> requireSame(MssqlStanding.read(context.sql().during(step), name)));
    MssqlSwap swap =
        new MssqlSwap(context, name, fresh, "gds_old_" + it.stamp(), wishes.options().force());
    swap.addTo(plan);
    plan.leaves(swap::left);
    return sequence;
  }

  /** It took its time to restore: what goes is what was looked at, and nothing that came since. */
  private void requireSame(MssqlStanding now) {
    Optional<String> changed = standing.changed(now, false);
    if (changed.isPresent()) {
      throw ErrorDetails.of(
              ErrorCode.PLAN_STALE,
              "what stands at " + name + " is not what was to be replaced: " + changed.get())
          .target(name)
          .remedy("Nothing of it was touched: look at it, and prepare the restore again.")
          .toException();
    }
  }

  /** What is found bad is never given the name. */
  private void check(String fresh) {
    MssqlCheckRun check = new MssqlCheckRun(context, fresh, MssqlCheckOptions.defaults());
    plan.step(
        new Step(StepKind.SQL, check.sql(), Effect.ONCE, ""),
        step -> {
          check.run(step);
          MssqlCheckInfo found = check.info();
          if (!found.isClean()) {
            boolean damaged = found.isProven();
            throw ErrorDetails.of(
                    damaged ? ErrorCode.DATABASE_CORRUPT : ErrorCode.STATEMENT_FAILED,
                    "it was restored, but " + found.summary())
                .target(name)
                .remedy(
                    damaged
                        ? "The backup was taken of a damaged database: restore an older one."
                        : "Make room in tempdb, look at the server's error log, and restore again.")
                .toException();
          }
        },
        () -> Reconciler.Finding.NOT_DONE);
  }

  private MssqlRestoreSequence inPlace() {
    MssqlRestoreSequence sequence = sequence(name);
    giveBackWhatIsUntouched(sequence);
    tail.ifPresent(backup -> backup.addTo(plan, proved(), beforeTail()));
    sequence.addTo(plan, alone && tail.isEmpty() ? List.of(single()) : List.of());
    reopen();
    plan.leaves(() -> left(sequence));
    return sequence;
  }

  /** That the database was closed to others stands in the tail of its log, and is restored too. */
  private void reopen() {
    AccessMode mode =
        standing.database().map(MssqlStanding.Existing::access).orElse(AccessMode.SINGLE_USER);
    boolean opens = wishes.ending() instanceof Ending.Recovery;
    if (!alone
        || !opens
        || mode == AccessMode.SINGLE_USER
        || wishes.is(MssqlRestore.RESTRICTED_USER)) {
      return;
    }
    String open = set(mode);
    plan.step(
        StepKind.SQL, Effect.IDEMPOTENT, open, step -> context.sql().during(step).execute(open));
  }

  /** The backup that the tail follows on; empty if it is not restored. */
  private Optional<MssqlBackupSet> beforeTail() {
    int last = chain.steps().size() - 1;
    return last > 0
            && it.found().tail().filter(chain.steps().get(last).set().id()::equals).isPresent()
        ? Optional.of(chain.steps().get(last - 1).set())
        : Optional.empty();
  }

  private boolean proved() {
    return wishes.options().verify() != VerifyLevel.MANIFEST;
  }

  private String single() {
    return set(AccessMode.SINGLE_USER);
  }

  private String set(AccessMode mode) {
    return "ALTER DATABASE " + MssqlSql.name(name) + " SET " + mode + " WITH ROLLBACK IMMEDIATE";
  }

  /** As long as nothing was restored, what was there is put back in use. */
  private void giveBackWhatIsUntouched(MssqlRestoreSequence sequence) {
    Optional<MssqlStanding.Existing> was =
        standing.database().filter(MssqlStanding.Existing::online);
    if (was.isEmpty()) {
      return;
    }
    plan.onFailure(
        step -> {
          Optional<MssqlDatabaseMetadata> now = context.readings().find(name, Set.of());
          boolean waits = now.filter(found -> found.nativeState().equals("RESTORING")).isPresent();
          if (waits && !sequence.touched()) {
            MssqlStatement recover = MssqlRestoreSpec.recover(name);
            context.sql().during(step).execute(recover.sql(), recover.values());
            now = context.readings().find(name, Set.of());
          }
          AccessMode mode = was.get().access();
          boolean closed =
              now.filter(found -> found.condition().accessMode() == AccessMode.SINGLE_USER)
                  .filter(found -> found.nativeState().equals("ONLINE"))
                  .isPresent();
          if (closed && mode != AccessMode.SINGLE_USER) {
            context.sql().execute(set(mode));
          }
        });
  }

  private Optional<String> left(MssqlRestoreSequence sequence) {
    Optional<String> kept =
        tail.flatMap(MssqlTail::info)
            .map(info -> "The tail of the log is kept in " + info.location() + ".");
    Optional<String> rest =
        sequence
            .left()
            .map(
                text ->
                    it.way() == MssqlRestoreWay.PARTS
                        ? text + " Only the parts wait for the rest of the log."
                        : text
                            + (sequence.done() == 0
                                ? " What it held before may be lost: if the server refused before it"
                                    + " wrote, "
                                    + MssqlRestoreSpec.recover(name).shown()
                                    + " brings it back."
                                : " What it held before is replaced."));
    List<String> all =
        Stream.of(rest.or(() -> waiting(sequence)), kept).flatMap(Optional::stream).toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", all));
  }

  /** Out of use by the backup of its tail, and not given back: its answer was lost, say. */
  private Optional<String> waiting(MssqlRestoreSequence sequence) {
    boolean online = standing.database().filter(MssqlStanding.Existing::online).isPresent();
    if (sequence.touched() || !online || tail.isEmpty()) {
      return Optional.empty();
    }
    return context
        .readings()
        .find(name, Set.of())
        .filter(now -> now.nativeState().equals("RESTORING"))
        .map(
            now ->
                "The database "
                    + name
                    + " is RESTORING, since the tail of its log was backed up, and nothing was"
                    + " restored over it: "
                    + MssqlRestoreSpec.recover(name).shown()
                    + " brings it back.");
  }

  /** The newest log comes last: while the database is in use it is backed up behind the parts. */
  private MssqlRestoreSequence parts() {
    MssqlRestoreSequence sequence = sequence(name);
    int size = chain.steps().size();
    boolean withTail =
        size > 0
            && it.found().tail().filter(chain.steps().get(size - 1).set().id()::equals).isPresent();
    giveBackWhatIsUntouched(sequence);
    if (it.staysInUse()) {
      sequence.addBackups(plan, List.of(), 0, withTail ? size - 1 : size);
      tail.ifPresent(backup -> backup.addTo(plan, proved(), beforeTail()));
      sequence.addBackups(plan, List.of(), withTail ? size - 1 : size, size);
    } else {
      tail.ifPresent(backup -> backup.addTo(plan, proved(), beforeTail()));
      sequence.addBackups(plan, List.of(), 0, size);
    }
    sequence.addEnd(plan);
    reopen();
    plan.leaves(() -> left(sequence));
    return sequence;
  }
}
