package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the documents of a file one by one. Not thread-safe. */
abstract class MongoImportReader implements AutoCloseable {
  private static final int END = -1;

  final MongoImportInput in;

  private MongoImportReader(MongoImportInput in) {
    this.in = in;
  }

  /**
   * Opens a file and reads what stands before its documents.
   *
   * @throws DatabaseException if it cannot be read, or does not begin as it should
   */
  static MongoImportReader open(MongoImportOptions options) {
    MongoImportInput in = new MongoImportInput(options.from(), options.gzip());
    try {
      return switch (options.format()) {
        case JSON_LINES -> new Lines(in);
        case JSON_ARRAY -> new Elements(in);
        case CSV -> new Csv(in, options);
      };
    } catch (RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * The next document, or why it is none; empty at the end.
   *
   * @throws DatabaseException if nothing can be read any more
   */
  abstract Optional<MongoImportRow> next();

  /** How much of the file was read, in bytes. */
  long consumed() {
    return in.consumed();
  }

  @Override
  public void close() {
    in.close();
  }

  final MongoImportRow parsed(long line) {
    try {
      return MongoImportRow.of(line, MongoJsonText.parse(in.text()));
    } catch (MongoJsonText.Fault e) {
      return MongoImportRow.malformed(line, e);
    }
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  /** One in each line; what is wrong with one ends with its line. */
  private static final class Lines extends MongoImportReader {
    Lines(MongoImportInput in) {
      super(in);
    }

    @Override
    Optional<MongoImportRow> next() {
      while (in.peek() != END) {
        long line = in.line();
        in.clear();
        boolean blank = true;
        for (int c = in.read(); c != END && c != '\n'; c = in.read()) {
          blank &= isBlank(c);
          in.gather(c);
        }
        if (!blank) {
          return Optional.of(parsed(line));
        }
      }
      return Optional.empty();
    }
  }

  /** The elements of an array; where one ends is told by its brackets. */
  private static final class Elements extends MongoImportReader {
    private boolean begun;
    private boolean ended;

    Elements(MongoImportInput in) {
      super(in);
      if (blanks() != '[') {
        throw in.broken(in.line(), "no array begins here");
      }
      in.read();
    }

    private int blanks() {
      while (isBlank(in.peek())) {
        in.read();
      }
      return in.peek();
    }

    @Override
    Optional<MongoImportRow> next() {
      if (ended) {
        return Optional.empty();
      }
      int c = blanks();
      if (c == ']') {
        return end();
      }
      if (begun) {
        if (c != ',') {
          throw in.broken(in.line(), "the array neither goes on nor ends");
        }
        in.read();
        c = blanks();
      }
      if (c != '{') {
        throw in.broken(in.line(), "no document begins here");
      }
      begun = true;
      long line = in.line();
      gatherDocument(line);
      return Optional.of(parsed(line));
    }

    private Optional<MongoImportRow> end() {
      in.read();
      if (blanks() != END) {
        throw in.broken(in.line(), "something follows behind the array");
      }
      ended = true;
      return Optional.empty();
    }

    private void gatherDocument(long line) {
      in.clear();
      int depth = 0;
      int quote = 0;
      do {
        int c = in.read();
        if (c == END) {
          throw in.broken(line, "the document that begins here has no end");
        }
        in.gather(c);
        if (quote != 0) {
          if (c == '\\' && in.peek() != END) {
            in.gather(in.read());
          } else if (c == quote) {
            quote = 0;
          }
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c == '{' || c == '[') {
          depth++;
        } else if (c == '}' || c == ']') {
          depth--;
        }
      } while (depth > 0);
    }
  }

  /**
   * Values between commas. As the vendor's tool does, blanks before a value are left out, and so
   * are empty lines. Libraries end at the first row that is malformed; here it is told with its
   * line, and the next one is read.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
   */
  private static final class Csv extends MongoImportReader {
    private final MongoColumns columns;
    private final boolean ignoreBlanks;

    Csv(MongoImportInput in, MongoImportOptions options) {
      super(in);
      ignoreBlanks = options.ignoreBlanks();
      try {
        columns =
            MongoColumns.of(
                options.fields().isEmpty() ? header() : options.fields(), options.types());
      } catch (MongoJsonText.Fault e) {
        throw in.broken(1, String.valueOf(e.getMessage()));
      }
    }

    private List<String> header() throws MongoJsonText.Fault {
      skipEmpty();
      if (in.peek() == END) {
        throw new MongoJsonText.Fault("the header is missing: the file is empty");
      }
      return row();
    }

    private void skipEmpty() {
      while (in.peek() == '\n' || in.peek() == '\r') {
        in.read();
      }
    }

    @Override
    Optional<MongoImportRow> next() {
      skipEmpty();
      if (in.peek() == END) {
        return Optional.empty();
      }
      long line = in.line();
      try {
        return Optional.of(MongoImportRow.of(line, columns.document(row(), ignoreBlanks)));
      } catch (MongoJsonText.Fault e) {
        return Optional.of(MongoImportRow.malformed(line, e));
      }
    }

    /** All values of a row; whatever is wrong with one, the row is read to its end. */
    private List<String> row() throws MongoJsonText.Fault {
      List<String> values = new ArrayList<>();
      MongoJsonText.Fault first = null;
      boolean more = true;
      long room = MongoImportInput.LONGEST;
      while (more) {
        try {
          values.add(value());
          room -= in.gathered();
          if (room < 0) {
            throw in.broken(in.line(), "the row is longer than any document");
          }
        } catch (MongoJsonText.Fault e) {
          first = first == null ? e : first;
        }
        more = in.peek() == ',';
        if (more) {
          in.read();
        }
      }
      if (in.peek() == '\r') {
        in.read();
      }
      if (in.peek() == '\n') {
        in.read();
      } else if (in.peek() != END) {
        in.skipLine();
        first = first == null ? new MongoJsonText.Fault("something follows a value") : first;
      }
      if (first != null) {
        throw first;
      }
      return values;
    }

    /** Stops before what ends it: a comma, the end of the line, or what should not be there. */
    private String value() throws MongoJsonText.Fault {
      in.clear();
      while (in.peek() == ' ' || in.peek() == '\t') {
        in.read();
      }
      if (in.peek() == '"') {
        quoted();
        return in.text();
      }
      boolean quote = false;
      while (in.peek() != END && in.peek() != ',' && in.peek() != '\n') {
        int c = in.read();
        quote |= c == '"';
        in.gather(c);
      }
      if (in.peek() != ',' && in.endsWith('\r')) {
        in.ungather();
      }
      if (quote) {
        throw new MongoJsonText.Fault("a quote stands within a value that does not begin with one");
      }
      return in.text();
    }

    private void quoted() throws MongoJsonText.Fault {
      long line = in.line();
      in.read();
      while (true) {
        int c = in.read();
        if (c == END) {
          throw in.broken(line, "the quotes that begin here have no end");
        }
        if (c == '"') {
          if (in.peek() != '"') {
            break;
          }
          in.read();
        }
        in.gather(c);
      }
      int behind = in.peek();
      if (behind == ',' || behind == '\n' || behind == '\r' || behind == END) {
        return;
      }
      while (in.peek() != END && in.peek() != ',' && in.peek() != '\n') {
        in.read();
      }
      throw new MongoJsonText.Fault("something follows behind the quotes of a value");
    }
  }
}
