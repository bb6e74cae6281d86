package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is measured before Patroni is told to change the primary: each of its own rules by itself
 * and per member, and whether the servers say the same as it does.
 */
final class PatroniMoveChecks {
  private final PatroniMoves moves;
  private final PostgresContext context;
  private final Optional<String> group;
  private final PostgresCheckList checks;

  PatroniMoveChecks(PatroniMoves moves, Optional<String> group) {
    this.moves = moves;
    this.context = moves.context();
    this.group = group;
    checks = new PostgresCheckList(context);
  }

  /** What Patroni and the servers say, or a refused check that says why Patroni does not. */
  Optional<PatroniSeen> cluster() {
    String engine = context.runner().engine();
    checks.group(group);
    PatroniSeen seen;
    try {
      seen = moves.look();
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      checks.demand(
          false,
          "Patroni answers",
          engine,
          String.valueOf(e.getMessage()),
          "an answer from " + moves.manager().where(),
          e.code(),
          e.remedy().orElse("See that Patroni runs."));
      return Optional.empty();
    }
    checks.demand(
        true, "Patroni answers", engine, seen.patroni().answered().toString(), "an answer", "");
    List<String> strangers = seen.servers().map(seen::strangers).orElse(List.of());
    checks.demand(
        strangers.isEmpty(),
        "Patroni runs this very cluster",
        engine,
        strangers.isEmpty() ? "it does" : String.join("; ", strangers),
        "it does",
        ErrorCode.INVALID_CONNECTION,
        "Correct " + PostgresPatroni.ADDRESSES.id() + ".");
    return Optional.of(seen);
  }

  PostgresCheckList list() {
    return checks;
  }

  /** The password is sent to nobody who listens in between. */
  void mayLogIn(URI address) {
    if (moves.manager().exposes(address)) {
      checks.advise(
          false,
          "the password for Patroni is protected on its way",
          address.toString(),
          "plain http to another machine, as " + PostgresPatroni.INSECURE.id() + " allows",
          "https",
          "Use https: everybody in between can read it.");
      return;
    }
    boolean may = moves.manager().mayLogIn(address);
    checks.demand(
        may,
        "the password for Patroni is protected on its way",
        address.toString(),
        may ? "protected, or none is needed" : "plain http to another machine",
        "https",
        ErrorCode.TLS_REFUSED,
        "Use https, or allow it by " + PostgresPatroni.INSECURE.id() + "=true, set in code.");
  }

  List<Check> switchover(SwitchoverOptions options, Optional<String> target) {
    Optional<PatroniSeen> found = cluster();
    if (found.isEmpty()) {
      return checks.all();
    }
    PatroniSeen seen = found.get();
    PatroniCluster cluster = seen.patroni().cluster();
    mayLogIn(seen.patroni().answered());
    Optional<PatroniMember> leader = seen.leader();
    checks.demand(
        leader.filter(member -> member.name().equals(options.leader())).isPresent(),
        "the primary is the one that was named",
        options.leader(),
        leader
            .map(member -> "Patroni says that " + member.name() + " leads")
            .orElse("Patroni knows no leader"),
        options.leader(),
        "Look at haStatus() again before changing the primary.");
    List<String> contradictions = seen.contradictions();
    checks.demand(
        contradictions.isEmpty(),
        "Patroni and the servers agree",
        context.runner().engine(),
        contradictions.isEmpty() ? "they do" : String.join("; ", contradictions),
        "they do",
        ErrorCode.WRONG_STATE,
        "Look again; if it stays so, at Patroni's log.");
    checks.demand(
        leader.filter(PatroniMember::isStandbyLeader).isEmpty(),
        "the cluster takes writes",
        context.runner().engine(),
        leader.filter(PatroniMember::isStandbyLeader).isPresent() ? "a standby cluster" : "it does",
        "it does",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Do it by patronictl: its leader takes no writes by which a change could be seen.");
    checks.demand(
        cluster.scheduled().isEmpty(),
        "no other switchover is scheduled",
        context.runner().engine(),
        cluster.scheduled().orElse("none"),
        "none",
        ErrorCode.WRONG_STATE,
        "Wait for it, or take it back by patronictl flush … switchover.");
    paused(cluster);
    if (target.isEmpty()) {
      checks.demand(
          false,
          "a member could take over",
          context.runner().engine(),
          moves.reasons(seen, options.maxLag()),
          "one against which nothing speaks",
          "Remove the reasons of one of them.");
      return checks.all();
    }
    member(seen, target.get()).ifPresent(member -> switchoverTo(seen, member, options.maxLag()));
    return checks.all();
  }

  private void paused(PatroniCluster cluster) {
    checks.advise(
        !cluster.paused(),
        "Patroni manages the cluster",
        context.runner().engine(),
        cluster.paused() ? "it is in maintenance mode" : "it does",
        "it does",
        "It does what it is told, and nothing by itself afterwards: patronictl resume.");
  }

  /** The target is a member that can be asked once it leads. */
  private Optional<PatroniMember> member(PatroniSeen seen, String name) {
    Optional<PatroniMember> member = seen.patroni().cluster().member(name);
    checks.demand(
        member.isPresent(),
        "the target is a member of the cluster",
        name,
        member.isPresent() ? "known" : "Patroni does not know it",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the members there are.");
    if (member.isEmpty()) {
      return member;
    }
    checks.demand(
        !member.get().leads(),
        "the target is not the leader",
        name,
        member.get().role(),
        "another",
        "It leads already.");
    boolean given = moves.server(seen, name).isPresent();
    checks.demand(
        given,
        "a connection to the target is configured",
        name,
        given ? "configured" : "none, so nobody could be asked whether it took over",
        "a peer of this name, or several hosts of which the primary is followed",
        ErrorCode.INVALID_CONNECTION,
        PostgresPeers.remedy(name));
    seen.ownView(name)
        .ifPresent(
            own ->
                checks.demand(
                    own.recovering(),
                    "the target's server is a standby",
                    name,
                    own.recovering() ? "a standby" : "a primary",
                    "a standby",
                    ErrorCode.WRONG_STATE,
                    "See that the connection given for it leads to it."));
    Optional<String> forbidden = PatroniReasons.forbidden(seen, member.get());
    checks.demand(
        forbidden.isEmpty(),
        "the target may lead",
        name,
        forbidden.orElse("nothing forbids it"),
        "nothing forbids it",
        "Change its tags or its watchdog, or choose another.");
    return member;
  }

  private void switchoverTo(PatroniSeen seen, PatroniMember member, Duration maxLag) {
    String name = member.name();
    checks.demand(
        member.runs(),
        "the target's server runs",
        name,
        "Patroni says \"" + member.state() + "\"",
        "running or streaming",
        "Wait until it does, or choose another.");
    behind(seen, member, maxLag);
    OptionalInt leading = seen.leader().map(PatroniMember::timeline).orElse(OptionalInt.empty());
    checks.demand(
        leading.isEmpty()
            || member.timeline().isEmpty()
            || leading.getAsInt() == member.timeline().getAsInt(),
        "the target is on the primary's timeline",
        name,
        line(member.timeline()),
        line(leading),
        "Look whether it follows another primary.");
    boolean paused =
        seen.ownView(name).filter(NodeView::paused).isPresent()
            || seen.patroni().node(name).filter(PatroniNode::replayPaused).isPresent();
    checks.demand(
        !paused,
        "the target replays",
        name,
        paused ? "paused" : "replaying",
        "replaying",
        "SELECT pg_wal_replay_resume() on it.");
    seen.patroni()
        .rules()
        .filter(PatroniRules::demandsSynchronous)
        .ifPresent(
            rules ->
                checks.demand(
                    member.isSynchronous(),
                    "the target is one that commits wait for",
                    name,
                    member.role(),
                    "sync_standby, as synchronous_mode demands",
                    "Choose a synchronous standby."));
  }

  private static String line(OptionalInt timeline) {
    return "timeline " + (timeline.isPresent() ? Integer.toString(timeline.getAsInt()) : "unknown");
  }

  private void behind(PatroniSeen seen, PatroniMember member, Duration maxLag) {
    String name = member.name();
    String bytes =
        member.lag().isPresent() ? member.lag().getAsLong() + " bytes" : "unknown to Patroni";
    long most = seen.patroni().rules().map(PatroniRules::maximumLag).orElse(Long.MAX_VALUE);
    checks.demand(
        member.lag().isPresent() && member.lag().getAsLong() <= most,
        "the target is no further behind than Patroni allows",
        name,
        bytes,
        most == Long.MAX_VALUE
            ? "a known lag; maximum_lag_on_failover was not told"
            : "at most " + most + " bytes (maximum_lag_on_failover)",
        "Wait until it has caught up, or choose another.");
    Optional<Duration> lag =
        new PatroniNodes(seen)
            .all().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .flatMap(HaNode::lag);
    checks.demand(
        lag.map(behind -> behind.compareTo(maxLag) <= 0).orElse(member.lag().isPresent()),
        "the target is not far behind",
        name,
        lag.map(Duration::toString).orElse("not known in time, " + bytes),
        "at most " + maxLag,
        "Wait until it has caught up, or allow more lag.");
  }

  List<Check> failover(FailoverOptions options, Optional<String> target) {
    Optional<PatroniSeen> found = cluster();
    if (found.isEmpty()) {
      return checks.all();
    }
    PatroniSeen seen = found.get();
    mayLogIn(seen.patroni().answered());
    paused(seen.patroni().cluster());
    List<String> contradictions = seen.contradictions();
    checks.advise(
        contradictions.isEmpty(),
        "Patroni and the servers agree",
        context.runner().engine(),
        contradictions.isEmpty() ? "they do" : String.join("; ", contradictions),
        "they do",
        "Patroni acts on what it knows itself.");
    Optional<PatroniMember> leader = seen.leader().filter(PatroniMember::runs);
    checks.advise(
        leader.isEmpty(),
        "nobody leads",
        context.runner().engine(),
        leader.map(member -> member.name() + " leads, and runs").orElse("nobody that runs"),
        "nobody that runs",
        "Use switchover while the leader works: it loses nothing.");
    if (target.isEmpty()) {
      checks.demand(
          false,
          "a member could be made to lead",
          context.runner().engine(),
          moves.reasons(seen, Duration.ofDays(36_500)),
          "one that runs, and that nothing forbids it",
          "Name the member, and give a connection to it as a peer.");
      return checks.all();
    }
    Optional<PatroniMember> member = member(seen, target.get());
    if (member.isPresent()) {
      checks.advise(
          member.get().runs(),
          "the target's server runs",
          target.get(),
          "Patroni says \"" + member.get().state() + "\"",
          "running or streaming",
          "Patroni may refuse it.");
      lost(seen, target.get(), options);
    }
    return checks.all();
  }

  private void lost(PatroniSeen seen, String name, FailoverOptions options) {
    Optional<Duration> loss = loss(seen, name);
    String measured = loss.map(most -> "at most about " + most).orElse("not known");
    if (options.maxDataLoss().isPresent()) {
      Duration most = options.maxDataLoss().get();
      checks.demand(
          loss.filter(lost -> lost.compareTo(most) <= 0).isPresent(),
          "no more than accepted would be lost",
          name,
          measured,
          "at most " + most,
          "Accept more loss, or choose a member that has more.");
    } else {
      checks.advise(
          loss.filter(Duration::isZero).isPresent(),
          "nothing is lost",
          name,
          measured,
          "nothing",
          "What was committed later and did not arrive is lost.");
    }
  }

  /** What is lost by making a member lead, as its server and the primary tell. */
  static Optional<Duration> loss(PatroniSeen seen, String member) {
    return seen.servers()
        .flatMap(
            view -> seen.serverOf(member).flatMap(name -> PostgresCandidates.loss(view, name)));
  }
}
