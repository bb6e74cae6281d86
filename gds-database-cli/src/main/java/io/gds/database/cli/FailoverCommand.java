package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A forced change of primary. */
@Command(
    name = "failover",
    description = "Make another node primary although the old one is gone. Asks, unless --yes.")
final class FailoverCommand extends PrimaryCommand {
  @Option(
      names = "--accept-data-loss",
      description = "Needed: what the old primary did not pass on is lost.")
  private boolean acceptDataLoss;

  @Option(
      names = "--max-data-loss",
      paramLabel = "D",
      converter = Durations.class,
      description = "The most that may be lost, by estimate. Default: no limit.")
  private @Nullable Duration maxDataLoss;

  FailoverCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "failover";
  }

  @Override
  String target() {
    return next();
  }

  @Override
  Optional<String> question() {
    return Optional.of("make " + next() + " primary by force, and lose what it has not received?");
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    SupportsSwitchover ha = engine.require(SupportsSwitchover.class);
    FailoverOptions.Builder options =
        FailoverOptions.builder()
            .acceptDataLoss(acceptDataLoss)
            .options(platform.values("failover options", ha.failoverKeys()));
    choose(options::group, options::target);
    if (maxDataLoss != null) {
      options.maxDataLoss(maxDataLoss);
    }
    return ha.prepareFailover(options.build());
  }
}
