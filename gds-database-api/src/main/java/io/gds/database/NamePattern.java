package io.gds.database;

import java.util.Objects;

/**
 * A pattern for names: {@code *} stands for any text, {@code ?} for one character, everything else
 * for itself, letter case included. Immutable and thread-safe.
 *
 * @param text the pattern
 */
public record NamePattern(String text) {
  /** Checks that it is there. */
  public NamePattern {
    Objects.requireNonNull(text, "text");
  }

  /** Whether a whole name matches. Takes no more than the product of both lengths. */
  public boolean matches(String name) {
    return matches(text.codePoints().toArray(), name.codePoints().toArray());
  }

  private static boolean matches(int[] text, int[] name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length) {
      if (p < text.length && text[p] == '*') {
        star = p++;
        mark = n;
      } else if (p < text.length && (text[p] == '?' || text[p] == name[n])) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < text.length && text[p] == '*') {
      p++;
    }
    return p == text.length;
  }

  /** The pattern itself. */
  @Override
  public String toString() {
    return text;
  }
}
