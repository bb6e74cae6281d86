package io.gds.database.snowflake;

import io.gds.database.core.Reconciler;
import io.gds.database.core.StepBody;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a plan: what its step shows, its body, and who tells what became of it when its
 * answer was lost. Run once. Thread-safe.
 */
final class SnowflakeRun implements StepBody, Reconciler {
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  /** From which pause on a statement is worth watching. */
  private static final long WATCHED_MILLIS = 40;

  /** How often in a row the server may be out of reach while a statement runs. */
  private static final int PATIENCE = 6;

  /** How long the server may say that it knows nothing of a statement that it has begun. */
  private static final Duration UNHEARD_OF = Duration.ofMinutes(2);

  /** How long a statement that is being stopped may take for it. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** After how long a statement that the history does not know of was never received. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  /** How long a statement is looked for at once. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private final SnowflakeGateway gateway;
  private final String sql;
  private final String shown;
  private final String tag;
  private final @Nullable BooleanSupplier effect;
  private final boolean moves;
  private volatile Consumer<StepContext> watching = step -> {};
  private volatile @Nullable String id;
  private volatile @Nullable Instant sentAt;

  SnowflakeRun(SnowflakeGateway gateway, String sql, String shown, String tag) {
    this(gateway, sql, shown, tag, null, false);
  }

  private SnowflakeRun(
      SnowflakeGateway gateway,
      String sql,
      String shown,
      String tag,
      @Nullable BooleanSupplier effect,
      boolean moves) {
    this.gateway = gateway;
    this.sql = sql;
    this.shown = shown;
    this.tag = tag;
    this.effect = effect;
    this.moves = moves;
  }

  /**
   * The same, whose effect can be seen: it is looked at where the server cannot tell of the
   * statement itself.
   */
  SnowflakeRun seen(BooleanSupplier effect) {
    return new SnowflakeRun(gateway, sql, shown, tag, effect, moves);
  }

  /**
   * The same, which leads the session into the database that it makes: the session is put back to
   * where it was, or given up if it was in none.
   */
  SnowflakeRun movingSession() {
    return new SnowflakeRun(gateway, sql, shown, tag, effect, true);
  }

  /** Looked at now and then while it runs, for what its step tells of its progress. */
  SnowflakeRun watched(Consumer<StepContext> look) {
    watching = look;
    return this;
  }

  /** What the step shows. */
  String text() {
    return shown;
  }

  /** What it is sent with. */
  String tag() {
    return tag;
  }

  /** The server's name for it, once it has told. */
  Optional<String> queryId() {
    return Optional.ofNullable(id);
  }

  @Override
  public void run(StepContext step) {
    execute(step);
  }

  /**
   * Runs it to its end.
   *
   * @throws DatabaseException as the server's error tells; CONNECTION_LOST if it is not known how
   *     it ended
   */
  SnowflakeQuery execute(StepContext step) {
    step.throwIfCancelled();
    CountDownLatch stop = new CountDownLatch(1);
    try (Cancellation.Registration stopping = step.onCancel(stop::countDown);
        SqlSession session = session()) {
      Held held = new Held(session, moves ? gateway.place(session) : Optional.empty());
      SnowflakeStatus status;
      String started;
      try {
        started = start(held);
        status = await(step, started, held, stop);
      } finally {
        if (moves && !held.broken) {
          gateway.putBack(session, held.place);
        }
      }
      if (status.state() == SnowflakeStatus.State.FAILED) {
        throw gateway.failure(status, shown, isSecret());
      }
      return new SnowflakeQuery(started, tag);
    }
  }

  private boolean isSecret() {
    return !shown.equals(sql);
  }

  /** The session that it was started in, given back as soon as it is of no more use. */
  private static final class Held {
    final SqlSession session;
    final Optional<String> place;
    boolean broken;

    Held(SqlSession session, Optional<String> place) {
      this.session = session;
      this.place = place;
    }

    void broke() {
      broken = true;
      session.close();
    }
  }

  private SqlSession session() {
    return isSecret() ? gateway.sql().showing(shown).session() : gateway.sql().session();
  }

  private String start(Held held) {
    sentAt = gateway.context().clock().instant();
    try {
      String started =
          isSecret()
              ? SnowflakeDriverLogs.silently(() -> gateway.start(held.session, sql, tag))
              : gateway.start(held.session, sql, tag);
      id = started;
      return started;
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.CONNECTION_LOST) {
        throw e;
      }
      held.broke();
      return found().orElseThrow(() -> e);
    }
  }

  /** The id of a statement whose start was not answered, if the history knows of it. */
  private Optional<String> found() {
    try {
      Optional<SnowflakeGateway.Found> found = find();
      return found.map(SnowflakeGateway.Found::id);
    } catch (DatabaseException e) {
      // It is told as lost, and asked for again by whoever reconciles.
      return Optional.empty();
    }
  }

  private Optional<SnowflakeGateway.Found> find() {
    Instant since = sentAt;
    if (since == null) {
      return Optional.empty();
    }
    Optional<SnowflakeGateway.Found> found = gateway.find(tag, since);
    found.ifPresent(known -> id = known.id());
    return found;
  }

  /** Asks until it has ended; a broken connection is replaced, since the statement runs on. */
  private SnowflakeStatus await(StepContext step, String started, Held held, CountDownLatch stop) {
    long pause = FIRST_PAUSE_MILLIS;
    int missed = 0;
    long stoppedAt = 0;
    Instant heardOf = gateway.context().clock().instant();
    while (true) {
      boolean stopping = stop.getCount() == 0 || step.isCancelled();
      if (stopping && stoppedAt == 0) {
        stoppedAt = System.nanoTime();
        cancel(started);
        pause = FIRST_PAUSE_MILLIS;
      }
      SnowflakeStatus status;
      try {
        status =
            isSecret()
                ? SnowflakeDriverLogs.silently(() -> ask(held, started))
                : ask(held, started);
        missed = 0;
      } catch (DatabaseException e) {
        if (!held.broken && isOutOfReach(e)) {
          held.broke();
        }
        if (!isOutOfReach(e) || ++missed >= PATIENCE) {
          throw lost(started, e);
        }
        status = new SnowflakeStatus(SnowflakeStatus.State.UNKNOWN, 0, "");
      }
      if (status.state() == SnowflakeStatus.State.DONE
          || status.state() == SnowflakeStatus.State.FAILED) {
        return status;
      }
      Instant now = gateway.context().clock().instant();
      if (status.isRunning()) {
        heardOf = now;
      } else if (now.isAfter(heardOf.plus(UNHEARD_OF))) {
        throw lost(started, null);
      }
      if (stoppedAt != 0 && System.nanoTime() - stoppedAt > GRACE.toNanos()) {
        throw lost(started, null);
      }
      if (!stopping && pause >= WATCHED_MILLIS) {
        watch(step);
      }
      pause(stop, pause, stopping);
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }
  }

  /** What cannot be looked at does not disturb what runs. */
  private void watch(StepContext step) {
    try {
      watching.accept(step);
    } catch (DatabaseException e) {
      // How the statement itself is, is asked next.
    }
  }

  private SnowflakeStatus ask(Held held, String started) {
    return held.broken ? gateway.status(started) : gateway.status(held.session, started);
  }

  private static boolean isOutOfReach(DatabaseException e) {
    return switch (e.code()) {
      case CONNECTION_LOST, CONNECTION_FAILED, SERVER_BUSY, TIMEOUT, POOL_EXHAUSTED -> true;
      default -> false;
    };
  }

  private void cancel(String started) {
    try {
      gateway.cancel(started);
    } catch (DatabaseException e) {
      // Whether it was stopped, its status tells.
    }
  }

  /** An interrupt from before does not end it: the gate has been told of that as a cancel. */
  private static void pause(CountDownLatch stop, long millis, boolean stopping) {
    boolean interrupted = Thread.interrupted();
    try {
      if (stopping) {
        TimeUnit.MILLISECONDS.sleep(millis);
      } else {
        stop.await(millis, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private DatabaseException lost(String started, @Nullable DatabaseException cause) {
    ErrorDetails details =
        ErrorDetails.of(
                ErrorCode.CONNECTION_LOST,
                "it is not known how the query " + started + " ended, or whether it has")
            .platform(gateway.context().runner().platform().id())
            .engine(gateway.context().runner().engine())
            .with("statement", shown)
            .remedy("Ask for it by its query id, or look at what it was to change.");
    return (cause == null ? details : details.cause(cause)).toException();
  }

  /** By its id, or by its tag, or by its effect. */
  @Override
  public Finding look() {
    long end = System.nanoTime() + SOON.toNanos();
    long pause = FIRST_PAUSE_MILLIS * 4;
    while (true) {
      Finding finding = once();
      if (finding != Finding.UNKNOWN || System.nanoTime() - end >= 0 || !mayTell()) {
        return finding;
      }
      pause(new CountDownLatch(1), pause, false);
      pause = Math.min(500, pause * 2);
    }
  }

  /** Whether asking again soon may help: something is known to run. */
  private boolean mayTell() {
    return id != null;
  }

  private Finding once() {
    String known = id;
    Optional<SnowflakeStatus> status;
    try {
      status =
          known != null
              ? Optional.of(gateway.status(known))
              : find().map(SnowflakeGateway.Found::status);
    } catch (DatabaseException e) {
      if (isSeen()) {
        return Finding.DONE;
      }
      throw e;
    }
    if (status.isEmpty()) {
      return unheardOf();
    }
    return switch (status.get().state()) {
      case DONE -> Finding.DONE;
      case FAILED -> Finding.NOT_DONE;
      case RUNNING -> Finding.UNKNOWN;
      case UNKNOWN -> isSeen() ? Finding.DONE : Finding.UNKNOWN;
    };
  }

  /** The history tells of what runs at once: what it does not know of for a while never came. */
  private Finding unheardOf() {
    if (isSeen()) {
      return Finding.DONE;
    }
    Instant since = sentAt;
    if (since == null) {
      return Finding.NOT_DONE;
    }
    Instant now = gateway.context().clock().instant();
    return now.isAfter(since.plus(SETTLED)) && gateway.tellsAll(since)
        ? Finding.NOT_DONE
        : Finding.UNKNOWN;
  }

  private boolean isSeen() {
    BooleanSupplier visible = effect;
    return visible != null && visible.getAsBoolean();
  }
}
