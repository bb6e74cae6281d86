package io.gds.database.postgres;

import io.gds.database.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tar archive of pg_dump from its first header to the two empty blocks at its end.
 * pg_restore never does: of an archive that was cut it takes the rest for good, or reads for ever.
 */
final class PostgresTar {
  static final int BLOCK = 512;

  private static final int NAME_BYTES = 100;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_BYTES = 12;
  private static final int CHECKSUM_OFFSET = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE_OFFSET = 156;
  private static final int MAGIC_OFFSET = 257;
  private static final String MAGIC = "ustar";
  private static final String MEMBER =
      "toc\\.dat|restore\\.sql|[0-9]+\\.dat|blobs(_[0-9]+)?\\.toc|blob_[0-9]+\\.dat";

  private PostgresTar() {}

  /** Whether a first block may be that of a tar archive of pg_dump. */
  static boolean isHeader(byte[] block) {
    return block.length >= BLOCK
        && text(block, MAGIC_OFFSET, MAGIC.length()).equals(MAGIC)
        && text(block, 0, NAME_BYTES).equals(PostgresToc.FILE);
  }

  /** Reads the table of contents, the archive's first member. */
  static PostgresToc toc(Path archive) throws IOException {
    try (InputStream in =
        new BufferedInputStream(Files.newInputStream(archive, LinkOption.NOFOLLOW_LINKS))) {
      byte[] header = in.readNBytes(BLOCK);
      if (!isHeader(header)) {
        throw refused(ErrorCode.ARCHIVE_UNRECOGNIZED, archive, "does not begin as such a one does");
      }
      return PostgresToc.read(in, archive.toString());
    }
  }

  /**
   * Walks the whole archive.
   *
   * @param checkpoint asked between pieces of 64 KiB; throws if the work shall stop
   * @return how many members it has
   * @throws io.gds.database.error.ArchiveException if it is not whole
   */
  static int walk(Path archive, Runnable checkpoint) throws IOException {
    Set<String> members = new TreeSet<>();
    try (InputStream in =
        new BufferedInputStream(
            Files.newInputStream(archive, LinkOption.NOFOLLOW_LINKS), 64 * 1024)) {
      byte[] header = block(in, archive);
      while (!isEmpty(header)) {
        String name = member(header, archive);
        if (!members.add(name)) {
          throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "has two members called " + name);
        }
        skip(in, (size(header, archive) + BLOCK - 1) / BLOCK * BLOCK, name, archive, checkpoint);
        header = block(in, archive);
      }
      if (!isEmpty(block(in, archive))) {
        throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "goes on behind its end");
      }
      requireNothingMore(in, archive);
    }
    requireFiles(members, archive);
    return members.size();
  }

  /** Whatever follows the end may only be empty, as some writers fill up their last record. */
  private static void requireNothingMore(InputStream in, Path archive) throws IOException {
    byte[] rest = new byte[BLOCK];
    int read;
    while ((read = in.readNBytes(rest, 0, BLOCK)) > 0) {
      for (int i = 0; i < read; i++) {
        if (rest[i] != 0) {
          throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "goes on behind its end");
        }
      }
    }
  }

  private static void requireFiles(Set<String> members, Path archive) throws IOException {
    if (!members.contains(PostgresToc.FILE)) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "has no table of contents");
    }
    for (String file : toc(archive).files()) {
      if (!members.contains(file)) {
        throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "lacks its member " + file);
      }
    }
  }

  private static byte[] block(InputStream in, Path archive) throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw refused(ErrorCode.ARCHIVE_TRUNCATED, archive, "ends before its last block");
    }
    return block;
  }

  private static boolean isEmpty(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static String member(byte[] header, Path archive) {
    String name = text(header, 0, NAME_BYTES);
    long expected = number(header, CHECKSUM_OFFSET, CHECKSUM_BYTES);
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_BYTES;
      sum += own ? ' ' : header[i] & 0xff;
    }
    if (sum != expected || !text(header, MAGIC_OFFSET, MAGIC.length()).equals(MAGIC)) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "has a damaged header of a member");
    }
    boolean plain = header[TYPE_OFFSET] == '0' || header[TYPE_OFFSET] == 0;
    if (!plain || !name.matches(MEMBER)) {
      throw refused(
          ErrorCode.ARCHIVE_UNSAFE,
          archive,
          "has a member that pg_dump does not write: "
              + name.substring(0, Math.min(name.length(), 80)).replaceAll("[^ -~]", "?"));
    }
    return name;
  }

  private static long size(byte[] header, Path archive) {
    long size = number(header, SIZE_OFFSET, SIZE_BYTES);
    if (size < 0 || size > Long.MAX_VALUE / 2) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "has a member of no sensible size");
    }
    return size;
  }

  /** Octal digits, or, where those do not suffice, a set highest bit and a binary number. */
  private static long number(byte[] header, int offset, int length) {
    long value = 0;
    if ((header[offset] & 0x80) != 0) {
      for (int i = offset + length - 8; i < offset + length; i++) {
        value = (value << 8) | (header[i] & 0xff);
      }
      return value;
    }
    for (int i = offset; i < offset + length; i++) {
      int digit = header[i] - '0';
      if (digit >= 0 && digit < 8) {
        value = value * 8 + digit;
      } else if (header[i] != ' ' && header[i] != 0) {
        return -1;
      }
    }
    return value;
  }

  private static void skip(
      InputStream in, long bytes, String name, Path archive, Runnable checkpoint)
      throws IOException {
    byte @Nullable [] buffer = null;
    long left = bytes;
    while (left > 0) {
      checkpoint.run();
      if (buffer == null) {
        buffer = new byte[64 * 1024];
      }
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw refused(ErrorCode.ARCHIVE_TRUNCATED, archive, "ends within its member " + name);
      }
      left -= read;
    }
  }

  private static String text(byte[] block, int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return new String(block, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static RuntimeException refused(ErrorCode code, Path archive, String why) {
    return PostgresArchive.refused(code, archive.toString(), why);
  }
}
