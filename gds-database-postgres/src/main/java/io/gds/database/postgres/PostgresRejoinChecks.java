package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.operation.Check;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is measured before a node is made to follow again: each rule by itself. */
final class PostgresRejoinChecks {
  private final PostgresSwitchovers switchovers;
  private final PostgresContext context;
  private final RejoinOptions options;
  private final String name;

  PostgresRejoinChecks(PostgresSwitchovers switchovers, RejoinOptions options) {
    this.switchovers = switchovers;
    this.context = switchovers.context();
    this.options = options;
    name = options.node();
  }

  private Check demand(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    return Checks.demand(context.clock(), holds, rule, subject, measured, limit, code, remedy);
  }

  List<Check> all() {
    List<Check> checks = new ArrayList<>();
    String engine = context.runner().engine();
    boolean group = options.group().map(engine::equals).orElse(true);
    checks.add(
        demand(
            group,
            "the topology exists",
            options.group().orElse(engine),
            group ? "there" : "not there",
            "there",
            ErrorCode.NOT_FOUND,
            "See haGroups()."));
    checks.add(
        context
            .checks()
            .measured(
                "the primary is known",
                engine,
                () -> {
                  PostgresTopologyView view = switchovers.availability().view();
                  boolean known = view.primary().isPresent();
                  if (known) {
                    checks.addAll(node(view));
                  }
                  return demand(
                      known,
                      "the primary is known",
                      engine,
                      view.primaryName().orElse("none answered"),
                      "one",
                      ErrorCode.WRONG_STATE,
                      "Open the engine on the primary, or give it as a peer.");
                }));
    return checks;
  }

  private List<Check> node(PostgresTopologyView view) {
    List<Check> checks = new ArrayList<>();
    boolean primary = view.primaryName().equals(Optional.of(name));
    checks.add(
        demand(
            !primary,
            "the node is not the primary",
            name,
            primary ? "the primary" : "another",
            "another",
            ErrorCode.PRECONDITION_FAILED,
            "Switch over to another node first."));
    if (primary) {
      return checks;
    }
    boolean known = new PostgresCandidates(switchovers, view).node(name).isPresent();
    checks.add(
        demand(
            known,
            "the node belongs to the topology",
            name,
            known ? "known" : "not known",
            "known",
            ErrorCode.NOT_FOUND,
            "See haStatus() for the nodes there are."));
    boolean told = !view.ambiguous().contains(name);
    checks.add(
        demand(
            told,
            "the node is told from the other standbys",
            name,
            told ? "by its name, slot or address" : PostgresStandbyNames.ambiguous(name),
            "one of its name",
            ErrorCode.PRECONDITION_FAILED,
            "Set application_name in primary_conninfo, or primary_slot_name, and reload it."));
    boolean reached = switchovers.of(view, name).isPresent();
    checks.add(
        demand(
            reached,
            "a connection to the node is configured",
            name,
            reached ? "configured" : "none",
            "a peer of this name",
            ErrorCode.INVALID_CONNECTION,
            PostgresPeers.remedy(name)));
    if (!known || !reached) {
      return checks;
    }
    PostgresContext node = switchovers.of(view, name).orElseThrow();
    PostgresHost host = new PostgresHost(node, name, options.platformOptions());
    checks.add(PatroniGuard.check(leader(view), name));
    host.data().flatMap(data -> kept(data, view)).ifPresent(checks::add);
    host.data().flatMap(this::copies).ifPresent(checks::add);
    Optional<NodeView> own = view.ownView(name);
    boolean standby = own.filter(NodeView::recovering).isPresent();
    boolean filesNeeded =
        !standby || options.method().orElse(RejoinMethod.RESUME) != RejoinMethod.RESUME;
    checks.add(
        demand(
            !filesNeeded || host.data().isPresent(),
            "the node's files can be reached",
            name,
            host.data().map(Path::toString).orElse("its data directory is not on this machine"),
            filesNeeded ? "its data directory on this machine" : "not needed",
            ErrorCode.UNSUPPORTED_CAPABILITY,
            "Run this on the node's machine, and give "
                + PostgresServer.DATA_DIRECTORY.id()
                + "."));
    PostgresContext leader = leader(view);
    checks.add(new PostgresUpstream(leader.info(), host).check(context.clock(), name));
    if (!filesNeeded || host.data().isEmpty()) {
      return checks;
    }
    if (own.isPresent()) {
      checks.add(PostgresSwitchoverChecks.ofServer(host, node));
    } else {
      PostgresLife life = host.postmaster().life();
      boolean down = life.state() == PostgresLife.State.DOWN;
      boolean runs = life.state() == PostgresLife.State.RUNNING;
      checks.add(
          demand(
              down,
              "the node is down, or answers",
              name,
              down
                  ? "it is down"
                  : (runs
                          ? "it runs, and does not answer: "
                          : "it does not answer, and whether it runs cannot be told: ")
                      + life.why(),
              "down",
              ErrorCode.WRONG_STATE,
              runs ? "Look into its log, and stop it." : host.postmaster().unknownRemedy()));
      if (!down) {
        return checks;
      }
    }
    checks.add(divergenceCheck(view, own, host, leader));
    return checks;
  }

  private Check divergenceCheck(
      PostgresTopologyView view,
      Optional<NodeView> own,
      PostgresHost host,
      PostgresContext leader) {
    String rule = "the node has no changes of its own";
    return context
        .checks()
        .measured(
            rule,
            name,
            () -> {
              PostgresDivergence divergence = PostgresRejoins.divergence(view, own, host, leader);
              RejoinMethod method =
                  options
                      .method()
                      .orElse(divergence.rewindable() ? RejoinMethod.REWIND : RejoinMethod.RECLONE);
              boolean undone =
                  options.discardChanges()
                      && (method == RejoinMethod.RECLONE
                          || (method == RejoinMethod.REWIND && divergence.rewindable()));
              return demand(
                  !divergence.diverged() || undone,
                  rule,
                  name,
                  divergence.why(),
                  divergence.diverged() ? "none, or allowed to be discarded" : "none",
                  ErrorCode.PRECONDITION_FAILED,
                  options.discardChanges()
                      ? divergence.rewindable()
                          ? "Discard them by REWIND or RECLONE."
                          : "It cannot be rewound, for which it needs checksums or wal_log_hints"
                              + " and whole files: use RECLONE."
                      : "Allow its changes to be discarded, if nobody needs them.");
            });
  }

  private PostgresContext leader(PostgresTopologyView view) {
    return switchovers.of(view, view.primaryName().orElseThrow()).orElseThrow();
  }

  /** What one that copied the node anew and was killed has left; it takes as much as the node. */
  private Optional<Check> copies(Path data) {
    List<String> left = PostgresRejoinSteps.copiesBeside(data);
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Checks.advise(
                context.clock(),
                false,
                "no copy is left by a rejoin that was interrupted",
                name,
                String.join(", ", left),
                "none",
                "Delete "
                    + PostgresRejoinSteps.NEW
                    + "…, a copy that did not take its place, and once the node follows "
                    + PostgresRejoinSteps.OLD
                    + "…, its files from before. If "
                    + data
                    + " itself is missing, first rename the latter to it."));
  }

  /**
   * What a rejoin that was killed has left is the node's own, and what lies in its place is not.
   */
  private Optional<Check> kept(Path data, PostgresTopologyView view) {
    PostgresKeptFiles kept = new PostgresKeptFiles(data);
    Optional<Instant> since = kept.since();
    boolean runs = view.ownView(name).filter(NodeView::recovering).isPresent();
    return since.map(
        at ->
            Checks.advise(
                context.clock(),
                false,
                "no rejoin was interrupted",
                name,
                "one was at "
                    + at
                    + ", and left the node's own configuration in "
                    + kept.directory(),
                "none",
                runs && options.method().orElse(RejoinMethod.RESUME) == RejoinMethod.RESUME
                    ? "It runs as it is: look at both, and delete what is not wanted."
                    : "They are put back into the data directory; delete them if what lies there is"
                        + " right."));
  }
}
