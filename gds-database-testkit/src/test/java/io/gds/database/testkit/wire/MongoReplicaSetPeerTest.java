package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How members change, and how the driver follows. */
class MongoReplicaSetPeerTest extends MongoPeerFixture {
  private static MongoReplicaSetPeer three() {
    MongoReplicaSetPeer set = MongoReplicaSetPeer.builder("rs0").members(3).start();
    set.on("insert").answer(WireAnswer.updated(1));
    set.on("find").answer(MongoReply.cursor(json("{a: 1}")));
    return set;
  }

  private static MongoCollection<BsonDocument> items(MongoClient client) {
    return client.getDatabase("shop").getCollection("items", BsonDocument.class);
  }

  /** What the driver takes each member for, by its address. */
  private static Map<String, ServerType> seen(MongoClient client) {
    Map<String, ServerType> seen = new TreeMap<>();
    for (ServerDescription server : client.getClusterDescription().getServerDescriptions()) {
      seen.put(server.getAddress().toString(), server.getType());
    }
    return seen;
  }

  private static String lastAt(MongoReplicaSetPeer set, String command) {
    List<MongoRequest> asked = set.requests(command);
    return asked.get(asked.size() - 1).peer();
  }

  @Test
  void fromOneMemberTheDriverFindsThoseItIsToSee() throws InterruptedException {
    try (MongoReplicaSetPeer set =
            MongoReplicaSetPeer.builder("rs0")
                .like(MongoPeer.builder().version("6.0"))
                .members(2)
                .tags(Map.of("dc", "east"))
                .arbiter()
                .hidden()
                .delayed(Duration.ofHours(1))
                .passive()
                .start();
        MongoClient client = client(set.member(1).url())) {
      await(() -> seen(client).size() == 4 && !seen(client).containsValue(ServerType.UNKNOWN));
      assertThat(seen(client))
          .containsEntry(set.member(0).address(), ServerType.REPLICA_SET_PRIMARY)
          .containsEntry(set.member(1).address(), ServerType.REPLICA_SET_SECONDARY)
          .containsEntry(set.member(2).address(), ServerType.REPLICA_SET_ARBITER)
          .containsEntry(set.member(5).address(), ServerType.REPLICA_SET_SECONDARY);
      assertThat(
              client.getClusterDescription().getServerDescriptions().stream()
                  .filter(server -> server.getAddress().getPort() == set.member(1).port())
                  .map(server -> server.getTagSet().toString()))
          .first()
          .asString()
          .contains("east");
      try (MongoClient direct = client(set.member(4).directUrl())) {
        BsonDocument hello = run(direct, "admin", "{hello: 1}");
        assertThat(hello.getBoolean("hidden").getValue()).isTrue();
        assertThat(hello.getNumber("secondaryDelaySecs").longValue()).isEqualTo(3600);
      }
    }
  }

  @Test
  void writesFollowThePrimaryAndReadsTheirPreference() {
    try (MongoReplicaSetPeer set = three();
        MongoClient client = client(set.url())) {
      items(client).insertOne(json("{_id: 1}"));
      assertThat(lastAt(set, "insert")).isEqualTo(set.member(0).address());
      items(client).withReadPreference(ReadPreference.secondary()).find().into(new ArrayList<>());
      assertThat(lastAt(set, "find")).isNotEqualTo(set.member(0).address());
      set.elect(set.member(2));
      items(client).insertOne(json("{_id: 2}"));
      assertThat(lastAt(set, "insert")).isEqualTo(set.member(2).address());
      assertThat(set.primary()).isSameAs(set.member(2));
      assertThat(set.term()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.2", "7.0"})
  void aWriteThatMeetsAStepDownIsSentToTheNextPrimary(String version) {
    try (MongoReplicaSetPeer set =
            MongoReplicaSetPeer.builder("rs0")
                .like(MongoPeer.builder().version(version))
                .members(3)
                .start();
        MongoClient client = client(set.url())) {
      set.on("insert").answer(WireAnswer.updated(1));
      set.on("insert")
          .at(set.member(0))
          .by(
              request -> {
                set.elect(set.member(1));
                return MongoReply.error(10107, "not primary");
              });
      items(client).insertOne(json("{_id: 1}"));
      assertThat(set.requests("insert"))
          .extracting(MongoRequest::peer)
          .containsExactly(set.member(0).address(), set.member(1).address());
    }
  }

  @Test
  void whileThereIsNoPrimaryWhoWantsOneWaits() throws Exception {
    try (MongoReplicaSetPeer set = three();
        MongoClient client = client(set.url())) {
      items(client).insertOne(json("{_id: 1}"));
      set.stepDown();
      assertThat(set.hasPrimary()).isFalse();
      assertThatThrownBy(set::primary).isInstanceOf(IllegalStateException.class);
      await(() -> !seen(client).containsValue(ServerType.REPLICA_SET_PRIMARY));
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(() -> items(client).insertOne(json("{_id: 2}")));
      assertThat(items(client).withReadPreference(ReadPreference.nearest()).find().first())
          .isNotNull();
      assertThat(waiting).isNotDone();
      set.elect(set.member(1));
      waiting.get(5, TimeUnit.SECONDS);
      assertThat(lastAt(set, "insert")).isEqualTo(set.member(1).address());
    }
  }

  @Test
  void aMemberGoesDownAndComesBackAsASecondary() throws InterruptedException {
    try (MongoReplicaSetPeer set = three();
        MongoClient client = client(set.url())) {
      items(client).insertOne(json("{_id: 1}"));
      MongoPeer old = set.primary();
      set.down(old);
      assertThatThrownBy(() -> set.elect(old)).isInstanceOf(IllegalArgumentException.class);
      set.elect(set.member(1));
      items(client).insertOne(json("{_id: 2}"));
      assertThat(lastAt(set, "insert")).isEqualTo(set.member(1).address());
      await(() -> seen(client).get(old.address()) == ServerType.UNKNOWN);
      set.up(old);
      await(() -> seen(client).get(old.address()) == ServerType.REPLICA_SET_SECONDARY);
    }
  }

  @Test
  void aMemberThatSyncsIsNotRead() throws InterruptedException {
    try (MongoReplicaSetPeer set = three();
        MongoClient client = client(set.url())) {
      set.disable(set.member(1));
      await(() -> seen(client).get(set.member(1).address()) == ServerType.REPLICA_SET_OTHER);
      set.recover(set.member(1));
      await(() -> seen(client).get(set.member(1).address()) == ServerType.REPLICA_SET_SECONDARY);
      set.disable(set.member(0));
      await(() -> !seen(client).containsValue(ServerType.REPLICA_SET_PRIMARY));
    }
  }

  @Test
  void membersAreAddedAndRemoved() throws InterruptedException {
    try (MongoReplicaSetPeer set = three();
        MongoClient client = client(set.url())) {
      items(client).insertOne(json("{_id: 1}"));
      MongoPeer added = set.add();
      await(() -> seen(client).get(added.address()) == ServerType.REPLICA_SET_SECONDARY);
      MongoPeer removed = set.member(1);
      set.remove(removed);
      await(() -> !seen(client).containsKey(removed.address()));
      assertThat(set.members()).hasSize(3).contains(added).doesNotContain(removed);
      assertThatThrownBy(() -> set.remove(set.primary()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> set.down(removed)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theSetCanBeChangedByWhatItIsAsked() {
    try (MongoReplicaSetPeer set = three();
        MongoClient client = client(set.url())) {
      MongoPeer gone = set.member(2);
      set.on("replSetReconfig")
          .by(
              request -> {
                set.remove(gone);
                return WireAnswer.done();
              });
      set.on("replSetStepDown")
          .by(
              request -> {
                set.elect(set.member(1));
                return WireAnswer.done();
              });
      set.on("admin", "shutdown")
          .by(
              request -> {
                set.down(set.member(0));
                return WireAnswer.done();
              });
      run(client, "admin", "{replSetReconfig: {}}");
      run(client, "admin", "{replSetStepDown: 60}");
      try (MongoClient direct = client(set.member(0).directUrl())) {
        assertThatThrownBy(() -> run(direct, "admin", "{shutdown: 1}"))
            .isInstanceOf(MongoException.class);
      }
      items(client).insertOne(json("{_id: 1}"));
      assertThat(lastAt(set, "insert")).isEqualTo(set.member(1).address());
      assertThat(set.members()).hasSize(2);
    }
  }

  @Test
  void anotherNameThanTheSetsFindsNothing() {
    try (MongoReplicaSetPeer set = three();
        MongoClient client =
            client(
                set.url().replace("rs0", "rs1"),
                settings ->
                    settings.applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(100, TimeUnit.MILLISECONDS)))) {
      assertThatThrownBy(() -> run(client, "admin", "{ping: 1}"))
          .isInstanceOf(MongoTimeoutException.class);
      assertThat(set.name()).isEqualTo("rs0");
    }
  }

  @Test
  void allMembersWantTheSameUsers() {
    MongoPeer.Builder like = MongoPeer.builder().port(1).user("ada", "pw").replicaSet("other");
    try (MongoReplicaSetPeer set =
            MongoReplicaSetPeer.builder("rs0").like(like).members(2).start();
        MongoClient client = client(set.url().replace("//", "//ada:pw@"))) {
      set.on("find").answer(MongoReply.cursor(json("{a: 1}")));
      items(client).find().first();
      items(client).withReadPreference(ReadPreference.secondary()).find().first();
      assertThat(set.requests("find"))
          .extracting(request -> request.user() + " " + request.peer())
          .containsExactly(
              "admin.ada " + set.member(0).address(), "admin.ada " + set.member(1).address());
    }
  }

  @Test
  void oneScriptIsForAllAndFailsForAll() {
    MongoReplicaSetPeer set = three();
    set.on("replSetGetStatus").at(set.member(2)).answer("{myState: 2}");
    try (MongoClient second = client(set.member(2).directUrl());
        MongoClient first = client(set.member(0).directUrl())) {
      assertThat(run(second, "admin", "{replSetGetStatus: 1}").getInt32("myState").getValue())
          .isEqualTo(2);
      assertThat(error(() -> run(first, "admin", "{replSetGetStatus: 1}")).getErrorCode())
          .isEqualTo(8);
    }
    assertThatThrownBy(set::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("replSetGetStatus in database admin at " + set.member(0).address());
  }

  @Test
  void aSetBeginsWithAPrimary() {
    assertThatThrownBy(() -> MongoReplicaSetPeer.builder("rs0").start())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> MongoReplicaSetPeer.builder("rs0").arbiter().start())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> MongoReplicaSetPeer.builder("rs0").tags(Map.of("dc", "east")))
        .isInstanceOf(IllegalStateException.class);
  }
}
