package io.gds.database.testkit.sqlserver;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which views of the server's work a login sees. Some show it only its own session; others refuse.
 * What VIEW SERVER STATE allowed is divided from 2022 on, and that permission still has all of it.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/system-dynamic-management-views">
 *     Permissions of the views</a>
 */
final class ModelViews {
  private static final String STATE = "VIEW SERVER STATE";
  private static final String PERFORMANCE = "VIEW SERVER PERFORMANCE STATE";

  /** Who lacks the permission sees the own session. */
  private static final Set<String> OWN = Set.of("dm_exec_sessions", "dm_exec_requests");

  /** Who lacks the permission is refused; its name is that of 2022 and later. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("dm_exec_connections", "VIEW SERVER SECURITY STATE"),
          Map.entry("dm_exec_plan_attributes", PERFORMANCE),
          Map.entry("dm_exec_query_stats", PERFORMANCE),
          Map.entry("dm_exec_sql_text", PERFORMANCE),
          Map.entry("dm_io_virtual_file_stats", PERFORMANCE),
          Map.entry("dm_os_performance_counters", PERFORMANCE),
          Map.entry("dm_os_process_memory", PERFORMANCE),
          Map.entry("dm_os_ring_buffers", PERFORMANCE),
          Map.entry("dm_os_sys_info", PERFORMANCE),
          Map.entry("dm_os_sys_memory", PERFORMANCE),
          Map.entry("dm_os_wait_stats", PERFORMANCE),
          Map.entry("dm_os_waiting_tasks", PERFORMANCE),
          Map.entry("dm_db_session_space_usage", PERFORMANCE),
          Map.entry("dm_tran_session_transactions", PERFORMANCE),
          Map.entry("dm_tran_active_transactions", PERFORMANCE));

  /** Tables of msdb that guests have no right on. */
  private static final Set<String> OF_THE_AGENT =
      Set.of("sysjobs", "sysjobsteps", "sysjobservers", "sysjobschedules", "sysschedules");

  private ModelViews() {}

  /**
   * Whether a login has a permission, by its name of 2022 and later.
   *
   * @param session whose
   */
  static boolean maySee(ModelSession session, String permission) {
    return session.may(STATE)
        || (session.server().release().major() >= SqlServerRelease.SQL_SERVER_2022.major()
            && session.may(permission));
  }

  private static boolean readsMsdb(ModelSession session) {
    ModelUsers users = session.server().users();
    return users
        .user(session.login(), "msdb")
        .filter(user -> users.of("msdb").whole(user).contains("db_datareader"))
        .isPresent();
  }

  /** The condition that rows of a view fulfil which this session sees; empty for all rows. */
  static Optional<String> seen(ModelSession session, String view) {
    String name = view.toLowerCase(Locale.ROOT);
    if (OF_THE_AGENT.contains(name) && !session.hasRole("sysadmin") && !readsMsdb(session)) {
      throw new ModelError(
          229,
          14,
          "The SELECT permission was denied on the object '"
              + name
              + "', database 'msdb', schema 'dbo'.");
    }
    String refused = name.startsWith("dm_hadr_") ? PERFORMANCE : REFUSED.get(name);
    if (refused != null && !maySee(session, refused)) {
      boolean divided =
          session.server().release().major() >= SqlServerRelease.SQL_SERVER_2022.major();
      throw new ModelError(
          300,
          14,
          (divided ? refused : STATE)
              + " permission was denied on object 'server', database 'master'.");
    }
    return OWN.contains(name) && !maySee(session, PERFORMANCE)
        ? Optional.of("session_id = " + session.number())
        : Optional.empty();
  }
}
