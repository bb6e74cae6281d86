package io.gds.database.postgres;

import io.gds.database.core.archive.Directories;
import io.gds.database.core.archive.FileSync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A node's own configuration files, kept on disk beside its data directory while a tool writes
 * another node's over them. They are there whole or not at all, and stay until they are back: if
 * this process is killed in between, the next rejoin puts them back. Inside the data directory the
 * tool would delete them.
 */
final class PostgresKeptFiles {
  private final Path data;
  private final Path directory;

  PostgresKeptFiles(Path data) {
    this.data = data;
    directory = data.resolveSibling(data.getFileName() + ".kept-configuration");
  }

  /** Where they lie while they are kept. */
  Path directory() {
    return directory;
  }

  /** Since when they lie there; empty if none are kept. */
  Optional<Instant> since() {
    try {
      return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(Files.getLastModifiedTime(directory).toInstant())
          : Optional.empty();
    } catch (IOException e) {
      throw PostgresFiles.failed(directory, e);
    }
  }

  /**
   * Keeps them, unless they are kept already: what lies in the data directory then is not its own.
   *
   * @param more further ones than its configuration names, if they lie there
   */
  void keep(List<Path> more) {
    if (since().isPresent()) {
      return;
    }
    Path partial = directory.resolveSibling(directory.getFileName() + ".partial");
    try {
      if (Files.isDirectory(partial, LinkOption.NOFOLLOW_LINKS)) {
        Directories.deleteTree(partial);
      }
      create(partial);
      new PostgresFiles(partial).putBack(new PostgresFiles(data).keep(more));
      for (Path file : plain(partial)) {
        FileSync.file(file);
      }
      FileSync.directory(partial);
      Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        FileSync.directory(parent);
      }
    } catch (IOException e) {
      throw PostgresFiles.failed(directory, e);
    }
  }

  /** Readable by its owner only, who is that of the data directory. */
  private void create(Path partial) throws IOException {
    if (Files.getFileAttributeView(data, PosixFileAttributeView.class) == null) {
      Files.createDirectory(partial);
      return;
    }
    Files.createDirectory(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    UserPrincipal owner = Files.getOwner(data, LinkOption.NOFOLLOW_LINKS);
    if (!Files.getOwner(partial).equals(owner)) {
      Files.setOwner(partial, owner);
    }
  }

  /** They were written here as plain files: what is anything else was not. */
  private static List<Path> plain(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  /** Puts them back into the data directory, and keeps them no longer; nothing if none are kept. */
  void putBack() {
    if (since().isEmpty()) {
      return;
    }
    try {
      Map<Path, byte[]> kept = new LinkedHashMap<>();
      for (Path file : plain(directory)) {
        kept.put(directory.relativize(file), Files.readAllBytes(file));
      }
      new PostgresFiles(data).replace(kept);
      Directories.deleteTree(directory);
    } catch (IOException e) {
      throw PostgresFiles.failed(directory, e);
    }
  }
}
