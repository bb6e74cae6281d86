package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.connection.ServerMonitoringMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver does by itself, for what stands on it has to know. */
class MongoPeerDriverTest extends MongoPeerFixture {
  private static MongoPeer set() {
    return MongoPeer.builder().version("7.0").replicaSet("rs0").start();
  }

  private static MongoCollection<BsonDocument> items(MongoClient client) {
    return client.getDatabase("shop").getCollection("items", BsonDocument.class);
  }

  private static List<MongoRequest> hellos(MongoPeer peer) {
    return peer.script().everything().stream().filter(MongoRequest::isHello).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "4.2, 8",
    "4.4, 9",
    "5.0.3, 13",
    "6.0, 17",
    "7.0, 21",
    "8.0, 25",
    "8.2, 27",
    "8.3, 28",
    "9.0, 29"
  })
  void itTalksToReleasesFrom42To9(String version, int wire) {
    try (MongoPeer peer = MongoPeer.builder().version(version).start();
        MongoClient client = client(peer.url())) {
      assertThat(run(client, "admin", "{hello: 1}").getInt32("maxWireVersion").getValue())
          .isEqualTo(wire);
      assertThat(client.getClusterDescription().getServerDescriptions())
          .allMatch(
              server -> server.getMaxWireVersion() == wire && server.isCompatibleWithDriver());
      assertThat(peer.toString()).contains(version);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.0", "4.3", "7.4", "7", "x", "7.0.1.2"})
  void otherReleasesAreNone(String version) {
    assertThatThrownBy(() -> MongoPeer.builder().version(version))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoWatchesAServerFrom44OnWaitsForItsChanges() throws InterruptedException {
    try (MongoPeer peer = set();
        MongoClient client = client(peer.url())) {
      run(client, "admin", "{ping: 1}");
      await(() -> hellos(peer).stream().anyMatch(r -> r.command().containsKey("maxAwaitTimeMS")));
      MongoRequest waiting =
          hellos(peer).stream()
              .filter(request -> request.command().containsKey("maxAwaitTimeMS"))
              .findFirst()
              .orElseThrow();
      assertThat(waiting.name()).isEqualTo("hello");
      assertThat(waiting.isMonitor()).isTrue();
      assertThat(waiting.command()).containsKey("topologyVersion");
      // One connection for what is asked, one that waits, one that measures how far it is.
      await(() -> peer.connections() == 3);
      peer.hello(told -> told.put("tags", json("{dc: 'east'}")));
      await(
          () ->
              client.getClusterDescription().getServerDescriptions().stream()
                  .anyMatch(server -> server.getTagSet().iterator().hasNext()));
    }
  }

  @Test
  void whoWatchesAnOlderServerOrIsToldToAsksAgainAndAgain() throws InterruptedException {
    for (String version : List.of("4.2", "7.0")) {
      try (MongoPeer peer = MongoPeer.builder().version(version).start();
          MongoClient client =
              client(
                  peer.url(),
                  settings ->
                      settings.applyToServerSettings(
                          server ->
                              server
                                  .heartbeatFrequency(20, TimeUnit.MILLISECONDS)
                                  .serverMonitoringMode(
                                      version.equals("7.0")
                                          ? ServerMonitoringMode.POLL
                                          : ServerMonitoringMode.AUTO)))) {
        run(client, "admin", "{ping: 1}");
        await(() -> hellos(peer).size() > 4);
        assertThat(hellos(peer)).noneMatch(r -> r.command().containsKey("maxAwaitTimeMS"));
        assertThat(peer.connections()).isEqualTo(2);
      }
    }
  }

  @Test
  void itSaysHelloTheOldWayFirstAndNothingElseBeforeItIsAsked() {
    try (MongoPeer peer = set();
        MongoClient client =
            client(peer.url(), settings -> settings.applicationName("the tests"))) {
      run(client, "admin", "{ping: 1}");
      assertThat(peer.script().everything())
          .filteredOn(request -> !request.isHello())
          .extracting(MongoRequest::name)
          .containsExactly("ping");
      MongoRequest first = hellos(peer).get(0);
      assertThat(first.name()).isEqualTo("isMaster");
      assertThat(first.command()).containsKeys("helloOk", "client");
      assertThat(first.command()).doesNotContainKey("compression");
      assertThat(first.application()).isEqualTo("the tests");
    }
  }

  @Test
  void eachCommandHasASessionThatIsUsedAgainAndEndedAtLast() throws InterruptedException {
    try (MongoPeer peer = set()) {
      peer.on("a").answer("{}");
      try (MongoClient client = client(peer.url())) {
        run(client, "admin", "{a: 1}");
        run(client, "admin", "{a: 1}");
      }
      List<MongoRequest> asked = peer.requests();
      assertThat(asked.get(0).command().get("lsid"))
          .isNotNull()
          .isEqualTo(asked.get(1).command().get("lsid"));
      await(() -> peer.connections() == 0);
      List<MongoRequest> said =
          peer.script().everything().stream().filter(request -> !request.isHello()).toList();
      MongoRequest last = said.get(said.size() - 1);
      assertThat(last.name()).isEqualTo("endSessions");
      assertThat(last.command().getArray("endSessions"))
          .containsExactly(asked.get(0).command().get("lsid"));
    }
  }

  @Test
  void theTimeOfASetIsToldBackToIt() {
    try (MongoPeer peer = set();
        MongoPeer alone = MongoPeer.builder().start();
        MongoClient client = client(peer.url());
        MongoClient other = client(alone.url())) {
      peer.on("a").answer("{}");
      BsonDocument first =
          client.getDatabase("admin").runCommand(json("{a: 1}"), BsonDocument.class);
      run(client, "admin", "{a: 1}");
      assertThat(first).containsKeys("$clusterTime", "operationTime");
      assertThat(peer.requests().get(1).command().get("$clusterTime"))
          .isEqualTo(first.get("$clusterTime"));
      alone.on("a").answer("{}");
      run(other, "admin", "{a: 1}");
      assertThat(run(other, "admin", "{a: 1}")).isEqualTo(json("{ok: 1.0}"));
      assertThat(alone.requests().get(1).command()).doesNotContainKey("$clusterTime");
    }
  }

  @Test
  void aWriteIsSentAgainOnceIfTheServerSaysThatItMayBe() {
    try (MongoPeer peer = set();
        MongoClient client = client(peer.url())) {
      peer.on("insert").answer(WireAnswer.updated(1));
      peer.on("insert").once(MongoReply.error(11602, "operation was interrupted"));
      items(client).insertOne(json("{_id: 1}"));
      List<MongoRequest> sent = peer.requests("insert");
      assertThat(sent).hasSize(2);
      assertThat(sent.get(1).command().get("txnNumber"))
          .isEqualTo(sent.get(0).command().get("txnNumber"))
          .isNotNull();
      assertThat(sent.get(1).command().get("lsid")).isEqualTo(sent.get(0).command().get("lsid"));

      peer.script().forget();
      peer.on("insert").times(2, WireAnswer.drop());
      assertThatThrownBy(() -> items(client).insertOne(json("{_id: 2}")))
          .isInstanceOf(MongoSocketException.class);
      assertThat(peer.requests("insert")).hasSize(2);

      peer.script().forget();
      peer.on("insert").once(MongoReply.error(11000, "E11000 duplicate key"));
      assertThatThrownBy(() -> items(client).insertOne(json("{_id: 3}")))
          .isInstanceOf(MongoException.class);
      assertThat(peer.requests("insert")).hasSize(1);
    }
  }

  @Test
  void aWriteIsNotSentAgainToAServerOfItsOwnNorOneToManyDocuments() {
    try (MongoPeer alone = MongoPeer.builder().start();
        MongoPeer peer = set();
        MongoClient client = client(alone.url());
        MongoClient other = client(peer.url())) {
      alone.on("insert").once(MongoReply.error(11602, "operation was interrupted"));
      assertThatThrownBy(() -> items(client).insertOne(json("{_id: 1}")))
          .isInstanceOf(MongoException.class);
      assertThat(alone.requests().get(0).command()).doesNotContainKey("txnNumber");
      assertThat(alone.requests()).hasSize(1);
      peer.on("update").once(MongoReply.error(11602, "operation was interrupted"));
      assertThatThrownBy(() -> items(other).updateMany(json("{}"), json("{$set: {a: 1}}")))
          .isInstanceOf(MongoException.class);
      assertThat(peer.requests()).hasSize(1);
    }
  }

  @Test
  void aReadIsSentAgainOnceButNoCommandThatIsRunAsADocument() {
    try (MongoPeer peer = set();
        MongoClient client = client(peer.url())) {
      peer.on("find").answer(MongoReply.cursor(json("{a: 1}")));
      peer.on("find").once(WireAnswer.drop());
      assertThat(items(client).find().into(new ArrayList<>())).hasSize(1);
      peer.on("find").once(MongoReply.error(13436, "node is recovering"));
      assertThat(items(client).find().into(new ArrayList<>())).hasSize(1);
      assertThat(peer.requests("find")).hasSize(4);
      peer.on("serverStatus").answer("{}");
      peer.on("serverStatus").once(WireAnswer.drop());
      assertThatThrownBy(() -> run(client, "admin", "{serverStatus: 1}"))
          .isInstanceOf(MongoSocketException.class);
      assertThat(peer.requests("serverStatus")).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {11600, 91})
  void connectionsAreKeptWhenAPrimaryStepsDownAndClosedWhenAServerShutsDown(int shutdown) {
    try (MongoPeer peer = set();
        MongoClient client = client(peer.url())) {
      peer.on("a").answer("{}");
      peer.on("a").once(MongoReply.error(10107, "not primary"));
      assertThatThrownBy(() -> run(client, "admin", "{a: 1}"))
          .isInstanceOf(MongoNotPrimaryException.class);
      run(client, "admin", "{a: 1}");
      peer.on("a").once(MongoReply.error(shutdown, "shutting down"));
      assertThatThrownBy(() -> run(client, "admin", "{a: 1}")).isInstanceOf(MongoException.class);
      run(client, "admin", "{a: 1}");
      List<Long> by = peer.requests().stream().map(MongoRequest::session).toList();
      assertThat(by.get(1)).isEqualTo(by.get(0));
      assertThat(by.get(2)).isEqualTo(by.get(1));
      assertThat(by.get(3)).isNotEqualTo(by.get(2));
    }
  }

  @Test
  void aMemberThatIsAskedDirectlyMayBeRead() {
    try (MongoPeer peer = set();
        MongoClient client = client(peer.directUrl())) {
      peer.become(MongoRole.SECONDARY);
      peer.on("find").answer(MongoReply.cursor(json("{a: 1}")));
      peer.on("serverStatus").answer("{}");
      assertThat(items(client).find().into(new ArrayList<>())).hasSize(1);
      run(client, "admin", "{serverStatus: 1}");
      assertThat(peer.requests())
          .allMatch(
              request ->
                  request
                      .command()
                      .getDocument("$readPreference")
                      .equals(json("{mode: 'primaryPreferred'}")));
    }
  }

  @Test
  void whatOnlyAPrimaryDoesIsRefusedByOthers() {
    try (MongoPeer peer = set();
        MongoClient client = client(peer.directUrl() + "&retryWrites=false")) {
      peer.become(MongoRole.SECONDARY);
      assertThatThrownBy(() -> items(client).insertOne(json("{_id: 1}")))
          .isInstanceOfSatisfying(
              MongoNotPrimaryException.class,
              e -> {
                assertThat(e.getCode()).isEqualTo(10107);
                assertThat(e.getResponse()).containsKey("topologyVersion");
              });
      for (String command :
          List.of(
              "{replSetStepDown: 60}",
              "{replSetReconfig: {}}",
              "{aggregate: 'a', pipeline: [{$out: 'b'}], cursor: {}}")) {
        assertThatThrownBy(() -> run(client, "admin", command))
            .isInstanceOf(MongoNotPrimaryException.class);
      }
      peer.on("replSetReconfig").answer("{}");
      run(client, "admin", "{replSetReconfig: {}, force: true}");
      assertThat(peer.requests()).hasSize(1);
      peer.become(MongoRole.OTHER);
      assertThatThrownBy(() -> run(client, "shop", "{count: 'items'}"))
          .isInstanceOfSatisfying(
              MongoNodeIsRecoveringException.class, e -> assertThat(e.getCode()).isEqualTo(13436));
      peer.become(MongoRole.PRIMARY);
      peer.on("insert").answer(WireAnswer.updated(1));
      items(client).insertOne(json("{_id: 1}"));
    }
  }

  @Test
  void aSecondaryIsNotReadByWhoDoesNotSaySo() {
    try (MongoPeer peer = set()) {
      peer.become(MongoRole.SECONDARY);
      MongoRequest asked =
          new MongoRequest(
              new MongoConnection(peer.address(), 1), "shop", json("{find: 'items'}"), true);
      assertThat(MongoDuty.refusal(asked, peer.parts().state()).orElseThrow().document())
          .containsEntry("code", new BsonInt32(13435));
    }
  }

  @Test
  void aMongosIsOneAndTakesEverything() {
    try (MongoPeer peer = MongoPeer.builder().mongos().start();
        MongoClient client = client(peer.url())) {
      peer.on("listShards").answer("{shards: []}");
      run(client, "admin", "{listShards: 1}");
      assertThat(client.getClusterDescription().getType().name()).isEqualTo("SHARDED");
      assertThatThrownBy(() -> peer.become(MongoRole.SECONDARY))
          .isInstanceOf(IllegalStateException.class);
      assertThat(peer.requests().get(0).body()).isEqualTo(json("{listShards: 1}"));
    }
  }

  @Test
  void aTransactionIsWhatItsCommandsSay() {
    try (MongoPeer peer = set();
        MongoClient client = client(peer.url());
        ClientSession session = client.startSession()) {
      peer.on("insert").answer(WireAnswer.updated(1));
      peer.on("admin", "commitTransaction").answer("{}");
      session.startTransaction();
      items(client).insertOne(session, json("{_id: 1}"));
      session.commitTransaction();
      assertThat(peer.requests().get(0).body())
          .containsKeys("startTransaction", "autocommit")
          .containsEntry("autocommit", BsonBoolean.FALSE);
      session.startTransaction();
      peer.on("insert")
          .once(MongoReply.error(112, "write conflict").labels("TransientTransactionError"));
      assertThatThrownBy(() -> items(client).insertOne(session, json("{_id: 1}")))
          .isInstanceOfSatisfying(
              MongoCommandException.class,
              e -> assertThat(e.hasErrorLabel("TransientTransactionError")).isTrue());
      peer.on("admin", "abortTransaction").answer("{}");
      session.abortTransaction();
      assertThat(peer.script().commands())
          .containsExactly("insert", "commitTransaction", "insert", "abortTransaction");
    }
  }
}
