package io.gds.database.postgres;

import io.gds.database.backup.RestoreOptions;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionValues;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Up to where a restored server recovers, and whether the WAL leads there. Immutable.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/runtime-config-wal.html#RUNTIME-CONFIG-WAL-RECOVERY-TARGET">Recovery
 *     Target</a>
 */
final class PostgresRecoveryTarget {
  private final OptionValues values;
  private final PostgresReach.Base base;
  private final Optional<Instant> time;

  PostgresRecoveryTarget(RestoreOptions options, PostgresReach.Base base) {
    this.values = options.platformOptions();
    this.base = base;
    this.time = options.pointInTime().map(at -> at.truncatedTo(ChronoUnit.MICROS));
  }

  /** The instant, if it is one. */
  Optional<Instant> time() {
    return time;
  }

  /** More than one target, and what excludes each other. */
  static List<OptionFault> faults(RestoreOptions options) {
    OptionValues values = options.platformOptions();
    List<OptionFault> faults = new ArrayList<>();
    long targets =
        Stream.of(
                options.pointInTime(),
                values.given(PostgresServerRestore.TARGET_LSN),
                values.given(PostgresServerRestore.TARGET_NAME),
                values.given(PostgresServerRestore.TARGET_XID))
            .filter(Optional::isPresent)
            .count();
    if (targets > 1) {
      faults.add(new OptionFault("pointInTime", "and the other targets exclude one another"));
    }
    if (values.given(PostgresServerRestore.RESTORE_COMMAND).isPresent()
        && values.given(PostgresServerRestore.WAL_ARCHIVE).isPresent()) {
      faults.add(
          new OptionFault(
              PostgresServerRestore.RESTORE_COMMAND.id(),
              "and " + PostgresServerRestore.WAL_ARCHIVE.id() + " exclude each other"));
    }
    return faults;
  }

  /** Whether all WAL there is gets replayed, so that what is reached depends on the backup. */
  boolean isOpen() {
    return time.isEmpty() && !named() && values.given(PostgresServerRestore.TARGET_LSN).isEmpty();
  }

  /** It, for people. */
  String text() {
    return time.map(Instant::toString)
        .or(() -> values.given(PostgresServerRestore.TARGET_LSN).map(lsn -> "LSN " + lsn))
        .or(() -> values.given(PostgresServerRestore.TARGET_NAME).map(name -> "point " + name))
        .or(() -> values.given(PostgresServerRestore.TARGET_XID).map(xid -> "transaction " + xid))
        .orElse("all WAL there is");
  }

  /**
   * Why it is not reached, if it is not.
   *
   * @param reach what the WAL leads to
   * @param scan looks into that WAL, if there is any
   */
  Optional<String> fault(PostgresReach reach, Supplier<PostgresWalScan> scan) {
    if (!reach.leads()) {
      return Optional.of("along timeline " + reach.timeline() + ", to which nothing leads from it");
    }
    if (time.isPresent()) {
      return time.get().isBefore(reach.from().truncatedTo(ChronoUnit.MICROS))
          ? Optional.of("before the end of the base backup, which is not consistent then")
          : time.get().isAfter(reach.to())
              ? Optional.of("after the last transaction in the WAL")
              : Optional.empty();
    }
    Optional<PostgresLsn> lsn =
        values.given(PostgresServerRestore.TARGET_LSN).flatMap(PostgresLsn::parse);
    if (lsn.isPresent()) {
      return fault(reach, lsn.get(), scan);
    }
    Optional<PostgresLsn> met = met(reach, scan);
    if (met.isEmpty()) {
      return named() ? Optional.of("not in the WAL behind the base backup") : Optional.empty();
    }
    return met.get().compareTo(base.end()) < 0
        ? Optional.of("before the end of the base backup at " + base.end())
        : Optional.empty();
  }

  private Optional<String> fault(
      PostgresReach reach, PostgresLsn lsn, Supplier<PostgresWalScan> scan) {
    if (lsn.compareTo(base.end()) < 0) {
      return Optional.of("before the end of the base backup at " + base.end());
    }
    if (lsn.compareTo(reach.end()) >= 0) {
      return Optional.of("behind the end of the WAL at " + reach.end());
    }
    long first = base.end().segmentBefore(base.segmentBytes());
    List<String> files =
        reach
            .files()
            .subList(
                Math.toIntExact(lsn.segment(base.segmentBytes()) - first), reach.files().size());
    return scan.get().next(files, lsn).isPresent()
        ? Optional.empty()
        : Optional.of(
            "behind the last record in the WAL"
                + reach
                    .last()
                    .map(end -> "; its last transaction ends at " + end.lsn())
                    .orElse(""));
  }

  private boolean named() {
    return values.given(PostgresServerRestore.TARGET_NAME).isPresent()
        || values.given(PostgresServerRestore.TARGET_XID).isPresent();
  }

  /** Where a named target lies in the WAL. */
  private Optional<PostgresLsn> met(PostgresReach reach, Supplier<PostgresWalScan> scan) {
    if (!named() || reach.files().isEmpty()) {
      return Optional.empty();
    }
    Optional<PostgresLsn> point =
        values
            .given(PostgresServerRestore.TARGET_NAME)
            .flatMap(name -> scan.get().point(reach.files(), name))
            .map(PostgresWalScan.Point::lsn);
    return point.or(
        () ->
            values
                .given(PostgresServerRestore.TARGET_XID)
                .flatMap(xid -> scan.get().end(reach.files(), xid))
                .map(PostgresWalScan.End::lsn));
  }

  /** The server's setting, but for an instant. */
  Optional<Map.Entry<String, String>> setting() {
    return values
        .given(PostgresServerRestore.TARGET_LSN)
        .map(lsn -> Map.entry("recovery_target_lsn", lsn))
        .or(
            () ->
                values
                    .given(PostgresServerRestore.TARGET_NAME)
                    .map(name -> Map.entry("recovery_target_name", name)))
        .or(
            () ->
                values
                    .given(PostgresServerRestore.TARGET_XID)
                    .map(xid -> Map.entry("recovery_target_xid", xid.toString())));
  }
}
