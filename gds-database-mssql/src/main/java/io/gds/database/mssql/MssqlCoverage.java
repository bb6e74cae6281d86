package io.gds.database.mssql;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Which databases are not backed up as they should be: a pure function of what is on the server and
 * in the history. Thread-safe.
 */
final class MssqlCoverage {
  /**
   * A database that should be backed up.
   *
   * @param name its name
   * @param family its {@code family_guid}; empty while it is offline
   * @param recoveryModel {@code SIMPLE}, {@code FULL} or {@code BULK_LOGGED}
   * @param keepsLog whether the server keeps its log for a backup: {@code last_log_backup_lsn} is
   *     there. A database in FULL that was never backed up in full does not, whatever its model
   *     says
   */
  record Subject(String name, Optional<UUID> family, String recoveryModel, boolean keepsLog) {
    private boolean isSimple() {
      return recoveryModel.equals("SIMPLE");
    }
  }

  /**
   * How old the newest backup may be.
   *
   * @param data of the data
   * @param log of the log
   */
  record Ages(Duration data, Duration log) {}

  private final Map<Object, List<MssqlBackupSet>> byKey = new HashMap<>();
  private final Map<String, Set<Object>> keys = new HashMap<>();
  private final ZoneId zone;
  private final Ages ages;
  private final Instant now;

  MssqlCoverage(MssqlBackupHistory history, ZoneId zone, Ages ages, Instant now) {
    this.zone = zone;
    this.ages = ages;
    this.now = now;
    for (MssqlBackupSet set : history.sets()) {
      Object key = MssqlFamily.key(set);
      byKey.computeIfAbsent(key, one -> new ArrayList<>()).add(set);
      keys.computeIfAbsent(set.origin().database(), one -> new LinkedHashSet<>()).add(key);
    }
  }

  /** All there is to say, in the order of the databases. */
  List<MssqlBackupFinding> report(List<Subject> databases) {
    List<MssqlBackupFinding> findings = new ArrayList<>();
    databases.forEach(database -> findings.addAll(report(database)));
    return findings;
  }

  private List<MssqlBackupFinding> report(Subject database) {
    List<MssqlBackupSet> sets = new ArrayList<>();
    for (Object key : keys.getOrDefault(database.name(), Set.of())) {
      if (database.family().isEmpty() || database.family().get().equals(key)) {
        sets.addAll(byKey.getOrDefault(key, List.of()));
      }
    }
    MssqlChainQuery query = MssqlChainQuery.of(database.name(), zone);
    MssqlBackupHistory own = new MssqlBackupHistory(sets);
    List<MssqlFamily> families = MssqlFamily.of(own, query);
    List<MssqlLink> links =
        families.isEmpty() ? List.of() : new MssqlChainSpace(families.get(0), query).links();
    Findings findings = new Findings(database.name());
    data(links, findings);
    log(database, links, findings);
    if (!links.isEmpty()) {
      MssqlPlanning latest =
          new MssqlChainPlanner(own, query).plan(new MssqlRestoreTarget.Latest());
      if (latest instanceof MssqlPlanning.Refusal refusal) {
        MssqlChainProblem why = refusal.problem();
        findings.add(
            MssqlBackupFinding.Kind.CHAIN_BROKEN,
            why.text(),
            "Make a full backup. " + why.remedy());
      }
    }
    return findings.list;
  }

  private void data(List<MssqlLink> links, Findings findings) {
    Predicate<MssqlLink> usable = link -> !link.isLog() && link.isUsable();
    Optional<MssqlLink> newest = newest(links, usable);
    if (newest.isEmpty()) {
      findings.add(
          MssqlBackupFinding.Kind.NO_FULL,
          "there is no full backup that could be restored",
          "Make a full backup.");
      return;
    }
    MssqlLink link = newest.get();
    if (link.late().isBefore(now.minus(ages.data()))) {
      findings.add(
          MssqlBackupFinding.Kind.DATA_TOO_OLD,
          "the newest backup of the data is older than " + ages.data() + ": " + link.late(),
          "Make a full or differential backup.");
    }
    if (links.stream().filter(usable).allMatch(one -> one.set().is(MssqlBackupFlag.COPY_ONLY))) {
      findings.add(
          MssqlBackupFinding.Kind.ONLY_COPY_ONLY,
          "all full backups are copy-only, which differentials cannot build on",
          "Make a full backup that is not copy-only.");
    }
    if (!link.set().is(MssqlBackupFlag.CHECKSUMS)) {
      findings.add(
          MssqlBackupFinding.Kind.NO_CHECKSUMS,
          "the newest backup of the data has no checksums, so that verifying it says little",
          "Back up WITH CHECKSUM.");
    }
  }

  private void log(Subject database, List<MssqlLink> links, Findings findings) {
    if (database.isSimple()) {
      return;
    }
    if (!database.keepsLog()) {
      findings.add(
          MssqlBackupFinding.Kind.PSEUDO_SIMPLE,
          "the recovery model is "
              + database.recoveryModel()
              + ", and the log is kept for no backup all the same: no full backup was made since",
          "Make a full backup, and log backups from then on.");
      return;
    }
    Optional<MssqlLink> newest = newest(links, link -> link.isLog() && link.isUsable());
    if (newest.isEmpty()) {
      findings.add(
          MssqlBackupFinding.Kind.NO_LOG,
          "the log is kept, and never backed up: it grows until the disk is full",
          "Make log backups, or set the recovery model to SIMPLE.");
    } else if (newest.get().sure().isBefore(now.minus(ages.log()))) {
      findings.add(
          MssqlBackupFinding.Kind.LOG_TOO_OLD,
          "the newest log backup is older than " + ages.log() + ": " + newest.get().sure(),
          "Make log backups more often.");
    }
  }

  private static Optional<MssqlLink> newest(List<MssqlLink> links, Predicate<MssqlLink> which) {
    return links.stream().filter(which).max(Comparator.comparing(MssqlLink::late));
  }

  /** Collects the findings on one database. */
  private static final class Findings {
    private final String database;
    private final List<MssqlBackupFinding> list = new ArrayList<>();

    Findings(String database) {
      this.database = database;
    }

    void add(MssqlBackupFinding.Kind kind, String text, String remedy) {
      list.add(new MssqlBackupFinding(database, kind, text, remedy));
    }
  }
}
