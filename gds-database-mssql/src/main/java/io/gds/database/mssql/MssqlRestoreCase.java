package io.gds.database.mssql;

import io.gds.database.mssql.MssqlBackupSpec.LogUse;
import io.gds.database.mssql.MssqlRestoreFinder.Found;
import io.gds.database.mssql.MssqlRestoreSpec.Afterwards;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One restore as it was decided: what is wanted, what stood where it goes, and what was found to
 * restore from. Immutable.
 *
 * @param stamp what tells the names and files of this restore from all others
 */
record MssqlRestoreCase(
    MssqlContext context,
    String name,
    MssqlRestoreWishes wishes,
    String stamp,
    MssqlRestoreWay way,
    MssqlStanding standing,
    Found found) {

  boolean online() {
    return standing.database().filter(MssqlStanding.Existing::online).isPresent();
  }

  /** Enterprise restores parts while the rest is used. */
  boolean staysInUse() {
    return way == MssqlRestoreWay.PARTS
        && online()
        && context.product().lack(MssqlFeature.RESTORE_ONLINE).isEmpty();
  }

  /** Whether the sessions of others are ended before. */
  boolean alone() {
    return wishes.options().force() && online() && !staysInUse();
  }

  /** The backup of the tail of the log, if one is wanted of what stands there. */
  Optional<MssqlTail> tail() {
    LogUse use = staysInUse() ? LogUse.TRUNCATE : online() ? LogUse.NORECOVERY : LogUse.NO_TRUNCATE;
    return standing.database().isEmpty()
        ? Optional.empty()
        : wishes.tail().map(to -> new MssqlTail(context, name, to, use, alone()));
  }

  /** Whether the server would refuse to restore over what is there: another database, a tail. */
  boolean replaces(MssqlPlanning.Chain chain) {
    if (way != MssqlRestoreWay.IN_PLACE || chain.steps().isEmpty()) {
      return false;
    }
    Optional<MssqlStanding.Existing> existing = standing.database();
    Optional<UUID> family = existing.flatMap(it -> it.log()).map(MssqlStanding.Log::family);
    boolean own = family.isPresent() && family.equals(chain.steps().get(0).set().origin().family());
    boolean tailLost =
        wishes.tail().isEmpty() && existing.filter(MssqlStanding.Existing::hasTail).isPresent();
    // The backup of a damaged log leaves the database as it is: to the server its tail is lost.
    boolean damaged = wishes.tail().isPresent() && !online();
    return !own || tailLost || damaged;
  }

  /**
   * What is wanted of it once it is ready for use. By its own name a database goes on to capture
   * changes; one that is restored beside it has another until it takes its place, and would lose
   * all that was captured.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/track-changes/change-data-capture-and-other-sql-server-features">Change
   *     data capture and other features</a>
   */
  Set<Afterwards> afterwards() {
    Set<Afterwards> all = EnumSet.noneOf(Afterwards.class);
    if (wishes.is(MssqlRestore.KEEP_REPLICATION)) {
      all.add(Afterwards.KEEP_REPLICATION);
    }
    if (wishes.is(MssqlRestore.KEEP_CDC) || replacesCapture()) {
      all.add(Afterwards.KEEP_CDC);
    }
    if (wishes.is(MssqlRestore.RESTRICTED_USER)) {
      all.add(Afterwards.RESTRICTED_USER);
    }
    return all;
  }

  /** Whether what is dropped for it captures changes: its jobs go with it. */
  boolean replacesCapture() {
    return way == MssqlRestoreWay.BESIDE
        && standing.database().filter(MssqlStanding.Existing::captures).isPresent();
  }

  /** The owner that the replaced one has, if this login may give it to the new one. */
  Optional<String> owner() {
    boolean may = MssqlRights.read(context, name).administrator();
    return may ? standing.database().flatMap(MssqlStanding.Existing::owner) : Optional.empty();
  }
}
