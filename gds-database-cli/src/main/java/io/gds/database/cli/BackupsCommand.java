package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackupCatalog;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists backups. */
@Command(name = "backups", description = "List backups, newest first.")
final class BackupsCommand extends EngineCommand {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only of this database.")
  private @Nullable String name;

  @Option(
      names = "--in",
      paramLabel = "DIR",
      description = "Where they lie, on platforms that keep no history of their own.")
  private @Nullable String directory;

  @Option(names = "--type", paramLabel = "T", description = "Only of this type.")
  private @Nullable BackupType type;

  @Option(
      names = "--since",
      paramLabel = "INSTANT",
      converter = Instants.class,
      description = "Only those that ended then or later.")
  private @Nullable Instant since;

  BackupsCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    BackupQuery query = BackupQuery.all();
    query = name == null ? query : query.database(name);
    query = directory == null ? query : query.in(Places.parse(directory, engine));
    query = type == null ? query : query.type(type);
    query = since == null ? query : query.since(since);
    gds.output()
        .list(
            engine.require(SupportsBackupCatalog.class).backupHistory(query),
            BackupInfo.class,
            List.of(
                Column.left("DATABASE", BackupInfo::database),
                Column.left("TYPE", BackupInfo::backupType),
                Column.left("FINISHED", BackupInfo::finishedAt),
                Column.right("SIZE", backup -> Human.bytes(backup.bytes())),
                Column.left("PINNED", backup -> backup.pinned() ? "yes" : ""),
                Column.left("LOCATION", BackupInfo::location)));
  }
}
