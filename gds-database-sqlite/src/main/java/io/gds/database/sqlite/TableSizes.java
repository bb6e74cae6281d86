package io.gds.database.sqlite;

import io.gds.database.jdbc.SqlSession;
import io.gds.database.schema.TableInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The bytes of the pages of all tables and indexes, as {@code dbstat} counts them. */
final class TableSizes {
  private final Map<String, Long> objects = new HashMap<>();
  private final Map<String, Long> tables = new HashMap<>();
  private final Map<String, Long> indexes = new HashMap<>();

  private TableSizes() {}

  static TableSizes none() {
    return new TableSizes();
  }

  /** Reads every page of the database. */
  static TableSizes read(SqlSession session) {
    TableSizes sizes = new TableSizes();
    session.forEach(
        SqliteSql.RESOURCES.text("sizes"),
        row -> {
          long bytes = row.longValue("bytes");
          String table = row.text("table_name");
          sizes.objects.put(row.text("name"), bytes);
          sizes.tables.merge(table, bytes, Long::sum);
          if (row.optionalText("type").orElse("").equals("index")) {
            sizes.indexes.merge(table, bytes, Long::sum);
          }
        });
    return sizes;
  }

  OptionalLong ofIndex(String index) {
    Long bytes = objects.get(index);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  void fill(String table, TableInfo.Builder info) {
    Long bytes = tables.get(table);
    if (bytes != null) {
      info.sizeBytes(bytes).indexBytes(indexes.getOrDefault(table, 0L));
    }
  }
}
