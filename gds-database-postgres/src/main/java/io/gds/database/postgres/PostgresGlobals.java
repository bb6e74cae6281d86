package io.gds.database.postgres;

import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.FileSync;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.ProcessMark;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's roles and tablespaces, a script beside an archive. It gets its name before the
 * archive does, and the archive's manifest tells its SHA-256. Used by one thread.
 */
final class PostgresGlobals implements AutoCloseable {
  static final String SUFFIX = ".globals.sql";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresGlobals.class);

  /** What {@link ArchiveNames#partialOf} makes of the name of an archive's globals. */
  private static final Pattern PARTIAL =
      Pattern.compile(
          "(.+)\\.globals\\.sql\\.([0-9a-f]{8}-\\d{1,10}-[0-9a-z]{1,13})-[0-9a-f]{8}\\.partial",
          Pattern.DOTALL);

  private static final String SHA256 = "globalsSha256";
  private static final String BYTES = "globalsBytes";

  private final Path file;
  private final Path partial;
  private String sha256 = "";
  private boolean published;
  private boolean kept;

  /**
   * What a killed process left: globals that were given their name before their archive was.
   *
   * @param named the globals
   * @param partial their unfinished name, which stays beside until the archive is published, and
   *     bears the mark of the process
   */
  private record Left(Path named, Path partial) {}

  /**
   * Removes what killed processes left of globals in a directory; what has its unfinished name only
   * goes with the archive's own leftovers. To be called before those are swept. That it cannot is
   * no reason against the backup that comes now.
   */
  static void sweep(Path directory) {
    try {
      for (Left left : left(directory)) {
        Files.deleteIfExists(left.named());
        Files.deleteIfExists(left.partial());
        LOG.info("removed {}, left behind by a process that was killed", left.named());
      }
    } catch (IOException e) {
      LOG.warn("could not sweep globals without an archive in {}: {}", directory, e.toString());
    }
  }

  /** Whether the globals that lie in the place of an archive's are what {@link #sweep} removes. */
  static boolean isLeft(Path archive) {
    try {
      Path directory = archive.toAbsolutePath().getParent();
      return left(Objects.requireNonNull(directory)).stream()
          .anyMatch(left -> left.named().getFileName().equals(of(archive).getFileName()));
    } catch (IOException e) {
      // What cannot be looked at is somebody's.
      return false;
    }
  }

  private static List<Left> left(Path directory) throws IOException {
    List<Left> all = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, "*" + SUFFIX + ".*.partial")) {
      for (Path entry : entries) {
        Matcher matcher = PARTIAL.matcher(entry.getFileName().toString());
        if (matcher.matches() && isOver(matcher.group(2))) {
          Path archive = directory.resolve(matcher.group(1));
          if (isWithoutArchive(archive) && isBegunAs(of(archive), entry)) {
            all.add(new Left(of(archive), entry));
          }
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return all;
  }

  private static boolean isOver(String mark) {
    return ProcessMark.parse(mark)
        .filter(process -> process.state() == ProcessMark.State.DEAD)
        .isPresent();
  }

  private static boolean isWithoutArchive(Path archive) {
    return !Files.exists(archive, LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(ArchiveNames.manifestOf(archive), LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether a file is what was being published: the same one, or as much as had been copied. */
  private static boolean isBegunAs(Path named, Path partial) throws IOException {
    if (!Files.isRegularFile(named, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(partial, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    long same = Files.mismatch(named, partial);
    return same < 0 || same == Files.size(named);
  }

  /** Begins the globals of an archive; nothing is written yet. */
  PostgresGlobals(Path archive) {
    file = of(archive);
    partial = ArchiveNames.partialOf(file);
  }

  /** Where the globals of an archive lie, if it has any. */
  static Path of(Path archive) {
    return archive.resolveSibling(archive.getFileName() + SUFFIX);
  }

  /** Lets somebody write the script. */
  void write(Consumer<OutputStream> writer) {
    MessageDigest digest = sha256();
    try (FileChannel channel = RestrictedFiles.create(partial);
        OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest)) {
      writer.accept(out);
      out.flush();
    } catch (IOException e) {
      throw StorageFailures.writing(file, "writing the server's globals", e);
    }
    sha256 = HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Gives it its name. Undone by closing, unless it is kept. */
  void publish() {
    try {
      FileSync.file(partial);
      if (!linked()) {
        copy();
      }
      published = true;
      FileSync.directory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    } catch (IOException e) {
      throw StorageFailures.writing(file, "publishing the server's globals", e);
    }
  }

  /** By a link, which fails if the name is taken; not every file system has them. */
  private boolean linked() throws IOException {
    try {
      Files.createLink(file, partial);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return false;
    }
  }

  /** Not moved: by the unfinished name beside it, it can be told whose it is until it is kept. */
  private void copy() throws IOException {
    try (FileChannel from = FileChannel.open(partial, StandardOpenOption.READ);
        FileChannel to = RestrictedFiles.create(file)) {
      published = true;
      long size = from.size();
      for (long at = 0; at < size; ) {
        at += from.transferTo(at, size - at, to);
      }
      to.force(true);
    }
  }

  /** What the manifest tells of it. */
  Map<String, String> attributes() {
    try {
      return Map.of(SHA256, sha256, BYTES, Long.toString(Files.size(file)));
    } catch (IOException e) {
      throw StorageFailures.reading(file, "reading the server's globals", e);
    }
  }

  /** The archive is published, so this stays. */
  void keep() {
    kept = true;
  }

  /** Whether an archive has globals beside it. */
  static boolean has(Manifest manifest) {
    return manifest.attributes().containsKey(SHA256);
  }

  /** Proves the globals of an archive that has some; says so. */
  static Optional<String> verify(Path archive, Manifest manifest) {
    if (!has(manifest)) {
      return Optional.empty();
    }
    OptionalLong bytes = number(manifest.attributes().getOrDefault(BYTES, ""));
    try {
      ArchiveVerifier.verifyContent(
          of(archive),
          ArchiveContent.ofFile(bytes.orElse(0), manifest.attributes().getOrDefault(SHA256, "")),
          VerifyLevel.ARCHIVE,
          read -> {},
          () -> {});
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_CORRUPT, archive.toString(), "lacks its globals " + of(archive));
      }
      throw e;
    }
    return Optional.of("the server's globals beside it are those that were written");
  }

  private static OptionalLong number(String text) {
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(partial);
      if (published && !kept) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw StorageFailures.writing(file, "removing unfinished globals", e);
    }
  }
}
