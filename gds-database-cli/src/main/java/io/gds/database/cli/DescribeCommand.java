package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.Detail;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One database with all its details. */
@Command(name = "describe", description = "Describe one database with all that can be read of it.")
final class DescribeCommand extends EngineCommand {
  @Parameters(paramLabel = "NAME", description = "The database.")
  private String name = "";

  DescribeCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    gds.output().item(engine.database(name).refresh(Detail.values()));
  }
}
