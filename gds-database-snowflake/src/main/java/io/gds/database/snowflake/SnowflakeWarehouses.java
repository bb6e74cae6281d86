package io.gds.database.snowflake;

import io.gds.database.operation.Operation;
import java.util.List;

/**
 * The warehouses of an account: what starting and stopping can mean there. This library starts none
 * by itself; the server does, for a query that needs one which resumes by itself. Names are exact.
 */
public interface SnowflakeWarehouses {
  /** Those that the role may see, by one statement that needs none of them. Reads. */
  List<SnowflakeWarehouse> warehouses();

  /** Plans {@link #resumeWarehouse}. */
  Operation<SnowflakeWarehouse> prepareResumeWarehouse(String name);

  /**
   * Starts a warehouse, which costs from then on; one that runs is left as it is.
   *
   * @throws io.gds.database.error.NotFoundException if there is none, or the role may not see it
   * @throws io.gds.database.error.PermissionDeniedException without the right OPERATE on it
   */
  default SnowflakeWarehouse resumeWarehouse(String name) {
    return prepareResumeWarehouse(name).run();
  }

  /** Plans {@link #suspendWarehouse}. */
  Operation<SnowflakeWarehouse> prepareSuspendWarehouse(String name);

  /**
   * Stops a warehouse: what it computes is ended first, nothing new is begun.
   *
   * @throws io.gds.database.error.NotFoundException if there is none, or the role may not see it
   * @throws io.gds.database.error.PermissionDeniedException without the right OPERATE on it
   */
  default SnowflakeWarehouse suspendWarehouse(String name) {
    return prepareSuspendWarehouse(name).run();
  }

  /** Plans {@link #resizeWarehouse}. */
  Operation<SnowflakeWarehouse> prepareResizeWarehouse(String name, SnowflakeWarehouseSize size);

  /**
   * Gives a warehouse another size; queries that run keep the old one.
   *
   * @throws io.gds.database.error.NotFoundException if there is none, or the role may not see it
   * @throws io.gds.database.error.PermissionDeniedException without the right MODIFY on it
   */
  default SnowflakeWarehouse resizeWarehouse(String name, SnowflakeWarehouseSize size) {
    return prepareResizeWarehouse(name, size).run();
  }
}
