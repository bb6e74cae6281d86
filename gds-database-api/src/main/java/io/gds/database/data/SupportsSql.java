package io.gds.database.data;

import io.gds.database.Capability;
import io.gds.database.error.DatabaseException;
import java.sql.SQLException;

/** SQL on a database. */
public interface SupportsSql extends Capability {
  /**
   * Opens a pool of connections to this database, sized and bounded as the engine's connection
   * says. No connection is made before the first is asked for. Close it when done.
   *
   * @throws io.gds.database.error.DatabaseException with code ENGINE_CLOSED if the engine is closed
   */
  SqlSource openSql();

  /**
   * What an exception of the driver means: the typed error by the platform's table, with the native
   * code, the SQLState and the exception as cause. No I/O.
   */
  DatabaseException translate(SQLException exception);
}
