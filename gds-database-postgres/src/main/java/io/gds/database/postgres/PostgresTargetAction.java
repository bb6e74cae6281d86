package io.gds.database.postgres;

/**
 * What a restored server does once it has reached the target of its recovery.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-RECOVERY-TARGET-ACTION">recovery_target_action</a>
 */
public enum PostgresTargetAction {
  /** It ends the recovery and takes changes, on a timeline of its own. */
  PROMOTE,
  /** It stays as it is, to be looked at, until {@code pg_wal_replay_resume()} is called. */
  PAUSE,
  /** It stops. */
  SHUTDOWN
}
