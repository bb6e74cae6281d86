package io.gds.database.postgres;

import io.gds.database.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** An archive of the form plain: a script of SQL, perhaps compressed by gzip. */
final class PostgresScript {
  private static final byte[] BEGIN =
      "--\n-- PostgreSQL database dump\n--\n".getBytes(StandardCharsets.US_ASCII);
  private static final String END = "--\n-- PostgreSQL database dump complete\n--\n";
  private static final Pattern BEHIND = Pattern.compile("\\s*(\\\\unrestrict [A-Za-z0-9]+\\s*)?");
  private static final Pattern SERVER =
      Pattern.compile("^-- Dumped from database version (.+)$", Pattern.MULTILINE);
  private static final Pattern TOOL =
      Pattern.compile("^-- Dumped by pg_dump version (.+)$", Pattern.MULTILINE);
  private static final int HEAD_BYTES = 1024;
  private static final int TAIL_BYTES = 1024;

  private PostgresScript() {}

  /**
   * What a script says of itself.
   *
   * @param serverVersion the server's version
   * @param toolVersion pg_dump's version
   */
  record Head(Optional<String> serverVersion, Optional<String> toolVersion) {}

  /** Whether a file may be such a script, by its first bytes. */
  static boolean isOne(byte[] first) {
    return isGzip(first)
        || (first.length >= BEGIN.length
            && Arrays.equals(first, 0, BEGIN.length, BEGIN, 0, BEGIN.length));
  }

  private static boolean isGzip(byte[] first) {
    return first.length > 2 && (first[0] & 0xff) == 0x1f && (first[1] & 0xff) == 0x8b;
  }

  /** The script itself. */
  static InputStream open(Path archive) throws IOException {
    BufferedInputStream in =
        new BufferedInputStream(
            Files.newInputStream(archive, LinkOption.NOFOLLOW_LINKS), 64 * 1024);
    try {
      in.mark(4);
      byte[] first = in.readNBytes(3);
      in.reset();
      return isGzip(first) ? new GZIPInputStream(in, 64 * 1024) : in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Reads the first lines. */
  static Head head(Path archive) throws IOException {
    try (InputStream in = open(archive)) {
      byte[] first = in.readNBytes(HEAD_BYTES);
      if (first.length < BEGIN.length
          || !Arrays.equals(first, 0, BEGIN.length, BEGIN, 0, BEGIN.length)) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_UNRECOGNIZED, archive.toString(), "is no archive of pg_dump");
      }
      String text = new String(first, StandardCharsets.UTF_8);
      return new Head(found(SERVER, text), found(TOOL, text));
    } catch (ZipException e) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_CORRUPT, archive.toString(), "is damaged: " + e.getMessage());
    }
  }

  private static Optional<String> found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * Reads the whole script: it ends with the words that pg_dump writes last.
   *
   * @param checkpoint asked between pieces; throws if the work shall stop
   * @throws io.gds.database.error.ArchiveException if it does not
   */
  static void requireWhole(Path archive, Runnable checkpoint) throws IOException {
    head(archive);
    byte[] tail = new byte[0];
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = open(archive)) {
      int read;
      while ((read = in.readNBytes(buffer, 0, buffer.length)) > 0) {
        checkpoint.run();
        byte[] both = Arrays.copyOf(tail, tail.length + read);
        System.arraycopy(buffer, 0, both, tail.length, read);
        tail = Arrays.copyOfRange(both, Math.max(0, both.length - TAIL_BYTES), both.length);
      }
    } catch (ZipException e) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_CORRUPT, archive.toString(), "is damaged: " + e.getMessage());
    } catch (EOFException e) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_TRUNCATED, archive.toString(), "ends within its compressed data");
    }
    String text = new String(tail, StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf(END);
    if (end < 0 || !BEHIND.matcher(text.substring(end + END.length())).matches()) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_TRUNCATED,
          archive.toString(),
          "does not end with the words that pg_dump writes last");
    }
  }
}
