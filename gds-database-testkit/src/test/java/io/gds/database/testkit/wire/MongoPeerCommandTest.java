package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked and answered at a server of its own. */
class MongoPeerCommandTest extends MongoPeerFixture {
  private MongoPeer peer;
  private MongoClient client;

  @BeforeEach
  void connect() {
    peer = MongoPeer.builder().version("7.0.14").start();
    client = client(peer.url());
  }

  @AfterEach
  void close() {
    client.close();
    peer.close();
  }

  private MongoCollection<BsonDocument> items() {
    return client.getDatabase("shop").getCollection("items", BsonDocument.class);
  }

  @Test
  void aCommandIsAnsweredByItsDocumentAndRecorded() {
    peer.on("admin", "serverStatus").answer("{uptimeMillis: {$numberLong: '1000'}}");
    assertThat(run(client, "admin", "{serverStatus: 1, repl: 0}"))
        .isEqualTo(json("{uptimeMillis: {$numberLong: '1000'}, ok: 1.0}"));
    assertThat(peer.requests()).hasSize(1);
    MongoRequest asked = peer.requests().get(0);
    assertThat(asked.database()).isEqualTo("admin");
    assertThat(asked.name()).isEqualTo("serverStatus");
    assertThat(asked.body()).isEqualTo(json("{serverStatus: 1, repl: 0}"));
    assertThat(asked.command()).containsKeys("$db", "lsid").doesNotContainKey("$clusterTime");
    assertThat(asked.isAcknowledged()).isTrue();
    assertThat(asked.isMonitor()).isFalse();
    assertThat(asked.peer()).isEqualTo(peer.address());
  }

  @Test
  void whatIsNotScriptedIsAnErrorAndFailsTheTestWithItsTextButWithoutPasswords() {
    MongoPeer other = MongoPeer.builder().start();
    try (MongoClient clerk = client(other.url())) {
      assertThat(error(() -> run(clerk, "admin", "{createUser: 'ada', pwd: 'secret', roles: []}")))
          .hasMessageContaining("the script has no answer to: createUser in database admin")
          .hasMessageNotContaining("secret")
          .extracting(MongoCommandException::getCode)
          .isEqualTo(8);
    }
    assertThatThrownBy(other::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("\"createUser\": \"ada\"")
        .hasMessageContaining("\"pwd\": \"<hidden>\"");
  }

  @Test
  void whatTheDriverSaysByItselfIsAnsweredAndKeptApart() throws InterruptedException {
    run(client, "admin", "{ping: 1}");
    assertThat(run(client, "admin", "{buildInfo: 1}").getString("version").getValue())
        .isEqualTo("7.0.14");
    assertThat(peer.requests()).isEmpty();
    client.close();
    await(() -> peer.connections() == 0);
    List<MongoRequest> all = peer.script().everything();
    assertThat(all.stream().filter(request -> !request.isHello()).map(MongoRequest::name))
        .containsExactly("ping", "buildInfo", "endSessions");
    assertThat(all.stream().filter(request -> !request.isHello()))
        .noneMatch(MongoRequest::isMonitor);
    assertThat(all.stream().filter(MongoRequest::isMonitor)).allMatch(MongoRequest::isHello);
    assertThat(all.get(0).name()).isEqualTo("isMaster");
  }

  @Test
  void anErrorOfTheServerArrivesWithCodeNameAndText() {
    peer.on("admin", "killOp").answer(MongoReply.error(13, "not authorized on admin"));
    peer.on("admin", "replSetStepDown").answer(WireAnswer.error("51003", "no such thing"));
    MongoCommandException refused = error(() -> run(client, "admin", "{killOp: 1, op: 7}"));
    assertThat(refused.getErrorCode()).isEqualTo(13);
    assertThat(refused.getErrorCodeName()).isEqualTo("Unauthorized");
    assertThat(refused.getErrorMessage()).isEqualTo("not authorized on admin");
    assertThat(error(() -> run(client, "admin", "{replSetStepDown: 60}")).getErrorCodeName())
        .isEqualTo("Location51003");
    assertThatThrownBy(() -> MongoReply.error(51003, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void someErrorsAreExceptionsOfTheirOwn() {
    peer.on("a").answer(MongoReply.error(50, "operation exceeded time limit"));
    peer.on("b").answer(MongoReply.error(10107, "not primary"));
    peer.on("c").answer(MongoReply.error(11600, "interrupted at shutdown"));
    assertThatThrownBy(() -> run(client, "admin", "{a: 1}"))
        .isInstanceOf(MongoExecutionTimeoutException.class)
        .isNotInstanceOf(MongoCommandException.class);
    assertThat(error(() -> run(client, "admin", "{b: 1}")))
        .isInstanceOf(MongoNotPrimaryException.class);
    assertThat(error(() -> run(client, "admin", "{c: 1}")))
        .isInstanceOf(MongoNodeIsRecoveringException.class);
  }

  @Test
  void rulesAreForWhatTheyNameAndTheLastIsAskedFirst() {
    peer.on("profile").answer("{was: 0}");
    peer.on("shop", "profile").with("{profile: 2}").answer("{was: 2}");
    peer.on("shop", "profile").where(command -> command.containsKey("slowms")).answer("{was: 3}");
    peer.on("shop", "drop").of("items").answer("{nIndexesWas: 1}");
    peer.on("profile").with("{profile: 1}").once(MongoReply.parse("{was: 1}"));
    assertThat(run(client, "shop", "{profile: 1}")).isEqualTo(json("{was: 1, ok: 1.0}"));
    assertThat(run(client, "shop", "{profile: 1}")).isEqualTo(json("{was: 0, ok: 1.0}"));
    assertThat(run(client, "shop", "{profile: 2}")).isEqualTo(json("{was: 2, ok: 1.0}"));
    assertThat(run(client, "shop", "{profile: 2, slowms: 1}")).isEqualTo(json("{was: 3, ok: 1.0}"));
    assertThat(run(client, "other", "{profile: 2}")).isEqualTo(json("{was: 0, ok: 1.0}"));
    items().drop();
    assertThat(peer.script().commands()).hasSize(6).endsWith("drop");
    peer.script().verifyUsed();
  }

  @Test
  void answersCanComeInTurnOrFromAModel() {
    peer.on("count").by(request -> MongoReply.of(json("{n: %d}", request.collection().length())));
    peer.on("count").inTurn(MongoReply.parse("{n: 1}"), WireAnswer.passed());
    assertThat(run(client, "shop", "{count: 'items'}").getInt32("n").getValue()).isEqualTo(1);
    assertThat(run(client, "shop", "{count: 'items'}").getInt32("n").getValue()).isEqualTo(5);
    assertThat(run(client, "shop", "{count: 'it'}").getInt32("n").getValue()).isEqualTo(2);
  }

  @Test
  void aCursorGivesItsDocumentsBatchByBatch() {
    List<BsonDocument> documents = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      documents.add(json("{_id: %d}", i));
    }
    peer.on("shop", "find").of("items").answer(MongoReply.cursor(documents).batches(2));
    assertThat(items().find().into(new ArrayList<>())).isEqualTo(documents);
    assertThat(items().find().batchSize(1).into(new ArrayList<>())).isEqualTo(documents);
    assertThat(peer.cursors()).isZero();
    assertThat(peer.script().commands()).containsExactly("find", "find");
    assertThat(peer.script().everything().stream().filter(r -> r.name().equals("getMore")))
        .hasSize(2 + 4);
  }

  @Test
  void aBatchHasNoMoreThanSixteenMebibytes() {
    BsonDocument large =
        new RawBsonDocument(
            MongoOutput.encoded(new BsonDocument("a", new BsonBinary(new byte[9 << 20]))));
    peer.on("shop", "find").answer(MongoReply.cursor(large, json("{a: 1}"), large));
    List<Integer> batches = new ArrayList<>();
    try (MongoCursor<RawBsonDocument> cursor =
        client
            .getDatabase("shop")
            .getCollection("items", RawBsonDocument.class)
            .find()
            .iterator()) {
      while (cursor.hasNext()) {
        cursor.next();
        batches.add(cursor.available());
      }
    }
    assertThat(batches).containsExactly(1, 0, 0);
  }

  @Test
  void aCursorThatIsLeftIsKilledByTheDriver() {
    peer.on("shop", "find").answer(MongoReply.cursor(json("{a: 1}"), json("{a: 2}")).batches(1));
    try (MongoCursor<BsonDocument> cursor = items().find().iterator()) {
      assertThat(cursor.next()).isEqualTo(json("{a: 1}"));
      assertThat(peer.cursors()).isEqualTo(1);
    }
    assertThat(peer.cursors()).isZero();
  }

  @Test
  void aCursorCanBeLost() {
    peer.on("shop", "find").answer(MongoReply.cursor(json("{a: 1}"), json("{a: 2}")).batches(1));
    peer.on("shop", "getMore").once(MongoReply.error(43, "cursor id 1 not found"));
    assertThatThrownBy(() -> items().find().into(new ArrayList<>()))
        .isInstanceOf(MongoCursorNotFoundException.class);
  }

  @Test
  void whatAPeerAnswersByItselfIsDoneThoughItsAnswerIsLost() {
    peer.on("shop", "find").answer(MongoReply.cursor(json("{a: 1}"), json("{a: 2}")).batches(1));
    peer.on("getMore").once(WireAnswer.lost());
    assertThatThrownBy(() -> items().find().into(new ArrayList<>()))
        .isInstanceOf(MongoSocketException.class);
    assertThat(peer.cursors()).isZero();
    peer.on("getMore").inTurn(WireAnswer.passed(), MongoReply.error(43, "cursor id 1 not found"));
    peer.on("find")
        .answer(MongoReply.cursor(json("{a: 1}"), json("{a: 2}"), json("{a: 3}")).batches(1));
    List<BsonDocument> read = new ArrayList<>();
    assertThatThrownBy(() -> items().find().forEach(read::add))
        .isInstanceOf(MongoCursorNotFoundException.class);
    assertThat(read).hasSize(2);
  }

  @Test
  void cursorsOfListsAndPipelinesHaveTheServersNamespaces() {
    peer.on("listCollections").answer(MongoReply.cursor(json("{name: 'a'}")));
    peer.on("admin", "aggregate").answer(MongoReply.cursor(json("{opid: 1}")));
    assertThat(client.getDatabase("shop").listCollectionNames()).containsExactly("a");
    BsonDocument answer = run(client, "shop", "{listCollections: 1, cursor: {}}");
    assertThat(answer.getDocument("cursor").getString("ns").getValue())
        .isEqualTo("shop.$cmd.listCollections");
    answer = run(client, "admin", "{aggregate: 1, pipeline: [], cursor: {}}");
    assertThat(answer.getDocument("cursor").getString("ns").getValue())
        .isEqualTo("admin.$cmd.aggregate");
  }

  @Test
  void documentsOfAnInsertArriveByteByByte() {
    peer.on("shop", "insert").answer(WireAnswer.updated(2));
    RawBsonDocument one =
        RawBsonDocument.parse("{_id: 1, t: {$timestamp: {t: 0, i: 0}}, a: [1.0]}");
    RawBsonDocument two = RawBsonDocument.parse("{a: 1, a: 2}");
    client
        .getDatabase("shop")
        .getCollection("items", RawBsonDocument.class)
        .insertMany(List.of(one, two));
    BsonDocument body = peer.requests().get(0).body();
    assertThat(body.getArray("documents")).containsExactly(one, two);
    assertThat(MongoOutput.encoded(body.getArray("documents").get(1).asDocument()))
        .isEqualTo(MongoOutput.encoded(two))
        .hasSize(19);
  }

  @Test
  void writeErrorsAndWriteConcernErrorsArrive() {
    peer.on("insert").once(MongoReply.parse("{n: 1}").writeError(1, 11000, "E11000 duplicate key"));
    peer.on("update")
        .once(
            MongoReply.parse("{n: 1, nModified: 1}")
                .writeConcernError(64, "WriteConcernFailed", "waiting for replication timed out"));
    assertThatThrownBy(() -> items().insertMany(List.of(json("{_id: 1}"), json("{_id: 1}"))))
        .isInstanceOfSatisfying(
            MongoBulkWriteException.class,
            e -> {
              assertThat(e.getWriteErrors()).hasSize(1);
              assertThat(e.getWriteErrors().get(0).getIndex()).isEqualTo(1);
              assertThat(e.getWriteErrors().get(0).getCode()).isEqualTo(11000);
            });
    assertThatThrownBy(() -> items().updateOne(json("{}"), json("{$set: {a: 1}}")))
        .isInstanceOf(MongoWriteConcernException.class);
  }

  @Test
  void aWriteThatNobodyWaitsForIsRecordedAndNotAnswered() throws InterruptedException {
    peer.on("shop", "insert").answer(WireAnswer.updated(1));
    items().withWriteConcern(WriteConcern.UNACKNOWLEDGED).insertOne(json("{_id: 1}"));
    await(() -> peer.requests().size() == 1);
    MongoRequest asked = peer.requests().get(0);
    assertThat(asked.isAcknowledged()).isFalse();
    assertThat(asked.command()).doesNotContainKey("lsid");
    assertThat(asked.body().getDocument("writeConcern")).isEqualTo(json("{w: 0}"));
    assertThat(run(client, "admin", "{ping: 1}")).isEqualTo(json("{ok: 1.0}"));
  }

  @Test
  void theConnectionCanBreakBeforeWithinAndAfterAnAnswer() throws InterruptedException {
    peer.on("a").once(WireAnswer.drop());
    peer.on("b").once(MongoReply.parse("{n: 1}").torn(20));
    peer.on("c").once(MongoReply.parse("{n: 1}").then(WireAnswer.drop()));
    assertThatThrownBy(() -> run(client, "admin", "{a: 1}"))
        .isInstanceOf(MongoSocketReadException.class);
    assertThatThrownBy(() -> run(client, "admin", "{b: 1}"))
        .isInstanceOf(MongoSocketException.class);
    assertThat(run(client, "admin", "{c: 1}")).isEqualTo(json("{n: 1, ok: 1.0}"));
    assertThat(peer.script().commands()).containsExactly("a", "b", "c");
  }

  @Test
  void anAnswerCanBeLostAfterItsModelHasSeenTheCommand() {
    List<String> done = new ArrayList<>();
    peer.on("dropDatabase")
        .by(
            request -> {
              done.add(request.database());
              return WireAnswer.done();
            });
    peer.on("dropDatabase").once(WireAnswer.lost());
    assertThatThrownBy(() -> client.getDatabase("shop").drop())
        .isInstanceOf(MongoSocketException.class);
    assertThat(done).containsExactly("shop");
  }

  @Test
  void anAnswerCanBeLateOrHeldBack() throws Exception {
    WireGate gate = new WireGate();
    peer.on("a").answer(MongoReply.parse("{n: 1}").held(gate));
    peer.on("b").answer(MongoReply.parse("{n: 2}").after(Duration.ofMillis(30)));
    CompletableFuture<BsonDocument> running =
        CompletableFuture.supplyAsync(() -> run(client, "admin", "{a: 1}"));
    gate.awaitReached(Duration.ofSeconds(5));
    assertThat(running).isNotDone();
    gate.open();
    assertThat(running.get()).isEqualTo(json("{n: 1, ok: 1.0}"));
    long before = System.nanoTime();
    run(client, "admin", "{b: 1}");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(29));
  }

  @Test
  void whoIsCutOffOrFindsTheServerDownComesBackWhenItIsUp() throws InterruptedException {
    run(client, "admin", "{ping: 1}");
    peer.cut();
    await(
        () -> {
          try {
            run(client, "admin", "{ping: 1}");
            return true;
          } catch (MongoException e) {
            return false; // the connection is gone, or all are because one was
          }
        });
    peer.down();
    try (MongoClient other = client(peer.url())) {
      assertThat(whyNot(other)).hasCauseInstanceOf(ConnectException.class);
    }
    peer.up();
    await(() -> run(client, "admin", "{ping: 1}").containsKey("ok"));
  }

  @Test
  void whatIsNoAnswerOfMongoDbFailsTheTest() {
    MongoPeer other = MongoPeer.builder().start();
    other.on("a").answer(WireAnswer.rows("a int").row(1));
    other.on("b").answer(MongoReply.parse("{}").then(MongoReply.parse("{}")));
    other.on("c").answer(WireAnswer.error("40P01", "deadlock"));
    other
        .on("d")
        .by(
            request -> {
              throw new IllegalStateException("out of order");
            });
    try (MongoClient clerk = client(other.url())) {
      assertThat(error(() -> run(clerk, "admin", "{a: 1}"))).hasMessageContaining("by a document");
      run(clerk, "admin", "{b: 1}");
      assertThat(error(() -> run(clerk, "admin", "{c: 1}"))).hasMessageContaining("40P01");
      assertThat(error(() -> run(clerk, "admin", "{d: 1}"))).hasMessageContaining("out of order");
    }
    assertThatThrownBy(other::close)
        .hasMessageContainingAll("by a document", "one answer", "40P01", "out of order");
  }
}
