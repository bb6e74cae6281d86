package io.gds.database.core.tool;

import io.gds.database.core.archive.Directories;
import io.gds.database.core.archive.ProcessMark;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * A secret handed to a tool as a file: mode 0600 in a directory of its own of mode 0700, both from
 * the instant they exist, deleted on close. What a killed process of the same user left behind is
 * deleted by the next one that makes such a file. Used by one thread.
 */
public final class SecretFile implements AutoCloseable {
  private static final String PREFIX = "gds-secret-";
  private static final int MAX_BYTES_PER_CHAR = 3;
  private static final Duration FOREIGN_LEFTOVERS = Duration.ofDays(7);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final Path path;

  private SecretFile(Path directory, Path path) {
    this.directory = directory;
    this.path = path;
  }

  /**
   * Writes a secret file into this JVM's temporary directory.
   *
   * @param fileName what the tool shall find, such as {@code pgpass}
   * @param content the whole content, written as UTF-8; wipe your own array
   * @throws io.gds.database.error.StorageException if it cannot be written; nothing is left then
   */
  public static SecretFile create(String fileName, char[] content) {
    return create(Path.of(System.getProperty("java.io.tmpdir")), fileName, content);
  }

  /** The same in another directory, such as one in memory. */
  public static SecretFile create(Path parent, String fileName, char[] content) {
    if (!fileName.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException("a secret file has a plain name");
    }
    Path directory =
        parent
            .toAbsolutePath()
            .resolve(
                PREFIX + ProcessMark.current() + "-" + String.format("%08x", RANDOM.nextInt()));
    SecretFile file = new SecretFile(directory, directory.resolve(fileName));
    byte[] bytes = encode(content);
    try {
      RestrictedFiles.createDirectory(directory);
      sweep(parent, Files.getOwner(directory));
      RestrictedFiles.write(file.path, bytes);
    } catch (IOException e) {
      throw file.without(StorageFailures.writing(directory, "writing a secret file", e));
    } catch (RuntimeException e) {
      throw file.without(e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    return file;
  }

  /** Deletes what there is of it, and gives the failure back. */
  private RuntimeException without(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static byte[] encode(char[] content) {
    // Large enough from the start: a buffer that grows leaves copies behind.
    byte[] room = new byte[content.length * MAX_BYTES_PER_CHAR];
    try {
      ByteBuffer bytes = ByteBuffer.wrap(room);
      CharBuffer chars = CharBuffer.wrap(content);
      if (StandardCharsets.UTF_8.newEncoder().encode(chars, bytes, true).isError()) {
        throw new IllegalArgumentException("the content is no text: it holds half a character");
      }
      return Arrays.copyOf(room, bytes.position());
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  /** Only directories that we own: in a shared temporary directory others could set traps. */
  private static void sweep(Path parent, UserPrincipal us) {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(parent, entry -> isDead(entry) && isOurs(entry, us))) {
      for (Path entry : entries) {
        Directories.deleteTree(entry);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Tidying up after others never stands in the way; the next process tries again.
      LoggerFactory.getLogger(SecretFile.class)
          .warn("could not sweep secret files in {}", parent, e);
    }
  }

  private static boolean isOurs(Path entry, UserPrincipal us) throws IOException {
    return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(entry, LinkOption.NOFOLLOW_LINKS).equals(us);
  }

  private static boolean isDead(Path entry) throws IOException {
    String name = entry.getFileName().toString();
    if (!name.startsWith(PREFIX)) {
      return false;
    }
    String mark = name.substring(PREFIX.length(), Math.max(name.lastIndexOf('-'), PREFIX.length()));
    Optional<ProcessMark.State> owner = ProcessMark.parse(mark).map(ProcessMark::state);
    return owner.equals(Optional.of(ProcessMark.State.DEAD))
        || (owner.equals(Optional.of(ProcessMark.State.ELSEWHERE))
            && Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(Instant.now().minus(FOREIGN_LEFTOVERS)));
  }

  /** Where it lies, for the tool's setting that takes the path. Absolute. */
  public Path path() {
    return path;
  }

  /**
   * Deletes it. Idempotent.
   *
   * @throws io.gds.database.error.StorageException if it could not be deleted
   */
  @Override
  public void close() {
    try {
      Directories.deleteTree(directory);
    } catch (IOException e) {
      throw StorageFailures.writing(path, "deleting a secret file", e);
    }
  }

  /** The path; never the content. */
  @Override
  public String toString() {
    return path.toString();
  }
}
