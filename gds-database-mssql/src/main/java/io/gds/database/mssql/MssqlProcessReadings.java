package io.gds.database.mssql;

import io.gds.database.access.ServerProcess;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads sessions in one statement: who they are, what they run, for whom they wait, and what they
 * hold open. A session that holds others up by an open transaction mostly sleeps, and so has no
 * request; one that runs in parallel waits by its threads.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-sessions-transact-sql">
 *     sys.dm_exec_sessions</a>
 */
final class MssqlProcessReadings {
  private static final String COLUMNS =
      "SELECT s.session_id, s.login_time, s.status, s.login_name, s.original_login_name,"
          + " s.host_name, s.host_process_id, s.program_name, s.client_interface_name,"
          + " s.is_user_process, s.cpu_time, s.reads, s.writes, s.logical_reads, s.row_count,"
          + " s.open_transaction_count, s.transaction_isolation_level, s.last_request_start_time,"
          + " s.last_request_end_time, DB_NAME(s.database_id) AS database_name, r.request_id,"
          + " r.status AS request_status, r.command, r.start_time, r.blocking_session_id,"
          + " r.wait_type, r.wait_time, r.wait_resource, r.percent_complete,"
          + " r.estimated_completion_time, r.statement_start_offset, r.statement_end_offset,"
          + " t.transaction_begin_time, w.blocking_session_id AS task_blocker,"
          + " w.wait_type AS task_wait_type, w.resource_description,"
          + " u.user_objects_alloc_page_count - u.user_objects_dealloc_page_count"
          + " + u.internal_objects_alloc_page_count - u.internal_objects_dealloc_page_count"
          + " AS tempdb_pages, SYSDATETIMEOFFSET() AS server_now,"
          + " CASE WHEN s.session_id = @@SPID THEN 1 ELSE 0 END AS asking,"
          + " HAS_PERMS_BY_NAME(NULL, NULL, 'ALTER ANY CONNECTION') AS may_kill, "
          + MssqlDatabaseRow.SEES_SESSIONS
          + " AS sees_sessions";

  private static final String FROM =
      " FROM sys.dm_exec_sessions s"
          + " LEFT JOIN sys.dm_exec_requests r ON r.session_id = s.session_id"
          + " LEFT JOIN sys.dm_os_waiting_tasks w ON w.session_id = s.session_id"
          + " AND w.blocking_session_id <> s.session_id"
          + " LEFT JOIN tempdb.sys.dm_db_session_space_usage u ON u.session_id = s.session_id"
          + " LEFT JOIN (SELECT st.session_id,"
          + " MIN(ac.transaction_begin_time) AS transaction_begin_time"
          + " FROM sys.dm_tran_session_transactions st"
          + " JOIN sys.dm_tran_active_transactions ac ON ac.transaction_id = st.transaction_id"
          + " GROUP BY st.session_id) AS t ON t.session_id = s.session_id";

  private static final String CONNECTION_COLUMNS =
      ", c.client_net_address, c.net_transport, c.encrypt_option, c.auth_scheme";

  /** Of several results at once each has a connection of its own, below that of the session. */
  private static final String CONNECTIONS =
      " LEFT JOIN sys.dm_exec_connections c ON c.session_id = s.session_id"
          + " AND c.parent_connection_id IS NULL";

  private static final String TEXT_COLUMNS =
      ", SUBSTRING(x.text, COALESCE(r.statement_start_offset, 0) / 2 + 1, ?) AS statement_text";

  private final MssqlContext context;

  MssqlProcessReadings(MssqlContext context) {
    this.context = context;
  }

  /**
   * A session as it was read.
   *
   * @param process what is told of it
   * @param now the server's time
   * @param mayKill whether this login may end sessions
   */
  record Reading(ServerProcess process, Instant now, boolean mayKill) {}

  /** All sessions of the server, its own and this engine's included. */
  List<Reading> all(int statementLength) {
    return read(statementLength, null);
  }

  /** The session of this number, whenever it began; without its statement. */
  Optional<Reading> find(int number) {
    return read(0, number).stream().findFirst();
  }

  private List<Reading> read(int statementLength, @Nullable Integer number) {
    try {
      return read(statementLength, number, true);
    } catch (DatabaseException e) {
      requireDenied(e);
    }
    try {
      // From 2022 on it takes a right more to see from where sessions come.
      return read(statementLength, number, false);
    } catch (DatabaseException e) {
      requireDenied(e);
      throw unseen();
    }
  }

  private static void requireDenied(DatabaseException e) {
    if (e.code() != ErrorCode.PERMISSION_DENIED) {
      throw e;
    }
  }

  private static DatabaseException unseen() {
    return ErrorDetails.of(
            ErrorCode.PERMISSION_DENIED, "this login sees no session but the one that asks")
        .with("right", "VIEW SERVER STATE")
        .remedy(
            "GRANT VIEW SERVER STATE TO this login; from 2022 on VIEW SERVER PERFORMANCE STATE is"
                + " enough.")
        .toException();
  }

  private List<Reading> read(int statementLength, @Nullable Integer number, boolean connections) {
    List<Object> binds = new ArrayList<>();
    if (statementLength > 0) {
      binds.add(statementLength);
    }
    if (number != null) {
      binds.add(number);
    }
    Set<Integer> own = context.connections().sessions();
    Map<Integer, MssqlProcessRow> sessions = new LinkedHashMap<>();
    context
        .sql()
        .query(
            statement(statementLength > 0, number != null, connections),
            row -> add(row, sessions, own, statementLength),
            binds.toArray());
    return sessions.values().stream().map(MssqlProcessRow::reading).toList();
  }

  /** The statement; one session's is asked for without its text. */
  static String statement(boolean text, boolean one, boolean connections) {
    return COLUMNS
        + (connections ? CONNECTION_COLUMNS : "")
        + (text ? TEXT_COLUMNS : "")
        + FROM
        + (connections ? CONNECTIONS : "")
        + (text
            ? " OUTER APPLY sys.dm_exec_sql_text("
                + (connections
                    ? "COALESCE(r.sql_handle, c.most_recent_sql_handle)"
                    : "r.sql_handle")
                + ") AS x"
            : "")
        + (one ? " WHERE s.session_id = ?" : "")
        + " ORDER BY s.session_id, r.request_id";
  }

  /** Several rows are one session: those of its requests, and of its threads that wait. */
  private static boolean add(
      Row row, Map<Integer, MssqlProcessRow> sessions, Set<Integer> own, int statementLength) {
    if (row.intValue("sees_sessions") == 0) {
      throw unseen();
    }
    int number = row.intValue("session_id");
    MssqlProcessRow known = sessions.get(number);
    if (known == null) {
      sessions.put(number, new MssqlProcessRow(row, own.contains(number), statementLength > 0));
    } else {
      known.more(row);
    }
    return true;
  }
}
