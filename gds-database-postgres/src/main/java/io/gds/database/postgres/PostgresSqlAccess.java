package io.gds.database.postgres;

import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.ConnectionPool;
import java.sql.SQLException;

/** Pools of connections to one database, for its callers. */
final class PostgresSqlAccess {
  private final PostgresContext context;
  private final String name;

  PostgresSqlAccess(PostgresContext context, String name) {
    this.context = context;
    this.name = name;
  }

  SqlSource openSql() {
    ConnectionPool pool = context.connections().open(name);
    return pool.source();
  }

  DatabaseException translate(SQLException exception) {
    return PostgresErrors.about(PostgresErrors.TABLE.translate(exception), name);
  }
}
