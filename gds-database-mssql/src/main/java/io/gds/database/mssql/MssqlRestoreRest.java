package io.gds.database.mssql;

import io.gds.database.mssql.MssqlChainProblem.Kind;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is left to restore onto a database that was left half-way, in the state RESTORING or in
 * standby: from which place in the log on, on which branch of the history, and behind which full
 * backup. Immutable.
 *
 * @param from the place; empty if the server does not tell
 * @param fork the branch that the place is on
 * @param base the full backup it began with
 * @param stopped where its last log was left in the middle, if it was
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-master-files-transact-sql">sys.master_files</a>
 */
record MssqlRestoreRest(
    Optional<MssqlLsn> from,
    Optional<UUID> fork,
    Optional<UUID> base,
    Optional<MssqlRestoreRest.Stopped> stopped) {
  /** Of a database in standby the catalogue tells no place: the newest restore of it does. */
  private static final String RESTORED =
      "SELECT s.backup_set_uuid, s.type, s.first_lsn, s.last_lsn, s.first_recovery_fork_guid,"
          + " s.last_recovery_fork_guid, s.backup_finish_date, h.stop_at, h.stop_at_mark_name"
          + " FROM msdb.dbo.restorehistory h"
          + " JOIN msdb.dbo.backupset s ON s.backup_set_id = h.backup_set_id"
          + " WHERE h.restore_history_id = (SELECT MAX(n.restore_history_id)"
          + " FROM msdb.dbo.restorehistory n WHERE n.destination_database_name = ?)";

  /**
   * A log that was not restored to its end.
   *
   * @param log which
   * @param end where it ends
   * @param at up to when it was restored, by the clock of the server that wrote it; empty if up to
   *     a mark
   */
  record Stopped(UUID log, MssqlLsn end, Optional<LocalDateTime> at) {}

  /**
   * Reads it.
   *
   * @throws io.gds.database.error.DatabaseException if it cannot be read
   */
  static MssqlRestoreRest read(MssqlContext context, String name, MssqlStanding standing) {
    Optional<MssqlRestoreRest> restored =
        context.sql().first(RESTORED, row -> restored(new MssqlRow(row), standing.base()), name);
    boolean standby = standing.database().filter(MssqlStanding.Existing::standby).isPresent();
    return standby && standing.redo().isEmpty() && restored.isPresent()
        ? restored.get()
        : new MssqlRestoreRest(
            standing.redo(),
            standing.redoFork(),
            standing.base(),
            restored.flatMap(MssqlRestoreRest::stopped));
  }

  private static MssqlRestoreRest restored(MssqlColumns row, Optional<UUID> base) {
    boolean log = row.text("type").map(String::strip).filter("L"::equals).isPresent();
    Optional<LocalDateTime> at = row.time("stop_at");
    Optional<LocalDateTime> end = row.time("backup_finish_date");
    boolean before = at.isPresent() && end.filter(at.get()::isAfter).isEmpty();
    boolean middle = log && (before || row.text("stop_at_mark_name").isPresent());
    return new MssqlRestoreRest(
        row.lsn(middle ? "first_lsn" : "last_lsn"),
        row.guid(middle ? "first_recovery_fork_guid" : "last_recovery_fork_guid"),
        base,
        row.guid("backup_set_uuid")
            .filter(id -> middle)
            .flatMap(id -> row.lsn("last_lsn").map(last -> new Stopped(id, last, at))));
  }

  /** The sets that can be used still: what began otherwise is not begun anew. */
  List<MssqlBackupSet> usable(List<MssqlBackupSet> sets) {
    return from.isEmpty() ? sets : sets.stream().filter(set -> isUsable(set, from.get())).toList();
  }

  private boolean isUsable(MssqlBackupSet set, MssqlLsn place) {
    if (set.isLog() || !set.lastLsn().isAfter(place) || base.filter(set.id()::equals).isPresent()) {
      return true;
    }
    // The log that was left in its middle comes again, and nothing that leads past it.
    return set.base().isPresent()
        && set.base().equals(base)
        && stopped.filter(log -> !set.lastLsn().isBefore(log.end())).isEmpty();
  }

  /**
   * What is restored already is left out. Where that is not told, goes beyond the target or is on
   * another branch, there is nothing to go on with: to begin anew over what is there has to be
   * allowed by overwriting.
   */
  MssqlPlanning of(MssqlPlanning.Chain chain, MssqlRestoreTarget target) {
    if (from.isEmpty()) {
      return refusal(
          Kind.TOO_EARLY,
          List.of(),
          "the server does not tell from where in the log the database goes on: its first"
              + " backup did not come to its end, or this login may not see it");
    }
    List<MssqlPlanning.Step> rest = behind(chain.steps());
    MssqlPlanning.Step last = chain.steps().get(chain.steps().size() - 1);
    boolean there = last.stop().isEmpty() && last.set().lastLsn().equals(from.get());
    boolean past = rest.isEmpty() && !there && !(target instanceof MssqlRestoreTarget.Latest);
    if (past || (!rest.isEmpty() && isPast(rest.get(0)))) {
      return refusal(
          Kind.TOO_EARLY,
          List.of(last.set()),
          "the database is restored up to "
              + stopped
                  .flatMap(Stopped::at)
                  .map(LocalDateTime::toString)
                  .orElse(from.get().toString())
              + ", which is behind the target, or may be");
    }
    if (!rest.isEmpty()
        && rest.get(0).set().isLog()
        && rest.get(0).set().firstLsn().isAfter(from.get())) {
      return refusal(
          Kind.LOG_MISSING,
          List.of(rest.get(0).set()),
          "the log from "
              + from.get()
              + " on, where the database was left, is in none of the backups that lead to the"
              + " target; the next is the "
              + rest.get(0).set().described());
    }
    Optional<UUID> wanted =
        rest.isEmpty() ? Optional.of(chain.fork()) : branch(rest.get(0).set(), from.get());
    return fork.isPresent() && wanted.isPresent() && !fork.equals(wanted)
        ? refusal(
            Kind.BRANCH_NOT_LINKED,
            List.of(last.set()),
            "the database was restored on branch "
                + fork.get()
                + " of its history, and at that place the way to the target is on branch "
                + wanted.get())
        : new MssqlPlanning.Chain(rest, chain.fork(), chain.certain(), chain.notes());
  }

  /**
   * A log that was left in its middle is restored once more: what it brought already is skipped.
   */
  private List<MssqlPlanning.Step> behind(List<MssqlPlanning.Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (stopped.map(Stopped::log).filter(steps.get(i).set().id()::equals).isPresent()) {
        return steps.subList(i, steps.size());
      }
    }
    MssqlLsn place = from.orElseThrow();
    return steps.stream().filter(step -> step.set().lastLsn().isAfter(place)).toList();
  }

  /** Whether a stop in the log that was left in its middle may lie before the place it is at. */
  private boolean isPast(MssqlPlanning.Step step) {
    if (stopped.filter(log -> log.log().equals(step.set().id())).isEmpty()
        || step.stop().isEmpty()) {
      return false;
    }
    Optional<LocalDateTime> at = stopped.flatMap(Stopped::at);
    return !(step.stop().get() instanceof MssqlStop.AtTime next)
        || at.isEmpty()
        || next.local().isBefore(at.get());
  }

  /** The branch on which a log is at a place; of a data backup it does not matter. */
  private static Optional<UUID> branch(MssqlBackupSet set, MssqlLsn place) {
    MssqlBackupSet.Forks forks = set.forks();
    boolean behind = forks.point().filter(point -> !place.isBefore(point)).isPresent();
    return set.isLog() ? (behind ? forks.last() : forks.first()) : Optional.empty();
  }

  private static MssqlPlanning refusal(Kind kind, List<MssqlBackupSet> sets, String text) {
    return new MssqlPlanning.Refusal(
        MssqlChainProblem.of(
            kind,
            sets,
            text,
            "Begin anew with overwrite, without "
                + MssqlRestore.CONTINUE.id()
                + (kind == Kind.BRANCH_NOT_LINKED
                    ? ", or name the branch to follow by " + MssqlRestore.BRANCH.id()
                    : "")
                + "."));
  }
}
