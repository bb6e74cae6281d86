package io.gds.database.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Names as the server writes them in its answers: in quotes only where they need them, with dots
 * between their parts.
 */
final class SnowflakeIdentifiers {
  private SnowflakeIdentifiers() {}

  /** The parts of a name; empty if it is not one. A part without quotes is in upper case. */
  static Optional<List<String>> parts(String text) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (at <= text.length()) {
      StringBuilder part = new StringBuilder();
      at =
          at < text.length() && text.charAt(at) == '"'
              ? quoted(text, at, part)
              : plain(text, at, part);
      if (at < 0 || part.length() == 0) {
        return Optional.empty();
      }
      parts.add(part.toString());
      if (at == text.length()) {
        return Optional.of(parts);
      }
      if (text.charAt(at) != '.') {
        return Optional.empty();
      }
      at++;
    }
    return Optional.empty();
  }

  private static int quoted(String text, int begin, StringBuilder part) {
    for (int at = begin + 1; at < text.length(); at++) {
      if (text.charAt(at) != '"') {
        part.append(text.charAt(at));
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        part.append('"');
        at++;
      } else {
        return at + 1;
      }
    }
    return -1;
  }

  private static int plain(String text, int begin, StringBuilder part) {
    int at = begin;
    while (at < text.length() && text.charAt(at) != '.') {
      at++;
    }
    String word = text.substring(begin, at);
    part.append(isPlain(word) ? word.toUpperCase(Locale.ROOT) : word);
    return at;
  }

  /** Whether a word needs no quotes to be read as its upper case. */
  static boolean isPlain(String word) {
    return word.matches("[A-Za-z_][A-Za-z0-9_$]*");
  }

  /** The name with all its parts in quotes; empty if it is not one. */
  static Optional<String> quotedAgain(String text) {
    return parts(text)
        .map(
            parts ->
                SnowflakeSql.name(
                    parts.get(0), parts.subList(1, parts.size()).toArray(String[]::new)));
  }
}
