package io.gds.database.snowflake;

import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads what SHOW tells: by the names of columns, since releases add some and leave some out. An
 * empty text is none, as the vendor's lists mean it.
 */
final class SnowflakeRows {
  private SnowflakeRows() {}

  /** A text, if the column is there and has one. */
  static Optional<String> text(Row row, String column) {
    return row.has(column)
        ? row.optionalText(column).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  /** Whether it says yes, in one of the ways in which the lists do. */
  static boolean isTrue(Row row, String column) {
    return text(row, column)
        .filter(
            word ->
                word.equalsIgnoreCase("Y")
                    || word.equalsIgnoreCase("YES")
                    || word.equalsIgnoreCase("true")
                    || word.equalsIgnoreCase("ON")
                    || word.equals("1"))
        .isPresent();
  }

  /** A whole number, which the lists often tell as text. */
  static OptionalLong number(Row row, String column) {
    Optional<String> text = text(row, column).filter(word -> word.matches("-?[0-9]{1,18}"));
    return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
  }

  /** A small whole number. */
  static OptionalInt small(Row row, String column) {
    OptionalLong number = number(row, column);
    return number.isPresent()
        ? OptionalInt.of((int) Math.min(Integer.MAX_VALUE, number.getAsLong()))
        : OptionalInt.empty();
  }

  /** An instant, if the column is there and has one. */
  static Optional<Instant> instant(Row row, String column) {
    return row.has(column) ? row.optionalInstant(column) : Optional.empty();
  }
}
