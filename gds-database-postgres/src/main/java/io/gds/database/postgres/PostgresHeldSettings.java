package io.gds.database.postgres;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The values of a database's settings as an archive holds them, in the statements that pg_dump
 * writes for those who restore with {@code --create}. Only values are taken from there: which
 * settings there are, and of whom, the manifest tells, and the statements that give them again are
 * our own. Never printed. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/bin/pg_dump/dumputils.c">
 *     makeAlterConfigCommand</a>
 */
final class PostgresHeldSettings {
  /** Of what holds no value, such as a script. */
  static final PostgresHeldSettings NONE = new PostgresHeldSettings(Map.of());

  private final Map<List<String>, String> values;

  private PostgresHeldSettings(Map<List<String>, String> values) {
    this.values = values;
  }

  /**
   * The value of a setting, if it is held.
   *
   * @param role whose sessions begin with it; {@link PostgresFacts#EVERYBODY} for all
   */
  Optional<String> value(String role, String setting) {
    return Optional.ofNullable(values.get(key(role, setting)));
  }

  /** The server tells names of settings whatever their case. */
  private static List<String> key(String role, String setting) {
    return List.of(role, setting.toLowerCase(Locale.ROOT));
  }

  /** Reads statements; those that set nothing are passed over. */
  static PostgresHeldSettings parse(String sql) {
    Map<List<String>, String> values = new HashMap<>();
    List<Token> statement = new ArrayList<>();
    for (Token token : tokens(sql)) {
      if (token.is(";")) {
        read(statement, values);
        statement.clear();
      } else {
        statement.add(token);
      }
    }
    return new PostgresHeldSettings(Map.copyOf(values));
  }

  /** {@code ALTER DATABASE d SET n TO 'v'}, {@code ALTER ROLE r IN DATABASE d SET n TO 'v'}. */
  private static void read(List<Token> statement, Map<List<String>, String> values) {
    List<Token> left = new ArrayList<>(statement);
    if (!begins(left, "ALTER")) {
      return;
    }
    String role = PostgresFacts.EVERYBODY;
    if (begins(left, "ROLE") && !left.isEmpty()) {
      role = left.remove(0).text();
      if (!begins(left, "IN")) {
        return;
      }
    }
    if (!begins(left, "DATABASE") || left.isEmpty()) {
      return;
    }
    left.remove(0);
    if (!begins(left, "SET") || left.isEmpty()) {
      return;
    }
    StringBuilder name = new StringBuilder(left.remove(0).text());
    while (begins(left, ".") && !left.isEmpty()) {
      name.append('.').append(left.remove(0).text());
    }
    if (begins(left, "TO") && left.size() == 1 && left.get(0).literal()) {
      values.put(key(role, name.toString()), left.get(0).text());
    }
  }

  /** Takes this word away if it comes first. */
  private static boolean begins(List<Token> left, String word) {
    if (left.isEmpty() || !left.get(0).is(word)) {
      return false;
    }
    left.remove(0);
    return true;
  }

  /**
   * A piece of a statement.
   *
   * @param text what it says, without quotes
   * @param quoted whether it was quoted, so that it is no word of SQL
   * @param literal whether it is a text
   */
  private record Token(String text, boolean quoted, boolean literal) {
    boolean is(String word) {
      return !quoted && text.equalsIgnoreCase(word);
    }
  }

  private static List<Token> tokens(String sql) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      boolean escaping =
          (c == 'E' || c == 'e') && at + 1 < sql.length() && sql.charAt(at + 1) == '\'';
      if (c == '\'' || c == '"' || escaping) {
        StringBuilder text = new StringBuilder();
        at = quoted(sql, escaping ? at + 1 : at, escaping, text);
        tokens.add(new Token(text.toString(), true, c != '"'));
      } else if (isWord(c)) {
        int end = at;
        while (end < sql.length() && isWord(sql.charAt(end))) {
          end++;
        }
        tokens.add(new Token(sql.substring(at, end), false, false));
        at = end;
      } else {
        if (!Character.isWhitespace(c)) {
          tokens.add(new Token(String.valueOf(c), false, false));
        }
        at++;
      }
    }
    return tokens;
  }

  private static boolean isWord(char c) {
    return c == '_' || c == '$' || Character.isLetterOrDigit(c);
  }

  /** Reads what is in quotes; says where it ends. */
  private static int quoted(String sql, int from, boolean escaping, StringBuilder into) {
    char quote = sql.charAt(from);
    int at = from + 1;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      boolean twice = at < sql.length() && sql.charAt(at) == c;
      if (c == quote && !twice) {
        return at;
      }
      if (c == quote || (escaping && c == '\\' && twice)) {
        at++;
      }
      into.append(c);
    }
    return at;
  }

  /** How many there are, and no more. */
  @Override
  public String toString() {
    return values.size() + " values";
  }
}
