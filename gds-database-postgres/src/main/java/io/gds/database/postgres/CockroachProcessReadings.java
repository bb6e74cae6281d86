package io.gds.database.postgres;

import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads sessions, statements and transactions of all nodes.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-sessions">SHOW SESSIONS</a>
 * @see <a href="https://www.cockroachlabs.com/docs/stable/crdb-internal#cluster_locks">
 *     cluster_locks</a>
 */
final class CockroachProcessReadings {
  /** What the server calls its own work; it has no other mark. */
  private static final String INTERNAL = "$ internal";

  private final CockroachContext context;

  CockroachProcessReadings(CockroachContext context) {
    this.context = context;
  }

  /**
   * A session as it was read.
   *
   * @param process what is told of it
   * @param now the server's time
   */
  record Reading(ServerProcess process, Instant now) {}

  /** All sessions that this role may see, this engine's own included. */
  List<Reading> all(int statementLength) {
    Set<String> own = context.connections().sessions();
    return context.read(
        () ->
            context
                .sql()
                .query(
                    CockroachSql.text("processes"),
                    row -> reading(row, own, statementLength > 0),
                    statementLength));
  }

  /** The session of this id. */
  Optional<Reading> find(String id) {
    return all(0).stream().filter(each -> each.process().id().id().equals(id)).findFirst();
  }

  private static Reading reading(Row row, Set<String> own, boolean statements) {
    String id = row.text("session_id");
    Instant start = row.instant("session_start");
    Optional<Instant> transaction = row.optionalInstant("txn_start");
    Optional<String> statement = row.optionalText("statement").filter(text -> !text.isEmpty());
    String application = row.optionalText("application_name").orElse("");
    ServerProcess.Builder process =
        ServerProcess.builder(
                new ProcessId(id, start),
                state(row.optionalText("status").orElse(""), transaction.isPresent()))
            .sessionStartedAt(start)
            .system(application.startsWith(INTERNAL))
            .own(row.bool("asking") || own.contains(id))
            .attributes(attributes(row));
    row.optionalText("user_name").ifPresent(process::user);
    row.optionalText("client_address").ifPresent(process::clientHost);
    if (!application.isEmpty()) {
      process.application(application);
    }
    if (statements) {
      statement.ifPresent(process::statement);
      statement.flatMap(PostgresProcessReadings::command).ifPresent(process::command);
    }
    row.optionalInstant("active_query_start").ifPresent(process::statementStartedAt);
    transaction.ifPresent(process::transactionStartedAt);
    return new Reading(process.build(), row.instant("now"));
  }

  /** What the server's word for a state means. */
  static ProcessState state(String word, boolean inTransaction) {
    return switch (word) {
      case "ACTIVE" -> ProcessState.ACTIVE;
      case "IDLE" -> inTransaction ? ProcessState.IDLE_IN_TRANSACTION : ProcessState.IDLE;
      default -> ProcessState.UNKNOWN;
    };
  }

  private static Map<String, String> attributes(Row row) {
    Map<String, String> attributes = new LinkedHashMap<>();
    row.optionalText("status").ifPresent(text -> attributes.put("status", text));
    row.optionalText("node_id").ifPresent(text -> attributes.put("node", text));
    row.optionalText("txn_id").ifPresent(text -> attributes.put("transaction", text));
    row.optionalText("num_txns_executed").ifPresent(text -> attributes.put("transactions", text));
    return attributes;
  }

  /** The same sessions, each with those it waits for. */
  List<Reading> withBlockers(List<Reading> readings) {
    record Wait(String waiter, String holder, String on) {}
    List<Wait> waits =
        context.read(
            () ->
                context
                    .sql()
                    .query(
                        CockroachSql.text("blockers"),
                        row ->
                            new Wait(
                                row.text("waiter"),
                                row.text("holder"),
                                row.optionalText("database_name").orElse("")
                                    + "."
                                    + row.optionalText("schema_name").orElse("")
                                    + "."
                                    + row.optionalText("table_name").orElse("")
                                    + row.optionalText("lock_strength")
                                        .map(strength -> " (" + strength + ")")
                                        .orElse(""))));
    List<Reading> all = new ArrayList<>();
    for (Reading reading : readings) {
      String id = reading.process().id().id();
      List<Wait> its = waits.stream().filter(wait -> wait.waiter().equals(id)).toList();
      all.add(
          its.isEmpty()
              ? reading
              : new Reading(
                  waiting(
                      reading.process(),
                      its.stream().map(Wait::holder).distinct().toList(),
                      its.get(0).on()),
                  reading.now()));
    }
    return all;
  }

  private static ServerProcess waiting(ServerProcess p, List<String> holders, String on) {
    return new ServerProcess(
        p.id(),
        ProcessState.WAITING,
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
        Optional.of("Lock"),
        Optional.of(on),
        holders,
        p.system(),
        p.own(),
        p.progress(),
        p.attributes());
  }

  /** The statements that run now. */
  List<CockroachQuery> queries() {
    return context.read(
        () ->
            context
                .sql()
                .query(
                    "SHOW CLUSTER STATEMENTS",
                    row ->
                        new CockroachQuery(
                            row.text("query_id"),
                            row.text("session_id"),
                            row.intValue("node_id"),
                            row.text("user_name"),
                            row.instant("start"),
                            row.text("query"),
                            row.text("client_address"),
                            row.optionalText("application_name").orElse(""),
                            row.optionalBool("distributed"),
                            row.text("phase"))));
  }

  /** The transactions that are open now. */
  List<CockroachTransaction> transactions() {
    return context.read(
        () ->
            context
                .sql()
                .query(
                    "SHOW CLUSTER TRANSACTIONS",
                    row ->
                        new CockroachTransaction(
                            row.text("txn_id"),
                            row.intValue("node_id"),
                            row.optionalText("application_name").orElse(""),
                            row.longValue("num_stmts"),
                            row.longValue("num_retries"),
                            row.longValue("num_auto_retries"))));
  }
}
