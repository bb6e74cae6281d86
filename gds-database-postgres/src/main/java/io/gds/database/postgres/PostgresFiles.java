package io.gds.database.postgres;

import io.gds.database.core.archive.FileSync;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The few files of a stopped server's data directory that are written by this library, each given
 * to whom the directory belongs.
 */
final class PostgresFiles {
  static final String AUTO = "postgresql.auto.conf";
  static final String STANDBY = "standby.signal";

  private final Path data;

  PostgresFiles(Path data) {
    this.data = data;
  }

  /** What the step that makes it follow shows. */
  String followText(Map<String, String> settings) {
    StringBuilder text = new StringBuilder("write " + data.resolve(STANDBY));
    text.append("; in ").append(data.resolve(AUTO)).append(':');
    settings.forEach(
        (name, value) -> text.append('\n').append(name).append(" = ").append(literal(value)));
    return text.toString();
  }

  /** Makes it start as a standby, with these settings in the place of those it had. */
  void follow(Map<String, String> settings) {
    try {
      Path auto = data.resolve(AUTO);
      List<String> lines = new ArrayList<>();
      if (Files.exists(auto)) {
        for (String line : Files.readAllLines(auto, StandardCharsets.UTF_8)) {
          if (settings.keySet().stream()
              .noneMatch(name -> line.matches("\\s*" + name + "\\s*=.*"))) {
            lines.add(line);
          }
        }
      }
      settings.forEach((name, value) -> lines.add(name + " = " + literal(value)));
      write(auto, String.join("\n", lines) + "\n");
      Files.deleteIfExists(data.resolve("recovery.signal"));
      write(data.resolve(STANDBY), "");
    } catch (IOException e) {
      throw failed(data, e);
    }
  }

  private static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /**
   * The node's own files, by their names in the data directory.
   *
   * @param more further ones, if they lie there
   */
  Map<Path, byte[]> keep(List<Path> more) {
    Map<Path, byte[]> kept = new LinkedHashMap<>();
    try {
      for (Path name : PostgresOwnFiles.in(data, more).files()) {
        kept.put(name, Files.readAllBytes(data.resolve(name)));
      }
    } catch (IOException e) {
      throw failed(data, e);
    }
    return kept;
  }

  /** Writes files as they were kept. */
  void putBack(Map<Path, byte[]> kept) {
    try {
      for (Map.Entry<Path, byte[]> file : kept.entrySet()) {
        Path path = data.resolve(file.getKey());
        makeParents(path);
        write(path, file.getValue());
      }
    } catch (IOException e) {
      throw failed(data, e);
    }
  }

  /**
   * Puts the node's own files in the place of another's. Of the other's there may be more in the
   * directories from which all is included: they are deleted, else the node would obey them.
   */
  void replace(Map<Path, byte[]> kept) {
    putBack(kept);
    try {
      for (Path directory : PostgresOwnFiles.in(data).directories()) {
        for (Path file : PostgresOwnFiles.configuration(data.resolve(directory))) {
          if (!kept.containsKey(data.toAbsolutePath().normalize().relativize(file.normalize()))) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw failed(data, e);
    }
  }

  private void makeParents(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent == null || Files.isDirectory(parent)) {
      return;
    }
    makeParents(parent);
    Files.createDirectory(parent);
    if (Files.getFileAttributeView(data, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
      UserPrincipal owner = Files.getOwner(data, LinkOption.NOFOLLOW_LINKS);
      if (!Files.getOwner(parent).equals(owner)) {
        Files.setOwner(parent, owner);
      }
    }
  }

  private void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whole or not at all, and readable by its owner only. */
  private void write(Path file, byte[] bytes) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    Files.deleteIfExists(partial);
    if (Files.getFileAttributeView(data, PosixFileAttributeView.class) == null) {
      Files.write(partial, bytes);
    } else {
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      UserPrincipal owner = Files.getOwner(data, LinkOption.NOFOLLOW_LINKS);
      Files.write(partial, bytes);
      if (!Files.getOwner(partial).equals(owner)) {
        Files.setOwner(partial, owner);
      }
    }
    // What it was made from is deleted after: the new bytes have to outlive a crash by then.
    FileSync.file(partial);
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static DatabaseException failed(Path path, IOException e) {
    return ErrorDetails.of(
            ErrorCode.STORAGE_FAILED,
            "the server's files could not be written: "
                + Optional.ofNullable(
                        e instanceof FileSystemException f ? f.getReason() : e.getMessage())
                    .orElse(e.toString()))
        .target(path.toString())
        .cause(e)
        .remedy("Run this as the owner of the data directory, or as root.")
        .toException();
  }
}
