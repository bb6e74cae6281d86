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

  /** What is a node's own: a rewind or a new copy brings those of the other node. */
  static final List<String> OWN = List.of("postgresql.conf", AUTO, "pg_hba.conf", "pg_ident.conf");

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

  /** The node's own configuration, by file name. */
  Map<String, byte[]> keep() {
    Map<String, byte[]> kept = new LinkedHashMap<>();
    try {
      for (String name : OWN) {
        Path file = data.resolve(name);
        if (Files.exists(file)) {
          kept.put(name, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw failed(data, e);
    }
    return kept;
  }

  /** Puts the node's own configuration into a directory. */
  void putBack(Map<String, byte[]> kept) {
    try {
      for (Map.Entry<String, byte[]> file : kept.entrySet()) {
        write(data.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw failed(data, e);
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
