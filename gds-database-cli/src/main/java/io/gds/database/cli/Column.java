package io.gds.database.cli;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table for people.
 *
 * @param title its heading
 * @param right whether it is set to the right, as numbers are
 * @param value what stands in it, shown as {@link Human#of} shows it
 */
record Column<T>(
    String title, boolean right, Function<? super T, ? extends @Nullable Object> value) {
  static <T> Column<T> left(String title, Function<? super T, ? extends @Nullable Object> value) {
    return new Column<>(title, false, value);
  }

  static <T> Column<T> right(String title, Function<? super T, ? extends @Nullable Object> value) {
    return new Column<>(title, true, value);
  }
}
