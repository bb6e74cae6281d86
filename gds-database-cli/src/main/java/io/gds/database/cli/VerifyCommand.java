package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a backup. */
@Command(
    name = "verify",
    description = "Verify that a backup is whole, or that it can be restored.")
final class VerifyCommand extends ChangeCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "The archive; all parts of one that is striped.")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "manifest, archive (default), restore or restore-and-check.")
  private VerifyLevel level = VerifyLevel.ARCHIVE;

  @Mixin private final PlatformOptions platform = new PlatformOptions();

  VerifyCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "verifyBackup";
  }

  @Override
  String target() {
    return String.join(", ", paths);
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    SupportsBackupCatalog catalog = engine.require(SupportsBackupCatalog.class);
    return catalog.prepareVerifyBackup(
        VerifyOptions.builder()
            .backup(Places.parse(paths, engine))
            .level(level)
            .options(platform.values("verify options", catalog.verifyBackupKeys()))
            .build());
  }
}
