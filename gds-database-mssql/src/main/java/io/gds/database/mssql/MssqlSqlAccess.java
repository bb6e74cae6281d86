package io.gds.database.mssql;

import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.ConnectionPool;
import java.sql.SQLException;

/** Pools of connections to one database, for its callers. */
final class MssqlSqlAccess {
  private final MssqlContext context;
  private final String name;

  MssqlSqlAccess(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
  }

  SqlSource openSql() {
    ConnectionPool pool = context.connections().open(name);
    return pool.source(() -> context.connections().closed(pool));
  }

  DatabaseException translate(SQLException exception) {
    return MssqlErrors.TABLE.translate(exception).fillIn("target", name);
  }
}
