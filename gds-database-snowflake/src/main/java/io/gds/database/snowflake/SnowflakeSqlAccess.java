package io.gds.database.snowflake;

import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.ConnectionPool;
import java.sql.SQLException;

/** Pools of connections to one database, for its callers. */
final class SnowflakeSqlAccess {
  private final SnowflakeContext context;
  private final String name;

  SnowflakeSqlAccess(SnowflakeContext context, String name) {
    this.context = context;
    this.name = name;
  }

  SqlSource openSql() {
    ConnectionPool pool = context.connections().open(name);
    return pool.source(() -> context.connections().closed(pool));
  }

  DatabaseException translate(SQLException exception) {
    return SnowflakeErrors.TABLE.translate(exception).fillIn("target", name);
  }
}
