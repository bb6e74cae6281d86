package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private record Row(String name, long size, String note) {}

  private static final List<Column<Row>> COLUMNS =
      List.of(
          Column.left("NAME", Row::name),
          Column.right("SIZE", Row::size),
          Column.left("NOTE", Row::note));

  @Test
  void columnsAreAlignedWhateverTheScript() {
    assertThat(Table.lines(COLUMNS, List.of(new Row("東京", 5, "x"), new Row("abc", 1234, ""))))
        .containsExactly("NAME   SIZE  NOTE", "東京      5  x", "abc   1,234");
  }

  @Test
  void aColumnInWhichNothingStandsIsLeftOut() {
    assertThat(Table.lines(COLUMNS, List.of(new Row("a", 1, ""))))
        .containsExactly("NAME  SIZE", "a        1");
  }

  @Test
  void aHostileNameStaysOnItsLineAndALongOneIsWhole() {
    List<String> lines =
        Table.lines(COLUMNS, List.of(new Row("x\ngds: all is well\u001b[2J", 1, "y".repeat(200))));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains("x\\ngds: all is well\\u001b[2J").endsWith("y".repeat(200));
  }
}
