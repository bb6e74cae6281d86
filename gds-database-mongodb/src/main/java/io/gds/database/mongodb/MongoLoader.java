package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.RawBsonDocument;

/**
 * Inserts the documents of one collection, in batches and not in order, so that one that is refused
 * does not keep back the others. One batch is on its way while the next is gathered. Not
 * thread-safe.
 */
final class MongoLoader {
  /** What a batch has at most, but for a single document. */
  private static final int BATCH_BYTES = 4 * 1024 * 1024;

  /** Of a time series whose buckets hold measurements of different kinds. */
  private static final int MIXED_SCHEMA = 408;

  /** A key that is there already, and a validator's refusal: others may be taken all the same. */
  private static final Set<Integer> GONE_ON = Set.of(11_000, 121);

  private final MongoRestoreWish wish;
  private final boolean special;
  private final Executor executor;
  private final MongoLoaded loaded;
  private final MongoInserts inserts;
  private final MongoNamespace shown;
  private List<RawBsonDocument> batch = new ArrayList<>();
  private long bytes;
  private CompletableFuture<Void> pending = CompletableFuture.completedFuture(null);

  /**
   * A loader.
   *
   * @param into where to
   * @param item what it is of
   * @param executor where batches are sent; may be the calling thread
   */
  MongoLoader(
      MongoClient client,
      MongoVersion server,
      MongoNamespace into,
      MongoRestoreItem item,
      MongoRestoreWish wish,
      Executor executor,
      MongoLoaded loaded) {
    this.wish = wish;
    this.executor = executor;
    this.loaded = loaded;
    shown = item.target();
    special = item.is(MongoDumpItem.Kind.TIMESERIES) && server.isAtLeast(8, 3);
    boolean bypass =
        !wish.validate() && item.isValidating() && !item.is(MongoDumpItem.Kind.TIMESERIES);
    inserts = new MongoInserts(client, server, into, wish, special, bypass);
  }

  /** One more document. */
  void add(byte[] document) {
    boolean full =
        !batch.isEmpty() && (batch.size() >= wish.batch() || bytes + document.length > BATCH_BYTES);
    if (full) {
      send();
    }
    batch.add(new RawBsonDocument(document));
    bytes += document.length;
  }

  /** Sends what is left and waits for it. */
  void finish() {
    send();
    await();
  }

  private void send() {
    await();
    if (batch.isEmpty()) {
      return;
    }
    List<RawBsonDocument> full = batch;
    batch = new ArrayList<>();
    bytes = 0;
    pending = CompletableFuture.runAsync(() -> insert(full), executor);
  }

  private void await() {
    try {
      pending.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      throw e;
    }
  }

  private void insert(List<RawBsonDocument> documents) {
    // All of them or none, so that they keep their order: in a capped collection it is what counts.
    boolean marked =
        special
            || documents.stream()
                .anyMatch(each -> MongoZeroTimestamps.isIn(each.getByteBuffer().array()));
    insert(documents, marked);
  }

  private void insert(List<RawBsonDocument> documents, boolean marked) {
    if (documents.isEmpty()) {
      return;
    }
    List<MongoInserts.Fault> faults = inserts.insert(documents, marked);
    boolean mixed = faults.stream().anyMatch(fault -> fault.code() == MIXED_SCHEMA);
    if (mixed) {
      inserts.allowMixedSchema(shown);
      List<RawBsonDocument> again =
          faults.stream().map(fault -> documents.get(fault.index())).toList();
      loaded.inserted(shown.toString(), documents.size() - (long) again.size());
      insert(again, marked);
      return;
    }
    for (MongoInserts.Fault fault : faults) {
      if (wish.stopAtOnce() || !GONE_ON.contains(fault.code())) {
        throw fault.toException(shown);
      }
      loaded.refused(
          new MongoLoaded.Refused(
              shown.toString(), id(documents.get(fault.index())), fault.code()));
    }
    loaded.inserted(shown.toString(), documents.size() - (long) faults.size());
  }

  private static String id(RawBsonDocument document) {
    return new BsonDocument("_id", document.getOrDefault("_id", BsonNull.VALUE)).toJson();
  }
}
