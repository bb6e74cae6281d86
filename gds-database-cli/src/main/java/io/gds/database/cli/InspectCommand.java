package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.backup.SupportsBackupCatalog;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a backup says about itself. */
@Command(
    name = "inspect",
    description = "Show what a backup says about itself; nothing is verified.")
final class InspectCommand extends EngineCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "The archive; all parts of one that is striped.")
  private List<String> paths = new ArrayList<>();

  InspectCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    gds.output()
        .item(
            engine.require(SupportsBackupCatalog.class).inspectBackup(Places.parse(paths, engine)));
  }
}
