package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One row of the list of tables.
 *
 * @param oid the object id, under which its parts are found
 * @param schema its schema
 * @param name its name
 * @param kind what it is
 * @param info what was read, without its parts
 */
record PostgresTable(long oid, String schema, String name, TableKind kind, TableInfo.Builder info) {

  static PostgresTable of(Row row) {
    String schema = row.text("schema");
    String name = row.text("name");
    TableKind kind = kind(row.text("kind"), row.text("persistence"));
    TableInfo.Builder info =
        TableInfo.builder(name, kind)
            .schema(schema)
            .system(row.bool("system"))
            .owner(row.text("owner"))
            .attributes(attributes(row));
    row.optionalText("comment").ifPresent(info::comment);
    row.optionalText("parent").ifPresent(info::partitionOf);
    row.optionalLong("row_estimate").ifPresent(info::rowEstimate);
    row.optionalLong("size_bytes").ifPresent(info::sizeBytes);
    row.optionalLong("index_bytes").ifPresent(info::indexBytes);
    row.optionalText("definition")
        .ifPresent(query -> info.definition(definition(kind, schema, name, query)));
    return new PostgresTable(row.longValue("oid"), schema, name, kind, info);
  }

  static TableKind kind(String relkind, String persistence) {
    return switch (relkind) {
      case "r" -> persistence.equals("t") ? TableKind.TEMPORARY_TABLE : TableKind.TABLE;
      case "p" -> TableKind.PARTITIONED_TABLE;
      case "v" -> TableKind.VIEW;
      case "m" -> TableKind.MATERIALIZED_VIEW;
      case "f" -> TableKind.EXTERNAL_TABLE;
      default -> TableKind.OTHER;
    };
  }

  private static String definition(TableKind kind, String schema, String name, String query) {
    return (kind == TableKind.VIEW ? "CREATE VIEW " : "CREATE MATERIALIZED VIEW ")
        + PostgresSql.name(schema, name)
        + " AS\n"
        + query;
  }

  private static Map<String, String> attributes(Row row) {
    Map<String, String> attributes = new LinkedHashMap<>();
    if (row.text("kind").equals("S")) {
      attributes.put("sequence", "true");
    }
    if (row.text("persistence").equals("u")) {
      attributes.put("unlogged", "true");
    }
    if (row.bool("row_security")) {
      attributes.put("rowSecurity", "true");
    }
    if (!row.bool("populated")) {
      attributes.put("populated", "false");
    }
    put(attributes, "tablespace", row.optionalText("tablespace"));
    put(
        attributes,
        "accessMethod",
        row.optionalText("access_method").filter(method -> !method.equals("heap")));
    put(attributes, "partitionKey", row.optionalText("partition_key"));
    put(attributes, "partitionBound", row.optionalText("partition_bound"));
    put(attributes, "partitionOfSchema", row.optionalText("parent_schema"));
    put(attributes, "server", row.optionalText("server"));
    put(attributes, "extension", row.optionalText("extension"));
    return attributes;
  }

  private static void put(Map<String, String> attributes, String key, Optional<String> value) {
    value.ifPresent(text -> attributes.put(key, text));
  }
}
