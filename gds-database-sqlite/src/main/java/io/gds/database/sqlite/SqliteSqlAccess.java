package io.gds.database.sqlite;

import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.ConnectionPool;
import java.sql.SQLException;

/**
 * Pools of connections to one database, with foreign keys enforced and locks waited for. A database
 * that nobody may write is opened for reading.
 */
final class SqliteSqlAccess {
  private final SqliteContext context;
  private final String name;

  SqliteSqlAccess(SqliteContext context, String name) {
    this.context = context;
    this.name = name;
  }

  SqlSource openSql() {
    context.runner().requireOpen();
    SqliteFileFacts facts = context.files().require(name);
    ConnectionPool pool = context.pools().open(facts.file(), facts.access());
    return pool.source(() -> context.pools().closed(pool));
  }

  DatabaseException translate(SQLException exception) {
    return SqliteErrors.about(SqliteErrors.TABLE.translate(exception), name);
  }
}
