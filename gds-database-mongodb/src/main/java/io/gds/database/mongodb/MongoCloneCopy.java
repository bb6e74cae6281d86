package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.bson.BsonTimestamp;

/** Copies the documents of a clone, several collections at once. Used once. */
final class MongoCloneCopy {
  private static final String PHASE = "copying";

  /** How long what was told to stop is waited for before what it filled is dropped. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private static final long LOOK_MILLIS = 10;

  private final MongoContext from;
  private final MongoContext to;
  private final String source;
  private final MongoClonePlan plan;
  private final MongoCloneMade made;
  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong twice = new AtomicLong();
  private volatile Optional<BsonTimestamp> instant = Optional.empty();

  MongoCloneCopy(
      MongoContext from, MongoContext to, String source, MongoClonePlan plan, MongoCloneMade made) {
    this.from = from;
    this.to = to;
    this.source = source;
    this.plan = plan;
    this.made = made;
  }

  /** How long all documents are that were copied. */
  long bytes() {
    return bytes.get();
  }

  /** How many documents came a second time, as they had changed their place meanwhile. */
  long twice() {
    return twice.get();
  }

  /** Of which instant all of it is; empty if of none. */
  Optional<BsonTimestamp> instant() {
    return instant;
  }

  /** Copies all of it. */
  void run(StepContext step) {
    MongoClient client = from.connections().client();
    MongoTeam team = new MongoTeam(plan.parallel(), step);
    Optional<MongoSnapshot> snapshot =
        from.commands().call("find", ignored -> snapshot(client, team, step));
    instant = snapshot.map(MongoSnapshot::time);
    MongoDumpReading reading = new MongoDumpReading(client, team, snapshot);
    Map<MongoClonePlan.Part, MongoDumpReading.Size> sizes = new HashMap<>();
    for (MongoClonePlan.Part part : plan.copied()) {
      step.throwIfCancelled();
      sizes.put(part, reading.size(part.item().item().data().orElseThrow()));
    }
    long total = sizes.values().stream().mapToLong(MongoDumpReading.Size::bytes).sum();
    Progress progress =
        new Progress(step, total == 0 ? OptionalLong.empty() : OptionalLong.of(total));
    progress.accept(0);
    // The largest first, so that none is left at the end.
    List<MongoClonePlan.Part> inOrder = new ArrayList<>(plan.copied());
    inOrder.sort(
        Comparator.comparingLong(
            part -> -sizes.getOrDefault(part, MongoDumpReading.Size.UNKNOWN).bytes()));
    List<MongoTeam.Work> work = new ArrayList<>();
    for (MongoClonePlan.Part part : inOrder) {
      MongoDumpReading.Size size = sizes.getOrDefault(part, MongoDumpReading.Size.UNKNOWN);
      work.add(() -> counted(() -> copy(part, size, reading, step, progress)));
    }
    team.run(work);
  }

  private Optional<MongoSnapshot> snapshot(MongoClient client, MongoTeam team, StepContext step) {
    if (!plan.snapshot()) {
      return Optional.empty();
    }
    MongoSnapshot.Listed listed =
        team.one(() -> MongoSnapshot.take(client, source, () -> plan.listing(from, step)));
    if (!plan.isOf(listed.items())) {
      throw ErrorDetails.of(
              ErrorCode.PLAN_STALE,
              "collections or indexes of \"" + source + "\" are not those of the plan any more")
          .target(source)
          .remedy("Prepare it again.")
          .toException();
    }
    return Optional.of(listed.snapshot());
  }

  private void counted(MongoTeam.Work work) throws Exception {
    atWork.incrementAndGet();
    try {
      work.run();
    } finally {
      atWork.decrementAndGet();
    }
  }

  private void copy(
      MongoClonePlan.Part part,
      MongoDumpReading.Size size,
      MongoDumpReading reading,
      StepContext step,
      Progress progress) {
    if (part.merge().isPresent()) {
      from.commands().during(step).run(source, part.merge().get().command());
      bytes.addAndGet(size.bytes());
      step.bytes(size.bytes());
      progress.accept((int) Math.min(Integer.MAX_VALUE, size.bytes()));
      return;
    }
    Filling filling = new Filling(part, step);
    MongoDumpReading.Size copied =
        from.commands().call("find", ignored -> read(part, size, reading, filling, progress));
    bytes.addAndGet(copied.bytes());
    step.bytes(copied.bytes());
    twice.addAndGet(filling.refused());
  }

  private static MongoDumpReading.Size read(
      MongoClonePlan.Part part,
      MongoDumpReading.Size size,
      MongoDumpReading reading,
      Filling filling,
      Progress progress) {
    try {
      MongoDumpReading.Size copied = reading.copy(part.item().item(), size, filling, progress);
      filling.end();
      return copied;
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is read from files or written to them", e);
    }
  }

  /** Waits a moment for what was told to stop: what it inserts would come back after a drop. */
  void awaitEnd() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    while (atWork.get() > 0 && System.nanoTime() - end < 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether something may still be inserted. */
  boolean isAtWork() {
    return atWork.get() > 0;
  }

  /** Tells how far it is. */
  private final class Progress implements IntConsumer {
    private final StepContext step;
    private final OptionalLong total;

    Progress(StepContext step, OptionalLong total) {
      this.step = step;
      this.total = total;
    }

    @Override
    public void accept(int length) {
      step.progress(PHASE, read.addAndGet(length), total, ProgressUnit.BYTES);
    }
  }

  /** Inserts what is read of one collection. */
  private final class Filling implements MongoDumpTarget.Part {
    private final MongoClonePlan.Part part;
    private final StepContext step;
    private MongoLoaded loaded;
    private MongoLoader loader;

    Filling(MongoClonePlan.Part part, StepContext step) {
      this.part = part;
      this.step = step;
      loaded = new MongoLoaded();
      loader = loader(loaded);
    }

    private MongoLoader loader(MongoLoaded counting) {
      MongoVersion version = to.product().version();
      return new MongoLoader(
          to.connections().client(),
          version,
          part.item().into(version).orElseThrow(),
          part.item(),
          part.wish(),
          this::insert,
          counting);
    }

    @Override
    public void document(byte[] document, int offset, int length) {
      byte[] own = Arrays.copyOfRange(document, offset, offset + length);
      to.commands()
          .call(
              "insert",
              ignored -> {
                loader.add(own);
                return own;
              });
    }

    @Override
    public void end() {
      to.commands()
          .call(
              "insert",
              ignored -> {
                loader.finish();
                return loaded;
              });
    }

    /** One batch is on its way while the next is read. */
    private void insert(Runnable batch) {
      atWork.incrementAndGet();
      Runnable counted =
          () -> {
            try {
              batch.run();
            } finally {
              atWork.decrementAndGet();
            }
          };
      try {
        to.runner().environment().workers().execute(MongoSessions.inherited(counted));
      } catch (RejectedExecutionException e) {
        atWork.decrementAndGet();
        throw e;
      }
    }

    @Override
    public boolean again() {
      // What is on its way would come back after the drop.
      end();
      made.createAgain(part.create(), step);
      loaded = new MongoLoaded();
      loader = loader(loaded);
      return true;
    }

    @Override
    public void abandon() {
      // What was sent is inserted; what was not is forgotten.
    }

    long refused() {
      return loaded.refused();
    }
  }
}
