package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireColumn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a stage as a query reads them. Without a format they are CSV with commas, in which a
 * backslash begins an escape.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/querying-stage">Querying staged files</a>
 */
final class StageRows {
  private static final ThreadLocal<String> FORMAT = ThreadLocal.withInitial(() -> "");

  private StageRows() {}

  /** Reads files by a format. */
  static <T> T as(String format, Supplier<T> what) {
    FORMAT.set(format);
    try {
      return what.get();
    } finally {
      FORMAT.remove();
    }
  }

  static ModelRows read(ModelSession session, String token) {
    ModelStages.Place place = ModelStages.place(session, token);
    session.demand(place.stage().url().isEmpty() ? "READ" : "USAGE", place.stage());
    session.demandWarehouse();
    SortedMap<String, ModelStageFile> found =
        place.stage().files().subMap(place.path(), place.path() + '￿');
    List<List<@Nullable Object>> rows = new ArrayList<>();
    found.values().forEach(file -> rows.addAll(rows(file, FORMAT.get())));
    int width = Math.max(1, rows.stream().mapToInt(List::size).max().orElse(1));
    return new ModelRows(
        IntStream.rangeClosed(1, width).mapToObj(n -> new WireColumn("$" + n, "text")).toList(),
        rows.stream().map(row -> padded(row, width)).toList());
  }

  private static List<@Nullable Object> padded(List<@Nullable Object> row, int width) {
    List<@Nullable Object> padded = new ArrayList<>(row);
    padded.addAll(Collections.nCopies(width - row.size(), null));
    return padded;
  }

  private static List<List<@Nullable Object>> rows(ModelStageFile file, String format) {
    if (format.isEmpty()) {
      return file.rows().stream().map(StageRows::byDefault).toList();
    }
    if (!file.format().equals(format)) {
      throw new ModelError("100069", "22000", "Error parsing " + format + ": not of that format");
    }
    return format.equals("PARQUET")
        ? file.rows().stream().map(row -> object(file.columns(), row)).toList()
        : file.rows();
  }

  /** A line parted at its commas; a model that met an escape would have to know what it means. */
  private static List<@Nullable Object> byDefault(List<@Nullable Object> row) {
    List<@Nullable Object> fields = new ArrayList<>();
    for (Object value : row) {
      String text = String.valueOf(value);
      if (text.indexOf('\\') >= 0) {
        throw new AssertionError("the model reads no escapes: " + text);
      }
      fields.addAll(List.of(text.split(",", -1)));
    }
    return fields;
  }

  private static List<@Nullable Object> object(List<String> columns, List<@Nullable Object> row) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      if (value != null) {
        json.append(json.length() > 1 ? "," : "")
            .append('"')
            .append(columns.isEmpty() ? "_COL_" + i : columns.get(i))
            .append("\":\"")
            .append(escaped(String.valueOf(value)))
            .append('"');
      }
    }
    return List.of(json.append('}').toString());
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ') {
        escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
