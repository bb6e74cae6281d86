package io.gds.database.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The definitions of a database as the server writes them: one text with many statements.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/get_ddl">GET_DDL</a>
 */
final class SnowflakeDdl {
  /** What stands where this role may not see which policy or tag there is. */
  private static final String UNKNOWN = "#UNKNOWN_";

  private static final Pattern POLICY =
      Pattern.compile("\\b(?:ROW ACCESS|MASKING|AGGREGATION|JOIN|PROJECTION)\\s+POLICY\\b");

  /** Words, and the first qualified name behind them: what is made is always told by one. */
  private static final Pattern WITHIN =
      Pattern.compile(
          "(?:CREATE|ALTER)\\s+(?:[A-Z_]+\\s+)*?"
              + "((?:\"(?:[^\"]|\"\")+\"|[A-Z_][\\w$]*)(?:\\.(?:\"(?:[^\"]|\"\")+\"|[\\w$]+))+).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern SEQUENCE =
      Pattern.compile(
          "(?is)(create\\s+(?:or\\s+replace\\s+)?sequence\\s+((?:\"(?:[^\"]|\"\")*\"|[\\w$.])+)"
              + "\\s+start\\s+(?:with\\s+)?(?:=\\s*)?)(-?[0-9]+)(.*)");

  private SnowflakeDdl() {}

  /** The statements, without the semicolons between them and the comments before them. */
  static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    int begin = -1;
    int at = 0;
    while (at < text.length()) {
      int after = skipped(text, at);
      boolean counts = after > at ? !isComment(text, at) : !Character.isWhitespace(text.charAt(at));
      if (after == at && text.charAt(at) == ';') {
        if (begin >= 0) {
          statements.add(text.substring(begin, at).strip());
        }
        begin = -1;
      } else if (counts && begin < 0) {
        begin = at;
      }
      at = Math.max(after, at + 1);
    }
    if (begin >= 0) {
      statements.add(text.substring(begin).strip());
    }
    return statements;
  }

  private static boolean isComment(String text, int at) {
    return text.startsWith("--", at) || text.startsWith("//", at) || text.startsWith("/*", at);
  }

  /** Where what begins here ends, if it is a text, a name in quotes or a comment; else here. */
  private static int skipped(String text, int at) {
    char c = text.charAt(at);
    if (c == '\'') {
      return quoted(text, at, '\'', true);
    }
    if (c == '"') {
      return quoted(text, at, '"', false);
    }
    if (text.startsWith("$$", at)) {
      return until(text, at + 2, "$$");
    }
    if (text.startsWith("/*", at)) {
      return until(text, at + 2, "*/");
    }
    return text.startsWith("--", at) || text.startsWith("//", at) ? until(text, at, "\n") : at;
  }

  private static int until(String text, int from, String end) {
    int found = text.indexOf(end, from);
    return found < 0 ? text.length() : found + end.length();
  }

  private static int quoted(String text, int begin, char quote, boolean escapes) {
    int at = begin + 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (escapes && c == '\\') {
        at += 2;
      } else if (c != quote) {
        at++;
      } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
        at += 2;
      } else {
        return at + 1;
      }
    }
    return text.length();
  }

  /**
   * The same definitions for another database. The old name is one that was given to a clone just
   * before, needs no quotes and is nobody else's: wherever it stands, that database is meant.
   */
  static String rebased(String text, String unique, String database) {
    if (!SnowflakeStamp.parse(unique).isPresent()) {
      throw new IllegalArgumentException("not a name that only one database ever had: " + unique);
    }
    Pattern name =
        Pattern.compile(
            "\"" + Pattern.quote(unique) + "\"|(?<![\\w$])" + Pattern.quote(unique) + "(?![\\w$])",
            Pattern.CASE_INSENSITIVE);
    return name.matcher(text).replaceAll(Matcher.quoteReplacement(SnowflakeSql.name(database)));
  }

  /** The statement of a sequence, going on where it stood; any other as it is. */
  static String continued(
      String statement, String database, List<SnowflakeManifest.Sequence> sequences) {
    Matcher matcher = SEQUENCE.matcher(statement);
    if (!matcher.matches()) {
      return statement;
    }
    List<String> name = SnowflakeIdentifiers.parts(matcher.group(2)).orElse(List.of());
    for (SnowflakeManifest.Sequence sequence : sequences) {
      if (name.equals(List.of(database, sequence.schema(), sequence.name()))
          && sequence.next().matches("-?[0-9]{1,38}")) {
        return matcher.group(1) + sequence.next() + matcher.group(4);
      }
    }
    return statement;
  }

  /** Whether something is defined by a policy or tag that this role may not see. */
  static boolean hasUnknown(String text) {
    return text.contains(UNKNOWN);
  }

  /** Whether policies decide what of the rows is shown to whom. */
  static boolean hasPolicies(String text) {
    return POLICY.matcher(text.toUpperCase(Locale.ROOT)).find();
  }

  /**
   * Whether a statement makes the database itself, or its first schema, which are there already.
   */
  static boolean makesDatabase(String statement) {
    return statement
        .toUpperCase(Locale.ROOT)
        .matches("(?s)CREATE\\s+(OR\\s+REPLACE\\s+)?(TRANSIENT\\s+)?DATABASE\\s.*");
  }

  /**
   * Whether a statement makes or alters something that lies in this database. Who may write to a
   * stage could put another one there, to be carried out with the rights of whoever restores.
   */
  static boolean isWithin(String statement, String database) {
    Matcher matcher = WITHIN.matcher(statement);
    return matcher.matches()
        && SnowflakeIdentifiers.parts(matcher.group(1))
            .filter(parts -> parts.get(0).equals(database))
            .isPresent();
  }

  /** What a statement makes, in short. */
  static String subject(String statement) {
    String line = statement.lines().findFirst().orElse("").strip();
    int bracket = line.indexOf('(');
    String head = bracket < 0 ? line : line.substring(0, bracket);
    String brief = head.replaceFirst("(?i)^create\\s+(or\\s+replace\\s+)?", "").strip();
    return brief.length() <= 120 ? brief : brief.substring(0, 120) + "…";
  }

  /** Whether a statement makes what rows need: a schema, a table, a sequence. */
  static boolean isNeeded(String statement) {
    return statement
        .toUpperCase(Locale.ROOT)
        .matches("(?s)CREATE\\s+(OR\\s+REPLACE\\s+)?(TRANSIENT\\s+)?(SCHEMA|TABLE|SEQUENCE)\\s.*");
  }
}
