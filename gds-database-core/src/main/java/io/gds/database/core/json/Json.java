package io.gds.database.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes the library's values as JSON: records by their components, instants and durations in ISO
 * 8601, enumerations by name, empty optionals as null, secrets never. Thread-safe.
 */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** One line. */
  public static String line(Object value) {
    return write(value, false);
  }

  /** Several lines, indented. */
  public static String pretty(Object value) {
    return write(value, true);
  }

  private static String write(Object value, boolean pretty) {
    SegmentedStringWriter text = new SegmentedStringWriter(FACTORY._getBufferRecycler());
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      if (pretty) {
        generator.useDefaultPrettyPrinter();
      }
      new ValueWriter(generator).write(value);
    } catch (IOException e) {
      throw new UncheckedIOException("a value that cannot be written as JSON", e);
    }
    try {
      return text.getAndClear();
    } catch (IOException e) {
      throw new UncheckedIOException("a value that cannot be written as JSON", e);
    }
  }
}
