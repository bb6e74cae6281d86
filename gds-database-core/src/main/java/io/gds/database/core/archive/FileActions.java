package io.gds.database.core.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Each thing a publication does to the disk, one method each, so that tests can make each fail. */
class FileActions {
  FileChannel create(Path file) throws IOException {
    return RestrictedFiles.create(file);
  }

  void createDirectory(Path directory) throws IOException {
    RestrictedFiles.createDirectory(directory);
  }

  void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  void force(FileChannel channel) throws IOException {
    channel.force(true);
  }

  void sync(Path file) throws IOException {
    FileSync.file(file);
  }

  void syncDirectory(Path directory) throws IOException {
    FileSync.directory(directory);
  }

  /**
   * Gives a file a second name, which nothing else has.
   *
   * @return false if the file system has no such thing
   * @throws FileAlreadyExistsException if the name is taken
   */
  boolean link(Path existing, Path name) throws IOException {
    try {
      Files.createLink(name, existing);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException e) {
      return false;
    } catch (FileSystemException e) {
      // FAT and some network shares say "not permitted" or "not supported". If the cause was
      // something else, such as a full disk, the way without links meets it again and reports it.
      return false;
    }
  }

  /** Moves to a name that nothing has; only a stranger's file of this very instant goes unseen. */
  void move(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the directory does not let a file be renamed in one step", e);
    }
  }

  void delete(Path path) throws IOException {
    Directories.deleteTree(path);
  }
}
