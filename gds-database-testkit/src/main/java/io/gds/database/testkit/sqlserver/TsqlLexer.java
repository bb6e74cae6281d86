package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.TsqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/** Parts Transact-SQL into its pieces; comments and blanks are left out. */
final class TsqlLexer {
  private final String sql;
  private final List<TsqlToken> tokens = new ArrayList<>();
  private int at;

  private TsqlLexer(String sql) {
    this.sql = sql;
  }

  /**
   * The pieces.
   *
   * @throws ModelError 105 for a quote, and 113 for a comment, without an end
   */
  static List<TsqlToken> tokens(String sql) {
    TsqlLexer lexer = new TsqlLexer(sql);
    while (lexer.at < sql.length()) {
      lexer.next();
    }
    return List.copyOf(lexer.tokens);
  }

  private void next() {
    char c = sql.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length() : end + 1;
    } else if (sql.startsWith("/*", at)) {
      comment();
    } else if (c == '[') {
      quoted(Kind.NAME, at, ']');
    } else if (c == '"') {
      quoted(Kind.NAME, at, '"');
    } else if (c == '\'') {
      quoted(Kind.TEXT, at, '\'');
    } else if ((c == 'N' || c == 'n') && sql.startsWith("'", at + 1)) {
      quoted(Kind.TEXT, at + 1, '\'');
    } else if (Character.isDigit(c)) {
      take(Kind.NUMBER, number());
    } else if (sql.startsWith("@@", at)) {
      take(Kind.GLOBAL, end(at + 2));
    } else if (c == '@') {
      take(Kind.VARIABLE, end(at + 1));
    } else if (isPart(c)) {
      take(Kind.WORD, end(at + 1));
    } else {
      take(Kind.SIGN, at + 1);
    }
  }

  private void take(Kind kind, int end) {
    tokens.add(new TsqlToken(kind, sql.substring(at, end), at, end));
    at = end;
  }

  private int end(int from) {
    int end = from;
    while (end < sql.length() && isPart(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Where a number ends; a unit such as MB may follow at once and is a word of its own. */
  private int number() {
    boolean hex = sql.regionMatches(true, at, "0x", 0, 2);
    int end = hex ? at + 2 : at;
    while (end < sql.length()
        && (hex
            ? Character.digit(sql.charAt(end), 16) >= 0
            : Character.isDigit(sql.charAt(end)) || sql.charAt(end) == '.')) {
      end++;
    }
    return end;
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '#' || c == '$';
  }

  private void comment() {
    int depth = 0;
    do {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else if (at++ >= sql.length()) {
        throw new ModelError(113, 15, "Missing end comment mark '*/'.");
      }
    } while (depth > 0);
  }

  /** What is quoted from this sign on; the closing sign doubled stands for itself. */
  private void quoted(Kind kind, int open, char close) {
    StringBuilder text = new StringBuilder();
    for (int i = open + 1; i < sql.length(); i++) {
      if (sql.charAt(i) != close) {
        text.append(sql.charAt(i));
      } else if (i + 1 < sql.length() && sql.charAt(i + 1) == close) {
        text.append(close);
        i++;
      } else {
        tokens.add(new TsqlToken(kind, text.toString(), at, i + 1));
        at = i + 1;
        return;
      }
    }
    throw new ModelError(
        105, 15, "Unclosed quotation mark after the character string '" + text + "'.");
  }
}
