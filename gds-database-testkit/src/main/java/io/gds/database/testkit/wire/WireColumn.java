package io.gds.database.testkit.wire;

import java.util.Objects;

/**
 * A column of an answer.
 *
 * @param name as the client sees it
 * @param type in the server's own words, such as {@code int8} or {@code timestamptz}; each peer
 *     lists the types it knows, and fails the test for others
 */
public record WireColumn(String name, String type) {
  /** Neither name nor type may be null. */
  public WireColumn {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  /**
   * A column written as name and type with a space between, such as {@code size_bytes int8}. A name
   * with spaces needs the constructor.
   *
   * @throws IllegalArgumentException if there is no space
   */
  public static WireColumn parse(String nameAndType) {
    int space = nameAndType.strip().indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("not a name and a type: " + nameAndType);
    }
    String text = nameAndType.strip();
    return new WireColumn(text.substring(0, space), text.substring(space + 1).strip());
  }
}
