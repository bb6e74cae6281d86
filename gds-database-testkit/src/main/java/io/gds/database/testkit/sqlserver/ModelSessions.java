package io.gds.database.testkit.sqlserver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who is logged in, and in which database; told by the peer, shown in sys.dm_exec_sessions. */
final class ModelSessions {
  /** Connections of the peer have smaller numbers. */
  private static final int FIRST_ADDED = 20_000;

  /** A datetime counts in these. */
  private static final double TICKS_A_SECOND = 300;

  private static final long NANOS_A_SECOND = 1_000_000_000L;
  private static final int NANOS_A_MILLI = 1_000_000;

  private final ModelServer server;
  private final Map<Integer, Runnable> enders = new HashMap<>();
  private final Map<Integer, ModelRollback> rollbacks = new HashMap<>();
  private int nextAdded = FIRST_ADDED;

  ModelSessions(ModelServer server) {
    this.server = server;
    ofTheServer(5, "LAZY WRITER", "LAZYWRITER_SLEEP");
    ofTheServer(9, "LOCK MONITOR", "REQUEST_FOR_DEADLOCK_SEARCH");
  }

  /** One of the sessions that the server has for its own work. */
  private void ofTheServer(int number, String command, String wait) {
    Map<String, @Nullable Object> row = session(number, "sa", "master");
    row.put("status", "background");
    row.put("is_user_process", false);
    server.catalog().insertKnown("sys", "dm_exec_sessions", row);
    request(number, "master", command, "background", null);
    server
        .catalog()
        .update(
            "UPDATE sys.dm_exec_requests SET wait_type = ?, wait_time = 1000"
                + " WHERE session_id = ?",
            wait,
            number);
  }

  /** The time as a datetime has it: in steps of a three hundredth of a second. */
  static LocalDateTime datetime(LocalDateTime time) {
    LocalDateTime second = time.truncatedTo(ChronoUnit.SECONDS);
    long nanos = Duration.between(second, time).toNanos();
    long ticks = Math.round(nanos * TICKS_A_SECOND / NANOS_A_SECOND);
    return second.plusNanos(Math.round(ticks * 1000 / TICKS_A_SECOND) * NANOS_A_MILLI);
  }

  private Map<String, @Nullable Object> session(int number, String login, String database) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("session_id", number);
    row.put("login_time", datetime(server.now()));
    row.put("login_name", login);
    row.put("original_login_name", login);
    row.put("security_id", server.logins().sid(login));
    row.put("status", "sleeping");
    row.put("is_user_process", true);
    row.put("cpu_time", 0);
    row.put("reads", 0);
    row.put("writes", 0);
    row.put("logical_reads", 0);
    row.put("row_count", 0);
    row.put("transaction_isolation_level", 2);
    row.put("last_request_start_time", server.now());
    row.put("last_request_end_time", server.now());
    row.put("database_id", server.databases().demand(database));
    row.put("open_transaction_count", 0);
    return row;
  }

  /**
   * Somebody has logged in.
   *
   * @param end closes the connection
   */
  void begin(int number, String login, String program, String database, Runnable end) {
    enders.put(number, end);
    Map<String, @Nullable Object> row = session(number, login, database);
    row.put("host_name", "client");
    row.put("program_name", program);
    server.catalog().insertKnown("sys", "dm_exec_sessions", row);
    server
        .catalog()
        .update(
            "INSERT INTO sys.dm_exec_connections (session_id, connect_time, net_transport,"
                + " encrypt_option, auth_scheme, client_net_address)"
                + " VALUES (?, ?, 'TCP', 'FALSE', 'SQL', '127.0.0.1')",
            number,
            server.now());
  }

  /** A session asks something, in this database. */
  void at(int number, String database) {
    server
        .databases()
        .number(database)
        .ifPresent(
            id ->
                server
                    .catalog()
                    .update(
                        "UPDATE sys.dm_exec_sessions SET database_id = ?,"
                            + " last_request_start_time = ? WHERE session_id = ?",
                        id,
                        server.now(),
                        number));
  }

  /** A session runs something from now on. */
  void request(
      int number, String database, String command, String status, @Nullable String statement) {
    server.catalog().update("DELETE FROM sys.dm_exec_requests WHERE session_id = ?", number);
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("session_id", number);
    row.put("request_id", 0);
    row.put("start_time", server.now());
    row.put("status", status);
    row.put("command", command);
    row.put("sql_handle", statement == null ? null : handle(statement));
    row.put("statement_start_offset", 0);
    row.put("statement_end_offset", -1);
    row.put("database_id", server.databases().demand(database));
    row.put("blocking_session_id", 0);
    row.put("wait_time", 0);
    row.put("open_transaction_count", 0);
    row.put("percent_complete", 0);
    row.put("estimated_completion_time", 0);
    server.catalog().insertKnown("sys", "dm_exec_requests", row);
  }

  /** What it ran is over. */
  void requestEnded(int number) {
    server.catalog().update("DELETE FROM sys.dm_exec_requests WHERE session_id = ?", number);
  }

  /** Under what sys.dm_exec_sql_text has a statement. */
  byte[] handle(String statement) {
    UUID id = UUID.nameUUIDFromBytes(statement.getBytes(StandardCharsets.UTF_8));
    byte[] handle =
        java.nio.ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    server.catalog().update("DELETE FROM sys.dm_exec_sql_text WHERE handle = ?", handle);
    server
        .catalog()
        .update(
            "INSERT INTO sys.dm_exec_sql_text (handle, encrypted, text) VALUES (?, FALSE, ?)",
            handle,
            statement);
    return handle;
  }

  /** The connection is closed; nobody waits for it any more. */
  void ended(int number) {
    enders.remove(number);
    rollbacks.remove(number);
    for (String view :
        List.of(
            "dm_exec_sessions",
            "dm_exec_connections",
            "dm_exec_requests",
            "dm_tran_session_transactions",
            "dm_os_waiting_tasks",
            "dm_db_session_space_usage")) {
      server.catalog().update("DELETE FROM sys." + view + " WHERE session_id = ?", number);
    }
    server
        .catalog()
        .update("DELETE FROM sys.dm_os_waiting_tasks WHERE blocking_session_id = ?", number);
    server
        .catalog()
        .update(
            "UPDATE sys.dm_exec_requests SET blocking_session_id = 0, wait_type = NULL,"
                + " wait_time = 0, wait_resource = '', status = 'running'"
                + " WHERE blocking_session_id = ?",
            number);
  }

  /** Makes a session one whose end takes work. */
  void undoes(int number, ModelRollback rollback) {
    rollbacks.put(number, rollback);
  }

  /** Adds a session that no connection of the peer is, and gives its number. */
  int add(String login, String program, String database) {
    int number = nextAdded++;
    begin(number, login, program, database, () -> {});
    return number;
  }

  /** Whether there is a session of a client by this number. */
  boolean isUser(int number) {
    return enders.containsKey(number);
  }

  /** Whether there is one that began then. */
  boolean began(int number, LocalDateTime at) {
    return server
        .catalog()
        .first(
            Integer.class,
            "SELECT 1 FROM sys.dm_exec_sessions WHERE session_id = ? AND login_time = ?",
            number,
            datetime(at))
        .isPresent();
  }

  boolean isOfTheServer(int number) {
    return server
        .catalog()
        .first(
            Integer.class,
            "SELECT 1 FROM sys.dm_exec_sessions WHERE session_id = ? AND is_user_process = FALSE",
            number)
        .isPresent();
  }

  /** How far the work of a killed session is undone; null if none is being undone. */
  @Nullable ModelRollback undoing(int number) {
    ModelRollback rollback = rollbacks.get(number);
    return rollback == null || !rollback.begun() ? null : rollback;
  }

  /** Ends a session, or begins to undo its work; false if there is none. */
  boolean end(int number) {
    Runnable ender = enders.get(number);
    if (ender == null) {
      return false;
    }
    ModelRollback rollback = rollbacks.get(number);
    if (rollback != null) {
      rollBack(number, rollback);
      return true;
    }
    ended(number);
    ender.run();
    return true;
  }

  private void rollBack(int number, ModelRollback rollback) {
    rollbacks.put(number, rollback.begin());
    server
        .catalog()
        .first(Integer.class, "SELECT 1 FROM sys.dm_exec_requests WHERE session_id = ?", number)
        .ifPresentOrElse(
            there -> {},
            () -> request(number, "master", ModelRollback.COMMAND, ModelRollback.STATUS, null));
    server
        .catalog()
        .update(
            "UPDATE sys.dm_exec_requests SET command = ?, status = ?, percent_complete = ?,"
                + " estimated_completion_time = ?, blocking_session_id = 0 WHERE session_id = ?",
            ModelRollback.COMMAND,
            ModelRollback.STATUS,
            rollback.percent(),
            rollback.seconds() * 1000L,
            number);
  }

  private List<Integer> in(String database, ModelSession but) {
    return server
        .catalog()
        .all(
            Integer.class,
            "SELECT session_id FROM sys.dm_exec_sessions WHERE database_id = ? AND session_id <> ?"
                + " AND is_user_process = TRUE",
            server.databases().demand(database),
            but.number());
  }

  /** Ends all sessions that are in a database, but this one. */
  void endAll(String database, ModelSession but) {
    new ArrayList<>(in(database, but)).forEach(this::end);
  }

  /** Refuses while any session is in this database, this one included. */
  void demandUnused(String database, ModelSession session, int number) {
    boolean own = session.database().equalsIgnoreCase(database);
    if (own || !in(database, session).isEmpty()) {
      throw new ModelError(
          number,
          16,
          number == 3702
              ? "Cannot drop database \"" + database + "\" because it is currently in use."
              : number == 3101
                  ? "Exclusive access could not be obtained because the database is in use."
                  : "The database could not be exclusively locked to perform the operation.");
    }
  }
}
