package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.bson.BsonTimestamp;

/** Dumps databases by a driver's client. Used once. */
final class MongoDump {
  private static final String PHASE = "dumping";

  private final MongoClient client;
  private final MongoVersion version;
  private final MongoDumpWish wish;
  private final StepContext step;
  private final MongoTeam team;
  private final AtomicLong documents = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * What was dumped.
   *
   * @param contents what is in it
   * @param documents how many in all, without the oplog
   * @param bytes of them
   * @param from where the oplog in it begins, or the instant of the snapshot
   * @param to where the oplog in it ends
   * @param oplog what was copied of it
   */
  record Dumped(
      MongoDumpContents contents,
      long documents,
      long bytes,
      Optional<BsonTimestamp> from,
      Optional<BsonTimestamp> to,
      Optional<MongoOplogSlice.Copied> oplog) {}

  /** A dump of a server of a version. */
  MongoDump(MongoClient client, MongoVersion version, MongoDumpWish wish, StepContext step) {
    this.client = client;
    this.version = version;
    this.wish = wish;
    this.step = step;
    team = new MongoTeam(wish.parallel(), step);
  }

  /**
   * Dumps.
   *
   * @param tool what the dump says that wrote it
   */
  Dumped run(MongoDumpTarget target, String tool) {
    try {
      return dump(target, tool);
    } catch (IOException e) {
      throw StorageFailures.writing(target.place(), "writing the dump", e);
    }
  }

  private Dumped dump(MongoDumpTarget target, String tool) throws IOException {
    MongoDumpListing listing = new MongoDumpListing(client, version, wish);
    Optional<MongoOplogSlice> oplog = Optional.empty();
    Optional<MongoSnapshot> snapshot = Optional.empty();
    List<MongoDumpItem> items;
    if (wish.consistency() == MongoDumpWish.Consistency.SNAPSHOT) {
      MongoSnapshot.Listed listed =
          team.one(() -> MongoSnapshot.take(client, wish.databases().get(0), listing::items));
      snapshot = Optional.of(listed.snapshot());
      items = listed.items();
    } else {
      if (wish.consistency() == MongoDumpWish.Consistency.OPLOG) {
        // Before anything is listed: what comes to be meanwhile is in the oplog then.
        oplog = Optional.of(new MongoOplogSlice(client));
      }
      items = team.one(listing::items);
    }
    MongoDumpContents contents =
        new MongoDumpContents(
            version.toString(), tool, items, oplog.isPresent(), wish.parallel(), List.of());
    target.begin(contents);
    documents(target, items, new MongoDumpReading(client, team, snapshot, oplog.isPresent()));
    Optional<BsonTimestamp> end = Optional.empty();
    Optional<MongoOplogSlice.Copied> copied = Optional.empty();
    if (oplog.isPresent()) {
      end = Optional.of(oplog.get().end(step));
      MongoDumpTarget.Part part = target.oplog();
      copied = Optional.of(oplog.get().copy(end.get(), part, step));
      part.end();
    }
    target.finish();
    return new Dumped(
        contents,
        documents.get(),
        bytes.get(),
        oplog.map(MongoOplogSlice::start).or(snapshotTime(snapshot)),
        end,
        copied);
  }

  private static Supplier<Optional<BsonTimestamp>> snapshotTime(Optional<MongoSnapshot> of) {
    return () -> of.map(MongoSnapshot::time);
  }

  private void documents(
      MongoDumpTarget target, List<MongoDumpItem> items, MongoDumpReading reading) {
    Map<MongoNamespace, MongoDumpReading.Size> sizes = new HashMap<>();
    long total = 0;
    for (MongoDumpItem item : items) {
      if (item.data().isPresent() && item.kind() != MongoDumpItem.Kind.LIST) {
        MongoDumpReading.Size size = reading.size(item.data().get());
        sizes.put(item.namespace(), size);
        total += size.bytes();
      }
    }
    OptionalLong expected = total == 0 ? OptionalLong.empty() : OptionalLong.of(total);
    MongoPace read = new MongoPace(PHASE, expected, step);
    step.progress(PHASE, 0, expected, ProgressUnit.BYTES);
    // The lists first, as readers expect them; then the largest, so that none is left at the end.
    List<MongoDumpItem> inOrder = new ArrayList<>(items);
    inOrder.sort(
        Comparator.comparingLong(
            item ->
                item.kind() == MongoDumpItem.Kind.LIST || isOfServer(item)
                    ? Long.MIN_VALUE
                    : -sizes
                        .getOrDefault(item.namespace(), MongoDumpReading.Size.UNKNOWN)
                        .bytes()));
    List<MongoTeam.Work> work = new ArrayList<>();
    for (MongoDumpItem item : inOrder) {
      MongoDumpReading.Size size =
          sizes.getOrDefault(item.namespace(), MongoDumpReading.Size.UNKNOWN);
      work.add(() -> copy(target, item, size, reading, read));
    }
    team.run(work);
  }

  /** Users, roles and their form, which the vendor's tool puts first as well. */
  private static boolean isOfServer(MongoDumpItem item) {
    return item.namespace().database().equals("admin")
        && item.namespace().collection().startsWith("system.");
  }

  private void copy(
      MongoDumpTarget target,
      MongoDumpItem item,
      MongoDumpReading.Size size,
      MongoDumpReading reading,
      MongoPace read) {
    try {
      MongoDumpTarget.Part part = target.open(item);
      try {
        if (item.data().isPresent()) {
          MongoDumpReading.Size copied =
              reading.copy(
                  item,
                  size,
                  part,
                  length -> {
                    step.bytes(length);
                    read.add(length);
                  });
          documents.addAndGet(copied.documents());
          bytes.addAndGet(copied.bytes());
        }
        part.end();
      } finally {
        part.abandon();
      }
    } catch (IOException e) {
      throw StorageFailures.writing(target.place(), "writing the dump", e);
    }
  }
}
