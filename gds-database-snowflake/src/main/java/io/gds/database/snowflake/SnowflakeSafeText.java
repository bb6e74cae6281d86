package io.gds.database.snowflake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text as a file of a stage holds it: what a reader without a file format of its own would take
 * for something else (commas, line ends, backslashes, quotes) stands there as in a URL, by its
 * number. So a file is read by any role, with nothing made for it, and can still be read by people.
 */
final class SnowflakeSafeText {
  private SnowflakeSafeText() {}

  static String encode(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 64);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == ',' || c == '%' || c == '\\' || c == '"' || c == '\'' || c == '|') {
        safe.append('%').append(hex(c >> 4)).append(hex(c & 15));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit, 16));
  }

  /**
   * The text again.
   *
   * @throws IllegalArgumentException if it was not written so
   */
  static String decode(String safe) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(safe.length());
    byte[] all = safe.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < all.length; i++) {
      if (all[i] != '%') {
        bytes.write(all[i]);
        continue;
      }
      if (i + 2 >= all.length) {
        throw new IllegalArgumentException("it ends too early");
      }
      int high = Character.digit(all[i + 1], 16);
      int low = Character.digit(all[i + 2], 16);
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException("a character is not told by its number");
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** A text in pieces of a length, none of which begins or ends within a character. */
  static List<String> pieces(String text, int length) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = Math.min(text.length(), at + length);
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--;
      }
      pieces.add(text.substring(at, end));
      at = end;
    }
    return pieces;
  }
}
