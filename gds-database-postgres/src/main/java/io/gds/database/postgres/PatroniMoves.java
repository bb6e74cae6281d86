package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Changes the primary by telling Patroni, and by nothing else. What Patroni says it did is believed
 * once it lists the new leader as running and that server itself takes writes on a new timeline.
 *
 * @see <a
 *     href="https://patroni.readthedocs.io/en/latest/rest_api.html#switchover-and-failover-endpoints">Switchover
 *     and failover endpoints</a>
 */
final class PatroniMoves {
  private static final Duration FOLLOW = Duration.ofSeconds(30);

  private final Patroni manager;
  private final PostgresContext context;
  private final PostgresPeers peers;

  PatroniMoves(Patroni manager, PostgresPeers peers) {
    this.manager = manager;
    this.context = manager.context();
    this.peers = peers;
  }

  Patroni manager() {
    return manager;
  }

  PostgresContext context() {
    return context;
  }

  PostgresPeers peers() {
    return peers;
  }

  PatroniSeen look() {
    return PatroniSeen.look(manager, peers);
  }

  /** What is there; empty if Patroni does not tell, which the checks say. */
  Optional<PatroniSeen> seen() {
    try {
      return Optional.of(look());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /**
   * The connections by which a member's server is asked once it leads: its own, or those that lead
   * to whichever of several hosts is the primary; empty if the caller gave neither.
   */
  Optional<PostgresContext> server(PatroniSeen seen, String member) {
    String name = seen.serverOf(member).orElse(member);
    if (seen.servers().filter(view -> view.selfName().equals(name)).isPresent()) {
      return Optional.of(context);
    }
    return Optional.of(name)
        .filter(peers::has)
        .or(() -> Optional.of(member).filter(peers::has))
        .map(peers::node)
        .or(
            () ->
                PostgresUrls.followsPrimary(context.info())
                    ? Optional.of(context)
                    : Optional.empty());
  }

  /** How the steps name a member: empty for the engine's own server. */
  private String node(PatroniSeen seen, String member) {
    return seen.self().equals(Optional.of(member)) ? "" : member;
  }

  /** The member to switch over to: one that commits wait for, else the one that lacks least. */
  Optional<String> best(PatroniSeen seen, Optional<Duration> maxLag) {
    Map<String, HaNode> nodes = new LinkedHashMap<>();
    new PatroniNodes(seen).all().forEach(node -> nodes.put(node.name(), node));
    return seen.patroni().cluster().members().stream()
        .filter(member -> !member.leads() && server(seen, member.name()).isPresent())
        .filter(
            member ->
                maxLag.isEmpty()
                    ? PatroniReasons.forbidden(seen, member).isEmpty() && member.runs()
                    : against(seen, member, nodes, maxLag.get()).isEmpty())
        .min(
            Comparator.<PatroniMember, Boolean>comparing(member -> !member.isSynchronous())
                .thenComparing(member -> member.lag().orElse(Long.MAX_VALUE)))
        .map(PatroniMember::name);
  }

  private List<String> against(
      PatroniSeen seen, PatroniMember member, Map<String, HaNode> nodes, Duration maxLag) {
    List<String> against = new ArrayList<>(PatroniReasons.against(seen, member));
    Optional.ofNullable(nodes.get(member.name()))
        .ifPresent(
            node -> {
              node.notCandidateBecause().stream()
                  .filter(why -> !against.contains(why))
                  .forEach(against::add);
              node.lag()
                  .filter(lag -> lag.compareTo(maxLag) > 0)
                  .ifPresent(lag -> against.add("it is " + lag + " behind"));
            });
    if (server(seen, member.name()).isEmpty()) {
      against.add("no connection to it is configured");
    }
    return against;
  }

  /** Each member's reasons, for when there is no best one, and beside Patroni's refusals. */
  String reasons(PatroniSeen seen, Duration maxLag) {
    Map<String, HaNode> nodes = new LinkedHashMap<>();
    new PatroniNodes(seen).all().forEach(node -> nodes.put(node.name(), node));
    List<String> reasons = new ArrayList<>();
    for (PatroniMember member : seen.patroni().cluster().members()) {
      if (!member.leads()) {
        List<String> against = against(seen, member, nodes, maxLag);
        reasons.add(
            member.name()
                + ": "
                + (against.isEmpty() ? "nothing is known" : String.join(", ", against)));
      }
    }
    return reasons.isEmpty() ? "no other member is known" : String.join("; ", reasons);
  }

  private String reasonsNow(Duration maxLag) {
    return "What speaks against each member: "
        + seen().map(now -> reasons(now, maxLag)).orElse("not known")
        + ".";
  }

  Operation<SwitchoverInfo> switchover(SwitchoverOptions options) {
    Plan.Builder<SwitchoverInfo> plan = plan("switchover").options(options);
    Optional<PatroniSeen> seen = seen();
    Optional<String> target =
        options.target().or(() -> seen.flatMap(now -> best(now, Optional.of(options.maxLag()))));
    plan.measure(() -> new PatroniMoveChecks(this, options.group()).switchover(options, target));
    return finished(
        plan,
        seen,
        target,
        Optional.of(options.leader()),
        new Move("/switchover", false, options.waitAtMost(), Optional.of(Duration.ZERO)));
  }

  Operation<SwitchoverInfo> failover(FailoverOptions options) {
    Plan.Builder<SwitchoverInfo> plan = plan("failover").options(options);
    Optional<PatroniSeen> seen = seen();
    Optional<String> target =
        options.target().or(() -> seen.flatMap(now -> best(now, Optional.empty())));
    plan.measure(() -> new PatroniMoveChecks(this, options.group()).failover(options, target));
    Optional<Duration> loss =
        seen.flatMap(now -> target.flatMap(name -> PatroniMoveChecks.loss(now, name)));
    return finished(
        plan,
        seen,
        target,
        seen.flatMap(PatroniSeen::leader).map(PatroniMember::name),
        new Move("/failover", true, options.waitAtMost(), loss));
  }

  /** What the two kinds of change differ by. */
  private record Move(String path, boolean forced, Duration most, Optional<Duration> loss) {}

  private Plan.Builder<SwitchoverInfo> plan(String verb) {
    return context.runner().plan(verb, context.runner().engine());
  }

  private Operation<SwitchoverInfo> finished(
      Plan.Builder<SwitchoverInfo> plan,
      Optional<PatroniSeen> seen,
      Optional<String> target,
      Optional<String> leader,
      Move move) {
    AtomicReference<Instant> began = new AtomicReference<>();
    AtomicReference<PostgresPromotion> promotion = new AtomicReference<>();
    if (seen.isPresent()
        && target.isPresent()
        && seen.get().patroni().cluster().member(target.get()).isPresent()) {
      server(seen.get(), target.get())
          .ifPresent(
              server ->
                  promotion.set(add(plan, seen.get(), server, target.get(), leader, move, began)));
    }
    return plan.yields(
        () -> {
          PostgresPromotion done = Objects.requireNonNull(promotion.get());
          return new SwitchoverInfo(
              context.runner().engine(),
              leader,
              target.orElseThrow(),
              move.forced(),
              move.loss(),
              Objects.requireNonNull(began.get()),
              done.finishedAt(),
              done.toRejoin(),
              done.followUps());
        });
  }

  private PostgresPromotion add(
      Plan.Builder<SwitchoverInfo> plan,
      PatroniSeen seen,
      PostgresContext server,
      String target,
      Optional<String> leader,
      Move move,
      AtomicReference<Instant> began) {
    Map<String, String> body = new LinkedHashMap<>();
    if (!move.forced()) {
      leader.ifPresent(name -> body.put("leader", name));
    }
    body.put("candidate", target);
    PatroniChange change =
        new PatroniChange(
            manager,
            seen.patroni().answered(),
            move.path(),
            body,
            move.most(),
            "Patroni lists " + target + " as the leader, and running: GET /cluster",
            () -> leads(target, leader),
            () -> leadsStill(leader),
            () -> reasonsNow(Duration.ofDays(36_500)));
    change.add(plan, () -> began.set(context.clock().instant()));
    PostgresPromotion promotion =
        new PostgresPromotion(
            server, target, node(seen, target), timeline(seen, target), move.most());
    plan.noReturn(change::isSent);
    promotion.addProof(plan);
    plan.step(
        new Step(
            StepKind.COMMAND,
            "GET " + seen.patroni().answered() + PatroniCluster.PATH + ", until the others follow",
            Effect.READ,
            ""),
        step -> {
          if (change.isTooLate()) {
            promotion.noteTooLate();
          }
          Duration most = move.most().compareTo(FOLLOW) < 0 ? move.most() : FOLLOW;
          List<PatroniMember> left = new ArrayList<>();
          PostgresWait.until(most, step, () -> isFollowed(target, left));
          for (PatroniMember member : left) {
            promotion.toRejoin().add(member.name());
            promotion
                .followUps()
                .add(
                    "See that "
                        + member.name()
                        + " follows: Patroni says that it is \""
                        + member.state()
                        + "\".");
          }
        });
    promotion.followUps().add("Lead clients to " + target + ", unless they find it themselves.");
    return promotion;
  }

  private static int timeline(PatroniSeen seen, String target) {
    int leading = seen.leader().map(PatroniMember::timeline).map(line -> line.orElse(0)).orElse(0);
    int own = seen.ownView(target).map(view -> view.timeline().orElse(0)).orElse(0);
    return Math.max(leading, own);
  }

  /** Nobody may hold the lock for a while, and then anybody: only its holder tells. */
  private boolean leadsStill(Optional<String> previous) {
    return previous.isPresent()
        && previous.equals(manager.cluster().leader().map(PatroniMember::name));
  }

  private boolean leads(String target, Optional<String> previous) {
    Optional<PatroniMember> leader = manager.cluster().leader();
    if (leader.isEmpty() || previous.equals(leader.map(PatroniMember::name))) {
      return false;
    }
    String name = leader.get().name();
    if (!name.equals(target)) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE, "Patroni made " + name + " the leader instead of " + target)
          .target(target)
          .remedy("Look at haStatus(), and at Patroni's log for why.")
          .toException();
    }
    return leader.get().runs();
  }

  /** Whether all members run; those that do not are left in the list. */
  private boolean isFollowed(String target, List<PatroniMember> left) {
    PatroniCluster cluster;
    try {
      cluster = manager.cluster();
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return false;
    }
    left.clear();
    cluster.members().stream()
        .filter(member -> !member.name().equals(target) && !member.runs())
        .forEach(left::add);
    return left.isEmpty();
  }
}
