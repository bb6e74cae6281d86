package io.gds.database.cli;

import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseMetadata;
import io.gds.database.DatabaseQuery;
import io.gds.database.Detail;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists databases. */
@Command(name = "databases", description = "List databases.")
final class DatabasesCommand extends EngineCommand {
  static final List<Column<DatabaseMetadata>> COLUMNS =
      List.of(
          Column.left("NAME", DatabaseMetadata::name),
          Column.left("STATE", m -> m.condition().state()),
          Column.left("ACCESS", m -> m.condition().accessMode()),
          Column.left("READ-ONLY", m -> m.condition().readOnly()),
          Column.right("SIZE", m -> Human.bytes(m.sizeBytes())),
          Column.left("OWNER", DatabaseMetadata::owner),
          Column.left("CREATED", DatabaseMetadata::createdAt));

  @Option(names = "--system", description = "System databases too.")
  private boolean system;

  @Option(names = "--sizes", description = "With sizes, which may take the server some time.")
  private boolean sizes;

  @Option(
      names = "--like",
      paramLabel = "P",
      description = "Only names like this, with * and ? as wildcards.")
  private @Nullable String like;

  DatabasesCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    DatabaseQuery query = DatabaseQuery.userDatabases().system(system);
    query = like == null ? query : query.like(like);
    query = sizes ? query.with(Detail.SIZE) : query;
    List<DatabaseMetadata> found =
        engine.databases(query).stream().map(Database::metadata).toList();
    gds.output().list(found, DatabaseMetadata.class, COLUMNS);
  }
}
