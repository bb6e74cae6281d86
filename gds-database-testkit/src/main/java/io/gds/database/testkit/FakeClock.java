package io.gds.database.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * A clock that stands still until it is set or moved on, so that a test knows every instant. It
 * begins at 2026-01-01T00:00:00Z unless told otherwise. Thread-safe.
 */
public final class FakeClock extends Clock {
  /** Where a clock begins that was not told otherwise. */
  public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now;

  /** A clock at {@link #BEGINNING}. */
  public FakeClock() {
    this(BEGINNING);
  }

  /** A clock at this instant. */
  public FakeClock(Instant now) {
    this.now = Objects.requireNonNull(now, "now");
  }

  /** Puts the clock to an instant, which may lie before the present one. */
  public synchronized void set(Instant instant) {
    now = Objects.requireNonNull(instant, "instant");
  }

  /** Moves the clock on, or back by a negative duration, and tells where it then stands. */
  public synchronized Instant advance(Duration by) {
    now = now.plus(by);
    return now;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Always UTC: the library knows no zones. */
  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** This clock itself: an instant is the same in every zone. */
  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public String toString() {
    return "fake clock at " + instant();
  }
}
