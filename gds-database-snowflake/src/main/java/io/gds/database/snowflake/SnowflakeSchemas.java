package io.gds.database.snowflake;

import io.gds.database.NamePattern;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.RowReader;
import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is in a database: one statement for its tables, one for its views, and one for all columns;
 * where there are more than 10,000, one for each schema. None needs a warehouse.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-tables">SHOW TABLES</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-views">SHOW VIEWS</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-columns">SHOW COLUMNS</a>
 */
final class SnowflakeSchemas implements SupportsSchemas {
  /** Views that each database has, of what is in it. */
  static final String INFORMATION = "INFORMATION_SCHEMA";

  private static final Comparator<TableInfo> ORDER =
      Comparator.comparing((TableInfo table) -> table.schema().orElse(""))
          .thenComparing(TableInfo::name);

  private final SnowflakeContext context;
  private final String name;

  SnowflakeSchemas(SnowflakeContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<SchemaInfo> schemas() {
    return reading(
        () ->
            SnowflakePages.all(
                context.sql(),
                "SHOW SCHEMAS IN DATABASE " + SnowflakeSql.name(name),
                row ->
                    new SchemaInfo(
                        row.text("name"),
                        SnowflakeRows.text(row, "owner"),
                        SnowflakeRows.text(row, "comment"),
                        row.text("name").equals(INFORMATION)),
                SchemaInfo::name,
                SchemaInfo::name));
  }

  /** What a SHOW tells of each schema in turn; each is paged. */
  <T> List<T> eachSchema(String what, RowReader<T> reader) {
    List<T> all = new ArrayList<>();
    for (SchemaInfo schema : schemas()) {
      String in = "SHOW " + what + " IN SCHEMA " + SnowflakeSql.name(name, schema.name());
      all.addAll(
          SnowflakePages.all(
                  context.sql(),
                  in,
                  row -> Map.entry(row.text("name"), reader.read(row)),
                  Map.Entry::getKey,
                  Map.Entry::getKey)
              .stream()
              .map(Map.Entry::getValue)
              .toList());
    }
    return all;
  }

  @Override
  public List<TableInfo> tables(SchemaQuery query) {
    return reading(() -> read(query));
  }

  /** A database that went away meanwhile is told by its own name. */
  private <T> T reading(Supplier<T> work) {
    try {
      return work.get();
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.NOT_FOUND && context.readings().find(name).isEmpty()) {
        throw SnowflakeReadings.absent(name);
      }
      throw e.fillIn("target", name);
    }
  }

  /** A table as it was listed, whose columns come later. */
  private record Listed(String schema, String name, TableInfo.Builder info, TableKind kind) {}

  private List<TableInfo> read(SchemaQuery query) {
    List<Listed> listed = new ArrayList<>();
    if (wants(query, TableKind.VIEW, TableKind.MATERIALIZED_VIEW)) {
      listed.addAll(list("VIEWS", query, row -> view(row, query)));
    }
    if (wants(
        query,
        TableKind.TABLE,
        TableKind.EXTERNAL_TABLE,
        TableKind.TEMPORARY_TABLE,
        TableKind.OTHER)) {
      listed.addAll(list("TABLES", query, row -> table(row, query)));
    }
    boolean withColumns = query.details().contains(SchemaDetail.COLUMNS);
    Map<List<String>, List<ColumnInfo>> columns =
        withColumns && !listed.isEmpty()
            ? new SnowflakeColumns(context, name, this).read(query)
            : new HashMap<>();
    return listed.stream()
        .filter(
            one ->
                query
                    .like()
                    .map(NamePattern::new)
                    .map(like -> like.matches(one.name()))
                    .orElse(true))
        .filter(one -> query.kinds().isEmpty() || query.kinds().contains(one.kind()))
        .filter(one -> query.system() || !one.schema().equals(INFORMATION))
        .map(
            one ->
                one.info()
                    .columns(columns.getOrDefault(List.of(one.schema(), one.name()), List.of()))
                    .details(query.details())
                    .build())
        .sorted(ORDER)
        .toList();
  }

  private static boolean wants(SchemaQuery query, TableKind... kinds) {
    return query.kinds().isEmpty() || List.of(kinds).stream().anyMatch(query.kinds()::contains);
  }

  private List<Listed> list(String what, SchemaQuery query, RowReader<Listed> reader) {
    if (query.schema().isPresent()) {
      String in = SnowflakeSql.name(name, query.schema().get());
      try {
        return SnowflakePages.all(
            context.sql(), "SHOW " + what + " IN SCHEMA " + in, reader, Listed::name, Listed::name);
      } catch (DatabaseException e) {
        if (e.code() == ErrorCode.NOT_FOUND && context.readings().find(name).isPresent()) {
          return List.of();
        }
        throw e;
      }
    }
    List<Listed> all =
        context
            .sql()
            .query(
                "SHOW "
                    + what
                    + " IN DATABASE "
                    + SnowflakeSql.name(name)
                    + " LIMIT "
                    + SnowflakePages.PAGE,
                reader);
    return all.size() < SnowflakePages.PAGE ? all : eachSchema(what, reader);
  }

  private static Listed table(Row row, SchemaQuery query) {
    TableKind kind =
        SnowflakeRows.isTrue(row, "is_external")
            ? TableKind.EXTERNAL_TABLE
            : SnowflakeRows.text(row, "kind").filter("TEMPORARY"::equals).isPresent()
                ? TableKind.TEMPORARY_TABLE
                : TableKind.TABLE;
    TableInfo.Builder info = common(row, kind, query);
    if (query.details().contains(SchemaDetail.ROWS)) {
      SnowflakeRows.number(row, "rows").ifPresent(info::rowEstimate);
    }
    if (query.details().contains(SchemaDetail.SIZES)) {
      SnowflakeRows.number(row, "bytes").ifPresent(info::sizeBytes);
    }
    return new Listed(row.text("schema_name"), row.text("name"), info, kind);
  }

  private static Listed view(Row row, SchemaQuery query) {
    TableKind kind =
        SnowflakeRows.isTrue(row, "is_materialized") ? TableKind.MATERIALIZED_VIEW : TableKind.VIEW;
    TableInfo.Builder info = common(row, kind, query);
    if (query.details().contains(SchemaDetail.DEFINITIONS)) {
      SnowflakeRows.text(row, "text").ifPresent(info::definition);
    }
    return new Listed(row.text("schema_name"), row.text("name"), info, kind);
  }

  private static TableInfo.Builder common(Row row, TableKind kind, SchemaQuery query) {
    TableInfo.Builder info = TableInfo.builder(row.text("name"), kind).details(query.details());
    String schema = row.text("schema_name");
    info.schema(schema).system(schema.equals(INFORMATION));
    SnowflakeRows.text(row, "owner").ifPresent(info::owner);
    SnowflakeRows.text(row, "comment").ifPresent(info::comment);
    SnowflakeRows.instant(row, "created_on").ifPresent(info::createdAt);
    return info.attributes(attributes(row));
  }

  /** What only Snowflake's tables have. */
  private static Map<String, String> attributes(Row row) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Function<String, java.util.Optional<String>> text = column -> SnowflakeRows.text(row, column);
    text.apply("kind").ifPresent(value -> attributes.put("kind", value));
    text.apply("retention_time").ifPresent(value -> attributes.put("retentionDays", value));
    text.apply("cluster_by").ifPresent(value -> attributes.put("clusterBy", value));
    for (String flag : List.of("is_hybrid", "is_iceberg", "is_dynamic", "is_event", "is_secure")) {
      if (SnowflakeRows.isTrue(row, flag)) {
        attributes.put(flag.substring(3), "true");
      }
    }
    return attributes;
  }
}
