package io.gds.database.cli;

import io.gds.database.backup.Location;
import io.gds.database.core.json.Json;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Comma-separated values as RFC 4180 has them: CRLF, quotes doubled. Lists and maps are JSON. */
final class Csv {
  private Csv() {}

  /** The heading and one record for each row; rows may have fields that the names lack. */
  static String of(List<String> names, List<Map<String, @Nullable Object>> rows) {
    Set<String> all = new LinkedHashSet<>();
    rows.forEach(row -> all.addAll(row.keySet()));
    if (all.isEmpty()) {
      all.addAll(names);
    }
    StringBuilder out = new StringBuilder(line(all));
    for (Map<String, @Nullable Object> row : rows) {
      out.append(line(all.stream().map(name -> text(row.get(name))).toList()));
    }
    return out.toString();
  }

  private static String line(Collection<String> cells) {
    return cells.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String quoted(String cell) {
    return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }

  private static String text(@Nullable Object value) {
    Object bare = Human.unwrap(value);
    if (bare == null) {
      return "";
    }
    if (bare instanceof Location location) {
      return location.toString();
    }
    boolean nested =
        bare instanceof Map
            || bare instanceof Collection
            || bare instanceof Record
            || bare instanceof RuntimeException;
    return nested ? Json.line(bare) : bare.toString();
  }
}
