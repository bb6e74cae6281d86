package io.gds.database.core.secret;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretResolver;
import io.gds.database.error.DatabaseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Secrets in files, as {@code file:/path}: the whole content in UTF-8, without one newline at its
 * end, at most 64 KiB. Group and others must have no right on the file (mode 0600 or stricter); a
 * link is followed and its target is what is checked. Where the file system knows no such modes,
 * the check is left to its own access lists. Thread-safe.
 */
public final class FileSecrets implements SecretResolver {
  static final int MAX_BYTES = 64 * 1024;

  private static final Set<PosixFilePermission> FORBIDDEN =
      EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

  /** Reads files of this machine. */
  public FileSecrets() {}

  /** {@code file}. */
  @Override
  public String provider() {
    return "file";
  }

  @Override
  public Secret resolve(String key) {
    try {
      return read(key, Path.of(key).toRealPath());
    } catch (InvalidPathException e) {
      throw missing(key, "is not a path", "Give the path of a file.");
    } catch (NoSuchFileException e) {
      throw missing(key, "does not exist", "Create the file, then run: chmod 600 " + key);
    } catch (IOException e) {
      throw missing(
          key,
          "cannot be read (" + e.getClass().getSimpleName() + ")",
          "Make the file readable for the user this process runs as, and for nobody else.");
    }
  }

  private Secret read(String key, Path file) throws IOException {
    try (SeekableByteChannel channel = openRegular(key, file)) {
      byte[] bytes = new byte[MAX_BYTES + 1];
      try (InputStream in = Channels.newInputStream(channel)) {
        int length = in.readNBytes(bytes, 0, bytes.length);
        return secretOf(key, bytes, length);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }

  /** What was looked at is what is read: the checks are repeated on the opened file's identity. */
  private SeekableByteChannel openRegular(String key, Path file) throws IOException {
    Object before = check(key, file);
    SeekableByteChannel channel =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    try {
      if (!Objects.equals(before, check(key, file))) {
        throw missing(key, "was replaced while it was read", "Try again.");
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private Object check(String key, Path file) throws IOException {
    BasicFileAttributes basic =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!basic.isRegularFile()) {
      throw missing(key, "is not a file", "Give the path of a file that holds the secret.");
    }
    PosixFileAttributeView posix =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (posix != null) {
      Set<PosixFilePermission> mode = posix.readAttributes().permissions();
      if (mode.stream().anyMatch(FORBIDDEN::contains)) {
        throw missing(
            key,
            "is open to other users: " + file + " has mode " + PosixFilePermissions.toString(mode),
            "Run: chmod 600 " + file);
      }
    }
    return basic.fileKey() == null ? basic.creationTime() : basic.fileKey();
  }

  private Secret secretOf(String key, byte[] bytes, int length) {
    if (length > MAX_BYTES) {
      throw missing(key, "is larger than 64 KiB", "Check that the path is the right one.");
    }
    int end = length;
    if (end > 0 && bytes[end - 1] == '\n') {
      end -= end > 1 && bytes[end - 2] == '\r' ? 2 : 1;
    }
    if (end == 0) {
      throw missing(key, "is empty", "Write the secret into the file.");
    }
    return SecretText.decode(bytes, end)
        .orElseThrow(() -> missing(key, "is not text in UTF-8", "Write the secret as UTF-8 text."));
  }

  private DatabaseException missing(String key, String why, String remedy) {
    return SecretText.missing(provider(), key, why, remedy);
  }
}
