package io.gds.database.postgres;

import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.FileSync;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The server's roles and tablespaces, a script beside an archive. It gets its name before the
 * archive does, and the archive's manifest tells its SHA-256. Used by one thread.
 */
final class PostgresGlobals implements AutoCloseable {
  static final String SUFFIX = ".globals.sql";

  private static final String SHA256 = "globalsSha256";
  private static final String BYTES = "globalsBytes";

  private final Path file;
  private final Path partial;
  private String sha256 = "";
  private boolean published;
  private boolean kept;

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
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new FileAlreadyExistsException(file.toString());
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
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
