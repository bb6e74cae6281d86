package io.gds.database.core.archive;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Refuses what is no plain file or directory: links, devices, pipes, sockets. */
final class PlainFiles {
  private PlainFiles() {}

  /** The attributes of a file or directory that is itself, not a link or a device. */
  static BasicFileAttributes require(Path path, String what) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink() || attributes.isOther()) {
      throw unsafe(path, what, attributes.isSymbolicLink() ? "a link" : "a device or pipe");
    }
    return attributes;
  }

  static void requireFile(Path path, String what) throws IOException {
    if (require(path, what).isDirectory()) {
      throw unsafe(path, what, "a directory");
    }
  }

  private static DatabaseException unsafe(Path path, String what, String kind) {
    return ErrorDetails.of(
            ErrorCode.ARCHIVE_UNSAFE, what + " " + path + " is " + kind + " where a file is due")
        .target(path.toString())
        .with("path", path.toString())
        .remedy("Give the path of the file itself.")
        .toException();
  }
}
