package io.gds.database.postgres;

/**
 * What a finding of {@link PostgresEngine#health()} is about, and from where on it is one.
 *
 * @see <a href="https://www.postgresql.org/docs/current/routine-vacuuming.html">Routine
 *     Vacuuming</a>
 */
public enum PostgresHealthTopic {
  /**
   * The age of the oldest transaction of a database or table; at two thousand million the server
   * stops taking changes. WARNING at twice {@code autovacuum_freeze_max_age}, at most 1,000
   * million; CRITICAL at 1,500 million.
   */
  TRANSACTION_AGE,
  /** The same for multi-transactions, by {@code autovacuum_multixact_freeze_max_age}. */
  MULTIXACT_AGE,
  /**
   * A session, slot, prepared transaction or standby that keeps dead rows from being cleaned away.
   * WARNING at an age of 10 million transactions; CRITICAL at {@code autovacuum_freeze_max_age}.
   */
  ROWS_HELD_BACK,
  /** A transaction that runs. WARNING after one hour, CRITICAL after a day. */
  LONG_TRANSACTION,
  /** A transaction in which nothing runs. WARNING after ten minutes, CRITICAL after six hours. */
  IDLE_IN_TRANSACTION,
  /** A prepared transaction nobody has ended. WARNING after ten minutes, CRITICAL after a day. */
  PREPARED_TRANSACTION,
  /**
   * A replication slot that keeps write-ahead log. WARNING at half of {@code
   * max_slot_wal_keep_size}, CRITICAL at four fifths of it or when log was lost; without that limit
   * WARNING at 1 GiB if nobody reads from it, else at 10 GiB, and CRITICAL at 10 GiB if nobody
   * does.
   */
  REPLICATION_SLOT,
  /** The archiver failed after it last succeeded: CRITICAL, since the log piles up. */
  ARCHIVER,
  /**
   * The operating system orders texts otherwise than when indexes were built: WARNING, since they
   * may be wrong. Of databases from 15 on.
   */
  COLLATION_DRIFT,
  /** An index that no query uses and every write keeps up: WARNING. */
  INVALID_INDEX,
  /** Pages whose checksum was wrong: CRITICAL. */
  CHECKSUM_FAILURE,
  /** A sequence, or the column it is for, comes to its end. WARNING at 75 %, CRITICAL at 90 %. */
  SEQUENCE_END,
  /** A database whose drop was interrupted: WARNING. */
  HALF_DROPPED,
  /**
   * A database under a temporary name of this library, whose process was killed or is on another
   * machine: WARNING, with the statement that drops it.
   */
  LEFT_OVER,
  /** What is inside a database, where that could not be read. */
  DATABASE
}
