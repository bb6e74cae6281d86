package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireColumn;
import io.gds.database.testkit.wire.WireRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows with their columns, of a table or of what shows the account.
 *
 * @param rows each with a value for every column
 */
record ModelRows(List<WireColumn> columns, List<List<@Nullable Object>> rows) {
  /** Rows of columns told as {@code NAME type}. */
  static ModelRows of(List<String> columns, List<WireRow> rows) {
    return new ModelRows(
        columns.stream().map(WireColumn::parse).toList(),
        rows.stream().map(WireRow::values).toList());
  }
}
