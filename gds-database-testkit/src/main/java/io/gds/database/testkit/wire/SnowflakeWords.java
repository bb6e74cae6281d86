package io.gds.database.testkit.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement word by word, as far as a session listens to it. Not thread-safe. */
final class SnowflakeWords {
  private static final Pattern WORD =
      Pattern.compile(
          "\\s*(?:[\\p{L}_][\\p{L}\\p{N}_$]*+"
              + "|\"[^\"]*+(?:\"\"[^\"]*+)*+\""
              + "|'(?:[^'\\\\]|''|\\\\.)*+'"
              + "|[\\p{N}+-][\\p{N}.]*+"
              + "|\\S)",
          Pattern.DOTALL);

  private final String statement;
  private int at;

  SnowflakeWords(String statement) {
    this.statement = statement;
  }

  /** Whether these words come next, in any letters; if so they are behind us. */
  boolean take(String... words) {
    int begin = at;
    for (String word : words) {
      if (!word.equalsIgnoreCase(next())) {
        at = begin;
        return false;
      }
    }
    return true;
  }

  /** The name that comes next, by its parts as they are kept; none if no name comes. */
  List<String> name() {
    List<String> parts = new ArrayList<>();
    do {
      int begin = at;
      String word = next();
      if (word.startsWith("\"")) {
        parts.add(word.substring(1, word.length() - 1).replace("\"\"", "\""));
      } else if (!word.isEmpty() && Character.isUnicodeIdentifierStart(word.codePointAt(0))) {
        parts.add(word.toUpperCase(Locale.ROOT));
      } else {
        at = begin;
        return List.of();
      }
    } while (take("."));
    return parts;
  }

  /** The word or value that comes next, a text without its quotes; empty at the end. */
  String value() {
    String word = next();
    return word.startsWith("'")
        ? word.substring(1, word.length() - 1).replace("''", "'").replace("\\\\", "\\")
        : word;
  }

  private String next() {
    Matcher word = WORD.matcher(statement).region(at, statement.length());
    if (!word.lookingAt()) {
      return "";
    }
    at = word.end();
    return word.group().strip();
  }
}
