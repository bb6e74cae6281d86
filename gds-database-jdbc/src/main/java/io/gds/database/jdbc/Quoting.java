package io.gds.database.jdbc;

import io.gds.database.core.url.Printable;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one platform writes names and texts into SQL. There is one way to quote, and it cannot be
 * overridden: whatever the name holds, it stays a name. Bind what the server lets be bound; this is
 * for the rest. Immutable and thread-safe.
 */
public final class Quoting {
  private static final int SHOWN = 80;

  private final char open;
  private final char close;
  private final int maxLength;
  private final LengthUnit unit;
  private final String literalPrefix;
  private final boolean backslashEscapes;
  private final String likeWildcards;

  /**
   * Quoting between these characters, for names of at most this length. Literals are {@code '…'}
   * without prefix, backslashes in them stand for themselves, and patterns know {@code %} and
   * {@code _}.
   *
   * @param open the character before a name, such as {@code "} or {@code [}
   * @param close the character after a name, doubled inside it
   * @param maxLength the longest name allowed, at least 1
   * @param unit what {@code maxLength} counts
   */
  public Quoting(char open, char close, int maxLength, LengthUnit unit) {
    this(open, close, maxLength, unit, "", false, "%_");
  }

  private Quoting(
      char open,
      char close,
      int maxLength,
      LengthUnit unit,
      String literalPrefix,
      boolean backslashEscapes,
      String likeWildcards) {
    if (maxLength < 1) {
      throw new IllegalArgumentException("maxLength is at least 1");
    }
    this.open = open;
    this.close = close;
    this.maxLength = maxLength;
    this.unit = Objects.requireNonNull(unit, "unit");
    this.literalPrefix = literalPrefix;
    this.backslashEscapes = backslashEscapes;
    this.likeWildcards = likeWildcards;
  }

  /** The same, with this in front of each literal: {@code N} or {@code E}. */
  public Quoting literalPrefix(String prefix) {
    return new Quoting(open, close, maxLength, unit, prefix, backslashEscapes, likeWildcards);
  }

  /** The same for a server that reads backslashes in literals as escapes: they are doubled. */
  public Quoting backslashEscapes() {
    return new Quoting(open, close, maxLength, unit, literalPrefix, true, likeWildcards);
  }

  /** The same, with these characters having a meaning in patterns; {@code %_} by default. */
  public Quoting likeWildcards(String wildcards) {
    return new Quoting(open, close, maxLength, unit, literalPrefix, backslashEscapes, wildcards);
  }

  /**
   * Checks that the platform can hold this name, and returns it unchanged.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if it is empty,
   *     too long, or has a NUL or half a surrogate pair in it
   */
  public String check(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty()) {
      throw refused(name, "a name cannot be empty", "Give a name.");
    }
    String fault = unsendable(name);
    if (fault != null) {
      throw refused(name, "a name cannot hold " + fault, "Use a name without it.");
    }
    int length = unit.lengthOf(name);
    if (length > maxLength) {
      String units = unit == LengthUnit.BYTES ? "bytes in UTF-8" : "characters";
      throw refused(
          name,
          "the name is " + length + " " + units + " long, and " + maxLength + " is the limit",
          "Use a shorter name; names are never cut silently.");
    }
    return name;
  }

  /**
   * The name as SQL writes it: between the quote characters, the closing one doubled.
   *
   * @throws io.gds.database.error.InvalidOptionsException as {@link #check(String)} does
   */
  public String quote(String name) {
    check(name);
    StringBuilder quoted = new StringBuilder(name.length() + 2).append(open);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == close) {
        quoted.append(close);
      }
      quoted.append(c);
    }
    return quoted.append(close).toString();
  }

  /**
   * A qualified name, each part quoted, with dots between.
   *
   * @throws io.gds.database.error.InvalidOptionsException as {@link #check(String)} does
   */
  public String quote(String first, String... more) {
    StringBuilder qualified = new StringBuilder(quote(first));
    for (String part : more) {
      qualified.append('.').append(quote(part));
    }
    return qualified.toString();
  }

  /**
   * A text as an SQL literal, for the places where nothing can be bound.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_OPTIONS if the text has
   *     a NUL or half a surrogate pair in it; the text is not repeated, since it may be a password
   */
  public String literal(String text) {
    String fault = unsendable(text);
    if (fault != null) {
      throw ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "the text cannot hold " + fault)
          .target("text")
          .remedy("Use a text without it.")
          .toException();
    }
    StringBuilder quoted = new StringBuilder(text.length() + 8).append(literalPrefix).append('\'');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'' || (c == '\\' && backslashEscapes)) {
        quoted.append(c);
      }
      quoted.append(c);
    }
    return quoted.append('\'').toString();
  }

  /**
   * A pattern that matches this text alone, with {@code \} as escape character: to be bound in
   * {@code like ? escape '\'}, or given to the metadata methods of a driver whose search escape is
   * {@code \}.
   */
  public String likePattern(String text) {
    StringBuilder pattern = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || likeWildcards.indexOf(c) >= 0) {
        pattern.append('\\');
      }
      pattern.append(c);
    }
    return pattern.toString();
  }

  /**
   * A comment to be shown in a script, on one line whatever it tells of: what would break the line
   * is written as an escape, so that nothing of a name can be taken for a statement.
   */
  public static String comment(String text) {
    return "-- " + Printable.line(text, Integer.MAX_VALUE);
  }

  private static @Nullable String unsendable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0') {
        return "a NUL character";
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return "half a surrogate pair (broken Unicode)";
      }
    }
    return null;
  }

  private static RuntimeException refused(String name, String why, String remedy) {
    String shown = Printable.line(name, SHOWN);
    return ErrorDetails.of(ErrorCode.INVALID_NAME, why + ": \"" + shown + "\"")
        .target(shown)
        .remedy(remedy)
        .toException();
  }
}
