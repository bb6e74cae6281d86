package io.gds.database.cli;

import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a database. */
@Command(name = "create", description = "Create a database.")
final class CreateCommand extends ChangeCommand {
  @Parameters(paramLabel = "NAME", description = "The database.")
  private String name = "";

  @Option(names = "--if-not-exists", description = "An existing one is fine and stays as it is.")
  private boolean ifNotExists;

  @Option(names = "--owner", paramLabel = "USER", description = "To whom it is to belong.")
  private @Nullable String owner;

  @Option(names = "--collation", paramLabel = "C", description = "Its collation.")
  private @Nullable String collation;

  @Mixin private final PlatformOptions platform = new PlatformOptions();

  CreateCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "create";
  }

  @Override
  String target() {
    return name;
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    Database database = engine.database(name);
    CreateOptions.Builder options =
        CreateOptions.builder()
            .mode(ifNotExists ? CreateMode.IF_NOT_EXISTS : CreateMode.ERROR)
            .options(platform.values("create options", database.createKeys()));
    if (owner != null) {
      options.owner(owner);
    }
    if (collation != null) {
      options.collation(collation);
    }
    return database.prepareCreate(options.build());
  }
}
