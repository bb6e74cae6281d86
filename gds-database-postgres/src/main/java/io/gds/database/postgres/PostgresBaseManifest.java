package io.gds.database.postgres;

import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The list of files that the server writes with a base backup: one entry a line, and a SHA-256 of
 * itself at the end. Immutable.
 *
 * @param files the files by their paths below the data directory, but for those of the WAL
 * @param ranges the WAL that is needed to make the backup consistent, by timeline, in order
 * @see <a href="https://www.postgresql.org/docs/current/backup-manifest-format.html">Backup
 *     Manifest Format</a>
 */
record PostgresBaseManifest(Map<String, Entry> files, List<Range> ranges) {
  static final String NAME = "backup_manifest";

  private static final Pattern FILE =
      Pattern.compile(
          "\\{ \"(Path|Encoded-Path)\": \"((?:[^\"\\\\]|\\\\.)*)\", \"Size\": ([0-9]{1,18}),"
              + " \"Last-Modified\": \"[^\"]*\","
              + " \"Checksum-Algorithm\": \"SHA256\", \"Checksum\": \"([0-9a-f]{64})\" \\},?");
  private static final Pattern RANGE =
      Pattern.compile(
          "\\{ \"Timeline\": ([0-9]{1,10}), \"Start-LSN\": \"([0-9A-F/]+)\","
              + " \"End-LSN\": \"([0-9A-F/]+)\" \\},?");
  private static final Pattern FRAME =
      Pattern.compile(
          "\\{ \"PostgreSQL-Backup-Manifest-Version\": [12],|\"System-Identifier\": [0-9]+,"
              + "|\"Files\": \\[|\"WAL-Ranges\": \\[|\\],");
  private static final String CHECKSUM = "\"Manifest-Checksum\": \"";
  private static final String PART = "INCREMENTAL.";

  /**
   * A file.
   *
   * @param bytes its size
   * @param sha256 its SHA-256 in lower-case hexadecimal
   */
  record Entry(long bytes, String sha256) {}

  /**
   * A stretch of WAL.
   *
   * @param timeline the timeline
   * @param start its first byte
   * @param end the byte behind its last
   */
  record Range(long timeline, PostgresLsn start, PostgresLsn end) {}

  /**
   * Reads it, and proves that it is as it was written.
   *
   * @throws io.gds.database.error.ArchiveException if it is not
   */
  static PostgresBaseManifest read(Path archive) {
    byte[] bytes;
    try {
      Path file = archive.resolve(NAME);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_UNRECOGNIZED, archive.toString(), "has no " + NAME);
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw StorageFailures.reading(archive, "reading " + NAME, e);
    }
    try {
      return parse(bytes, archive);
    } catch (IOException e) {
      throw StorageFailures.reading(archive, "reading " + NAME, e);
    }
  }

  private static PostgresBaseManifest parse(byte[] bytes, Path archive) throws IOException {
    int last = bytes.length - 2;
    while (last >= 0 && bytes[last] != '\n') {
      last--;
    }
    String end = new String(bytes, last + 1, bytes.length - last - 1, StandardCharsets.UTF_8);
    if (!end.startsWith(CHECKSUM)) {
      throw damaged(archive, "ends before its checksum");
    }
    MessageDigest digest = sha256();
    digest.update(bytes, 0, last + 1);
    String hash = HexFormat.of().formatHex(digest.digest());
    if (!end.equals(CHECKSUM + hash + "\"}\n")) {
      throw damaged(archive, "is not as it was written");
    }
    Map<String, Entry> files = new LinkedHashMap<>();
    List<Range> ranges = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new ByteArrayInputStream(bytes, 0, last + 1), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        read(line, files, ranges, archive);
      }
    }
    if (ranges.isEmpty() || files.isEmpty()) {
      throw damaged(archive, "names no files or no WAL");
    }
    return new PostgresBaseManifest(files, ranges);
  }

  private static void read(
      String line, Map<String, Entry> files, List<Range> ranges, Path archive) {
    Matcher file = FILE.matcher(line);
    Matcher range = RANGE.matcher(line);
    if (file.matches()) {
      String path =
          file.group(1).equals("Path")
              ? unescaped(file.group(2))
              : new String(HexFormat.of().parseHex(file.group(2)), StandardCharsets.UTF_8);
      files.put(path, new Entry(Long.parseLong(file.group(3)), file.group(4)));
    } else if (range.matches()) {
      ranges.add(
          new Range(
              Long.parseLong(range.group(1)),
              PostgresLsn.parse(range.group(2)).orElseThrow(() -> damaged(archive, "is damaged")),
              PostgresLsn.parse(range.group(3)).orElseThrow(() -> damaged(archive, "is damaged"))));
    } else if (!line.isBlank() && !FRAME.matcher(line).matches()) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_TOO_NEW,
          archive.toString(),
          "has a " + NAME + " of a form that is not known here");
    }
  }

  private static String unescaped(String text) {
    return text.replaceAll("\\\\(.)", "$1");
  }

  private static DatabaseException damaged(Path archive, String why) {
    return PostgresArchive.refused(
        ErrorCode.ARCHIVE_CORRUPT, archive.toString(), "is damaged: its " + NAME + " " + why);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** The file that a file of an incremental backup is a part of, or the file itself. */
  static String whole(String name) {
    int file = name.lastIndexOf('/') + 1;
    return name.startsWith(PART, file)
        ? name.substring(0, file) + name.substring(file + PART.length())
        : name;
  }

  /** What an incremental backup calls its part of a file. */
  static String part(String whole) {
    int file = whole.lastIndexOf('/') + 1;
    return whole.substring(0, file) + PART + whole.substring(file);
  }

  /** The bytes of all files, but for the WAL. */
  long bytes() {
    return files.values().stream().mapToLong(Entry::bytes).sum();
  }

  /** The timeline on which the backup ended. */
  long timeline() {
    return ranges.get(ranges.size() - 1).timeline();
  }

  /** Where the WAL that it needs begins. */
  PostgresLsn start() {
    return ranges.get(0).start();
  }

  /** Where it is consistent. */
  PostgresLsn end() {
    return ranges.get(ranges.size() - 1).end();
  }
}
