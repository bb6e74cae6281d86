package io.gds.database.snowflake;

import io.gds.database.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What only Snowflake has of replication: an account's own secondary groups are refreshed at once,
 * and their schedules suspended and resumed. Groups are named as {@code haGroups()} tells them, and
 * must be secondaries in the account that the engine is opened on. Thread-safe.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-failover-group">ALTER
 *     FAILOVER GROUP</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-replication-group">ALTER
 *     REPLICATION GROUP</a>
 */
public interface SnowflakeReplication {
  /**
   * Prepares a refresh. It may take hours, and goes on when the connection breaks; its progress is
   * told by phases. A cancel while data are written may leave the secondary inconsistent until the
   * next refresh.
   */
  Operation<SnowflakeRefreshInfo> prepareRefresh(String group);

  /** Refreshes a group now. */
  default SnowflakeRefreshInfo refresh(String group) {
    return prepareRefresh(group).run();
  }

  /** Prepares the end of refreshes by schedule; one that goes on goes on. */
  Operation<@Nullable Void> prepareSuspend(String group);

  /** Suspends the schedule of a group. */
  default void suspend(String group) {
    prepareSuspend(group).run();
  }

  /** Prepares refreshes by schedule, as they were before they were suspended. */
  Operation<@Nullable Void> prepareResume(String group);

  /** Resumes the schedule of a group. */
  default void resume(String group) {
    prepareResume(group).run();
  }
}
