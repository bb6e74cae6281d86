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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
  private static final byte[] CONNECT = "\\connect ".getBytes(StandardCharsets.US_ASCII);
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
    AtomicReference<byte[]> tail = new AtomicReference<>(new byte[0]);
    read(
        archive,
        checkpoint,
        (buffer, length) -> {
          byte[] before = Objects.requireNonNull(tail.get());
          byte[] both = Arrays.copyOf(before, before.length + length);
          System.arraycopy(buffer, 0, both, before.length, length);
          tail.set(Arrays.copyOfRange(both, Math.max(0, both.length - TAIL_BYTES), both.length));
        });
    requireEnd(
        archive, new String(Objects.requireNonNull(tail.get()), StandardCharsets.ISO_8859_1));
  }

  /** What is done with each piece of a script, so many bytes from the begin of the buffer. */
  private interface Piece {
    void take(byte[] buffer, int length);
  }

  private static void read(Path archive, Runnable checkpoint, Piece piece) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = open(archive)) {
      int read;
      while ((read = in.readNBytes(buffer, 0, buffer.length)) > 0) {
        checkpoint.run();
        piece.take(buffer, read);
      }
    } catch (ZipException e) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_CORRUPT, archive.toString(), "is damaged: " + e.getMessage());
    } catch (EOFException e) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_TRUNCATED, archive.toString(), "ends within its compressed data");
    }
  }

  private static void requireEnd(Path archive, String text) {
    int end = text.lastIndexOf(END);
    if (end < 0 || !BEHIND.matcher(text.substring(end + END.length())).matches()) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_TRUNCATED,
          archive.toString(),
          "does not end with the words that pg_dump writes last");
    }
  }

  /**
   * Refuses a script that goes to a database of its own, as pg_dump --create writes them: the one
   * it is restored into would stay empty.
   *
   * @param checkpoint asked between pieces; throws if the work shall stop
   */
  static void requireOneDatabase(Path archive, Runnable checkpoint) throws IOException {
    LineSearch search = new LineSearch();
    read(
        archive,
        checkpoint,
        (buffer, length) -> {
          if (search.finds(buffer, length)) {
            throw PostgresArchive.refused(
                ErrorCode.ARCHIVE_UNSAFE,
                archive.toString(),
                "connects to a database of its own, as pg_dump --create writes it, and would leave"
                    + " this one empty: run it by psql, or dump again without --create");
          }
        });
  }

  /** Looks for a line that begins as psql's command does, in pieces of any size. */
  private static final class LineSearch {
    /** How much of it this line has so far; -1 once the line begins otherwise. */
    private int matched;

    boolean finds(byte[] buffer, int length) {
      for (int i = 0; i < length; i++) {
        if (buffer[i] == '\n') {
          matched = 0;
        } else if (matched >= 0) {
          matched = buffer[i] == CONNECT[matched] ? matched + 1 : -1;
        }
        if (matched == CONNECT.length) {
          return true;
        }
      }
      return false;
    }
  }
}
