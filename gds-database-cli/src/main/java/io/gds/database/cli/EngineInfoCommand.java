package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import picocli.CommandLine.Command;

/** The engine's metadata. */
@Command(
    name = "engine",
    description = "Describe the engine: version, host, status and what its platform tells.")
final class EngineInfoCommand extends EngineCommand {
  EngineInfoCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    gds.output().item(engine.refresh());
  }
}
