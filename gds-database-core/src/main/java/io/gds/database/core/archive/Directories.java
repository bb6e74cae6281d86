package io.gds.database.core.archive;

import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is asked of a directory before and after an archive is written to it. Thread-safe. */
public final class Directories {
  private static final String ROOM = "the directory has room for the archive";

  private Directories() {}

  /**
   * Measures whether a directory has room.
   *
   * @param neededBytes how much is going to be written, as well as that is known
   * @param readAt the instant of the measurement
   * @return PASSED; REFUSED with code STORAGE_FULL or NOT_FOUND; NOT_MEASURED where the system does
   *     not tell
   */
  public static Check freeSpace(Path directory, long neededBytes, Instant readAt) {
    if (!Files.isDirectory(directory)) {
      return new Check(
          ROOM,
          directory.toString(),
          Files.exists(directory, LinkOption.NOFOLLOW_LINKS) ? "not a directory" : "not there",
          "an existing directory",
          Verdict.REFUSED,
          ErrorCode.NOT_FOUND,
          readAt,
          "Create the directory, or choose another one.");
    }
    long free;
    try {
      free = Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      return room(
          directory, "unknown: " + e.getMessage(), neededBytes, Verdict.NOT_MEASURED, readAt);
    }
    Verdict verdict = free >= neededBytes ? Verdict.PASSED : Verdict.REFUSED;
    return room(directory, free + " bytes free", neededBytes, verdict, readAt);
  }

  private static Check room(
      Path directory, String measured, long neededBytes, Verdict verdict, Instant readAt) {
    return new Check(
        ROOM,
        directory.toString(),
        measured,
        "at least " + neededBytes + " bytes",
        verdict,
        ErrorCode.STORAGE_FULL,
        readAt,
        verdict == Verdict.REFUSED ? "Free space, or choose another directory." : "");
  }

  /**
   * Deletes a file, or a directory with all it holds. Links are deleted, never followed. Nothing
   * there is fine.
   */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
