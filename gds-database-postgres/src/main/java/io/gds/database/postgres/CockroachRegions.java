package io.gds.database.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names of regions. Immutable and thread-safe.
 *
 * @param names the names, at least one
 */
public record CockroachRegions(List<String> names) {
  /** Checks each name, and takes a copy. */
  public CockroachRegions {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no region is given");
    }
    names.forEach(CockroachSql.NAMES::check);
  }

  /** These names. */
  public static CockroachRegions of(String... names) {
    return new CockroachRegions(List.of(names));
  }

  /**
   * Reads names with commas between, and blanks around them or not.
   *
   * @throws IllegalArgumentException if a name is empty
   */
  public static CockroachRegions parse(String text) {
    List<String> names = new ArrayList<>();
    for (String name : text.split(",", -1)) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a name of a region is empty");
      }
      names.add(name.strip());
    }
    return new CockroachRegions(names);
  }

  /** As a list in SQL. */
  String sql() {
    return names.stream().map(CockroachSql::name).collect(Collectors.joining(", "));
  }

  /** In the form that {@link #parse} reads. */
  @Override
  public String toString() {
    return String.join(",", names);
  }
}
