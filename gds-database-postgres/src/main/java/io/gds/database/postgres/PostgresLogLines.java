package io.gds.database.postgres;

import io.gds.database.jdbc.Sql;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file on the server, read in slices, so that memory stays constant: of a line that
 * is very long only the beginning is kept. Read as far as the file went when it was listed,
 * whatever is written meanwhile; a last line that is not ended is left out. Not thread-safe.
 */
final class PostgresLogLines {
  /** How much is asked for at a time. */
  static final int SLICE = 256 * 1024;

  /** How much of a line is kept. */
  static final int LONGEST = 1024 * 1024;

  /** Where the bytes come from. */
  interface Slices {
    /** The bytes at this place, fewer than asked for at the end; empty if the file is gone. */
    Optional<byte[]> read(long offset, int length);
  }

  /** A line. */
  static final class Line {
    private final byte[] bytes;
    private final int quotes;
    private final boolean cut;

    private Line(byte[] bytes, int quotes, boolean cut) {
      this.bytes = bytes;
      this.quotes = quotes;
      this.cut = cut;
    }

    /** Its bytes without the line feed, as far as they were kept; not to be changed. */
    byte[] bytes() {
      return bytes;
    }

    /** How many double quotes were in it, the part that was not kept included. */
    int quotes() {
      return quotes;
    }

    /** Whether something of it was not kept. */
    boolean cut() {
      return cut;
    }
  }

  private final Slices slices;
  private final long end;
  private long offset;
  private byte[] slice = {};
  private int at;

  PostgresLogLines(Slices slices, long offset, long end) {
    this.slices = slices;
    this.offset = offset;
    this.end = end;
  }

  /** Slices of a file, each with a connection of its own, which is free while lines are used. */
  static Slices of(Sql sql, String path) {
    return (offset, length) ->
        sql.first(
                "SELECT pg_read_binary_file(?, ?, ?, true) AS slice",
                row -> row.optionalBytes("slice"),
                path,
                offset,
                (long) length)
            .flatMap(bytes -> bytes);
  }

  /** The next line; null at the end. */
  @Nullable Line next() {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(256);
    int quotes = 0;
    boolean cut = false;
    while (true) {
      if (at == slice.length && !fill()) {
        return null;
      }
      int start = at;
      while (at < slice.length && slice[at] != '\n') {
        if (slice[at] == '"') {
          quotes++;
        }
        at++;
      }
      int room = Math.min(at - start, LONGEST - kept.size());
      kept.write(slice, start, room);
      cut |= room < at - start;
      if (at < slice.length) {
        at++;
        return new Line(kept.toByteArray(), quotes, cut);
      }
    }
  }

  private boolean fill() {
    int length = (int) Math.min(SLICE, end - offset);
    if (length <= 0) {
      return false;
    }
    slice = slices.read(offset, length).orElse(new byte[0]);
    at = 0;
    offset += slice.length;
    return slice.length > 0;
  }
}
