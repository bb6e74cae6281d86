package io.gds.database.testkit.sqlserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A catalogue view, or a function that gives a table, as {@code catalog.sql} declares it, or what a
 * statement shows, as {@code restore.sql} does.
 *
 * @param schema {@code sys}, {@code msdb.dbo}, {@code db.sys} for what every database has of its
 *     own, or {@code restore} for what statements show
 * @param columns names and types, in order; of a function the first is its argument
 */
record ModelTable(String schema, String name, Map<String, ModelType> columns) {
  /**
   * What the resource declares, without the views and columns that came after this release.
   *
   * @param release its major version, such as 13 for SQL Server 2016
   */
  static List<ModelTable> declared(int release) {
    List<ModelTable> tables = new ArrayList<>();
    for (String resource : List.of("catalog.sql", "restore.sql")) {
      for (List<TsqlToken> each : TsqlReader.statements(TsqlLexer.tokens(text(resource)))) {
        table(new TsqlReader(each, Map.of()), release).ifPresent(tables::add);
      }
    }
    return tables;
  }

  private static String text(String resource) {
    try (InputStream in =
        Objects.requireNonNull(ModelTable.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The type of a column, whatever the case of its name. */
  Optional<ModelType> type(String column) {
    return columns.entrySet().stream()
        .filter(each -> each.getKey().equalsIgnoreCase(column))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Optional<ModelTable> table(TsqlReader reader, int release) {
    reader.demand("CREATE", "TABLE");
    List<String> parts = new ArrayList<>(List.of(reader.name()));
    while (reader.take(".")) {
      parts.add(reader.name());
    }
    String name = parts.remove(parts.size() - 1);
    Map<String, ModelType> columns = new LinkedHashMap<>();
    reader.demand("(");
    do {
      String column = reader.name();
      ModelType type = reader.type();
      if (since(reader) <= release) {
        columns.put(column, type);
      }
    } while (reader.take(","));
    reader.demand(")");
    boolean there = since(reader) <= release;
    reader.end();
    return there
        ? Optional.of(new ModelTable(String.join(".", parts), name, columns))
        : Optional.empty();
  }

  /** {@code SINCE 14} behind a column or a view. */
  private static long since(TsqlReader reader) {
    return reader.take("SINCE") ? reader.number() : 0;
  }

  /** The statement that makes it in this schema of the evaluating database. */
  String create(String evaluatedSchema) {
    StringBuilder sql = new StringBuilder("CREATE TABLE ");
    sql.append(quoted(evaluatedSchema)).append('.').append(quoted(name)).append(" (");
    String comma = "";
    for (Map.Entry<String, ModelType> column : columns.entrySet()) {
      sql.append(comma).append(quoted(column.getKey())).append(' ');
      sql.append(column.getValue().evaluated());
      comma = ", ";
    }
    return sql.append(')').toString();
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
