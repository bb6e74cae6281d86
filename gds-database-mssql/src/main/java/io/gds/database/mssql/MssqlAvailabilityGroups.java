package io.gds.database.mssql;

import io.gds.database.operation.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What availability groups have that other platforms have not. Reading tells what the server that
 * is asked knows: the primary of all replicas, a secondary of itself. Changes are sent to the
 * replica that takes them, through the peers of the connection if it is another; a peer that is
 * missing is a refused check that names its key. Thread-safe.
 */
public interface MssqlAvailabilityGroups {
  /**
   * All groups that this server takes part in, with their replicas, databases and listeners, by
   * name: three statements.
   *
   * @throws io.gds.database.error.PermissionDeniedException without VIEW SERVER STATE, from 2022 on
   *     VIEW SERVER PERFORMANCE STATE
   */
  List<MssqlAvailabilityGroup> list();

  /**
   * One of them.
   *
   * @throws io.gds.database.error.NotFoundException if there is none of this name
   */
  MssqlAvailabilityGroup get(String group);

  /**
   * Plans to make a database of the primary a member of a group. It needs the recovery model FULL
   * and a full backup; replicas with automatic seeding get it by themselves, which is waited for.
   */
  Operation<@Nullable Void> prepareAddDatabase(String group, String database);

  /** Makes a database a member of a group. */
  default void addDatabase(String group, String database) {
    prepareAddDatabase(group, database).run();
  }

  /** Plans to take a database out of a group; its copies stay on the other replicas, RESTORING. */
  Operation<@Nullable Void> prepareRemoveDatabase(String group, String database);

  /** Takes a database out of a group. */
  default void removeDatabase(String group, String database) {
    prepareRemoveDatabase(group, database).run();
  }

  /**
   * Plans to say who may make a replica primary.
   *
   * @param mode AUTOMATIC, in a Windows cluster for synchronous replicas, or MANUAL
   */
  Operation<@Nullable Void> prepareSetFailoverMode(
      String group, String replica, MssqlFailoverMode mode);

  /** Says who may make a replica primary. */
  default void setFailoverMode(String group, String replica, MssqlFailoverMode mode) {
    prepareSetFailoverMode(group, replica, mode).run();
  }

  /**
   * Plans to stop the movement of a database's data to a replica; on the primary, to all of them.
   * The primary's log grows until it is resumed.
   */
  Operation<@Nullable Void> prepareSuspend(String group, String replica, String database);

  /** Stops the movement of a database's data to a replica. */
  default void suspend(String group, String replica, String database) {
    prepareSuspend(group, replica, database).run();
  }

  /**
   * Plans to let it go on. What would throw changes away that only the replica has is refused here:
   * see rejoin.
   */
  Operation<@Nullable Void> prepareResume(String group, String replica, String database);

  /** Lets it go on. */
  default void resume(String group, String replica, String database) {
    prepareResume(group, replica, database).run();
  }
}
