package io.gds.database.testkit.fake;

import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A table of a fake database: its description and its rows, each cell as text. Immutable and
 * thread-safe.
 *
 * @param info what {@code SupportsSchemas} tells of it
 * @param rows the rows, each with one cell per column
 */
public record FakeTable(TableInfo info, List<List<String>> rows) {
  /** Takes copies, and refuses rows that do not fit the columns. */
  public FakeTable {
    Objects.requireNonNull(info, "info");
    rows = rows.stream().map(List::copyOf).toList();
    int width = info.columns().size();
    if (rows.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException(
          "each row of " + info.name() + " has " + width + " cells, one per column");
    }
  }

  /** An ordinary table with columns of these names and no rows. */
  public static FakeTable of(String name, String... columns) {
    List<ColumnInfo> infos = new ArrayList<>();
    for (String column : columns) {
      infos.add(ColumnInfo.builder(column, infos.size() + 1, "text").build());
    }
    return new FakeTable(
        TableInfo.builder(name, TableKind.TABLE).columns(infos).build(), List.of());
  }

  /** The same table with one row more. */
  public FakeTable row(String... cells) {
    List<List<String>> more = new ArrayList<>(rows);
    more.add(List.of(cells));
    return new FakeTable(info, more);
  }

  /** The same table without rows. */
  public FakeTable emptied() {
    return new FakeTable(info, List.of());
  }

  /** What it would take on a disk: one byte for each character of each cell. */
  public long sizeBytes() {
    return rows.stream().flatMap(List::stream).mapToLong(String::length).sum();
  }
}
