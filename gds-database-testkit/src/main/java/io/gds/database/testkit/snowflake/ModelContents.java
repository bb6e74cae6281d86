package io.gds.database.testkit.snowflake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is read from tables, now or at a point of their history. */
final class ModelContents {
  private ModelContents() {}

  /** The rows of a table or view, with AT or BEFORE if that follows its name. */
  static ModelRows read(ModelSession session, ModelName name, SnowflakeReader reader) {
    ModelTable table = session.table(name);
    session.demand("SELECT", table);
    session.demandWarehouse();
    if (table.tableKind() == ModelTable.Kind.VIEW) {
      return ModelEvaluation.rows(session, SnowflakeLexer.tokens(table.text()), List.of());
    }
    List<List<@Nullable Object>> rows = table.rows();
    if (reader.at("AT", "(") || reader.at("BEFORE", "(")) {
      ModelPoint point = ModelTimeTravel.point(session, reader);
      ModelTimeTravel.demand(table, point);
      rows = table.rows(point);
    }
    return new ModelRows(table.columns().stream().map(ModelColumn::wire).toList(), rows);
  }
}
