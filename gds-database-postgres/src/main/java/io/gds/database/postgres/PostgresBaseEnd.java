package io.gds.database.postgres;

import io.gds.database.jdbc.SqlExecutor;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the end of a base backup that was taken from a standby.
 *
 * <p>A standby writes no record at the end of a backup: the backup ends where the standby's control
 * file says that recovery has to get to. No record need ever follow there, and no clock tells what
 * it stands for, since a standby may be as late as it likes. Both are in the WAL that came with it,
 * or are not known.
 *
 * @param last where the last record before the end begins
 * @param transaction when the last transaction ended that ended in the WAL of the backup; empty if
 *     none did
 * @see <a
 *     href="https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-RECOVERY-CONTROL">pg_last_xact_replay_timestamp()</a>
 */
record PostgresBaseEnd(Optional<PostgresLsn> last, Optional<Instant> transaction) {

  /**
   * What a standby says of its replay.
   *
   * @param transaction when the last transaction ended that it has replayed; empty if it has
   *     replayed none since its start
   * @param here up to where it has replayed, read behind the transaction
   */
  record Replay(Optional<Instant> transaction, Optional<PostgresLsn> here) {
    static Replay read(SqlExecutor sql) {
      return sql.first(
              "SELECT pg_last_xact_replay_timestamp() AS transaction,"
                  + " pg_last_wal_replay_lsn()::text AS here",
              row ->
                  new Replay(
                      row.optionalInstant("transaction"),
                      row.optionalText("here").flatMap(PostgresLsn::parse)))
          .orElseThrow();
    }
  }

  /**
   * When the last transaction ended that is in the backup: every instant from then on is behind it.
   * Where none ended within its WAL, it is the one that the standby had replayed before, if that
   * lies before the end, and if no other was replayed until the backup was over.
   *
   * @param before what the standby said before the backup began
   * @param after what it said when that was over
   * @param end where the backup ends
   * @return empty if it cannot be known
   */
  Optional<Instant> consistentAt(Replay before, Replay after, PostgresLsn end) {
    return transaction.or(
        () ->
            before
                .transaction()
                .filter(at -> after.transaction().filter(at::equals).isPresent())
                .filter(at -> before.here().filter(here -> here.compareTo(end) <= 0).isPresent()));
  }
}
