package io.gds.database.testkit.wire;

import java.util.Objects;

/**
 * A value with a type of its own, for columns whose type leaves it to their values, such as SQL
 * Server's {@code sql_variant}. Without one a peer takes the type that goes with the value's class.
 *
 * @param type in the server's own words, as in a {@link WireColumn}
 * @param value not null: a null has no type there
 */
public record WireTyped(String type, Object value) {
  /** Neither may be null. */
  public WireTyped {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(value, "value");
  }
}
