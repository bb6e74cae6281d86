package io.gds.database.postgres;

import io.gds.database.NamePattern;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Sql;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is in a database: one statement for each detail, however many tables there are. */
final class PostgresSchemas implements SupportsSchemas {
  /** How long is waited at most for tables that others have for themselves. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Comparator<PostgresTable> ORDER =
      Comparator.comparing(PostgresTable::schema).thenComparing(PostgresTable::name);

  private final PostgresContext context;
  private final String name;

  PostgresSchemas(PostgresContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<SchemaInfo> schemas() {
    return reading(
        sql ->
            sql.query(
                PostgresSql.text("schemas"),
                row ->
                    new SchemaInfo(
                        row.text("name"),
                        row.optionalText("owner"),
                        row.optionalText("comment"),
                        row.bool("system"))));
  }

  @Override
  public List<TableInfo> tables(SchemaQuery query) {
    return reading(sql -> tables(sql, query));
  }

  private <T> T reading(Function<Sql, T> work) {
    try {
      return work.apply(context.sql(name));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        context.connections().forget(name);
      }
      if (e.code() == ErrorCode.LOCKED) {
        throw PostgresErrors.about(held(e), name);
      }
      throw PostgresErrors.about(e, name);
    }
  }

  /** Says who has the tables for himself. */
  private DatabaseException held(DatabaseException e) {
    List<String> holders =
        context
            .sql(name)
            .query(
                PostgresSql.text("table-holders"),
                row ->
                    row.text("subject")
                        + (row.bool("granted") ? " is held by session " : " is wanted by session ")
                        + row.intValue("pid")
                        + " ("
                        + row.text("username")
                        + ", "
                        + row.text("application")
                        + ")");
    return ErrorDetails.of(
            ErrorCode.LOCKED,
            "definitions could not be read within "
                + patience()
                + " ms, since somebody has a table for himself: "
                + (holders.isEmpty() ? "gone by now" : String.join("; ", holders)))
        .cause(e)
        .remedy(
            "Wait until that is over (ALTER TABLE, VACUUM FULL, CLUSTER, TRUNCATE), or end the"
                + " session; or ask for other schemas or fewer details.")
        .toException();
  }

  /** Shorter than a statement may take, so that it is the lock that is told. */
  private String patience() {
    Duration most = context.info().timeouts().query().dividedBy(2);
    return Long.toString(Math.max(1, (most.compareTo(PATIENCE) < 0 ? most : PATIENCE).toMillis()));
  }

  private List<TableInfo> tables(Sql sql, SchemaQuery query) {
    Set<SchemaDetail> details = query.details();
    List<PostgresTable> tables =
        sql
            .query(
                PostgresSql.text("tables"),
                PostgresTable::of,
                details.contains(SchemaDetail.ROWS),
                details.contains(SchemaDetail.SIZES),
                details.contains(SchemaDetail.DEFINITIONS),
                patience(),
                query.schema().orElse(null),
                query.schema().orElse(null),
                query.system(),
                query.kinds().contains(TableKind.OTHER))
            .stream()
            .filter(table -> wanted(table, query))
            .sorted(ORDER)
            .toList();
    PostgresTableParts parts = new PostgresTableParts(sql, oids(tables), details, patience());
    return tables.stream()
        .map(
            table ->
                table
                    .info()
                    .columns(parts.columns(table.oid()))
                    .indexes(parts.indexes(table.oid()))
                    .constraints(parts.constraints(table.oid()))
                    .details(details)
                    .build())
        .toList();
  }

  private static boolean wanted(PostgresTable table, SchemaQuery query) {
    return (query.kinds().isEmpty() || query.kinds().contains(table.kind()))
        && query.like().map(NamePattern::new).map(like -> like.matches(table.name())).orElse(true);
  }

  /** An array as the server reads it; only numbers are in it. */
  private static String oids(List<PostgresTable> tables) {
    return tables.stream()
        .map(table -> Long.toString(table.oid()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
