package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A planned change of primary. */
@Command(
    name = "switchover",
    description = "Make another node primary, in order and without loss. Asks, unless --yes.")
final class SwitchoverCommand extends PrimaryCommand {
  @Option(
      names = "--leader",
      required = true,
      paramLabel = "NODE",
      description = "The node that is primary now, as a proof that you know.")
  private String leader = "";

  @Option(
      names = "--max-lag",
      paramLabel = "D",
      converter = Durations.class,
      description = "How far it may be behind. Default: 10s.")
  private @Nullable Duration maxLag;

  SwitchoverCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "switchover";
  }

  @Override
  String target() {
    return leader;
  }

  @Override
  Optional<String> question() {
    return Optional.of(
        "take the role of primary from " + leader + " and give it to " + next() + "?");
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    SupportsSwitchover ha = engine.require(SupportsSwitchover.class);
    SwitchoverOptions.Builder options =
        SwitchoverOptions.builder()
            .leader(leader)
            .options(platform.values("switchover options", ha.switchoverKeys()));
    choose(options::group, options::target);
    if (maxLag != null) {
      options.maxLag(maxLag);
    }
    return ha.prepareSwitchover(options.build());
  }
}
