package io.gds.database.mongodb;

import java.util.List;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;

/**
 * A timestamp of zero in the first level of a document is replaced by the server's time when it is
 * inserted. Servers from 8.0 on, and the last ones of the versions before, can be told to leave it.
 */
final class MongoZeroTimestamps {
  private static final BsonTimestamp ZERO = new BsonTimestamp(0);

  /** The end of a field's name, and a timestamp. */
  private static final int ZEROS = 9;

  /** The first patch of each version that takes them as they are. */
  private static final List<MongoVersion> SINCE =
      List.of(new MongoVersion(5, 0, 29), new MongoVersion(6, 0, 17), new MongoVersion(7, 0, 13));

  private MongoZeroTimestamps() {}

  /** Whether the server can be told to leave them. */
  static boolean canBeKept(MongoVersion server) {
    return server.isAtLeast(8, 0)
        || SINCE.stream()
            .anyMatch(
                since ->
                    since.major() == server.major()
                        && since.minor() == server.minor()
                        && since.patch() <= server.patch());
  }

  /** Whether the document has one that would be replaced. */
  static boolean isIn(byte[] document) {
    if (!hasZeros(document)) {
      return false;
    }
    return new RawBsonDocument(document)
        .entrySet().stream()
            .anyMatch(field -> !field.getKey().equals("_id") && field.getValue().equals(ZERO));
  }

  /** Looks at each ninth byte only, one of which is within any nine. */
  private static boolean hasZeros(byte[] document) {
    for (int at = Integer.BYTES + ZEROS - 1; at < document.length; at += ZEROS) {
      if (document[at] == 0 && isRun(document, at)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the zero at this place is one of as many. */
  private static boolean isRun(byte[] document, int at) {
    int from = at;
    while (from > Integer.BYTES && document[from - 1] == 0) {
      from--;
    }
    int to = at + 1;
    while (to < document.length && to - from < ZEROS && document[to] == 0) {
      to++;
    }
    return to - from >= ZEROS;
  }
}
