package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.snowflake.SnowflakeToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Parts Snowflake's SQL into its pieces; comments and blanks are left out.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/identifiers-syntax">names</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/data-types-text">texts</a>
 */
final class SnowflakeLexer {
  private static final List<String> LONG_SIGNS =
      List.of("->>", "::", "=>", "||", "<=", ">=", "<>", "!=");

  private final String sql;
  private final List<SnowflakeToken> tokens = new ArrayList<>();
  private int at;

  private SnowflakeLexer(String sql) {
    this.sql = sql;
  }

  /**
   * The pieces.
   *
   * @throws ModelError 001003 for what has no end
   */
  static List<SnowflakeToken> tokens(String sql) {
    SnowflakeLexer lexer = new SnowflakeLexer(sql);
    while (lexer.at < sql.length()) {
      lexer.next();
    }
    return List.copyOf(lexer.tokens);
  }

  private void next() {
    char c = sql.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (sql.startsWith("--", at) || sql.startsWith("//", at)) {
      int end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length() : end + 1;
    } else if (sql.startsWith("/*", at)) {
      at = end("*/", at + 2);
    } else if (sql.startsWith("$$", at)) {
      int end = end("$$", at + 2);
      add(Kind.TEXT, sql.substring(at + 2, end - 2), end);
    } else if (c == '"') {
      name();
    } else if (c == '\'') {
      text();
    } else if (c == '?') {
      add(Kind.BIND, "?", at + 1);
    } else if (c == '@') {
      stage();
    } else if (Character.isDigit(c)) {
      number();
    } else if (isPart(c)) {
      int end = at + 1;
      while (end < sql.length() && isPart(sql.charAt(end))) {
        end++;
      }
      add(Kind.WORD, sql.substring(at, end), end);
    } else {
      String sign =
          LONG_SIGNS.stream()
              .filter(each -> sql.startsWith(each, at))
              .findFirst()
              .orElse(String.valueOf(c));
      add(Kind.SIGN, sign, at + sign.length());
    }
  }

  private void add(Kind kind, String text, int end) {
    tokens.add(new SnowflakeToken(kind, text, at, end));
    at = end;
  }

  private int end(String closing, int from) {
    int end = sql.indexOf(closing, from);
    if (end < 0) {
      throw ModelError.syntax(at, "<EOF>");
    }
    return end + closing.length();
  }

  private void number() {
    int end = at;
    while (end < sql.length() && (Character.isDigit(sql.charAt(end)) || sql.charAt(end) == '.')) {
      end++;
    }
    add(Kind.NUMBER, sql.substring(at, end), end);
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  private void name() {
    StringBuilder name = new StringBuilder();
    for (int i = at + 1; i < sql.length(); i++) {
      if (sql.charAt(i) != '"') {
        name.append(sql.charAt(i));
      } else if (sql.startsWith("\"", i + 1)) {
        name.append('"');
        i++;
      } else {
        add(Kind.NAME, name.toString(), i + 1);
        return;
      }
    }
    throw ModelError.syntax(at, "<EOF>");
  }

  /** A text: a quote is doubled or escaped, and a backslash begins an escape. */
  private void text() {
    StringBuilder text = new StringBuilder();
    for (int i = at + 1; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\\' && i + 1 < sql.length()) {
        i++;
        text.append(escaped(sql.charAt(i)));
      } else if (c != '\'') {
        text.append(c);
      } else if (sql.startsWith("'", i + 1)) {
        text.append('\'');
        i++;
      } else {
        add(Kind.TEXT, text.toString(), i + 1);
        return;
      }
    }
    throw ModelError.syntax(at, "<EOF>");
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '0' -> '\0';
      case 'x', 'u' -> throw new AssertionError("the model knows no escape \\" + c);
      default -> c;
    };
  }

  /** From the @ to the next blank, comma or bracket; names in quotes are kept as they are. */
  private void stage() {
    int end = at + 1;
    boolean quoted = false;
    while (end < sql.length()
        && (quoted
            || !(Character.isWhitespace(sql.charAt(end))
                || "(),;".indexOf(sql.charAt(end)) >= 0))) {
      quoted ^= sql.charAt(end) == '"';
      end++;
    }
    add(Kind.STAGE, sql.substring(at, end), end);
  }
}
