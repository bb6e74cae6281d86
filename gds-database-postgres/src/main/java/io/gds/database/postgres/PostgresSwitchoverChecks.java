package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is measured before the primary is changed: each rule by itself, with its limit. */
final class PostgresSwitchoverChecks {
  private final PostgresSwitchovers switchovers;
  private final PostgresContext context;
  private final Optional<String> group;
  private final List<Check> checks = new ArrayList<>();

  PostgresSwitchoverChecks(PostgresSwitchovers switchovers, Optional<String> group) {
    this.switchovers = switchovers;
    this.context = switchovers.context();
    this.group = group;
  }

  private void demand(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    checks.add(Checks.demand(context.clock(), holds, rule, subject, measured, limit, code, remedy));
  }

  private void demand(
      boolean holds, String rule, String subject, String measured, String limit, String remedy) {
    demand(holds, rule, subject, measured, limit, ErrorCode.PRECONDITION_FAILED, remedy);
  }

  private void advise(
      boolean holds, String rule, String subject, String measured, String limit, String remedy) {
    checks.add(Checks.advise(context.clock(), holds, rule, subject, measured, limit, remedy));
  }

  /** The topology, or a refused check that says why there is none. */
  private Optional<PostgresTopologyView> topology() {
    String engine = context.runner().engine();
    demand(
        group.map(engine::equals).orElse(true),
        "the topology exists",
        group.orElse(engine),
        group.map(engine::equals).orElse(true) ? "there" : "not there",
        "there",
        ErrorCode.NOT_FOUND,
        "See haGroups().");
    try {
      PostgresTopologyView view = switchovers.availability().view();
      demand(
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
      demand(
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

  List<Check> switchover(SwitchoverOptions options, Optional<String> target) {
    checks.clear();
    Optional<PostgresTopologyView> seen = topology();
    if (seen.isEmpty()) {
      return List.copyOf(checks);
    }
    PostgresTopologyView view = seen.get();
    String leader = options.leader();
    demand(
        view.primaryName().equals(Optional.of(leader)),
        "the primary is the one that was named",
        leader,
        view.primaryName().orElse("none of those that were asked is the primary"),
        leader,
        "Look at haStatus() again before changing the primary.");
    demand(
        view.rivals().size() <= 1,
        "there is one primary",
        context.runner().engine(),
        view.rivals().isEmpty() ? "none" : String.join(", ", view.rivals()),
        "one",
        ErrorCode.WRONG_STATE,
        "Stop all but the right one, and rejoin them.");
    PostgresCandidates candidates = new PostgresCandidates(switchovers, view);
    if (target.isEmpty()) {
      demand(
          false,
          "a node could take over",
          context.runner().engine(),
          candidates.reasons(options.maxLag()),
          "one against which nothing speaks",
          "Remove the reasons of one of them.");
      return List.copyOf(checks);
    }
    if (view.primaryName().equals(Optional.of(leader))) {
      target(view, candidates, target.get(), options.maxLag());
      leader(view, options, target.get());
      others(view, target.get());
    }
    return List.copyOf(checks);
  }

  /** The target is there, in step, and can be reached. */
  private void target(
      PostgresTopologyView view, PostgresCandidates candidates, String name, Duration maxLag) {
    Optional<HaNode> found = candidates.node(name);
    demand(
        found.isPresent(),
        "the target is a node of the topology",
        name,
        found.isPresent() ? "known" : "not known",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the nodes there are.");
    boolean reached = connection(view, name);
    if (found.isEmpty()) {
      return;
    }
    HaNode node = found.get();
    String connection = node.attributes().getOrDefault("connection", "not connected");
    demand(
        connection.equals("streaming") && node.role().mayTakeOver(),
        "the target is streaming",
        name,
        node.role() + ", " + connection,
        "STANDBY, streaming",
        "Wait until it has caught up, or choose another.");
    demand(
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
    demand(
        own.recovering() && own.systemIdentifier().equals(leading.systemIdentifier()),
        "the target is a standby of this cluster",
        name,
        own.systemIdentifier() + (own.recovering() ? ", a standby" : ", a primary"),
        leading.systemIdentifier() + ", a standby",
        "See that the connection given for it leads to it.");
    demand(
        own.timeline().isPresent() && own.timeline().equals(leading.timeline()),
        "the target is on the primary's timeline",
        name,
        line(own),
        line(leading),
        "Look whether it follows another primary.");
    demand(
        !own.paused(),
        "the target replays",
        name,
        own.paused() ? "paused" : "replaying",
        "replaying",
        "SELECT pg_wal_replay_resume() on it.");
    demand(
        own.applyDelay().isZero(),
        "the target holds nothing back",
        name,
        own.applyDelay().toString(),
        Duration.ZERO.toString(),
        "Set recovery_min_apply_delay to 0 on it, or choose another.");
    synchrony(view, own, name);
    promotable(view, name);
  }

  private static String line(NodeView node) {
    return "timeline "
        + (node.timeline().isPresent() ? Integer.toString(node.timeline().getAsInt()) : "unknown");
  }

  private boolean connection(PostgresTopologyView view, String name) {
    boolean given = switchovers.of(view, name).isPresent();
    demand(
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
    demand(
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
    demand(
        there >= wanted,
        "the target waits for nobody who will not follow it",
        name,
        own.syncNames().isBlank() ? "waits for nobody" : own.syncNames(),
        wanted == 0 ? "nobody" : wanted + " of " + String.join(", ", followers),
        "ALTER SYSTEM SET synchronous_standby_names = '' on it, and reload it: else every commit"
            + " would wait for ever.");
  }

  private void promotable(PostgresTopologyView view, String name) {
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

  /** The old primary can be stopped in order, read, and made to follow. */
  private void leader(PostgresTopologyView view, SwitchoverOptions options, String target) {
    String leader = options.leader();
    PostgresContext old = switchovers.of(view, leader).orElseThrow();
    PostgresHost host = new PostgresHost(old, leader, options.platformOptions());
    checks.add(
        new PostgresChecks(old)
            .allowed(
                "the role may checkpoint the primary",
                leader,
                "SELECT rolsuper"
                    + (old.version().atLeast(15)
                        ? " OR pg_has_role(current_user, 'pg_checkpoint', 'USAGE')"
                        : "")
                    + " FROM pg_roles WHERE rolname = current_user",
                "GRANT pg_checkpoint"));
    boolean local = host.data().isPresent();
    demand(
        local,
        "the primary can be stopped and its last checkpoint read from here",
        leader,
        local ? "by its data directory" : "its data directory is not on this machine",
        "its data directory on this machine",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Run this on the primary's machine and give "
            + PostgresServer.DATA_DIRECTORY.id()
            + ", and where a service manager watches it, the commands to stop and start it.");
    if (!local) {
      return;
    }
    checks.add(ofServer(host, old));
    switchovers
        .of(view, target)
        .ifPresent(
            next ->
                checks.add(new PostgresUpstream(next.info(), host).check(context.clock(), leader)));
    prepared(old, leader);
  }

  /** The directory is that of the server that answers, not of another one. */
  static Check ofServer(PostgresHost host, PostgresContext server) {
    return new PostgresChecks(server)
        .demand(
            "the data directory is the server's",
            host.node(),
            () -> host.isOf(server),
            host.dataDirectory().toString(),
            host.dataDirectory() + " is of another server, or of none that runs",
            ErrorCode.PRECONDITION_FAILED,
            "Give the directory that SHOW data_directory names on this very server.");
  }

  /** Prepared transactions come along, and wait there for whoever is to end them. */
  private void prepared(PostgresContext old, String leader) {
    checks.add(
        new PostgresChecks(old)
            .measured(
                "no prepared transactions are forgotten",
                leader,
                () -> {
                  long open =
                      old.sql()
                          .first(
                              "SELECT count(*) AS n FROM pg_prepared_xacts",
                              row -> row.longValue("n"))
                          .orElse(0L);
                  return Checks.advise(
                      context.clock(),
                      open == 0,
                      "no prepared transactions are forgotten",
                      leader,
                      open + " prepared",
                      "none",
                      "They hold their locks on the new primary too: see that their manager ends"
                          + " them there.");
                }));
    checks.add(
        new PostgresChecks(old)
            .measured(
                "no logical slot is left behind",
                leader,
                () -> {
                  List<String> slots =
                      old.sql()
                          .query(
                              "SELECT slot_name FROM pg_replication_slots k WHERE slot_type ="
                                  + " 'logical' AND NOT coalesce((to_jsonb(k)->>'failover')::boolean,"
                                  + " false) AND NOT temporary ORDER BY 1",
                              row -> row.text("slot_name"));
                  return Checks.advise(
                      context.clock(),
                      slots.isEmpty(),
                      "no logical slot is left behind",
                      leader,
                      slots.isEmpty() ? "none" : String.join(", ", slots),
                      "none",
                      "Logical slots do not come along: their readers have to begin anew.");
                }));
  }

  private void others(PostgresTopologyView view, String target) {
    List<String> left = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (StandbyView standby : view.primary().orElseThrow().standbys()) {
      if (standby.name().equals(target) || !standby.connected() || standby.isArchive()) {
        continue;
      }
      all.add(standby.name());
      Optional<PostgresContext> reached = switchovers.of(view, standby.name());
      boolean able =
          reached.isPresent()
              && switchovers.of(view, target).isPresent()
              && !new PostgresUpstream(
                      switchovers.of(view, target).get().info(),
                      new PostgresHost(reached.get(), standby.name(), OptionValues.none()))
                  .check(context.clock(), standby.name())
                  .refused();
      if (!able) {
        left.add(standby.name());
      }
    }
    advise(
        left.isEmpty(),
        "the other standbys can be told to follow the target",
        context.runner().engine(),
        all.isEmpty() ? "there are no others" : left.isEmpty() ? "all" : "not " + left,
        "all",
        "Give connections to them as peers, or rejoin them afterwards.");
  }

  List<Check> failover(FailoverOptions options, Optional<String> target) {
    checks.clear();
    Optional<PostgresTopologyView> seen = topology();
    if (seen.isEmpty()) {
      return List.copyOf(checks);
    }
    PostgresTopologyView view = seen.get();
    PostgresCandidates candidates = new PostgresCandidates(switchovers, view);
    if (target.isEmpty()) {
      demand(
          false,
          "a standby answers",
          context.runner().engine(),
          candidates.reasons(Duration.ofDays(36_500)),
          "one that answers",
          "Open the engine on a standby, or give connections to the standbys as peers.");
      return List.copyOf(checks);
    }
    String name = target.get();
    boolean known = candidates.node(name).isPresent();
    demand(
        known,
        "the target is a node of the topology",
        name,
        known ? "known" : "not known",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the nodes there are.");
    if (!connection(view, name)) {
      return List.copyOf(checks);
    }
    NodeView own = view.ownView(name).orElseThrow();
    demand(
        own.recovering(),
        "the target is a standby",
        name,
        own.recovering() ? "a standby" : "a primary",
        "a standby",
        ErrorCode.WRONG_STATE,
        "It needs no failover.");
    promotable(view, name);
    leftAlone(view, options);
    List<String> ahead = candidates.ahead(name);
    advise(
        ahead.isEmpty(),
        "no other standby has more",
        name,
        ahead.isEmpty() ? "it has most" : "less than " + String.join(", ", ahead),
        "it has most",
        "Choose the one that has most.");
    Optional<Duration> loss = candidates.loss(name);
    String measured = loss.map(most -> "at most about " + most).orElse("not known");
    if (options.maxDataLoss().isPresent()) {
      Duration most = options.maxDataLoss().get();
      demand(
          loss.filter(lost -> lost.compareTo(most) <= 0).isPresent(),
          "no more than accepted would be lost",
          name,
          measured,
          "at most " + most,
          "Accept more loss, or choose a node that has more.");
    } else {
      advise(
          loss.filter(Duration::isZero).isPresent(),
          "nothing is lost",
          name,
          measured + ", received to " + own.received().orElse("an unknown place"),
          "nothing",
          "What was committed later and did not arrive is lost.");
    }
    return List.copyOf(checks);
  }

  /** A primary that answers has to be stopped first, or there are two. */
  private void leftAlone(PostgresTopologyView view, FailoverOptions options) {
    if (view.primaryName().isEmpty()) {
      checks.add(
          new Check(
              "the old primary takes no more writes",
              PostgresSwitchovers.previous(view, "").orElse(context.runner().engine()),
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
    demand(
        host.canStop() || anyway,
        "the old primary takes no more writes",
        leader,
        host.canStop()
            ? "it answers, and is stopped first"
            : anyway ? "it answers, and is left alone as demanded" : "it answers",
        "down, or stopped first",
        "Use switchover while it works; or stop it, or say how by "
            + PostgresServer.STOP_COMMAND.id()
            + "; or accept two primaries by "
            + PostgresServer.LEAVE_PRIMARY.id()
            + ".");
    if (host.data().isPresent()) {
      checks.add(ofServer(host, Objects.requireNonNull(host.context())));
    }
  }
}
