package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A change that Patroni is told to make: one request, and then a look again and again until it is
 * so. Accepted is not done, and an answer that was lost, or that says that Patroni gave up waiting,
 * is not a failure: what is so is asked for, and if that cannot be told in time, the outcome is
 * unknown.
 */
final class PatroniChange {
  /** How long is looked once nobody waits any more. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /**
   * Answers of status 503 behind which nothing goes on, once things are seen to be as before; all
   * others may mean that it does. That a switchover "failed" is said while nobody leads, too.
   */
  private static final Pattern FINAL =
      Pattern.compile(
          "(?i)(switchover|failover|restart) failed\\s*|restart conditions are not satisfied.*"
              + "|.*already in progress.*|.*can ?not reinitialize.*");

  private final Patroni manager;
  private final URI address;
  private final String path;
  private final String body;
  private final Duration wait;
  private final String goal;
  private final BooleanSupplier reached;
  private final BooleanSupplier asBefore;
  private final Supplier<String> reasons;
  private final AtomicBoolean accepted = new AtomicBoolean();
  private final AtomicBoolean tooLate = new AtomicBoolean();
  private final AtomicReference<@Nullable StepContext> sentBy = new AtomicReference<>();
  private volatile long sentAt;

  /**
   * A change.
   *
   * @param address whom to tell
   * @param path the endpoint
   * @param body what to tell
   * @param wait how long it may take
   * @param goal how it is seen to be done, in words
   * @param reached whether it is done
   * @param asBefore whether it is sure that nothing has changed, once Patroni says that it failed
   * @param reasons why it might be refused, member by member
   */
  PatroniChange(
      Patroni manager,
      URI address,
      String path,
      Map<String, ?> body,
      Duration wait,
      String goal,
      BooleanSupplier reached,
      BooleanSupplier asBefore,
      Supplier<String> reasons) {
    this.manager = manager;
    this.address = address;
    this.path = path;
    this.body = PatroniJson.write(body);
    this.wait = wait;
    this.goal = goal;
    this.reached = reached;
    this.asBefore = asBefore;
    this.reasons = reasons;
  }

  /** Adds the step. */
  void add(Plan.Builder<?> plan, Runnable before) {
    plan.step(
        new Step(
            StepKind.COMMAND,
            "POST " + address + path + " " + body + "\n# then waits until " + goal,
            Effect.ONCE,
            ""),
        step -> {
          before.run();
          run(step);
        },
        this::look);
  }

  /** Whether Patroni may do it, so that it cannot be called back. */
  boolean isSent() {
    return accepted.get();
  }

  /** Whether somebody asked to stop after Patroni had been told. */
  boolean isTooLate() {
    return tooLate.get();
  }

  private void run(StepContext step) {
    step.throwIfCancelled();
    sentAt = System.nanoTime();
    sentBy.set(step);
    accepted.set(true);
    try {
      understand(manager.post(address, path, body, wait, step), step);
    } catch (DatabaseException e) {
      // A word of Patroni's is a no, by which nothing was begun; silence is none.
      boolean another = e.code() == ErrorCode.WRONG_STATE && e.nativeCode().isEmpty();
      accepted.set(e.code() == ErrorCode.CONNECTION_LOST || another);
      throw e;
    } finally {
      tooLate.compareAndSet(false, accepted.get() && step.isCancelled());
    }
    try {
      if (!PostgresWait.until(wait, step, this::isReached)) {
        throw notYet("Patroni accepted it, and it is not done after " + wait);
      }
    } catch (DatabaseException e) {
      // To stop waiting stops nothing that Patroni has begun.
      throw e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.TIMEOUT
          ? notYet("Patroni accepted it, and nobody waited until it was done")
          : e;
    } finally {
      tooLate.compareAndSet(false, step.isCancelled());
    }
  }

  /** The gate asks once more by itself, and then calls the outcome unknown. */
  private DatabaseException notYet(String what) {
    return ErrorDetails.of(ErrorCode.CONNECTION_LOST, what)
        .target(address.toString())
        .remedy("Look at haStatus() for what becomes of it, and at Patroni's log.")
        .toException();
  }

  private boolean isReached() {
    try {
      return reached.getAsBoolean();
    } catch (DatabaseException e) {
      // While the primary changes, servers and managers are away for a moment.
      if (e.code() == ErrorCode.ENGINE_CLOSED
          || e.code() == ErrorCode.CANCELLED
          || e.code() == ErrorCode.WRONG_STATE) {
        throw e;
      }
      return false;
    }
  }

  private void understand(PatroniReply reply, StepContext step) {
    int status = reply.status();
    if (status == 200 || status == 202) {
      return;
    }
    String said = "Patroni at " + address + " answered: " + reply.words();
    ErrorDetails details =
        switch (status) {
          case 400, 412, 422 ->
              ErrorDetails.of(ErrorCode.PRECONDITION_FAILED, "Patroni refused it: " + reply.words())
                  .remedy(reasons.get());
          case 401 ->
              ErrorDetails.of(
                      ErrorCode.AUTHENTICATION_FAILED,
                      "Patroni at " + address + " did not accept the log-in")
                  .remedy(
                      "Set "
                          + PostgresPatroni.USER.id()
                          + " and "
                          + PostgresPatroni.SECRET.id()
                          + " as restapi.authentication has them.");
          case 403 ->
              ErrorDetails.of(ErrorCode.PERMISSION_DENIED, said)
                  .remedy("Have this machine added to restapi.allowlist.");
          case 409 ->
              ErrorDetails.of(ErrorCode.WRONG_STATE, said)
                  .remedy("Let the other change end, or take it back.");
          default -> {
            if (status >= 500) {
              yield later(reply, said, step);
            }
            throw PatroniJson.strange(reply, path, "with HTTP status " + status);
          }
        };
    throw details.target(address.toString()).nativeCode(Integer.toString(status)).toException();
  }

  private ErrorDetails later(PatroniReply reply, String said, StepContext step) {
    boolean over = reply.status() == 503 && FINAL.matcher(reply.words()).matches();
    return over && failed(step)
        ? ErrorDetails.of(ErrorCode.STATEMENT_FAILED, said).remedy("Look at Patroni's log.")
        : ErrorDetails.of(
                ErrorCode.CONNECTION_LOST,
                over ? said + ", and it is not seen to be as before" : said)
            .remedy("Look at haStatus() for what becomes of it, and at Patroni's log.");
  }

  /** Waits while neither is so: it may be done yet, or be as it was. */
  private boolean failed(StepContext step) {
    AtomicBoolean before = new AtomicBoolean();
    try {
      PostgresWait.until(
          wait,
          step,
          () -> {
            if (isReached()) {
              return true;
            }
            before.set(isAsBefore());
            return before.get();
          });
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.CANCELLED && e.code() != ErrorCode.TIMEOUT) {
        throw e;
      }
    }
    return before.get();
  }

  private boolean isAsBefore() {
    try {
      return asBefore.getAsBoolean();
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return false;
    }
  }

  private boolean reachedWithin(Duration most) {
    long end = System.nanoTime() + most.toNanos();
    while (!isReached()) {
      if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      PostgresPause.millis(100);
    }
    return true;
  }

  private Reconciler.Finding look() {
    StepContext step = sentBy.get();
    Duration left = wait.minusNanos(System.nanoTime() - sentAt);
    Duration atLeast = wait.compareTo(LOOK) < 0 ? wait : LOOK;
    boolean enough = step != null && (step.isCancelled() || left.compareTo(atLeast) < 0);
    Duration most = enough ? atLeast : left;
    return reachedWithin(most) ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN;
  }
}
