package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a tar file of a base backup from its first header to the two empty blocks at its end. Used
 * by one thread.
 */
final class PostgresBaseTar {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int SIZE = 124;
  private static final int SIZE_BYTES = 12;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE = 156;
  private static final int MAGIC = 257;

  private final InputStream in;
  private final Path file;

  /** What is told of the members. */
  interface Visitor {
    /** A directory; the name as it stands there. */
    void directory(String name) throws IOException;

    /** A file, whose content may be read up to its end, or not at all. */
    void file(String name, long bytes, InputStream content) throws IOException;
  }

  PostgresBaseTar(InputStream in, Path file) {
    this.in = in;
    this.file = file;
  }

  /**
   * Reads all of it.
   *
   * @throws io.gds.database.error.ArchiveException if it is not whole, or has members that the
   *     server does not write
   */
  void read(Visitor visitor) throws IOException {
    byte[] header = block();
    while (!isEmpty(header)) {
      member(header, visitor);
      header = block();
    }
    if (!isEmpty(block())) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, "goes on behind its end");
    }
    byte[] rest = new byte[BLOCK];
    int read;
    while ((read = in.readNBytes(rest, 0, BLOCK)) > 0) {
      for (int i = 0; i < read; i++) {
        if (rest[i] != 0) {
          throw refused(ErrorCode.ARCHIVE_CORRUPT, "goes on behind its end");
        }
      }
    }
  }

  private void member(byte[] header, Visitor visitor) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES;
      sum += own ? ' ' : header[i] & 0xff;
    }
    if (sum != number(header, CHECKSUM, CHECKSUM_BYTES)
        || !text(header, MAGIC, 5).equals("ustar")) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, "has a damaged header of a member");
    }
    String name = text(header, 0, NAME_BYTES);
    char type = (char) header[TYPE];
    if (type == '5') {
      visitor.directory(name);
    } else if (type == '0' || type == 0) {
      content(name, size(header), visitor);
    } else if (type != '2' || !name.matches("(\\./)?pg_tblspc/[0-9]+/?")) {
      // The links to tablespaces are made anew, wherever those go.
      throw refused(
          ErrorCode.ARCHIVE_UNSAFE,
          "has a member that is neither file nor directory: " + printable(name));
    }
  }

  private void content(String name, long bytes, Visitor visitor) throws IOException {
    Content content = new Content(bytes, name);
    visitor.file(name, bytes, content);
    content.skipRest();
    long padding = (BLOCK - bytes % BLOCK) % BLOCK;
    if (in.readNBytes((int) padding).length < padding) {
      throw refused(ErrorCode.ARCHIVE_TRUNCATED, "ends behind its member " + printable(name));
    }
  }

  private long size(byte[] header) {
    long size = number(header, SIZE, SIZE_BYTES);
    if (size < 0) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, "has a member of no sensible size");
    }
    return size;
  }

  private byte[] block() throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw refused(ErrorCode.ARCHIVE_TRUNCATED, "ends before its last block");
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

  private static String text(byte[] block, int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return new String(block, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static String printable(String name) {
    return name.replaceAll("[^ -~]", "?");
  }

  private DatabaseException refused(ErrorCode code, String why) {
    return PostgresArchive.refused(code, file.toString(), why);
  }

  /** The bytes of one member. */
  private final class Content extends InputStream {
    private final String name;
    private long left;

    Content(long bytes, String name) {
      this.left = bytes;
      this.name = name;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(left, length));
      if (read < 0) {
        throw refused(ErrorCode.ARCHIVE_TRUNCATED, "ends within its member " + printable(name));
      }
      left -= read;
      return read;
    }

    void skipRest() throws IOException {
      byte[] buffer = new byte[8 * 1024];
      while (left > 0) {
        read(buffer, 0, buffer.length);
      }
    }
  }
}
