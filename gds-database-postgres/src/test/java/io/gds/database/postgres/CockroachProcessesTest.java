package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CockroachProcessesTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00.123456Z");
  private static final String ACTIVE = "17aa0000000000000000000000000001";
  private static final String IDLE = "17aa0000000000000000000000000002";
  private static final String IN_TRANSACTION = "17aa0000000000000000000000000003";
  private static final String INTERNAL = "17aa0000000000000000000000000004";

  private final CockroachScene scene = new CockroachScene();
  private final Set<String> gone = new TreeSet<>();

  @BeforeEach
  void script() {
    scene.script().beginningWith("WITH s AS (SHOW ALL CLUSTER SESSIONS)").by(this::sessions);
    scene
        .script()
        .on("SHOW CLUSTER STATEMENTS")
        .answer(
            WireAnswer.rows(
                    "query_id text",
                    "node_id int8",
                    "session_id text",
                    "user_name text",
                    "start timestamptz",
                    "query text",
                    "client_address text",
                    "application_name text",
                    "distributed bool",
                    "phase text")
                .row(
                    "17ab01",
                    2L,
                    ACTIVE,
                    "bob",
                    START,
                    "SELECT 1",
                    "10.0.0.7:5",
                    "books",
                    null,
                    "preparing"));
    scene
        .script()
        .matching("CANCEL SESSION E?'.*'")
        .by(
            request -> {
              String text = request.statement();
              gone.add(text.substring(text.indexOf('\'') + 1, text.length() - 1));
              return WireAnswer.done("CANCEL SESSIONS 1");
            });
    scene.script().beginningWith("CANCEL QUER").answer(WireAnswer.done("CANCEL QUERIES 1"));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** The engine's own session is the peer's first connection, and asks. */
  private WireAnswer sessions(WireRequest request) {
    WireAnswer.Rows rows =
        WireAnswer.rows(
            "node_id int8",
            "session_id text",
            "status text",
            "user_name text",
            "client_address text",
            "application_name text",
            "statement text",
            "session_start timestamptz",
            "active_query_start timestamptz",
            "num_txns_executed int8",
            "txn_id text",
            "txn_start timestamp",
            "asking bool",
            "now timestamptz");
    Object[][] all = {
      {own(), "ACTIVE", "ada", "gds", "WITH s AS", START.plusSeconds(9), null, true},
      {ACTIVE, "ACTIVE", "bob", "books", "UPDATE t SET a = 1", START.plusSeconds(5), "t1", false},
      {IDLE, "IDLE", "ada", "", "", null, null, false},
      {IN_TRANSACTION, "IDLE", "cat", "shell", "", null, "t3", false},
      {INTERNAL, "ACTIVE", "node", "$ internal-stats", "SELECT 2", START, null, false}
    };
    int cut = request.bind(1, Integer.class);
    for (Object[] one : all) {
      if (!gone.contains((String) one[0])) {
        String statement = (String) one[4];
        rows =
            rows.row(
                1L,
                one[0],
                one[1],
                one[2],
                "10.0.0.7:5",
                one[3],
                statement.substring(0, Math.min(cut, statement.length())),
                START,
                one[5],
                12L,
                one[6],
                one[6] == null ? null : "2026-05-01 08:00:01",
                one[7],
                START.plusSeconds(10));
      }
    }
    return rows;
  }

  private static String own() {
    return "%032x".formatted(1);
  }

  private ServerProcess process(String id) {
    return scene.engine.processes(ProcessQuery.all().own(true).system(true)).stream()
        .filter(each -> each.id().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sessionsOfOthersAreListed() {
    assertThat(scene.engine.processes())
        .extracting(each -> each.id().id())
        .containsExactly(ACTIVE, IDLE, IN_TRANSACTION);
    ServerProcess active = process(ACTIVE);
    assertThat(active.id()).isEqualTo(new ProcessId(ACTIVE, START));
    assertThat(active.state()).isEqualTo(ProcessState.ACTIVE);
    assertThat(active.user()).contains("bob");
    assertThat(active.application()).contains("books");
    assertThat(active.clientHost()).contains("10.0.0.7:5");
    assertThat(active.statement()).contains("UPDATE t SET a = 1");
    assertThat(active.command()).contains("UPDATE");
    assertThat(active.statementStartedAt()).contains(START.plusSeconds(5));
    assertThat(active.transactionStartedAt()).contains(Instant.parse("2026-05-01T08:00:01Z"));
    assertThat(active.attributes())
        .containsEntry("node", "1")
        .containsEntry("transaction", "t1")
        .containsEntry("transactions", "12");
    assertThat(process(IDLE).state()).isEqualTo(ProcessState.IDLE);
    assertThat(process(IDLE).application()).isEmpty();
    assertThat(process(IDLE).statement()).isEmpty();
    assertThat(process(IN_TRANSACTION).state()).isEqualTo(ProcessState.IDLE_IN_TRANSACTION);
    assertThat(process(INTERNAL).system()).isTrue();
    assertThat(process(own()).own()).isTrue();
  }

  @Test
  void theStatementThatListsIsTheVendors() {
    scene.engine.processes(ProcessQuery.all().statementLength(6));
    assertThat(scene.script().requests()).hasSize(1);
    WireRequest request = scene.script().requests().get(0);
    assertThat(request.normalized())
        .isEqualTo(
            "WITH s AS (SHOW ALL CLUSTER SESSIONS) SELECT s.node_id, s.session_id, s.status,"
                + " s.user_name, s.client_address, s.application_name, left(s.active_queries, $1)"
                + " AS statement, s.session_start, s.active_query_start, s.num_txns_executed,"
                + " t.id::STRING AS txn_id, t.start AS txn_start, s.session_id ="
                + " current_setting('session_id') AS asking, now() AS now FROM s LEFT JOIN"
                + " crdb_internal.cluster_transactions AS t ON t.session_id = s.session_id ORDER BY"
                + " s.session_start, s.session_id");
    assertThat(request.bind(1, Integer.class)).isEqualTo(6);
    assertThat(scene.engine.processes(ProcessQuery.all().statementLength(0)))
        .allMatch(each -> each.statement().isEmpty() && each.command().isEmpty());
    assertThat(scene.engine.processes(ProcessQuery.all().longerThan(Duration.ofSeconds(6))))
        .extracting(each -> each.id().id())
        .containsExactly(IN_TRANSACTION);
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE, false, ACTIVE",
    "ACTIVE, true, ACTIVE",
    "IDLE, false, IDLE",
    "IDLE, true, IDLE_IN_TRANSACTION",
    "CLOSED, false, UNKNOWN",
    "'', false, UNKNOWN"
  })
  void everyStateMeansOne(String word, boolean transaction, ProcessState state) {
    assertThat(CockroachProcessReadings.state(word, transaction)).isEqualTo(state);
  }

  @Test
  void whoWaitsForWhomIsTold() {
    scene
        .script()
        .beginningWith("SELECT DISTINCT wt.session_id AS waiter")
        .answer(
            WireAnswer.rows(
                    "waiter text",
                    "holder text",
                    "database_name text",
                    "schema_name text",
                    "table_name text",
                    "lock_strength text")
                .row(ACTIVE, IN_TRANSACTION, "bank", "public", "account", "Exclusive"));
    BlockingTree tree = scene.engine.blockingTree();
    assertThat(tree.roots())
        .singleElement()
        .satisfies(
            root -> {
              assertThat(root.id()).isEqualTo(IN_TRANSACTION);
              ServerProcess waiter = root.blocked().get(0).process().orElseThrow();
              assertThat(waiter.state()).isEqualTo(ProcessState.WAITING);
              assertThat(waiter.blockedBy()).containsExactly(IN_TRANSACTION);
              assertThat(waiter.waitObject()).contains("bank.public.account (Exclusive)");
            });
    assertThat(scene.script().requests().get(1).normalized())
        .isEqualTo(
            "SELECT DISTINCT wt.session_id AS waiter, ht.session_id AS holder, w.database_name,"
                + " w.schema_name, w.table_name, w.lock_strength FROM crdb_internal.cluster_locks"
                + " AS w JOIN crdb_internal.cluster_locks AS h ON h.range_id = w.range_id AND"
                + " h.lock_key = w.lock_key JOIN crdb_internal.cluster_transactions AS wt ON wt.id"
                + " = w.txn_id JOIN crdb_internal.cluster_transactions AS ht ON ht.id = h.txn_id"
                + " WHERE NOT w.granted AND h.granted AND h.txn_id IS DISTINCT FROM w.txn_id");
  }

  @Test
  void statementsAndTransactionsAreTold() {
    scene
        .script()
        .on("SHOW CLUSTER TRANSACTIONS")
        .answer(
            WireAnswer.rows(
                    "node_id int8",
                    "txn_id uuid",
                    "application_name text",
                    "num_stmts int8",
                    "num_retries int8",
                    "num_auto_retries int8")
                .row(1L, "1f02ca1c-46c8-491b-8048-daa6b38fc587", "books", 3L, 2L, 1L));
    CockroachQuery query = scene.engine.queries().get(0);
    assertThat(query.id()).isEqualTo("17ab01");
    assertThat(query.sessionId()).isEqualTo(ACTIVE);
    assertThat(query.startedAt()).isEqualTo(START);
    assertThat(query.distributed()).isEmpty();
    assertThat(query.phase()).isEqualTo("preparing");
    assertThat(query).asString().doesNotContain("SELECT");
    CockroachTransaction transaction = scene.engine.transactions().get(0);
    assertThat(transaction.id()).isEqualTo("1f02ca1c-46c8-491b-8048-daa6b38fc587");
    assertThat(transaction.statements()).isEqualTo(3);
    assertThat(transaction.retries()).isEqualTo(2);
    assertThat(transaction.autoRetries()).isEqualTo(1);
  }

  private List<String> cancels() {
    return scene.script().statements().stream().filter(text -> text.startsWith("CANCEL")).toList();
  }

  @Test
  void whatASessionRunsIsCancelled() {
    scene.engine.cancelProcess(CancelProcessOptions.of(process(ACTIVE).id()));
    scene.engine.cancelProcess(
        CancelProcessOptions.builder()
            .process(process(ACTIVE).id())
            .option(CockroachProcess.QUERY, "17ab01")
            .build());
    assertThat(cancels())
        .containsExactly(
            "CANCEL QUERIES IF EXISTS (WITH q AS (SHOW CLUSTER STATEMENTS) SELECT query_id FROM q"
                + " WHERE session_id = E'"
                + ACTIVE
                + "')",
            "CANCEL QUERY E'17ab01'");
  }

  @Test
  void aStatementThatTheSessionDoesNotRunIsNotCancelled() {
    assertThatThrownBy(
            () ->
                scene.engine.cancelProcess(
                    CancelProcessOptions.builder()
                        .process(process(IDLE).id())
                        .option(CockroachProcess.QUERY, "17ab01")
                        .build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("the session runs this statement");
    assertThatThrownBy(
            () ->
                scene.engine.prepareCancelProcess(
                    CancelProcessOptions.builder()
                        .process(process(IDLE).id())
                        .option(CockroachProcess.QUERY, "x'; --")
                        .build()))
        .isInstanceOf(InvalidOptionsException.class);
    assertThat(cancels()).isEmpty();
  }

  @Test
  void aStatementThatEndedMeanwhileIsNotFound() {
    scene
        .script()
        .beginningWith("CANCEL QUERY")
        .once(WireAnswer.error("XXUUU", "could not cancel query: query ID 17ab01 not found"));
    assertThatThrownBy(
            () ->
                scene.engine.cancelProcess(
                    CancelProcessOptions.builder()
                        .process(process(ACTIVE).id())
                        .option(CockroachProcess.QUERY, "17ab01")
                        .build()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aSessionIsEndedAndLookedForUntilItIsGone() {
    TerminateInfo info =
        scene.engine.terminateProcess(TerminateProcessOptions.of(process(ACTIVE).id()));
    assertThat(info.gone()).isTrue();
    assertThat(cancels()).containsExactly("CANCEL SESSION E'" + ACTIVE + "'");
  }

  @Test
  void aSessionThatStaysIsSaidToBeThere() {
    scene.script().matching("CANCEL SESSION E?'.*'").answer(WireAnswer.done("CANCEL SESSIONS 1"));
    TerminateInfo info =
        scene.engine.terminateProcess(
            TerminateProcessOptions.builder()
                .process(process(ACTIVE).id())
                .waitAtMost(Duration.ofMillis(60))
                .build());
    assertThat(info.gone()).isFalse();
  }

  @Test
  void anIdNeverBecomesSql() {
    String hostile = "1'; CANCEL SESSIONS (SELECT 1); --\\";
    assertThatThrownBy(
            () ->
                scene.engine.terminateProcess(
                    TerminateProcessOptions.of(new ProcessId(hostile, START))))
        .isInstanceOf(NotFoundException.class);
    assertThat(
            scene
                .engine
                .prepareTerminateProcess(TerminateProcessOptions.of(new ProcessId(hostile, START)))
                .script()
                .text())
        .contains("CANCEL SESSION E'1''; CANCEL SESSIONS (SELECT 1); --\\\\'");
    assertThat(cancels()).isEmpty();
  }

  @Test
  void theBeginningBelongsToTheId() {
    assertThatThrownBy(
            () ->
                scene.engine.terminateProcess(
                    TerminateProcessOptions.of(new ProcessId(ACTIVE, START.plusSeconds(1)))))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void ownSessionsAndTheServersAreSpared() {
    assertThatThrownBy(
            () ->
                scene.engine.terminateProcess(
                    TerminateProcessOptions.of(new ProcessId(own(), START))))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED))
        .hasMessageContaining("this engine's own");
    assertThatThrownBy(
            () ->
                scene.engine.cancelProcess(CancelProcessOptions.of(new ProcessId(INTERNAL, START))))
        .hasMessageContaining("none of the server's own");
    scene.engine.cancelProcess(
        CancelProcessOptions.builder().process(new ProcessId(own(), START)).allowOwn(true).build());
    assertThat(cancels()).hasSize(1);
  }

  @Test
  void whoMayNotCancelOthersIsToldTheGrantAndMayCancelItsOwn() {
    scene.rights.clear();
    assertThatThrownBy(
            () -> scene.engine.cancelProcess(CancelProcessOptions.of(process(ACTIVE).id())))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e ->
                assertThat(e.remedy().orElseThrow())
                    .contains("GRANT SYSTEM CANCELQUERY TO \"ada\";"));
    scene.engine.cancelProcess(CancelProcessOptions.of(process(IDLE).id()));
    assertThat(cancels()).hasSize(1);
  }

  @Test
  void aLostAnswerIsLookedUp() {
    scene
        .script()
        .matching("CANCEL SESSION E?'.*'")
        .by(
            request -> {
              gone.add(ACTIVE);
              return WireAnswer.drop();
            });
    OperationResult<TerminateInfo> result =
        scene
            .engine
            .operations()
            .execute(
                scene.engine.prepareTerminateProcess(
                    TerminateProcessOptions.of(new ProcessId(ACTIVE, START))),
                OperationContext.none());
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.value().orElseThrow().gone()).isTrue();
  }
}
