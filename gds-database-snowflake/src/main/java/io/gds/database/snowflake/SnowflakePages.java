package io.gds.database.snowflake;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.RowReader;
import io.gds.database.jdbc.SqlExecutor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lists that SHOW tells, page by page: more than 10,000 rows are an error or silently cut, by
 * release. The next page begins behind the first name that begins with the last one told, so that
 * where names repeat some rows come twice.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-databases">SHOW DATABASES:
 *     LIMIT … FROM</a>
 */
final class SnowflakePages {
  /** As many rows as a page has at most. */
  static final int PAGE = 10_000;

  private SnowflakePages() {}

  /**
   * All rows.
   *
   * @param show the statement up to where LIMIT may come
   * @param name of a row, as the list is ordered and narrowed by
   * @param identity what no two rows share
   */
  static <T> List<T> all(
      SqlExecutor sql,
      String show,
      RowReader<T> reader,
      Function<T, String> name,
      Function<T, Object> identity) {
    Map<Object, T> all = new LinkedHashMap<>();
    Optional<String> last = Optional.empty();
    while (true) {
      String from = last.map(text -> " FROM " + SnowflakeSql.literal(text)).orElse("");
      List<T> page = sql.query(show + " LIMIT " + PAGE + from, reader);
      int before = all.size();
      page.forEach(row -> all.putIfAbsent(identity.apply(row), row));
      if (page.size() < PAGE) {
        return new ArrayList<>(all.values());
      }
      if (all.size() == before) {
        throw stuck(show);
      }
      last = Optional.of(name.apply(page.get(page.size() - 1)));
    }
  }

  /** Rather none than a list that is cut without a word. */
  private static RuntimeException stuck(String show) {
    return ErrorDetails.of(
            ErrorCode.STATEMENT_FAILED,
            "more than " + PAGE + " rows of one name cannot be listed: " + show)
        .platform(DatabaseType.SNOWFLAKE.id())
        .remedy("Narrow the list down.")
        .toException();
  }
}
