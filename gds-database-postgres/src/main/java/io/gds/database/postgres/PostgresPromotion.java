package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The part that a switchover and a failover share: a standby is promoted, seen to take writes,
 * given the slots that others need, and those others are told to follow it. What goes wrong after
 * the promotion does not undo it; it is said in what is left to do.
 */
final class PostgresPromotion {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration FOLLOW = Duration.ofSeconds(30);

  private final PostgresContext target;
  private final String name;
  private final String node;
  private final int timeline;
  private final Duration wait;
  private final AtomicBoolean sent = new AtomicBoolean();
  private final List<String> toRejoin = new ArrayList<>();
  private final List<String> followUps = new ArrayList<>();
  private volatile @Nullable Instant finishedAt;

  /**
   * A promotion.
   *
   * @param target the standby's connections
   * @param name what it is called
   * @param node how its steps name it: empty for the engine's own
   * @param timeline the timeline it is on
   * @param wait how long it may need
   */
  PostgresPromotion(PostgresContext target, String name, String node, int timeline, Duration wait) {
    this.target = target;
    this.name = name;
    this.node = node;
    this.timeline = timeline;
    this.wait = wait;
  }

  /** Whether it may have been promoted. */
  boolean isSent() {
    return sent.get();
  }

  /** Whether it was seen to take writes. */
  boolean isProved() {
    return finishedAt != null;
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

  /** Adds the promotion, and the proof that it takes writes. */
  void add(Plan.Builder<?> plan) {
    String promote = "SELECT pg_promote(true, " + Math.max(1, wait.toSeconds()) + ") AS promoted";
    plan.step(
        new Step(StepKind.SQL, promote, Effect.ONCE, node),
        step -> promote(promote, step),
        () -> hasPromoted(LOOK) ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN);
    addProof(plan);
  }

  /** Adds the proof that it takes writes, on a newer timeline than it was on. */
  void addProof(Plan.Builder<?> plan) {
    String write = "SELECT pg_current_xact_id()::text AS xid";
    plan.step(
        new Step(StepKind.SQL, write, Effect.ONCE, node),
        step -> {
          if (!PostgresWait.until(wait, step, this::isPrimary)) {
            throw notYet("it is promoted, and takes no writes on a new timeline after " + wait);
          }
          target.sql().during(step).first(write, row -> row.text("xid"));
          finishedAt = target.clock().instant();
        },
        () -> isPrimary() ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN);
  }

  private void promote(String sql, StepContext step) {
    step.throwIfCancelled();
    sent.set(true);
    boolean promoted;
    try {
      promoted =
          target
              .sql()
              .during(step)
              .timeout(wait.plus(ANSWER))
              .first(sql, row -> row.bool("promoted"))
              .orElse(false);
    } catch (DatabaseException e) {
      // To stop waiting does not stop the promotion: what became of it is asked for.
      if (endsTheWait(e.code())) {
        noteTooLate(step);
        throw notYet("it was told to take over, and nobody waited until it had: " + e.getMessage());
      }
      sent.set(mayHaveBegun(e.code()));
      throw sent.get() && e.code() == ErrorCode.WRONG_STATE ? promotedElsewhere(e) : e;
    }
    noteTooLate(step);
    if (!promoted) {
      throw notYet("it was told to take over, and has not after " + wait);
    }
  }

  /** A cancellation that cannot be heeded any more is told of. */
  void noteTooLate() {
    followUps.add(
        "It was asked to stop when "
            + name
            + " had been told to take over, which was too late: so it went on to its end.");
  }

  private void noteTooLate(StepContext step) {
    if (step.isCancelled()) {
      noteTooLate();
    }
  }

  /**
   * Whether that says no more than that the waiting ended. A standby ends statements that are in
   * the way of its replay, and it replays what is left before it takes over: as a conflict, and as
   * if the database were not there.
   *
   * @see <a
   *     href="https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-CONFLICT">query
   *     conflicts</a>
   */
  private static boolean endsTheWait(ErrorCode code) {
    return switch (code) {
      case TIMEOUT, CANCELLED, ENGINE_CLOSED, DEADLOCK, NOT_FOUND, TLS_REFUSED -> true;
      default -> false;
    };
  }

  /**
   * Any other word of the server is a no, by which nothing was begun; unless it is of the wrong
   * state: it may be none of a standby any more, because somebody else has promoted it.
   */
  private boolean mayHaveBegun(ErrorCode code) {
    return switch (code) {
      case CONNECTION_LOST -> true;
      case WRONG_STATE -> !isSurelyStandby();
      default -> false;
    };
  }

  private DatabaseException promotedElsewhere(DatabaseException cause) {
    return ErrorDetails.of(
            ErrorCode.WRONG_STATE,
            "it is no standby any more, or cannot be asked whether it is one: somebody else may"
                + " have promoted it")
        .target(name)
        .cause(cause)
        .remedy("Look at haStatus(). An old primary that was stopped stays so: rejoin it.")
        .toException();
  }

  private boolean isSurelyStandby() {
    try {
      return target
          .sql()
          .first("SELECT pg_is_in_recovery() AS r", row -> row.bool("r"))
          .orElse(false);
    } catch (DatabaseException e) {
      return false;
    }
  }

  /** The gate asks the node, and if that cannot tell calls the outcome unknown: it may yet be. */
  private DatabaseException notYet(String what) {
    return ErrorDetails.of(ErrorCode.CONNECTION_LOST, what)
        .target(name)
        .remedy(
            "Look into the log of "
                + name
                + ". An old primary stays down until it is known who is primary.")
        .toException();
  }

  private boolean hasPromoted(Duration most) {
    long end = System.nanoTime() + most.toNanos();
    do {
      if (!target
          .sql()
          .first("SELECT pg_is_in_recovery() AS r", row -> row.bool("r"))
          .orElse(true)) {
        return true;
      }
      PostgresPause.millis(50);
    } while (System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted());
    return false;
  }

  private boolean isPrimary() {
    return target
        .sql()
        .first(
            "SELECT CASE WHEN pg_is_in_recovery() THEN 0 ELSE ('x' ||"
                + " substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END AS line",
            row -> row.intValue("line"))
        .filter(line -> line > timeline)
        .isPresent();
  }

  /** Adds the slots that others need. */
  void addSlots(Plan.Builder<?> plan, Collection<String> slots) {
    for (String slot : slots) {
      String sql = createSlot(slot);
      plan.step(
          new Step(StepKind.SQL, sql, Effect.IDEMPOTENT, node),
          step -> {
            try {
              target.sql().during(step).execute(sql);
            } catch (DatabaseException e) {
              if (e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.ENGINE_CLOSED) {
                throw e;
              }
              // The promotion stands: who reads by this slot does not follow, and is told of.
              followUps.add("Make the slot " + slot + " on " + name + ": " + e.getMessage() + ".");
            }
          });
    }
  }

  /** Makes a slot unless it is there. */
  static String createSlot(String slot) {
    String literal = PostgresSql.literal(slot);
    return "SELECT pg_create_physical_replication_slot("
        + literal
        + ", true) WHERE NOT EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = "
        + literal
        + ")";
  }

  /** Adds what makes another standby follow the new primary; its data stay as they are. */
  void addFollower(Plan.Builder<?> plan, PostgresContext standby, String other, String otherNode) {
    PostgresUpstream upstream =
        new PostgresUpstream(target.info(), new PostgresHost(standby, other, OptionValues.none()));
    String sql =
        "ALTER SYSTEM SET primary_conninfo = " + PostgresSql.literal(upstream.conninfo(other));
    plan.step(
        new Step(StepKind.SQL, sql + ";\n" + PostgresReload.TEXT, Effect.IDEMPOTENT, otherNode),
        step ->
            tolerated(
                other,
                () -> {
                  standby.sql().during(step).execute(sql);
                  standby.sql().during(step).execute(PostgresReload.TEXT);
                  requireStreaming(other, PostgresNodeAdditions.streamingText(other), step);
                }));
  }

  /** Waits until the new primary says that a node streams. */
  void requireStreaming(String other, String sql, StepContext step) {
    Duration most = wait.compareTo(FOLLOW) < 0 ? wait : FOLLOW;
    if (!PostgresWait.until(most, step, () -> PostgresNodeAdditions.isSo(target, sql))) {
      throw ErrorDetails.of(ErrorCode.TIMEOUT, "it does not stream after " + most)
          .target(other)
          .remedy("Look into its log.")
          .toException();
    }
  }

  /** Work whose failure leaves a node behind, and not the whole. */
  void tolerated(String other, Runnable work) {
    if (toRejoin.contains(other)) {
      return;
    }
    try {
      work.run();
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.ENGINE_CLOSED) {
        throw e;
      }
      left(other, String.valueOf(e.getMessage()));
    }
  }

  /** Notes that a node does not follow. */
  void left(String other, String why) {
    if (!toRejoin.contains(other)) {
      toRejoin.add(other);
    }
    followUps.add("Make " + other + " follow " + name + " by rejoin: " + why + ".");
  }
}
