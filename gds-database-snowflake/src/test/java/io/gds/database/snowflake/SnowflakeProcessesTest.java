package io.gds.database.snowflake;

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
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
@Timeout(30)
class SnowflakeProcessesTest {
  private final SnowflakeRoom room = new SnowflakeRoom();
  private final SnowflakeProcesses processes = new SnowflakeProcesses(room.context);

  @AfterEach
  void close() {
    room.close();
  }

  private ServerProcess only() {
    List<ServerProcess> all = processes.processes();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void aQueryThatRunsIsToldWithItsSession() {
    room.model.queries().running("q1", "EVE", 77, "SELECT 😀 long");
    room.clock.advance(Duration.ofMinutes(5));
    ServerProcess process = only();
    assertThat(process.id().id()).isEqualTo("q1");
    assertThat(process.state()).isEqualTo(ProcessState.ACTIVE);
    assertThat(process.user()).contains("EVE");
    assertThat(process.statement()).contains("SELECT 😀 long");
    assertThat(process.own()).isFalse();
    assertThat(process.attributes())
        .containsEntry("session", "77")
        .containsEntry("warehouse", "COMPUTE_WH");
    assertThat(processes.processes(ProcessQuery.all().longerThan(Duration.ofMinutes(6)))).isEmpty();
    assertThat(processes.processes(ProcessQuery.all().statementLength(8)).get(0).statement())
        .contains("SELECT 😀");
    assertThat(processes.processes(ProcessQuery.all().statementLength(0)).get(0).statement())
        .isEmpty();
  }

  @Test
  void theEnginesOwnAreKnownByTheirTags() {
    assertThat(processes.processes()).isEmpty();
    assertThat(processes.processes(ProcessQuery.all().own(true)))
        .singleElement()
        .satisfies(
            process -> {
              assertThat(process.own()).isTrue();
              assertThat(process.statement().orElse("")).contains("QUERY_HISTORY");
            });
  }

  @Test
  void aListTakesTwoStatementsAndAThirdIfSomebodyWaits() {
    processes.processes();
    assertThat(room.statements(processes::processes)).isEqualTo(2);
  }

  @Test
  void whoWaitsForWhomIsToldByTheirLocks() {
    room.peer
        .script()
        .matching("SELECT QUERY_ID, .*")
        .answer(
            history()
                .row(
                    "q2",
                    "UPDATE t",
                    "SHOP",
                    "S",
                    "UPDATE",
                    78,
                    "BOB",
                    "R",
                    "WH",
                    "",
                    "BLOCKED",
                    room.clock.instant(),
                    10L));
    room.model
        .transactions()
        .holds(4001, "EVE", 77, "", "SHOP.S.T")
        .waits(4002, "BOB", 78, "q2", "SHOP.S.T");
    BlockingTree tree = processes.blockingTree();
    assertThat(tree.roots())
        .singleElement()
        .satisfies(
            root -> {
              assertThat(root.id()).isEqualTo("transaction 4001");
              assertThat(root.process().orElseThrow().state())
                  .isEqualTo(ProcessState.IDLE_IN_TRANSACTION);
              assertThat(root.blocked()).extracting(node -> node.id()).containsExactly("q2");
            });
    ServerProcess waiting = tree.roots().get(0).blocked().get(0).process().orElseThrow();
    assertThat(waiting.state()).isEqualTo(ProcessState.WAITING);
    assertThat(waiting.waitKind()).contains("Lock");
    assertThat(waiting.waitObject()).contains("SHOP.S.T");
    assertThat(tree.unexplained()).isEmpty();
  }

  private static WireAnswer.Rows history() {
    return WireAnswer.rows(
        "QUERY_ID text",
        "QUERY_TEXT text",
        "DATABASE_NAME text",
        "SCHEMA_NAME text",
        "QUERY_TYPE text",
        "SESSION_ID fixed",
        "USER_NAME text",
        "ROLE_NAME text",
        "WAREHOUSE_NAME text",
        "QUERY_TAG text",
        "EXECUTION_STATUS text",
        "START_TIME timestamp_ltz(3)",
        "TOTAL_ELAPSED_TIME fixed");
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, ACTIVE, ''",
    "running, ACTIVE, ''",
    "RESTARTED, ACTIVE, ''",
    "QUEUED, WAITING, Warehouse:queued",
    "RESUMING_WAREHOUSE, WAITING, Warehouse:resuming",
    "QUEUED_REPAIRING_WAREHOUSE, WAITING, Warehouse:repairing",
    "QUEUED_REPARING_WAREHOUSE, WAITING, Warehouse:repairing",
    "BLOCKED, WAITING, Lock",
    "ABORTING, ENDING, ''",
    "SOMETHING_NEW, UNKNOWN, ''",
  })
  void everyStateIsOneOfOurs(String status, ProcessState state, String waitKind) {
    room.peer
        .script()
        .matching("SELECT QUERY_ID, .*")
        .answer(
            history()
                .row(
                    "q",
                    null,
                    null,
                    null,
                    null,
                    null,
                    "SYSTEM",
                    null,
                    "WH",
                    null,
                    status,
                    room.clock.instant(),
                    null));
    List<ServerProcess> all = processes.processes(ProcessQuery.all().system(true));
    assertThat(all)
        .singleElement()
        .satisfies(
            process -> {
              assertThat(process.state()).isEqualTo(state);
              assertThat(process.waitKind().orElse("")).isEqualTo(waitKind);
              assertThat(process.waitObject().isPresent())
                  .isEqualTo(waitKind.startsWith("Warehouse"));
              assertThat(process.system()).isTrue();
            });
    assertThat(processes.processes()).isEmpty();
  }

  @Test
  void aQueryIsCancelled() {
    room.model.queries().running("q1", "EVE", 77, "SELECT long");
    ProcessId id = only().id();
    Operation<?> plan = processes.prepareCancelProcess(CancelProcessOptions.of(id));
    assertThat(plan.script().toString()).contains("SYSTEM$CANCEL_QUERY('q1')");
    assertThat(only().id()).isEqualTo(id);
    plan.run();
    assertThat(processes.processes()).isEmpty();
  }

  @Test
  void aTransactionInWhichNothingRunsIsUndone() {
    room.model.transactions().holds(4001, "EVE", 77, "", "SHOP.S.T");
    processes.cancelProcess(CancelProcessOptions.of(only().id()));
    assertThat(room.model.transactions().open()).isEmpty();
  }

  @Test
  void whatHasEndedIsNotFound() {
    room.model.queries().running("q1", "EVE", 77, "SELECT long");
    ProcessId id = only().id();
    ProcessId later = new ProcessId("q1", id.startedAt().plusSeconds(1));
    assertThatThrownBy(() -> processes.cancelProcess(CancelProcessOptions.of(later)))
        .isInstanceOf(NotFoundException.class);
    Operation<?> plan = processes.prepareCancelProcess(CancelProcessOptions.of(id));
    room.peer
        .script()
        .matching("SELECT SYSTEM.CANCEL_QUERY.*")
        .answer(
            WireAnswer.rows("ANSWER text")
                .row("Identified SQL statement is not currently executing."));
    assertThatThrownBy(plan::run).isInstanceOf(NotFoundException.class);
  }

  @Test
  void anAnswerThatNobodyKnowsIsTold() {
    room.model.queries().running("q1", "EVE", 77, "SELECT long");
    ProcessId id = only().id();
    room.peer
        .script()
        .matching("SELECT SYSTEM.CANCEL_QUERY.*")
        .answer(WireAnswer.rows("ANSWER text").row("perhaps tomorrow"));
    assertThatThrownBy(() -> processes.cancelProcess(CancelProcessOptions.of(id)))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
              assertThat(e.getMessage()).contains("perhaps tomorrow");
            });
  }

  @Test
  void aSessionIsEndedWithAllThatRunsInIt() {
    room.model.queries().running("q1", "EVE", 77, "SELECT long");
    ProcessId id = only().id();
    room.model.queries().running("q2", "EVE", 77, "SELECT other");
    Operation<TerminateInfo> plan =
        processes.prepareTerminateProcess(TerminateProcessOptions.of(id));
    assertThat(plan.script().toString()).contains("SYSTEM$ABORT_SESSION(77)");
    assertThat(plan.checks())
        .filteredOn(check -> check.rule().equals("nothing else runs in its session"))
        .singleElement()
        .satisfies(check -> assertThat(check.measured()).isEqualTo("q2"));
    TerminateInfo info = plan.run();
    assertThat(info.gone()).isTrue();
    assertThat(processes.processes()).isEmpty();
  }

  @Test
  void whatIsThisEnginesOwnOrTheServersIsLeftAlone() {
    List<ServerProcess> own = processes.processes(ProcessQuery.all().own(true));
    room.peer
        .script()
        .matching("SELECT QUERY_ID, .*")
        .answer(
            history()
                .row(
                    "q",
                    "x",
                    null,
                    null,
                    "X",
                    7,
                    "SYSTEM",
                    null,
                    null,
                    own.get(0).attributes().get("tag"),
                    "RUNNING",
                    room.clock.instant(),
                    1L));
    ProcessId id = new ProcessId("q", room.clock.instant());
    Operation<?> plan = processes.prepareCancelProcess(CancelProcessOptions.of(id));
    assertThat(plan.refused()).isTrue();
    assertThat(plan.checks()).filteredOn(check -> check.refused()).hasSize(2);
  }

  @Test
  void whoMayNotIsTold() {
    SnowflakeContext bob = room.as("ANALYST");
    SnowflakeProcesses his = new SnowflakeProcesses(bob);
    room.model.access().grant("MONITOR", "WAREHOUSE", "COMPUTE_WH", "ANALYST");
    room.model.queries().running("q1", "EVE", 77, "SELECT long");
    room.model.transactions().holds(4001, "EVE", 77, "q1", "SHOP.S.T");
    List<ServerProcess> seen = his.processes();
    assertThat(seen).extracting(process -> process.id().id()).containsExactly("q1");
    ProcessId id = seen.get(0).id();
    assertThatThrownBy(() -> his.cancelProcess(CancelProcessOptions.of(id)))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> assertThat(e.details().get("right").orElse("")).contains("OPERATE"));
    assertThat(his.prepareTerminateProcess(TerminateProcessOptions.of(id)).checks())
        .filteredOn(check -> check.rule().equals("the role may end sessions"))
        .singleElement()
        .satisfies(check -> assertThat(check.remedy()).contains("ACCOUNTADMIN"));
    bob.runner().close();
  }
}
