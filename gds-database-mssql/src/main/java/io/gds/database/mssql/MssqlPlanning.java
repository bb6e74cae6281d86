package io.gds.database.mssql;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What planning a restore came to: a chain of backups, or why there is none. Immutable. */
sealed interface MssqlPlanning {
  /**
   * The backups to restore, in order.
   *
   * @param steps the first is a full backup, a differential may follow, then logs
   * @param fork the branch of the database's history that the last of them ends on
   * @param certain whether the target is in there for sure; if not, the state of the database tells
   *     after the last step
   * @param notes what the caller should know
   */
  record Chain(List<Step> steps, UUID fork, boolean certain, List<Note> notes)
      implements MssqlPlanning {
    public Chain {
      steps = List.copyOf(steps);
      notes = List.copyOf(notes);
    }
  }

  /**
   * One backup to restore.
   *
   * @param set the backup
   * @param reading where it is read from
   * @param stop where the server is to stop in it, if it reaches that place
   * @param reserve whether it is needed only if the steps before did not reach the target: the time
   *     at which a log ends is not exactly known. The server tells by message 4322, or, if the step
   *     was to recover the database, by leaving it in the state RESTORING
   */
  record Step(
      MssqlBackupSet set,
      MssqlBackupSet.Reading reading,
      Optional<MssqlStop> stop,
      boolean reserve) {}

  /**
   * What the caller should know.
   *
   * @param kind what it is about
   * @param text a sentence
   */
  record Note(Kind kind, String text) {
    /** What a note is about. */
    enum Kind {
      /** The last log leads from one branch of the history to another. */
      CROSSES_BRANCH,
      /** Other branches reach the target as well. */
      OTHER_BRANCHES,
      /** The name was another database's before or after. */
      OTHER_DATABASES,
      /** Whether the last log reaches the target is not known before it is restored. */
      UNCERTAIN_END,
      /** The newest log is not the tail of a database taken offline. */
      NO_TAIL,
      /** Newer backups that are not of use here. */
      LATER_UNUSED,
      /** Backups without checksums, which verify little. */
      NO_CHECKSUMS,
      /** A mark is looked for: which log has it is not known. */
      SEARCHES_MARK
    }
  }

  /**
   * There is no chain.
   *
   * @param problem why
   */
  record Refusal(MssqlChainProblem problem) implements MssqlPlanning {}
}
