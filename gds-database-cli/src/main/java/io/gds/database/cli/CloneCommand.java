package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Clones a database. */
@Command(name = "clone", description = "Clone a database, in the cheapest way that has the data.")
final class CloneCommand extends ChangeCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The database.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "TARGET", description = "The name of the clone.")
  private String clone = "";

  @Option(
      names = "--kind",
      paramLabel = "K",
      description = "zero-copy, template, copy or structure-only.")
  private @Nullable CloneKind kind;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      converter = Instants.class,
      description = "As it was at this instant, where the platform can.")
  private @Nullable Instant at;

  @Option(
      names = "--target-url",
      paramLabel = "URL",
      description = "Clone to another server of the same platform.")
  private @Nullable String targetUrl;

  @Option(names = "--force", description = "End sessions that stand in the way.")
  private boolean force;

  @Mixin private final PlatformOptions platform = new PlatformOptions();

  CloneCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "clone";
  }

  @Override
  String target() {
    return name;
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    SupportsClone clones = engine.database(name).require(SupportsClone.class);
    CloneOptions.Builder options =
        CloneOptions.builder()
            .to(clone)
            .force(force)
            .options(platform.values("clone options", clones.cloneKeys()));
    if (kind != null) {
      options.kind(kind);
    }
    if (at != null) {
      options.pointInTime(at);
    }
    if (targetUrl != null) {
      options.targetEngine(gds.connection().other(manager, targetUrl));
    }
    return clones.prepareClone(options.build());
  }
}
