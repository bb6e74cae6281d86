package io.gds.database.mssql;

import io.gds.database.connection.HostAddress;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is measured before the server is started or stopped: what runs there, in one statement. */
final class MssqlLifecycleChecks {
  static final String GRANT =
      "GRANT SHUTDOWN TO this login, or make it a member of serveradmin; or configure "
          + MssqlServer.STOP_COMMAND.id()
          + ".";

  static final String SESSIONS =
      "SELECT s.session_id, s.open_transaction_count, r.command,"
          + " HAS_PERMS_BY_NAME(NULL, NULL, 'SHUTDOWN') AS may_stop,"
          + " CAST(SERVERPROPERTY('IsClustered') AS int) AS is_clustered, "
          + MssqlDatabaseRow.SEES_SESSIONS
          + " AS sees_sessions FROM (SELECT 1 AS one_row) AS o"
          + " LEFT JOIN sys.dm_exec_sessions s ON s.is_user_process = 1 AND s.session_id <> @@SPID"
          + " LEFT JOIN sys.dm_exec_requests r ON r.session_id = s.session_id";

  private final MssqlContext context;
  private final MssqlHost host;

  MssqlLifecycleChecks(MssqlContext context, MssqlHost host) {
    this.context = context;
    this.host = host;
  }

  /**
   * What goes on at the server.
   *
   * @param sessions how many sessions of others there are
   * @param transactions how many of them have a transaction open
   * @param running how many of them are running something
   * @param seen whether this login sees them at all
   * @param mayStop whether this login may stop the server
   * @param clustered whether a failover cluster watches over it
   */
  record Work(
      int sessions,
      int transactions,
      int running,
      boolean seen,
      boolean mayStop,
      boolean clustered) {}

  Work work() {
    Set<Integer> own = context.connections().sessions();
    Set<Integer> sessions = new HashSet<>();
    Set<Integer> transactions = new HashSet<>();
    Set<Integer> running = new HashSet<>();
    List<Work> flags =
        context
            .sql()
            .query(
                SESSIONS,
                row -> {
                  row.optionalInt("session_id").stream()
                      .filter(session -> !own.contains(session))
                      .forEach(
                          session -> {
                            sessions.add(session);
                            if (row.optionalInt("open_transaction_count").orElse(0) > 0) {
                              transactions.add(session);
                            }
                            if (row.optionalText("command").isPresent()) {
                              running.add(session);
                            }
                          });
                  return flags(row);
                });
    Work first = flags.get(0);
    return new Work(
        sessions.size(),
        transactions.size(),
        running.size(),
        first.seen(),
        first.mayStop(),
        first.clustered());
  }

  private static Work flags(Row row) {
    return new Work(
        0,
        0,
        0,
        row.intValue("sees_sessions") == 1,
        row.optionalInt("may_stop").orElse(0) == 1,
        row.optionalInt("is_clustered").orElse(0) == 1);
  }

  Check startable() {
    String rule = "the library can start the server";
    return host.get(MssqlServer.START_COMMAND).isPresent()
        ? runnable(rule, MssqlServer.START_COMMAND)
        : demand(
            false,
            rule,
            "no command is configured, and no statement starts what is down",
            "a command",
            ErrorCode.UNSUPPORTED_CAPABILITY,
            "Give "
                + MssqlServer.START_COMMAND.id()
                + ", such as \"systemctl start mssql-server\", if it runs on this machine.");
  }

  /** Its program is there. */
  private Check runnable(String rule, OptionKey<HostCommand> key) {
    return new Measurements(context.clock())
        .measured(
            rule,
            host.name(),
            () ->
                demand(
                    host.command(key).isPresent(),
                    rule,
                    "by a command",
                    "a command",
                    ErrorCode.UNSUPPORTED_CAPABILITY,
                    ""));
  }

  /** A command stops what runs here, which may be another server than the one that is meant. */
  private Optional<Check> elsewhere() {
    List<String> hosts =
        context.info().hosts().stream()
            .filter(host -> !host.isLoopback())
            .map(HostAddress::host)
            .toList();
    return hosts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Checks.advise(
                context.clock(),
                false,
                "the command stops the server that is meant",
                host.name(),
                "it runs on this machine, and the server is reached at " + String.join(", ", hosts),
                "the same machine",
                "Go on only if the command reaches that server, or that is this machine's name."));
  }

  List<Check> ofStop(boolean force) {
    boolean byCommand = host.get(MssqlServer.STOP_COMMAND).isPresent();
    List<Check> all = new ArrayList<>();
    if (byCommand) {
      all.add(runnable("the library can stop the server", MssqlServer.STOP_COMMAND));
      elsewhere().ifPresent(all::add);
    }
    Optional<Work> now;
    try {
      now = Optional.of(work());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      all.add(notKnown(e));
      return all;
    }
    Work work = now.get();
    if (!byCommand) {
      all.add(
          demand(
              work.mayStop(),
              "the login may stop the server",
              work.mayStop() ? "allowed" : "not allowed",
              "allowed",
              ErrorCode.PERMISSION_DENIED,
              GRANT));
      all.add(
          demand(
              !work.clustered(),
              "no failover cluster watches over it",
              work.clustered() ? "a cluster, which takes a stop for a failure" : "none",
              "none",
              ErrorCode.UNSUPPORTED_CAPABILITY,
              "Take its role offline by the cluster's own tools, or configure their command: "
                  + MssqlServer.STOP_COMMAND.id()
                  + "."));
    }
    all.add(
        new MssqlHeldPrimaries(context, host.name())
            .none(work.seen(), host.get(MssqlServer.STOP_PRIMARY).orElse(false)));
    all.add(sessions(work, force));
    return all;
  }

  /**
   * Who is there does not stand in the way yet: whoever has not ended when the wait is over does.
   */
  private Check sessions(Work work, boolean force) {
    String rule = "no sessions are open";
    if (!work.seen()) {
      return force
          ? Checks.notMeasured(
              context.clock(),
              rule,
              host.name(),
              "the login does not see the sessions of others",
              "none")
          : demand(
              false,
              "the sessions that are waited for are seen",
              "the login does not see those of others",
              "seen",
              ErrorCode.PERMISSION_DENIED,
              "GRANT VIEW SERVER STATE TO this login, or stop the server by force.");
    }
    return Checks.advise(
        context.clock(),
        work.sessions() == 0,
        rule,
        host.name(),
        work.sessions()
            + " sessions, "
            + work.transactions()
            + " with open transactions, "
            + work.running()
            + " running statements",
        "none",
        force ? "They are ended, and their work undone." : "They are waited for.");
  }

  private Check notKnown(DatabaseException e) {
    return new Check(
        "no sessions are open",
        host.name(),
        "not known: " + e.getMessage(),
        "none",
        Verdict.NOT_MEASURED,
        e.code(),
        context.clock().instant(),
        "");
  }

  private Check demand(
      boolean holds, String rule, String measured, String limit, ErrorCode code, String remedy) {
    return Checks.demand(context.clock(), holds, rule, host.name(), measured, limit, code, remedy);
  }
}
