package io.gds.database.mssql;

import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.jdbc.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A session, out of one row or several.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-requests-transact-sql">
 *     sys.dm_exec_requests</a>
 */
final class MssqlProcessRow {
  /** The attribute that says who holds a session up that is none itself. */
  static final String BLOCKER = "blocker";

  private static final String KILLED = "KILLED/ROLLBACK";
  private static final int PAGE = 8 * 1024;

  /** A session that has finished nothing yet is told to have done so then. */
  private static final LocalDateTime NEVER = LocalDateTime.of(1901, 1, 1, 0, 0);

  /** What is waited for that another holds; the rest is the server's own work, or the client. */
  private static final Pattern WAITS =
      Pattern.compile("(LCK_|LATCH_|PAGELATCH_|RESOURCE_SEMAPHORE|THREADPOOL).*");

  /** Holders that are no session. They cannot be ended by a session's number. */
  private static final Map<Integer, String> NO_SESSION =
      Map.of(
          -2,
          "-2: a distributed transaction without a session; KILL its unit of work, which is"
              + " request_owner_guid in sys.dm_tran_locks",
          -3,
          "-3: a transaction whose recovery is deferred; bring back the file or filegroup that it"
              + " waits for");

  /** Holders of which the server does not tell who they are. */
  private static final Map<Integer, String> NOT_TOLD =
      Map.of(
          -4,
          "-4: the holder of a latch, which the server could not tell at that moment",
          -5,
          "-5: a task that the server does not follow, such as one of its own input and output");

  private static final List<String> ISOLATION =
      List.of(
          "unspecified",
          "read uncommitted",
          "read committed",
          "repeatable read",
          "serializable",
          "snapshot");

  private final ServerProcess.Builder process;
  private final Set<Integer> blockers = new LinkedHashSet<>();
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final ZoneOffset offset;
  private final Instant now;
  private final boolean mayKill;

  /**
   * A session by its first row.
   *
   * @param own whether this engine opened it
   * @param statements whether statements are told
   */
  MssqlProcessRow(Row row, boolean own, boolean statements) {
    offset = row.offsetTime("server_now").getOffset();
    now = row.offsetTime("server_now").toInstant();
    mayKill = row.optionalInt("may_kill").orElse(0) == 1;
    Instant began = row.localTime("login_time").toInstant(offset);
    ProcessId id = new ProcessId(Integer.toString(row.intValue("session_id")), began);
    addBlockers(row);
    process =
        ServerProcess.builder(id, state(row))
            .system(!row.bool("is_user_process"))
            .own(own || row.intValue("asking") == 1)
            .sessionStartedAt(began);
    identify(row);
    describe(row, statements);
    attributes(row);
  }

  /** One more row of it: another request, or another thread that waits. */
  void more(Row row) {
    addBlockers(row);
  }

  MssqlProcessReadings.Reading reading() {
    List<String> waitsFor = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int blocker : blockers) {
      Optional.ofNullable(NO_SESSION.getOrDefault(blocker, NOT_TOLD.get(blocker)))
          .ifPresent(others::add);
      // Of whom nobody knows anything cannot be taken for one and the same.
      if (!NOT_TOLD.containsKey(blocker)) {
        waitsFor.add(Integer.toString(blocker));
      }
    }
    if (!others.isEmpty()) {
      attributes.put(BLOCKER, String.join("; ", others));
    }
    return new MssqlProcessReadings.Reading(
        process.blockedBy(waitsFor).attributes(attributes).build(), now, mayKill);
  }

  private void addBlockers(Row row) {
    int self = row.intValue("session_id");
    for (String column : List.of("blocking_session_id", "task_blocker")) {
      row.optionalInt(column).stream()
          .filter(blocker -> blocker != 0 && blocker != self)
          .forEach(blockers::add);
    }
  }

  private ProcessState state(Row row) {
    Optional<String> request = row.optionalText("request_status");
    if (row.optionalText("command").filter(KILLED::equals).isPresent()) {
      return ProcessState.ENDING;
    }
    boolean waits =
        !blockers.isEmpty()
            || row.optionalText("wait_type")
                .filter(type -> WAITS.matcher(type).matches())
                .isPresent();
    if (request.isPresent()) {
      return waits ? ProcessState.WAITING : running(request.get());
    }
    if (row.optionalInt("open_transaction_count").orElse(0) > 0) {
      return ProcessState.IDLE_IN_TRANSACTION;
    }
    return switch (row.text("status").strip()) {
      case "sleeping", "dormant" -> ProcessState.IDLE;
      case "running", "preconnect" -> ProcessState.ACTIVE;
      default -> ProcessState.UNKNOWN;
    };
  }

  /** What the server's word for the state of a request means. */
  static ProcessState running(String word) {
    return switch (word.strip()) {
      case "background", "running", "runnable", "suspended", "pending", "spinloop" ->
          ProcessState.ACTIVE;
      case "sleeping" -> ProcessState.IDLE;
      case "rollback" -> ProcessState.ENDING;
      default -> ProcessState.UNKNOWN;
    };
  }

  private void identify(Row row) {
    text(row, "login_name").ifPresent(process::user);
    text(row, "database_name").ifPresent(process::database);
    text(row, "host_name").or(() -> text(row, "client_net_address")).ifPresent(process::clientHost);
    text(row, "program_name").ifPresent(process::application);
  }

  private void describe(Row row, boolean statements) {
    boolean runs = row.optionalText("request_status").isPresent();
    text(row, "command").ifPresent(process::command);
    if (statements) {
      text(row, "statement_text").map(text -> cut(row, text)).ifPresent(process::statement);
    }
    instant(row, "start_time").ifPresent(process::statementStartedAt);
    instant(row, "transaction_begin_time").ifPresent(process::transactionStartedAt);
    Optional<String> wait = text(row, "wait_type");
    OptionalInt waited = row.optionalInt("wait_time");
    if (runs && wait.isPresent() && waited.isPresent()) {
      process.stateChangedAt(now.minus(Duration.ofMillis(waited.getAsInt())));
    } else {
      instant(row, runs ? "start_time" : "last_request_end_time")
          .ifPresent(process::stateChangedAt);
    }
    wait.or(() -> text(row, "task_wait_type")).ifPresent(process::waitKind);
    text(row, "wait_resource")
        .or(() -> text(row, "resource_description"))
        .ifPresent(process::waitObject);
    // Of what the server does not follow it says 0.
    if (runs && row.doubleValue("percent_complete") > 0) {
      process.progress(Math.min(1, row.doubleValue("percent_complete") / 100));
    }
  }

  /** Offsets are those of bytes, two a character; -1 is the end. */
  private static String cut(Row row, String text) {
    int begin = row.optionalInt("statement_start_offset").orElse(0);
    int end = row.optionalInt("statement_end_offset").orElse(-1);
    int length = end < begin ? text.length() : Math.min(text.length(), (end - begin) / 2 + 1);
    return MssqlSecretText.hidden(text.substring(0, length));
  }

  private void attributes(Row row) {
    put("status", text(row, "request_status").or(() -> text(row, "status")));
    put(
        "original-login",
        text(row, "original_login_name")
            .filter(name -> text(row, "login_name").filter(name::equals).isEmpty()));
    for (String column :
        List.of("client_net_address", "net_transport", "encrypt_option", "auth_scheme")) {
      if (row.has(column)) {
        put(column.replace('_', '-'), text(row, column));
      }
    }
    put("client-interface", text(row, "client_interface_name"));
    put("host-process-id", number(row.optionalLong("host_process_id")));
    put("cpu-ms", number(row.optionalLong("cpu_time")));
    put("reads", number(row.optionalLong("reads")));
    put("writes", number(row.optionalLong("writes")));
    put("logical-reads", number(row.optionalLong("logical_reads")));
    put("row-count", number(row.optionalLong("row_count")));
    put("open-transactions", number(row.optionalLong("open_transaction_count")));
    put("wait-ms", number(row.optionalLong("wait_time")).filter(ms -> !ms.equals("0")));
    put(
        "remaining-ms",
        number(row.optionalLong("estimated_completion_time")).filter(ms -> !ms.equals("0")));
    OptionalLong pages = row.optionalLong("tempdb_pages");
    put(
        "tempdb-bytes",
        pages.isPresent()
            ? Optional.of(Long.toString(pages.getAsLong() * PAGE))
            : Optional.empty());
    OptionalInt isolation = row.optionalInt("transaction_isolation_level");
    if (isolation.isPresent() && isolation.getAsInt() < ISOLATION.size()) {
      put("isolation", Optional.of(ISOLATION.get(isolation.getAsInt())));
    }
    put("last-request-began", instant(row, "last_request_start_time").map(Instant::toString));
    put("last-request-ended", instant(row, "last_request_end_time").map(Instant::toString));
  }

  private void put(String name, Optional<String> value) {
    value.ifPresent(text -> attributes.put(name, text));
  }

  private static Optional<String> number(OptionalLong value) {
    return value.isPresent() ? Optional.of(Long.toString(value.getAsLong())) : Optional.empty();
  }

  private static Optional<String> text(Row row, String column) {
    return row.has(column)
        ? row.optionalText(column).map(String::strip).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private Optional<Instant> instant(Row row, String column) {
    return row.optionalLocalTime(column)
        .filter(time -> time.isAfter(NEVER))
        .map(time -> time.toInstant(offset));
  }
}
