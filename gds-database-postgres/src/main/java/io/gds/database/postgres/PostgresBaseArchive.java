package io.gds.database.postgres;

import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The directory that pg_basebackup wrote, of either layout, as the data directory it stands for.
 * Reads only, and needs no tool. Thread-safe.
 */
final class PostgresBaseArchive {
  /** The directory of the WAL below the data directory. */
  static final String WAL = "pg_wal/";

  /** The directory of the tablespaces below the data directory. */
  static final String TABLESPACES = "pg_tblspc/";

  private static final String LOG_STEM = "pg_wal";
  private static final String TAR = "(base|pg_wal|[0-9]+)\\.tar(\\.gz)?";
  private static final int BUFFER = 64 * 1024;

  private final Path path;
  private final PostgresBackupLayout layout;

  private PostgresBaseArchive(Path path, PostgresBackupLayout layout) {
    this.path = path;
    this.layout = layout;
  }

  /**
   * The one that lies at a path.
   *
   * @throws io.gds.database.error.ArchiveException if there is none
   */
  static PostgresBaseArchive at(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (isFile(absolute, "base.tar") || isFile(absolute, "base.tar.gz")) {
      return new PostgresBaseArchive(absolute, PostgresBackupLayout.TAR);
    }
    if (isFile(absolute, "PG_VERSION")) {
      return new PostgresBaseArchive(absolute, PostgresBackupLayout.PLAIN);
    }
    throw PostgresArchive.refused(
        ErrorCode.ARCHIVE_UNRECOGNIZED, absolute.toString(), "is no base backup");
  }

  private static boolean isFile(Path directory, String name) {
    return Files.isRegularFile(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  Path path() {
    return path;
  }

  PostgresBackupLayout layout() {
    return layout;
  }

  PostgresBaseManifest manifest() {
    return PostgresBaseManifest.read(path);
  }

  /** The OIDs of the tablespaces that lie in it. */
  Set<String> tablespaces() {
    Set<String> oids = new TreeSet<>();
    if (layout == PostgresBackupLayout.TAR) {
      for (Path tar : tars()) {
        String stem = stem(tar);
        if (stem.matches("[0-9]+")) {
          oids.add(stem);
        }
      }
      return oids;
    }
    Path spaces = path.resolve(TABLESPACES);
    if (Files.isDirectory(spaces, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(spaces)) {
        for (Path entry : entries) {
          oids.add(String.valueOf(entry.getFileName()));
        }
      } catch (IOException e) {
        throw StorageFailures.reading(path, "reading the archive", e);
      }
    }
    return oids;
  }

  /**
   * Goes through all of it but the list of files, by the names below the data directory.
   *
   * @throws io.gds.database.error.ArchiveException if it is not whole, or holds what does not
   *     belong there
   * @throws io.gds.database.error.StorageException if it cannot be read
   */
  void walk(PostgresBaseTar.Visitor visitor) {
    walk(visitor, stem -> true);
  }

  /** The same, of tar files that of the log alone. */
  void walkLog(PostgresBaseTar.Visitor visitor) {
    walk(visitor, LOG_STEM::equals);
  }

  private void walk(PostgresBaseTar.Visitor visitor, Predicate<String> stems) {
    try {
      if (layout == PostgresBackupLayout.PLAIN) {
        walkPlain(visitor);
        return;
      }
      for (Path tar : tars()) {
        String stem = stem(tar);
        if (!stems.test(stem)) {
          continue;
        }
        String below =
            stem.equals("base") ? "" : stem.equals(LOG_STEM) ? WAL : TABLESPACES + stem + "/";
        walk(tar, new Below(below, visitor));
      }
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the archive", e);
    }
  }

  private void walk(Path tar, PostgresBaseTar.Visitor visitor) throws IOException {
    try (InputStream raw =
            new BufferedInputStream(Files.newInputStream(tar, LinkOption.NOFOLLOW_LINKS), BUFFER);
        InputStream in =
            tar.toString().endsWith(".gz")
                ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER)
                : raw) {
      new PostgresBaseTar(in, tar).read(visitor);
    } catch (ZipException e) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_CORRUPT, tar.toString(), "is damaged: " + e.getMessage());
    } catch (EOFException e) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_TRUNCATED, tar.toString(), "ends before its end");
    }
  }

  /** The tar files, that of the data directory first and that of the WAL last. */
  private List<Path> tars() {
    List<Path> tars = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.equals(PostgresBaseManifest.NAME)) {
          continue;
        }
        if (!name.matches(TAR) || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          throw PostgresArchive.refused(
              ErrorCode.ARCHIVE_UNSAFE,
              path.toString(),
              "holds what does not belong there: " + name);
        }
        tars.add(entry);
      }
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the archive", e);
    }
    tars.sort(
        Comparator.comparing((Path tar) -> stem(tar).equals(LOG_STEM))
            .thenComparing(tar -> !stem(tar).equals("base"))
            .thenComparing(tar -> tar));
    return tars;
  }

  private static String stem(Path tar) {
    String name = tar.getFileName().toString();
    return name.substring(0, name.indexOf('.'));
  }

  private void walkPlain(PostgresBaseTar.Visitor visitor) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            if (!directory.equals(path)) {
              visitor.directory(name(directory));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.isRegularFile()) {
              throw PostgresArchive.refused(
                  ErrorCode.ARCHIVE_UNSAFE,
                  path.toString(),
                  "holds a link or a device: " + name(file));
            }
            if (!name(file).equals(PostgresBaseManifest.NAME)) {
              try (InputStream in =
                  new BufferedInputStream(
                      Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), BUFFER)) {
                visitor.file(name(file), attributes.size(), in);
              }
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private String name(Path below) {
    return path.relativize(below).toString().replace('\\', '/');
  }

  /** Puts the names of one tar file where they belong in the data directory. */
  private final class Below implements PostgresBaseTar.Visitor {
    private final String prefix;
    private final PostgresBaseTar.Visitor visitor;

    Below(String prefix, PostgresBaseTar.Visitor visitor) {
      this.prefix = prefix;
      this.visitor = visitor;
    }

    @Override
    public void directory(String name) throws IOException {
      visitor.directory(safe(name));
    }

    @Override
    public void file(String name, long bytes, InputStream content) throws IOException {
      visitor.file(safe(name), bytes, content);
    }

    private String safe(String name) {
      String plain = name.startsWith("./") ? name.substring(2) : name;
      plain = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
      for (String part : plain.split("/", -1)) {
        if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\\') >= 0) {
          throw PostgresArchive.refused(
              ErrorCode.ARCHIVE_UNSAFE,
              path.toString(),
              "has a member whose name leads elsewhere: " + name.replaceAll("[^ -~]", "?"));
        }
      }
      return prefix + plain;
    }
  }
}
