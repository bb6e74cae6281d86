package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.jdbc.Sql;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Changes for whom commits wait. A name that nobody has makes every commit wait for ever, so
 * whoever is named must be streaming before, and must be waited for after; else what was set before
 * comes back.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/warm-standby.html#SYNCHRONOUS-REPLICATION">the
 *     vendor's page</a>
 */
final class PostgresSyncModes {
  private static final String NAMES = "synchronous_standby_names";
  private static final String COMMIT = "synchronous_commit";

  private final PostgresContext primary;
  private final String primaryName;
  private final String node;

  /**
   * Changes of a primary.
   *
   * @param primary its connections
   * @param primaryName what it is called
   * @param node how its steps name it: empty for the engine's own
   */
  PostgresSyncModes(PostgresContext primary, String primaryName, String node) {
    this.primary = primary;
    this.primaryName = primaryName;
    this.node = node;
  }

  /** What is to be set, decided by what is there. */
  record Wanted(PostgresSyncNames names, Optional<String> commit, List<String> waitedFor) {}

  /** What the options ask for; empty if the present value is written in an unknown way. */
  static Optional<Wanted> wanted(NodeView primary, SyncModeOptions options) {
    Optional<PostgresSyncNames> parsed = PostgresSyncNames.parse(primary.syncNames());
    if (parsed.isEmpty() && options.node().isPresent()) {
      return Optional.empty();
    }
    PostgresSyncNames now = parsed.orElse(PostgresSyncNames.NONE);
    List<StandbyView> chosen =
        primary.standbys().stream()
            .filter(standby -> options.node().map(standby.name()::equals).orElse(isServer(standby)))
            .filter(standby -> standby.application().isPresent())
            .toList();
    if (options.syncMode() == SyncMode.ASYNCHRONOUS) {
      PostgresSyncNames left =
          options.node().isEmpty() ? PostgresSyncNames.NONE : without(now, chosen);
      return Optional.of(new Wanted(left, Optional.empty(), List.of()));
    }
    PostgresSyncNames named =
        options.node().isPresent() ? now : new PostgresSyncNames(now.quorum(), 0, List.of());
    for (StandbyView standby : chosen) {
      named = named.with(standby.application().orElseThrow());
    }
    boolean quorum =
        options.platformOptions().given(PostgresTopologyOptions.QUORUM).orElse(named.quorum());
    int count =
        options
            .platformOptions()
            .given(PostgresTopologyOptions.SYNC_STANDBYS)
            .orElse(Math.max(1, named.count()));
    return Optional.of(
        new Wanted(
            new PostgresSyncNames(quorum, count, named.names()),
            commit(primary.syncCommit(), options.syncMode()),
            chosen.stream().map(StandbyView::name).toList()));
  }

  private static PostgresSyncNames without(PostgresSyncNames names, List<StandbyView> chosen) {
    PostgresSyncNames left = names;
    for (StandbyView standby : chosen) {
      left = left.without(standby.application().orElseThrow());
    }
    return left;
  }

  private static boolean isServer(StandbyView standby) {
    return standby.connected() && !standby.isArchive();
  }

  /** What synchronous_commit has to become; nothing if it will do. */
  private static Optional<String> commit(String now, SyncMode mode) {
    if (mode == SyncMode.SEMI_SYNCHRONOUS) {
      return now.equals("remote_write") ? Optional.empty() : Optional.of("remote_write");
    }
    return Set.of("on", "remote_apply").contains(now) ? Optional.empty() : Optional.of("on");
  }

  /** What must hold before. */
  List<Check> checks(PostgresTopologyView view, SyncModeOptions options) {
    NodeView now = view.primary().orElseThrow();
    List<Check> checks = new ArrayList<>();
    checks.add(mayAlter(primary, primaryName));
    Optional<Wanted> wanted = wanted(now, options);
    checks.add(
        Checks.demand(
            primary.clock(),
            wanted.isPresent(),
            "synchronous_standby_names can be read",
            primaryName,
            now.syncNames(),
            "FIRST n (names), ANY n (names) or names",
            ErrorCode.PRECONDITION_FAILED,
            "Set it for all nodes at once, without naming one."));
    if (wanted.isEmpty()) {
      return checks;
    }
    if (options.syncMode() == SyncMode.ASYNCHRONOUS) {
      if (options.node().isPresent()) {
        checks.add(closed(now));
      }
      return checks;
    }
    List<StandbyView> chosen =
        now.standbys().stream()
            .filter(standby -> options.node().map(standby.name()::equals).orElse(isServer(standby)))
            .toList();
    checks.add(
        Checks.demand(
            primary.clock(),
            !chosen.isEmpty(),
            "there is somebody to wait for",
            primaryName,
            chosen.isEmpty() ? "no standby is connected" : chosen.size() + " standbys",
            "at least one standby",
            ErrorCode.PRECONDITION_FAILED,
            "Connect a standby first: without one, every commit would wait for ever."));
    chosen.forEach(standby -> checks.addAll(candidate(standby)));
    PostgresSyncNames names = wanted.get().names();
    checks.add(
        Checks.demand(
            primary.clock(),
            names.count() <= names.names().size() || names.isOpen(),
            "commits wait for no more standbys than are named",
            primaryName,
            names.count() + " of " + names.names().size(),
            "at most " + names.names().size(),
            ErrorCode.PRECONDITION_FAILED,
            "Lower " + PostgresTopologyOptions.SYNC_STANDBYS.id() + "."));
    long there =
        now.standbys().stream()
            .filter(StandbyView::isStreaming)
            .filter(standby -> standby.application().filter(names::has).isPresent())
            .count();
    checks.add(
        Checks.demand(
            primary.clock(),
            there >= names.count(),
            "as many are streaming as are waited for",
            primaryName,
            there + " of " + names.text(),
            Integer.toString(names.count()),
            ErrorCode.PRECONDITION_FAILED,
            "Take out of the list who is not there, or connect it: every commit would wait for it."));
    checks.add(
        Checks.advise(
            primary.clock(),
            names.count() < names.names().size(),
            "commits go on when one standby is lost",
            primaryName,
            "waits for " + names.count() + " of " + names.names().size(),
            "fewer than are named",
            "Add standbys, or lower "
                + PostgresTopologyOptions.SYNC_STANDBYS.id()
                + ": while one is away, every commit waits."));
    return checks;
  }

  private Check closed(NodeView now) {
    boolean open =
        PostgresSyncNames.parse(now.syncNames()).filter(PostgresSyncNames::isOpen).isPresent();
    return Checks.demand(
        primary.clock(),
        !open,
        "synchronous_standby_names lists its nodes",
        primaryName,
        now.syncNames(),
        "no *",
        ErrorCode.PRECONDITION_FAILED,
        "Set the nodes by name first: * stands for whoever is connected.");
  }

  private List<Check> candidate(StandbyView standby) {
    return List.of(
        Checks.demand(
            primary.clock(),
            standby.isStreaming(),
            "the standby is streaming",
            standby.name(),
            standby.connected() ? standby.state().orElse("not told") : "not connected",
            "streaming",
            ErrorCode.PRECONDITION_FAILED,
            "Wait until it has caught up: until then, every commit would wait."),
        Checks.demand(
            primary.clock(),
            standby.application().isPresent() && !standby.isArchive(),
            "the standby has a name of its own",
            standby.name(),
            standby.application().orElse("none"),
            "application_name in its primary_conninfo, or cluster_name",
            ErrorCode.PRECONDITION_FAILED,
            "Set cluster_name on it and restart it."));
  }

  /** This role may write the server's configuration. */
  static Check mayAlter(PostgresContext server, String name) {
    boolean byParameter = server.version().atLeast(15);
    return new PostgresChecks(server)
        .allowed(
            "the role may change the configuration",
            name,
            "SELECT rolsuper"
                + (byParameter
                    ? " OR (has_parameter_privilege('synchronous_standby_names', 'ALTER SYSTEM')"
                        + " AND has_parameter_privilege('synchronous_commit', 'ALTER SYSTEM')"
                        + " AND has_function_privilege('pg_reload_conf()', 'EXECUTE'))"
                    : "")
                + " FROM pg_roles WHERE rolname = current_user",
            byParameter
                ? "GRANT ALTER SYSTEM ON PARAMETER synchronous_standby_names, synchronous_commit,"
                    + " and EXECUTE ON FUNCTION pg_reload_conf"
                : "superuser");
  }

  /** Adds the steps, which put back what was there if they fail. */
  void add(Plan.Builder<?> plan, NodeView now, Wanted wanted, Duration wait) {
    plan.onFailure(step -> putBack(now, wanted, step));
    wanted.commit().ifPresent(value -> addSet(plan, COMMIT, value));
    addSet(plan, NAMES, wanted.names().text());
    plan.step(
        new Step(StepKind.SQL, PostgresReload.TEXT, Effect.IDEMPOTENT, node),
        step -> new PostgresReload(primary).run(List.of(NAMES, COMMIT), step));
    String look =
        "SELECT application_name, sync_state FROM pg_stat_replication WHERE sync_state IN ('sync',"
            + " 'quorum')";
    if (!wanted.waitedFor().isEmpty()) {
      plan.step(
          new Step(StepKind.SQL, look, Effect.READ, node),
          step -> {
            if (!PostgresWait.until(wait, step, () -> isMet(look, wanted, step))) {
              throw ErrorDetails.of(
                      ErrorCode.TIMEOUT,
                      "the standbys are not in step after "
                          + wait
                          + "; what was set before is back")
                  .target(primaryName)
                  .remedy("Look at haStatus() for their states and lags.")
                  .toException();
            }
          });
    }
  }

  private boolean isMet(String look, Wanted wanted, StepContext step) {
    return primary.sql().during(step).query(look, row -> row.text("sync_state")).size()
        >= wanted.names().count();
  }

  private void addSet(Plan.Builder<?> plan, String name, String value) {
    String sql = set(name, value);
    plan.step(
        new Step(StepKind.SQL, sql, Effect.IDEMPOTENT, node),
        step -> primary.sql().during(step).execute(sql));
  }

  private static String set(String name, String value) {
    return "ALTER SYSTEM SET " + name + " = " + PostgresSql.literal(value);
  }

  private void putBack(NodeView before, Wanted wanted, StepContext step) {
    Sql sql = primary.sql().during(step);
    sql.execute(set(NAMES, before.syncNames()));
    if (wanted.commit().isPresent()) {
      sql.execute(set(COMMIT, before.syncCommit()));
    }
    sql.execute(PostgresReload.TEXT);
  }
}
