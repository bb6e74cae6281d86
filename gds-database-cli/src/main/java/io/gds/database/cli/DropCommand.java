package io.gds.database.cli;

import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.DropOptions;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Drops a database. */
@Command(name = "drop", description = "Drop a database with all its content. Asks, unless --yes.")
final class DropCommand extends ChangeCommand {
  @Parameters(paramLabel = "NAME", description = "The database.")
  private String name = "";

  @Option(names = "--force", description = "End its sessions first, where the platform can.")
  private boolean force;

  @Option(names = "--if-exists", description = "None of that name is fine.")
  private boolean ifExists;

  @Mixin private final PlatformOptions platform = new PlatformOptions();

  DropCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "drop";
  }

  @Override
  String target() {
    return name;
  }

  @Override
  Optional<String> question() {
    return Optional.of("drop the database " + name + " with all its content?");
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    Database database = engine.database(name);
    return database.prepareDrop(
        DropOptions.builder()
            .force(force)
            .ifExists(ifExists)
            .options(platform.values("drop options", database.dropKeys()))
            .build());
  }
}
