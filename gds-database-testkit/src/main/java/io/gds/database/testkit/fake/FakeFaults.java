package io.gds.database.testkit.fake;

import io.gds.database.core.Reconciler.Finding;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What shall go wrong on a fake server. Faults strike readings and the steps of operations; what a
 * preparation measures is spared, so that a fault given before {@code backup(…)} strikes the backup
 * itself. Each fault strikes once, except {@link #slow} and {@link #reconcileUnknown}; a step that
 * may be repeated is sent again by the gate after a fault that may pass. Thread-safe.
 */
public final class FakeFaults {
  private enum Loss {
    AFTER_EFFECT,
    BEFORE_EFFECT
  }

  private record Failure(@Nullable String call, DatabaseException error) {}

  private final Deque<Failure> failures = new ArrayDeque<>();
  private final Deque<Loss> losses = new ArrayDeque<>();
  private final Map<String, FakeStop> stops = new LinkedHashMap<>();
  private final List<FakeStop> made = new ArrayList<>();
  private Duration delay = Duration.ZERO;
  private boolean unknown;

  FakeFaults() {}

  /** The next reading or step fails with this code and has no effect; further calls queue up. */
  public void failNext(ErrorCode code) {
    failNext(injected(code));
  }

  /** The next reading or step fails with exactly this and has no effect. */
  public synchronized void failNext(DatabaseException error) {
    failures.add(new Failure(null, Objects.requireNonNull(error, "error")));
  }

  /** The next reading or step of this name, such as {@code backup}, fails and has no effect. */
  public synchronized void failNext(String call, ErrorCode code) {
    failures.add(new Failure(Objects.requireNonNull(call, "call"), injected(code)));
  }

  private static DatabaseException injected(ErrorCode code) {
    return ErrorDetails.of(code, "a fault was injected into the fake server: " + code)
        .remedy("It strikes once; the same call will succeed now.")
        .toException();
  }

  /** The next changing step takes effect, and the connection breaks before the answer comes. */
  public synchronized void loseConnectionAfterSend() {
    losses.add(Loss.AFTER_EFFECT);
  }

  /** The next changing step is sent, the connection breaks, and the step has no effect. */
  public synchronized void loseConnectionBeforeEffect() {
    losses.add(Loss.BEFORE_EFFECT);
  }

  /** From now on the server cannot tell what became of a step whose answer was lost. */
  public synchronized void reconcileUnknown() {
    unknown = true;
  }

  /** From now on the server can tell again, of earlier steps too. */
  public synchronized void reconcileKnown() {
    unknown = false;
  }

  /**
   * From now on each reading and step takes this long in real time. A reading longer than the
   * connection's query time-out fails at that time-out; a step ends early if it is cancelled.
   */
  public synchronized void slow(Duration delay) {
    this.delay = Objects.requireNonNull(delay, "delay");
  }

  /**
   * The next step that enters this phase waits there, before it has an effect. Phases are named
   * after operations ({@code create}, {@code drop}, {@code switchover}…); a backup has {@code copy}
   * and {@code verify}, a restore {@code verify}, {@code copy} and {@code swap}, a clone {@code
   * copy}.
   */
  public synchronized FakeStop stopAt(String phase) {
    FakeStop stop = new FakeStop(Objects.requireNonNull(phase, "phase"));
    stops.put(phase, stop);
    made.add(stop);
    return stop;
  }

  /** Takes back all faults that have not struck, and releases what waits. */
  public synchronized void clear() {
    failures.clear();
    losses.clear();
    made.forEach(FakeStop::release);
    made.clear();
    stops.clear();
    delay = Duration.ZERO;
    unknown = false;
  }

  /** Before a reading takes place. */
  void reading(String call, Duration limit) {
    Duration wait = delay();
    boolean tooLong = wait.compareTo(limit) > 0;
    try {
      TimeUnit.NANOSECONDS.sleep((tooLong ? limit : wait).toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ErrorDetails.of(ErrorCode.CANCELLED, "the calling thread was interrupted")
          .cause(e)
          .toException();
    }
    if (tooLong) {
      throw ErrorDetails.of(ErrorCode.TIMEOUT, call + " was not answered within " + limit)
          .remedy("Raise the connection's query time-out.")
          .toException();
    }
    fail(call);
  }

  /** Before a step takes effect. */
  void entering(String call, String phase, StepContext context) throws InterruptedException {
    Duration wait = delay();
    if (!wait.isZero()) {
      CountDownLatch cancelled = new CountDownLatch(1);
      try (Cancellation.Registration registration = context.onCancel(cancelled::countDown)) {
        boolean unused = cancelled.await(wait.toNanos(), TimeUnit.NANOSECONDS);
      }
      context.throwIfCancelled();
    }
    FakeStop stop = takeStop(phase);
    if (stop != null) {
      stop.hold(context);
    }
    fail(call);
  }

  private synchronized Duration delay() {
    return delay;
  }

  private synchronized @Nullable FakeStop takeStop(String phase) {
    return stops.remove(phase);
  }

  private synchronized void fail(String call) {
    Iterator<Failure> queue = failures.iterator();
    while (queue.hasNext()) {
      Failure next = queue.next();
      if (next.call() == null || next.call().equals(call)) {
        queue.remove();
        throw next.error();
      }
    }
  }

  /** Breaks the connection before a changing step has its effect, if that was asked for. */
  synchronized void beforeEffect() {
    if (losses.peek() == Loss.BEFORE_EFFECT) {
      losses.remove();
      throw lost();
    }
  }

  /** Breaks the connection after a changing step had its effect, if that was asked for. */
  synchronized void afterEffect() {
    if (losses.peek() == Loss.AFTER_EFFECT) {
      losses.remove();
      throw lost();
    }
  }

  private static DatabaseException lost() {
    return ErrorDetails.of(ErrorCode.CONNECTION_LOST, "the connection to the fake server broke")
        .toException();
  }

  synchronized Finding find(boolean hadEffect) {
    if (unknown) {
      return Finding.UNKNOWN;
    }
    return hadEffect ? Finding.DONE : Finding.NOT_DONE;
  }
}
