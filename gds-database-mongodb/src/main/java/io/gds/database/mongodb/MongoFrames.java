package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Reads BSON documents that follow one another, each as its bytes: only their framing is looked at,
 * so that what is passed on is what was there. Not thread-safe.
 */
final class MongoFrames {
  /** The most that a server stores as one document. */
  static final int LONGEST = 16 * 1024 * 1024;

  /** An entry of the oplog may be longer than what it tells of. */
  static final int LONGEST_OF_OPLOG = LONGEST + 16 * 1024;

  /** A length, no field, and the zero at the end. */
  private static final int SHORTEST = 5;

  private static final int TERMINATOR = -1;
  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final String name;
  private final int longest;
  private final byte[] ahead = new byte[BUFFER];
  private int next;
  private int end;
  private long at;

  /**
   * Documents of a stream.
   *
   * @param in is read ahead by nobody else, and not closed
   * @param name what it is called in errors
   * @param longest the most bytes of a document
   */
  MongoFrames(InputStream in, String name, int longest) {
    this.in = in;
    this.name = name;
    this.longest = longest;
  }

  /** How many bytes were read. */
  long position() {
    return at;
  }

  /**
   * The next document; empty where the stream ends between two of them.
   *
   * @throws DatabaseException ARCHIVE_TRUNCATED, ARCHIVE_CORRUPT or STORAGE_UNREADABLE
   */
  Optional<byte[]> document() {
    byte[] length = new byte[Integer.BYTES];
    int got = read(length, 0);
    return got == 0 ? Optional.empty() : Optional.of(document(whole(length, got)));
  }

  /**
   * The next document, which has to be there; empty for the mark that ends a block of an archive.
   *
   * @throws DatabaseException as {@link #document()}
   */
  Optional<byte[]> documentOfBlock() {
    byte[] length = new byte[Integer.BYTES];
    int size = whole(length, read(length, 0));
    return size == TERMINATOR ? Optional.empty() : Optional.of(document(size));
  }

  /** Reads four bytes of a number; empty where the stream ends before them. */
  Optional<Integer> number() {
    byte[] bytes = new byte[Integer.BYTES];
    int got = read(bytes, 0);
    return got == 0 ? Optional.empty() : Optional.of(whole(bytes, got));
  }

  private int whole(byte[] bytes, int got) {
    if (got < bytes.length) {
      throw truncated();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private byte[] document(int size) {
    if (size < SHORTEST || size > longest) {
      throw corrupt("a document cannot have " + size + " bytes");
    }
    byte[] document = new byte[size];
    ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).putInt(size);
    if (read(document, Integer.BYTES) < size - Integer.BYTES) {
      throw truncated();
    }
    if (document[size - 1] != 0) {
      throw corrupt("a document does not end where its length says");
    }
    return document;
  }

  /** Fills the array from an offset on, as far as there is something. */
  private int read(byte[] into, int offset) {
    try {
      int to = offset;
      while (to < into.length && (next < end || fill())) {
        int part = Math.min(end - next, into.length - to);
        System.arraycopy(ahead, next, into, to, part);
        next += part;
        to += part;
        at += part;
      }
      return to - offset;
    } catch (EOFException e) {
      throw truncated();
    } catch (ZipException e) {
      throw corrupt("it cannot be unpacked: " + e.getMessage());
    } catch (IOException e) {
      throw ErrorDetails.of(
              ErrorCode.STORAGE_UNREADABLE, name + " cannot be read: " + e.getMessage())
          .platform(DatabaseType.MONGODB.id())
          .target(name)
          .cause(e)
          .toException();
    }
  }

  /** Reads on; false at the end. */
  private boolean fill() throws IOException {
    next = 0;
    end = Math.max(0, in.read(ahead, 0, BUFFER));
    return end > 0;
  }

  private DatabaseException truncated() {
    return ErrorDetails.of(
            ErrorCode.ARCHIVE_TRUNCATED, name + " ends at byte " + at + ", within a document")
        .platform(DatabaseType.MONGODB.id())
        .target(name)
        .remedy("Take another copy of it; a part of a dump is not restored.")
        .toException();
  }

  /** That what was read last is not what anybody wrote. */
  DatabaseException corrupt(String what) {
    return corrupt(name, what + " (before byte " + at + ")");
  }

  static DatabaseException corrupt(String name, String what) {
    return ErrorDetails.of(ErrorCode.ARCHIVE_CORRUPT, name + " is damaged: " + what)
        .platform(DatabaseType.MONGODB.id())
        .target(name)
        .remedy("Take another copy of it; nothing of a damaged dump is restored.")
        .toException();
  }
}
