package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is measured before the primary is changed in order: it, its target, and the others. */
final class PostgresSwitchoverChecks {
  private final PostgresSwitchovers switchovers;
  private final PostgresContext context;
  private final PostgresCheckList checks;
  private final PostgresTargetChecks targets;

  PostgresSwitchoverChecks(PostgresSwitchovers switchovers, Optional<String> group) {
    this.switchovers = switchovers;
    this.context = switchovers.context();
    checks = new PostgresCheckList(context);
    targets = new PostgresTargetChecks(switchovers, group, checks);
  }

  List<Check> switchover(SwitchoverOptions options, Optional<String> target) {
    Optional<PostgresTopologyView> seen = targets.topology();
    if (seen.isEmpty()) {
      return checks.all();
    }
    PostgresTopologyView view = seen.get();
    String leader = options.leader();
    checks.demand(
        view.primaryName().equals(Optional.of(leader)),
        "the primary is the one that was named",
        leader,
        view.primaryName().orElse("none of those that were asked is the primary"),
        leader,
        "Look at haStatus() again before changing the primary.");
    checks.demand(
        view.rivals().size() <= 1,
        "there is one primary",
        context.runner().engine(),
        view.rivals().isEmpty() ? "none" : String.join(", ", view.rivals()),
        "one",
        ErrorCode.WRONG_STATE,
        "Stop all but the right one, and rejoin them.");
    PostgresCandidates candidates = new PostgresCandidates(switchovers, view);
    if (target.isEmpty()) {
      checks.demand(
          false,
          "a node could take over",
          context.runner().engine(),
          candidates.reasons(options.maxLag()),
          "one against which nothing speaks",
          "Remove the reasons of one of them.");
      return checks.all();
    }
    if (view.primaryName().equals(Optional.of(leader))) {
      targets.inStep(view, candidates, target.get(), options.maxLag());
      leader(view, options, target.get());
      others(view, target.get());
    }
    return checks.all();
  }

  /** The old primary can be stopped in order, read, and made to follow. */
  private void leader(PostgresTopologyView view, SwitchoverOptions options, String target) {
    String leader = options.leader();
    PostgresContext old = switchovers.of(view, leader).orElseThrow();
    targets.oneServer(old, leader);
    switchovers.of(view, target).ifPresent(next -> targets.oneServer(next, target));
    checks.add(PatroniGuard.check(old, leader));
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
    checks.demand(
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
            () -> host.postmaster().isOf(server),
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
                                  + " 'logical' AND NOT"
                                  + " coalesce((to_jsonb(k)->>'failover')::boolean, false) AND NOT"
                                  + " temporary ORDER BY 1",
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
    checks.advise(
        left.isEmpty(),
        "the other standbys can be told to follow the target",
        context.runner().engine(),
        all.isEmpty() ? "there are no others" : left.isEmpty() ? "all" : "not " + left,
        "all",
        "Give connections to them as peers, or rejoin them afterwards.");
  }
}
