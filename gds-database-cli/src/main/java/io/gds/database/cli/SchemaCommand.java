package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The tables of a database, with columns, indexes and constraints. */
@Command(
    name = "schema",
    description = "Show the tables of a database, their columns, indexes and constraints.")
final class SchemaCommand extends EngineCommand {
  @Parameters(paramLabel = "NAME", description = "The database.")
  private String name = "";

  @Option(names = "--schema", paramLabel = "S", description = "Only this schema.")
  private @Nullable String schema;

  @Option(
      names = "--like",
      paramLabel = "P",
      description = "Only tables like this, with * and ? as wildcards.")
  private @Nullable String like;

  @Option(names = "--system", description = "System tables too.")
  private boolean system;

  SchemaCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    SchemaQuery query =
        SchemaQuery.all()
            .system(system)
            .with(
                SchemaDetail.COLUMNS,
                SchemaDetail.INDEXES,
                SchemaDetail.CONSTRAINTS,
                SchemaDetail.ROWS,
                SchemaDetail.SIZES);
    query = schema == null ? query : query.schema(schema);
    query = like == null ? query : query.like(like);
    List<TableInfo> tables = engine.database(name).require(SupportsSchemas.class).tables(query);
    if (gds.output().format() == Format.TABLE && !tables.isEmpty()) {
      gds.output().lines(TableText.of(tables));
    } else {
      gds.output().list(tables, TableInfo.class, List.of());
    }
  }
}
