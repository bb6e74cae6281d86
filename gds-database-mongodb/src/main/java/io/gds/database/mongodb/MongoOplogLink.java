package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the oplog of a dump and the logs behind it, and sees to it that nothing is missing
 * between two of them: each log has to hold the very entry that the one before ended with. Not
 * thread-safe.
 */
final class MongoOplogLink {
  private String archive = "";
  private @Nullable BsonTimestamp joint;
  private @Nullable BsonTimestamp last;
  private byte[] bytes = new byte[0];
  private boolean met = true;

  /** The next archive. */
  void begin(String name) {
    archive = name;
    joint = last;
    met = last == null;
  }

  /** Whether an entry is one that was not there yet. */
  boolean isNew(BsonDocument entry, byte[] raw) {
    if (!(entry.get("ts") instanceof BsonTimestamp time)) {
      throw MongoFrames.corrupt(archive, "an entry of the oplog has no time");
    }
    BsonTimestamp begin = joint;
    if (begin != null && time.compareTo(begin) <= 0) {
      if (time.equals(begin)) {
        requireSame(raw);
      }
      return false;
    }
    requireMet();
    if (begin != null && last != null && time.compareTo(last) <= 0) {
      throw MongoFrames.corrupt(archive, "the entries of the oplog are not in their order");
    }
    last = time;
    bytes = raw;
    return true;
  }

  private void requireSame(byte[] raw) {
    boolean same =
        MongoOplogSlice.sum(ByteBuffer.wrap(raw))
            .equals(MongoOplogSlice.sum(ByteBuffer.wrap(bytes)));
    if (!same) {
      throw refused("is of another history than what it shall go on from");
    }
    met = true;
  }

  private void requireMet() {
    if (!met) {
      throw refused("does not begin where the one before it ended: a part of the log is missing");
    }
  }

  private RuntimeException refused(String what) {
    return ErrorDetails.of(ErrorCode.ARCHIVE_CORRUPT, "the log " + archive + " " + what)
        .platform(DatabaseType.MONGODB.id())
        .target(archive)
        .remedy("Restore to an instant before it, or another backup; reachableWindow tells which.")
        .toException();
  }

  /** No more of the archive comes. */
  void end() {
    requireMet();
  }

  /** The last entry there was. */
  Optional<BsonTimestamp> last() {
    return Optional.ofNullable(last);
  }
}
