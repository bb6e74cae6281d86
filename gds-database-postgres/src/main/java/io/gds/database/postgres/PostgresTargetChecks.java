package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.HaNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is measured of the node that is to become primary: each rule by itself, with its limit. */
final class PostgresTargetChecks {
  private final PostgresSwitchovers switchovers;
  private final PostgresContext context;
  private final Optional<String> group;
  private final PostgresCheckList checks;

  PostgresTargetChecks(
      PostgresSwitchovers switchovers, Optional<String> group, PostgresCheckList checks) {
    this.switchovers = switchovers;
    this.context = switchovers.context();
    this.group = group;
    this.checks = checks;
  }

  /** The topology, or a refused check that says why there is none. */
  Optional<PostgresTopologyView> topology() {
    String engine = context.runner().engine();
    checks.group(group);
    try {
      PostgresTopologyView view = switchovers.availability().view();
      checks.demand(
          view.isReplicated(),
          "the server is replicated",
          engine,
          view.isReplicated() ? "replicated" : "alone",
          "replicated",
          "Add a standby first.");
      return view.isReplicated() ? Optional.of(view) : Optional.empty();
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      checks.demand(
          false,
          "a node answers",
          engine,
          String.valueOf(e.getMessage()),
          "an answer",
          e.code(),
          e.remedy().orElse("Give connections to the other nodes as peers."));
      return Optional.empty();
    }
  }

  /** The target is there, in step, and can be reached. */
  void inStep(
      PostgresTopologyView view, PostgresCandidates candidates, String name, Duration maxLag) {
    Optional<HaNode> found = candidates.node(name);
    checks.demand(
        found.isPresent(),
        "the target is a node of the topology",
        name,
        found.isPresent() ? "known" : "not known",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the nodes there are.");
    boolean reached = connection(view, name);
    told(view, name);
    if (found.isEmpty()) {
      return;
    }
    HaNode node = found.get();
    String connection = node.attributes().getOrDefault("connection", "not connected");
    checks.demand(
        connection.equals("streaming") && node.role().mayTakeOver(),
        "the target is streaming",
        name,
        node.role() + ", " + connection,
        "STANDBY, streaming",
        "Wait until it has caught up, or choose another.");
    checks.demand(
        node.lag().filter(lag -> lag.compareTo(maxLag) <= 0).isPresent(),
        "the target is not far behind",
        name,
        node.lag().map(Duration::toString).orElse("not known"),
        "at most " + maxLag,
        "Wait until it has caught up, or allow more lag.");
    if (!reached) {
      return;
    }
    NodeView own = view.ownView(name).orElseThrow();
    NodeView leading = view.primary().orElseThrow();
    checks.demand(
        own.recovering() && own.systemIdentifier().equals(leading.systemIdentifier()),
        "the target is a standby of this cluster",
        name,
        own.systemIdentifier() + (own.recovering() ? ", a standby" : ", a primary"),
        leading.systemIdentifier() + ", a standby",
        "See that the connection given for it leads to it.");
    checks.demand(
        own.timeline().isPresent() && own.timeline().equals(leading.timeline()),
        "the target is on the primary's timeline",
        name,
        line(own),
        line(leading),
        "Look whether it follows another primary.");
    checks.demand(
        !own.paused(),
        "the target replays",
        name,
        own.paused() ? "paused" : "replaying",
        "replaying",
        "SELECT pg_wal_replay_resume() on it.");
    checks.demand(
        own.applyDelay().isZero(),
        "the target holds nothing back",
        name,
        own.applyDelay().toString(),
        Duration.ZERO.toString(),
        "Set recovery_min_apply_delay to 0 on it, or choose another.");
    synchrony(view, own, name);
    promotable(view, name);
  }

  /** What is read of one standby must not be taken for another's. */
  void told(PostgresTopologyView view, String name) {
    boolean told = !view.ambiguous().contains(name);
    checks.demand(
        told,
        "the target is told from the other standbys",
        name,
        told ? "by its name, slot or address" : PostgresStandbyNames.ambiguous(name),
        "one of its name",
        "Set application_name in its primary_conninfo, or primary_slot_name, and reload it.");
  }

  /**
   * Else another one answers for it once it is stopped, or is promoted in its place, or it is
   * followed at another's address.
   */
  void oneServer(PostgresContext node, String name) {
    int hosts = node.info().hosts().size();
    checks.demand(
        hosts <= 1,
        "the connection leads to one server",
        name,
        hosts + (hosts == 1 ? " host" : " hosts"),
        "one",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Give connections to the one server each that is meant.");
  }

  private static String line(NodeView node) {
    return "timeline "
        + (node.timeline().isPresent() ? Integer.toString(node.timeline().getAsInt()) : "unknown");
  }

  boolean connection(PostgresTopologyView view, String name) {
    boolean given = switchovers.of(view, name).isPresent();
    checks.demand(
        given,
        "a connection to the target is configured",
        name,
        given ? "configured" : "none",
        "a peer of this name",
        ErrorCode.INVALID_CONNECTION,
        PostgresPeers.remedy(name));
    if (!given) {
      return false;
    }
    boolean answers = view.ownView(name).isPresent();
    checks.demand(
        answers,
        "the target answers",
        name,
        answers ? "answers" : view.silence(name).orElse("no answer"),
        "answers",
        ErrorCode.CONNECTION_FAILED,
        "Start it, or correct the connection given for it.");
    return answers;
  }

  /** A server's configuration is its own: what the target waits for counts once it is primary. */
  private void synchrony(PostgresTopologyView view, NodeView own, String name) {
    Optional<PostgresSyncNames> names = PostgresSyncNames.parse(own.syncNames());
    List<String> followers = new ArrayList<>();
    view.primaryName().ifPresent(followers::add);
    view.primary().orElse(own).standbys().stream()
        .filter(standby -> standby.connected() && !standby.isArchive())
        .map(StandbyView::name)
        .filter(other -> !other.equals(name))
        .forEach(followers::add);
    long there = followers.stream().filter(f -> names.filter(n -> n.has(f)).isPresent()).count();
    int wanted = own.syncNames().isBlank() ? 0 : names.map(PostgresSyncNames::count).orElse(1);
    checks.demand(
        there >= wanted,
        "the target waits for nobody who will not follow it",
        name,
        own.syncNames().isBlank() ? "waits for nobody" : own.syncNames(),
        wanted == 0 ? "nobody" : wanted + " of " + String.join(", ", followers),
        "ALTER SYSTEM SET synchronous_standby_names = '' on it, and reload it: else every commit"
            + " would wait for ever.");
  }

  void promotable(PostgresTopologyView view, String name) {
    PostgresContext target = switchovers.of(view, name).orElseThrow();
    checks.add(
        new PostgresChecks(target)
            .allowed(
                "the role may promote the target",
                name,
                "SELECT has_function_privilege('pg_promote(boolean, integer)', 'EXECUTE')",
                "GRANT EXECUTE ON FUNCTION pg_promote"));
    checks.add(
        new PostgresChecks(target)
            .allowed(
                "the role may make slots on the target",
                name,
                "SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = current_user",
                "ALTER ROLE … REPLICATION"));
  }
}
