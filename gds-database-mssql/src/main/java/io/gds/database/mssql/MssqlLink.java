package io.gds.database.mssql;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A backup set as a link of chains: from where to where it leads, when, and whether it can be used.
 * Immutable.
 */
final class MssqlLink {
  private final MssqlBackupSet set;
  private final MssqlServerTime.Reach reach;
  private final @Nullable MssqlLink base;
  private final @Nullable String problem;

  /**
   * A link.
   *
   * @param base the full backup that a differential needs
   * @param problem why it cannot be used
   */
  MssqlLink(
      MssqlBackupSet set,
      MssqlServerTime time,
      @Nullable MssqlLink base,
      @Nullable String problem) {
    this.set = set;
    this.base = base;
    this.problem = problem;
    this.reach = set.isLog() ? time.reach(set.times()) : whole(time.finish(set.times()));
  }

  /** What a data backup holds is of its end: so much of the log is in it. */
  private static MssqlServerTime.Reach whole(Instant end) {
    return new MssqlServerTime.Reach(end, end);
  }

  MssqlBackupSet set() {
    return set;
  }

  boolean isLog() {
    return set.isLog();
  }

  boolean isUsable() {
    return problem == null;
  }

  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  Optional<MssqlLink> base() {
    return Optional.ofNullable(base);
  }

  MssqlLsn from() {
    return set.firstLsn();
  }

  MssqlLsn to() {
    return set.lastLsn();
  }

  /** Up to which instant it reaches for certain. */
  Instant sure() {
    return reach.sure();
  }

  /** Beyond which instant it does not reach. */
  Instant late() {
    return reach.late();
  }

  boolean isBulkLogged() {
    return set.is(MssqlBackupFlag.BULK_LOGGED);
  }

  /** The branch it begins on; null if that is not told. */
  @Nullable UUID firstFork() {
    return set.forks().first().orElse(null);
  }

  /** The branch it ends on; null if that is not told. */
  @Nullable UUID lastFork() {
    return set.forks().last().orElse(null);
  }

  /** Whether it is a log that crosses from one branch to another, and where is known. */
  boolean bends() {
    return isLog()
        && set.forks().point().isPresent()
        && set.forks().first().isPresent()
        && !set.forks().first().equals(set.forks().last());
  }

  /** Where it crosses, if it {@link #bends()}. */
  MssqlLsn point() {
    return set.forks().point().orElseThrow();
  }
}
