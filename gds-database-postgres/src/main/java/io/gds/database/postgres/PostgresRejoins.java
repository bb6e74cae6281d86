package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.archive.Directories;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a node follow the primary again, by the cheapest way that works: as it is, if all it has is
 * the primary's too; by undoing what only it has; or by a new copy.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgrewind.html">pg_rewind</a>
 */
final class PostgresRejoins {
  private static final Duration COPY = Duration.ofDays(30);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

  private final PostgresSwitchovers switchovers;
  private final PostgresContext context;
  private final RejoinOptions options;
  private final String name;

  PostgresRejoins(PostgresSwitchovers switchovers, RejoinOptions options) {
    this.switchovers = switchovers;
    this.context = switchovers.context();
    this.options = options;
    name = options.node();
  }

  /**
   * What was found while planning.
   *
   * @param view the topology
   * @param node the node's connections
   * @param primary the primary's
   * @param host the node's process and files
   * @param divergence what it has that the primary lacks
   * @param method how it is made to follow
   */
  private record Found(
      PostgresTopologyView view,
      PostgresContext node,
      PostgresContext primary,
      PostgresHost host,
      PostgresDivergence divergence,
      RejoinMethod method) {
    String primaryNode() {
      return PostgresSwitchovers.node(view, view.primaryName().orElseThrow());
    }

    Optional<NodeView> own(String name) {
      return view.ownView(name);
    }
  }

  Operation<RejoinInfo> prepare() {
    Plan.Builder<RejoinInfo> plan =
        context.runner().<RejoinInfo>plan("rejoin", name).options(options);
    List<Found> planned = new ArrayList<>();
    PostgresSteps.add(plan, context, name, () -> find().ifPresent(planned::add));
    plan.measure(this::checks);
    planned.forEach(found -> PostgresSteps.add(plan, context, name, () -> add(plan, found)));
    return plan.yields(() -> info(planned.get(0)));
  }

  private RejoinInfo info(Found found) {
    HaState state =
        switchovers.availability().haStatus().node(name).map(HaNode::state).orElse(HaState.UNKNOWN);
    return new RejoinInfo(name, found.method(), state, context.clock().instant(), List.of());
  }

  /** Empty if there is no primary, no such node, or no way to reach it, as the checks say. */
  private Optional<Found> find() {
    Optional<PostgresTopologyView> seen = switchovers.look();
    if (seen.isEmpty()
        || seen.get().primary().isEmpty()
        || seen.get().primaryName().equals(Optional.of(name))
        || switchovers.of(seen.get(), name).isEmpty()) {
      return Optional.empty();
    }
    PostgresTopologyView view = seen.get();
    PostgresContext node = switchovers.of(view, name).orElseThrow();
    PostgresContext primary = switchovers.of(view, view.primaryName().orElseThrow()).orElseThrow();
    PostgresHost host = new PostgresHost(node, name, options.platformOptions());
    Optional<NodeView> own = view.ownView(name);
    if (own.isEmpty() && (host.data().isEmpty() || host.isRunning())) {
      return Optional.empty();
    }
    PostgresDivergence divergence = divergence(view, own, host, primary);
    RejoinMethod method =
        options
            .method()
            .orElse(
                !divergence.diverged()
                    ? RejoinMethod.RESUME
                    : divergence.rewindable() ? RejoinMethod.REWIND : RejoinMethod.RECLONE);
    return Optional.of(new Found(view, node, primary, host, divergence, method));
  }

  private static PostgresDivergence divergence(
      PostgresTopologyView view,
      Optional<NodeView> own,
      PostgresHost host,
      PostgresContext primary) {
    NodeView leading = view.primary().orElseThrow();
    if (own.isEmpty()) {
      return PostgresDivergence.of(host, leading, primary);
    }
    if (own.get().recovering()) {
      return new PostgresDivergence(false, "it is a running standby", false);
    }
    boolean rewindable = host.data().isPresent() && host.control(Cancellation.never()).rewindable();
    return new PostgresDivergence(true, "it runs as a primary of its own", rewindable);
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

  private List<Check> checks() {
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
    PostgresContext leader = switchovers.of(view, view.primaryName().orElseThrow()).orElseThrow();
    checks.add(new PostgresUpstream(leader.info(), host).check(context.clock(), name));
    if (!filesNeeded || host.data().isEmpty()) {
      return checks;
    }
    if (own.isPresent()) {
      checks.add(PostgresSwitchoverChecks.ofServer(host, node));
    } else {
      boolean runs = host.isRunning();
      checks.add(
          demand(
              !runs,
              "the node is down, or answers",
              name,
              runs ? "it runs, and does not answer" : "it is down",
              "down",
              ErrorCode.WRONG_STATE,
              "Look into its log, and stop it."));
      if (runs) {
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
              PostgresDivergence divergence = divergence(view, own, host, leader);
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
                          : "Without checksums or wal_log_hints it cannot be rewound: use RECLONE."
                      : "Allow its changes to be discarded, if nobody needs them.");
            });
  }

  private void add(Plan.Builder<RejoinInfo> plan, Found found) {
    boolean standby = found.own(name).filter(NodeView::recovering).isPresent();
    String slot = PostgresUpstream.slotOf(name);
    String create = PostgresPromotion.createSlot(slot);
    if (standby && found.method() == RejoinMethod.RESUME) {
      addResume(plan, found);
      return;
    }
    PostgresHost host = found.host();
    Path data = host.dataDirectory();
    String node = PostgresSwitchovers.node(found.view(), name);
    if (found.own(name).isPresent()) {
      PostgresLifecycle.stop(plan, host, PostgresStopMode.FAST, options.waitAtMost(), node);
    }
    plan.step(
        new Step(StepKind.SQL, create, Effect.IDEMPOTENT, found.primaryNode()),
        step -> found.primary().sql().during(step).execute(create));
    PostgresUpstream upstream = new PostgresUpstream(found.primary().info(), host);
    PostgresFiles files = new PostgresFiles(data);
    Optional<Path> old = Optional.empty();
    switch (found.method()) {
      case RESUME -> {}
      case REWIND -> addRewind(plan, found, upstream, files, node);
      case RECLONE -> old = Optional.of(addReclone(plan, found, upstream, slot, node));
    }
    Map<String, String> settings = PostgresNodeAdditions.settings(upstream, name, slot);
    plan.step(
        new Step(StepKind.FILE, files.followText(settings), Effect.IDEMPOTENT, node),
        step -> files.follow(settings));
    PostgresLifecycle.start(plan, host, options.waitAtMost(), node);
    PostgresNodeAdditions.awaitStreaming(
        plan, found.primary(), found.primaryNode(), name, options.waitAtMost());
    old.ifPresent(
        directory ->
            plan.step(
                new Step(StepKind.FILE, "delete " + directory, Effect.IDEMPOTENT, node),
                step -> delete(directory)));
  }

  private static void delete(Path directory) {
    try {
      Directories.deleteTree(directory);
    } catch (IOException e) {
      throw PostgresFiles.failed(directory, e);
    }
  }

  /**
   * A running standby: it goes on replaying, and is told whom to follow if it is not known there.
   */
  private void addResume(Plan.Builder<RejoinInfo> plan, Found found) {
    NodeView own = found.own(name).orElseThrow();
    String node = PostgresSwitchovers.node(found.view(), name);
    if (own.paused()) {
      String resume = "SELECT pg_wal_replay_resume()";
      plan.step(
          new Step(StepKind.SQL, resume, Effect.IDEMPOTENT, node),
          step -> found.node().sql().during(step).execute(resume));
    }
    Optional<StandbyView> known =
        PostgresNodeRemovals.standby(found.view().primary().orElseThrow(), name)
            .filter(StandbyView::connected);
    if (known.isEmpty()) {
      own.slot()
          .ifPresent(
              slot -> {
                String create = PostgresPromotion.createSlot(slot);
                plan.step(
                    new Step(StepKind.SQL, create, Effect.IDEMPOTENT, found.primaryNode()),
                    step -> found.primary().sql().during(step).execute(create));
              });
      String sql =
          "ALTER SYSTEM SET primary_conninfo = "
              + PostgresSql.literal(
                  new PostgresUpstream(found.primary().info(), found.host()).conninfo(name));
      plan.step(
          new Step(StepKind.SQL, sql + ";\n" + PostgresReload.TEXT, Effect.IDEMPOTENT, node),
          step -> {
            found.node().sql().during(step).execute(sql);
            found.node().sql().during(step).execute(PostgresReload.TEXT);
          });
      PostgresNodeAdditions.awaitStreaming(
          plan, found.primary(), found.primaryNode(), name, options.waitAtMost());
    }
  }

  /**
   * Undoes what only the node has. The tool brings the primary's configuration along, so the node's
   * own is put back.
   */
  private void addRewind(
      Plan.Builder<RejoinInfo> plan,
      Found found,
      PostgresUpstream upstream,
      PostgresFiles files,
      String node) {
    // Else the primary's control file may still name its old timeline.
    plan.step(
        new Step(StepKind.SQL, "CHECKPOINT", Effect.IDEMPOTENT, found.primaryNode()),
        step -> found.primary().sql().during(step).execute("CHECKPOINT"));
    ToolCommand rewind =
        found
            .host()
            .command(
                "pg_rewind",
                List.of(
                    "-D",
                    found.host().dataDirectory().toString(),
                    "--source-server="
                        + upstream.toolConninfo(
                            Optional.of(found.primary().connections().maintenance()))));
    Map<String, byte[]> kept = new LinkedHashMap<>();
    plan.always(step -> files.putBack(kept));
    plan.step(
        new Step(
            StepKind.TOOL,
            rewind + "\n# its own configuration files stay as they are",
            Effect.ONCE,
            node),
        step -> {
          kept.putAll(files.keep());
          found.host().run(rewind, COPY, step);
          files.putBack(kept);
          kept.clear();
        });
  }

  /** Copies the primary anew beside the old files, and puts the copy in their place. */
  private Path addReclone(
      Plan.Builder<RejoinInfo> plan,
      Found found,
      PostgresUpstream upstream,
      String slot,
      String node) {
    PostgresHost host = found.host();
    Path data = host.dataDirectory();
    String stamp = STAMP.format(context.clock().instant());
    Path fresh = data.resolveSibling(data.getFileName() + ".new-" + stamp);
    Path old = data.resolveSibling(data.getFileName() + ".old-" + stamp);
    ToolCommand copy = PostgresNodeAdditions.copyCommand(host, upstream, slot, fresh);
    plan.onFailure(step -> Directories.deleteTree(fresh));
    plan.step(
        new Step(StepKind.TOOL, copy.toString(), Effect.ONCE, node),
        step -> host.run(copy, COPY, step));
    plan.onFailure(
        step -> {
          if (Files.isDirectory(old)) {
            if (host.isRunning()) {
              Duration wait = Duration.ofSeconds(30);
              PostgresLifecycle.stop(
                  host, host.stopCommand(PostgresStopMode.IMMEDIATE, wait), wait, step);
            }
            Directories.deleteTree(data);
            Files.move(old, data, StandardCopyOption.ATOMIC_MOVE);
          }
        });
    plan.step(
        new Step(
            StepKind.FILE,
            "rename "
                + data
                + " to "
                + old
                + ", and "
                + fresh
                + " to "
                + data
                + "; its own configuration files stay as they are",
            Effect.ONCE,
            node),
        step -> {
          Map<String, byte[]> kept = new PostgresFiles(data).keep();
          try {
            Files.move(data, old, StandardCopyOption.ATOMIC_MOVE);
            Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
          } catch (IOException e) {
            throw PostgresFiles.failed(data, e);
          }
          new PostgresFiles(data).putBack(kept);
        });
    return old;
  }
}
