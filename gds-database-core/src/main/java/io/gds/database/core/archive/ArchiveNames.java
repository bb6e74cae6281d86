package io.gds.database.core.archive;

import io.gds.database.backup.BackupType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The names of archives and their manifests. Thread-safe. */
public final class ArchiveNames {
  /** What a manifest's name has behind its archive's. */
  public static final String MANIFEST_SUFFIX = ".manifest.json";

  /** The longest name of an archive, in UTF-8 bytes: what is left for marks and suffixes of 255. */
  public static final int MAX_NAME_BYTES = 180;

  private static final int MAX_DATABASE_CHARS = 80;
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private ArchiveNames() {}

  /** The manifest that belongs to an archive. */
  public static Path manifestOf(Path archive) {
    return archive.resolveSibling(fileName(archive) + MANIFEST_SUFFIX);
  }

  /**
   * A new name for an archive, which says of what and when, and which no file of the directory has
   * yet. Whatever the database is called, the name holds letters, digits, {@code _ . - % ~} only
   * and starts with none of {@code . -}: other bytes become {@code %XX}, and a name that gets too
   * long is cut and completed by a part of its SHA-256. Nothing is created.
   *
   * @param directory where the archive is going to lie; need not exist
   * @param at when the backup is begun
   * @param extension what the name ends with, such as {@code db}; letters and digits
   */
  public static Path uniqueName(
      Path directory, String database, BackupType type, Instant at, String extension) {
    while (true) {
      Path path = directory.resolve(randomName(database, type, at, extension));
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.exists(manifestOf(path), LinkOption.NOFOLLOW_LINKS)) {
        return path;
      }
    }
  }

  /**
   * The same for an archive that lies out of reach: a name of which nobody can look whether it is
   * free, and which none other is going to have.
   *
   * @param at when the backup is begun
   * @param extension what the name ends with, such as {@code bak}; letters and digits
   */
  public static String randomName(String database, BackupType type, Instant at, String extension) {
    if (!extension.matches("[A-Za-z0-9]{1,16}")) {
      throw new IllegalArgumentException("an extension has 1 to 16 letters and digits");
    }
    return encode(database)
        + "-"
        + type.name().toLowerCase(Locale.ROOT)
        + "-"
        + INSTANT.format(at)
        + "-"
        + String.format("%06x", RANDOM.nextInt(1 << 24))
        + "."
        + extension;
  }

  /**
   * A new name beside a file, for the file in the making. It carries the mark of this process, so
   * that {@link ArchiveSweeper} removes it once the process was killed. Nothing is created.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the file's name is too long or
   *     reserved
   */
  public static Path partialOf(Path file) {
    return file.resolveSibling(PartialName.of(file).data());
  }

  private static String encode(String database) {
    byte[] bytes = database.getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || (text.length() > 0 && (c == '-' || c == '.'));
      text.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    if (text.length() <= MAX_DATABASE_CHARS) {
      return text.length() == 0 ? "%" : text.toString();
    }
    String hash = Hashes.hex(Hashes.sha256().digest(bytes)).substring(0, 12);
    String kept = text.substring(0, MAX_DATABASE_CHARS - 13);
    int percent = kept.lastIndexOf('%');
    return (percent > kept.length() - 3 ? kept.substring(0, Math.max(percent, 0)) : kept)
        + "~"
        + hash;
  }

  /** The last part of a path, checked to be one that partial names can be made of. */
  static String fileName(Path path) {
    Path last = path.getFileName();
    String name = last == null ? "" : last.toString();
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw refused(path, "a file name is needed, not \"" + path + "\"");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw refused(path, "the file name is longer than " + MAX_NAME_BYTES + " bytes: " + name);
    }
    if (name.endsWith(".partial") || name.endsWith(MANIFEST_SUFFIX)) {
      throw refused(path, "the file name has an ending that is kept for the library: " + name);
    }
    return name;
  }

  private static RuntimeException refused(Path path, String why) {
    return ErrorDetails.of(ErrorCode.INVALID_NAME, why)
        .target(path.toString())
        .with("path", path.toString())
        .remedy("Choose another name for the archive.")
        .toException();
  }
}
