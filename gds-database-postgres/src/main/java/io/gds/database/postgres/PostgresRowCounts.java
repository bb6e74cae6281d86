package io.gds.database.postgres;

import io.gds.database.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the rows of each table in the script of an archive's data, as it goes by: between {@code
 * COPY … FROM stdin;} and the line {@code \.}, each line is a row. In constant memory. Used by one
 * thread.
 */
final class PostgresRowCounts extends OutputStream {
  private static final byte[] COPY = "COPY ".getBytes(StandardCharsets.US_ASCII);
  private static final String END_OF_HEAD = " FROM stdin;";
  private static final int MAX_HEAD = 1 << 20;

  private final Charset charset;
  private final Map<String, Long> rows = new TreeMap<>();
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private boolean inData;
  private boolean quoted;
  private boolean inHead;
  private long inLine;
  private boolean lineIsEnd;
  private String table = "";

  /** Of an archive whose names are in this charset. */
  PostgresRowCounts(Charset charset) {
    this.charset = charset;
  }

  /** The tables, written as the archive does, quoted where needed, with the rows of each. */
  Map<String, Long> rows() {
    return Collections.unmodifiableMap(rows);
  }

  @Override
  public void write(int b) {
    accept((byte) b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      accept(bytes[i]);
    }
  }

  private void accept(byte b) {
    if (inData) {
      data(b);
    } else {
      statement(b);
    }
  }

  private void data(byte b) {
    if (b != '\n') {
      lineIsEnd = inLine == 0 ? b == '\\' : inLine == 1 && lineIsEnd && b == '.';
      inLine++;
      return;
    }
    if (inLine == 2 && lineIsEnd) {
      inData = false;
    } else {
      rows.merge(table, 1L, Long::sum);
    }
    inLine = 0;
    lineIsEnd = false;
  }

  /** Lines outside of data; a quoted name may hold a line break. */
  private void statement(byte b) {
    if (inHead) {
      head.write(b);
      quoted ^= b == '"';
      if (b == '\n' && !quoted) {
        endOfHead(head.toString(charset));
      } else if (head.size() > MAX_HEAD) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_CORRUPT, "", "has a COPY statement without an end");
      }
      return;
    }
    if (b == '\n') {
      inLine = 0;
    } else if (inLine >= 0 && inLine < COPY.length && b == COPY[(int) inLine]) {
      inLine++;
      if (inLine == COPY.length) {
        inHead = true;
        quoted = false;
        head.reset();
      }
    } else {
      inLine = -1;
    }
  }

  private void endOfHead(String text) {
    inHead = false;
    inLine = 0;
    String line = text.stripTrailing();
    if (line.endsWith(END_OF_HEAD)) {
      table = name(line);
      rows.putIfAbsent(table, 0L);
      inData = true;
    }
  }

  /** Everything before the list of columns, or before the end if there are none. */
  private static String name(String line) {
    boolean inQuotes = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      inQuotes ^= c == '"';
      if (c == ' ' && !inQuotes) {
        return line.substring(0, i);
      }
    }
    return line;
  }
}
