package io.gds.database.core.archive;

import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Proves that an archive is what its manifest says: at {@link VerifyLevel#MANIFEST} its kind,
 * members and sizes, at the levels above every byte by SHA-256 (what they demand besides is the
 * platform's part). In constant memory. Changes nothing. Thread-safe.
 */
public final class ArchiveVerifier {
  private ArchiveVerifier() {}

  /**
   * Verifies an archive and returns its manifest.
   *
   * @param platform what it must have been made on
   * @param progress told the bytes read so far, of {@link ArchiveContent#bytes()}
   * @param checkpoint asked between pieces of 64 KiB; throws if the work shall stop
   * @throws io.gds.database.error.NotFoundException if there is no archive
   * @throws io.gds.database.error.ArchiveException if it is refused: ARCHIVE_TRUNCATED,
   *     ARCHIVE_CORRUPT, ARCHIVE_WRONG_PLATFORM, ARCHIVE_TOO_NEW, ARCHIVE_UNSAFE, or
   *     ARCHIVE_UNRECOGNIZED where there is no manifest
   * @throws io.gds.database.error.StorageException if it cannot be read
   */
  public static Manifest verify(
      Path archive,
      DatabaseType platform,
      VerifyLevel level,
      LongConsumer progress,
      Runnable checkpoint) {
    try {
      PlainFiles.require(archive, "the archive");
    } catch (IOException e) {
      throw StorageFailures.reading(archive, "reading the archive", e);
    }
    Manifest manifest = ManifestFile.read(archive, platform);
    verifyContent(archive, manifest.content(), level, progress, checkpoint);
    return manifest;
  }

  /**
   * Verifies data without a manifest beside them, such as those of an archive that is about to be
   * published, against what they must be. Throws as {@link #verify}.
   */
  public static void verifyContent(
      Path data,
      ArchiveContent content,
      VerifyLevel level,
      LongConsumer progress,
      Runnable checkpoint) {
    ContentReader reader = new ContentReader(progress, checkpoint);
    boolean everyByte = level != VerifyLevel.MANIFEST;
    try {
      boolean isDirectory = PlainFiles.require(data, "the archive").isDirectory();
      if (isDirectory != content.isDirectory()) {
        throw refused(
            ErrorCode.ARCHIVE_UNRECOGNIZED,
            data,
            isDirectory
                ? "is a directory, but its manifest describes a file"
                : "is a file, but its manifest describes a directory");
      }
      if (isDirectory) {
        verifyMembers(data, content.members(), everyByte, reader);
      } else {
        requireSize(data, data, content.bytes());
        if (everyByte) {
          requireSame(data, "it", content.sha256(), reader.file(data).sha256());
        }
      }
    } catch (IOException e) {
      throw StorageFailures.reading(data, "reading the archive", e);
    }
  }

  private static void verifyMembers(
      Path root, List<ArchiveMember> members, boolean everyByte, ContentReader reader)
      throws IOException {
    Map<String, Path> found = ContentReader.list(root);
    Set<String> surplus = new TreeSet<>(found.keySet());
    for (ArchiveMember member : members) {
      Path path = found.get(member.name());
      if (path == null) {
        throw refused(
            ErrorCode.ARCHIVE_CORRUPT, root, "lacks its member " + printable(member.name()));
      }
      surplus.remove(member.name());
      if (!member.isDirectory()) {
        requireSize(root, path, member.bytes());
      }
    }
    if (!surplus.isEmpty()) {
      throw refused(
          ErrorCode.ARCHIVE_CORRUPT,
          root,
          "holds " + printable(surplus.iterator().next()) + ", which its manifest does not know");
    }
    if (everyByte) {
      for (ArchiveMember member : members) {
        String actual = reader.member(member.name(), root.resolve(member.name())).sha256();
        requireSame(root, "its member " + printable(member.name()), member.sha256(), actual);
      }
    }
  }

  private static void requireSize(Path archive, Path file, long expected) throws IOException {
    long size = Files.size(file);
    if (size == expected) {
      return;
    }
    String whose =
        file.equals(archive)
            ? "has "
            : "has a member " + printable(archive.relativize(file).toString()) + " of ";
    throw refused(
        size < expected ? ErrorCode.ARCHIVE_TRUNCATED : ErrorCode.ARCHIVE_CORRUPT,
        archive,
        whose + size + " bytes, " + expected + " were written");
  }

  private static void requireSame(Path archive, String what, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw refused(
          ErrorCode.ARCHIVE_CORRUPT,
          archive,
          "is damaged: " + what + " has SHA-256 " + actual + ", written was " + expected);
    }
  }

  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }

  private static DatabaseException refused(ErrorCode code, Path archive, String why) {
    return ErrorDetails.of(code, "the archive " + archive + " " + why)
        .target(archive.toString())
        .with("path", archive.toString())
        .remedy("Use another copy of this archive, or another backup.")
        .toException();
  }
}
