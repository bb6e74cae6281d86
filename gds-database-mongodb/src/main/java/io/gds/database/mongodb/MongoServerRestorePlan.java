package io.gds.database.mongodb;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonTimestamp;

/**
 * One restore of a whole server, from its plan to its end. All of the dump and of the logs is
 * proved; collections are filled under other names; then they take their places, and what was
 * written while the dump was made, and later, is done again; last come the indexes.
 */
final class MongoServerRestorePlan {
  private final MongoContext context;
  private final RestoreOptions options;
  private final OptionValues values;
  private final Optional<BsonTimestamp> limit;
  private final MongoServerShelf.Chain chain;
  private final MongoStored stored;
  private final List<MongoStored> logs;
  private final MongoRestoreSource source;
  private final boolean users;
  private final String mark = MongoTrial.mark();
  private final List<BackupInfo> proved = new ArrayList<>();
  private final Map<MongoStored, Map<String, MongoStored.Stamp>> asProved = new LinkedHashMap<>();
  private final AtomicReference<MongoProof> proof = new AtomicReference<>();
  private final Set<String> inTheWay = new TreeSet<>();
  private final AtomicBoolean begun = new AtomicBoolean();

  /**
   * A restore.
   *
   * @param chain what is restored
   * @param limit the first entry of the oplog that is not done again; empty for all
   */
  MongoServerRestorePlan(
      MongoContext context,
      RestoreOptions options,
      MongoServerShelf.Chain chain,
      Optional<BsonTimestamp> limit) {
    this.context = context;
    this.options = options;
    this.values = options.platformOptions();
    this.chain = chain;
    this.limit = limit;
    stored = MongoStored.at(chain.dump().location());
    logs = chain.logs().stream().map(log -> MongoStored.at(log.location())).toList();
    source = MongoRestoreSource.read(stored, values.valueOf(MongoRestore.WITHOUT_MANIFEST));
    users = values.given(MongoRestore.USERS).orElse(true);
  }

  Operation<RestoreInfo> plan() {
    String server = context.runner().engine();
    Plan.Builder<RestoreInfo> plan =
        context
            .runner()
            .<RestoreInfo>plan("restore", server)
            .options(options)
            .check(() -> source.readable(context.clock()));
    Optional<MongoRestoreItems> items =
        source
            .dump()
            .filter(dump -> chain.dump().backupType() == BackupType.LOGICAL)
            .map(
                dump ->
                    MongoRestoreItems.of(
                        MongoServerItems.of(dump.contents()),
                        MongoServerItems.names(users),
                        Optional.of(mark)));
    new MongoServerRestoreChecks(context, options, chain, limit).add(plan, source, items);
    if (items.isEmpty()) {
      // The checks say why, so that nothing of it is run.
      return plan.step(StepKind.FILE, Effect.READ, "prove " + stored.path(), step -> {})
          .yields(() -> new RestoreInfo(server, Optional.empty(), List.of(), List.of()));
    }
    MongoRestoreWish wish =
        wish().lists(items.get().of(MongoDumpItem.Kind.LIST).findAny().isPresent());
    MongoRestoreRun run =
        new MongoRestoreRun(
            context.connections().client(),
            context.product().version(),
            source.dump().orElseThrow(),
            items.get(),
            wish,
            mark);
    return steps(plan, run, items.get(), wish);
  }

  private boolean oplog() {
    return source.dump().filter(dump -> dump.contents().oplog()).isPresent();
  }

  private MongoRestoreWish wish() {
    MongoRestoreWish wish = MongoRestoreWish.of(values).lists(users);
    MongoRestoreWish replayed = oplog() ? wish.oplog(limit) : wish;
    return options.overwrite() ? replayed.overwriting(true) : replayed;
  }

  private Operation<RestoreInfo> steps(
      Plan.Builder<RestoreInfo> plan,
      MongoRestoreRun run,
      MongoRestoreItems items,
      MongoRestoreWish wish) {
    MongoRestoreText text =
        new MongoRestoreText(
            items, wish, context.product().version(), "the databases of the backup");
    plan.step(
            StepKind.FILE,
            Effect.READ,
            "prove " + archives() + " at level " + options.verify() + ", and all of the oplog",
            step -> translated("find", () -> prove(run, step)))
        .noReturn(begun::get)
        .onFailure(
            step -> {
              if (!begun.get()) {
                translated("drop", run::discard);
              }
            })
        .step(
            new Step(StepKind.COMMAND, text.fill(stored.path()), Effect.ONCE, ""),
            step -> translated("insert", () -> fill(run, step)),
            // What there is of it is dropped, so that it may as well never have begun.
            () -> Reconciler.Finding.NOT_DONE)
        .leaves(() -> begun.get() ? Optional.of(left()) : Optional.empty())
        .step(
            new Step(StepKind.COMMAND, text.swap(), Effect.ONCE, ""),
            step -> translated("renameCollection", () -> swap(run, step)),
            () ->
                run.unfinished().isEmpty() ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN);
    if (text.hasLast()) {
      plan.step(
          new Step(StepKind.COMMAND, text.finish(), Effect.ONCE, ""),
          step -> translated("insert", () -> run.finish(step)),
          () -> Reconciler.Finding.UNKNOWN);
    }
    if (oplog()) {
      plan.step(
          new Step(StepKind.COMMAND, text.replay(oplogText()), Effect.ONCE, ""),
          step ->
              translated(
                  "applyOps", () -> run.replay(opened(), MongoServerItems.replayed(users), step)),
          () -> Reconciler.Finding.UNKNOWN);
    }
    return plan.yields(() -> done(run, wish));
  }

  private String archives() {
    List<String> all = new ArrayList<>(List.of(stored.path().toString()));
    logs.forEach(log -> all.add(log.path().toString()));
    return String.join(" and ", all);
  }

  private String oplogText() {
    return "the oplog of "
        + archives()
        + limit.map(at -> ", but for entries from " + MongoPositions.text(at) + " on").orElse("");
  }

  private List<MongoDumpSource> opened() {
    return logs.stream().map(MongoStored::source).toList();
  }

  private String left() {
    return "The restore had begun to put collections in their places: what the server now holds is"
        + " neither what was there nor as of one instant. Restore again with overwrite.";
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

  private void prove(MongoRestoreRun run, StepContext step) {
    boolean withoutManifest = values.valueOf(MongoRestore.WITHOUT_MANIFEST);
    List<BackupInfo> planned = new ArrayList<>(List.of(chain.dump()));
    planned.addAll(chain.logs());
    List<MongoStored> all = new ArrayList<>(List.of(stored));
    all.addAll(logs);
    for (int i = 0; i < all.size(); i++) {
      MongoStored each = all.get(i);
      asProved.put(each, each.stamp());
      BackupInfo backup = each.prove(options.verify(), withoutManifest, step);
      if (!backup.id().equals(planned.get(i).id())) {
        throw each.refused(
            ErrorCode.ARCHIVE_CORRUPT, "is another one by now than was planned with");
      }
      proved.add(backup);
    }
    MongoProof whole = run.prove(opened(), MongoServerItems.replayed(users), step);
    requireReached(whole);
    requireRoom(whole);
    proof.set(whole);
  }

  /** The limit lies where the oplog is, behind all that the dump needs. */
  private void requireReached(MongoProof whole) {
    if (limit.isEmpty()) {
      return;
    }
    boolean known =
        whole
            .end()
            .filter(end -> limit.get().compareTo(MongoPositions.behind(end)) <= 0)
            .isPresent();
    if (!whole.isConsistent() || !known) {
      throw ErrorDetails.of(
              ErrorCode.PRECONDITION_FAILED,
              whole.isConsistent()
                  ? "the logs do not lead as far: their last entry is "
                      + whole.end().map(MongoPositions::text).orElse("none")
                  : "the instant lies before the end of the dump, which is as of no earlier one")
          .platform(DatabaseType.MONGODB.id())
          .target(stored.path().toString())
          .remedy("reachableWindow tells which instants are reached.")
          .toException();
    }
  }

  /** What the oplog makes anew must not get into what is there. */
  private void requireRoom(MongoProof whole) {
    Set<String> there = new TreeSet<>(context.readings().names());
    there.retainAll(whole.touched().stream().map(MongoNamespace::database).toList());
    there.removeAll(source.dump().orElseThrow().contents().databases());
    there.removeAll(MongoNames.SYSTEM);
    if (!there.isEmpty() && !options.overwrite()) {
      throw ErrorDetails.of(
              ErrorCode.ALREADY_EXISTS,
              "the oplog makes databases that are there already: " + there)
          .platform(DatabaseType.MONGODB.id())
          .target(there.iterator().next())
          .remedy("Restore into an empty server, or with overwrite, which drops them first.")
          .toException();
    }
    inTheWay.addAll(there);
  }

  private void requireUnchanged() {
    asProved.forEach(MongoStored::requireUnchanged);
  }

  private void fill(MongoRestoreRun run, StepContext step) {
    requireUnchanged();
    run.fill(step);
    requireUnchanged();
  }

  private void swap(MongoRestoreRun run, StepContext step) {
    if (!inTheWay.isEmpty()) {
      step.throwIfCancelled();
      begun.set(true);
      run.drop(inTheWay);
    }
    run.swap(step, () -> begun.set(true));
    // Even where nothing was renamed: what follows writes where it belongs.
    begun.set(true);
  }

  private RestoreInfo done(MongoRestoreRun run, MongoRestoreWish wish) {
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
    return new RestoreInfo(context.runner().engine(), reached(), proved, next);
  }

  private Optional<Instant> reached() {
    Optional<Instant> asked = options.pointInTime();
    return asked.isPresent()
        ? asked
        : Optional.ofNullable(proof.get())
            .flatMap(MongoProof::last)
            .map(MongoSnapshot::second)
            .or(() -> Objects.requireNonNull(proved.get(0)).consistentAt());
  }
}
