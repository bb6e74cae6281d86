package io.gds.database.sqlite;

import io.gds.database.jdbc.SqlSession;
import io.gds.database.schema.ConstraintInfo;
import io.gds.database.schema.ConstraintKind;
import io.gds.database.schema.ForeignKey;
import io.gds.database.schema.ReferentialAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The foreign keys of all tables. SQLite enforces them only where a connection asks for it. */
final class TableForeignKeys {
  private record Key(String table, int id) {}

  private record Entry(
      String target,
      ReferentialAction onDelete,
      ReferentialAction onUpdate,
      List<String> from,
      List<String> to) {}

  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  private TableForeignKeys() {}

  static TableForeignKeys none() {
    return new TableForeignKeys();
  }

  static TableForeignKeys read(SqlSession session) {
    TableForeignKeys all = new TableForeignKeys();
    session.forEach(
        SqliteSql.RESOURCES.text("foreign-keys"),
        row -> {
          Entry entry =
              all.entries.computeIfAbsent(
                  new Key(row.text("table_name"), row.intValue("id")),
                  key ->
                      new Entry(
                          row.text("target"),
                          action(row.text("on_delete")),
                          action(row.text("on_update")),
                          new ArrayList<>(),
                          new ArrayList<>()));
          entry.from().add(row.text("from_column"));
          row.optionalText("to_column").ifPresent(entry.to()::add);
        });
    return all;
  }

  private static ReferentialAction action(String words) {
    return switch (words) {
      case "RESTRICT" -> ReferentialAction.RESTRICT;
      case "CASCADE" -> ReferentialAction.CASCADE;
      case "SET NULL" -> ReferentialAction.SET_NULL;
      case "SET DEFAULT" -> ReferentialAction.SET_DEFAULT;
      default -> ReferentialAction.NO_ACTION;
    };
  }

  List<ConstraintInfo> of(String table) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().table().equals(table))
        .map(Map.Entry::getValue)
        .map(
            entry ->
                new ConstraintInfo(
                    Optional.empty(),
                    ConstraintKind.FOREIGN_KEY,
                    entry.from(),
                    Optional.of(
                        new ForeignKey(
                            Optional.empty(),
                            entry.target(),
                            entry.to(),
                            entry.onDelete(),
                            entry.onUpdate())),
                    Optional.empty(),
                    true))
        .toList();
  }
}
