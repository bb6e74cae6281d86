package io.gds.database.mssql;

import java.util.List;

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
}
