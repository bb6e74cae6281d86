package io.gds.database.testkit.sqlserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is logged in, and in which database; told by the peer, shown in sys.dm_exec_sessions. */
final class ModelSessions {
  private final ModelServer server;
  private final Map<Integer, Runnable> enders = new HashMap<>();

  ModelSessions(ModelServer server) {
    this.server = server;
  }

  /**
   * Somebody has logged in.
   *
   * @param end closes the connection
   */
  void begin(int number, String login, String program, String database, Runnable end) {
    enders.put(number, end);
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("session_id", number);
    row.put("login_time", server.now());
    row.put("host_name", "client");
    row.put("program_name", program);
    row.put("login_name", login);
    row.put("original_login_name", login);
    row.put("security_id", server.logins().sid(login));
    row.put("status", "sleeping");
    row.put("is_user_process", true);
    row.put("last_request_start_time", server.now());
    row.put("last_request_end_time", server.now());
    row.put("database_id", server.databases().demand(database));
    row.put("open_transaction_count", 0);
    server.catalog().insertKnown("sys", "dm_exec_sessions", row);
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

  /** The connection is closed. */
  void ended(int number) {
    enders.remove(number);
    server.catalog().update("DELETE FROM sys.dm_exec_sessions WHERE session_id = ?", number);
  }

  /** Ends a session; false if there is none. */
  boolean end(int number) {
    Runnable ender = enders.get(number);
    if (ender == null) {
      return false;
    }
    ended(number);
    ender.run();
    return true;
  }

  private List<Integer> in(String database, ModelSession but) {
    return server
        .catalog()
        .all(
            Integer.class,
            "SELECT session_id FROM sys.dm_exec_sessions WHERE database_id = ? AND session_id <> ?",
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
