package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import io.gds.database.jdbc.SqlSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a server keeps the text of a statement: among its sessions, in its log, in what its
 * extensions count. A statement that holds a secret is sent by a session that was told to keep its
 * texts nowhere, and that is told its old settings after it. Statements that are no queries are not
 * explained, so {@code auto_explain} is none of these.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-logging.html">Error
 *     Reporting and Logging</a>
 * @see <a href="https://www.postgresql.org/docs/current/monitoring-stats.html">The Cumulative
 *     Statistics System</a>
 */
final class PostgresTraces {
  /** The settings that keep texts, and the value with which each keeps none. */
  private static final Map<String, String> QUIET = quiet();

  private final PostgresContext context;

  PostgresTraces(PostgresContext context) {
    this.context = context;
  }

  private static Map<String, String> quiet() {
    Map<String, String> quiet = new TreeMap<>();
    quiet.put("track_activities", "off");
    quiet.put("log_statement", "none");
    quiet.put("log_min_duration_statement", "-1");
    quiet.put("log_min_duration_sample", "-1");
    quiet.put("log_transaction_sample_rate", "0");
    quiet.put("log_min_error_statement", "panic");
    quiet.put("debug_print_raw_parse", "off");
    quiet.put("debug_print_parse", "off");
    quiet.put("debug_print_rewritten", "off");
    quiet.put("debug_print_plan", "off");
    quiet.put("pg_stat_statements.track", "none");
    quiet.put("pg_stat_monitor.pgsm_track_utility", "off");
    quiet.put("pgaudit.log", "none");
    return Collections.unmodifiableMap(quiet);
  }

  /**
   * A setting that keeps texts.
   *
   * @param value as it is now
   * @param told whether this session was told so, and does not follow the server's configuration
   * @param settable whether this role may change it
   */
  private record Trace(String name, String value, boolean told, boolean settable) {
    static Trace of(Row row) {
      return new Trace(row.text("name"), row.text("value"), row.bool("told"), row.bool("settable"));
    }

    /** What it is set to after it; null has the session follow the configuration again. */
    @Nullable String before() {
      return told ? value : null;
    }
  }

  private List<Trace> kept(Sql sql) {
    String may =
        context.version().atLeast(PostgresSettingRights.PARAMETER_PRIVILEGES)
            ? "has_parameter_privilege(s.name, 'SET')"
            : "false";
    return sql
        .query(
            PostgresSql.text("statement-traces")
                + " "
                + may
                + " AS settable FROM pg_settings s, pg_roles r"
                + " WHERE r.rolname = current_user AND s.name = ANY (string_to_array(?, ','))",
            Trace::of,
            String.join(",", QUIET.keySet()))
        .stream()
        .filter(trace -> !trace.value().equals(QUIET.get(trace.name())))
        .toList();
  }

  /** The settings by which the server keeps texts, and that this role may not change. */
  List<String> beyondReach() {
    return beyondReach(kept(context.sql()));
  }

  private static List<String> beyondReach(List<Trace> kept) {
    return kept.stream().filter(trace -> !trace.settable()).map(Trace::name).sorted().toList();
  }

  /** The statement by which a superuser lets this role change them; empty before 15. */
  static String grant(List<String> names, String role) {
    return "GRANT SET ON PARAMETER "
        + names.stream().map(PostgresSettingValues::name).collect(Collectors.joining(", "))
        + " TO "
        + PostgresSql.name(role)
        + ";";
  }

  /**
   * Executes a statement that holds a secret.
   *
   * @param shown what stands for it in logs and errors
   * @param allowed whether it is sent although its text is kept where this role cannot help it
   */
  void execute(String sql, String shown, boolean allowed, StepContext step) {
    // What is put back is put back in a step that was cancelled too.
    try (SqlSession session = context.sql().session()) {
      SqlSession during = session.during(step);
      List<Trace> kept = kept(during);
      List<String> beyond = beyondReach(kept);
      if (!beyond.isEmpty() && !allowed) {
        throw ErrorDetails.of(
                ErrorCode.PRECONDITION_FAILED,
                "the server would keep the statement's text, by " + String.join(", ", beyond))
            .remedy("Have those settings granted, or connect as a superuser.")
            .toException();
      }
      List<Trace> settable = kept.stream().filter(Trace::settable).toList();
      try {
        set(during, settable, true);
        during.showing(shown).execute(sql);
        set(session, settable, false);
        if (settable.stream().noneMatch(trace -> trace.name().equals("track_activities"))) {
          // The row of an idle session shows its last statement.
          session.execute("SELECT 1");
        }
      } catch (RuntimeException | Error e) {
        session.discard();
        restore(session, settable, e);
        throw e;
      }
    }
  }

  /** For a pooler between, which may give the server's session to somebody else. */
  private static void restore(SqlSession session, List<Trace> traces, Throwable reason) {
    try {
      set(session, traces, false);
    } catch (DatabaseException e) {
      reason.addSuppressed(e);
    }
  }

  private static void set(SqlSession session, List<Trace> traces, boolean quiet) {
    if (traces.isEmpty()) {
      return;
    }
    List<String> calls = new ArrayList<>();
    List<@Nullable String> binds = new ArrayList<>();
    for (Trace trace : traces) {
      calls.add("set_config(?, ?, false)");
      binds.add(trace.name());
      binds.add(quiet ? String.valueOf(QUIET.get(trace.name())) : trace.before());
    }
    session.query("SELECT " + String.join(", ", calls), row -> true, binds.toArray());
  }
}
