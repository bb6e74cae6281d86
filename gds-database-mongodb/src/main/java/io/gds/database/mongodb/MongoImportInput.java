package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file that is imported, with the number of the line. A mark of UTF-8 at its begin
 * is left out. Not thread-safe.
 */
final class MongoImportInput implements AutoCloseable {
  /** What a single document may have as text: several times what one has in the server. */
  static final int LONGEST = 96 * 1024 * 1024;

  private static final int BUFFER = 64 * 1024;
  private static final int END = -1;

  private final Path file;
  private final Counting counted;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;
  private long line = 1;
  private byte[] text = new byte[1024];
  private int length;

  /** Counts what is read of the file itself. */
  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
      int read = super.read(into, offset, most);
      count += Math.max(0, read);
      return read;
    }
  }

  /**
   * Opens a file.
   *
   * @throws DatabaseException NOT_FOUND, STORAGE_UNREADABLE, ARCHIVE_UNRECOGNIZED
   */
  MongoImportInput(Path file, boolean gzip) {
    this.file = file;
    InputStream opened = null;
    try {
      opened = Files.newInputStream(file);
      counted = new Counting(opened);
      in = gzip ? new GZIPInputStream(counted, BUFFER) : counted;
      fill();
      requireUnpacked();
    } catch (IOException e) {
      quietly(opened);
      throw failed(e);
    } catch (RuntimeException e) {
      quietly(opened);
      throw e;
    }
    boolean marked =
        filled >= 3
            && buffer[0] == (byte) 0xEF
            && buffer[1] == (byte) 0xBB
            && buffer[2] == (byte) 0xBF;
    at = marked ? 3 : 0;
  }

  private void requireUnpacked() {
    if (filled >= 2 && buffer[0] == 0x1F && buffer[1] == (byte) 0x8B) {
      throw details(ErrorCode.ARCHIVE_UNRECOGNIZED, file + " is packed by gzip")
          .remedy("Say that it is, or unpack it first.")
          .toException();
    }
  }

  private static void quietly(@Nullable InputStream opened) {
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException e) {
        // Nothing was written to it.
      }
    }
  }

  private void fill() throws IOException {
    at = 0;
    filled = 0;
    while (filled < 3) {
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        break;
      }
      filled += read;
    }
  }

  /** The next byte, or -1 at the end. */
  int read() {
    int next = peek();
    if (next != END) {
      at++;
      if (next == '\n') {
        line++;
      }
    }
    return next;
  }

  /** The same, which is read again. */
  int peek() {
    if (at == filled) {
      try {
        fill();
      } catch (IOException e) {
        throw failed(e);
      }
    }
    return filled == 0 ? END : buffer[at] & 0xFF;
  }

  /** In which line the next byte is, the first being 1. */
  long line() {
    return line;
  }

  /** How much of the file was read. */
  long consumed() {
    return counted.count;
  }

  /** Forgets the text that was gathered. */
  void clear() {
    length = 0;
    if (text.length > BUFFER) {
      text = new byte[1024];
    }
  }

  /**
   * Gathers a byte.
   *
   * @throws DatabaseException if the text gets longer than any document
   */
  void gather(int next) {
    if (length == text.length) {
      if (length >= LONGEST) {
        throw details(
                ErrorCode.ARCHIVE_CORRUPT,
                file + " has a text in line " + line + " that is longer than any document")
            .remedy("See that it is of the form that was said, and whole.")
            .toException();
      }
      text = Arrays.copyOf(text, Math.min(LONGEST, text.length * 2));
    }
    text[length++] = (byte) next;
  }

  /** How much was gathered. */
  int gathered() {
    return length;
  }

  /** Leaves out the last byte that was gathered. */
  void ungather() {
    length--;
  }

  boolean endsWith(int last) {
    return length > 0 && text[length - 1] == (byte) last;
  }

  /** What was gathered. */
  String text() throws MongoJsonText.Fault {
    return MongoJsonText.decoded(text, length);
  }

  /** Goes on behind the end of the line. */
  void skipLine() {
    for (int next = read(); next != END && next != '\n'; next = read()) {
      // It is left out.
    }
  }

  /** That the file is not what it should be from some line on, and nothing can be read any more. */
  DatabaseException broken(long from, String why) {
    return details(ErrorCode.ARCHIVE_CORRUPT, file + ", line " + from + ": " + why)
        .remedy("Mend the file; see that it is of the form that was said, and whole.")
        .toException();
  }

  private DatabaseException failed(IOException e) {
    if (e instanceof EOFException) {
      return details(ErrorCode.ARCHIVE_TRUNCATED, file + " ends in the middle of what gzip packed")
          .cause(e)
          .remedy("Get the whole file.")
          .toException();
    }
    if (e instanceof ZipException) {
      return details(ErrorCode.ARCHIVE_CORRUPT, file + " cannot be unpacked: " + e.getMessage())
          .cause(e)
          .remedy("See that it is packed by gzip, and get it again.")
          .toException();
    }
    return StorageFailures.reading(file, "reading the file", e);
  }

  private ErrorDetails details(ErrorCode code, String message) {
    return ErrorDetails.of(code, message)
        .platform(DatabaseType.MONGODB.id())
        .target(file.toString())
        .with("path", file.toString());
  }

  @Override
  public void close() {
    quietly(in);
  }
}
