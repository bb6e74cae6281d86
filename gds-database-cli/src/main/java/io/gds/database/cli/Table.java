package io.gds.database.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows as aligned lines. Columns in which nothing stands are left out. */
final class Table {
  private Table() {}

  static <T> List<String> lines(List<Column<T>> columns, List<T> rows) {
    List<List<String>> cells = new ArrayList<>();
    for (T row : rows) {
      cells.add(columns.stream().map(column -> Human.of(column.value().apply(row))).toList());
    }
    List<Integer> shown =
        IntStream.range(0, columns.size())
            .filter(i -> cells.stream().anyMatch(line -> !line.get(i).isEmpty()))
            .boxed()
            .toList();
    List<Integer> widths =
        IntStream.range(0, columns.size())
            .map(
                i ->
                    cells.stream()
                        .mapToInt(line -> Text.width(line.get(i)))
                        .reduce(Text.width(columns.get(i).title()), Math::max))
            .boxed()
            .toList();
    cells.add(0, columns.stream().map(Column::title).toList());
    return cells.stream()
        .map(
            line ->
                shown.stream()
                    .map(i -> Text.pad(line.get(i), widths.get(i), columns.get(i).right()))
                    .collect(Collectors.joining("  "))
                    .stripTrailing())
        .toList();
  }
}
