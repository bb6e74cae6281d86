package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.testkit.wire.MongoPeer;
import io.gds.database.testkit.wire.MongoReply;
import io.gds.database.testkit.wire.MongoRequest;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireGate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How commands end. */
class MongoCommandsTest {
  private final DatabaseManager manager = DatabaseManager.of(new MongoProvider());
  private final CountDownLatch working = new CountDownLatch(1);
  private final WireGate gate = new WireGate();

  private MongoPeer peer;
  private MongoEngine engine;

  @BeforeEach
  void open() {
    peer = MongoPeer.builder().start();
    peer.on("admin", "listDatabases").answer("{databases: [], ok: 1}");
    peer.on("admin", "aggregate").answer(MongoReply.cursor());
    peer.on("admin", "connectionStatus").answer("{authInfo: {authenticatedUsers: []}, ok: 1}");
    engine = manager.open(MongoUrlGrammar.parse(peer.url()).orElseThrow(), MongoEngine.class);
  }

  @AfterEach
  void close() {
    gate.open();
    manager.close();
    peer.close();
  }

  private OperationHandle<MongoDatabase> submitted() throws InterruptedException {
    Operation<MongoDatabase> create =
        engine.database("shop").prepareCreate(CreateOptions.defaults());
    OperationHandle<MongoDatabase> handle =
        engine.operations().submit(create, OperationContext.none());
    assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();
    return handle;
  }

  /** The peer has it now, and answers once the gate is open. */
  private WireAnswer waiting() {
    working.countDown();
    return MongoReply.error(11601, "operation was interrupted").held(gate);
  }

  @Test
  void aCancelledStepIsKilledByItsOwnSession() throws Exception {
    peer.on("shop", "create").by(request -> waiting());
    peer.on("admin", "killSessions")
        .by(
            request -> {
              gate.open();
              return MongoReply.parse("{ok: 1}");
            });
    OperationHandle<MongoDatabase> handle = submitted();

    handle.cancel();
    OperationResult<MongoDatabase> result = handle.await();

    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    MongoRequest create = peer.script().requests("create").get(0);
    BsonDocument killed =
        peer.script()
            .requests("killSessions")
            .get(0)
            .body()
            .getArray("killSessions")
            .get(0)
            .asDocument();
    assertThat(create.body().getString("comment").getValue()).startsWith("gds-");
    assertThat(killed).isEqualTo(create.command().getDocument("lsid"));
  }

  @Test
  void aServerThatAnswersNeitherIsGivenUpWithinASecond() throws Exception {
    peer.on("shop", "create").by(request -> waiting());
    peer.on("admin", "killSessions").answer("{ok: 1}");
    OperationHandle<MongoDatabase> handle = submitted();

    handle.cancel();
    OperationResult<MongoDatabase> result = handle.await();

    assertThat(result.outcome()).isIn(Outcome.UNKNOWN, Outcome.CANCELLED);
    assertThat(result.error().orElseThrow().code())
        .isIn(ErrorCode.OUTCOME_UNKNOWN, ErrorCode.CONNECTION_LOST, ErrorCode.CANCELLED);
  }

  @Test
  void aShortCommandTellsTheServerHowLongItMayTake() {
    engine.databases();

    assertThat(peer.script().requests("listDatabases"))
        .allSatisfy(
            asked ->
                assertThat(asked.body().getNumber("maxTimeMS").longValue())
                    .isBetween(20_000L, 30_000L));
  }

  @Test
  void aCursorIsReadToItsEndInOneSession() {
    peer.on("shop", "listCollections")
        .answer(
            MongoReply.cursor(
                List.of(
                    BsonDocument.parse("{name: 'a'}"),
                    BsonDocument.parse("{name: 'b'}"),
                    BsonDocument.parse("{name: 'c'}"))));
    DefaultMongoEngine open = (DefaultMongoEngine) engine;

    List<BsonDocument> all =
        open.context()
            .commands()
            .all(
                "shop",
                MongoCommands.command("listCollections")
                    .append("cursor", BsonDocument.parse("{batchSize: 1}")));

    assertThat(all)
        .extracting(each -> each.getString("name").getValue())
        .containsExactly("a", "b", "c");
    assertThat(peer.cursors()).isZero();
    assertThat(
            peer.script().everything().stream()
                .filter(each -> List.of("listCollections", "getMore").contains(each.name()))
                .map(each -> each.command().getDocument("lsid"))
                .distinct())
        .hasSize(1);
  }
}
