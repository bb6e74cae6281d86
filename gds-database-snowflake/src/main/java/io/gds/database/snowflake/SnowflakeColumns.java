package io.gds.database.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gds.database.jdbc.Row;
import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of all tables and views of a database, in one statement; where there are more than
 * 10,000, in one for each schema, or each table.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-columns">SHOW COLUMNS</a>
 */
final class SnowflakeColumns {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SnowflakeContext context;
  private final String database;
  private final SnowflakeSchemas schemas;

  SnowflakeColumns(SnowflakeContext context, String database, SnowflakeSchemas schemas) {
    this.context = context;
    this.database = database;
    this.schemas = schemas;
  }

  /** By schema and table, in their order. */
  Map<List<String>, List<ColumnInfo>> read(SchemaQuery query) {
    Map<List<String>, List<ColumnInfo>> all = new HashMap<>();
    if (query.schema().isPresent()) {
      ofSchema(query.schema().get(), all);
      return all;
    }
    if (!take("DATABASE " + SnowflakeSql.name(database), all)) {
      all.clear();
      for (SchemaInfo schema : schemas.schemas()) {
        ofSchema(schema.name(), all);
      }
    }
    return all;
  }

  private void ofSchema(String schema, Map<List<String>, List<ColumnInfo>> all) {
    Map<List<String>, List<ColumnInfo>> own = new HashMap<>();
    if (!take("SCHEMA " + SnowflakeSql.name(database, schema), own)) {
      own.clear();
      for (String what : List.of("TABLES", "VIEWS")) {
        String show = "SHOW " + what + " IN SCHEMA " + SnowflakeSql.name(database, schema);
        for (String table :
            SnowflakePages.all(
                context.sql(), show, row -> row.text("name"), name -> name, name -> name)) {
          take(
              what.substring(0, what.length() - 1)
                  + " "
                  + SnowflakeSql.name(database, schema, table),
              own);
        }
      }
    }
    all.putAll(own);
  }

  /** Adds what is told of a place; false if that may not be all. */
  private boolean take(String place, Map<List<String>, List<ColumnInfo>> into) {
    List<Integer> count = new ArrayList<>();
    context
        .sql()
        .forEach(
            "SHOW COLUMNS IN " + place,
            row -> {
              count.add(1);
              List<ColumnInfo> columns =
                  into.computeIfAbsent(
                      List.of(row.text("schema_name"), row.text("table_name")),
                      table -> new ArrayList<>());
              columns.add(column(row, columns.size() + 1));
            });
    return count.size() < SnowflakePages.PAGE;
  }

  private static ColumnInfo column(Row row, int position) {
    JsonNode type = parse(row.text("data_type"));
    ColumnInfo.Builder column =
        ColumnInfo.builder(row.text("column_name"), position, typeName(type))
            .nullable(type.path("nullable").asBoolean(true));
    Optional<String> expression = SnowflakeRows.text(row, "expression");
    boolean virtual =
        SnowflakeRows.text(row, "kind").filter("VIRTUAL_COLUMN"::equalsIgnoreCase).isPresent();
    if (virtual) {
      expression.ifPresent(column::generatedAs);
    }
    SnowflakeRows.text(row, "default").ifPresent(column::defaultValue);
    column.identity(SnowflakeRows.text(row, "autoincrement").isPresent());
    Optional.of(type.path("collation").asText(""))
        .filter(text -> !text.isEmpty())
        .ifPresent(column::collation);
    SnowflakeRows.text(row, "comment").ifPresent(column::comment);
    return column.build();
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The type as it is written in SQL: the server tells FIXED for NUMBER, and so on. */
  private static String typeName(JsonNode type) {
    String told = type.path("type").asText("");
    return switch (told) {
      case "FIXED" ->
          "NUMBER(" + type.path("precision").asInt(38) + "," + type.path("scale").asInt(0) + ")";
      case "TEXT" ->
          type.path("length").isMissingNode()
              ? "VARCHAR"
              : "VARCHAR(" + type.path("length").asLong() + ")";
      case "REAL" -> "FLOAT";
      case "BINARY" ->
          type.path("length").isMissingNode()
              ? "BINARY"
              : "BINARY(" + type.path("length").asLong() + ")";
      case "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ", "TIME" ->
          told + "(" + type.path("scale").asInt(9) + ")";
      default -> told;
    };
  }
}
