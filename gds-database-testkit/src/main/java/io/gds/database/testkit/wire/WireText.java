package io.gds.database.testkit.wire;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Statements as text: quotes, comments and semicolons, as far as matching and parting need it.
 * Knows SQL's quotes, PostgreSQL's {@code E''} and dollar quotes, T-SQL's brackets, Snowflake's
 * backslashes, {@code $$} and {@code //}, and both kinds of comments.
 */
final class WireText {
  private static final Pattern DOLLAR = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");

  private WireText() {}

  /** Whose quotes there are. */
  enum Language {
    POSTGRES,
    TSQL,
    SNOWFLAKE;

    /** The language that a request says it is in; PostgreSQL's if it says nothing. */
    static Language named(@Nullable String name) {
      return "tsql".equals(name) ? TSQL : "snowflake".equals(name) ? SNOWFLAKE : POSTGRES;
    }

    /** See {@link WireRequest#normalized}. */
    String normalized(String sql) {
      return WireText.normalized(sql, this);
    }
  }

  /** See {@link WireRequest#normalized}. */
  static String normalized(String sql) {
    return normalized(sql, Language.POSTGRES);
  }

  private static String normalized(String sql, Language language) {
    StringBuilder text = new StringBuilder();
    boolean space = false;
    int quoted = 0;
    for (int at = 0; at < sql.length(); ) {
      int comment = commentEnd(sql, at, language);
      if (comment > at || Character.isWhitespace(sql.charAt(at))) {
        space = true;
        at = Math.max(comment, at + 1);
        continue;
      }
      if (space && text.length() > 0) {
        text.append(' ');
      }
      space = false;
      int end = Math.max(at + 1, quoteEnd(sql, at, language));
      text.append(sql, at, end);
      quoted = end > at + 1 ? text.length() : quoted;
      at = end;
    }
    int end = text.length();
    while (end > quoted && (text.charAt(end - 1) == ';' || text.charAt(end - 1) == ' ')) {
      end--;
    }
    return text.substring(0, end);
  }

  /** The statements of a text, parted at semicolons; without those that are empty. */
  static List<String> statements(String sql) {
    List<String> statements = new ArrayList<>();
    int begin = 0;
    for (int at = 0; at < sql.length(); ) {
      int end =
          Math.max(commentEnd(sql, at, Language.POSTGRES), quoteEnd(sql, at, Language.POSTGRES));
      if (end > at) {
        at = end;
        continue;
      }
      if (sql.charAt(at) == ';') {
        add(statements, sql.substring(begin, at));
        begin = at + 1;
      }
      at++;
    }
    add(statements, sql.substring(begin));
    return statements;
  }

  private static void add(List<String> statements, String sql) {
    if (!normalized(sql).isEmpty()) {
      statements.add(sql.strip());
    }
  }

  /** The highest number of a placeholder such as {@code $2}; 0 if there is none. */
  static int placeholders(String sql) {
    int highest = 0;
    for (int at = 0; at < sql.length(); ) {
      int end =
          Math.max(commentEnd(sql, at, Language.POSTGRES), quoteEnd(sql, at, Language.POSTGRES));
      if (end > at) {
        at = end;
        continue;
      }
      int digits = at + 1;
      while (sql.charAt(at) == '$' && digits < sql.length() && isDigit(sql.charAt(digits))) {
        digits++;
      }
      if (digits > at + 1) {
        highest = Math.max(highest, Integer.parseInt(sql.substring(at + 1, digits)));
      }
      at = digits;
    }
    return highest;
  }

  /** A value for people. */
  static String shown(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return "0x" + HexFormat.of().formatHex(bytes);
    }
    return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Where the comment ends that begins here; here if none does. */
  private static int commentEnd(String sql, int at, Language language) {
    if (sql.startsWith("--", at) || (language == Language.SNOWFLAKE && sql.startsWith("//", at))) {
      int end = sql.indexOf('\n', at);
      return end < 0 ? sql.length() : end;
    }
    if (!sql.startsWith("/*", at)) {
      return at;
    }
    if (language == Language.SNOWFLAKE) {
      int end = sql.indexOf("*/", at + 2);
      return end < 0 ? sql.length() : end + 2;
    }
    int depth = 0;
    for (int i = at; i < sql.length(); i++) {
      if (sql.startsWith("/*", i)) {
        depth++;
        i++;
      } else if (sql.startsWith("*/", i)) {
        depth--;
        i++;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return sql.length();
  }

  /** Where what is quoted ends that begins here; here if nothing does. */
  private static int quoteEnd(String sql, int at, Language language) {
    char quote = sql.charAt(at);
    if (quote == '$' && language == Language.POSTGRES) {
      return dollarEnd(sql, at);
    }
    if (language == Language.SNOWFLAKE && sql.startsWith("$$", at)) {
      int end = sql.indexOf("$$", at + 2);
      return end < 0 ? sql.length() : end + 2;
    }
    if (quote == '[' && language == Language.TSQL) {
      return quotedEnd(sql, at, ']', false);
    }
    if (quote != '\'' && quote != '"') {
      return at;
    }
    boolean escapes =
        quote == '\''
            && switch (language) {
              case POSTGRES -> beginsEscapes(sql, at);
              case TSQL -> false;
              case SNOWFLAKE -> true;
            };
    return quotedEnd(sql, at, quote, escapes);
  }

  /** Whether an {@code E} stands before the quote. */
  private static boolean beginsEscapes(String sql, int quote) {
    return quote > 0
        && "eE".indexOf(sql.charAt(quote - 1)) >= 0
        && (quote == 1 || !isWord(sql.charAt(quote - 2)));
  }

  /** Behind the closing quote, which stands for itself where it is doubled. */
  private static int quotedEnd(String sql, int at, char quote, boolean escapes) {
    for (int i = at + 1; i < sql.length(); i++) {
      if (escapes && sql.charAt(i) == '\\') {
        i++;
      } else if (sql.charAt(i) == quote) {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          i++;
        } else {
          return i + 1;
        }
      }
    }
    return sql.length();
  }

  private static int dollarEnd(String sql, int at) {
    Matcher tag = DOLLAR.matcher(sql).region(at, sql.length());
    if ((at > 0 && isWord(sql.charAt(at - 1))) || !tag.lookingAt()) {
      return at;
    }
    int end = sql.indexOf(tag.group(), tag.end());
    return end < 0 ? sql.length() : end + tag.group().length();
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }
}
