package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * COPY INTO a table, by a query over files of a stage.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/copy-into-table">COPY INTO a
 *     table</a>
 */
final class LoadVerb implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.take("COPY", "INTO")
        && statement.ahead().filter(SnowflakeToken::isName).isPresent();
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    ModelName name = statement.demand("COPY", "INTO").qualified();
    List<String> columns = new ArrayList<>();
    statement.demand("(");
    do {
      columns.add(statement.name());
    } while (statement.take(","));
    statement.demand(")", "FROM", "(");
    List<SnowflakeToken> query = new ArrayList<>(statement.argument());
    while (statement.at(",")) {
      statement.ahead().ifPresent(query::add);
      statement.demand(",");
      query.addAll(statement.argument());
    }
    statement.demand(")");
    CopyOptions options = CopyOptions.read(statement);
    if (!options.take("ON_ERROR", "ABORT_STATEMENT").equals("ABORT_STATEMENT")
        || options.isTrue("PURGE")
        || !options.isTrue("FORCE")) {
      throw new AssertionError("the model loads only all or nothing, and always");
    }
    options.demandKnown();
    ModelTable table = ModelWriting.demand(session, name, "INSERT");
    ModelRows read =
        StageRows.as(options.type(), () -> ModelEvaluation.rows(session, query, statement.binds()));
    List<List<@Nullable Object>> rows = new ArrayList<>(table.rows());
    for (List<@Nullable Object> values : read.rows()) {
      List<@Nullable Object> row =
          new ArrayList<>(Collections.nCopies(table.columns().size(), null));
      for (int i = 0; i < columns.size(); i++) {
        row.set(place(table, columns.get(i)), values.get(i));
      }
      rows.add(Collections.unmodifiableList(row));
    }
    table.rows(rows);
    String file = query.get(query.size() - 1).text();
    return read.rows().isEmpty()
        ? SnowflakeVerb.done("Copy executed with 0 files processed.")
        : WireAnswer.rows(
                "file text",
                "status text",
                "rows_parsed fixed",
                "rows_loaded fixed",
                "error_limit fixed",
                "errors_seen fixed")
            .row(file, "LOADED", (long) read.rows().size(), (long) read.rows().size(), 1L, 0L);
  }

  private static int place(ModelTable table, String column) {
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).name().equals(column)) {
        return i;
      }
    }
    throw ModelError.invalid(
        "000904", "42000", "error line 1: invalid identifier '" + column + "'");
  }
}
