package io.gds.database.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table of the original beside the same in a restored database or clone.
 *
 * @param table the table, view, or the definitions
 * @param database what is compared with the original
 * @param rows how many rows the original has
 * @param found how many there are
 * @param same whether rows and content agree
 * @param sha256 the hash of what was found; empty if the table is missing
 */
record Comparison(
    String table, String database, long rows, long found, boolean same, String sha256) {
  static final List<Column<Comparison>> COLUMNS =
      List.of(
          Column.left("TABLE", Comparison::table),
          Column.right("ROWS", Comparison::rows),
          Column.right("FOUND", Comparison::found),
          Column.left("CONTENT", c -> c.same() ? "same" : "DIFFERS"),
          Column.left("SHA-256", c -> Text.cut(c.sha256(), 13)));

  /** Every table of either side. */
  static List<Comparison> of(
      String database, Map<String, Fingerprint> original, Map<String, Fingerprint> found) {
    Map<String, Fingerprint> all = new LinkedHashMap<>(original);
    found.forEach(all::putIfAbsent);
    List<Comparison> comparisons = new ArrayList<>();
    for (String table : all.keySet()) {
      Fingerprint before = original.get(table);
      Fingerprint after = found.get(table);
      comparisons.add(
          new Comparison(
              table,
              database,
              rows(before),
              rows(after),
              before != null && before.equals(after),
              after == null ? "" : after.sha256()));
    }
    return comparisons;
  }

  private static long rows(@Nullable Fingerprint print) {
    return print == null ? 0 : print.rows();
  }
}
