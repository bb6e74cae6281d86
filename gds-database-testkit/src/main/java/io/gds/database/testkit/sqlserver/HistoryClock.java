package io.gds.database.testkit.sqlserver;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands at instants of the past while a history is made, and then goes as the
 * machine's does. Thread-safe.
 */
final class HistoryClock extends Clock {
  private volatile @Nullable Instant standing;

  /** Stands at this instant from now on. */
  void stand(Instant at) {
    standing = at;
  }

  /** Goes as the machine's from now on. */
  void go() {
    standing = null;
  }

  @Override
  public Instant instant() {
    Instant at = standing;
    return at == null ? Clock.systemUTC().instant() : at;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** This clock itself: an instant is the same in every zone. */
  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
