package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.access.BlockingNode;
import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.contract.HostileName;
import io.gds.database.testkit.contract.HostileNames;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.sqlserver.SqlServerSessions;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlProcessesTest {
  private static final Duration SHORT = Duration.ofMillis(40);

  private static ServerProcess find(SupportsProcesses processes, int session) {
    return processes.processes(ProcessQuery.all().own(true).system(true)).stream()
        .filter(each -> each.id().id().equals(Integer.toString(session)))
        .findFirst()
        .orElseThrow();
  }

  private static TerminateInfo terminate(MssqlEngine engine, ServerProcess process) {
    return engine.terminateProcess(
        TerminateProcessOptions.builder().process(process.id()).waitAtMost(SHORT).build());
  }

  @Test
  void aListTakesOneStatementAndTellsWhatASessionDoes() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.create("shop");
      SqlServerSessions sessions = scene.model.sessions();
      int worker = sessions.open("clerk", "till", "shop");
      String batch = "DECLARE @a int = 1; UPDATE goods SET price = 2; SELECT 1";
      sessions.runs(worker, "UPDATE", batch);
      sessions.isAt(worker, 20, 46);
      sessions.begin(worker);
      sessions.fillsTempdb(worker, 3);
      assertThat(scene.statements(scene.engine::processes)).isEqualTo(1);
      assertThat(scene.engine.processes(ProcessQuery.all().database("shop")))
          .singleElement()
          .satisfies(
              process -> {
                assertThat(process.state()).isEqualTo(ProcessState.ACTIVE);
                assertThat(process.user()).contains("clerk");
                assertThat(process.application()).contains("till");
                assertThat(process.clientHost()).contains("client");
                assertThat(process.command()).contains("UPDATE");
                assertThat(process.statement()).contains("UPDATE goods SET price = 2");
                assertThat(process.statementStartedAt()).isPresent();
                assertThat(process.transactionStartedAt()).isPresent();
                assertThat(process.sessionStartedAt()).contains(process.id().startedAt());
                assertThat(process.own()).isFalse();
                assertThat(process.attributes())
                    .containsEntry("tempdb-bytes", "24576")
                    .containsEntry("open-transactions", "1")
                    .containsEntry("isolation", "read committed")
                    .containsEntry("client-net-address", "127.0.0.1");
              });
      assertThat(
              scene
                  .engine
                  .processes(ProcessQuery.all().database("shop").statementLength(10))
                  .get(0)
                  .statement())
          .contains("UPDATE goo");
      assertThat(
              scene
                  .engine
                  .processes(ProcessQuery.all().database("shop").statementLength(0))
                  .get(0)
                  .statement())
          .isEmpty();
    }
  }

  @Test
  void timesAreInstantsWhateverTheServersZone() {
    try (MssqlScene scene = new MssqlScene()) {
      int worker = scene.model.sessions().open("clerk", "till", "master");
      Instant now = Instant.now();
      assertThat(find(scene.engine, worker).id().startedAt())
          .isBetween(now.minusSeconds(60), now.plusSeconds(1));
    }
  }

  @Test
  void everyNativeStateIsOneOfOurs() {
    try (MssqlScene scene = new MssqlScene()) {
      SqlServerSessions sessions = scene.model.sessions();
      int idle = sessions.open("clerk", "", "master");
      sessions.said(idle, "SELECT 7");
      int holds = sessions.open("clerk", "", "master");
      sessions.begin(holds);
      int works = sessions.open("clerk", "", "master");
      sessions.runs(works, "BACKUP DATABASE", "BACKUP DATABASE x TO DISK = 'y'");
      sessions.progresses(works, 25.5, Duration.ofSeconds(9));
      int waits = sessions.open("clerk", "", "master");
      sessions.waits(waits, "UPDATE t SET a = 1", "LCK_M_X", holds);
      assertThat(find(scene.engine, idle).state()).isEqualTo(ProcessState.IDLE);
      assertThat(find(scene.engine, idle).statement()).contains("SELECT 7");
      assertThat(find(scene.engine, holds).state()).isEqualTo(ProcessState.IDLE_IN_TRANSACTION);
      assertThat(find(scene.engine, works).state()).isEqualTo(ProcessState.ACTIVE);
      assertThat(find(scene.engine, works).progress()).isEqualTo(OptionalDouble.of(0.255));
      assertThat(find(scene.engine, works).attributes()).containsEntry("remaining-ms", "9000");
      assertThat(find(scene.engine, waits).state()).isEqualTo(ProcessState.WAITING);
      assertThat(find(scene.engine, waits).waitKind()).contains("LCK_M_X");
      assertThat(find(scene.engine, waits).waitObject().orElseThrow()).startsWith("KEY: 5:");
      assertThat(find(scene.engine, 5).state()).isEqualTo(ProcessState.ACTIVE);
      assertThat(find(scene.engine, 5).system()).isTrue();
      for (String word : List.of("background", "running", "runnable", "suspended", "pending")) {
        assertThat(MssqlProcessRow.running(word)).isEqualTo(ProcessState.ACTIVE);
      }
      assertThat(MssqlProcessRow.running("sleeping")).isEqualTo(ProcessState.IDLE);
      assertThat(MssqlProcessRow.running("rollback")).isEqualTo(ProcessState.ENDING);
      assertThat(MssqlProcessRow.running("something new")).isEqualTo(ProcessState.UNKNOWN);
    }
  }

  @Test
  void theServersAndTheEnginesOwnAreListedOnlyWhenAskedFor() throws SQLException {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      try (SqlSource source = shop.openSql();
          Connection handedOut = source.getConnection();
          Connection other = scene.occupy("shop")) {
        assertThat(handedOut.isClosed() || other.isClosed()).isFalse();
        assertThat(scene.engine.processes(ProcessQuery.all().database("shop")))
            .singleElement()
            .matches(each -> !each.own());
        assertThat(scene.engine.processes(ProcessQuery.all().database("shop").own(true)))
            .extracting(ServerProcess::own)
            .containsExactlyInAnyOrder(true, false);
      }
      assertThat(scene.engine.processes()).noneMatch(ServerProcess::system);
      assertThat(scene.engine.processes(ProcessQuery.all().system(true)))
          .anyMatch(ServerProcess::system);
    }
  }

  @Test
  void aStatementThatMayHoldASecretIsToldWithoutIt() {
    try (MssqlScene scene = new MssqlScene()) {
      SqlServerSessions sessions = scene.model.sessions();
      int worker = sessions.open("clerk", "", "master");
      sessions.runs(
          worker, "CREATE LOGIN", "CREATE LOGIN x WITH PASSWORD = N'can''ary', CHECK_POLICY = ON");
      assertThat(find(scene.engine, worker).statement())
          .contains("CREATE LOGIN x WITH PASSWORD = '<hidden>', CHECK_POLICY = ON");
      assertThat(MssqlSecretText.hidden("ALTER LOGIN x WITH password='canary cut off"))
          .isEqualTo("ALTER LOGIN x WITH password='<hidden>'");
      assertThat(MssqlSecretText.hidden("… PASSWORD = 0x0200AB HASHED"))
          .isEqualTo("… PASSWORD = '<hidden>' HASHED");
      assertThat(MssqlSecretText.hidden("CREATE CREDENTIAL c WITH SECRET = 'canary'"))
          .doesNotContain("canary");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXEC (N'ALTER LOGIN x WITH PASSWORD = ''canary''')",
        "EXEC ('ALTER LOGIN x WITH PASSWORD = N''it''''s canary'', CHECK_POLICY = OFF')",
        "EXEC ('EXEC (''ALTER LOGIN x WITH PASSWORD = ''''canary'''' '')')",
        "EXEC sp_addlinkedsrvlogin @rmtsrvname = 's', @rmtpassword = 'canary'",
        "EXEC msdb.dbo.sp_x @job_password = N'canary'",
        "SELECT * FROM OPENDATASOURCE('MSOLEDBSQL', 'Server=s;UID=sa;PWD=canary;')",
        "EXEC sp_addlogin 'x', 'canary'",
        "SELECT ENCRYPTBYPASSPHRASE('canary', @text)",
        "ALTER LOGIN x WITH PASSWORD = '''canary'''",
      })
  void secretsAreHiddenHoweverTheyAreWritten(String statement) {
    assertThat(MssqlSecretText.hidden(statement)).doesNotContain("canary").contains("<hidden>");
  }

  @Test
  void whatIsNoSecretIsLeftAsItIs() {
    String plain = "UPDATE u SET password = @p1, name = 'ada' WHERE id = 7; SELECT 'it''s'";
    assertThat(MssqlSecretText.hidden(plain)).isEqualTo(plain);
  }

  @Test
  void theHeadOfAChainIsTheSleepingHolder() {
    try (MssqlScene scene = new MssqlScene()) {
      SqlServerSessions sessions = scene.model.sessions();
      int head = sessions.open("ada", "", "master");
      sessions.begin(head);
      int middle = sessions.open("bob", "", "master");
      sessions.waits(middle, "UPDATE a", "LCK_M_X", head);
      int last = sessions.open("eve", "", "master");
      sessions.waits(last, "UPDATE b", "LCK_M_S", middle);
      sessions.thread(last, "LCK_M_S", head);
      sessions.thread(last, "CXCONSUMER", last);
      BlockingTree tree = scene.engine.blockingTree();
      assertThat(scene.statements(scene.engine::blockingTree)).isEqualTo(1);
      assertThat(tree.roots()).singleElement().extracting(BlockingNode::id).isEqualTo("" + head);
      assertThat(tree.roots().get(0).process().orElseThrow().state())
          .isEqualTo(ProcessState.IDLE_IN_TRANSACTION);
      assertThat(tree.blockedCount()).isEqualTo(2);
      assertThat(find(scene.engine, last).blockedBy()).containsExactly("" + middle, "" + head);
      sessions.close(head);
      assertThat(scene.engine.blockingTree().roots())
          .singleElement()
          .extracting(BlockingNode::id)
          .isEqualTo("" + middle);
    }
  }

  @Test
  void aHolderThatIsNoSessionIsExplained() {
    try (MssqlScene scene = new MssqlScene()) {
      SqlServerSessions sessions = scene.model.sessions();
      for (int blocker : List.of(-2, -3, -4, -5)) {
        int waiter = sessions.open("ada", "", "master");
        sessions.waits(waiter, "UPDATE a", "LCK_M_X", blocker);
        ServerProcess process = find(scene.engine, waiter);
        assertThat(process.state()).isEqualTo(ProcessState.WAITING);
        assertThat(process.attributes().get(MssqlProcessRow.BLOCKER)).startsWith(blocker + ": ");
        assertThat(process.isBlocked()).as("blocked by %s", blocker).isEqualTo(blocker >= -3);
      }
      BlockingTree tree = scene.engine.blockingTree();
      assertThat(tree.roots()).extracting(BlockingNode::id).containsExactly("-2", "-3");
      assertThat(tree.roots()).allMatch(root -> root.process().isEmpty());
      assertThat(tree.unexplained()).hasSize(2);
    }
  }

  @Test
  void aSessionIsEndedByNumberAndBeginning() {
    try (MssqlScene scene = new MssqlScene()) {
      int holder = scene.model.sessions().open("ada", "", "master");
      ServerProcess process = find(scene.engine, holder);
      Operation<TerminateInfo> operation =
          scene.engine.prepareTerminateProcess(TerminateProcessOptions.of(process.id()));
      assertThat(operation.script().steps().get(0).text())
          .startsWith("IF EXISTS (SELECT 1 FROM sys.dm_exec_sessions WHERE session_id = " + holder)
          .contains("BEGIN KILL " + holder + " SELECT 1 AS killed END");
      assertThat(scene.changes()).isEmpty();
      assertThat(scene.statements(() -> assertThat(operation.run().gone()).isTrue()))
          .as("checks, the statement, a look")
          .isEqualTo(3);
      assertThat(scene.changes()).containsExactly(operation.script().steps().get(0).text());
      assertThatThrownBy(() -> terminate(scene.engine, process))
          .isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void whoGotTheNumberMeanwhileIsNotHit() {
    try (MssqlScene scene = new MssqlScene()) {
      SqlServerSessions sessions = scene.model.sessions();
      int number = sessions.open("ada", "", "master");
      ServerProcess earlier = find(scene.engine, number);
      sessions.replace(number, "bob", Duration.ofSeconds(2));
      assertThatThrownBy(() -> terminate(scene.engine, earlier))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("the number is another's");
      // Between the last look and the statement, which looks once more.
      ServerProcess bob = find(scene.engine, number);
      Operation<TerminateInfo> operation =
          scene.engine.prepareTerminateProcess(TerminateProcessOptions.of(bob.id()));
      scene
          .peer
          .script()
          .beginningWith("IF EXISTS")
          .by(
              request -> {
                sessions.replace(number, "eve", Duration.ofSeconds(4));
                return scene.model.answer(request);
              });
      assertThatThrownBy(operation::run)
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("no such session any more");
      assertThat(find(scene.engine, number).user()).contains("eve");
    }
  }

  @Test
  void oneThatIsStillRollingBackIsToldSoWithItsProgress() {
    try (MssqlScene scene = new MssqlScene()) {
      SqlServerSessions sessions = scene.model.sessions();
      int worker = sessions.open("ada", "", "master");
      sessions.runs(worker, "DELETE", "DELETE FROM t");
      sessions.undoes(worker, 80, Duration.ofSeconds(10));
      TerminateInfo told = terminate(scene.engine, find(scene.engine, worker));
      assertThat(told.gone()).isFalse();
      assertThat(told.rollbackProgress()).isEqualTo(OptionalDouble.of(0.8));
      assertThat(told.rollbackRemaining()).contains(Duration.ofSeconds(10));
      assertThat(scene.changes()).last().isEqualTo("KILL " + worker + " WITH STATUSONLY");
      assertThat(find(scene.engine, worker).state()).isEqualTo(ProcessState.ENDING);
      assertThat(find(scene.engine, worker).progress()).isEqualTo(OptionalDouble.of(0.8));
      sessions.undoes(worker, 0, Duration.ZERO);
      sessions.close(worker);
      assertThat(scene.engine.processes()).isEmpty();
    }
  }

  @Test
  void aProgressOfNothingAtAllIsNotKnown() {
    try (MssqlScene scene = new MssqlScene()) {
      SqlServerSessions sessions = scene.model.sessions();
      int worker = sessions.open("ada", "", "master");
      sessions.undoes(worker, 0, Duration.ZERO);
      TerminateInfo told = terminate(scene.engine, find(scene.engine, worker));
      assertThat(told.gone()).isFalse();
      assertThat(told.rollbackProgress()).isEmpty();
      assertThat(told.rollbackRemaining()).isEmpty();
    }
  }

  @Test
  void ownSystemAndUnknownSessionsAreRefusedBeforeAnythingIsSent() {
    try (MssqlScene scene = new MssqlScene()) {
      ServerProcess own =
          scene.engine.processes(ProcessQuery.all().own(true)).stream()
              .filter(ServerProcess::own)
              .findFirst()
              .orElseThrow();
      assertThat(
              scene.engine.prepareTerminateProcess(TerminateProcessOptions.of(own.id())).checks())
          .filteredOn(Check::refused)
          .extracting(Check::rule)
          .containsExactly("it is none of this engine's own");
      assertThatThrownBy(
              () ->
                  scene.engine.terminateProcess(
                      TerminateProcessOptions.builder()
                          .process(own.id())
                          .allowOwn(true)
                          .waitAtMost(SHORT)
                          .build()))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("kill your own process");
      ServerProcess system = find(scene.engine, 5);
      assertThat(
              scene
                  .engine
                  .prepareTerminateProcess(TerminateProcessOptions.of(system.id()))
                  .checks())
          .filteredOn(Check::refused)
          .extracting(Check::measured)
          .containsExactly("LAZY WRITER");
      for (HostileName name : HostileNames.corpus()) {
        ProcessId id = new ProcessId(name.text(), Instant.EPOCH);
        assertThatThrownBy(() -> scene.engine.terminateProcess(TerminateProcessOptions.of(id)))
            .as(name.what())
            .isInstanceOf(NotFoundException.class);
      }
      for (String number : List.of("0", "-2", "32768", "99999", "5; SHUTDOWN", "+5", "5.0")) {
        ProcessId id = new ProcessId(number, Instant.now());
        assertThat(scene.engine.prepareTerminateProcess(TerminateProcessOptions.of(id)).script())
            .matches(script -> script.steps().isEmpty());
      }
    }
  }

  @Test
  void aStatementOfAnotherCannotBeCancelledAndTheRefusalNamesWhatCan() {
    try (MssqlScene scene = new MssqlScene()) {
      int worker = scene.model.sessions().open("ada", "", "master");
      ServerProcess process = find(scene.engine, worker);
      assertThatThrownBy(() -> scene.engine.cancelProcess(CancelProcessOptions.of(process.id())))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("SQL Server ends it only with its session")
          .satisfies(
              e -> {
                assertThat(((DatabaseException) e).code())
                    .isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
                assertThat(((DatabaseException) e).remedy().orElseThrow())
                    .contains("terminateProcess");
              });
      assertThat(find(scene.engine, worker).id()).isEqualTo(process.id());
    }
  }

  @Test
  void whoMayNotSeeSessionsIsToldTheRight() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlEngine clerk = scene.clerk();
      assertThatThrownBy(clerk::processes)
          .isInstanceOf(PermissionDeniedException.class)
          .satisfies(
              e -> assertThat(((DatabaseException) e).remedy().orElseThrow()).contains("GRANT"));
      assertThat(clerk.capabilities().status(SupportsProcesses.class).availability())
          .isEqualTo(Availability.PERMISSION);
      ServerProcess process = find(scene.engine, scene.model.sessions().open("ada", "", "master"));
      assertThatThrownBy(() -> terminate(clerk, process))
          .isInstanceOf(PermissionDeniedException.class);
      scene.model.grant("clerk", "VIEW SERVER STATE");
      assertThat(clerk.processes()).isNotEmpty();
      assertThatThrownBy(() -> terminate(clerk, process))
          .isInstanceOf(PermissionDeniedException.class)
          .hasMessageContaining("may end sessions");
      scene.model.grant("clerk", "ALTER ANY CONNECTION");
      assertThat(terminate(clerk, process).gone()).isTrue();
    }
  }

  @Test
  void from2022OnASmallerRightShowsAllButTheAddresses() {
    try (MssqlScene scene = new MssqlScene()) {
      int worker = scene.model.sessions().open("ada", "", "master");
      scene.model.grant("clerk", "VIEW SERVER PERFORMANCE STATE");
      MssqlEngine clerk = scene.clerk();
      assertThat(scene.statements(clerk::processes)).isEqualTo(2);
      assertThat(find(clerk, worker).attributes()).doesNotContainKey("client-net-address");
      assertThat(clerk.capabilities().status(SupportsProcesses.class).isAvailable()).isTrue();
    }
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2016, SqlServerEdition.STANDARD)) {
      scene.model.grant("clerk", "VIEW SERVER STATE");
      assertThat(scene.statements(scene.clerk()::processes)).isEqualTo(1);
    }
  }

  @Test
  void aLostAnswerIsAskedAfterAndOneThatIsStillThereIsUnknown() {
    try (MssqlScene scene = new MssqlScene()) {
      SqlServerSessions sessions = scene.model.sessions();
      ServerProcess first = find(scene.engine, sessions.open("ada", "", "master"));
      scene.peer.script().beginningWith("IF EXISTS").once(WireAnswer.lost());
      assertThat(terminate(scene.engine, first).gone()).isTrue();
      int second = sessions.open("bob", "", "master");
      sessions.undoes(second, 10, Duration.ofSeconds(90));
      scene.peer.script().beginningWith("IF EXISTS").once(WireAnswer.lost());
      assertThat(terminate(scene.engine, find(scene.engine, second)).gone()).isFalse();
      ServerProcess third = find(scene.engine, sessions.open("eve", "", "master"));
      scene.peer.script().beginningWith("IF EXISTS").once(WireAnswer.drop());
      assertThatThrownBy(() -> terminate(scene.engine, third))
          .isInstanceOf(DatabaseException.class)
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(scene.changes().stream().filter(sql -> sql.startsWith("IF EXISTS"))).hasSize(3);
    }
  }

  @Test
  void aDeadlockIsRetriedForReadsAlone() {
    try (MssqlScene scene = new MssqlScene()) {
      ServerProcess process = find(scene.engine, scene.model.sessions().open("ada", "", "master"));
      scene.peer.script().beginningWith("IF EXISTS").once(WireAnswer.error("1205", "deadlock"));
      assertThatThrownBy(() -> terminate(scene.engine, process))
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.DEADLOCK);
      assertThat(scene.changes().stream().filter(sql -> sql.startsWith("IF EXISTS"))).hasSize(1);
      assertThat(find(scene.engine, Integer.parseInt(process.id().id())).id())
          .isEqualTo(process.id());
    }
  }
}
