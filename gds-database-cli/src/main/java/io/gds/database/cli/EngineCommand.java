package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.manager.DatabaseManager;
import java.util.concurrent.Callable;

/** A command that opens the engine, reads, and writes what it has read. */
abstract class EngineCommand implements Callable<Integer> {
  final Gds gds;

  EngineCommand(Gds gds) {
    this.gds = gds;
  }

  @Override
  public final Integer call() {
    try (DatabaseManager manager = gds.manager();
        DatabaseEngine engine = manager.open(gds.connection().info(manager))) {
      read(engine);
    }
    return ExitCodes.DONE;
  }

  abstract void read(DatabaseEngine engine);
}
