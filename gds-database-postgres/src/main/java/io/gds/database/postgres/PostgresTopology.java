package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Changes who follows the primary and for whom its commits wait. PostgreSQL keeps no list of
 * members: a group is a primary and whoever follows it, so it comes to be with the first standby.
 */
final class PostgresTopology implements SupportsTopologyChange {
  private final PostgresContext context;
  private final PostgresPeers peers;
  private final PostgresAvailability availability;
  private final Optional<PatroniMoves> patroni;

  PostgresTopology(
      PostgresContext context,
      PostgresPeers peers,
      PostgresAvailability availability,
      Optional<PatroniMoves> patroni) {
    this.context = context;
    this.peers = peers;
    this.availability = availability;
    this.patroni = patroni;
  }

  @Override
  public Set<OptionKey<?>> createHaKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> addNodeKeys() {
    return PostgresServer.FOLLOW_KEYS;
  }

  @Override
  public Set<OptionKey<?>> removeNodeKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> syncModeKeys() {
    return PostgresTopologyOptions.SYNC_KEYS;
  }

  /** The primary's connections and names, where one of those asked is it. */
  private record Primary(
      PostgresTopologyView view, String name, PostgresContext context, String node) {}

  /** Whether Patroni does it, so that no step of ours is even written. */
  private boolean steered() {
    return patroni.isPresent();
  }

  /** What was seen while planning; empty if the primary could not be found. */
  private Optional<Primary> look() {
    try {
      PostgresTopologyView view = availability.view();
      return view.primaryName()
          .map(name -> new Primary(view, name, of(view, name), node(view, name)));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private PostgresContext of(PostgresTopologyView view, String name) {
    return name.equals(view.selfName()) ? context : peers.node(name);
  }

  private static String node(PostgresTopologyView view, String name) {
    return name.equals(view.selfName()) ? "" : name;
  }

  /** Patroni keeps the members and their modes itself, and would put back what is changed here. */
  private Plan.Builder<HaConfiguration> plan(
      String verb, String target, Options options, String byPatroni) {
    Plan.Builder<HaConfiguration> plan =
        context.runner().<HaConfiguration>plan(verb, target).options(options);
    plan.check(
        () ->
            patroni
                .map(moves -> PatroniGuard.refusal(context, moves.manager(), byPatroni))
                .orElseGet(() -> PatroniGuard.check(context, context.runner().engine())));
    return plan;
  }

  private Plan<HaConfiguration> finished(Plan.Builder<HaConfiguration> plan) {
    return plan.yields(() -> availability.configuration(availability.view()));
  }

  /** What every change needs, and what this one needs besides if that holds. */
  private List<Check> measured(
      Optional<String> group, Function<PostgresTopologyView, List<Check>> more) {
    String engine = context.runner().engine();
    List<Check> checks = new ArrayList<>();
    checks.add(
        Checks.demand(
            context.clock(),
            group.map(engine::equals).orElse(true),
            "the topology exists",
            group.orElse(engine),
            group.map(engine::equals).orElse(true) ? "there" : "not there",
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
                  PostgresTopologyView view = availability.view();
                  List<Check> further = view.primary().isPresent() ? more.apply(view) : List.of();
                  checks.addAll(further);
                  return Checks.demand(
                      context.clock(),
                      view.primary().isPresent() && view.rivals().size() == 1,
                      "the primary is known",
                      engine,
                      view.rivals().isEmpty() ? "none answered" : String.join(", ", view.rivals()),
                      "one",
                      ErrorCode.WRONG_STATE,
                      "Open the engine on the primary, or give it as a peer.");
                }));
    return checks;
  }

  @Override
  public Operation<HaConfiguration> prepareSetSyncMode(SyncModeOptions options) {
    options.requireKnown(syncModeKeys(), List.of());
    String engine = context.runner().engine();
    Plan.Builder<HaConfiguration> plan =
        plan(
            "setSyncMode",
            options.node().orElse(engine),
            options,
            "Set synchronous_mode and synchronous_node_count by patronictl edit-config.");
    Optional<Primary> primary = steered() ? Optional.empty() : look();
    plan.measure(
        () ->
            measured(
                options.group(),
                view -> primary.map(found -> syncChecks(found, view, options)).orElse(List.of())));
    primary.ifPresent(
        found -> {
          NodeView now = found.view().primary().orElseThrow();
          PostgresSyncModes.wanted(now, options)
              .ifPresent(wanted -> modes(found).add(plan, now, wanted, options.waitAtMost()));
        });
    return finished(plan);
  }

  private static PostgresSyncModes modes(Primary primary) {
    return new PostgresSyncModes(primary.context(), primary.name(), primary.node());
  }

  private List<Check> syncChecks(
      Primary primary, PostgresTopologyView view, SyncModeOptions options) {
    List<Check> checks = new ArrayList<>();
    options
        .node()
        .ifPresent(
            name -> {
              boolean known =
                  PostgresNodeRemovals.standby(view.primary().orElseThrow(), name).isPresent();
              checks.add(
                  Checks.demand(
                      context.clock(),
                      known,
                      "the node follows the primary",
                      name,
                      known ? "it does" : "the primary does not know it",
                      "it does",
                      ErrorCode.NOT_FOUND,
                      "See haStatus() for the nodes there are."));
            });
    checks.addAll(modes(primary).checks(view, options));
    return checks;
  }

  @Override
  public Operation<HaConfiguration> prepareRemoveNode(RemoveNodeOptions options) {
    options.requireKnown(removeNodeKeys(), List.of());
    Plan.Builder<HaConfiguration> plan =
        plan(
            "removeNode",
            options.node(),
            options,
            "Stop Patroni's service on that machine: the member is then forgotten.");
    Optional<Primary> primary = steered() ? Optional.empty() : look();
    Optional<PostgresNodeRemovals> removals =
        primary.map(p -> new PostgresNodeRemovals(p.context(), p.name(), p.node()));
    plan.measure(
        () ->
            measured(
                options.group(),
                view -> removals.map(removal -> removal.checks(view, options)).orElse(List.of())));
    primary.ifPresent(
        found -> {
          NodeView now = found.view().primary().orElseThrow();
          PostgresNodeRemovals.standby(now, options.node())
              .ifPresent(standby -> removals.orElseThrow().add(plan, now, standby));
        });
    return finished(plan);
  }

  @Override
  public Operation<HaConfiguration> prepareAddNode(AddNodeOptions options) {
    options.requireKnown(addNodeKeys(), List.of());
    Plan.Builder<HaConfiguration> plan =
        plan(
            "addNode",
            options.node(),
            options,
            "Start Patroni on that machine with the cluster's scope: it makes the copy.");
    Optional<Primary> primary = steered() ? Optional.empty() : look();
    addNode(plan, primary, options);
    return finished(plan);
  }

  private void addNode(
      Plan.Builder<HaConfiguration> plan, Optional<Primary> primary, AddNodeOptions options) {
    boolean hasPeer = peers.has(options.node());
    Optional<PostgresNodeAdditions> addition =
        primary.map(
            found ->
                new PostgresNodeAdditions(
                    found.context(),
                    found.name(),
                    found.node(),
                    options,
                    hasPeer ? peers.node(options.node()) : found.context()));
    plan.measure(
        () ->
            measured(
                options.group(),
                view -> {
                  List<Check> checks = new ArrayList<>(common(options));
                  addition.ifPresent(added -> checks.addAll(added.checks(view, hasPeer)));
                  return checks;
                }));
    addition
        .filter(added -> added.isLocal() && hasPeer)
        .ifPresent(
            added ->
                PostgresSteps.add(plan, context, options.node(), () -> added.add(plan, hasPeer)));
  }

  private List<Check> common(AddNodeOptions options) {
    boolean standby =
        options.role().map(role -> role == HaRole.STANDBY || role == HaRole.REPLICA).orElse(true);
    boolean manual = !options.automaticFailover().orElse(false);
    return List.of(
        Checks.demand(
            context.clock(),
            standby,
            "the node becomes a standby",
            options.node(),
            options.role().map(HaRole::toString).orElse("STANDBY"),
            "STANDBY",
            ErrorCode.UNSUPPORTED_CAPABILITY,
            "PostgreSQL has no other role for a node that is added."),
        Checks.demand(
            context.clock(),
            manual && options.syncMode().isEmpty(),
            "it is added as it can be",
            options.node(),
            !manual
                ? "with automatic failover"
                : options.syncMode().isPresent() ? "with a mode" : "with neither",
            "neither mode nor automatic failover",
            ErrorCode.UNSUPPORTED_CAPABILITY,
            "Set the mode by setSyncMode once it streams; PostgreSQL never fails over by itself."));
  }

  @Override
  public Operation<HaConfiguration> prepareCreateHa(CreateHaOptions options) {
    options.requireKnown(createHaKeys(), List.of());
    options.nodes().forEach(node -> node.requireKnown(addNodeKeys(), List.of()));
    Plan.Builder<HaConfiguration> plan =
        plan(
            "createHa",
            options.name(),
            options,
            "Start Patroni on the other machines with the cluster's scope.");
    Optional<Primary> primary = steered() ? Optional.empty() : look();
    plan.measure(() -> createChecks(options));
    options.nodes().stream()
        .filter(node -> node.role().orElse(HaRole.STANDBY) != HaRole.PRIMARY)
        .forEach(node -> addNode(plan, primary, node));
    return finished(plan);
  }

  private List<Check> createChecks(CreateHaOptions options) {
    String engine = context.runner().engine();
    boolean plain =
        options.databases().isEmpty()
            && options.syncMode().isEmpty()
            && !options.automaticFailover().orElse(false);
    return List.of(
        Checks.demand(
            context.clock(),
            options.name().equals(engine),
            "the group is called as the engine is",
            options.name(),
            options.name(),
            engine,
            ErrorCode.UNSUPPORTED_CAPABILITY,
            "PostgreSQL has no name for a primary and its standbys: name the engine so."),
        Checks.demand(
            context.clock(),
            plain,
            "the whole server is replicated, and commits wait for nobody yet",
            options.name(),
            plain ? "so" : "with databases, a mode or automatic failover",
            "none of these",
            ErrorCode.UNSUPPORTED_CAPABILITY,
            "Set the mode by setSyncMode once the standbys stream."),
        context
            .checks()
            .demand(
                "no group is there yet",
                engine,
                () -> !NodeView.read(context.sql()).isReplicated(),
                "none",
                "standbys follow already",
                ErrorCode.ALREADY_EXISTS,
                "Add a node to it."));
  }
}
