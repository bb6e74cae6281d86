package io.gds.database.mongodb;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * One restore into one database, from its plan to its end: the backup is proved, its collections
 * are filled under other names of the same database, and only then take their places.
 */
final class MongoRestorePlan {
  private final MongoContext context;
  private final String name;
  private final RestoreOptions options;
  private final OptionValues values;
  private final MongoStored stored;
  private final MongoRestoreSource source;
  private final String mark = MongoTrial.mark();
  private final AtomicReference<BackupInfo> proved = new AtomicReference<>();
  private final AtomicReference<Map<String, MongoStored.Stamp>> asProved = new AtomicReference<>();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicReference<MongoRestoreRun> planned = new AtomicReference<>();

  /**
   * A restore.
   *
   * @param name of the database that is filled
   * @param stored what is restored
   */
  MongoRestorePlan(MongoContext context, String name, RestoreOptions options, MongoStored stored) {
    this.context = context;
    this.name = name;
    this.options = options;
    this.stored = stored;
    values = options.platformOptions();
    source = MongoRestoreSource.read(stored, values.valueOf(MongoRestore.WITHOUT_MANIFEST));
  }

  Operation<RestoreInfo> plan() {
    Plan.Builder<RestoreInfo> plan =
        context
            .runner()
            .<RestoreInfo>plan("restore", name)
            .options(options)
            .check(() -> source.readable(context.clock()));
    boolean exists = context.readings().exists(name);
    Optional<MongoRestoreItems> items = source.dump().map(this::items);
    MongoRestoreWish wish = wish();
    new MongoRestoreChecks(context, name, values)
        .add(plan, source, items, exists && options.overwrite());
    plan.step(
        StepKind.FILE,
        Effect.READ,
        "prove " + stored.path() + " at level " + options.verify(),
        this::prove);
    if (items.isEmpty()) {
      // The check says why, so that nothing of it is run.
      return plan.yields(() -> new RestoreInfo(name, Optional.empty(), List.of(), List.of()));
    }
    MongoRestoreRun run =
        new MongoRestoreRun(
            context.connections().client(),
            context.product().version(),
            source.dump().orElseThrow(),
            items.get(),
            wish,
            mark);
    planned.set(run);
    return steps(plan, run, items.get(), wish);
  }

  private MongoRestoreItems items(MongoDumpSource dump) {
    return MongoRestoreItems.of(dump.contents(), names(dump), Optional.of(mark));
  }

  private Function<MongoNamespace, Optional<MongoNamespace>> names(MongoDumpSource dump) {
    MongoChosen chosen = MongoChosen.of(values);
    MongoRenames renames = new MongoRenames(options.mappings());
    return from ->
        MongoRestores.isOfDatabase(dump.contents(), from, values) && chosen.has(from)
            ? Optional.of(new MongoNamespace(name, renames.of(from.collection())))
            : Optional.empty();
  }

  /** Of the oplog of a whole server what is about this database. */
  private MongoReplayNames replayed() {
    MongoDumpSource dump = source.dump().orElseThrow();
    boolean part = MongoChosen.of(values).isPart();
    Optional<String> meant = MongoRestores.sourceDatabase(dump.contents(), values);
    return new MongoReplayNames(
        names(dump),
        from ->
            !part && meant.filter(from::equals).isPresent() ? Optional.of(name) : Optional.empty());
  }

  private boolean oplog() {
    return values.valueOf(MongoRestore.OPLOG)
        && source.dump().filter(dump -> dump.contents().oplog()).isPresent();
  }

  private MongoRestoreWish wish() {
    boolean whole =
        !MongoChosen.of(values).isPart() && source.info().map(MongoStored::isWhole).orElse(false);
    MongoRestoreWish wish = MongoRestoreWish.of(values).lists(values.valueOf(MongoRestore.USERS));
    MongoRestoreWish replayed = oplog() ? wish.oplog(Optional.empty()) : wish;
    return options.overwrite() ? replayed.overwriting(whole) : replayed;
  }

  private Operation<RestoreInfo> steps(
      Plan.Builder<RestoreInfo> plan,
      MongoRestoreRun run,
      MongoRestoreItems items,
      MongoRestoreWish wish) {
    MongoRestoreText text = new MongoRestoreText(items, wish, context.product().version(), name);
    plan.noReturn(begun::get)
        .onFailure(
            step -> {
              if (!begun.get()) {
                translated(run::discard);
              }
            })
        .step(
            new Step(StepKind.COMMAND, text.fill(stored.path()), Effect.ONCE, ""),
            step -> translated(() -> fill(run, step)),
            // What there is of it is dropped, so that it may as well never have begun.
            () -> Reconciler.Finding.NOT_DONE)
        .leaves(() -> begun.get() ? Optional.of(left(run)) : Optional.empty())
        .step(
            new Step(StepKind.COMMAND, text.swap(), Effect.ONCE, ""),
            step -> translated(() -> run.swap(step, () -> begun.set(true))),
            () -> found(run, items));
    if (text.hasLast()) {
      plan.step(
          new Step(StepKind.COMMAND, text.finish(), Effect.ONCE, ""),
          step -> translated(() -> run.finish(step)),
          () -> Reconciler.Finding.UNKNOWN);
    }
    if (oplog()) {
      plan.step(
          new Step(
              StepKind.COMMAND,
              text.replay("what the oplog of " + stored.path() + " tells of this database"),
              Effect.ONCE,
              ""),
          step -> {
            begun.set(true);
            translated("applyOps", () -> run.replay(List.of(), replayed(), step));
          },
          () -> Reconciler.Finding.UNKNOWN);
    }
    return plan.yields(() -> done(run, wish));
  }

  private String left(MongoRestoreRun run) {
    List<String> unfinished =
        run.present().keySet().stream().map(MongoNamespace::toString).sorted().toList();
    return "The restore had begun to put collections in their places: "
        + name
        + " now holds "
        + unfinished
        + ". Restore again with overwrite.";
  }

  /** Each collection has its place if its other name is gone. */
  private Reconciler.Finding found(MongoRestoreRun run, MongoRestoreItems items) {
    List<String> unfinished = run.unfinished();
    long swapped = items.collections().stream().filter(MongoRestoreItem::isSwapped).count();
    if (unfinished.isEmpty()) {
      return Reconciler.Finding.DONE;
    }
    return unfinished.size() == swapped ? Reconciler.Finding.NOT_DONE : Reconciler.Finding.UNKNOWN;
  }

  private void translated(Runnable work) {
    translated("insert", work);
  }

  private void translated(String command, Runnable work) {
    MongoSent.translated(
        context,
        command,
        () -> {
          work.run();
          return true;
        });
  }

  private void prove(StepContext step) {
    asProved.set(stored.stamp());
    boolean withoutManifest = values.valueOf(MongoRestore.WITHOUT_MANIFEST);
    BackupInfo backup = stored.prove(options.verify(), withoutManifest, step);
    if (source.info().filter(known -> !known.id().equals(backup.id())).isPresent()) {
      throw stored.refused(
          ErrorCode.ARCHIVE_CORRUPT, "is another one by now than was planned with");
    }
    List<String> checked = new ArrayList<>(backup.checked());
    if (oplog()) {
      // Before the first write it has to be known that all of it can be done again here.
      translated(() -> requireRoom(run().prove(List.of(), replayed(), step)));
    } else if (options.verify() != VerifyLevel.MANIFEST || !stored.hasManifest()) {
      checked.addAll(
          MongoStored.readThrough(stored.source(), values.valueOf(MongoRestore.PARALLEL), step));
    }
    proved.set(backup.withChecked(checked));
  }

  private MongoRestoreRun run() {
    return Objects.requireNonNull(planned.get());
  }

  /** What the oplog makes anew must not get into what is there, and stays. */
  private void requireRoom(MongoProof proof) {
    List<MongoNamespace> kept = run().kept();
    proof.touched().stream()
        .filter(kept::contains)
        .findFirst()
        .ifPresent(
            there -> {
              throw ErrorDetails.of(
                      ErrorCode.ALREADY_EXISTS,
                      "the oplog of the backup makes " + there + ", which is there already")
                  .platform(DatabaseType.MONGODB.id())
                  .target(there.toString())
                  .remedy("Restore the whole database, or into another one.")
                  .toException();
            });
  }

  private void fill(MongoRestoreRun run, StepContext step) {
    stored.requireUnchanged(Objects.requireNonNull(asProved.get()));
    run.requireMakeable();
    run.fill(step);
    stored.requireUnchanged(Objects.requireNonNull(asProved.get()));
  }

  private RestoreInfo done(MongoRestoreRun run, MongoRestoreWish wish) {
    BackupInfo backup = Objects.requireNonNull(proved.get());
    List<String> next = new ArrayList<>(run.notes());
    MongoLoaded loaded = run.loaded();
    if (loaded.refused() > 0) {
      next.add(
          loaded.refused()
              + " documents were refused by the server and are not there; the first of them: "
              + loaded.kept());
    }
    if (!wish.indexes()) {
      next.add("Make the indexes: they were left out as wished.");
    }
    return new RestoreInfo(name, reached(backup), List.of(backup), next);
  }

  /** Without what its oplog tells a backup that has one is of no instant. */
  private Optional<Instant> reached(BackupInfo backup) {
    boolean leftOut = !oplog() && source.dump().filter(dump -> dump.contents().oplog()).isPresent();
    return leftOut ? Optional.empty() : backup.consistentAt();
  }
}
