package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An old primary that was stopped on the way to a new one. If the way ends half-way it is started
 * again where nobody can have taken its place; and the error says which node is down, which one
 * holds the newest data, and what to start how.
 */
final class PostgresStopped {
  private static final long STEADY_MILLIS = 1_000;

  private final PostgresHost host;
  private final PostgresPromotion promotion;
  private final PostgresContext next;
  private final String target;
  private final Duration wait;
  private final AtomicBoolean begun = new AtomicBoolean();

  /**
   * The old primary.
   *
   * @param host its process and files
   * @param promotion the other's promotion
   * @param next the other's connections
   * @param target what the other is called
   * @param wait how long a start may take
   */
  PostgresStopped(
      PostgresHost host,
      PostgresPromotion promotion,
      PostgresContext next,
      String target,
      Duration wait) {
    this.host = host;
    this.promotion = promotion;
    this.next = next;
    this.target = target;
    this.wait = wait;
  }

  /** Adds the step that stops it, what starts it again, and what tells of it. */
  void addStop(Plan.Builder<?> plan, String node) {
    plan.onFailure(this::startAgain);
    plan.leaves(this::left);
    PostgresLifecycle.stop(plan, host, PostgresStopMode.FAST, wait, node, () -> begun.set(true));
  }

  private void startAgain(StepContext step) {
    if (!promotion.isSent() && host.canStart()) {
      // To give up waiting does not keep it from stopping, and before it has none can be started.
      PostgresWait.until(wait, step, () -> isDown() || serves(host));
      PostgresLifecycle.start(host, host.startCommand(wait), wait, step);
    }
  }

  /** What has become of it and what to do about it; empty if it serves as it did before. */
  private Optional<String> left() {
    if (!begun.get()) {
      return Optional.empty();
    }
    boolean down = isDown();
    String name = host.node();
    if (!promotion.isSent()) {
      return down || !serves(host)
          ? Optional.of(
              name
                  + ", the old primary, was "
                  + (down
                      ? "stopped and is down"
                      : "told to stop and does not answer: it may be stopping yet")
                  + "; it holds the newest data, and "
                  + target
                  + " was not promoted: nobody is primary. Start "
                  + name
                  + " again"
                  + how()
                  + ".")
          : Optional.empty();
    }
    String state = down ? " was stopped and is down" : " was stopped, and something answers for it";
    return Optional.of(
        name
            + ", the old primary,"
            + state
            + ". "
            + (isPromoted()
                ? target
                    + " is primary and holds the newest data: rejoin "
                    + name
                    + ", and do not start it before, or there are two primaries."
                : "Whether "
                    + target
                    + " was promoted is not known; ask it: SELECT pg_is_in_recovery(). If it says"
                    + " false, "
                    + target
                    + " holds the newest data: rejoin "
                    + name
                    + ", and do not start it before. Only if it says true, and goes on doing so, "
                    + name
                    + " holds the newest data: start it"
                    + how()
                    + "."));
  }

  private boolean isDown() {
    try {
      return PostgresLifecycle.isDown(host);
    } catch (DatabaseException e) {
      // The engine is closed: that it runs again is what nobody has seen.
      return true;
    }
  }

  /** The same of a server that was only to be started again. */
  static Optional<String> left(PostgresHost host, Duration wait) {
    return serves(host)
        ? Optional.empty()
        : Optional.of(
            host.node()
                + " was told to stop, and does not answer: start it again"
                + how(host, wait)
                + ".");
  }

  /** Answers, and goes on doing so: one that was just told to stop may answer for a moment yet. */
  private static boolean serves(PostgresHost host) {
    try {
      if (!host.answers()) {
        return false;
      }
      PostgresPause.millis(STEADY_MILLIS);
      return host.answers();
    } catch (DatabaseException e) {
      return false;
    }
  }

  private boolean isPromoted() {
    try {
      return !next.sql()
          .first("SELECT pg_is_in_recovery() AS r", row -> row.bool("r"))
          .orElse(true);
    } catch (DatabaseException e) {
      return promotion.isProved();
    }
  }

  private String how() {
    return how(host, wait);
  }

  /** How a server is started, as far as that was configured. */
  static String how(PostgresHost host, Duration wait) {
    try {
      return host.canStart() ? ": " + host.startCommand(wait) : " on its machine";
    } catch (DatabaseException e) {
      return " on its machine";
    }
  }
}
