package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** What a peer answers by itself, unless the script does. */
final class MongoOwnAnswers {
  private final MongoRelease release;
  private final MongoCursors cursors;

  MongoOwnAnswers(MongoRelease release, MongoCursors cursors) {
    this.release = release;
    this.cursors = cursors;
  }

  /** The answer, if it has one. */
  Optional<Supplier<WireAnswer>> to(MongoRequest request) {
    return switch (request.name()) {
      case "ping", "endSessions", "refreshSessions" -> Optional.of(WireAnswer::done);
      case "buildInfo", "buildinfo" -> Optional.of(() -> MongoReply.of(buildInfo()));
      case "getMore" -> Optional.of(() -> more(request));
      case "killCursors" -> Optional.of(() -> MongoReply.of(cursors.kill(request)));
      default -> Optional.empty();
    };
  }

  private MongoReply more(MongoRequest request) {
    return cursors
        .more(request)
        .map(MongoReply::of)
        .orElseGet(
            () ->
                MongoReply.error(
                    MongoCodes.CURSOR_NOT_FOUND,
                    "cursor id %d not found"
                        .formatted(request.document().getNumber("getMore").longValue())));
  }

  private BsonDocument buildInfo() {
    List<BsonInt32> numbers =
        List.of(
            new BsonInt32(release.major()),
            new BsonInt32(release.minor()),
            new BsonInt32(release.patch()),
            new BsonInt32(0));
    return new BsonDocument("version", new BsonString(release.text()))
        .append("gitVersion", new BsonString("0".repeat(40)))
        .append("modules", new BsonArray())
        .append("versionArray", new BsonArray(numbers))
        .append("bits", new BsonInt32(64))
        .append("debug", BsonBoolean.FALSE)
        .append("maxBsonObjectSize", new BsonInt32(16 * 1024 * 1024))
        .append("storageEngines", MongoHello.texts(List.of("devnull", "wiredTiger")));
  }
}
