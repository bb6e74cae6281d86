package io.gds.database.mssql;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The part that all changes of a primary share: the target is told to take over, and seen to have
 * done so. The server answers as soon as it has accepted, so that its role is asked for until it is
 * primary and each of its databases is online. What goes wrong after that does not undo it; it is
 * said in what is left to do.
 */
final class MssqlTakeover {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration FOLLOW = Duration.ofSeconds(30);

  private final MssqlContext target;
  private final String name;
  private final String node;
  private final String group;
  private final long databases;
  private final Duration wait;
  private final AtomicBoolean sent = new AtomicBoolean();
  private final List<String> toRejoin = new ArrayList<>();
  private final List<String> followUps = new ArrayList<>();
  private volatile @Nullable Instant beganAt;
  private volatile @Nullable Instant finishedAt;

  /**
   * What was planned.
   *
   * @throws io.gds.database.error.DatabaseException if nothing was, since the group could not be
   *     seen then, though it can be now; nothing was sent
   */
  static MssqlTakeover planned(@Nullable MssqlTakeover takeover) {
    if (takeover == null) {
      throw MssqlGroupLook.stale();
    }
    return takeover;
  }

  /**
   * A takeover.
   *
   * @param target the connections of the replica that takes over
   * @param name what it is called
   * @param node how its steps name it: empty for the engine's own
   * @param databases how many databases it has to serve
   * @param wait how long it may need
   */
  MssqlTakeover(
      MssqlContext target, String name, String node, String group, long databases, Duration wait) {
    this.target = target;
    this.name = name;
    this.node = node;
    this.group = group;
    this.databases = databases;
    this.wait = wait;
  }

  /** Whether it may have taken over. */
  boolean isSent() {
    return sent.get();
  }

  /** It begins now, if it has not begun. */
  void begin() {
    if (beganAt == null) {
      beganAt = target.clock().instant();
    }
  }

  Instant beganAt() {
    return Objects.requireNonNull(beganAt);
  }

  Instant finishedAt() {
    return Objects.requireNonNull(finishedAt);
  }

  List<String> toRejoin() {
    return toRejoin;
  }

  List<String> followUps() {
    return followUps;
  }

  /** Adds the statement, and the proof that the target is primary with all its databases. */
  void add(Plan.Builder<?> plan, String sql) {
    Fate fate =
        Fate.of(
            () -> MssqlGroupState.isPrimary(target, group),
            () ->
                MssqlGroupState.read(target, group).filter(MssqlGroupState::isSettling).isPresent()
                    || MssqlAlone.isAtWork(target, sql));
    plan.step(
        new Step(StepKind.SQL, sql, Effect.ONCE, node),
        step -> take(sql, step, fate),
        () -> settled(fate));
    MssqlStatement role = MssqlGroupSql.role(group);
    plan.step(
        new Step(
            StepKind.SQL,
            role.shown()
                + "\n-- until it is PRIMARY, has "
                + databases
                + (databases == 1 ? " database" : " databases")
                + ", and none waits",
            Effect.ONCE,
            node),
        this::prove,
        () -> isProved() ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN);
  }

  private Reconciler.Finding settled(Fate fate) {
    Reconciler.Finding finding = fate.look();
    if (finding == Reconciler.Finding.NOT_DONE) {
      sent.set(false);
    }
    return finding;
  }

  private void take(String sql, StepContext step, Fate fate) {
    step.throwIfCancelled();
    begin();
    sent.set(true);
    try {
      target.sql().during(step).timeout(wait.plus(ANSWER)).execute(sql);
    } catch (DatabaseException e) {
      switch (e.code()) {
        // To stop waiting does not stop the failover: what became of it is asked for.
        case TIMEOUT, CANCELLED, ENGINE_CLOSED -> throw notKnown(e);
        case CONNECTION_LOST -> throw e;
        case OUTCOME_UNKNOWN -> unknown(e, fate);
        default -> {
          sent.set(false);
          throw e;
        }
      }
    }
    if (step.isCancelled()) {
      followUps.add(
          "It was asked to stop when "
              + name
              + " had been told to take over, which was too late: so it went on to its end.");
    }
  }

  /** The server does not know what became of it: its role tells. */
  private void unknown(DatabaseException said, Fate fate) {
    switch (settled(fate)) {
      case DONE -> {}
      case NOT_DONE ->
          throw ErrorDetails.of(ErrorCode.WRONG_STATE, String.valueOf(said.getMessage()))
              .target(name)
              .cause(said)
              .remedy("It has not become primary: see its error log, and haStatus().")
              .toException();
      case UNKNOWN -> throw notKnown(said);
    }
  }

  private DatabaseException notKnown(DatabaseException cause) {
    return ErrorDetails.of(
            ErrorCode.CONNECTION_LOST,
            "it was told to take over, and nobody knows whether it has: " + cause.getMessage())
        .target(name)
        .cause(cause)
        .remedy("Ask " + name + " for its role: haStatus().")
        .toException();
  }

  private void prove(StepContext step) {
    if (!MssqlWait.until(wait, step::throwIfCancelled, this::isProved)) {
      throw ErrorDetails.of(
              ErrorCode.CONNECTION_LOST,
              "it has accepted to take over, and does not serve all databases after " + wait)
          .target(name)
          .remedy("See the error log of " + name + ", and haStatus().")
          .toException();
    }
    finishedAt = target.clock().instant();
  }

  /** Where it stopped, if it was told: what a run that did not end well leaves behind. */
  Optional<String> stands() {
    if (!isSent()) {
      return Optional.empty();
    }
    try {
      return MssqlGroupState.isPrimary(target, group)
          ? Optional.of(
              name
                  + " is primary of "
                  + group
                  + " now. Wait until it serves its databases, and rejoin who is suspended: see"
                  + " haStatus().")
          : Optional.empty();
    } catch (DatabaseException e) {
      MssqlHaView.throwUnlessSilent(e);
      return Optional.of(name + " does not answer now: ask it for its role before anything else.");
    }
  }

  private boolean isProved() {
    Optional<MssqlGroupState> state = MssqlGroupState.read(target, group);
    return state
        .filter(now -> now.role() == MssqlReplicaRole.PRIMARY)
        .filter(now -> now.databases() >= databases && now.waiting() == 0)
        .isPresent();
  }

  /** Adds the wait for those that followed before. */
  void addFollowers(Plan.Builder<?> plan, Set<String> expected) {
    if (expected.isEmpty()) {
      return;
    }
    plan.step(
        new Step(
            StepKind.SQL,
            MssqlGroupSql.followers(group).shown()
                + "\n-- until these follow: "
                + String.join(", ", expected),
            Effect.READ,
            node),
        step -> {
          Duration most = wait.compareTo(FOLLOW) < 0 ? wait : FOLLOW;
          boolean all =
              MssqlWait.until(
                  most,
                  step::throwIfCancelled,
                  () ->
                      MssqlGroupState.stragglers(target, group).keySet().stream()
                          .noneMatch(expected::contains));
          if (!all) {
            MssqlGroupState.stragglers(target, group)
                .forEach(
                    (other, why) -> {
                      if (expected.contains(other)) {
                        left(other, why);
                      }
                    });
          }
        });
  }

  /** Notes that a replica does not follow. */
  void left(String other, String why) {
    if (!toRejoin.contains(other)) {
      toRejoin.add(other);
    }
    followUps.add("Make " + other + " follow " + name + " by rejoin: " + why + ".");
  }

  /** Work whose failure leaves something to do, and does not take the change back. */
  void tolerated(String other, Runnable work) {
    try {
      work.run();
    } catch (DatabaseException e) {
      MssqlHaView.throwUnlessSilent(e);
      left(other, String.valueOf(e.getMessage()));
    }
  }
}
