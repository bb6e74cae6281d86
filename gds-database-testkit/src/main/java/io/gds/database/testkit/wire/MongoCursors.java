package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** The cursors of a peer that have documents left. Thread-safe. */
final class MongoCursors {
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private final AtomicLong last = new AtomicLong(1000);
  private final Map<Long, Open> open = new ConcurrentHashMap<>();

  /**
   * A cursor on its way.
   *
   * @param given how many documents have been
   */
  private record Open(MongoCursor cursor, String namespace, int given) {}

  int count() {
    return open.size();
  }

  void clear() {
    open.clear();
  }

  /** The first answer to a command. */
  BsonDocument first(MongoCursor cursor, MongoRequest request) {
    BsonDocument command = request.document();
    BsonValue wanted =
        command.get("cursor") instanceof BsonDocument options
            ? options.get("batchSize")
            : command.get("batchSize");
    String namespace = cursor.namespace().isEmpty() ? namespace(request) : cursor.namespace();
    int most = Math.min(cursor.batch(), number(wanted, Integer.MAX_VALUE));
    return batch(new Open(cursor, namespace, 0), last.incrementAndGet(), "firstBatch", most);
  }

  private static int number(@Nullable BsonValue value, int without) {
    return value instanceof BsonNumber number ? number.intValue() : without;
  }

  private static String namespace(MongoRequest request) {
    String collection = request.collection();
    if (collection.isEmpty()) {
      collection = "$cmd." + request.name();
    }
    return request.database() + "." + collection;
  }

  /** The next answer; empty if there is no such cursor. */
  Optional<BsonDocument> more(MongoRequest request) {
    long id = request.document().getNumber("getMore").longValue();
    Open cursor = open.get(id);
    if (cursor == null) {
      return Optional.empty();
    }
    int wanted = number(request.document().get("batchSize"), 0);
    int most = cursor.cursor().batch();
    return Optional.of(batch(cursor, id, "nextBatch", wanted == 0 ? most : Math.min(wanted, most)));
  }

  private BsonDocument batch(Open cursor, long id, String name, int most) {
    List<BsonDocument> all = cursor.cursor().documents();
    int from = cursor.given();
    int to = from;
    long bytes = 0;
    while (to < all.size() && to - from < most) {
      bytes += size(all.get(to));
      if (to > from && bytes > MOST_BYTES) {
        break;
      }
      to++;
    }
    boolean ends = to == all.size();
    if (ends) {
      open.remove(id);
    } else {
      open.put(id, new Open(cursor.cursor(), cursor.namespace(), to));
    }
    return new BsonDocument(
        "cursor",
        new BsonDocument(name, new BsonArray(all.subList(from, to)))
            .append("id", new BsonInt64(ends ? 0 : id))
            .append("ns", new BsonString(cursor.namespace())));
  }

  private static int size(BsonDocument document) {
    return document instanceof RawBsonDocument raw
        ? raw.getByteBuffer().remaining()
        : MongoOutput.encoded(document).length;
  }

  /** Closes those that the command names. */
  BsonDocument kill(MongoRequest request) {
    BsonArray killed = new BsonArray();
    BsonArray unknown = new BsonArray();
    for (BsonValue id : request.document().getArray("cursors")) {
      (open.remove(id.asNumber().longValue()) == null ? unknown : killed).add(id);
    }
    return new BsonDocument("cursorsKilled", killed)
        .append("cursorsNotFound", unknown)
        .append("cursorsAlive", new BsonArray())
        .append("cursorsUnknown", new BsonArray());
  }
}
