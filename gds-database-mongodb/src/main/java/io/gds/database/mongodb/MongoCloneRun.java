package io.gds.database.mongodb;

import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepBody;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * One clone: collections are made and filled, then get their indexes; views come last. It has its
 * own name from the start, since no database can be renamed, and collections are not either: that
 * would end every {@code mongodump --oplog}.
 */
final class MongoCloneRun {
  private final MongoContext from;
  private final MongoContext to;
  private final String source;
  private final CloneOptions options;
  private final CloneKind kind;
  private final boolean elsewhere;
  private final String node;
  private final MongoCloneMade made;
  private volatile @Nullable Instant startedAt;

  MongoCloneRun(
      MongoContext from, MongoContext to, String source, CloneOptions options, CloneKind kind) {
    this.from = from;
    this.to = to;
    this.source = source;
    this.options = options;
    this.kind = kind;
    elsewhere = from != to;
    node = elsewhere ? to.info().redactedUrl() : "";
    made = new MongoCloneMade(to, options.target(), elsewhere ? node : from.runner().engine());
  }

  Operation<CloneInfo> prepare() {
    MongoCloneChecks checks = new MongoCloneChecks(from, source, to, options.target());
    Plan.Builder<CloneInfo> plan = from.runner().<CloneInfo>plan("clone", source).options(options);
    List<MongoDumpItem> items = MongoClonePlan.listing(from, source);
    if (items.isEmpty()) {
      return nothing(
          plan.measure(() -> checks.ofServers(kind.hasData(), false)).measure(checks::something));
    }
    MongoClonePlan contents =
        MongoClonePlan.of(
            items,
            from.product(),
            options.target(),
            to.product().version(),
            kind,
            options.platformOptions());
    plan.measure(() -> checks.ofServers(kind.hasData(), contents.bypasses()))
        .measure(() -> checks.ofContents(contents));
    if (kind.hasData()) {
      plan.check(checks::room);
    }
    connect(plan);
    MongoCloneCopy copy = new MongoCloneCopy(from, to, source, contents, made);
    plan.leaves(() -> left(copy)).onFailure(step -> discard(copy));
    List<MongoClonePlan.Part> filled =
        contents.parts().stream().filter(part -> !part.isView()).toList();
    create(plan, filled);
    if (!contents.copied().isEmpty()) {
      String text =
          contents.copied().stream()
              .map(MongoClonePlan.Part::copyText)
              .collect(Collectors.joining("\n"));
      step(plan, text, copy::run);
    }
    indexes(plan, contents);
    create(plan, contents.parts().stream().filter(MongoClonePlan.Part::isView).toList());
    return plan.yields(() -> info(contents, copy));
  }

  /** The plan of a clone that its checks refuse: there is nothing that could be done. */
  private static Operation<CloneInfo> nothing(Plan.Builder<CloneInfo> plan) {
    return plan.step(StepKind.COMMAND, Effect.READ, "// there is nothing to be cloned", step -> {})
        .yields(
            () -> {
              throw new IllegalStateException("refused, and so not done");
            });
  }

  /** Connections to another server are there from this step on, until the operation ends. */
  private void connect(Plan.Builder<CloneInfo> plan) {
    if (elsewhere) {
      String text = "// connect to " + new BsonDocument("to", new BsonString(node)).toJson();
      plan.always(step -> to.connections().release())
          .step(
              new Step(StepKind.COMMAND, text, Effect.READ, node),
              step -> {
                to.connections().retain();
                to.readings().ping();
              });
    }
  }

  private void create(Plan.Builder<CloneInfo> plan, List<MongoClonePlan.Part> parts) {
    if (parts.isEmpty()) {
      return;
    }
    step(
        plan,
        text(parts.stream().map(MongoClonePlan.Part::create)),
        step -> {
          begin();
          for (MongoClonePlan.Part part : parts) {
            step.throwIfCancelled();
            made.create(part.create(), step);
          }
        });
  }

  private void indexes(Plan.Builder<CloneInfo> plan, MongoClonePlan contents) {
    List<MongoStep> indexes =
        contents.parts().stream().flatMap(part -> part.indexes().stream()).toList();
    if (indexes.isEmpty()) {
      return;
    }
    step(
        plan,
        text(indexes.stream()),
        step ->
            new MongoTeam(contents.parallel(), step)
                .run(
                    indexes.stream()
                        .<MongoTeam.Work>map(each -> () -> index(each, contents, step))
                        .toList()));
  }

  private void index(MongoStep index, MongoClonePlan contents, StepContext step) {
    try {
      to.commands().during(step).run(options.target(), index.command());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.CONSTRAINT_UNIQUE && !contents.snapshot()) {
        e.addRemedy(
            "If \""
                + source
                + "\" was written to meanwhile, its documents are of different instants: clone it"
                + " when nothing is written, or with "
                + MongoClone.CONSISTENCY.id()
                + "=snapshot.");
      }
      throw e;
    }
  }

  private static String text(Stream<MongoStep> steps) {
    return steps.map(MongoStep::text).collect(Collectors.joining("\n"));
  }

  /** Whatever a step has done is dropped with the unfinished clone. */
  private void step(Plan.Builder<CloneInfo> plan, String text, StepBody body) {
    plan.step(
        new Step(StepKind.COMMAND, text, Effect.ONCE, node),
        body,
        () -> Reconciler.Finding.NOT_DONE);
  }

  private void begin() {
    if (startedAt == null) {
      startedAt = from.clock().instant();
    }
  }

  private void discard(MongoCloneCopy copy) {
    copy.awaitEnd();
    made.discard();
  }

  private Optional<String> left(MongoCloneCopy copy) {
    return made.left()
        .or(
            () ->
                copy.isAtWork()
                    ? Optional.of(
                        "A server has not answered an insert into the unfinished clone \""
                            + options.target()
                            + "\", which was dropped: see whether it came back by that.")
                    : Optional.empty());
  }

  private CloneInfo info(MongoClonePlan contents, MongoCloneCopy copy) {
    made.keep();
    Instant now = from.clock().instant();
    Instant began = startedAt;
    return new CloneInfo(
        source,
        options.target(),
        kind,
        copy.instant()
            .filter(time -> contents.outsideSnapshot().isEmpty())
            .map(MongoSnapshot::second),
        OptionalLong.of(copy.bytes()),
        began == null ? now : began,
        now,
        notCarried(contents, copy));
  }

  private List<String> notCarried(MongoClonePlan contents, MongoCloneCopy copy) {
    List<String> lacking = new ArrayList<>();
    lacking.add("users and roles of the database: they stay its own");
    lacking.addAll(contents.notes());
    if (!kind.hasData()) {
      lacking.add("its documents");
      return lacking;
    }
    if (copy.instant().isEmpty()) {
      lacking.add("one instant: each document is as it was when it was read");
    }
    if (copy.instant().isPresent() && !contents.outsideSnapshot().isEmpty()) {
      lacking.add(
          "one instant of all: snapshots have no capped collections, so these are as they were when"
              + " they were read: "
              + String.join(", ", contents.outsideSnapshot()));
    }
    if (contents.isByServer()) {
      lacking.add(
          "the bytes of each document, for sure: the server copied them itself, and may have put"
              + " its time in the place of zero timestamps");
    }
    if (copy.twice() > 0) {
      lacking.add(
          copy.twice()
              + " documents that were deleted and inserted again while they were read: the clone"
              + " has them as they were before");
    }
    if (from.product().isRouter()) {
      lacking.add("sharding: each collection lies on one shard until it is sharded anew");
    }
    return lacking;
  }
}
