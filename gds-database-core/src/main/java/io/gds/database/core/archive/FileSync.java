package io.gds.database.core.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Bringing files and directories to the disk, so that they outlive a crash of the system. Each
 * method is complete when it returns, even if the calling thread is interrupted meanwhile; the
 * interrupt is kept. Thread-safe.
 */
public final class FileSync {
  private FileSync() {}

  /**
   * Writes a file's content and length to the disk.
   *
   * @throws IOException if the system reports that it could not
   */
  public static void file(Path file) throws IOException {
    Uninterrupted.run(() -> force(file, StandardOpenOption.WRITE));
  }

  /**
   * Writes a directory's entries to the disk, so that a new name outlives a crash. Does nothing
   * where the system does so by itself or cannot be told to.
   *
   * @throws IOException if the system reports that it could not
   */
  public static void directory(Path directory) throws IOException {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
      Uninterrupted.run(() -> force(directory, StandardOpenOption.READ));
    }
  }

  /**
   * Puts new content in a file's place, whole or not at all, and brings it to the disk. The new
   * file is readable by its owner only.
   *
   * @throws io.gds.database.error.StorageException if it cannot be written; the old content stays
   */
  public static void replace(Path target, byte[] content) {
    Path directory = StorageFailures.directoryOf(target);
    Path partial = directory.resolve(PartialName.of(archiveOf(target)).manifest());
    try {
      try {
        RestrictedFiles.write(partial, content);
        file(partial);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        directory(directory);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw StorageFailures.writing(target, "replacing the file", e);
    }
  }

  private static Path archiveOf(Path target) {
    String name = target.getFileName().toString();
    return name.endsWith(ArchiveNames.MANIFEST_SUFFIX)
        ? target.resolveSibling(
            name.substring(0, name.length() - ArchiveNames.MANIFEST_SUFFIX.length()))
        : target;
  }

  private static void force(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }
}
