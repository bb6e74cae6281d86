package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SyncMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Streaming replication as the node that was asked sees it, completed by the peers. A server takes
 * part in one topology at most, called as the cluster is, else as the engine.
 *
 * @see <a href="https://www.postgresql.org/docs/current/monitoring-stats.html">pg_stat_replication
 *     and pg_stat_wal_receiver</a>
 */
final class PostgresAvailability implements SupportsHighAvailability {
  static final String KIND = "streaming-replication";

  private final PostgresContext context;
  private final PostgresPeers peers;
  private final Optional<PatroniMoves> patroni;

  PostgresAvailability(
      PostgresContext context, PostgresPeers peers, Optional<PatroniMoves> patroni) {
    this.context = context;
    this.peers = peers;
    this.patroni = patroni;
  }

  /** The one topology there can be; PostgreSQL has no name for it. */
  private String group() {
    return context.runner().engine();
  }

  @Override
  public List<String> haGroups() {
    return patroni.isPresent() || peers.any() || NodeView.read(context.sql()).isReplicated()
        ? List.of(group())
        : List.of();
  }

  /** What is there now. */
  PostgresTopologyView view() {
    context.runner().requireOpen();
    return PostgresTopologyView.read(context, peers);
  }

  private boolean isReplicated(PostgresTopologyView view) {
    return peers.any() || view.isReplicated();
  }

  private PostgresTopologyView view(String group) {
    PostgresTopologyView view = view();
    if (!group.equals(group()) || !isReplicated(view)) {
      throw unknown(group);
    }
    return view;
  }

  private static DatabaseException unknown(String group) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no topology \"" + group + "\"")
        .target(group)
        .remedy("See haGroups().")
        .toException();
  }

  @Override
  public HaStatus haStatus() {
    if (patroni.isEmpty()) {
      return status(view());
    }
    context.runner().requireOpen();
    try {
      return new PatroniStatus(context, patroni.get().look()).status();
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return withoutPatroni(status(view()), e);
    }
  }

  /** What the servers say, and that Patroni says nothing. */
  private HaStatus withoutPatroni(HaStatus servers, DatabaseException why) {
    List<String> problems = new ArrayList<>(servers.problems());
    problems.add(
        "Patroni, which runs the cluster, does not answer: "
            + why.getMessage()
            + ". "
            + why.remedy().orElse("See that it runs."));
    return new HaStatus(
        servers.name(),
        PatroniStatus.KIND,
        servers.state() == HaState.NOT_CONFIGURED ? HaState.UNKNOWN : servers.state(),
        servers.state() == HaState.NOT_CONFIGURED
            ? new PostgresNodes(view()).all()
            : servers.nodes(),
        false,
        problems,
        servers.readAt());
  }

  @Override
  public HaStatus haStatus(String group) {
    if (patroni.isEmpty()) {
      return status(view(group));
    }
    if (!group.equals(group())) {
      throw unknown(group);
    }
    return haStatus();
  }

  HaStatus status(PostgresTopologyView view) {
    if (!isReplicated(view)) {
      return HaStatus.notConfigured(group(), context.clock().instant());
    }
    List<HaNode> nodes = new PostgresNodes(view).all();
    List<String> problems = problems(view, nodes);
    return new HaStatus(
        group(),
        KIND,
        state(view, nodes),
        nodes,
        problems.isEmpty(),
        problems,
        context.clock().instant());
  }

  private static HaState state(PostgresTopologyView view, List<HaNode> nodes) {
    if (view.primary().isEmpty()) {
      return HaState.UNKNOWN;
    }
    List<HaNode> standbys = nodes.stream().filter(node -> node.role() == HaRole.STANDBY).toList();
    if (standbys.stream().noneMatch(HaNode::healthy)) {
      return standbys.stream().anyMatch(node -> node.state() == HaState.UNKNOWN)
          ? HaState.UNKNOWN
          : HaState.NOT_SYNCHRONIZED;
    }
    return standbys.stream().anyMatch(node -> node.state() == HaState.SYNCED)
        ? HaState.SYNCED
        : HaState.SYNCHRONIZING;
  }

  private static List<String> problems(PostgresTopologyView view, List<HaNode> nodes) {
    List<String> problems = new ArrayList<>();
    NodeView asked = view.witness();
    if (view.primary().isEmpty()) {
      problems.add(
          "none of the nodes that were asked is the primary"
              + asked.sender().map(at -> " (this one follows " + at + ")").orElse("")
              + ": open the engine on it, or add a peer for it.");
    }
    if (view.rivals().size() > 1) {
      problems.add(
          "several nodes say they are primary: "
              + String.join(", ", view.rivals())
              + "; keep clients away from all but one, and rejoin the others.");
    }
    if (!asked.mayTell()) {
      problems.add("this role sees no states: " + PostgresNodes.grant(asked) + ".");
    }
    if (view.primary().isPresent()) {
      unmet(asked).ifPresent(problems::add);
      if (nodes.stream().noneMatch(node -> node.role() == HaRole.STANDBY)) {
        problems.add("no standby follows the primary: add one, or rejoin one that did.");
      }
    }
    for (HaNode node : nodes) {
      if (!node.healthy() && node.role() != HaRole.WITNESS) {
        problems.add(
            node.name()
                + " is "
                + node.state()
                + ": "
                + String.join("; ", node.notCandidateBecause())
                + remedy(node));
      }
    }
    return problems;
  }

  private static String remedy(HaNode node) {
    String retained = node.attributes().get("slotRetainedBytes");
    return switch (node.state()) {
      case DISCONNECTED ->
          retained == null
              ? "; start it, or take its connection out of the peers."
              : "; start it, or remove it: its slot keeps " + retained + " bytes of the log.";
      case SUSPENDED -> "; SELECT pg_wal_replay_resume() on it lets it go on.";
      default -> "; look at its log.";
    };
  }

  /** Whether commits wait for more standbys than there are. */
  private static Optional<String> unmet(NodeView primary) {
    Optional<PostgresSyncNames> names = PostgresSyncNames.parse(primary.syncNames());
    long there = primary.standbys().stream().filter(StandbyView::isSynchronous).count();
    int wanted = names.map(PostgresSyncNames::count).orElse(1);
    boolean waits = !primary.syncNames().isBlank() && mode(primary) != SyncMode.ASYNCHRONOUS;
    return waits && primary.mayTell() && there < wanted
        ? Optional.of(
            "commits wait for "
                + wanted
                + " of synchronous_standby_names ("
                + primary.syncNames()
                + "), and "
                + there
                + " of those are connected: connect one, or change the setting.")
        : Optional.empty();
  }

  @Override
  public Optional<HaConfiguration> haConfiguration() {
    if (patroni.isPresent()) {
      return Optional.of(new PatroniStatus(context, patroni.get().look()).configuration());
    }
    PostgresTopologyView view = view();
    return isReplicated(view) ? Optional.of(configuration(view)) : Optional.empty();
  }

  @Override
  public Optional<HaConfiguration> haConfiguration(String group) {
    if (patroni.isPresent()) {
      if (!group.equals(group())) {
        throw unknown(group);
      }
      return haConfiguration();
    }
    return Optional.of(configuration(view(group)));
  }

  HaConfiguration configuration(PostgresTopologyView view) {
    NodeView asked = view.witness();
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("systemIdentifier", asked.systemIdentifier());
    attributes.put("synchronousStandbyNames", asked.syncNames());
    attributes.put("synchronousCommit", asked.syncCommit());
    asked.timeline().ifPresent(line -> attributes.put("timeline", Integer.toString(line)));
    view.self()
        .filter(NodeView::recovering)
        .flatMap(NodeView::sender)
        .ifPresent(sender -> attributes.put("sender", sender));
    return new HaConfiguration(
        group(),
        KIND,
        new PostgresNodes(view).all(),
        mode(asked),
        false,
        Optional.of(
            PostgresReadings.initializedAt(Long.parseUnsignedLong(asked.systemIdentifier()))),
        attributes);
  }

  /** When commits are acknowledged: nobody is waited for without a name, or with local commits. */
  static SyncMode mode(NodeView node) {
    if (node.syncNames().isEmpty()) {
      return SyncMode.ASYNCHRONOUS;
    }
    return switch (node.syncCommit()) {
      case "off", "local" -> SyncMode.ASYNCHRONOUS;
      case "remote_write" -> SyncMode.SEMI_SYNCHRONOUS;
      default -> SyncMode.SYNCHRONOUS;
    };
  }

  @Override
  public ReplicationStatus replicationStatus() {
    if (patroni.isEmpty()) {
      return brief(NodeView.read(context.sql()));
    }
    Optional<PatroniSeen> seen = patroni.get().seen();
    NodeView self =
        seen.flatMap(PatroniSeen::servers)
            .flatMap(PostgresTopologyView::self)
            .orElseGet(() -> NodeView.read(context.sql()));
    return PatroniStatus.brief(
        brief(self),
        self.recovering(),
        seen.flatMap(now -> now.self().flatMap(now.patroni().cluster()::member)));
  }

  private ReplicationStatus brief(NodeView self) {
    if (!peers.any() && !self.isReplicated()) {
      return ReplicationStatus.disabled();
    }
    if (self.recovering()) {
      boolean streaming = self.isStreaming();
      return new ReplicationStatus(
          true,
          Optional.empty(),
          HaRole.STANDBY,
          self.standbyLag(),
          self.paused()
              ? HaState.SUSPENDED
              : streaming
                  ? HaState.SYNCHRONIZING
                  : self.mayTell() ? HaState.NOT_SYNCHRONIZED : HaState.UNKNOWN,
          self.sender().map(List::of).orElse(List.of()));
    }
    List<StandbyView> standbys = self.standbys();
    boolean synced =
        mode(self) != SyncMode.ASYNCHRONOUS
            && standbys.stream().anyMatch(StandbyView::isSynchronous);
    boolean streaming = standbys.stream().anyMatch(StandbyView::isStreaming);
    return new ReplicationStatus(
        true,
        Optional.of(mode(self)),
        HaRole.PRIMARY,
        slowest(standbys),
        synced
            ? HaState.SYNCED
            : streaming
                ? HaState.SYNCHRONIZING
                : self.mayTell() ? HaState.NOT_SYNCHRONIZED : HaState.UNKNOWN,
        standbys.stream().map(StandbyView::name).toList());
  }

  /** The lag of the slowest; not known as soon as one of them is not. */
  private static Optional<Duration> slowest(List<StandbyView> standbys) {
    List<Optional<Duration>> lags =
        standbys.stream().filter(standby -> !standby.isArchive()).map(StandbyView::lag).toList();
    return lags.isEmpty() || lags.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : lags.stream().map(Optional::orElseThrow).max(Comparator.naturalOrder());
  }
}
