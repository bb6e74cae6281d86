package io.gds.database.testkit.sqlserver;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A database's transaction log, as far as backups know of it: what the database held from which log
 * sequence number on, the recovery forks, and where the chain of log backups stands.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/backup-restore/recovery-paths-sql-server">
 *     recovery paths</a>
 */
final class ModelLog {
  private static final BigDecimal BLOCK = BigDecimal.TEN.pow(5);

  /**
   * What a database held from some moment on.
   *
   * @param mark the mark of the transaction that made it so; empty if it had none
   */
  record Version(BigDecimal lsn, Instant at, List<String> rows, String mark) {
    Version {
      rows = List.copyOf(rows);
    }

    Version(BigDecimal lsn, Instant at, List<String> rows) {
      this(lsn, at, rows, "");
    }
  }

  private final TreeMap<BigDecimal, Version> versions = new TreeMap<>();
  private BigDecimal end;
  private UUID family;
  private String original = "";
  private UUID guid;
  private UUID fork;
  private Optional<BigDecimal> forkPoint = Optional.empty();
  private UUID firstForkOfNextLog;
  private @Nullable BigDecimal chain;
  private @Nullable BigDecimal base;
  private @Nullable UUID baseGuid;
  private @Nullable BigDecimal parts;
  private @Nullable BigDecimal rest;
  private @Nullable UUID partsBase;

  /** The log of a new database. */
  ModelLog(Instant at) {
    guid = UUID.randomUUID();
    family = guid;
    fork = UUID.randomUUID();
    firstForkOfNextLog = fork;
    end = lsn(34, 288);
    versions.put(BigDecimal.ZERO, new Version(BigDecimal.ZERO, at, List.of()));
  }

  /** A sequence number of its parts: virtual log file, block, and the first slot. */
  private static BigDecimal lsn(long file, long block) {
    return BigDecimal.valueOf(file)
        .scaleByPowerOfTen(15)
        .add(BigDecimal.valueOf(block).multiply(BLOCK))
        .add(BigDecimal.ONE);
  }

  /** The number of the next record; each call is one record more. */
  BigDecimal write() {
    BigDecimal here = end;
    end = end.add(BLOCK.multiply(BigDecimal.valueOf(8)));
    return here;
  }

  /** The number that the next record will have. */
  BigDecimal end() {
    return end;
  }

  List<String> rows() {
    return versions.lastEntry().getValue().rows();
  }

  /** The database holds one row more from now on. */
  void add(List<String> more, Instant at) {
    List<String> rows = new ArrayList<>(rows());
    rows.addAll(more);
    BigDecimal here = write();
    versions.put(here, new Version(here, at, rows));
  }

  /** A transaction with a mark that changes no rows; gives its place. */
  BigDecimal mark(String name, Instant at) {
    BigDecimal here = write();
    versions.put(here, new Version(here, at, rows(), name));
    return here;
  }

  /** The database holds these rows from now on: another server sent them. */
  void hold(List<String> rows, Instant at) {
    BigDecimal here = write();
    versions.put(here, new Version(here, at, rows));
  }

  /** The changes from one number on up to another, which is left out. */
  List<Version> between(BigDecimal from, BigDecimal to) {
    return List.copyOf(versions.subMap(from, true, to, false).values());
  }

  /** What the database held before this number. */
  Version before(BigDecimal lsn) {
    return versions.headMap(lsn, false).lastEntry().getValue();
  }

  /** The name that the database had when the backup was taken that it comes of; empty if none. */
  String original() {
    return original;
  }

  UUID family() {
    return family;
  }

  UUID guid() {
    return guid;
  }

  UUID fork() {
    return fork;
  }

  /** The fork at which the next log backup begins: an older one if a restore bent the path. */
  UUID firstFork() {
    return firstForkOfNextLog;
  }

  Optional<BigDecimal> forkPoint() {
    return forkPoint;
  }

  /** Where the next log backup begins; empty while there is no chain. */
  Optional<BigDecimal> chain() {
    return Optional.ofNullable(chain);
  }

  /** The next log backup begins here. */
  void chain(@Nullable BigDecimal lsn) {
    chain = lsn;
    firstForkOfNextLog = fork;
    forkPoint = Optional.empty();
  }

  Optional<BigDecimal> base() {
    return Optional.ofNullable(base);
  }

  Optional<UUID> baseGuid() {
    return Optional.ofNullable(baseGuid);
  }

  /** Differential backups hold what changed since this full one. */
  void base(BigDecimal lsn, UUID set) {
    base = lsn;
    baseGuid = set;
  }

  /** Begins with what another database holds now. */
  void begunWith(ModelLog other, Instant at) {
    versions.clear();
    versions.put(BigDecimal.ZERO, new Version(BigDecimal.ZERO, at, other.rows()));
  }

  /** Holds what another database holds, behind all that was: the log is made anew. */
  void revertedTo(ModelLog other, Instant at) {
    BigDecimal here = write();
    versions.put(here, new Version(here, at, other.rows()));
    chain = null;
    base = null;
    baseGuid = null;
    fork = UUID.randomUUID();
    firstForkOfNextLog = fork;
    forkPoint = Optional.empty();
  }

  /** Up to where parts are that were restored by themselves; empty if none were. */
  Optional<BigDecimal> parts() {
    return Optional.ofNullable(parts);
  }

  /** Parts were restored up to here, or, if it is null, are used again. */
  void parts(@Nullable BigDecimal lsn) {
    parts = lsn;
    rest = lsn == null ? null : end;
  }

  /** Whether the parts have come to where the rest of the database was. */
  boolean partsAreWhole() {
    BigDecimal at = parts;
    return at != null && rest != null && at.compareTo(rest) >= 0;
  }

  /** The full backup that the parts were restored from. */
  Optional<UUID> partsBase() {
    return Optional.ofNullable(partsBase);
  }

  void partsBase(UUID set) {
    partsBase = set;
  }

  /** A log was rolled forward over the parts. */
  void rollParts(BigDecimal lsn) {
    parts = lsn;
  }

  /** Continues what a data backup holds: the database was restored from it. */
  void restoredFrom(ModelBackupSet set) {
    versions.clear();
    family = set.database().family();
    guid = UUID.randomUUID();
    original = set.database().name();
    moved(set);
    versions.put(BigDecimal.ZERO, set.content());
    if (set.type() == ModelBackupSet.Type.FULL) {
      base(set.lsns().checkpoint(), set.guid());
    }
  }

  private void moved(ModelBackupSet set) {
    end = set.lsns().last();
    chain = end;
    fork = set.forks().last();
    firstForkOfNextLog = fork;
    forkPoint = Optional.empty();
  }

  /** Rolls a log backup forward: the changes up to the first that is beyond the target. */
  void roll(ModelBackupSet set, Predicate<Version> beyond) {
    Optional<BigDecimal> stop = Optional.empty();
    for (Version change : set.changes()) {
      if (stop.isPresent() || beyond.test(change)) {
        stop = stop.or(() -> Optional.of(change.lsn()));
      } else {
        versions.put(change.lsn(), change);
      }
    }
    BigDecimal before = end;
    moved(set);
    stop.ifPresent(
        here -> {
          // The next log backup begins where the one began that was not restored to its end.
          end = here;
          chain = before;
        });
  }

  /** The database is recovered: its path bends here. */
  void recovered() {
    firstForkOfNextLog = fork;
    forkPoint = Optional.of(end);
    fork = UUID.randomUUID();
  }
}
