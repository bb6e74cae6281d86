package io.gds.database.testkit.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a proxy is to do to what passes, and how much has passed. Thread-safe. */
final class Faults {
  private final List<Armed> armed = new ArrayList<>();
  private final Map<Direction, Long> passed = new EnumMap<>(Direction.class);
  private Duration delay = Duration.ZERO;
  private long bytesPerSecond = Long.MAX_VALUE;
  private boolean stalled;
  private long struck;
  private long healed;
  private volatile Tap tap = (connection, direction, bytes) -> {};

  /** How much of a chunk is forwarded, and what happens then. */
  record Verdict(int forward, @Nullable Fault fault) {}

  synchronized void arm(Armed fault) {
    armed.add(fault);
  }

  synchronized void stallAll() {
    stalled = true;
  }

  synchronized void delay(Duration each) {
    if (each.isNegative()) {
      throw new IllegalArgumentException("a negative delay: " + each);
    }
    delay = Objects.requireNonNull(each, "each");
  }

  synchronized void throttle(long bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("less than a byte a second: " + bytesPerSecond);
    }
    this.bytesPerSecond = bytesPerSecond;
  }

  synchronized void heal() {
    armed.clear();
    delay = Duration.ZERO;
    bytesPerSecond = Long.MAX_VALUE;
    stalled = false;
    healed++;
    notifyAll();
  }

  synchronized long bytes(Direction direction) {
    return passed.getOrDefault(direction, 0L);
  }

  void tap(Tap tap) {
    this.tap = Objects.requireNonNull(tap, "tap");
  }

  Tap tap() {
    return tap;
  }

  synchronized long struck() {
    return struck;
  }

  /** Wakes up those that wait here, since a connection is closed. */
  synchronized void wake() {
    notifyAll();
  }

  /** Judges what has been read; the fault that strikes first strikes, and is no longer armed. */
  synchronized Verdict judge(Direction direction, byte[] seen, byte[] chunk) {
    Armed first = null;
    int at = chunk.length;
    for (Armed each : armed) {
      if (each.direction() == direction) {
        int strikes = each.strikesAt(seen, chunk);
        if (strikes >= 0 && (first == null || strikes < at)) {
          first = each;
          at = strikes;
        }
      }
    }
    Fault fault = null;
    if (first != null) {
      armed.remove(first);
      struck++;
      fault = first.fault();
    }
    int forward = fault == Fault.SWALLOW_REPLY ? chunk.length : at;
    for (Armed each : armed) {
      if (each.direction() == direction) {
        each.passed(forward);
      }
    }
    return new Verdict(forward, fault);
  }

  /** How much of what passed the patterns need to see again. */
  synchronized int memory() {
    return armed.stream().mapToInt(Armed::patternLength).max().orElse(0);
  }

  /** How many bytes are forwarded at once. */
  synchronized int piece(int length) {
    // Twenty a second: slow, and still flowing.
    return bytesPerSecond == Long.MAX_VALUE
        ? length
        : (int) Math.min(length, Math.max(1, bytesPerSecond / 20));
  }

  synchronized void passed(Direction direction, int bytes) {
    passed.merge(direction, (long) bytes, Long::sum);
  }

  /** Waits as long as what was read is to be held back. */
  void beforeChunk(Link link) throws InterruptedException {
    long nanos;
    synchronized (this) {
      nanos = delay.toNanos();
    }
    pause(link, nanos);
  }

  /** Waits as long as so many bytes take. */
  void afterPiece(Link link, int bytes) throws InterruptedException {
    long nanos;
    synchronized (this) {
      nanos =
          bytesPerSecond == Long.MAX_VALUE
              ? 0
              : (long) ((double) TimeUnit.SECONDS.toNanos(1) * bytes / bytesPerSecond);
    }
    pause(link, nanos);
  }

  private synchronized void pause(Link link, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    long then = healed;
    while (link.isOpen() && healed == then) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** Waits while all are stalled. */
  synchronized void awaitFlow(Link link) throws InterruptedException {
    while (stalled && link.isOpen()) {
      wait();
    }
  }

  /** How often it has been healed. */
  synchronized long healings() {
    return healed;
  }

  /** Waits until it has been healed more often: a connection of its own is stalled. */
  synchronized void awaitHealing(Link link, long since) throws InterruptedException {
    while (healed == since && link.isOpen()) {
      wait();
    }
  }
}
