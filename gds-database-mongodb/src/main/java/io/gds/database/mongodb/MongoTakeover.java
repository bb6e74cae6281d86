package io.gds.database.mongodb;

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
import java.util.OptionalLong;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.jspecify.annotations.Nullable;

/**
 * A member becomes primary: the old one steps down, the new one stands for election until it takes
 * writes that a majority has. Each is asked by itself, so that nobody else is ever told to step
 * down; and whoever is primary is believed by the newest election only.
 */
final class MongoTakeover {
  /** The primary that steps down hands over by itself within this. */
  private static final Duration HANDOVER = Duration.ofSeconds(1);

  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** An election that is lost is not tried again at once: each try makes a new term. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Duration FOLLOW = Duration.ofSeconds(30);
  private static final String LOST_ELECTION = "125";
  private static final String NOT_PRIMARY = "10107";
  private static final String NOBODY_CAUGHT_UP = "262";

  private final MongoContext context;
  private final MongoMembers members;
  private final String target;
  private final long oldTerm;
  private final Duration wait;
  private final List<String> toRejoin = new ArrayList<>();
  private final List<String> followUps = new ArrayList<>();
  private volatile long stoodAt = System.nanoTime() - AGAIN.toNanos();
  private volatile boolean sent;
  private volatile @Nullable Instant beganAt;
  private volatile @Nullable Instant finishedAt;

  /**
   * A takeover.
   *
   * @param target who is to be primary
   * @param oldTerm the newest election before
   * @param wait how long it may need
   */
  MongoTakeover(MongoContext context, String target, long oldTerm, Duration wait) {
    this.context = context;
    this.members = new MongoMembers(context);
    this.target = target;
    this.oldTerm = oldTerm;
    this.wait = wait;
  }

  /** Whether the primary may have been changed. */
  boolean isSent() {
    return sent;
  }

  void begin() {
    if (beganAt == null) {
      beganAt = context.clock().instant();
    }
  }

  Instant beganAt() {
    return Objects.requireNonNull(beganAt);
  }

  /** When it was seen to be primary; now, if only a later look has shown it. */
  Instant finishedAt() {
    Instant seen = finishedAt;
    return seen != null ? seen : context.clock().instant();
  }

  List<String> toRejoin() {
    return toRejoin;
  }

  List<String> followUps() {
    return followUps;
  }

  /**
   * Adds that the primary steps down. It stays barred for longer than an election takes.
   *
   * @param catchUp how long it waits for others to catch up
   * @param election how long an election takes at most
   */
  void addStepDown(Plan.Builder<?> plan, String leader, Duration catchUp, Duration election) {
    long seconds = catchUp.plus(election).plus(MARGIN).toSeconds();
    BsonDocument command =
        new BsonDocument("replSetStepDown", new BsonInt64(seconds))
            .append("secondaryCatchUpPeriodSecs", new BsonInt64(catchUp.toSeconds()));
    Duration settled = catchUp.plus(MARGIN);
    Fate fate =
        Fate.settling(
            () -> leads() || isNoPrimary(leader), settled.plus(Duration.ofSeconds(1)), settled);
    plan.step(
        new Step(StepKind.COMMAND, MongoStep.of("admin", command).text(), Effect.ONCE, leader),
        step -> stepDown(leader, command, catchUp, step),
        fate);
  }

  private void stepDown(String leader, BsonDocument command, Duration catchUp, StepContext step) {
    step.throwIfCancelled();
    begin();
    if (leads()) {
      // By its priority the set has made it primary already.
      return;
    }
    sent = true;
    try {
      commands(leader).during(step).admin(command);
    } catch (DatabaseException e) {
      String code = e.nativeCode().orElse("");
      if (code.equals(NOT_PRIMARY) && leads()) {
        return;
      }
      if (e.code() == ErrorCode.CONNECTION_LOST) {
        // What became of it is asked for; it is never sent again.
        throw e;
      }
      if (e.code() == ErrorCode.CANCELLED) {
        throw notKnown("the old primary was told to step down, and nobody waited for its answer");
      }
      sent = false;
      throw code.equals(NOBODY_CAUGHT_UP) ? nobodyCaughtUp(leader, catchUp, e) : e;
    }
  }

  private static DatabaseException nobodyCaughtUp(
      String leader, Duration catchUp, DatabaseException e) {
    return ErrorDetails.of(
            ErrorCode.TIMEOUT,
            "no member that can be elected had caught up after "
                + catchUp
                + ", so the primary stays: "
                + e.getMessage())
        .target(leader)
        .nativeCode(NOBODY_CAUGHT_UP)
        .cause(e)
        .remedy("Wait until the target lags less, or allow more time: mongodb.catch-up.")
        .toException();
  }

  private MongoCommands commands(String host) {
    return members
        .commands(host)
        .orElseThrow(() -> MongoSetLook.stale("nothing allows a log-in at " + host + " any more"));
  }

  /** Whether a member says itself that it is not primary. */
  private boolean isNoPrimary(String host) {
    return members.brief(host).map(commands -> !isWritable(hello(commands))).orElse(false);
  }

  private static BsonDocument hello(MongoCommands commands) {
    // Every version answers by the older name.
    return MongoMembers.patiently(() -> commands.admin(MongoCommands.command("isMaster")));
  }

  private static boolean isWritable(BsonDocument hello) {
    return MongoValues.truth(hello, "ismaster")
        .or(() -> MongoValues.truth(hello, "isWritablePrimary"))
        .orElse(false);
  }

  /**
   * Whether the target takes writes by a newer election, and a majority has what it began with;
   * false if it cannot be asked.
   */
  private boolean leads() {
    try {
      MongoCommands commands = members.brief(target).orElse(context.commands().anywhere());
      if (!isWritable(hello(commands))) {
        return false;
      }
      BsonDocument answer =
          MongoMembers.patiently(() -> commands.admin(MongoCommands.command("replSetGetStatus")));
      MongoSetStatus status = MongoSetStatus.of(answer);
      long term = status.term().orElse(-1);
      OptionalLong committed = MongoValues.number(answer, "optimes", "lastCommittedOpTime", "t");
      return status.state() == MongoMemberState.PRIMARY
          && term > oldTerm
          && (committed.isEmpty() || committed.getAsLong() >= term);
    } catch (DatabaseException e) {
      MongoSetLook.throwUnlessSilent(e);
      return false;
    }
  }

  /** Adds that the target stands for election, until it is primary. */
  void addStepUp(Plan.Builder<?> plan) {
    BsonDocument command = new BsonDocument("replSetStepUp", new BsonInt32(1));
    plan.step(
        new Step(
            StepKind.COMMAND,
            MongoStep.of("admin", command).text()
                + "\n// if it has not been handed over to by itself, until it takes writes that a"
                + " majority has",
            Effect.ONCE,
            target),
        step -> stepUp(command, step),
        () -> leads() ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN);
  }

  private void stepUp(BsonDocument command, StepContext step) {
    step.throwIfCancelled();
    begin();
    Duration handover = sent && HANDOVER.compareTo(wait) < 0 ? HANDOVER : Duration.ZERO;
    sent = true;
    Runnable onWait = step::throwIfCancelled;
    boolean leads =
        MongoWait.until(handover, onWait, this::leads)
            || MongoWait.until(wait, onWait, () -> stand(command, step));
    if (!leads) {
      throw notKnown("it was told to stand for election, and is not primary after " + wait);
    }
    finishedAt = context.clock().instant();
  }

  /** Stands for election; an election may be lost, and won the next time. */
  private boolean stand(BsonDocument command, StepContext step) {
    if (leads()) {
      return true;
    }
    if (System.nanoTime() - stoodAt < AGAIN.toNanos()) {
      return false;
    }
    stoodAt = System.nanoTime();
    try {
      commands(target).during(step).admin(command);
    } catch (DatabaseException e) {
      if (e.nativeCode().filter(LOST_ELECTION::equals).isEmpty() && !e.isTransient()) {
        throw e;
      }
    }
    return leads();
  }

  private DatabaseException notKnown(String why) {
    return ErrorDetails.of(ErrorCode.CONNECTION_LOST, why)
        .target(target)
        .remedy("Ask all members who is primary now: haStatus().")
        .toException();
  }

  /** Adds the wait for those that followed before. */
  void addFollowers(Plan.Builder<?> plan, List<String> expected) {
    if (expected.isEmpty()) {
      return;
    }
    plan.step(
        new Step(
            StepKind.COMMAND,
            MongoStep.of("admin", MongoCommands.command("replSetGetStatus")).text()
                + "\n// until these follow: "
                + String.join(", ", expected),
            Effect.READ,
            target),
        step -> {
          Duration most = wait.compareTo(FOLLOW) < 0 ? wait : FOLLOW;
          MongoWait.until(most, step::throwIfCancelled, () -> stragglers(expected).isEmpty());
          stragglers(expected).forEach(this::left);
        });
  }

  private List<String> stragglers(List<String> expected) {
    MongoSetStatus status =
        MongoMembers.patiently(
            () -> MongoSetStatus.read(members.brief(target).orElse(context.commands().anywhere())));
    return expected.stream()
        .filter(
            host ->
                status
                    .member(host)
                    .filter(row -> row.up() && row.state() == MongoMemberState.SECONDARY)
                    .isEmpty())
        .toList();
  }

  private void left(String host) {
    toRejoin.add(host);
    followUps.add("See why " + host + " does not follow " + target + ": haStatus().");
  }

  /** Who is primary after a run that did not end well. */
  Optional<String> stands() {
    if (!sent) {
      return Optional.empty();
    }
    try {
      Optional<MongoSetView> view = MongoSetView.read(context);
      Optional<String> primary = view.flatMap(MongoSetView::primary);
      return Optional.of(
          primary
              .map(host -> host + " is primary now.")
              .orElse(
                  "Nobody is primary now: the set elects one by itself if a majority is there."));
    } catch (DatabaseException e) {
      MongoSetLook.throwUnlessSilent(e);
      return Optional.of("Nobody answers now: ask all members who is primary before all else.");
    }
  }
}
