package io.gds.database.testkit.snowflake;

import java.util.List;

/**
 * The name of something, by its parts.
 *
 * @param parts the outermost first
 */
record ModelName(List<String> parts) {
  /** Keeps a copy. */
  ModelName {
    parts = List.copyOf(parts);
  }

  static ModelName of(String... parts) {
    return new ModelName(List.of(parts));
  }

  /** Its own name, without what it lies in. */
  String last() {
    return parts.get(parts.size() - 1);
  }

  /** A part counted from the end, if there are so many: 0 is its own name. */
  boolean has(int fromEnd) {
    return fromEnd < parts.size();
  }

  /** A part counted from the end. */
  String part(int fromEnd) {
    return parts.get(parts.size() - 1 - fromEnd);
  }

  /** As errors show it: parts that need quotes have them. */
  @Override
  public String toString() {
    return String.join(".", parts.stream().map(ModelName::shown).toList());
  }

  private static String shown(String part) {
    return part.matches("[A-Z_][A-Z0-9_$]*") ? part : "\"" + part.replace("\"", "\"\"") + "\"";
  }

  /** A part in quotes. */
  static String quoted(String part) {
    return "\"" + part.replace("\"", "\"\"") + "\"";
  }
}
