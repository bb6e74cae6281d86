package io.gds.database.mongodb;

import io.gds.database.core.archive.Manifest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonTimestamp;

/** Places in an oplog as manifests write them: seconds, a comma, the number within the second. */
final class MongoPositions {
  /** Where the oplog in a backup begins. */
  static final String FROM = "oplogFrom";

  /** Its last entry; a backup with an oplog stands for this instant. */
  static final String TO = "oplogTo";

  /** The SHA-256 of the last entry, by which the next backup of the log proves that it goes on. */
  static final String LAST = "oplogLast";

  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,10})[,:]([0-9]{1,10})");

  private MongoPositions() {}

  static String text(BsonTimestamp at) {
    return Integer.toUnsignedLong(at.getTime()) + "," + Integer.toUnsignedLong(at.getInc());
  }

  /** What was written; empty if it is none. */
  static Optional<BsonTimestamp> parse(String text) {
    Matcher found = WRITTEN.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    long seconds = Long.parseLong(found.group(1));
    long number = Long.parseLong(found.group(2));
    return seconds > 0xffff_ffffL || number > 0xffff_ffffL
        ? Optional.empty()
        : Optional.of(new BsonTimestamp((int) seconds, (int) number));
  }

  /** One of the positions of a backup; empty if it has none. */
  static Optional<BsonTimestamp> of(Map<String, String> positions, String which) {
    return Optional.ofNullable(positions.get(which)).flatMap(MongoPositions::parse);
  }

  /** Tells in a manifest which part of the oplog a backup holds, and so for which instant it is. */
  static void tell(
      Manifest.Builder manifest, MongoDump.Dumped dumped, MongoOplogSlice.Copied copied) {
    BsonTimestamp to = dumped.to().orElseThrow();
    manifest
        .consistentAt(MongoSnapshot.second(to))
        .positions(
            Map.of(FROM, text(dumped.from().orElseThrow()), TO, text(to), LAST, copied.last()));
  }

  /** Where an instant is: before all that was written in its second. */
  static BsonTimestamp at(Instant instant) {
    return new BsonTimestamp((int) instant.getEpochSecond(), 0);
  }

  /** The first place behind an entry. */
  static BsonTimestamp behind(BsonTimestamp entry) {
    return new BsonTimestamp(entry.getTime(), entry.getInc() + 1);
  }
}
