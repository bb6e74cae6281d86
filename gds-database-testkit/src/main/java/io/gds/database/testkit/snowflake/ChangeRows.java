package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * INSERT of values, DELETE and TRUNCATE.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/insert">INSERT</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/delete">DELETE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/truncate-table">TRUNCATE TABLE</a>
 */
final class ChangeRows implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("INSERT", "INTO")
        || statement.at("DELETE", "FROM")
        || statement.at("TRUNCATE", "TABLE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    if (statement.take("INSERT", "INTO")) {
      return insert(statement, session);
    }
    if (statement.take("TRUNCATE", "TABLE")) {
      ModelTable table = ModelWriting.demand(session, statement.qualified(), "TRUNCATE");
      statement.end();
      table.rows(List.of());
      return SnowflakeVerb.done("Statement executed successfully.");
    }
    return delete(statement.demand("DELETE", "FROM"), session);
  }

  private static WireAnswer insert(SnowflakeReader statement, ModelSession session) {
    ModelTable table = ModelWriting.demand(session, statement.qualified(), "INSERT");
    List<String> names = new ArrayList<>();
    if (statement.take("(")) {
      do {
        names.add(statement.name());
      } while (statement.take(","));
      statement.demand(")");
    } else {
      table.columns().forEach(column -> names.add(column.name()));
    }
    List<SnowflakeToken> query = statement.rest();
    ModelRows given = ModelEvaluation.rows(session, query, statement.binds());
    List<List<@Nullable Object>> rows = new ArrayList<>(table.rows());
    for (List<@Nullable Object> row : given.rows()) {
      rows.add(placed(table, names, row));
    }
    table.rows(rows);
    return WireAnswer.updated(given.rows().size());
  }

  private static List<@Nullable Object> placed(
      ModelTable table, List<String> names, List<@Nullable Object> values) {
    if (names.size() != values.size()) {
      throw ModelError.invalid(
          "002020",
          "21S01",
          "Insert value list does not match column list expecting "
              + names.size()
              + " but got "
              + values.size());
    }
    List<@Nullable Object> row = new ArrayList<>();
    for (ModelColumn column : table.columns()) {
      int at = names.indexOf(column.name());
      Object value = at < 0 ? null : values.get(at);
      if (value == null && !column.nullable()) {
        throw new ModelError("100072", "22000", "NULL result in a non-nullable column");
      }
      row.add(value);
    }
    return Collections.unmodifiableList(row);
  }

  private static WireAnswer delete(SnowflakeReader statement, ModelSession session) {
    int begin = statement.read();
    ModelName name = statement.qualified();
    ModelTable table = ModelWriting.demand(session, name, "DELETE");
    List<SnowflakeToken> select = new ArrayList<>(SnowflakeLexer.tokens("SELECT * FROM"));
    List<SnowflakeToken> all = SnowflakeLexer.tokens(session.request().statement());
    select.addAll(all.subList(begin, all.size()));
    statement.rest();
    List<List<@Nullable Object>> gone =
        new ArrayList<>(ModelEvaluation.rows(session, select, statement.binds()).rows());
    List<List<@Nullable Object>> left = new ArrayList<>();
    for (List<@Nullable Object> row : table.rows()) {
      if (!takeOut(gone, row)) {
        left.add(row);
      }
    }
    int deleted = table.rows().size() - left.size();
    table.rows(left);
    return WireAnswer.updated(deleted);
  }

  private static boolean takeOut(List<List<@Nullable Object>> rows, List<@Nullable Object> row) {
    for (List<@Nullable Object> each : new LinkedHashSet<>(rows)) {
      if (ModelHash.of(each) == ModelHash.of(row)) {
        rows.remove(each);
        return true;
      }
    }
    return false;
  }
}
