package io.gds.database.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * What an oplog changes and a dump does not hold: it was gone before the dump came to it, so that
 * the oplog has to tell of that as well, before its end. Until then a change of it can do nothing.
 * Not thread-safe.
 */
final class MongoMissed {
  /** More than that are not kept, so that memory does not grow. */
  private static final int MOST = 100_000;

  private static final int NAMESPACE_NOT_FOUND = 26;
  private static final int NAMESPACE_EXISTS = 48;

  /** Not allowed, and what is about the server and not about what it was sent. */
  private static final Set<Integer> OTHERS =
      Set.of(13, 18, 59, 91, 189, 10_107, 11_600, 11_601, 11_602, 13_435, 13_436);

  private static final Set<String> GONE_ALREADY =
      Set.of("drop", "dropDatabase", "collMod", "convertToCapped", "emptycapped");

  private final MongoClient client;
  private final Set<String> collections = new HashSet<>();
  private final Set<Missing> documents = new HashSet<>();

  /** A document. */
  private record Missing(String namespace, BsonValue id) {}

  MongoMissed(MongoClient client) {
    this.client = client;
  }

  /** Whether a refusal may be about single operations. */
  static boolean isAboutOperations(MongoCommandException refused) {
    return !OTHERS.contains(refused.getErrorCode());
  }

  /**
   * Whether an operation may do nothing, and remembers what it missed. Only an update that finds no
   * document, and what is about a collection that is not there, or is made and there already, is
   * so.
   */
  boolean excuses(BsonDocument operation, MongoCommandException refused) {
    MongoOplogEntry entry = new MongoOplogEntry(operation);
    int code = refused.getErrorCode();
    if (entry.isCommand()) {
      return (entry.command().equals("create") && code == NAMESPACE_EXISTS)
          || (GONE_ALREADY.contains(entry.command()) && code == NAMESPACE_NOT_FOUND);
    }
    if (code == NAMESPACE_NOT_FOUND) {
      collections.add(entry.namespace());
      return true;
    }
    Optional<BsonValue> id = id(entry);
    boolean absent =
        entry.operation().equals("u") && id.isPresent() && !isThere(entry.namespace(), id.get());
    if (absent && documents.size() < MOST) {
      documents.add(new Missing(entry.namespace(), id.orElseThrow()));
      return true;
    }
    return false;
  }

  private static Optional<BsonValue> id(MongoOplogEntry entry) {
    BsonValue of =
        entry.operation().equals("u") ? entry.document().get("o2") : entry.document().get("o");
    return of instanceof BsonDocument document
        ? Optional.ofNullable(document.get("_id"))
        : Optional.empty();
  }

  private boolean isThere(String namespace, BsonValue id) {
    int dot = namespace.indexOf('.');
    return client
            .getDatabase(namespace.substring(0, dot))
            .getCollection(namespace.substring(dot + 1), BsonDocument.class)
            .withReadPreference(ReadPreference.primary())
            .find(new BsonDocument("_id", new BsonDocument("$eq", id)))
            .first()
        != null;
  }

  /** That an operation was done, by which something may be gone that was missed. */
  void done(BsonDocument operation) {
    if (collections.isEmpty() && documents.isEmpty()) {
      return;
    }
    MongoOplogEntry entry = new MongoOplogEntry(operation);
    switch (entry.operation()) {
      case "d", "i" ->
          id(entry).ifPresent(id -> documents.remove(new Missing(entry.namespace(), id)));
      case MongoOplogEntry.COMMAND -> done(entry);
      default -> {
        // A change of what is missing leaves it so.
      }
    }
  }

  private void done(MongoOplogEntry entry) {
    if (entry.command().equals("dropDatabase")) {
      String begin = entry.database() + ".";
      collections.removeIf(name -> name.startsWith(begin));
      documents.removeIf(each -> each.namespace().startsWith(begin));
    } else if (entry.command().equals("drop")) {
      String name = entry.collection().map(MongoNamespace::toString).orElse("");
      collections.remove(name);
      documents.removeIf(each -> each.namespace().equals(name));
    }
  }

  /**
   * Refuses to go on while something is missing that should be there.
   *
   * @throws io.gds.database.error.DatabaseException ARCHIVE_CORRUPT
   */
  void requireNone() {
    Optional<String> left =
        collections.stream()
            .findFirst()
            .or(
                () ->
                    documents.stream()
                        .findFirst()
                        .map(each -> "a document of " + each.namespace()));
    if (left.isPresent()) {
      throw ErrorDetails.of(
              ErrorCode.ARCHIVE_CORRUPT,
              "the oplog changes " + left.get() + ", which is neither in the backup nor dropped")
          .platform(DatabaseType.MONGODB.id())
          .target(left.get())
          .remedy("What was restored is not as of one instant: restore another backup.")
          .toException();
    }
  }
}
