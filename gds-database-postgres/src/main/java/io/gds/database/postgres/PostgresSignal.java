package io.gds.database.postgres;

import io.gds.database.access.ProcessId;
import io.gds.database.core.Checks;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.postgres.PostgresProcessReadings.Reading;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A signal to one session: what stands against it, how it is written, and whether it arrived. */
final class PostgresSignal {
  private final PostgresContext context;
  private final ProcessId process;
  private final OptionalInt pid;

  PostgresSignal(PostgresContext context, ProcessId process) {
    this.context = context;
    this.process = process;
    this.pid = number(process.id());
  }

  private static OptionalInt number(String id) {
    try {
      return OptionalInt.of(Integer.parseInt(id));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * The statement that sends it, to that session alone.
   *
   * @param statement only if it still runs what it began then
   */
  String text(String function, Optional<Instant> statement) {
    return "SELECT "
        + function
        + "(pid) AS sent FROM pg_stat_activity WHERE "
        + same()
        + statement.map(at -> " AND state = 'active' AND query_start = " + instant(at)).orElse("");
  }

  private String same() {
    return "pid = " + pid.orElse(-1) + " AND backend_start = " + instant(process.startedAt());
  }

  /** The server keeps microseconds. */
  private static String instant(Instant at) {
    return PostgresSql.literal(at.truncatedTo(ChronoUnit.MICROS).toString()) + "::timestamptz";
  }

  /** Sends it; whether there was such a session. */
  boolean send(String text, StepContext step) {
    return context.sql().during(step).first(text, row -> row.bool("sent")).orElse(false);
  }

  /** Whether the session is still there. */
  boolean isThere() {
    return context
        .sql()
        .first(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE " + same() + ") AS r",
            row -> row.bool("r"))
        .orElse(true);
  }

  /**
   * What stands against it.
   *
   * @param cancel whether only a statement is cancelled: that does the server's own no harm
   */
  List<Check> checks(boolean allowOwn, boolean cancel) {
    String rule = "there is such a process";
    List<Check> further = new ArrayList<>();
    Check there =
        context
            .checks()
            .measured(
                rule,
                process.toString(),
                () -> {
                  Optional<Reading> found = find();
                  found.ifPresent(reading -> further.addAll(checks(reading, allowOwn, cancel)));
                  return Checks.demand(
                      context.clock(),
                      found.isPresent(),
                      rule,
                      process.toString(),
                      found.isPresent() ? "there" : "not there",
                      "there",
                      ErrorCode.NOT_FOUND,
                      "See processes(): numbers are used again, so the start belongs to them.");
                });
    List<Check> all = new ArrayList<>(List.of(there));
    all.addAll(further);
    return all;
  }

  /** The process of that number, if it began then, or if its beginning may not be seen. */
  private Optional<Reading> find() {
    if (pid.isEmpty()) {
      return Optional.empty();
    }
    Instant start = process.startedAt().truncatedTo(ChronoUnit.MICROS);
    return new PostgresProcessReadings(context)
        .find(pid.getAsInt())
        .filter(reading -> reading.hidden() || reading.process().id().startedAt().equals(start));
  }

  private List<Check> checks(Reading reading, boolean allowOwn, boolean cancel) {
    boolean own = reading.process().own();
    boolean system = reading.process().system();
    boolean spared =
        cancel && reading.backendType().filter("autovacuum worker"::equals).isPresent();
    return List.of(
        Checks.demand(
            context.clock(),
            !reading.hidden(),
            "this role may see the process",
            process.id(),
            reading.hidden() ? "its start is hidden from this role" : "seen",
            "seen",
            ErrorCode.PERMISSION_DENIED,
            "GRANT pg_read_all_stats TO this role: without the start, another process that got the"
                + " number could be hit."),
        Checks.demand(
            context.clock(),
            !own || allowOwn,
            "it is none of this engine's own",
            process.id(),
            own ? "this engine's own" : "another's",
            "another's",
            ErrorCode.PRECONDITION_FAILED,
            "Close what uses it, or allow own sessions."),
        Checks.demand(
            context.clock(),
            !system || spared,
            "it is none of the server's own",
            process.id(),
            reading.backendType().orElse("a process without a user"),
            cancel ? "a client's, or an autovacuum worker" : "a client's",
            ErrorCode.PRECONDITION_FAILED,
            "The server's own processes are left alone; an autovacuum worker can be cancelled."),
        mayHit(reading));
  }

  private Check mayHit(Reading reading) {
    String user = reading.process().user().orElse("");
    if (reading.superuser()) {
      return context
          .checks()
          .allowed(
              "the role may signal the process",
              process.id(),
              "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
              "SUPERUSER, since it is a superuser's process (" + user + ")");
    }
    if (user.isEmpty()) {
      return context
          .checks()
          .allowed(
              "the role may signal the process",
              process.id(),
              "SELECT rolsuper OR EXISTS (SELECT 1 FROM pg_roles s"
                  + " WHERE s.rolname = 'pg_signal_autovacuum_worker'"
                  + " AND pg_has_role(current_user, s.oid, 'USAGE'))"
                  + " FROM pg_roles WHERE rolname = current_user",
              context.version().atLeast(18)
                  ? "pg_signal_autovacuum_worker, by GRANT pg_signal_autovacuum_worker TO …"
                  : "SUPERUSER, since it is the server's own process");
    }
    return context
        .checks()
        .allowed(
            "the role may signal the process",
            process.id(),
            "SELECT pg_has_role(current_user, 'pg_signal_backend', 'USAGE')"
                + " OR pg_has_role(current_user, r.oid, 'USAGE')"
                + " FROM pg_roles r WHERE r.rolname = ?",
            "pg_signal_backend, by GRANT pg_signal_backend TO …, or membership in " + user,
            user);
  }
}
