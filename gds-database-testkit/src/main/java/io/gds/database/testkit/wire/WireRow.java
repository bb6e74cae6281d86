package io.gds.database.testkit.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of an answer.
 *
 * @param values one for each column, in order; null for SQL's null. Which Java types a column takes
 *     depends on its type, see the peer; a text is always taken, and read as the server writes it
 */
public record WireRow(List<@Nullable Object> values) {
  /** Keeps a copy. */
  public WireRow {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** A row of these values. */
  public static WireRow of(@Nullable Object... values) {
    return new WireRow(Arrays.asList(values));
  }
}
