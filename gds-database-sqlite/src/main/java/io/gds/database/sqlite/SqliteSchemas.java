package io.gds.database.sqlite;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is in a database: one statement for each detail, however many tables there are. */
final class SqliteSchemas implements SupportsSchemas {
  private static final Set<SchemaDetail> OF_INDEXES =
      Set.of(SchemaDetail.INDEXES, SchemaDetail.CONSTRAINTS);

  private final SqliteContext context;
  private final String name;

  SqliteSchemas(SqliteContext context, String name) {
    this.context = context;
    this.name = name;
  }

  /** SQLite has none: every table lies in the one file. */
  @Override
  public List<SchemaInfo> schemas() {
    context.runner().requireOpen();
    context.files().require(name);
    return List.of();
  }

  @Override
  public List<TableInfo> tables(SchemaQuery query) {
    context.runner().requireOpen();
    SqliteFileFacts facts = context.files().require(name);
    try (SqlSession session = context.connections().open(facts.file(), facts.access())) {
      return tables(session, query);
    } catch (DatabaseException e) {
      throw SqliteErrors.about(e, name);
    }
  }

  private record Table(
      String name, TableKind kind, boolean system, String sql, Map<String, String> attributes) {}

  private static List<TableInfo> tables(SqlSession session, SchemaQuery query) {
    Set<SchemaDetail> details = query.details();
    List<Table> tables =
        session.query(SqliteSql.RESOURCES.text("tables"), SqliteSchemas::table).stream()
            .filter(
                table ->
                    query.matches(
                        TableInfo.builder(table.name(), table.kind())
                            .system(table.system())
                            .build()))
            .toList();
    TableColumns columns =
        details.contains(SchemaDetail.COLUMNS) || details.contains(SchemaDetail.CONSTRAINTS)
            ? TableColumns.read(session, tables.stream().map(Table::name).toList())
            : TableColumns.none();
    TableSizes sizes =
        details.contains(SchemaDetail.SIZES) ? TableSizes.read(session) : TableSizes.none();
    TableIndexes indexes =
        details.stream().anyMatch(OF_INDEXES::contains)
            ? TableIndexes.read(session, sizes, details.contains(SchemaDetail.DEFINITIONS))
            : TableIndexes.none();
    TableForeignKeys foreignKeys =
        details.contains(SchemaDetail.CONSTRAINTS)
            ? TableForeignKeys.read(session)
            : TableForeignKeys.none();
    Map<String, Long> rows = details.contains(SchemaDetail.ROWS) ? rowEstimates(session) : Map.of();
    return tables.stream()
        .map(
            table -> {
              TableInfo.Builder info =
                  TableInfo.builder(table.name(), table.kind())
                      .system(table.system())
                      .details(details)
                      .attributes(table.attributes());
              List<ColumnInfo> own = columns.of(table.name());
              if (details.contains(SchemaDetail.COLUMNS)) {
                info.columns(own);
              }
              if (details.contains(SchemaDetail.INDEXES)) {
                info.indexes(indexes.of(table.name()));
              }
              if (details.contains(SchemaDetail.CONSTRAINTS)) {
                info.constraints(
                    TableConstraints.of(
                        own,
                        columns.primaryKey(table.name()),
                        indexes.unique(table.name()),
                        foreignKeys.of(table.name())));
              }
              if (details.contains(SchemaDetail.DEFINITIONS) && !table.sql().isEmpty()) {
                info.definition(table.sql());
              }
              sizes.fill(table.name(), info);
              Long estimate = rows.get(table.name());
              return estimate == null ? info.build() : info.rowEstimate(estimate).build();
            })
        .toList();
  }

  private static Table table(Row row) {
    String name = row.text("name");
    String type = row.text("type");
    Map<String, String> attributes = new LinkedHashMap<>();
    if (row.bool("without_rowid")) {
      attributes.put("withoutRowid", "true");
    }
    if (row.bool("strict")) {
      attributes.put("strict", "true");
    }
    if (type.equals("shadow")) {
      attributes.put("shadow", "true");
    }
    TableKind kind =
        switch (type) {
          case "table", "shadow" -> TableKind.TABLE;
          case "view" -> TableKind.VIEW;
          case "virtual" -> TableKind.VIRTUAL_TABLE;
          default -> TableKind.OTHER;
        };
    boolean system = type.equals("shadow") || name.toLowerCase(Locale.ROOT).startsWith("sqlite_");
    return new Table(name, kind, system, row.optionalText("sql").orElse(""), attributes);
  }

  /** What the last ANALYZE counted; nothing if there was none. */
  private static Map<String, Long> rowEstimates(SqlSession session) {
    Map<String, Long> estimates = new LinkedHashMap<>();
    try {
      session.forEach(
          SqliteSql.RESOURCES.text("row-estimates"),
          row -> estimates.put(row.text("table_name"), row.longValue("row_estimate")));
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.STATEMENT_FAILED) {
        throw e;
      }
      // ANALYZE makes the table of statistics; without it there are no estimates.
      return Map.of();
    }
    return estimates;
  }
}
