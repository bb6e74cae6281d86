package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a SHOW is narrowed by. LIKE takes no notice of case, STARTS WITH does; FROM goes on behind
 * the first name that begins so. More than 10,000 rows are never shown at once.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-databases">SHOW DATABASES</a>
 */
final class ShowFilter {
  private static final int MOST = 10_000;

  private Optional<Pattern> like = Optional.empty();
  private Optional<String> start = Optional.empty();
  private Optional<String> from = Optional.empty();
  private int limit = MOST;

  /** Reads LIKE if it comes next; it stands before IN. */
  ShowFilter like(SnowflakeReader statement) {
    if (statement.take("LIKE")) {
      like = Optional.of(pattern(statement.text()));
    }
    return this;
  }

  /** Reads what else comes, up to the end. */
  ShowFilter rest(SnowflakeReader statement) {
    if (statement.take("STARTS", "WITH")) {
      start = Optional.of(statement.text());
    }
    if (statement.take("LIMIT")) {
      limit = statement.number();
      if (limit < 1 || limit > MOST) {
        throw ModelError.invalid(
            "001003", "42000", "invalid limit " + limit + ": it is between 1 and " + MOST);
      }
      if (statement.take("FROM")) {
        from = Optional.of(statement.text());
      }
    }
    statement.end();
    return this;
  }

  /** A pattern of LIKE, where a backslash takes the meaning from the sign behind it. */
  private static Pattern pattern(String text) {
    StringBuilder regex = new StringBuilder();
    int[] signs = text.codePoints().toArray();
    for (int i = 0; i < signs.length; i++) {
      int c = signs[i];
      if (c == '\\' && i + 1 < signs.length) {
        i++;
        regex.append(Pattern.quote(Character.toString(signs[i])));
      } else {
        regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(Character.toString(c)));
      }
    }
    return Pattern.compile(
        regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }

  /**
   * The rows that are left, of columns told as {@code name type}.
   *
   * @param rows in order; which column has the name is told by its own name
   */
  WireAnswer.Rows answer(List<String> columns, List<WireRow> rows) {
    return answer(columns, rows, "name");
  }

  /** The same where another column is what is compared. */
  WireAnswer.Rows answer(List<String> columns, List<WireRow> rows, String named) {
    int at = columns.indexOf(named + " text");
    List<WireRow> left =
        rows.stream()
            .filter(row -> like.map(each -> each.matcher(name(row, at)).matches()).orElse(true))
            .filter(row -> start.map(each -> name(row, at).startsWith(each)).orElse(true))
            .toList();
    left = left.subList(begin(left, at), left.size());
    return WireAnswer.rows(columns.toArray(String[]::new))
        .all(left.subList(0, Math.min(limit, left.size())));
  }

  private int begin(List<WireRow> rows, int at) {
    if (from.isEmpty()) {
      return 0;
    }
    for (int i = 0; i < rows.size(); i++) {
      if (name(rows.get(i), at).startsWith(from.get())) {
        return i + 1;
      }
    }
    return rows.size();
  }

  private static String name(WireRow row, int at) {
    return Objects.requireNonNull(row.values().get(at)).toString();
  }
}
