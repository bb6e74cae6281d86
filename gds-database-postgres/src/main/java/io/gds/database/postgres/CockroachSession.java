package io.gds.database.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

/**
 * What the session of a connection is called: CockroachDB's protocol tells no number of it, so it
 * is asked once for each connection.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/session-variables#session-id">the session
 *     variable session_id</a>
 */
final class CockroachSession {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final Executor HERE = Runnable::run;

  private CockroachSession() {}

  /** The id; empty if the server is none of CockroachDB's, which is found out soon after. */
  static String id(Connection connection) throws SQLException {
    if (connection.unwrap(PGConnection.class).getParameterStatus("crdb_version") == null) {
      return "";
    }
    connection.setNetworkTimeout(HERE, PATIENCE_MILLIS);
    try (ResultSet row = connection.unwrap(BaseConnection.class).execSQLQuery("SHOW session_id")) {
      String id = row.next() ? row.getString(1) : "";
      connection.setNetworkTimeout(HERE, 0);
      return id;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
