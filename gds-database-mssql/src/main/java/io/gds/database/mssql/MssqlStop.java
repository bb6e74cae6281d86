package io.gds.database.mssql;

import java.time.LocalDateTime;
import java.util.Optional;

/**
 * Where a RESTORE stops in a log. Immutable.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-arguments-transact-sql">RESTORE
 *     arguments</a>
 */
sealed interface MssqlStop {
  /**
   * {@code STOPAT}.
   *
   * @param local the time on the clock of the server that wrote the log
   */
  record AtTime(LocalDateTime local) implements MssqlStop {}

  /**
   * {@code STOPATMARK} or {@code STOPBEFOREMARK} with {@code lsn:}.
   *
   * @param lsn the place
   * @param before whether the record there is left out
   */
  record AtLsn(MssqlLsn lsn, boolean before) implements MssqlStop {}

  /**
   * {@code STOPATMARK} or {@code STOPBEFOREMARK} with a name.
   *
   * @param name the mark's name
   * @param before whether the transaction is left out
   * @param after the first mark of this name at or after this local time, else the first of all
   */
  record AtMark(String name, boolean before, Optional<LocalDateTime> after) implements MssqlStop {}
}
