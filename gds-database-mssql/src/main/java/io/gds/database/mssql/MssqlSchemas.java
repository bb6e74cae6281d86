package io.gds.database.mssql;

import io.gds.database.DatabaseState;
import io.gds.database.NamePattern;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is in a database: one statement that finds the database, one for its tables, and one for
 * each of columns, indexes and constraints if they are asked for, however many tables there are.
 */
final class MssqlSchemas implements SupportsSchemas {
  private static final int DIMENSIONS_SINCE = 17;

  private static final Comparator<MssqlTable> ORDER =
      Comparator.comparing(MssqlTable::schema).thenComparing(MssqlTable::name);

  private final MssqlContext context;
  private final String name;

  MssqlSchemas(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
  }

  private MssqlSchemaSql sql() {
    MssqlProduct product = context.product();
    return new MssqlSchemaSql(
        name, product.isService() || product.version().atLeast(DIMENSIONS_SINCE));
  }

  @Override
  public List<SchemaInfo> schemas() {
    return reading(
        () ->
            context
                .sql()
                .query(
                    sql().schemas(),
                    row ->
                        new SchemaInfo(
                            row.text("name"),
                            row.optionalText("owner"),
                            row.optionalText("comment"),
                            row.intValue("is_system") == 1)));
  }

  @Override
  public List<TableInfo> tables(SchemaQuery query) {
    return reading(() -> read(query));
  }

  /** The server compares names by its collation; here a name means what is written exactly so. */
  private <T> T reading(Supplier<T> work) {
    MssqlDatabaseMetadata found = context.readings().require(name, Set.of());
    if (found.condition().state() != DatabaseState.ONLINE) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the database \"" + name + "\" is " + found.nativeState() + " and cannot be read")
          .platform(DatabaseType.MSSQL.id())
          .engine(context.runner().engine())
          .target(name)
          .remedy("Put it online.")
          .toException();
    }
    try {
      return work.get();
    } catch (DatabaseException e) {
      if (e.nativeCode().filter(MssqlErrors.NO_SUCH_VIEW::contains).isPresent()) {
        context.readings().require(name, Set.of());
      }
      throw e.fillIn("target", name);
    }
  }

  private List<TableInfo> read(SchemaQuery query) {
    MssqlSchemaSql sql = sql();
    Set<SchemaDetail> details = query.details();
    List<MssqlTable> tables =
        context
            .sql()
            .query(
                sql.tables(query, MssqlServerZone.columns(context)),
                row -> MssqlTable.of(row, details),
                query.schema().stream().toArray())
            .stream()
            .filter(table -> wanted(table, query))
            .sorted(ORDER)
            .toList();
    MssqlTableParts parts =
        new MssqlTableParts(
            context.sql(), sql, query, tables.stream().map(MssqlTable::number).toList());
    return tables.stream()
        .map(
            table ->
                table
                    .info()
                    .columns(parts.columns(table.number()))
                    .indexes(parts.indexes(table.number()))
                    .constraints(parts.constraints(table.number()))
                    .details(details)
                    .build())
        .toList();
  }

  private static boolean wanted(MssqlTable table, SchemaQuery query) {
    return query.schema().map(table.schema()::equals).orElse(true)
        && (query.kinds().isEmpty() || query.kinds().contains(table.kind()))
        && query.like().map(NamePattern::new).map(like -> like.matches(table.name())).orElse(true);
  }
}
