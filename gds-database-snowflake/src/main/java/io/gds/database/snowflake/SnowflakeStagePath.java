package io.gds.database.snowflake;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.List;
import java.util.Optional;

/**
 * A place in a named stage, such as {@code @BACKUPS.PUBLIC.DAILY/shop/}. The stage is named with
 * its database and schema; the path holds letters, digits and a few signs only, so that nothing of
 * it needs to be escaped, and ends with a slash. Immutable.
 *
 * @param stage the stage's name by its three parts
 * @param path the path below it; empty, or ending with a slash
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-stage">CREATE STAGE</a>
 */
record SnowflakeStagePath(List<String> stage, String path) {
  private static final int LONGEST_PATH = 500;

  /** What is wrong with a place as it was given; empty if nothing is. */
  static Optional<String> fault(String text) {
    return parse(text).isPresent()
        ? Optional.empty()
        : Optional.of(
            "is not the place of a stage: @database.schema.stage/path, with letters, digits and"
                + " ._-=/ in the path");
  }

  /**
   * A place as it was given.
   *
   * @throws InvalidOptionsException if it is none
   */
  static SnowflakeStagePath of(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                InvalidOptionsException.of(
                    "stage", List.of(new OptionFault("place", fault(text).orElse("")))));
  }

  private static Optional<SnowflakeStagePath> parse(String text) {
    if (!text.startsWith("@")) {
      return Optional.empty();
    }
    int slash = slash(text);
    String path = slash < 0 ? "" : text.substring(slash + 1);
    if (!path.isEmpty() && !path.endsWith("/")) {
      path += "/";
    }
    if (!isPath(path)) {
      return Optional.empty();
    }
    String below = path;
    return SnowflakeIdentifiers.parts(slash < 0 ? text.substring(1) : text.substring(1, slash))
        .filter(parts -> parts.size() == 3)
        // The stages of a table and of a user go with them.
        .filter(parts -> !parts.get(2).startsWith("%") && !parts.get(2).startsWith("~"))
        .map(parts -> new SnowflakeStagePath(parts, below));
  }

  /** Where the path begins: at the first slash that is not in quotes. */
  private static int slash(String text) {
    boolean inQuotes = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      inQuotes ^= c == '"';
      if (c == '/' && !inQuotes) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isPath(String path) {
    return path.length() <= LONGEST_PATH && path.matches("([A-Za-z0-9_=-][A-Za-z0-9._=-]*/)*");
  }

  SnowflakeStagePath below(String name) {
    SnowflakeStagePath below = new SnowflakeStagePath(stage, path + name + "/");
    if (!isPath(below.path)) {
      throw new IllegalArgumentException("not a name of a place in a stage: " + name);
    }
    return below;
  }

  /** The stage alone, as a statement names it. */
  String stageName() {
    return SnowflakeSql.name(stage.get(0), stage.get(1), stage.get(2));
  }

  /** As a statement names it. */
  String sql() {
    return "@" + stageName() + (path.isEmpty() ? "" : "/" + path);
  }

  /** A file here, as a statement names it. */
  String file(String name) {
    return "@" + stageName() + "/" + path + name;
  }

  @Override
  public String toString() {
    return sql();
  }
}
