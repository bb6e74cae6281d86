package io.gds.database.postgres;

import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is measured before a standby is promoted by force, and what would be lost. */
final class PostgresFailoverChecks {
  private final PostgresSwitchovers switchovers;
  private final PostgresContext context;
  private final PostgresCheckList checks;
  private final PostgresTargetChecks targets;
  private final Optional<String> planned;

  /**
   * The checks of a failover.
   *
   * @param planned the primary that answered when the steps were written, which stop that one only
   */
  PostgresFailoverChecks(
      PostgresSwitchovers switchovers, Optional<String> group, Optional<String> planned) {
    this.switchovers = switchovers;
    this.context = switchovers.context();
    checks = new PostgresCheckList(context);
    targets = new PostgresTargetChecks(switchovers, group, checks);
    this.planned = planned;
  }

  List<Check> failover(FailoverOptions options, Optional<String> target) {
    Optional<PostgresTopologyView> seen = targets.topology();
    if (seen.isEmpty()) {
      return checks.all();
    }
    PostgresTopologyView view = seen.get();
    PostgresCandidates candidates = new PostgresCandidates(switchovers, view);
    if (target.isEmpty()) {
      checks.demand(
          false,
          "a standby answers",
          context.runner().engine(),
          candidates.reasons(Duration.ofDays(36_500)),
          "one that answers",
          "Open the engine on a standby, or give connections to the standbys as peers.");
      return checks.all();
    }
    String name = target.get();
    boolean known = candidates.node(name).isPresent();
    checks.demand(
        known,
        "the target is a node of the topology",
        name,
        known ? "known" : "not known",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the nodes there are.");
    if (!targets.connection(view, name)) {
      return checks.all();
    }
    PostgresContext connections = switchovers.of(view, name).orElseThrow();
    targets.oneServer(connections, name);
    checks.add(PatroniGuard.check(connections, name));
    NodeView own = view.ownView(name).orElseThrow();
    checks.demand(
        own.recovering(),
        "the target is a standby",
        name,
        own.recovering() ? "a standby" : "a primary",
        "a standby",
        ErrorCode.WRONG_STATE,
        "It needs no failover.");
    String system = view.witness().systemIdentifier();
    checks.demand(
        own.systemIdentifier().equals(system),
        "the target is a standby of this cluster",
        name,
        own.systemIdentifier(),
        system,
        "See that the connection given for it leads to it.");
    targets.promotable(view, name);
    leftAlone(view, options);
    List<String> ahead = candidates.ahead(name);
    checks.advise(
        ahead.isEmpty(),
        "no other standby has more",
        name,
        ahead.isEmpty() ? "it has most" : "less than " + String.join(", ", ahead),
        "it has most",
        "Choose the one that has most.");
    Optional<Duration> loss = PostgresCandidates.loss(view, name);
    String measured = loss.map(most -> "at most about " + most).orElse("not known");
    if (options.maxDataLoss().isPresent()) {
      Duration most = options.maxDataLoss().get();
      checks.demand(
          loss.filter(lost -> lost.compareTo(most) <= 0).isPresent(),
          "no more than accepted would be lost",
          name,
          measured,
          "at most " + most,
          "Accept more loss, or choose a node that has more.");
    } else {
      checks.advise(
          loss.filter(Duration::isZero).isPresent(),
          "nothing is lost",
          name,
          measured + ", received to " + own.received().orElse("an unknown place"),
          "nothing",
          "What was committed later and did not arrive is lost.");
    }
    return checks.all();
  }

  /** A primary that answers has to be stopped first, or there are two. */
  private void leftAlone(PostgresTopologyView view, FailoverOptions options) {
    if (view.primaryName().isEmpty()) {
      checks.add(
          new Check(
              "the old primary takes no more writes",
              PostgresFailovers.previous(view, "").orElse(context.runner().engine()),
              "it does not answer here, which does not prove that it is down",
              "stopped",
              Verdict.WARNING,
              ErrorCode.PRECONDITION_FAILED,
              context.clock().instant(),
              "Cut it off from its clients before, and keep it off until it has rejoined."));
      return;
    }
    String leader = view.primaryName().get();
    PostgresHost host =
        new PostgresHost(
            switchovers.of(view, leader).orElseThrow(), leader, options.platformOptions());
    boolean anyway = options.platformOptions().given(PostgresServer.LEAVE_PRIMARY).orElse(false);
    // Steps that were written while nobody led, or another one did, do not stop this one.
    boolean known = planned.equals(Optional.of(leader));
    boolean stopped = known && host.canStop();
    if (stopped) {
      targets.oneServer(host.context(), leader);
    }
    checks.demand(
        stopped || anyway,
        "the old primary takes no more writes",
        leader,
        stopped
            ? "it answers, and is stopped first"
            : anyway
                ? "it answers, and is left alone as demanded"
                : known ? "it answers" : "it answers now, and did not when this was prepared",
        "down, or stopped first",
        (known ? "" : "Prepare it again. ")
            + "Use switchover while it works; or stop it, or say how by "
            + PostgresServer.STOP_COMMAND.id()
            + "; or accept two primaries by "
            + PostgresServer.LEAVE_PRIMARY.id()
            + ".");
    if (host.data().isPresent()) {
      checks.add(PostgresSwitchoverChecks.ofServer(host, Objects.requireNonNull(host.context())));
    }
  }
}
