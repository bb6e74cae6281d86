package io.gds.database.mongodb;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.ByteBuf;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Reads the documents of one namespace as their bytes: none of them is looked into. */
final class MongoDumpReading {
  /** What a batch should be long, so that memory does not grow with the documents. */
  private static final int BATCH_BYTES = 1024 * 1024;

  private static final int MOST_OF_BATCH = 20_000;
  private static final int UNKNOWN_BATCH = 500;

  /** How often a namespace is read anew whose cursor was lost. */
  private static final int TRIES = 3;

  /** CursorNotFound, CappedPositionLost, QueryPlanKilled: the server let go of the cursor. */
  private static final Set<Integer> LOST = Set.of(43, 136, 175);

  private final MongoClient client;
  private final MongoTeam team;
  private final Optional<MongoSnapshot> snapshot;
  private final boolean primary;

  /**
   * Reads.
   *
   * @param snapshot the instant; what there is when it is read, if empty
   */
  MongoDumpReading(MongoClient client, MongoTeam team, Optional<MongoSnapshot> snapshot) {
    this(client, team, snapshot, false);
  }

  /**
   * Reads.
   *
   * @param snapshot the instant; what there is when it is read, if empty
   * @param primary whether the primary is read whatever the connection prefers: where the oplog
   *     comes from, since a member that lags may have less than what its slice begins with
   */
  MongoDumpReading(
      MongoClient client, MongoTeam team, Optional<MongoSnapshot> snapshot, boolean primary) {
    this.client = client;
    this.team = team;
    this.snapshot = snapshot;
    this.primary = primary;
  }

  /**
   * What the server estimates of a namespace.
   *
   * @param documents how many
   * @param bytes of all of them
   */
  record Size(long documents, long bytes) {
    static final Size UNKNOWN = new Size(0, 0);

    /** How many documents make a batch that is neither small nor large. */
    int batch() {
      return documents <= 0 || bytes <= 0
          ? UNKNOWN_BATCH
          : (int)
              Math.max(1, Math.min(MOST_OF_BATCH, BATCH_BYTES / Math.max(1, bytes / documents)));
    }
  }

  /** Asks how large it is; unknown where the server does not tell. */
  Size size(MongoNamespace namespace) {
    long documents = 0;
    long bytes = 0;
    BsonDocument ask =
        new BsonDocument("$collStats", new BsonDocument("storageStats", new BsonDocument()));
    try (MongoCursor<BsonDocument> shards =
        collection(namespace, BsonDocument.class).aggregate(List.of(ask)).iterator()) {
      while (shards.hasNext()) {
        BsonDocument stats = shards.next().getDocument("storageStats", new BsonDocument());
        documents += number(stats.get("count"));
        bytes += number(stats.get("size"));
      }
      return new Size(documents, bytes);
    } catch (MongoException e) {
      // It only makes batches and progress better. What really is wrong comes up when it is read.
      return Size.UNKNOWN;
    }
  }

  private static long number(@Nullable BsonValue value) {
    return value instanceof BsonNumber number ? number.longValue() : 0;
  }

  private <T> MongoCollection<T> collection(MongoNamespace namespace, Class<T> as) {
    MongoCollection<T> of =
        client.getDatabase(namespace.database()).getCollection(namespace.collection(), as);
    return primary ? of.withReadPreference(ReadPreference.primary()) : of;
  }

  /**
   * Copies all documents of an item.
   *
   * @param told the bytes of each batch, those of a try that came to nothing too
   * @return how many there were, and their bytes
   * @throws io.gds.database.error.DatabaseException STATEMENT_FAILED if the server let go of the
   *     cursor and it could not be begun again
   */
  Size copy(MongoDumpItem item, Size size, MongoDumpTarget.Part part, IntConsumer told)
      throws IOException {
    for (int left = TRIES - 1; ; left--) {
      try {
        return copyOnce(item, size, part, told);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } catch (MongoException e) {
        if (!LOST.contains(e.getCode())) {
          throw e;
        }
        if (left == 0 || !part.again()) {
          throw lost(item, e);
        }
      }
    }
  }

  private Size copyOnce(
      MongoDumpItem item, Size size, MongoDumpTarget.Part part, IntConsumer told) {
    Copy copy = new Copy(part, told);
    MongoReadAhead.read(
        (documents, between) -> fetch(item, size, documents, between),
        copy,
        () -> {
          copy.tell();
          team.checkpoint();
        });
    return copy.size();
  }

  private void fetch(
      MongoDumpItem item, Size size, Consumer<RawBsonDocument> documents, Runnable between) {
    MongoNamespace from = from(item);
    boolean raw = item.kind() == MongoDumpItem.Kind.TIMESERIES && from.equals(item.namespace());
    if (raw) {
      new MongoRawFind(client, from.database(), snapshot)
          .read(from.collection(), size.batch(), documents, between);
      return;
    }
    ClientSession session =
        isOfSnapshot(item) ? snapshot.map(MongoSnapshot::session).orElse(null) : null;
    try (MongoCursor<RawBsonDocument> cursor = find(item, from, session, size).iterator()) {
      while (cursor.hasNext()) {
        documents.accept(cursor.next());
        if (cursor.available() == 0) {
          between.run();
        }
      }
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  /**
   * Servers give no snapshot of capped collections, nor of what is in {@code admin}: these are as
   * they are when they are read.
   */
  static boolean isOfSnapshot(MongoDumpItem item) {
    boolean capped =
        item.metadata().options().get("capped") instanceof BsonBoolean value && value.getValue();
    return !capped && item.kind() != MongoDumpItem.Kind.LIST;
  }

  private FindIterable<RawBsonDocument> find(
      MongoDumpItem item, MongoNamespace from, @Nullable ClientSession session, Size size) {
    MongoCollection<RawBsonDocument> collection = collection(from, RawBsonDocument.class);
    ClientSession own = session == null ? MongoSessions.of(client) : session;
    return (own == null ? collection.find() : collection.find(own))
        .filter(filter(item))
        .noCursorTimeout(true)
        .batchSize(size.batch());
  }

  /** Hands documents on as their bytes. */
  private static final class Copy implements Consumer<RawBsonDocument> {
    private final MongoDumpTarget.Part part;
    private final IntConsumer told;
    private long documents;
    private long length;
    private int untold;

    Copy(MongoDumpTarget.Part part, IntConsumer told) {
      this.part = part;
      this.told = told;
    }

    @Override
    public void accept(RawBsonDocument document) {
      ByteBuf bytes = document.getByteBuffer();
      int each = bytes.remaining();
      try {
        part.document(bytes.array(), bytes.position(), each);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      untold += each;
      documents++;
      length += each;
    }

    void tell() {
      if (untold > 0) {
        told.accept(untold);
        untold = 0;
      }
    }

    Size size() {
      return new Size(documents, length);
    }
  }

  private static MongoNamespace from(MongoDumpItem item) {
    MongoNamespace data = item.data().orElse(item.namespace());
    return item.kind() == MongoDumpItem.Kind.LIST
        ? new MongoNamespace("admin", data.collection().substring("$admin.".length()))
        : data;
  }

  /** Users and roles of one database only; the form of both is of all. */
  private static BsonDocument filter(MongoDumpItem item) {
    boolean whole =
        item.kind() != MongoDumpItem.Kind.LIST
            || item.namespace().collection().equals(MongoDumpItem.FORM);
    return whole
        ? new BsonDocument()
        : new BsonDocument("db", new BsonString(item.namespace().database()));
  }

  private static RuntimeException lost(MongoDumpItem item, MongoException cause) {
    return ErrorDetails.of(
            ErrorCode.STATEMENT_FAILED,
            "the server let go of the cursor on " + item.namespace() + " while it was read")
        .platform(DatabaseType.MONGODB.id())
        .target(item.namespace().toString())
        .nativeCode(Integer.toString(cause.getCode()))
        .cause(cause)
        .remedy(
            "Back up again, into the form directory: there a collection is read anew by itself. If"
                + " it is a capped one, it may be overwritten faster than it is read.")
        .toException();
  }
}
