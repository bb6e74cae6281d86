package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a node back that was left behind. */
@Command(
    name = "rejoin",
    description = "Make a node that was left behind follow the primary. Asks, unless --yes.")
final class RejoinCommand extends ChangeCommand {
  @Parameters(paramLabel = "NODE", description = "The node that is to follow again.")
  private String node = "";

  @Option(names = "--group", paramLabel = "G", description = "Which, if there are several.")
  private @Nullable String group;

  @Option(
      names = "--method",
      paramLabel = "M",
      description = "resume, rewind or reclone. Default: the cheapest that works.")
  private @Nullable RejoinMethod method;

  @Option(
      names = "--discard-changes",
      description = "Needed where it has changes that the primary has not: they are lost.")
  private boolean discardChanges;

  @Mixin private final PlatformOptions platform = new PlatformOptions();

  RejoinCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "rejoin";
  }

  @Override
  String target() {
    return node;
  }

  @Override
  Optional<String> question() {
    return Optional.of(
        "make "
            + node
            + " follow the primary"
            + (discardChanges ? ", and lose what only it has?" : "?"));
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    SupportsSwitchover ha = engine.require(SupportsSwitchover.class);
    RejoinOptions.Builder options =
        RejoinOptions.builder()
            .node(node)
            .discardChanges(discardChanges)
            .options(platform.values("rejoin options", ha.rejoinKeys()));
    if (group != null) {
      options.group(group);
    }
    if (method != null) {
      options.method(method);
    }
    return ha.prepareRejoin(options.build());
  }
}
