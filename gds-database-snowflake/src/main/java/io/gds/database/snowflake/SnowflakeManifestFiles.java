package io.gds.database.snowflake;

import io.gds.database.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a manifest lies in a stage: its text in files of one line each, and the one that says how
 * many there are and what they are, which is written last. A file is written by a statement that
 * holds its line, so that it comes into internal and external stages alike; it is read by the
 * default format of CSV, so that nothing has to be made for that.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/querying-stage">Querying staged files</a>
 */
final class SnowflakeManifestFiles {
  /** The file whose presence says that the unload is complete. */
  static final String LAST = "gds_manifest";

  /**
   * A path in a stage means all files that begin so: no file's name may be the begin of another's.
   */
  private static final String PART = "gds_part_";

  /** A statement's text may have 1 MB; a character may take several bytes and an escape. */
  private static final int PIECE = 100_000;

  private static final Pattern HEAD =
      Pattern.compile("gds-unload form=1 parts=([0-9]{1,6}) sha256=([0-9a-f]{64})");

  private SnowflakeManifestFiles() {}

  /**
   * A file.
   *
   * @param name its name
   * @param line what it holds
   */
  record File(String name, String line) {
    /**
     * The statement that writes it.
     *
     * @param shown what stands in it: the line, or what stands for it in a script
     */
    String write(SnowflakeStagePath unload, String shown) {
      return "COPY INTO "
          + unload.file(name)
          + " FROM (SELECT "
          + shown
          + ") FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = ','"
          + " RECORD_DELIMITER = '\\n' FIELD_OPTIONALLY_ENCLOSED_BY = NONE"
          + " ESCAPE_UNENCLOSED_FIELD = NONE) SINGLE = TRUE OVERWRITE = FALSE";
    }

    String write(SnowflakeStagePath unload) {
      return write(unload, SnowflakeSql.literal(line));
    }
  }

  /** The files of a text, in the order they are written. */
  static List<File> of(String text) {
    List<File> files = new ArrayList<>();
    for (String piece : SnowflakeSafeText.pieces(SnowflakeSafeText.encode(text), PIECE)) {
      files.add(new File(part(files.size() + 1), piece));
    }
    files.add(
        new File(LAST, "gds-unload form=1 parts=" + files.size() + " sha256=" + sha256(text)));
    return files;
  }

  /** The name of a file of the text. */
  static String part(int number) {
    return PART + String.format("%06d", number);
  }

  /** The statement that reads a file. */
  static String read(SnowflakeStagePath unload, String name) {
    return "SELECT $1 AS LINE FROM " + unload.file(name);
  }

  /**
   * How many files hold the text, by what the last one says.
   *
   * @throws io.gds.database.error.ArchiveException if it says nothing of the kind
   */
  static int parts(List<String> head, String place) {
    return Integer.parseInt(head(head, place).group(1));
  }

  private static Matcher head(List<String> head, String place) {
    Matcher matcher = HEAD.matcher(head.size() == 1 ? head.get(0) : "");
    if (!matcher.matches()) {
      boolean newer = head.size() == 1 && head.get(0).matches("gds-unload form=[0-9]+ .*");
      throw SnowflakeManifestJson.refused(
          newer ? ErrorCode.ARCHIVE_TOO_NEW : ErrorCode.ARCHIVE_UNRECOGNIZED,
          "begins with nothing that this version of the library wrote",
          place);
    }
    return matcher;
  }

  /**
   * The text, if it is the one that was written.
   *
   * @throws io.gds.database.error.ArchiveException if it is another
   */
  static String text(List<String> head, List<String> lines, String place) {
    String text;
    try {
      text = SnowflakeSafeText.decode(String.join("", lines));
    } catch (IllegalArgumentException e) {
      throw SnowflakeManifestJson.refused(
          ErrorCode.ARCHIVE_CORRUPT, "cannot be read: " + e.getMessage(), place);
    }
    if (!sha256(text).equals(head(head, place).group(2))) {
      throw SnowflakeManifestJson.refused(
          ErrorCode.ARCHIVE_CORRUPT, "is not the one that was written: its sum differs", place);
    }
    return text;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
