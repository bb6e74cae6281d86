package io.gds.database.testkit.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which values go as text and which as bytes: none given for text throughout, one for all alike, or
 * one for each.
 */
record PostgresFormats(List<Integer> codes) {
  static final PostgresFormats TEXT = new PostgresFormats(List.of());

  static PostgresFormats read(PostgresMessage message) {
    List<Integer> codes = new ArrayList<>();
    for (int left = message.int2(); left > 0; left--) {
      codes.add(message.int2());
    }
    return new PostgresFormats(codes);
  }

  boolean isBinary(int index) {
    return !codes.isEmpty() && codes.get(codes.size() == 1 ? 0 : index) == 1;
  }

  /** Whether any value goes as bytes. */
  boolean anyBinary() {
    return codes.contains(1);
  }

  /** A bind. */
  Object decoded(int index, @Nullable PostgresType type, byte[] value) {
    if (!isBinary(index)) {
      return PostgresText.read(type, new String(value, StandardCharsets.UTF_8));
    }
    return type == null ? value : PostgresBinary.read(type, value);
  }

  /** The values of a row. */
  List<byte @Nullable []> encoded(List<WireColumn> columns, WireRow row) {
    List<byte @Nullable []> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Object value = row.values().get(i);
      if (value == null) {
        values.add(null);
        continue;
      }
      PostgresType type = PostgresType.named(columns.get(i).type());
      try {
        Object fitted = PostgresValues.fit(type, value);
        values.add(
            isBinary(i)
                ? PostgresBinary.written(type, fitted)
                : PostgresText.written(type, fitted).getBytes(StandardCharsets.UTF_8));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "column " + columns.get(i).name() + ": " + e.getMessage(), e);
      }
    }
    return values;
  }
}
