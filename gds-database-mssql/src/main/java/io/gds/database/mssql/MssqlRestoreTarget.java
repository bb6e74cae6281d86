package io.gds.database.mssql;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;

/** To where a database is to be restored. Immutable. */
sealed interface MssqlRestoreTarget {
  /** To the end of the newest backup. */
  record Latest() implements MssqlRestoreTarget {}

  /**
   * To the state of an instant: what was committed up to then.
   *
   * @param instant the instant, of which the server knows the milliseconds
   */
  record At(Instant instant) implements MssqlRestoreTarget {}

  /**
   * To a place in the log.
   *
   * @param lsn the place
   * @param before whether the record there is left out
   */
  record AtLsn(MssqlLsn lsn, boolean before) implements MssqlRestoreTarget {}

  /**
   * To a marked transaction. In which log it is, only {@code msdb.dbo.logmarkhistory} knows.
   *
   * @param name the mark's name
   * @param before whether the transaction is left out
   * @param lsn where it is, if that is known
   * @param set when it was set, by the clock of the server, if that is known
   * @param after an instant before it, where the search begins
   */
  record AtMark(
      String name,
      boolean before,
      Optional<MssqlLsn> lsn,
      Optional<LocalDateTime> set,
      Optional<Instant> after)
      implements MssqlRestoreTarget {}
}
