package io.gds.database.mssql;

import java.util.List;
import java.util.Optional;

/**
 * Why a place cannot be reached. Immutable.
 *
 * @param kind what is wrong
 * @param from where the missing stretch of the log begins, if one is missing
 * @param to where it ends
 * @param sets the backups it is about
 * @param text the same as a sentence, naming all of it
 * @param remedy what can be done
 */
record MssqlChainProblem(
    Kind kind,
    Optional<MssqlLsn> from,
    Optional<MssqlLsn> to,
    List<MssqlBackupSet> sets,
    String text,
    String remedy) {

  /** What is wrong. */
  enum Kind {
    /** No backup of the database, or of the branch asked for, is known. */
    NO_BACKUPS,
    /** No backup of the data is early enough. */
    TOO_EARLY,
    /** Those that are early enough cannot be used. */
    DATA_UNUSABLE,
    /** The log that is known ends before. */
    TOO_LATE,
    /** The logs are not backed up: the recovery model is SIMPLE, or was never begun. */
    NO_LOGS,
    /** A log backup is missing. */
    LOG_MISSING,
    /** Nothing is missing: the server kept no log between two chains. */
    CHAIN_RESTARTED,
    /** A log backup is known, and cannot be used. */
    LOG_UNUSABLE,
    /** The target lies in a log that can only be restored whole. */
    BULK_LOGGED,
    /** The log that leads from one branch to the other is missing. */
    BRANCH_NOT_LINKED,
    /** The place is on two branches, and means something else on each. */
    BRANCH_AMBIGUOUS,
    /** The local time comes twice. */
    TIME_AMBIGUOUS,
    /** Neither where the mark is nor from when to look for it is told. */
    MARK_UNBOUNDED
  }

  MssqlChainProblem {
    sets = List.copyOf(sets);
  }

  static MssqlChainProblem of(Kind kind, List<MssqlBackupSet> sets, String text, String remedy) {
    return new MssqlChainProblem(kind, Optional.empty(), Optional.empty(), sets, text, remedy);
  }
}
