package io.gds.database.core.archive;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** Turns failures of the file system into errors that name the path and what would help. */
public final class StorageFailures {
  private StorageFailures() {}

  /**
   * A failure while writing: STORAGE_FULL, STORAGE_READ_ONLY, ALREADY_EXISTS, CANCELLED (the thread
   * was interrupted) or STORAGE_FAILED.
   *
   * @param doing what was tried, such as {@code writing the archive}
   */
  public static DatabaseException writing(Path path, String doing, IOException cause) {
    if (cause instanceof ClosedByInterruptException) {
      return cancelled(path, doing, cause);
    }
    if (cause instanceof FileAlreadyExistsException) {
      return details(ErrorCode.ALREADY_EXISTS, path, doing + " failed: it exists already", cause)
          .remedy("Choose another name, or remove it if it is no longer wanted.")
          .toException();
    }
    String reason = reason(cause);
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("no space")
        || lower.contains("quota")
        || lower.contains("not enough space")) {
      return full(path, doing, cause);
    }
    if (lower.contains("read-only")
        || cause instanceof AccessDeniedException
        || onReadOnlyStore(path)) {
      return details(ErrorCode.STORAGE_READ_ONLY, path, doing + " failed: " + reason, cause)
          .remedy(
              "Let the user this process runs as write to "
                  + directoryOf(path)
                  + ", or choose another directory.")
          .toException();
    }
    if (cause instanceof NoSuchFileException || cause instanceof NotDirectoryException) {
      return details(
              ErrorCode.STORAGE_FAILED, path, doing + " failed: the directory is not there", cause)
          .remedy("Create the directory " + directoryOf(path) + ", or mount it again, and retry.")
          .toException();
    }
    // The system's words may be in any language, so an unknown failure looks at the disk itself.
    return freeBytes(path) == 0
        ? full(path, doing, cause)
        : failed(path, doing, reason, cause, "Check the disk and the system's log, then retry.");
  }

  /**
   * A failure while reading: NOT_FOUND, STORAGE_UNREADABLE, CANCELLED or STORAGE_FAILED.
   *
   * @param doing what was tried, such as {@code reading the archive}
   */
  public static DatabaseException reading(Path path, String doing, IOException cause) {
    if (cause instanceof ClosedByInterruptException) {
      return cancelled(path, doing, cause);
    }
    if (cause instanceof NoSuchFileException || cause instanceof NotDirectoryException) {
      return details(ErrorCode.NOT_FOUND, path, doing + " failed: it does not exist", cause)
          .remedy("Check the path.")
          .toException();
    }
    if (cause instanceof AccessDeniedException) {
      return details(ErrorCode.STORAGE_UNREADABLE, path, doing + " failed: access denied", cause)
          .remedy("Let the user this process runs as read it.")
          .toException();
    }
    return failed(
        path,
        doing,
        reason(cause),
        cause,
        "Check the disk and the system's log; try another copy.");
  }

  private static DatabaseException full(Path path, String doing, IOException cause) {
    return details(
            ErrorCode.STORAGE_FULL, path, doing + " failed: the disk or quota is full", cause)
        .remedy("Free space in " + directoryOf(path) + ", or choose another directory.")
        .toException();
  }

  private static DatabaseException cancelled(Path path, String doing, IOException cause) {
    return details(ErrorCode.CANCELLED, path, doing + " was interrupted", cause).toException();
  }

  private static DatabaseException failed(
      Path path, String doing, String reason, IOException cause, String remedy) {
    return details(ErrorCode.STORAGE_FAILED, path, doing + " failed: " + reason, cause)
        .remedy(remedy)
        .toException();
  }

  private static ErrorDetails details(ErrorCode code, Path path, String text, IOException cause) {
    return ErrorDetails.of(code, text + " (" + path + ")")
        .target(path.toString())
        .with("path", path.toString())
        .cause(cause);
  }

  /** The system's own words without the paths that Java puts in front. */
  private static String reason(IOException cause) {
    String text =
        cause instanceof FileSystemException system && system.getReason() != null
            ? system.getReason()
            : cause instanceof AccessDeniedException ? "access denied" : cause.getMessage();
    return text == null ? cause.getClass().getSimpleName() : text;
  }

  private static boolean onReadOnlyStore(Path path) {
    try {
      return Files.getFileStore(directoryOf(path)).isReadOnly();
    } catch (IOException e) {
      // Only a question about the directory; the failure being reported is the one that counts.
      return false;
    }
  }

  private static long freeBytes(Path path) {
    try {
      return Files.getFileStore(directoryOf(path)).getUsableSpace();
    } catch (IOException e) {
      // Only a question about the directory; the failure being reported is the one that counts.
      return -1;
    }
  }

  static Path directoryOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }
}
