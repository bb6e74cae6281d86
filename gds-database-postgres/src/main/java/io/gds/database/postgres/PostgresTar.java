package io.gds.database.postgres;

import io.gds.database.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
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
  static final int BLOCK = PostgresTarHeader.BLOCK;

  private static final String MEMBER =
      "toc\\.dat|restore\\.sql|[0-9]+\\.dat|blobs(_[0-9]+)?\\.toc|blob_[0-9]+\\.dat";

  private PostgresTar() {}

  /** Whether a first block may be that of a tar archive of pg_dump. */
  static boolean isHeader(byte[] block) {
    PostgresTarHeader header = new PostgresTarHeader(block);
    return header.isUstar() && header.name().equals(PostgresToc.FILE);
  }

  /** Opens the table of contents, the archive's first member; more comes behind it. */
  static InputStream table(Path archive) throws IOException {
    InputStream in =
        new BufferedInputStream(Files.newInputStream(archive, LinkOption.NOFOLLOW_LINKS));
    try {
      if (!isHeader(in.readNBytes(BLOCK))) {
        throw refused(ErrorCode.ARCHIVE_UNRECOGNIZED, archive, "does not begin as such a one does");
      }
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Reads the table of contents. */
  static PostgresToc toc(Path archive) throws IOException {
    try (InputStream in = table(archive)) {
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
      PostgresTarHeader header = header(in, archive);
      while (!header.isEmpty()) {
        String name = member(header, archive);
        if (!members.add(name)) {
          throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "has two members called " + name);
        }
        skip(in, (size(header, archive) + BLOCK - 1) / BLOCK * BLOCK, name, archive, checkpoint);
        header = header(in, archive);
      }
      if (!header(in, archive).isEmpty() || !PostgresTarHeader.isOver(in)) {
        throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "goes on behind its end");
      }
    }
    requireFiles(members, archive);
    return members.size();
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

  private static PostgresTarHeader header(InputStream in, Path archive) throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw refused(ErrorCode.ARCHIVE_TRUNCATED, archive, "ends before its last block");
    }
    return new PostgresTarHeader(block);
  }

  private static String member(PostgresTarHeader header, Path archive) {
    if (!header.isSound()) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "has a damaged header of a member");
    }
    String name = header.name();
    if (!header.isFile() || !name.matches(MEMBER)) {
      throw refused(
          ErrorCode.ARCHIVE_UNSAFE,
          archive,
          "has a member that pg_dump does not write: "
              + name.substring(0, Math.min(name.length(), 80)).replaceAll("[^ -~]", "?"));
    }
    return name;
  }

  private static long size(PostgresTarHeader header, Path archive) {
    long size = header.size();
    if (size == PostgresTarHeader.NONE) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, archive, "has a member of no sensible size");
    }
    return size;
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

  private static RuntimeException refused(ErrorCode code, Path archive, String why) {
    return PostgresArchive.refused(code, archive.toString(), why);
  }
}
