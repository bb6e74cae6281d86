package io.gds.database.snowflake;

import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The part that all changes of a primary share: the account that takes over is told so on its own
 * connection, and both sides are asked afterwards. What goes wrong after that does not undo it; it
 * is said in what is left to do.
 */
final class SnowflakeTakeover {
  private final SnowflakeAvailability availability;
  private final SnowflakeHaView view;
  private final String node;
  private final SnowflakeHaGroup group;
  private final SnowflakeContext target;
  private final String name;
  private final Duration wait;
  private final AtomicBoolean sent = new AtomicBoolean();
  private final List<String> toRejoin = new ArrayList<>();
  private final List<String> followUps = new ArrayList<>();
  private volatile @Nullable Instant beganAt;
  private volatile @Nullable Instant finishedAt;
  private volatile @Nullable Duration loss;

  SnowflakeTakeover(
      SnowflakeAvailability availability, SnowflakeHaView view, String node, Duration wait) {
    this.availability = availability;
    this.view = view;
    this.node = node;
    this.wait = wait;
    group = view.group(node);
    target = availability.node(view, node);
    name = group.member(node).orElseThrow().name();
  }

  Instant beganAt() {
    return Objects.requireNonNull(beganAt);
  }

  Instant finishedAt() {
    return Objects.requireNonNull(finishedAt);
  }

  /** At most what was written in this time is lost; empty if that is not known. */
  Optional<Duration> loss() {
    return Optional.ofNullable(loss);
  }

  List<String> toRejoin() {
    return toRejoin;
  }

  List<String> followUps() {
    return followUps;
  }

  boolean isSent() {
    return sent.get();
  }

  /** How steps name an account: empty for the engine's own. */
  static String shown(SnowflakeHaView view, String node) {
    return node.equals(view.own().node()) ? "" : node;
  }

  private Step step(String text, Effect effect) {
    return new Step(StepKind.SQL, text, effect, shown(view, node));
  }

  /** Waits until no refresh goes on. */
  void waitForRefresh(Plan.Builder<?> plan) {
    plan.step(
        step(
            SnowflakeHaSql.history(target.info().database().orElse("SNOWFLAKE"))
                + "\n-- until no refresh of "
                + name
                + " goes on",
            Effect.READ),
        this::awaitIdle);
  }

  private void awaitIdle(StepContext context) {
    begin();
    boolean idle =
        SnowflakeWait.until(
            wait,
            context::throwIfCancelled,
            () -> {
              Optional<SnowflakeRefresh> running = snapshot().running(group);
              running.ifPresent(
                  refresh ->
                      context.progress(
                          refresh.phase(), 0, OptionalLong.empty(), ProgressUnit.STEPS));
              return running.isEmpty();
            });
    if (!idle) {
      throw wrong(
          "a refresh of " + name + " still goes on after " + wait,
          "Wait until it is over; haStatus() tells. Nothing was changed.");
    }
  }

  private DatabaseException wrong(String message, String remedy) {
    return ErrorDetails.of(ErrorCode.WRONG_STATE, message)
        .target(node)
        .remedy(remedy)
        .toException();
  }

  private SnowflakeHaSnapshot snapshot() {
    return SnowflakeHaSnapshot.read(target);
  }

  void begin() {
    if (beganAt == null) {
      beganAt = target.clock().instant();
    }
  }

  /** Refreshes the target until it is at most so far behind. */
  void refresh(Plan.Builder<?> plan, Duration maxLag) {
    String sql = SnowflakeHaSql.refresh(group, name);
    plan.step(
        step(sql + "\n-- again until it is at most " + maxLag + " behind", Effect.IDEMPOTENT),
        context -> catchUp(context, sql, maxLag));
  }

  private void catchUp(StepContext context, String sql, Duration maxLag) {
    begin();
    boolean near =
        SnowflakeWait.until(
            wait,
            context::throwIfCancelled,
            () -> {
              target.gateway().run(context, sql);
              SnowflakeHaSnapshot now = snapshot();
              loss = now.lag(group).orElse(null);
              return loss().filter(lag -> lag.compareTo(maxLag) <= 0).isPresent();
            });
    if (!near) {
      throw wrong(
          loss()
              .map(lag -> "after refreshes for " + wait + " it is still " + lag + " behind")
              .orElse(
                  "it is refreshed, and the server does not tell which of the primary's instants it"
                      + " has"),
          "End what is written on the primary, or allow a maxLag that a refresh can keep. Nothing"
              + " was promoted.");
    }
  }

  /** Cancels a refresh that a schedule began, where what was said of the risk is accepted. */
  void cancelRefresh(Plan.Builder<?> plan) {
    SnowflakeRun run = target.gateway().prepare(SnowflakeHaSql.suspend(group, name));
    plan.step(
        step(run.text(), Effect.ONCE),
        context -> {
          begin();
          run.run(context);
        },
        run);
  }

  /** Tells the target to take over, and asks both sides whether it has. */
  void promote(Plan.Builder<?> plan, Optional<Duration> lossBefore) {
    plan.noReturn(this::isSent);
    plan.leaves(this::stands);
    SnowflakeRun run =
        target.gateway().prepare(SnowflakeHaSql.promote(group, name)).seen(this::isPrimary);
    plan.step(
        step(run.text(), Effect.ONCE),
        context -> {
          begin();
          lossBefore.ifPresent(lag -> loss = lag);
          sent.set(true);
          try {
            run.execute(context);
          } catch (DatabaseException e) {
            // Stopped or refused, as the server says; what it is, it says better.
            if (e.code() == ErrorCode.CONNECTION_LOST || !isPrimary()) {
              sent.set(e.code() == ErrorCode.CONNECTION_LOST);
              throw e;
            }
          }
        },
        () -> {
          Reconciler.Finding finding = run.look();
          sent.set(finding != Reconciler.Finding.NOT_DONE);
          return finding;
        });
    plan.step(
        step(SnowflakeHaSql.GROUPS + "\n-- until " + node + " is primary", Effect.READ),
        this::prove);
  }

  private boolean isPrimary() {
    return SnowflakeHaSnapshot.brief(target)
        .same(group)
        .filter(now -> now.primaryNode().equals(node))
        .isPresent();
  }

  private void prove(StepContext context) {
    if (!SnowflakeWait.until(wait, () -> {}, this::isPrimary)) {
      throw ErrorDetails.of(
              ErrorCode.CONNECTION_LOST,
              "it was told to take over, and does not say that it is primary after " + wait)
          .target(node)
          .remedy("Ask the accounts again: haStatus().")
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
      return isPrimary()
          ? Optional.of(
              node
                  + " is primary of "
                  + name
                  + " now. In all other accounts, scheduled refreshes are suspended until somebody"
                  + " resumes them: see haStatus() and rejoin.")
          : Optional.empty();
    } catch (DatabaseException e) {
      SnowflakeHaSnapshot.throwUnlessSilent(e);
      return Optional.of(node + " does not answer now: ask it for its role before anything else.");
    }
  }

  /**
   * Resumes the schedule in another account, and sees that it knows the new primary; a failure is
   * told, and takes nothing back.
   */
  void resume(Plan.Builder<?> plan, String other) {
    SnowflakeHaGroup there = view.group(other);
    String sql = SnowflakeHaSql.resume(there, there.member(other).orElseThrow().name());
    plan.step(
        new Step(StepKind.SQL, sql, Effect.IDEMPOTENT, shown(view, other)),
        context -> {
          try {
            SnowflakeContext member = availability.node(view, other);
            boolean follows = SnowflakeWait.until(wait, () -> {}, () -> follows(member, there));
            if (!follows) {
              left(other, "it does not take " + node + " for the primary");
              return;
            }
            member.gateway().run(context, sql);
          } catch (DatabaseException e) {
            SnowflakeHaSnapshot.throwUnlessSilent(e);
            left(other, String.valueOf(e.getMessage()));
          }
        });
  }

  private boolean follows(SnowflakeContext member, SnowflakeHaGroup there) {
    return SnowflakeHaSnapshot.brief(member)
        .same(there)
        .filter(now -> now.primaryNode().equals(node))
        .isPresent();
  }

  /** Notes that an account does not follow. */
  void left(String other, String why) {
    if (!toRejoin.contains(other)) {
      toRejoin.add(other);
    }
    followUps.add("Make " + other + " follow " + node + " by rejoin: " + why + ".");
  }
}
