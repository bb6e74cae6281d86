package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.mongodb.MongoKit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MongoProcessesTest {
  private static final String CANARY = "canary-9f3b-sesame";

  private static final String LSID =
      "{id: {$uuid: '11111111-2222-3333-4444-555555555555'}, uid: {$binary: {base64: 'AAAA', subType: '00'}}}";

  private static final String FIND =
      "{type: 'op', host: 'db1:27017', desc: 'conn7', connectionId: 7, client: '10.0.0.9:41234',"
          + " appName: 'shop', active: true, opid: 4711, op: 'query', ns: 'shop.orders',"
          + " effectiveUsers: [{user: 'ada', db: 'admin'}], command: {find: 'orders', filter:"
          + " {a: 1}, lsid: {id: 1}, $db: 'shop'}, planSummary: 'COLLSCAN', numYields: 3,"
          + " waitingForLock: false, progress: {done: 25, total: 100}, lsid: "
          + LSID
          + "}";

  private static final String IDLE_TRANSACTION =
      "{type: 'idleSession', desc: 'inactive transaction', client: '10.0.0.9:41234', connectionId:"
          + " 8, active: false, waitingForLock: false, effectiveUsers: [{user: 'ada', db: 'admin'}], lsid: "
          + LSID
          + ", transaction: {parameters: {txnNumber: {$numberLong: '4'}}, startWallClockTime:"
          + " '2026-07-23T10:30:49.461-04:00'}}";

  private static DatabaseManager manager;
  private static MongoKit kit;
  private static MongoEngine engine;

  @BeforeAll
  static void open() {
    manager = DatabaseManager.of(new MongoProvider());
    kit = MongoKit.start();
    engine = manager.open(MongoUrlGrammar.parse(kit.url()).orElseThrow(), MongoEngine.class);
    engine.ping();
  }

  @AfterAll
  static void close() {
    manager.close();
    kit.close();
  }

  @BeforeEach
  void calm() {
    kit.operations().clear();
    kit.operations().locks("[]");
    for (String command : List.of("aggregate", "connectionStatus", "killOp", "lockInfo")) {
      kit.off(command);
    }
    kit.forget();
  }

  private static Instant ago(int seconds) {
    return Instant.now().minusSeconds(seconds);
  }

  private static ServerProcess only() {
    return engine.processes().get(0);
  }

  private static Check check(Operation<?> operation, String rule) {
    return operation.checks().stream()
        .filter(check -> check.rule().contains(rule))
        .findFirst()
        .orElseThrow();
  }

  private static void loggedIn(String user, String... actions) {
    String granted = actions.length == 0 ? "" : "'" + String.join("', '", actions) + "'";
    kit.on(
        "connectionStatus",
        "{authInfo: {authenticatedUsers: [{user: '%s', db: 'admin'}], authenticatedUserPrivileges: [{resource: {cluster: true}, actions: [%s]}]}}"
            .formatted(user, granted));
  }

  @Test
  void anOperationIsToldWithAllThatTheServerTells() {
    Instant began = ago(90);
    kit.operations().running(FIND, began);
    ServerProcess told = only();
    assertThat(told.id().id()).isEqualTo("4711");
    assertThat(Duration.between(told.id().startedAt(), began).abs())
        .isLessThan(Duration.ofMillis(5));
    assertThat(told.state()).isEqualTo(ProcessState.ACTIVE);
    assertThat(told.user()).contains("ada");
    assertThat(told.database()).contains("shop");
    assertThat(told.clientHost()).contains("10.0.0.9");
    assertThat(told.application()).contains("shop");
    assertThat(told.command()).contains("find");
    assertThat(told.statement())
        .contains("{\"find\": \"orders\", \"filter\": {\"a\": 1}, \"$db\": \"shop\"}");
    assertThat(told.statementStartedAt()).contains(told.id().startedAt());
    assertThat(told.progress()).hasValue(0.25);
    assertThat(told.system()).isFalse();
    assertThat(told.own()).isFalse();
    assertThat(told.attributes())
        .containsEntry("planSummary", "COLLSCAN")
        .containsEntry("connectionId", "7")
        .containsEntry("numYields", "3")
        .containsEntry("userDatabase", "admin")
        .containsKey("session");
    assertThat(kit.commands()).containsExactly("aggregate");
  }

  @Test
  void theSameOperationHasTheSameIdEachTime() {
    kit.operations().running(FIND, ago(90));
    ProcessId first = only().id();
    for (int i = 0; i < 20; i++) {
      assertThat(only().id()).isEqualTo(first);
    }
  }

  @Test
  void ownAndTheServersOperationsAreToldApart() {
    kit.operations()
        .running("{type: 'op', desc: 'TTLMonitor', active: true, opid: 5, op: 'none'}", ago(3))
        .running(
            "{type: 'op', desc: 'conn2', client: '10.0.0.2:1', active: true, opid: 6, op: 'command',"
                + " effectiveUsers: [{user: '__system', db: 'local'}]}",
            ago(3))
        .running(
            "{type: 'op', desc: 'conn3', client: '10.0.0.2:2', active: true, opid: 7, op: 'getmore',"
                + " clientMetadata: {driver: {name: 'NetworkInterfaceTL-Repl'}}}",
            ago(3))
        .running(FIND, ago(3));
    assertThat(engine.processes()).extracting(each -> each.id().id()).containsExactly("4711");
    assertThat(engine.processes(ProcessQuery.all().system(true)))
        .extracting(each -> each.id().id())
        .containsExactly("5", "6", "7", "4711");
    assertThat(engine.processes(ProcessQuery.all().own(true)))
        .filteredOn(ServerProcess::own)
        .singleElement()
        .extracting(ServerProcess::command)
        .isEqualTo(java.util.Optional.of("aggregate"));
  }

  @Test
  void idleConnectionsAndTransactionsAreToldAsSuch() {
    kit.operations()
        .idle("{type: 'op', desc: 'conn9', connectionId: 9, client: '10.0.0.9:5', active: false}")
        .idle(IDLE_TRANSACTION);
    List<ServerProcess> all = engine.processes();
    assertThat(all)
        .extracting(ServerProcess::state)
        .containsExactly(ProcessState.IDLE, ProcessState.IDLE_IN_TRANSACTION);
    assertThat(all.get(0).id()).isEqualTo(new ProcessId("connection 9", Instant.EPOCH));
    assertThat(all.get(1).transactionStartedAt())
        .contains(Instant.parse("2026-07-23T14:30:49.461Z"));
    assertThat(all.get(1).id().startedAt()).isEqualTo(Instant.parse("2026-07-23T14:30:49.461Z"));
    assertThat(all.get(1).attributes()).containsEntry("transaction", "4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "active: true                                       | ACTIVE  |",
        "active: true, waitingForLock: true                 | WAITING | Lock",
        "active: true, waitingForFlowControl: true          | WAITING | FlowControl",
        "active: true, waitingForLatch: {captureName: 'F'}  | WAITING | Latch:F",
        "active: true, killPending: true                    | ENDING  |",
        "active: false                                      | IDLE    |",
        "active: false, transaction: {startWallClockTime: '2026-07-23T10:30:49.461+0000'} | IDLE_IN_TRANSACTION |",
        "op: 'none'                                         | UNKNOWN |"
      })
  void eachStateOfTheServerIsOneOfOurs(String json, ProcessState state, String waits) {
    MongoOperation operation = MongoOperation.of(BsonDocument.parse("{type: 'op', " + json + "}"));
    ServerProcess told =
        operation.process(
            new ProcessId("1", Instant.EPOCH), false, List.of(), 0, java.util.Map.of());
    assertThat(told.state()).isEqualTo(state);
    assertThat(told.waitKind()).isEqualTo(java.util.Optional.ofNullable(waits));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{createUser: 'bob', pwd: 'X', roles: []}",
        "{updateUser: 'bob', pwd: 'X'}",
        "{saslStart: 1, mechanism: 'PLAIN', payload: 'X'}",
        "{setParameter: 1, ldapQueryPassword: 'X'}",
        "{hello: 1, speculativeAuthenticate: {saslStart: 1, payload: 'X'}}",
        "{find: 'a', filter: {password: 'X'}}",
        "{insert: 'a', documents: [{deep: [{Pwd: 'X'}]}]}",
        "{$truncated: \"{ createUser: 'bob', pwd: 'X', roles: [...\"}",
        "{$truncated: \"{ createIndexes: 'a', password: 'X' ...\"}",
        "{$truncated: \"X nonsense\"}"
      })
  void whatLogsSomebodyInIsShownNowhere(String json) {
    kit.operations()
        .running(
            "{type: 'op', client: '10.0.0.9:5', active: true, opid: 1, op: 'command', ns:"
                + " 'admin.$cmd', command: "
                + json.replace("X", CANARY)
                + "}",
            ago(1));
    ServerProcess told = only();
    assertThat(told.toString() + told.statement() + told.command() + told.attributes())
        .doesNotContain(CANARY);
    assertThat(told.statement()).get().asString().contains("<hidden>");
  }

  @Test
  void aGetMoreIsToldAlongWithWhatBeganIt() {
    kit.operations()
        .running(
            "{type: 'op', client: '10.0.0.9:5', active: true, opid: 1, op: 'getmore', ns: 'shop.a',"
                + " command: {getMore: 5, collection: 'a'}, cursor: {originatingCommand: {find:"
                + " 'a', filter: {password: '"
                + CANARY
                + "'}}}}",
            ago(1));
    assertThat(only().command()).contains("getMore");
    assertThat(only().attributes().get("originatingCommand"))
        .contains("\"find\": \"a\"")
        .doesNotContain(CANARY);
  }

  @Test
  void aLongCommandIsCutAndAnEmptyLengthLeavesItOut() {
    kit.operations().running(FIND.replace("a: 1", "a: '" + "🙂".repeat(3000) + "'"), ago(1));
    assertThat(
            only()
                .statement()
                .orElseThrow()
                .codePointCount(0, only().statement().orElseThrow().length()))
        .isBetween(3000, 4096);
    assertThat(engine.processes(ProcessQuery.all().statementLength(50)).get(0).statement())
        .get()
        .asString()
        .startsWith("{\"find\"")
        .doesNotEndWith("\ud83d");
    assertThat(engine.processes(ProcessQuery.all().statementLength(0)).get(0).statement())
        .isEmpty();
  }

  @Test
  void whoMaySeeOnlyHisOwnIsToldSo() {
    String denied = "{ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized'}";
    String own =
        "{cursor: {id: {$numberLong: '0'}, ns: 'admin.$cmd.aggregate', firstBatch: ["
            + FIND
            + "]}}";
    kit.on(
        "aggregate",
        request ->
            BsonDocument.parse(request.toJson().contains("\"allUsers\": true") ? denied : own));
    assertThat(only().attributes().get("seen")).contains("inprog");
    kit.refuse(
        "aggregate",
        13,
        "Unauthorized",
        "not authorized on admin to execute command { aggregate: 1 }");
    assertThat(
            catchThrowableOfType(PermissionDeniedException.class, () -> engine.processes())
                .missingRight())
        .contains("the action inprog");
  }

  @Test
  void whoWaitsForWhomIsToldAsFarAsTheServerTellsIt() {
    String waiting =
        "{type: 'op', client: '10.0.0.9:5', active: true, waitingForLock: true, opid: %d, op: 'command', ns: 'shop.a'}";
    kit.operations()
        .running(FIND, ago(60))
        .running(waiting.formatted(20), ago(30))
        .running(waiting.formatted(21), ago(20))
        .running(waiting.formatted(22), ago(10))
        .locks(
            "[{resourceId: '{1: Collection, 1, shop.a}',"
                + " granted: [{mode: 'IS', convertMode: 'NONE', opid: 4711}, {mode: 'IX', convertMode: 'NONE'}],"
                + " pending: [{mode: 'X', convertMode: 'NONE', opid: 20}, {mode: 'IS', convertMode: 'NONE', opid: 21}]},"
                + "{resourceId: 7, granted: 'odd', pending: [{mode: 'X', opid: 'odd'}]}, {}]");
    BlockingTree tree = engine.blockingTree();
    assertThat(kit.commands()).containsExactly("aggregate", "lockInfo");
    assertThat(tree.roots())
        .singleElement()
        .satisfies(
            root -> {
              assertThat(root.id()).isEqualTo("4711");
              assertThat(root.blocked())
                  .singleElement()
                  .satisfies(
                      second -> {
                        assertThat(second.id()).isEqualTo("20");
                        assertThat(second.blocked()).extracting("id").containsExactly("21");
                      });
            });
    assertThat(tree.unexplained()).extracting(each -> each.id().id()).containsExactly("22");
  }

  @ParameterizedTest
  @CsvSource({"13, Unauthorized", "59, CommandNotFound"})
  void whereNobodyTellsTheHoldersTheWaitersStayUnexplained(int code, String name) {
    kit.operations().running(FIND.replace("waitingForLock: false", "waitingForLock: true"), ago(5));
    kit.refuse("lockInfo", code, name, "no");
    BlockingTree tree = engine.blockingTree();
    assertThat(tree.roots()).isEmpty();
    assertThat(tree.unexplained()).hasSize(1);
  }

  @Test
  void anOperationIsCancelledByItsNumber() {
    kit.operations().running(FIND, ago(90));
    Operation<?> cancel = engine.prepareCancelProcess(CancelProcessOptions.of(only().id()));
    assertThat(cancel.script().steps())
        .singleElement()
        .satisfies(
            step ->
                assertThat(step.text())
                    .isEqualTo("use \"admin\"; db.runCommand({\"killOp\": 1, \"op\": 4711})"));
    assertThat(kit.sent("killOp")).isEmpty();
    cancel.run();
    assertThat(kit.sent("killOp").get(0)).containsEntry("op", new BsonInt32(4711));
    assertThat(kit.sent("killSessions")).isEmpty();
    assertThat(engine.processes()).isEmpty();
  }

  @Test
  void anOperationOfAShardIsCancelledByTheNumberThatTheRouterGaveIt() {
    kit.operations().running(FIND.replace("4711", "'shardA:4711'"), ago(90));
    engine.cancelProcess(CancelProcessOptions.of(only().id()));
    assertThat(kit.sent("killOp").get(0)).containsEntry("op", new BsonString("shardA:4711"));
  }

  @Test
  void oneThatGotTheNumberOfAnotherIsNotHit() {
    kit.operations().running(FIND, ago(90));
    ProcessId id = only().id();
    Operation<?> cancel = engine.prepareCancelProcess(CancelProcessOptions.of(id));
    kit.operations().clear();
    kit.operations().running(FIND, ago(2));
    assertThatThrownBy(cancel::run).isInstanceOf(DatabaseException.class);
    assertThatThrownBy(
            () ->
                engine.terminateProcess(
                    TerminateProcessOptions.of(
                        new ProcessId(id.id(), id.startedAt().minusSeconds(3600)))))
        .isInstanceOf(NotFoundException.class);
    assertThat(kit.sent("killOp")).isEmpty();
    assertThat(kit.sent("killSessions")).isEmpty();
  }

  @Test
  void terminatingEndsTheOperationAndItsSession() {
    kit.operations().running(FIND, ago(90));
    TerminateInfo info = engine.terminateProcess(TerminateProcessOptions.of(only().id()));
    assertThat(info.gone()).isTrue();
    assertThat(kit.sent("killOp")).hasSize(1);
    assertThat(kit.sent("killSessions").get(0).getArray("killSessions"))
        .containsExactly(BsonDocument.parse(LSID));
  }

  @Test
  void terminatingAnIdleTransactionEndsItsSession() {
    kit.operations().idle(IDLE_TRANSACTION);
    assertThat(
            check(engine.prepareCancelProcess(CancelProcessOptions.of(only().id())), "to be ended")
                .remedy())
        .contains("Terminate it");
    TerminateInfo info = engine.terminateProcess(TerminateProcessOptions.of(only().id()));
    assertThat(info.gone()).isTrue();
    assertThat(kit.sent("killOp")).isEmpty();
    assertThat(kit.sent("killSessions")).hasSize(1);
  }

  @Test
  void anIdleConnectionCannotBeEndedFromOutside() {
    kit.operations()
        .idle("{type: 'op', desc: 'conn9', connectionId: 9, client: '10.0.0.9:5', active: false}");
    Check refused =
        check(
            engine.prepareTerminateProcess(TerminateProcessOptions.of(only().id())), "to be ended");
    assertThat(refused.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(refused.measured()).contains("ends no connection");
  }

  @Test
  void oneThatGoesOnIsToldAsNotGone() {
    kit.operations().stubborn(FIND, ago(90));
    TerminateInfo info =
        engine.terminateProcess(
            TerminateProcessOptions.builder()
                .process(only().id())
                .waitAtMost(Duration.ofMillis(60))
                .build());
    assertThat(info.gone()).isFalse();
    assertThat(only().state()).isEqualTo(ProcessState.ENDING);
  }

  @Test
  void theServersOwnAndThisEnginesOwnAreLeftAlone() {
    kit.operations()
        .running("{type: 'op', desc: 'TTLMonitor', active: true, opid: 5, op: 'none'}", ago(3));
    ProcessId ttl = engine.processes(ProcessQuery.all().system(true)).get(0).id();
    assertThat(
            check(engine.prepareCancelProcess(CancelProcessOptions.of(ttl)), "server's own")
                .verdict())
        .isEqualTo(Verdict.REFUSED);
    assertThatThrownBy(() -> engine.terminateProcess(TerminateProcessOptions.of(ttl)))
        .isInstanceOf(DatabaseException.class);
    assertThat(kit.sent("killOp")).isEmpty();
  }

  @Test
  void oneMayEndWhatIsOnesOwnAndNeedsRightsForOthers() {
    kit.operations().running(FIND, ago(90));
    loggedIn("eve");
    Operation<?> refused = engine.prepareTerminateProcess(TerminateProcessOptions.of(only().id()));
    assertThat(check(refused, "killop").code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(check(refused, "killAnySession").verdict()).isEqualTo(Verdict.REFUSED);
    loggedIn("ada");
    engine.cancelProcess(CancelProcessOptions.of(only().id()));
    assertThat(kit.sent("killOp")).hasSize(1);
  }

  @Test
  void aCancelWhoseAnswerIsLostIsLookedFor() {
    kit.operations().running(FIND, ago(90));
    ProcessId id = only().id();
    kit.on(
        "killOp",
        request -> {
          kit.operations().clear();
          return BsonDocument.parse(
              "{ok: 0, code: 11602, codeName: 'InterruptedDueToReplStateChange', errmsg: 'x'}");
        });
    engine.cancelProcess(CancelProcessOptions.of(id));
    assertThat(kit.sent("killOp")).hasSize(1);
  }

  @Test
  void namesInWhatOthersDoAreDataToo() {
    kit.operations()
        .running(
            FIND.replace("shop.orders", "a\\'b.{$ne: 1}").replace("user: 'ada'", "user: '$where'"),
            ago(1));
    assertThat(engine.processes(ProcessQuery.all().database("a'b").user("$where"))).hasSize(1);
    assertThat(engine.processes(ProcessQuery.all().database("a'b.{$ne: 1}"))).isEmpty();
    assertThatThrownBy(
            () ->
                engine.cancelProcess(
                    CancelProcessOptions.of(new ProcessId("{\"$ne\": 1}", Instant.EPOCH))))
        .isInstanceOf(NotFoundException.class);
    assertThat(kit.sent("killOp")).isEmpty();
  }
}
