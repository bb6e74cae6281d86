package io.gds.database.sqlite;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.schema.ColumnInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The columns of all tables. */
final class TableColumns {
  private static final int HIDDEN = 1;
  private static final int VIRTUAL = 2;
  private static final int STORED = 3;

  private final Map<String, List<ColumnInfo>> columns = new LinkedHashMap<>();
  private final Map<String, TreeMap<Integer, String>> primaryKeys = new LinkedHashMap<>();

  private TableColumns() {}

  static TableColumns none() {
    return new TableColumns();
  }

  /** Reads all at once; if one view or module is broken, table by table without that one. */
  static TableColumns read(SqlSession session, List<String> tables) {
    TableColumns all = new TableColumns();
    try {
      all.read(session, "*");
      return all;
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.STATEMENT_FAILED) {
        throw e;
      }
    }
    TableColumns readable = new TableColumns();
    for (String table : tables) {
      try {
        readable.read(session, glob(table));
      } catch (DatabaseException e) {
        if (e.code() != ErrorCode.STATEMENT_FAILED) {
          throw e;
        }
        readable.columns.put(table, List.of());
      }
    }
    return readable;
  }

  private static String glob(String table) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < table.length(); i++) {
      char c = table.charAt(i);
      pattern.append(c == '*' || c == '?' || c == '[' ? "[" + c + "]" : String.valueOf(c));
    }
    return pattern.toString();
  }

  private void read(SqlSession session, String pattern) {
    session.forEach(SqliteSql.RESOURCES.text("columns"), this::add, pattern);
  }

  private void add(Row row) {
    int hidden = row.intValue("hidden");
    if (hidden == HIDDEN) {
      return;
    }
    String table = row.text("table_name");
    String name = row.text("name");
    int key = row.intValue("pk");
    List<ColumnInfo> own = columns.computeIfAbsent(table, any -> new ArrayList<>());
    ColumnInfo.Builder column =
        ColumnInfo.builder(name, own.size() + 1, row.optionalText("type").orElse(""))
            .nullable(!row.bool("not_null") && !(key > 0 && row.bool("without_rowid")));
    row.optionalText("dflt_value").ifPresent(column::defaultValue);
    if (hidden == VIRTUAL || hidden == STORED) {
      column.generatedAs(
          (hidden == VIRTUAL ? "virtual" : "stored")
              + "; the table's definition has the expression");
    }
    own.add(column.build());
    if (key > 0) {
      primaryKeys.computeIfAbsent(table, any -> new TreeMap<>()).put(key, name);
    }
    int last = own.size() - 1;
    boolean numbered =
        key == 1
            && row.optionalText("type").orElse("").equalsIgnoreCase("INTEGER")
            && !row.bool("without_rowid");
    if (numbered) {
      own.set(last, identity(own.get(last)));
    }
  }

  /** An INTEGER PRIMARY KEY is the row id, which SQLite numbers itself. */
  private static ColumnInfo identity(ColumnInfo column) {
    ColumnInfo.Builder numbered =
        ColumnInfo.builder(column.name(), column.position(), column.type())
            .nullable(false)
            .identity(true);
    column.defaultValue().ifPresent(numbered::defaultValue);
    return numbered.build();
  }

  List<ColumnInfo> of(String table) {
    return columns.getOrDefault(table, List.of()).stream()
        .map(
            column ->
                column.identity() && primaryKey(table).size() > 1
                    ? ColumnInfo.builder(column.name(), column.position(), column.type()).build()
                    : column)
        .toList();
  }

  /** The columns of the primary key, in order. */
  List<String> primaryKey(String table) {
    return List.copyOf(primaryKeys.getOrDefault(table, new TreeMap<>()).values());
  }
}
