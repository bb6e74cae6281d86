package io.gds.database.postgres;

import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads sessions from pg_stat_activity. Of other roles' sessions a role without pg_read_all_stats
 * sees who and where, and nothing of what they do: such a one is told as UNKNOWN, never as idle,
 * and since its beginning is hidden too, as begun at the epoch.
 *
 * @see <a href="https://www.postgresql.org/docs/current/monitoring-stats.html">The Cumulative
 *     Statistics System</a>
 */
final class PostgresProcessReadings {
  /** The attribute that says why a session tells nothing. */
  static final String HIDDEN = "hidden";

  private static final Set<String> OF_CLIENTS =
      Set.of("client backend", "parallel worker", "walsender");

  /** What is waited for that another holds; the rest is the server's own work, or the client. */
  private static final Set<String> WAITS = Set.of("Lock", "LWLock", "BufferPin", "Buffer");

  private static final Set<String> EVENTS = Set.of("SyncRep", "SafeSnapshot");

  private final PostgresContext context;

  PostgresProcessReadings(PostgresContext context) {
    this.context = context;
  }

  /**
   * A session as it was read.
   *
   * @param process what is told of it
   * @param superuser whether it is a superuser's
   * @param backendType what kind of process it is, if that may be seen
   * @param now the server's time
   */
  record Reading(
      ServerProcess process, boolean superuser, Optional<String> backendType, Instant now) {
    /** Whether this role may not see what it does. */
    boolean hidden() {
      return process.attributes().containsKey(HIDDEN);
    }
  }

  /** All processes of the server, its own and this engine's included. */
  List<Reading> all(int statementLength) {
    return read(statementLength, null);
  }

  /** The process of this number, whenever it began. */
  Optional<Reading> find(int pid) {
    return read(0, pid).stream().findFirst();
  }

  private List<Reading> read(int statementLength, @Nullable Integer pid) {
    Set<Integer> own = context.connections().pids();
    List<Reading> readings =
        context
            .sql()
            .query(
                PostgresSql.text("processes"),
                row -> reading(row, own, statementLength > 0),
                statementLength,
                pid,
                pid);
    return withPrepared(readings);
  }

  /** A prepared transaction holds locks without a process; it is told as number 0. */
  private List<Reading> withPrepared(List<Reading> readings) {
    if (readings.stream().noneMatch(each -> each.process().blockedBy().contains("0"))) {
      return readings;
    }
    Map<String, String> gids = new LinkedHashMap<>();
    context
        .sql()
        .forEach(
            PostgresSql.text("process-prepared"),
            row -> gids.put(row.text("waiter"), String.join(", ", row.texts("gids"))));
    List<Reading> named = new ArrayList<>();
    for (Reading each : readings) {
      String gid = gids.get(each.process().id().id());
      named.add(gid == null ? each : with(each, "prepared-transactions", gid));
    }
    return named;
  }

  private static Reading with(Reading reading, String attribute, String value) {
    ServerProcess p = reading.process();
    Map<String, String> attributes = new LinkedHashMap<>(p.attributes());
    attributes.put(attribute, value);
    return new Reading(
        new ServerProcess(
            p.id(),
            p.state(),
            p.user(),
            p.database(),
            p.clientHost(),
            p.application(),
            p.command(),
            p.statement(),
            p.statementStartedAt(),
            p.transactionStartedAt(),
            p.sessionStartedAt(),
            p.stateChangedAt(),
            p.waitKind(),
            p.waitObject(),
            p.blockedBy(),
            p.system(),
            p.own(),
            p.progress(),
            attributes),
        reading.superuser(),
        reading.backendType(),
        reading.now());
  }

  private static Reading reading(Row row, Set<Integer> own, boolean statements) {
    int pid = row.intValue("pid");
    Optional<Instant> start = row.optionalInstant("session_start");
    Optional<String> type = row.optionalText("backend_type");
    boolean nobody = row.bool("nobody");
    boolean hidden = start.isEmpty() && type.isEmpty();
    Optional<String> query = row.optionalText("query").filter(text -> !text.isEmpty());
    ServerProcess.Builder process =
        ServerProcess.builder(
                new ProcessId(Integer.toString(pid), start.orElse(Instant.EPOCH)),
                state(row, hidden))
            .system(type.map(text -> !OF_CLIENTS.contains(text)).orElse(nobody))
            .own(row.bool("asking") || own.contains(pid))
            .blockedBy(row.texts("blockers").stream().distinct().toList())
            .attributes(attributes(row, type, hidden));
    row.optionalText("username").ifPresent(process::user);
    row.optionalText("database").ifPresent(process::database);
    row.optionalText("client_name")
        .or(() -> row.optionalText("client_address"))
        .ifPresent(process::clientHost);
    row.optionalText("application").filter(text -> !text.isEmpty()).ifPresent(process::application);
    if (statements && !hidden) {
      query.ifPresent(process::statement);
      query.flatMap(PostgresProcessReadings::command).ifPresent(process::command);
    }
    // The last statement of an idle session is over: it was begun, and no longer runs.
    boolean runs = row.optionalText("state").filter(text -> !text.startsWith("idle")).isPresent();
    row.optionalInstant("statement_start")
        .filter(at -> runs)
        .ifPresent(process::statementStartedAt);
    row.optionalInstant("transaction_start").ifPresent(process::transactionStartedAt);
    start.ifPresent(process::sessionStartedAt);
    row.optionalInstant("state_change").ifPresent(process::stateChangedAt);
    row.optionalText("wait_type")
        .ifPresent(
            wait ->
                process.waitKind(
                    wait + row.optionalText("wait_event").map(event -> ":" + event).orElse("")));
    waitObject(row).ifPresent(process::waitObject);
    return new Reading(
        process.build(), row.optionalBool("superuser").orElse(false), type, row.instant("now"));
  }

  private static ProcessState state(Row row, boolean hidden) {
    Optional<String> wait = row.optionalText("wait_type");
    // Locks can be seen by everybody, even where the session itself cannot.
    boolean waits =
        row.optionalText("lock_type").isPresent()
            || wait.filter(WAITS::contains).isPresent()
            || row.optionalText("wait_event").filter(EVENTS::contains).isPresent();
    if (waits) {
      return ProcessState.WAITING;
    }
    if (hidden) {
      return ProcessState.UNKNOWN;
    }
    Optional<String> state = row.optionalText("state");
    if (state.isEmpty()) {
      // The server's own processes have no state; they wait for something to do.
      return wait.filter("Activity"::equals).isPresent() ? ProcessState.IDLE : ProcessState.ACTIVE;
    }
    return stateOf(state.get());
  }

  /** What the server's word for a state means. */
  static ProcessState stateOf(String word) {
    return switch (word) {
      case "active", "fastpath function call", "starting" -> ProcessState.ACTIVE;
      case "idle" -> ProcessState.IDLE;
      case "idle in transaction", "idle in transaction (aborted)" ->
          ProcessState.IDLE_IN_TRANSACTION;
      default -> ProcessState.UNKNOWN;
    };
  }

  /** The first word of a statement. */
  static Optional<String> command(String statement) {
    String text = statement.stripLeading();
    int end = 0;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return end == 0
        ? Optional.empty()
        : Optional.of(text.substring(0, end).toUpperCase(Locale.ROOT));
  }

  private static Optional<String> waitObject(Row row) {
    return row.optionalText("lock_type")
        .map(
            type ->
                type
                    + row.optionalText("lock_relation").map(name -> " " + name).orElse("")
                    + row.optionalText("lock_mode").map(mode -> " (" + mode + ")").orElse(""));
  }

  private static Map<String, String> attributes(Row row, Optional<String> type, boolean hidden) {
    Map<String, String> attributes = new LinkedHashMap<>();
    if (hidden) {
      attributes.put(HIDDEN, "not permitted: GRANT pg_read_all_stats TO this role");
    }
    row.optionalText("state").ifPresent(text -> attributes.put("state", text));
    type.ifPresent(text -> attributes.put("backend-type", text));
    OptionalInt leader = row.optionalInt("leader");
    if (leader.isPresent()) {
      attributes.put("leader", Integer.toString(leader.getAsInt()));
    }
    row.optionalText("client_address").ifPresent(text -> attributes.put("client-address", text));
    row.optionalText("client_port").ifPresent(text -> attributes.put("client-port", text));
    row.optionalText("xid").ifPresent(text -> attributes.put("transaction", text));
    row.optionalText("xmin").ifPresent(text -> attributes.put("xmin", text));
    row.optionalText("xmin_age").ifPresent(text -> attributes.put("xmin-age", text));
    row.optionalText("query_id").ifPresent(text -> attributes.put("query-id", text));
    row.optionalInstant("lock_wait_start")
        .ifPresent(at -> attributes.put("waiting-since", at.toString()));
    return attributes;
  }
}
