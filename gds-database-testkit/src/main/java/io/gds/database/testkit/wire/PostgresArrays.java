package io.gds.database.testkit.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of one dimension as text.
 *
 * @see <a href="https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO">Array Input and
 *     Output Syntax</a>
 */
final class PostgresArrays {
  private PostgresArrays() {}

  static String written(PostgresType element, List<?> values) {
    StringBuilder text = new StringBuilder("{");
    for (Object value : values) {
      if (text.length() > 1) {
        text.append(',');
      }
      text.append(value == null ? "NULL" : quoted(PostgresText.written(element, value)));
    }
    return text.append('}').toString();
  }

  private static String quoted(String text) {
    boolean plain = !text.isEmpty() && !text.equalsIgnoreCase("NULL");
    for (int i = 0; plain && i < text.length(); i++) {
      plain = "{},\"\\".indexOf(text.charAt(i)) < 0 && !Character.isWhitespace(text.charAt(i));
    }
    return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  static List<@Nullable Object> read(PostgresType element, String text) {
    String inner = text.strip();
    if (!inner.startsWith("{") || !inner.endsWith("}")) {
      throw new IllegalArgumentException("not an array: " + text);
    }
    List<@Nullable Object> values = new ArrayList<>();
    int at = 1;
    while (at < inner.length() - 1) {
      StringBuilder value = new StringBuilder();
      boolean quoted = inner.charAt(at) == '"';
      at = quoted ? readQuoted(inner, at + 1, value) : readPlain(inner, at, value);
      boolean isNull = !quoted && value.toString().equalsIgnoreCase("NULL");
      values.add(isNull ? null : PostgresText.read(element, value.toString()));
      at++; // the comma
    }
    return values;
  }

  private static int readPlain(String text, int from, StringBuilder value) {
    int at = from;
    while (text.charAt(at) != ',' && at < text.length() - 1) {
      value.append(text.charAt(at++));
    }
    return at;
  }

  private static int readQuoted(String text, int from, StringBuilder value) {
    int at = from;
    while (text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      value.append(text.charAt(at++));
    }
    return at + 1;
  }
}
