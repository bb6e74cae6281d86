package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Clones a database or a server. */
@Command(
    name = "clone",
    description = "Clone a database, or the whole server, in the cheapest way that has the data.")
final class CloneCommand extends ChangeCommand {
  @Parameters(
      arity = "1..2",
      paramLabel = "NAME",
      description =
          "The database and the name of the clone; with --server only where the clone shall lie.")
  private final List<String> names = new ArrayList<>();

  @Mixin private final Subject subject = new Subject();

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
    return subject.target(name());
  }

  /** The database, if it is one that is cloned. */
  private @Nullable String name() {
    return names.size() == 2 ? names.get(0) : null;
  }

  @Override
  void check() {
    if (names.size() == 1 && !subject.isServer()) {
      throw InvalidOptionsException.of(
          "clone",
          List.of(new OptionFault("NAME", "is one of two: name the database and its clone")));
    }
    subject.check("clone", name());
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    SupportsClone clones = subject.require(engine, name(), SupportsClone.class);
    CloneOptions.Builder options =
        CloneOptions.builder()
            .to(names.get(names.size() - 1))
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
