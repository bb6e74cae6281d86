package io.gds.database.backup;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which backups to keep. What any rule keeps is kept, with all that it is based on; pinned backups
 * are always kept; the newest good backup of a database is always kept. Immutable and thread-safe.
 *
 * @see RetentionPlan
 */
public final class RetentionPolicy {
  private final @Nullable Integer keepLast;
  private final @Nullable Duration keepWithin;

  private RetentionPolicy(@Nullable Integer keepLast, @Nullable Duration keepWithin) {
    this.keepLast = keepLast;
    this.keepWithin = keepWithin;
  }

  /**
   * Keeps the newest backups of each database.
   *
   * @param count how many, at least 1
   */
  public static RetentionPolicy keepLast(int count) {
    if (count < 1) {
      throw InvalidOptionsException.of(
          "retention policy", List.of(new OptionFault("keepLast", "is at least 1")));
    }
    return new RetentionPolicy(count, null);
  }

  /**
   * Keeps the backups from which every instant of this past stretch can be restored.
   *
   * @param age how far back, more than zero
   */
  public static RetentionPolicy keepWithin(Duration age) {
    if (age.isZero() || age.isNegative()) {
      throw InvalidOptionsException.of(
          "retention policy", List.of(new OptionFault("keepWithin", "is more than zero")));
    }
    return new RetentionPolicy(null, age);
  }

  /** Keeps what either policy keeps. */
  public RetentionPolicy or(RetentionPolicy other) {
    Integer count =
        keepLast == null
            ? other.keepLast
            : other.keepLast == null
                ? keepLast
                : Integer.valueOf(Math.max(keepLast, other.keepLast));
    Duration age =
        keepWithin == null
            ? other.keepWithin
            : other.keepWithin == null || keepWithin.compareTo(other.keepWithin) > 0
                ? keepWithin
                : other.keepWithin;
    return new RetentionPolicy(count, age);
  }

  /** How many of the newest are kept, if that is a rule. */
  public OptionalInt keepLast() {
    return keepLast == null ? OptionalInt.empty() : OptionalInt.of(keepLast);
  }

  /** How far back must stay reachable, if that is a rule. */
  public Optional<Duration> keepWithin() {
    return Optional.ofNullable(keepWithin);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RetentionPolicy that
        && Objects.equals(keepLast, that.keepLast)
        && Objects.equals(keepWithin, that.keepWithin);
  }

  @Override
  public int hashCode() {
    return Objects.hash(keepLast, keepWithin);
  }

  @Override
  public String toString() {
    return "keepLast=" + keepLast + ", keepWithin=" + keepWithin;
  }
}
