package io.gds.database.postgres;

import io.gds.database.core.Plan;
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
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes a member follow again by telling its Patroni to copy it anew. To resume and to rewind is
 * what Patroni does by itself, so a member that follows is left as it is. The request goes to that
 * member's own address, which must be configured: others cannot copy it.
 *
 * @see <a href="https://patroni.readthedocs.io/en/latest/rest_api.html#reinitialize-endpoint">the
 *     reinitialize endpoint</a>
 */
final class PatroniRejoins {
  private final PatroniMoves moves;
  private final RejoinOptions options;
  private final String name;

  PatroniRejoins(PatroniMoves moves, RejoinOptions options) {
    this.moves = moves;
    this.options = options;
    name = options.node();
  }

  Operation<RejoinInfo> prepare() {
    PostgresContext context = moves.context();
    Plan.Builder<RejoinInfo> plan =
        context.runner().<RejoinInfo>plan("rejoin", name).options(options);
    Optional<PatroniSeen> seen = moves.seen();
    RejoinMethod method = options.method().orElse(method(seen));
    plan.measure(() -> checks(method));
    Optional<URI> address = seen.flatMap(now -> now.patroni().node(name)).map(PatroniNode::address);
    if (method == RejoinMethod.RECLONE) {
      address.ifPresent(to -> addCopy(plan, seen.orElseThrow(), to));
    } else {
      plan.step(
          new Step(
              StepKind.COMMAND,
              "GET "
                  + moves.manager().where()
                  + PatroniCluster.PATH
                  + "\n# "
                  + name
                  + " follows; nothing is to be done",
              Effect.READ,
              ""),
          step -> {});
    }
    return plan.yields(
        () ->
            new RejoinInfo(
                name,
                method,
                new PatroniStatus(context, moves.look())
                    .status()
                    .node(name)
                    .map(HaNode::state)
                    .orElse(HaState.UNKNOWN),
                context.clock().instant(),
                List.of()));
  }

  /** Patroni resumes and rewinds by itself; what still does not follow needs a copy. */
  private RejoinMethod method(Optional<PatroniSeen> seen) {
    return seen.filter(now -> follows(now.patroni().cluster())).isPresent()
        ? RejoinMethod.RESUME
        : RejoinMethod.RECLONE;
  }

  private boolean follows(PatroniCluster cluster) {
    Optional<PatroniMember> leader = cluster.leader();
    return cluster
        .member(name)
        .filter(
            member ->
                !member.leads()
                    && member.runs()
                    && member.lag().isPresent()
                    && leader
                        .filter(
                            leading ->
                                leading.timeline().isEmpty()
                                    || leading.timeline().equals(member.timeline()))
                        .isPresent())
        .isPresent();
  }

  private List<Check> checks(RejoinMethod method) {
    PatroniMoveChecks all = new PatroniMoveChecks(moves, options.group());
    Optional<PatroniSeen> found = all.cluster();
    PostgresCheckList checks = all.list();
    if (found.isEmpty()) {
      return checks.all();
    }
    PatroniSeen seen = found.get();
    Optional<PatroniMember> member = seen.patroni().cluster().member(name);
    checks.demand(
        member.isPresent(),
        "the node is a member of the cluster",
        name,
        member.isPresent() ? "known" : "Patroni does not know it",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the members there are; Patroni makes new ones by itself.");
    if (member.isEmpty()) {
      return checks.all();
    }
    checks.demand(
        !member.get().leads(),
        "the node is not the primary",
        name,
        member.get().leads() ? "the leader" : "another",
        "another",
        "Switch over to another member first.");
    checks.demand(
        seen.leader().filter(PatroniMember::runs).isPresent(),
        "there is a primary to copy from",
        name,
        seen.leader().map(leader -> leader.name() + " is " + leader.state()).orElse("no leader"),
        "a leader that runs",
        ErrorCode.WRONG_STATE,
        "Let Patroni find a leader first.");
    if (method != RejoinMethod.RECLONE) {
      boolean follows = follows(seen.patroni().cluster());
      checks.demand(
          follows && method == RejoinMethod.RESUME,
          "the way is one that is left to the caller",
          name,
          method + (follows ? ", and it follows" : ", and it does not follow"),
          "RECLONE, or RESUME of one that follows",
          ErrorCode.UNSUPPORTED_CAPABILITY,
          "Patroni resumes and rewinds by itself; have it copied anew by RECLONE.");
      return checks.all();
    }
    copy(seen, checks, all);
    return checks.all();
  }

  private void copy(PatroniSeen seen, PostgresCheckList checks, PatroniMoveChecks all) {
    checks.demand(
        options.discardChanges(),
        "its data may be thrown away",
        name,
        options.discardChanges() ? "allowed" : "not allowed, and Patroni deletes them",
        "allowed to be discarded",
        "Allow its changes to be discarded, if nobody needs them.");
    Optional<PatroniNode> node = seen.patroni().node(name);
    checks.demand(
        node.isPresent(),
        "the address of its own Patroni is configured",
        name,
        node.map(known -> known.address().toString())
            .orElse("none of " + moves.manager().where() + " is it, or it does not answer"),
        "one of " + PostgresPatroni.ADDRESSES.id(),
        ErrorCode.INVALID_CONNECTION,
        "Add the address of " + name + "'s Patroni to " + PostgresPatroni.ADDRESSES.id() + ".");
    node.ifPresent(known -> all.mayLogIn(known.address()));
  }

  /** A copy is another start of the server, seen after the request. */
  private void addCopy(Plan.Builder<RejoinInfo> plan, PatroniSeen seen, URI address) {
    AtomicReference<Optional<Instant>> before =
        new AtomicReference<>(seen.patroni().node(name).flatMap(PatroniNode::startedAt));
    new PatroniChange(
            moves.manager(),
            address,
            "/reinitialize",
            Map.of("force", false),
            options.waitAtMost(),
            name + "'s server was started anew, and follows: GET /patroni, GET /cluster",
            () -> {
              Optional<Instant> now = moves.manager().node(address).startedAt();
              return now.isPresent()
                  && !now.equals(before.get())
                  && follows(moves.manager().cluster());
            },
            () -> true,
            () -> "See Patroni's log on " + name + ".")
        .add(plan, () -> before.set(moves.manager().node(address).startedAt()));
  }
}
