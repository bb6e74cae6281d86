package io.gds.database.mssql;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code name=value;name={va;lue}} as the driver does: a value between braces may hold
 * anything, a closing brace doubled; names in any letter case, and some by a second name.
 */
final class MssqlJdbcProperties {
  private static final Map<String, String> SYNONYMS =
      Map.of(
          "server", "servername",
          "port", "portnumber",
          "database", "databasename",
          "username", "user");

  private MssqlJdbcProperties() {}

  /** A property's one name here, in small letters. */
  static String canonical(String name) {
    String small = name.strip().toLowerCase(Locale.ROOT);
    return SYNONYMS.getOrDefault(small, small);
  }

  static Map<String, String> read(String text) {
    Map<String, String> properties = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length()) {
      int equals = text.indexOf('=', at);
      int semicolon = text.indexOf(';', at);
      if (semicolon >= 0 && (equals < 0 || semicolon < equals)) {
        if (!text.substring(at, semicolon).isBlank()) {
          throw MssqlUrlGrammar.refused("a property has no value: write name=value");
        }
        at = semicolon + 1;
        continue;
      }
      if (equals < 0) {
        if (!text.substring(at).isBlank()) {
          throw MssqlUrlGrammar.refused("a property has no value: write name=value");
        }
        break;
      }
      StringBuilder value = new StringBuilder();
      String name = text.substring(at, equals);
      at = value(text, equals + 1, value);
      MssqlUrlGrammar.put(properties, name, value.toString());
    }
    return properties;
  }

  /** Reads a value from a place on, and tells the place behind it. */
  private static int value(String text, int from, StringBuilder value) {
    if (from < text.length() && text.charAt(from) == '{') {
      int i = from + 1;
      while (i < text.length()) {
        char c = text.charAt(i);
        boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == '}';
        if (c == '}' && !doubled) {
          int end = i + 1;
          if (end < text.length() && text.charAt(end) != ';') {
            throw MssqlUrlGrammar.refused("a closing brace within braces is written twice");
          }
          return end + 1;
        }
        value.append(c);
        i += c == '}' ? 2 : 1;
      }
      throw MssqlUrlGrammar.refused("a value's opening brace is never closed");
    }
    int end = text.indexOf(';', from);
    int stop = end < 0 ? text.length() : end;
    value.append(text.substring(from, stop).strip());
    return stop + 1;
  }
}
