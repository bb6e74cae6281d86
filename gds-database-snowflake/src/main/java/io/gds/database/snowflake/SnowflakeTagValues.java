package io.gds.database.snowflake;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Tags and their values, as they are set on an object. Each tag is named by database, schema and
 * its own name, exactly as lists show them. Immutable and thread-safe.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/object-tagging">Object tagging</a>
 */
public final class SnowflakeTagValues {
  private final Map<List<String>, String> values;

  private SnowflakeTagValues(Map<List<String>, String> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** No tags. */
  public static SnowflakeTagValues none() {
    return new SnowflakeTagValues(Map.of());
  }

  /** The same with one more. */
  public SnowflakeTagValues with(String database, String schema, String tag, String value) {
    Map<List<String>, String> more = new LinkedHashMap<>(values);
    more.put(List.of(database, schema, tag), Objects.requireNonNull(value, "value"));
    return new SnowflakeTagValues(more);
  }

  /**
   * Reads {@code DATABASE.SCHEMA.TAG=value;…}. Names with dots in them are given by {@link #with}.
   *
   * @throws io.gds.database.error.InvalidOptionsException if it is written otherwise
   */
  public static SnowflakeTagValues parse(String text) {
    SnowflakeTagValues all = none();
    for (String one : text.split(";", -1)) {
      int equals = one.indexOf('=');
      String[] parts =
          equals < 0 ? new String[0] : one.substring(0, equals).strip().split("\\.", -1);
      if (parts.length != 3 || Arrays.stream(parts).anyMatch(String::isEmpty)) {
        throw ErrorDetails.of(
                ErrorCode.INVALID_OPTIONS, "tags are written DATABASE.SCHEMA.TAG=value;…")
            .target("tags")
            .toException();
      }
      all = all.with(parts[0], parts[1], parts[2], one.substring(equals + 1));
    }
    return all;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** As SQL writes it behind TAG. */
  String sql() {
    List<String> all = new ArrayList<>();
    values.forEach(
        (name, value) ->
            all.add(
                SnowflakeSql.name(name.get(0), name.get(1), name.get(2))
                    + " = "
                    + SnowflakeSql.literal(value)));
    return String.join(", ", all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SnowflakeTagValues that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> String.join(".", entry.getKey()) + "=" + entry.getValue())
        .collect(Collectors.joining(";"));
  }
}
