package io.gds.database.mssql;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the restoring server can read, and what of the rest the caller asked for. Immutable.
 *
 * @param serverMajor the major version of the restoring server; 0 leaves it out of account
 * @param certificates the thumbprints of its certificates and keys, in hexadecimal; empty leaves
 *     them out of account
 * @param damaged whether sets may be taken that were written from a damaged database
 * @param snapshots whether sets may be taken whose data lies in a snapshot of the storage
 */
record MssqlRestoreLimits(
    int serverMajor, Optional<Set<String>> certificates, boolean damaged, boolean snapshots) {
  static final MssqlRestoreLimits NONE = new MssqlRestoreLimits(0, Optional.empty(), false, false);

  /** Why a set cannot be restored from, whatever else there is; empty if it can. */
  Optional<String> refusal(MssqlBackupSet set) {
    Optional<String> content = content(set);
    return content.isPresent() ? content : readable(set);
  }

  private Optional<String> content(MssqlBackupSet set) {
    switch (set.kind()) {
      case FULL, DIFFERENTIAL, LOG -> {}
      default -> {
        return Optional.of("a " + set.kind().word() + " backup does not hold the whole database");
      }
    }
    if (set.is(MssqlBackupFlag.SNAPSHOT) && !snapshots) {
      return Optional.of("its data lies in a snapshot of the storage, not in the backup");
    }
    if (set.is(MssqlBackupFlag.DAMAGED) && !damaged) {
      return Optional.of("the database was damaged when it was taken");
    }
    if (set.lastLsn().isBefore(set.firstLsn())) {
      return Optional.of("its log ends before it begins");
    }
    return forks(set);
  }

  private static Optional<String> forks(MssqlBackupSet set) {
    MssqlBackupSet.Forks forks = set.forks();
    if (forks.first().isEmpty() || forks.last().isEmpty()) {
      return Optional.of("the branch of the database's history that it is of is not told");
    }
    if (set.isLog() && !forks.first().equals(forks.last())) {
      boolean told =
          forks
              .point()
              .filter(point -> !point.isBefore(set.firstLsn()) && !point.isAfter(set.lastLsn()))
              .isPresent();
      if (!told) {
        return Optional.of("it crosses from one branch to another, and where is not told");
      }
    }
    return Optional.empty();
  }

  private Optional<String> readable(MssqlBackupSet set) {
    if (serverMajor > 0 && set.softwareMajor() > serverMajor) {
      return Optional.of(
          "it was written by version "
              + set.softwareMajor()
              + " of the server, and version "
              + serverMajor
              + " cannot read it");
    }
    if (set.certificate().isPresent()
        && certificates.isPresent()
        && !certificates.get().contains(set.certificate().get())) {
      return Optional.of(
          "the server has no certificate or key of the thumbprint " + set.certificate().get());
    }
    return set.reading().isPresent() ? Optional.empty() : Optional.of(lost(set));
  }

  private static String lost(MssqlBackupSet set) {
    if (set.media().isEmpty()) {
      return "where it lies is not known";
    }
    MssqlMedia media = set.media().get(0);
    List<Integer> missing = media.missing();
    List<String> names = media.devices().stream().map(MssqlMedia.Device::name).toList();
    String what =
        media.families() == 1
            ? "its file is gone, was overwritten or cannot be read by the server"
            : "of its "
                + media.families()
                + " stripes these are gone, overwritten or unreadable: "
                + missing;
    return what + (names.isEmpty() ? "" : " (" + String.join(", ", names) + ")");
  }
}
