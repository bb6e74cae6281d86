package io.gds.database.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.CharConversionException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of files that the server writes with a base backup, with a SHA-256 of itself at its end.
 * A server of a million files writes some 150 MB, so nothing is kept of each but by who asks for
 * it. Immutable.
 *
 * @param files how many files there are, but for those of the WAL
 * @param bytes the bytes of all of them
 * @param ranges the WAL that is needed to make the backup consistent, by timeline, in order
 * @see <a href="https://www.postgresql.org/docs/current/backup-manifest-format.html">Backup
 *     Manifest Format</a>
 */
record PostgresBaseManifest(long files, long bytes, List<Range> ranges) {
  static final String NAME = "backup_manifest";

  private static final String CHECKSUM = "\"Manifest-Checksum\": \"";
  private static final int TAIL = 512;
  private static final int BUFFER = 64 * 1024;
  private static final String PART = "INCREMENTAL.";

  PostgresBaseManifest {
    // The server writes the newest timeline first.
    ranges =
        ranges.stream()
            .sorted(Comparator.comparing(Range::start).thenComparing(Range::timeline))
            .toList();
  }

  /** Is told of each file. That the list is as it was written is known only when all are told. */
  interface Visitor {
    /**
     * A file.
     *
     * @param path its path below the data directory
     * @param bytes its size
     * @param sha256 its SHA-256
     */
    void file(String path, long bytes, byte[] sha256);
  }

  /**
   * A stretch of WAL.
   *
   * @param timeline the timeline
   * @param start its first byte
   * @param end the byte behind its last
   */
  record Range(long timeline, PostgresLsn start, PostgresLsn end) {}

  /**
   * Reads it, and proves that it is as it was written.
   *
   * @throws io.gds.database.error.ArchiveException if it is not
   */
  static PostgresBaseManifest read(Path archive) {
    return read(archive, (path, bytes, sha256) -> {});
  }

  /**
   * The same, file by file.
   *
   * @throws io.gds.database.error.ArchiveException if it is not as it was written
   */
  static PostgresBaseManifest read(Path archive, Visitor visitor) {
    Path file = archive.resolve(NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_UNRECOGNIZED, archive.toString(), "has no " + NAME);
    }
    try {
      Tail tail = tail(file);
      if (!tail.text().startsWith(CHECKSUM)) {
        throw damaged(archive, "ends before its checksum");
      }
      PostgresBaseManifest read = null;
      IOException unknown = null;
      String hash;
      try (Hashed in = new Hashed(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), tail)) {
        try {
          read = new PostgresBaseManifestReader(visitor).read(in);
        } catch (JsonProcessingException | CharConversionException e) {
          // Damaged, or of a form that is not known: its checksum tells.
          unknown = e;
        }
        hash = in.hash();
      }
      if (!tail.text().equals(CHECKSUM + hash + "\"}\n")) {
        throw damaged(archive, "is not as it was written");
      }
      if (read == null) {
        throw unfamiliar(archive, unknown);
      }
      if (read.ranges().isEmpty() || read.files() == 0) {
        throw damaged(archive, "names no files or no WAL");
      }
      return read;
    } catch (IOException e) {
      throw StorageFailures.reading(archive, "reading " + NAME, e);
    }
  }

  /**
   * Its last line.
   *
   * @param from where that begins, up to which the checksum goes
   */
  private record Tail(long from, String text) {}

  private static Tail tail(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      ByteBuffer last = ByteBuffer.allocate((int) Math.min(size, TAIL));
      channel.position(size - last.capacity());
      while (last.hasRemaining() && channel.read(last) >= 0) {
        // Until all of it is there.
      }
      int begin = last.position() - 2;
      while (begin >= 0 && last.get(begin) != '\n') {
        begin--;
      }
      begin = Math.max(0, begin + 1);
      return new Tail(
          size - last.capacity() + begin,
          new String(last.array(), begin, last.position() - begin, StandardCharsets.UTF_8));
    }
  }

  private static DatabaseException damaged(Path archive, String why) {
    return PostgresArchive.refused(
        ErrorCode.ARCHIVE_CORRUPT, archive.toString(), "is damaged: its " + NAME + " " + why);
  }

  private static DatabaseException unfamiliar(Path archive, @Nullable IOException why) {
    return PostgresArchive.refused(
        ErrorCode.ARCHIVE_TOO_NEW,
        archive.toString(),
        "has a "
            + NAME
            + " of a form that is not known here"
            + (why instanceof JsonProcessingException json
                ? ": " + json.getOriginalMessage()
                : ""));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** The file that a file of an incremental backup is a part of, or the file itself. */
  static String whole(String name) {
    int file = name.lastIndexOf('/') + 1;
    return name.startsWith(PART, file)
        ? name.substring(0, file) + name.substring(file + PART.length())
        : name;
  }

  /** The timeline on which the backup ended. */
  long timeline() {
    return ranges.get(ranges.size() - 1).timeline();
  }

  /** Where the WAL that it needs begins. */
  PostgresLsn start() {
    return ranges.get(0).start();
  }

  /** Where it is consistent. */
  PostgresLsn end() {
    return ranges.get(ranges.size() - 1).end();
  }

  /** Hashes what is read of it, up to its last line. */
  private static final class Hashed extends FilterInputStream {
    private final MessageDigest digest = sha256();
    private long left;

    Hashed(InputStream in, Tail tail) {
      super(new BufferedInputStream(in, BUFFER));
      left = tail.from();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read > 0 && left > 0) {
        int counted = (int) Math.min(left, read);
        digest.update(bytes, offset, counted);
        left -= counted;
      }
      return read;
    }

    /** Reads what is left, and tells it. */
    String hash() throws IOException {
      byte[] rest = new byte[BUFFER];
      while (read(rest, 0, rest.length) >= 0) {
        // Only hashed.
      }
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
