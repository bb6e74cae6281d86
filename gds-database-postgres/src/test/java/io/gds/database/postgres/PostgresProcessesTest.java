package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import io.gds.database.connection.AuthType;
import io.gds.database.connection.Credentials;
import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.server.PostgresTestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
class PostgresProcessesTest {
  @Parameter int major;

  private PostgresTestServer server;
  private DatabaseManager manager;
  private PostgresEngine engine;
  private final List<Connection> sessions = new ArrayList<>();

  @BeforeEach
  void open() {
    server =
        PostgresTestServer.builder().major(major).setting("max_prepared_transactions", "5").share();
    new PostgresWitness(server).sweep();
    server.execute("CREATE TABLE IF NOT EXISTS held (id int PRIMARY KEY, n int)", "TRUNCATE held");
    server.execute("INSERT INTO held VALUES (1, 0), (2, 0)");
    server.execute("CREATE ROLE ada LOGIN", "GRANT ALL ON held TO ada");
    manager = DatabaseManager.of(new PostgresProvider());
    engine =
        manager.open(
            PostgresUrls.parse(server.url("postgres")).orElseThrow(), PostgresEngine.class);
  }

  @AfterEach
  void close() throws SQLException {
    for (Connection session : sessions) {
      session.close();
    }
    manager.close();
    server.execute("DROP TABLE held");
    new PostgresWitness(server).sweep();
    server.close();
  }

  private Connection session(String user, String application) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("ApplicationName", application);
    Connection session = DriverManager.getConnection(server.jdbcUrl("postgres"), properties);
    sessions.add(session);
    return session;
  }

  private static String pid(Connection session) throws SQLException {
    return Integer.toString(session.unwrap(PGConnection.class).getBackendPID());
  }

  private static void run(Connection session, String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  private static CompletableFuture<Void> begin(Connection session, String sql) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            run(session, sql);
          } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
        });
  }

  private ServerProcess await(String pid, Predicate<ServerProcess> so) throws InterruptedException {
    return await(engine, pid, so);
  }

  private static ServerProcess await(PostgresEngine engine, String pid, Predicate<ServerProcess> so)
      throws InterruptedException {
    long began = System.nanoTime();
    while (true) {
      List<ServerProcess> seen = engine.processes(ProcessQuery.all().own(true).system(true));
      for (ServerProcess process : seen) {
        if (process.id().id().equals(pid) && so.test(process)) {
          return process;
        }
      }
      assertThat(System.nanoTime() - began)
          .as("process %s, seen: %s", pid, seen)
          .isLessThan(TimeUnit.SECONDS.toNanos(10));
      Thread.sleep(20);
    }
  }

  private void as(String user, Consumer<PostgresEngine> work) {
    try (DatabaseManager other = DatabaseManager.of(new PostgresProvider())) {
      work.accept(
          other.open(
              PostgresUrls.parse(server.url("postgres")).orElseThrow().toBuilder()
                  .credentials(Credentials.of(AuthType.NONE, user))
                  .build(),
              PostgresEngine.class));
    }
  }

  private static ErrorCode code(Runnable call) {
    return catchThrowableOfType(DatabaseException.class, call::run).code();
  }

  private static TerminateProcessOptions terminate(ServerProcess process) {
    return TerminateProcessOptions.of(process.id());
  }

  @Test
  void aSessionIsToldWithAllThatIsKnown() throws Exception {
    Connection ada = session("ada", "the app");
    ada.setAutoCommit(false);
    run(ada, "SELECT 1 AS idle_now");
    ServerProcess idle =
        await(
            pid(ada),
            process ->
                process.state() == ProcessState.IDLE_IN_TRANSACTION
                    && process.waitKind().isPresent());
    assertThat(idle.user()).contains("ada");
    assertThat(idle.database()).contains("postgres");
    assertThat(idle.application()).contains("the app");
    assertThat(idle.clientHost()).contains("127.0.0.1");
    assertThat(idle.command()).contains("SELECT");
    assertThat(idle.statement()).contains("SELECT 1 AS idle_now");
    assertThat(idle.sessionStartedAt()).contains(idle.id().startedAt());
    assertThat(idle.transactionStartedAt()).isPresent();
    assertThat(idle.statementStartedAt()).as("no statement runs").isEmpty();
    assertThat(idle.waitKind()).contains("Client:ClientRead");
    assertThat(idle.system()).isFalse();
    assertThat(idle.own()).isFalse();
    assertThat(idle.attributes())
        .containsEntry("backend-type", "client backend")
        .containsEntry("state", "idle in transaction")
        .doesNotContainKey("hidden");
    ada.rollback();

    CompletableFuture<Void> sleep = begin(ada, "SELECT pg_sleep(60)");
    ServerProcess active = await(pid(ada), process -> process.state() == ProcessState.ACTIVE);
    assertThat(active.statementStartedAt()).isPresent();
    assertThat(
            engine.processes(
                ProcessQuery.all().user("ada").database("postgres").statementLength(8)))
        .singleElement()
        .satisfies(process -> assertThat(process.statement()).contains("SELECT p"));
    assertThat(engine.processes(ProcessQuery.all().user("ada").statementLength(0)))
        .singleElement()
        .satisfies(process -> assertThat(process.statement()).isEmpty());
    assertThat(engine.processes(ProcessQuery.all().user("ada").longerThan(Duration.ofHours(1))))
        .isEmpty();
    engine.cancelProcess(CancelProcessOptions.of(active.id()));
    assertThatThrownBy(sleep::join).hasMessageContaining("cancel");
    ada.rollback();
  }

  @Test
  void ownSessionsAreKnownWhateverTheyAreCalled() throws Exception {
    Connection namesake = session(server.superuser(), "gds");
    try (SqlSource source = engine.database("postgres").openSql();
        Connection handedOut = source.getConnection()) {
      assertThat(await(pid(handedOut), process -> true).own()).isTrue();
      assertThat(await(pid(namesake), process -> true).own()).isFalse();
      assertThat(engine.processes())
          .extracting(process -> process.id().id())
          .contains(pid(namesake))
          .doesNotContain(pid(handedOut));
      ServerProcess own = await(pid(handedOut), process -> true);
      assertThatThrownBy(() -> engine.terminateProcess(terminate(own)))
          .hasMessageContaining("own")
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.PRECONDITION_FAILED);
      assertThat(
              engine
                  .terminateProcess(
                      TerminateProcessOptions.builder()
                          .process(own.id())
                          .allowOwn(true)
                          .waitAtMost(Duration.ofSeconds(Long.MAX_VALUE))
                          .build())
                  .gone())
          .isTrue();
    }
  }

  @Test
  void theServersOwnAreToldWhenAskedForAndNeverEnded() {
    List<ServerProcess> system =
        engine.processes(ProcessQuery.all().system(true)).stream()
            .filter(ServerProcess::system)
            .toList();
    assertThat(system)
        .extracting(process -> process.attributes().get("backend-type"))
        .contains("checkpointer", "walwriter");
    for (ServerProcess process : system) {
      assertThat(engine.prepareTerminateProcess(terminate(process)).refused()).isTrue();
      assertThat(engine.prepareCancelProcess(CancelProcessOptions.of(process.id())).refused())
          .isEqualTo(!"autovacuum worker".equals(process.attributes().get("backend-type")));
    }
  }

  @Test
  void theBlockingTreeTellsWhoHoldsWhomUp() throws Exception {
    Connection root = session("ada", "root");
    root.setAutoCommit(false);
    run(root, "UPDATE held SET n = 1 WHERE id = 1");
    Connection middle = session("ada", "middle");
    middle.setAutoCommit(false);
    run(middle, "UPDATE held SET n = 2 WHERE id = 2");
    CompletableFuture<Void> second = begin(middle, "UPDATE held SET n = 2 WHERE id = 1");
    await(pid(middle), ServerProcess::isBlocked);
    Connection leaf = session("ada", "leaf");
    CompletableFuture<Void> third = begin(leaf, "UPDATE held SET n = 3 WHERE id = 2");
    ServerProcess waiter = await(pid(leaf), ServerProcess::isBlocked);
    assertThat(waiter.state()).isEqualTo(ProcessState.WAITING);
    assertThat(waiter.waitKind()).contains("Lock:transactionid");
    assertThat(waiter.waitObject()).get().asString().startsWith("transactionid");
    assertThat(waiter.blockedBy()).containsExactly(pid(middle));
    assertThat(waiter.attributes().containsKey("waiting-since"))
        .as("told from 14 on")
        .isEqualTo(major >= 14);

    BlockingTree tree = engine.blockingTree();
    assertThat(tree.roots()).hasSize(1);
    BlockingNode top = tree.roots().get(0);
    assertThat(top.id()).isEqualTo(pid(root));
    assertThat(top.process().orElseThrow().state()).isEqualTo(ProcessState.IDLE_IN_TRANSACTION);
    assertThat(top.blocked()).singleElement().extracting(BlockingNode::id).isEqualTo(pid(middle));
    assertThat(top.blockedCount()).isEqualTo(2);

    TerminateInfo ended = engine.terminateProcess(terminate(top.process().orElseThrow()));
    assertThat(ended.gone()).isTrue();
    second.get(10, TimeUnit.SECONDS);
    middle.commit();
    third.get(10, TimeUnit.SECONDS);
    assertThat(engine.blockingTree().roots()).isEmpty();
  }

  @Test
  void thoseWhoQueueForATableAreHeldUpByThoseBeforeThemToo() throws Exception {
    Connection reader = session("ada", "reader");
    reader.setAutoCommit(false);
    run(reader, "SELECT * FROM held");
    Connection writer = session(server.superuser(), "alter");
    CompletableFuture<Void> alter = begin(writer, "ALTER TABLE held ADD COLUMN x int");
    ServerProcess first = await(pid(writer), ServerProcess::isBlocked);
    assertThat(first.waitObject()).get().asString().contains("held");
    Connection late = session("ada", "late");
    CompletableFuture<Void> select = begin(late, "SELECT * FROM held");
    assertThat(await(pid(late), ServerProcess::isBlocked).blockedBy()).contains(pid(writer));
    assertThat(engine.blockingTree().roots())
        .singleElement()
        .extracting(BlockingNode::id)
        .isEqualTo(pid(reader));
    reader.rollback();
    alter.get(10, TimeUnit.SECONDS);
    select.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aPreparedTransactionThatHoldsOthersUpIsNamed() throws Exception {
    Connection preparing = session(server.superuser(), "preparing");
    run(preparing, "BEGIN; UPDATE held SET n = 9 WHERE id = 1; PREPARE TRANSACTION 'forgotten'");
    Connection waiting = session("ada", "waiting");
    CompletableFuture<Void> update = begin(waiting, "UPDATE held SET n = 3 WHERE id = 1");
    try {
      ServerProcess waiter = await(pid(waiting), ServerProcess::isBlocked);
      assertThat(waiter.blockedBy()).containsExactly("0");
      assertThat(waiter.attributes()).containsEntry("prepared-transactions", "forgotten");
      assertThat(engine.blockingTree().roots())
          .singleElement()
          .satisfies(
              node -> {
                assertThat(node.id()).isEqualTo("0");
                assertThat(node.process()).isEmpty();
                assertThat(node.blocked()).hasSize(1);
              });
    } finally {
      server.execute("ROLLBACK PREPARED 'forgotten'");
    }
    update.get(10, TimeUnit.SECONDS);
  }

  @Test
  void anotherSessionOfTheSameNumberIsNotHit() throws Exception {
    Connection ada = session("ada", "the app");
    ServerProcess process = await(pid(ada), each -> true);
    for (ProcessId wrong :
        List.of(
            new ProcessId(process.id().id(), process.id().startedAt().minusNanos(1000)),
            new ProcessId(process.id().id(), Instant.EPOCH),
            new ProcessId("4711x", process.id().startedAt()),
            new ProcessId("-1", process.id().startedAt()))) {
      assertThatThrownBy(() -> engine.terminateProcess(TerminateProcessOptions.of(wrong)))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> engine.cancelProcess(CancelProcessOptions.of(wrong)))
          .isInstanceOf(NotFoundException.class);
    }
    assertThat(ada.isValid(5)).isTrue();
    assertThat(engine.prepareTerminateProcess(terminate(process)).script().text())
        .contains("pid = " + pid(ada))
        .contains("backend_start = E'" + process.id().startedAt());
  }

  @Test
  void onlyTheStatementThatWasMeantIsCancelled() throws Exception {
    Connection ada = session("ada", "the app");
    CompletableFuture<Void> sleep = begin(ada, "SELECT pg_sleep(60)");
    ServerProcess active = await(pid(ada), process -> process.state() == ProcessState.ACTIVE);
    Instant began = active.statementStartedAt().orElseThrow();
    assertThat(
            code(
                () ->
                    engine.cancelProcess(
                        CancelProcessOptions.builder()
                            .process(active.id())
                            .option(PostgresProcess.STATEMENT_STARTED_AT, began.minusSeconds(1))
                            .build())))
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(sleep).isNotDone();
    engine.cancelProcess(
        CancelProcessOptions.builder()
            .process(active.id())
            .option(PostgresProcess.STATEMENT_STARTED_AT, began)
            .build());
    assertThatThrownBy(sleep::join).hasMessageContaining("cancel");
    assertThat(ada.isValid(5)).isTrue();
  }

  @Test
  void whatARoleOfFewRightsMayNotSeeIsNotCalledIdle() throws Exception {
    Connection other = session(server.superuser(), "root");
    other.setAutoCommit(false);
    run(other, "UPDATE held SET n = 1 WHERE id = 1");
    server.execute("CREATE ROLE poor LOGIN");
    Connection same = session("poor", "same");
    Connection blocked = session("ada", "blocked");
    CompletableFuture<Void> update = begin(blocked, "UPDATE held SET n = 3 WHERE id = 1");
    await(pid(blocked), ServerProcess::isBlocked);
    String hiddenPid = pid(other);
    String samePid = pid(same);
    String blockedPid = pid(blocked);
    as(
        "poor",
        poor -> {
          try {
            ServerProcess hidden = await(poor, hiddenPid, process -> true);
            assertThat(hidden.state()).isEqualTo(ProcessState.UNKNOWN);
            assertThat(hidden.user()).contains(server.superuser());
            assertThat(hidden.statement()).isEmpty();
            assertThat(hidden.system()).isFalse();
            assertThat(hidden.attributes().get("hidden")).contains("pg_read_all_stats");
            assertThat(await(poor, samePid, process -> true).state()).isEqualTo(ProcessState.IDLE);
            assertThat(await(poor, blockedPid, process -> true).blockedBy())
                .containsExactly(hiddenPid);
            assertThat(poor.blockingTree().roots()).hasSize(1);
            assertThat(poor.processes()).noneMatch(ServerProcess::system);

            assertThatThrownBy(() -> poor.terminateProcess(terminate(hidden)))
                .isInstanceOf(DatabaseException.class)
                .extracting(Object::toString)
                .asString()
                .contains("pg_read_all_stats");
            assertThat(poor.capabilities().status(SupportsProcesses.class).availability())
                .isEqualTo(Availability.PERMISSION);
            ServerProcess mine = await(poor, samePid, process -> true);
            assertThat(poor.terminateProcess(terminate(mine)).gone()).isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    other.rollback();
    update.get(10, TimeUnit.SECONDS);
  }

  @Test
  void theRightThatIsMissingIsNamed() throws Exception {
    server.execute("CREATE ROLE watcher LOGIN", "GRANT pg_read_all_stats TO watcher");
    Connection root = session(server.superuser(), "root");
    Connection ada = session("ada", "ada");
    ServerProcess superusers = await(pid(root), process -> true);
    ServerProcess adas = await(pid(ada), process -> true);
    as(
        "watcher",
        watcher -> {
          assertThatThrownBy(() -> watcher.terminateProcess(terminate(adas)))
              .isInstanceOf(PermissionDeniedException.class)
              .extracting(Object::toString)
              .asString()
              .contains("pg_signal_backend");
          server.execute("GRANT pg_signal_backend TO watcher");
          assertThat(watcher.terminateProcess(terminate(adas)).gone()).isTrue();
          assertThatThrownBy(() -> watcher.terminateProcess(terminate(superusers)))
              .isInstanceOf(PermissionDeniedException.class)
              .extracting(Object::toString)
              .asString()
              .contains("SUPERUSER");
          assertThatThrownBy(() -> watcher.cancelProcess(CancelProcessOptions.of(superusers.id())))
              .isInstanceOf(PermissionDeniedException.class);
          assertThat(watcher.capabilities().status(SupportsProcesses.class).isAvailable()).isTrue();
        });
    assertThat(root.isValid(5)).isTrue();
  }

  @Test
  void oneThatIsGoneByThenIsNotFound() throws Exception {
    Connection ada = session("ada", "the app");
    ServerProcess process = await(pid(ada), each -> true);
    var plan = engine.prepareTerminateProcess(terminate(process));
    assertThat(plan.refused()).isFalse();
    ada.close();
    while (engine.processes().stream().anyMatch(each -> each.id().equals(process.id()))) {
      Thread.sleep(10);
    }
    assertThat(code(plan::run)).isIn(ErrorCode.PLAN_STALE, ErrorCode.NOT_FOUND);
  }

  @Test
  void everyStateOfTheServersIsKnown() {
    assertThat(PostgresProcessReadings.stateOf("active")).isEqualTo(ProcessState.ACTIVE);
    assertThat(PostgresProcessReadings.stateOf("fastpath function call"))
        .isEqualTo(ProcessState.ACTIVE);
    assertThat(PostgresProcessReadings.stateOf("starting")).isEqualTo(ProcessState.ACTIVE);
    assertThat(PostgresProcessReadings.stateOf("idle")).isEqualTo(ProcessState.IDLE);
    assertThat(PostgresProcessReadings.stateOf("idle in transaction"))
        .isEqualTo(ProcessState.IDLE_IN_TRANSACTION);
    assertThat(PostgresProcessReadings.stateOf("idle in transaction (aborted)"))
        .isEqualTo(ProcessState.IDLE_IN_TRANSACTION);
    assertThat(PostgresProcessReadings.stateOf("disabled")).isEqualTo(ProcessState.UNKNOWN);
    assertThat(PostgresProcessReadings.stateOf("of a later version"))
        .isEqualTo(ProcessState.UNKNOWN);
    assertThat(PostgresProcessReadings.command(" \n select 1")).contains("SELECT");
    assertThat(PostgresProcessReadings.command("(SELECT 1)")).isEmpty();
  }
}
