package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.SupportsHighAvailability;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** High availability: how it is, and who is to be primary. Without a command of its own: status. */
@Command(
    name = "ha",
    description = "Show how the nodes are doing, make another one primary, or bring one back.")
final class HaCommand implements Callable<Integer> {
  private final Gds gds;

  HaCommand(Gds gds) {
    this.gds = gds;
  }

  @Override
  public Integer call() {
    return new Status(gds).call();
  }

  /** How the nodes are doing. */
  @Command(name = "status", description = "Show the nodes, their roles, states and lags.")
  static final class Status extends EngineCommand {
    @Option(names = "--group", paramLabel = "G", description = "Which, if there are several.")
    private @Nullable String group;

    Status(Gds gds) {
      super(gds);
    }

    @Override
    void read(DatabaseEngine engine) {
      SupportsHighAvailability ha = engine.require(SupportsHighAvailability.class);
      HaStatus status = group == null ? ha.haStatus() : ha.haStatus(group);
      if (gds.output().format() == Format.JSON) {
        gds.output().item(status);
        return;
      }
      if (gds.output().format() == Format.TABLE) {
        gds.output().lines(List.of(heading(status)));
        gds.output()
            .lines(status.problems().stream().map(p -> "problem: " + Text.escape(p)).toList());
      }
      if (gds.output().format() == Format.CSV || !status.nodes().isEmpty()) {
        gds.output().list(status.nodes(), HaNode.class, columns());
      }
    }

    private static String heading(HaStatus status) {
      String state = status.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return Text.escape(status.name() + " (" + status.kind() + "): " + state)
          + (status.healthy() || status.nodes().isEmpty() ? "" : ", not healthy");
    }

    private static List<Column<HaNode>> columns() {
      return List.of(
          Column.left("NODE", HaNode::name),
          Column.left("ROLE", HaNode::role),
          Column.left("STATE", HaNode::state),
          Column.left("SYNC", HaNode::syncMode),
          Column.right("LAG", HaNode::lag),
          Column.left("HEALTHY", HaNode::healthy),
          Column.left("NO CANDIDATE BECAUSE", HaNode::notCandidateBecause));
    }
  }
}
