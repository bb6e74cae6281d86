package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One row of the list of tables.
 *
 * @param number the object id, under which its parts are found
 * @param schema its schema
 * @param name its name
 * @param kind what it is
 * @param info what was read, without its parts
 */
record MssqlTable(int number, String schema, String name, TableKind kind, TableInfo.Builder info) {
  private static final long PAGE = 8192;
  private static final String PARTITION_SCHEME = "PS";

  static MssqlTable of(Row row, Set<SchemaDetail> details) {
    String name = row.text("table_name");
    String schema = row.text("schema_name");
    TableKind kind = kind(row);
    TableInfo.Builder info =
        TableInfo.builder(name, kind)
            .schema(schema)
            .system(row.bool("is_ms_shipped"))
            .createdAt(MssqlServerZone.of(row).instant(row.localTime("create_date")))
            .attributes(attributes(row));
    row.optionalText("owner").ifPresent(info::owner);
    row.optionalText("comment").ifPresent(info::comment);
    // Tables in memory have no pages, and are not counted by partition.
    boolean counted = !isTrue(row, "is_memory_optimized");
    if (counted && details.contains(SchemaDetail.ROWS)) {
      row.optionalLong("all_rows").ifPresent(info::rowEstimate);
    }
    if (counted && details.contains(SchemaDetail.SIZES)) {
      row.optionalLong("pages").ifPresent(pages -> info.sizeBytes(pages * PAGE));
      row.optionalLong("index_pages").ifPresent(pages -> info.indexBytes(pages * PAGE));
    }
    if (details.contains(SchemaDetail.DEFINITIONS)) {
      row.optionalText("definition").ifPresent(info::definition);
    }
    return new MssqlTable(row.intValue("object_id"), schema, name, kind, info);
  }

  private static boolean isTrue(Row row, String column) {
    return row.optionalBool(column).orElse(false);
  }

  private static TableKind kind(Row row) {
    if (row.text("table_type").strip().equals("V")) {
      // A view's clustered index is its stored result.
      return row.optionalText("storage").isPresent() ? TableKind.MATERIALIZED_VIEW : TableKind.VIEW;
    }
    if (isTrue(row, "is_external")) {
      return TableKind.EXTERNAL_TABLE;
    }
    return isPartitioned(row) ? TableKind.PARTITIONED_TABLE : TableKind.TABLE;
  }

  private static boolean isPartitioned(Row row) {
    return row.optionalText("space_type")
        .map(String::strip)
        .filter(PARTITION_SCHEME::equals)
        .isPresent();
  }

  private static Map<String, String> attributes(Row row) {
    Map<String, String> attributes = new LinkedHashMap<>();
    row.optionalText("storage").ifPresent(storage -> attributes.put("storage", lower(storage)));
    row.optionalText("space_name")
        .ifPresent(
            space -> attributes.put(isPartitioned(row) ? "partitionScheme" : "filegroup", space));
    if (isTrue(row, "is_memory_optimized")) {
      attributes.put("memoryOptimized", "true");
      row.optionalText("durability_desc")
          .ifPresent(durability -> attributes.put("durability", lower(durability)));
    }
    row.optionalText("temporal_type_desc")
        .filter(temporal -> !temporal.equals("NON_TEMPORAL_TABLE"))
        .ifPresent(temporal -> attributes.put("temporal", lower(temporal)));
    Optional<String> history = row.optionalText("history_table");
    history.ifPresent(table -> attributes.put("historyTable", table));
    if (history.isPresent()) {
      row.optionalText("history_schema")
          .ifPresent(schema -> attributes.put("historySchema", schema));
    }
    if (isTrue(row, "is_filetable")) {
      attributes.put("fileTable", "true");
    }
    if (isTrue(row, "is_tracked_by_cdc")) {
      attributes.put("changeDataCapture", "true");
    }
    return attributes;
  }

  /** The server's own words, without its underscores. */
  private static String lower(String words) {
    return words.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
