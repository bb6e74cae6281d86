package io.gds.database.testkit.sqlserver;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a {@link SqlServerModel}: those of its peer's connections, and others that only
 * the views know, for tests that want somebody at work. Thread-safe, as the model is.
 *
 * <pre>{@code
 * SqlServerSessions sessions = model.sessions();
 * int holder = sessions.open("ada", "app", "shop");
 * sessions.begin(holder);                                // sleeps, and holds locks
 * int waiter = sessions.open("bob", "app", "shop");
 * sessions.waits(waiter, "UPDATE t SET a = 1", "LCK_M_X", holder);
 * }</pre>
 */
public final class SqlServerSessions {
  private final Object lock;
  private final ModelServer server;

  SqlServerSessions(Object lock, ModelServer server) {
    this.lock = lock;
    this.server = server;
  }

  private void update(String sql, @Nullable Object... values) {
    server.catalog().update(sql, values);
  }

  /**
   * Adds a session that sleeps.
   *
   * @return its number
   */
  public int open(String login, String program, String database) {
    synchronized (lock) {
      return server.sessions().add(login, program, database);
    }
  }

  /**
   * The numbers of the sessions of clients in a database, the peer's connections included.
   *
   * @throws IllegalArgumentException if there is no such database
   */
  public List<Integer> in(String database) {
    synchronized (lock) {
      int id =
          server
              .databases()
              .number(database)
              .orElseThrow(() -> new IllegalArgumentException("no such database: " + database));
      return server
          .catalog()
          .all(
              Integer.class,
              "SELECT session_id FROM sys.dm_exec_sessions WHERE database_id = ?"
                  + " AND is_user_process = TRUE ORDER BY session_id",
              id);
    }
  }

  /** It opens a transaction now, and leaves it open. */
  public void begin(int session) {
    synchronized (lock) {
      long transaction = 1_000L + session;
      update("DELETE FROM sys.dm_tran_session_transactions WHERE session_id = ?", session);
      update("DELETE FROM sys.dm_tran_active_transactions WHERE transaction_id = ?", transaction);
      Map<String, @Nullable Object> open = new LinkedHashMap<>();
      open.put("session_id", session);
      open.put("transaction_id", transaction);
      open.put("is_user_transaction", true);
      open.put("open_transaction_count", 1);
      server.catalog().insertKnown("sys", "dm_tran_session_transactions", open);
      Map<String, @Nullable Object> active = new LinkedHashMap<>();
      active.put("transaction_id", transaction);
      active.put("name", "user_transaction");
      active.put("transaction_begin_time", server.now());
      server.catalog().insertKnown("sys", "dm_tran_active_transactions", active);
      update(
          "UPDATE sys.dm_exec_sessions SET open_transaction_count = 1 WHERE session_id = ?",
          session);
    }
  }

  /** What it said last, and does no more. */
  public void said(int session, String statement) {
    synchronized (lock) {
      update(
          "UPDATE sys.dm_exec_connections SET most_recent_sql_handle = ? WHERE session_id = ?",
          server.sessions().handle(statement),
          session);
    }
  }

  /** It runs this from now on, in the database that it is in. */
  public void runs(int session, String command, String statement) {
    synchronized (lock) {
      String database =
          server
              .catalog()
              .first(
                  String.class,
                  "SELECT d.name FROM sys.databases d JOIN sys.dm_exec_sessions s"
                      + " ON s.database_id = d.database_id WHERE s.session_id = ?",
                  session)
              .orElseThrow(() -> new IllegalArgumentException("no such session: " + session));
      server.sessions().request(session, database, command, "running", statement);
      update("UPDATE sys.dm_exec_sessions SET status = 'running' WHERE session_id = ?", session);
    }
  }

  /**
   * Of a batch that it runs, this part is the statement it is at: from one character to another.
   */
  public void isAt(int session, int begin, int end) {
    synchronized (lock) {
      update(
          "UPDATE sys.dm_exec_requests SET statement_start_offset = ?, statement_end_offset = ?"
              + " WHERE session_id = ?",
          2 * begin,
          2 * (end - 1),
          session);
    }
  }

  /** Of what it runs, so much is done. */
  public void progresses(int session, double percent, Duration remaining) {
    synchronized (lock) {
      update(
          "UPDATE sys.dm_exec_requests SET percent_complete = ?, estimated_completion_time = ?"
              + " WHERE session_id = ?",
          percent,
          remaining.toMillis(),
          session);
    }
  }

  /**
   * It runs this, and waits for another.
   *
   * @param wait what it waits for, such as {@code LCK_M_X}
   * @param blocker the number of a session, or -2 to -5 for a holder that is none
   */
  public void waits(int session, String statement, String wait, int blocker) {
    synchronized (lock) {
      runs(session, "UPDATE", statement);
      update(
          "UPDATE sys.dm_exec_requests SET status = 'suspended', wait_type = ?, wait_time = 1500,"
              + " wait_resource = 'KEY: 5:72057594043170816 (61a06abd401c)',"
              + " blocking_session_id = ? WHERE session_id = ?",
          wait,
          blocker,
          session);
      thread(session, wait, blocker);
    }
  }

  /** A thread of what it runs in parallel waits for another session. */
  public void thread(int session, String wait, int blocker) {
    synchronized (lock) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("session_id", session);
      row.put("wait_duration_ms", 1_500);
      row.put("wait_type", wait);
      row.put("blocking_session_id", blocker);
      row.put("resource_description", "keylock hobtid=72057594043170816 dbid=5");
      server.catalog().insertKnown("sys", "dm_os_waiting_tasks", row);
    }
  }

  /** So many pages of tempdb are its own. */
  public void fillsTempdb(int session, long pages) {
    synchronized (lock) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("session_id", session);
      row.put("database_id", 2);
      row.put("user_objects_alloc_page_count", pages + 1);
      row.put("user_objects_dealloc_page_count", 1);
      row.put("internal_objects_alloc_page_count", 0);
      row.put("internal_objects_dealloc_page_count", 0);
      server.catalog().insertKnown("sys", "dm_db_session_space_usage", row);
    }
  }

  /**
   * Once it is killed its work is undone first, until {@link #close}; this is what is told of it.
   */
  public void undoes(int session, int percent, Duration remaining) {
    synchronized (lock) {
      server
          .sessions()
          .undoes(
              session, new ModelRollback(percent, Math.toIntExact(remaining.toSeconds()), false));
    }
  }

  /** It is gone. */
  public void close(int session) {
    synchronized (lock) {
      server.sessions().ended(session);
    }
  }

  /** It is gone, and somebody who came a little later has its number. */
  public void replace(int session, String login, Duration later) {
    synchronized (lock) {
      server.sessions().ended(session);
      server.sessions().begin(session, login, "", "master", () -> {});
      update(
          "UPDATE sys.dm_exec_sessions SET login_time = ? WHERE session_id = ?",
          ModelSessions.datetime(server.now().plus(later)),
          session);
    }
  }
}
