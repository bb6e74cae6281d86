package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Reads a tar file of a base backup from its first header to the two empty blocks at its end. Used
 * by one thread.
 */
final class PostgresBaseTar {
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
    PostgresTarHeader header = header();
    while (!header.isEmpty()) {
      member(header, visitor);
      header = header();
    }
    if (!header().isEmpty() || !PostgresTarHeader.isOver(in)) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, "goes on behind its end");
    }
  }

  private void member(PostgresTarHeader header, Visitor visitor) throws IOException {
    if (!header.isSound()) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, "has a damaged header of a member");
    }
    String name = header.name();
    if (header.isDirectory()) {
      visitor.directory(name);
    } else if (header.isFile()) {
      content(name, size(header), visitor);
    } else if (!header.isLink() || !name.matches("(\\./)?pg_tblspc/[0-9]+/?")) {
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
    long padding =
        (PostgresTarHeader.BLOCK - bytes % PostgresTarHeader.BLOCK) % PostgresTarHeader.BLOCK;
    if (in.readNBytes((int) padding).length < padding) {
      throw refused(ErrorCode.ARCHIVE_TRUNCATED, "ends behind its member " + printable(name));
    }
  }

  private long size(PostgresTarHeader header) {
    long size = header.size();
    if (size == PostgresTarHeader.NONE) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, "has a member of no sensible size");
    }
    return size;
  }

  private PostgresTarHeader header() throws IOException {
    byte[] block = in.readNBytes(PostgresTarHeader.BLOCK);
    if (block.length < PostgresTarHeader.BLOCK) {
      throw refused(ErrorCode.ARCHIVE_TRUNCATED, "ends before its last block");
    }
    return new PostgresTarHeader(block);
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
