package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SyncMode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.mongodb.MongoKit;
import io.gds.database.testkit.mongodb.MongoSetModel;
import io.gds.database.testkit.wire.MongoPeer;
import io.gds.database.testkit.wire.MongoReply;
import java.time.Duration;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoAvailabilityTest {
  private static HaNode node(HaStatus status, MongoSetScene scene, int number) {
    return status.node(scene.set.host(number)).orElseThrow();
  }

  @Test
  void aSetThatWorksIsToldWithItsPrimaryFirst() {
    MongoSetModel set = MongoSetModel.start("rs0", "7.0.14", 3);
    set.lags(2, Duration.ofSeconds(7)).elect(1);
    try (MongoSetScene scene = new MongoSetScene(set)) {

      HaStatus status = scene.engine.haStatus();

      assertThat(status.name()).isEqualTo("rs0");
      assertThat(status.kind()).isEqualTo("replica-set");
      assertThat(status.state()).isEqualTo(HaState.HEALTHY);
      assertThat(status.healthy()).isTrue();
      assertThat(status.problems()).isEmpty();
      assertThat(status.nodes().get(0).name()).isEqualTo(scene.set.host(1));
      assertThat(status.isPrimary()).isTrue();
      assertThat(node(status, scene, 0).state()).isEqualTo(HaState.SYNCED);
      assertThat(node(status, scene, 0).lag()).contains(Duration.ZERO);
      assertThat(node(status, scene, 2).state()).isEqualTo(HaState.SYNCHRONIZING);
      assertThat(node(status, scene, 2).lag()).contains(Duration.ofSeconds(7));
      assertThat(status.candidates()).hasSize(2);
      assertThat(node(status, scene, 1).attributes())
          .containsEntry("priority", "1")
          .containsEntry("votes", "1")
          .containsEntry("oplogWindow", "PT1H")
          .containsEntry("term", "2");
    }
  }

  @Test
  void aStatusCostsTwoCommandsAndTwoToEachMember() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.engine.haStatus();
      int before = scene.set.requests().size();
      scene.engine.haStatus();
      assertThat(scene.set.requests().size() - before).isEqualTo(1 + 3 * 2);
      before = scene.set.requests().size();
      scene.engine.haConfiguration();
      assertThat(scene.set.requests().size() - before).isEqualTo(2);
      before = scene.set.requests().size();
      scene.engine.replicationStatus();
      assertThat(scene.set.requests().size() - before).isEqualTo(3);
      before = scene.set.requests().size();
      assertThat(scene.engine.haGroups()).containsExactly("rs0");
      assertThat(scene.set.requests().size() - before).isEqualTo(1);
    }
  }

  @Test
  void aMemberThatIsDownHasNoLagAndIsNoCandidate() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.down(2);

      HaStatus status = scene.engine.haStatus();

      HaNode down = node(status, scene, 2);
      assertThat(down.state()).isEqualTo(HaState.DISCONNECTED);
      assertThat(down.healthy()).isFalse();
      assertThat(down.lag()).isEmpty();
      assertThat(down.notCandidateBecause()).containsExactly("no member hears of it");
      assertThat(status.healthy()).isFalse();
      assertThat(status.state()).isEqualTo(HaState.DISCONNECTED);
      assertThat(status.problems()).singleElement().asString().contains("Start it", "PT1H");
    }
  }

  @Test
  void aMemberThatOnlyWeCannotAskIsNotDown() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      // The others hear of it; only this machine gets nothing.
      scene.set.peer(2).down();

      HaStatus status = scene.engine.haStatus();

      HaNode mute = node(status, scene, 2);
      assertThat(mute.state()).isEqualTo(HaState.SYNCED);
      assertThat(mute.healthy()).isTrue();
      assertThat(mute.attributes()).containsKey("notAsked");
      assertThat(status.healthy()).isTrue();
      assertThat(status.problems()).singleElement().asString().contains("so it is not down");
    }
  }

  @Test
  void withoutAMajorityNobodyCanBeElected() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.down(0).down(1);

      HaStatus status = scene.engine.haStatus();

      assertThat(status.primary()).isEmpty();
      assertThat(status.state()).isEqualTo(HaState.RESOLVING);
      assertThat(status.candidates()).isEmpty();
      assertThat(status.problems().get(0)).startsWith("1 of 3 voters are there, and 2 are needed");
      assertThat(node(status, scene, 2).lag()).isEmpty();
    }
  }

  @Test
  void anElectionThatGoesOnIsToldAsOne() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.withoutPrimary();
      HaStatus status = scene.engine.haStatus();
      assertThat(status.state()).isEqualTo(HaState.FAILOVER_IN_PROGRESS);
      assertThat(status.problems()).singleElement().asString().startsWith("There is no primary.");
    }
  }

  @Test
  void ofTwoThatHoldThemselvesForPrimaryTheOneOfTheNewestElectionIs() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.elect(1);
      String old = scene.set.host(0);
      scene.set.once(
          0,
          "replSetGetStatus",
          MongoReply.parse(
              "{set: 'rs0', myState: 1, term: {$numberLong: '1'}, members: [{_id: 0, name: '"
                  + old
                  + "', health: 1, state: 1, self: true, optime: {ts: {$timestamp: {t: 1790003600,"
                  + " i: 1}}}}]}"));

      HaStatus status = scene.engine.haStatus();

      assertThat(status.primary().orElseThrow().name()).isEqualTo(scene.set.host(1));
      assertThat(node(status, scene, 0).role()).isEqualTo(HaRole.UNKNOWN);
      assertThat(node(status, scene, 0).state()).isEqualTo(HaState.RESOLVING);
      assertThat(status.healthy()).isFalse();
      assertThat(status.problems())
          .anyMatch(problem -> problem.startsWith(old + " holds itself for the primary"));
    }
  }

  @Test
  void aMemberThatFellBehindTheOplogIsToldApartFromOneThatRecovers() {
    try (MongoSetScene scene = MongoSetScene.of(4)) {
      // Its last change is older than the first that any other has; the server itself has put it
      // into maintenance for that.
      scene.set.lags(1, Duration.ofHours(2)).maintenance(1, 1);
      scene.set.maintenance(2, 1);
      scene.set.state(3, 3);

      HaStatus status = scene.engine.haStatus();

      assertThat(node(status, scene, 1).state()).isEqualTo(HaState.NOT_SYNCHRONIZED);
      assertThat(node(status, scene, 1).notCandidateBecause().get(0)).contains("too far behind");
      assertThat(node(status, scene, 2).state()).isEqualTo(HaState.SUSPENDED);
      assertThat(node(status, scene, 3).state()).isEqualTo(HaState.SYNCHRONIZING);
      assertThat(status.problems())
          .anyMatch(each -> each.contains("rejoin() has it copy all data anew"))
          .anyMatch(each -> each.contains("rejoin() ends the maintenance"))
          .anyMatch(each -> each.contains("see its log if it stays so"));
    }
  }

  @Test
  void aMemberSaysItselfThatItIsTooStale() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.tooStale(1);
      HaNode stale = node(scene.engine.haStatus(), scene, 1);
      assertThat(stale.state()).isEqualTo(HaState.NOT_SYNCHRONIZED);
      assertThat(stale.notCandidateBecause().get(0)).contains("too far behind");
    }
  }

  @Test
  void arbitersHiddenAndDelayedMembersAreToldAsWhatTheyAre() {
    try (MongoSetScene scene = MongoSetScene.of(4)) {
      scene.set.configured(1, "{arbiterOnly: true, priority: 0}");
      scene.set.configured(2, "{hidden: true, priority: 0, tags: {use: 'reports'}}");
      scene.set.configured(3, "{hidden: true, priority: 0, secondaryDelaySecs: 600, votes: 0}");
      scene.set.lags(3, Duration.ofSeconds(605));

      HaStatus status = scene.engine.haStatus();

      assertThat(node(status, scene, 1).role()).isEqualTo(HaRole.ARBITER);
      assertThat(node(status, scene, 1).lag()).isEmpty();
      assertThat(node(status, scene, 1).position()).isEmpty();
      assertThat(node(status, scene, 2).role()).isEqualTo(HaRole.REPLICA);
      assertThat(node(status, scene, 2).attributes()).containsEntry("tag.use", "reports");
      assertThat(node(status, scene, 2).notCandidateBecause())
          .containsExactly("its priority is 0", "it is hidden from clients");
      assertThat(node(status, scene, 3).lag()).contains(Duration.ofSeconds(5));
      assertThat(node(status, scene, 3).notCandidateBecause())
          .contains("it has no vote", "it is behind on purpose, by PT10M");
      assertThat(status.healthy()).isTrue();
      // Nobody can log in to a member without users.
      assertThat(scene.set.peer(1).requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, RESOLVING",
    "3, SYNCHRONIZING",
    "5, SYNCHRONIZING",
    "6, UNKNOWN",
    "8, DISCONNECTED",
    "9, RESOLVING",
    "10, NOT_SYNCHRONIZED",
    "99, UNKNOWN"
  })
  void everyStateOfAMemberIsOneHere(int state, HaState expected) {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.state(1, state);
      HaNode node = node(scene.engine.haStatus(), scene, 1);
      assertThat(node.state()).isEqualTo(expected);
      assertThat(node.healthy()).isFalse();
      assertThat(node.notCandidateBecause()).isNotEmpty();
    }
  }

  @Test
  void aConfigurationIsToldWithoutWhatOnlyAMemberTells() {
    try (MongoSetScene scene = MongoSetScene.of(2)) {
      scene.set.configured(1, "{hidden: true, priority: 0}");

      HaConfiguration configuration = scene.engine.haConfiguration("rs0").orElseThrow();

      assertThat(configuration.syncMode()).isEqualTo(SyncMode.SYNCHRONOUS);
      assertThat(configuration.attributes())
          .containsEntry("version", "1")
          .containsEntry("term", "1")
          .containsEntry("electionTimeout", "PT10S");
      assertThat(configuration.attributes().get("writeConcern")).contains("majority", "implicit");
      assertThat(configuration.createdAt()).isPresent();
      assertThat(configuration.nodes())
          .extracting(HaNode::role)
          .containsExactly(HaRole.UNKNOWN, HaRole.REPLICA);
      assertThatThrownBy(() -> scene.engine.haConfiguration("other"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("\"rs0\"");
    }
  }

  @Test
  void beforeFourFourTheConfigurationHasTheWriteConcern() {
    try (MongoSetScene scene = MongoSetScene.of("4.2.24", 3)) {
      scene.set.configured(
          config -> {
            config
                .getDocument("settings")
                .put("getLastErrorDefaults", BsonDocument.parse("{w: 'majority', wtimeout: 0}"));
            return config;
          });
      assertThat(scene.engine.haConfiguration().orElseThrow().syncMode())
          .isEqualTo(SyncMode.SYNCHRONOUS);
      assertThat(scene.set.requests("getDefaultRWConcern")).isEmpty();
      assertThat(scene.engine.haStatus().healthy()).isTrue();
    }
  }

  @Test
  void theShortAnswerOfThePrimaryHasTheLagOfTheSlowest() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.lags(2, Duration.ofSeconds(9));
      ReplicationStatus brief = scene.engine.replicationStatus();
      assertThat(brief.enabled()).isTrue();
      assertThat(brief.role()).isEqualTo(HaRole.PRIMARY);
      assertThat(brief.lag()).contains(Duration.ofSeconds(9));
      assertThat(brief.mode()).contains(SyncMode.SYNCHRONOUS);
      assertThat(brief.partners()).containsExactly(scene.set.host(1), scene.set.host(2));
    }
  }

  @Test
  void whoMayNotAskIsToldTheActionThatIsMissing() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.answer("replSetGetStatus", MongoReply.error(13, "not authorized on admin"));
      assertThatThrownBy(() -> scene.engine.haStatus())
          .isInstanceOf(PermissionDeniedException.class)
          .satisfies(
              e ->
                  assertThat(((PermissionDeniedException) e).remedy().orElseThrow())
                      .contains("replSetGetStatus", "clusterMonitor"));
      scene.set.answer("getDefaultRWConcern", MongoReply.error(13, "not authorized on admin"));
      assertThat(scene.engine.haConfiguration().orElseThrow().attributes().get("writeConcern"))
          .contains("not told to this user");
    }
  }

  @Test
  void aServerThatStandsAloneIsInNoSet() {
    try (MongoKit kit = MongoKit.start();
        DatabaseManager manager = DatabaseManager.of(new MongoProvider())) {
      MongoEngine engine = manager.open(MongoSetScene.info(kit.url()), MongoEngine.class);
      assertThat(engine.haGroups()).isEmpty();
      assertThat(engine.haStatus().state()).isEqualTo(HaState.NOT_CONFIGURED);
      assertThat(engine.haConfiguration()).isEmpty();
      assertThat(engine.replicationStatus().enabled()).isFalse();
    }
  }

  @Test
  void aServerWhoseSetIsNotInitiatedIsInNone() {
    try (MongoSetModel servers = MongoSetModel.servers("rs0", "7.0.14", 1);
        MongoSetScene scene = new MongoSetScene(servers, servers.peer(0).directUrl())) {
      assertThat(scene.engine.haGroups()).isEmpty();
      assertThat(scene.engine.haStatus().state()).isEqualTo(HaState.NOT_CONFIGURED);
    }
  }

  @Test
  void aShardedClusterHasItsShardsForNodes() {
    try (MongoPeer router = MongoPeer.builder().version("7.0.14").mongos().start();
        MongoSetModel shard = MongoSetModel.start("s1", "7.0.14", 3);
        DatabaseManager manager = DatabaseManager.of(new MongoProvider())) {
      router
          .on("admin", "listShards")
          .answer(
              "{shards: [{_id: 'a', host: 's1/%s,%s', state: 1}, {_id: 'b', host:"
                      .formatted(shard.host(0), shard.host(1))
                  + " 's2/far.example:27018', state: 1, draining: true}]}");
      router.on("admin", "balancerStatus").answer("{mode: 'full', inBalancerRound: false}");
      router.on("admin", "getDefaultRWConcern").answer("{}");
      MongoEngine engine =
          manager.open(
              MongoSetScene.info(router.url()).toBuilder()
                  .name("cluster")
                  .allowPeerHosts("127.0.0.1")
                  .build(),
              MongoEngine.class);

      HaStatus status = engine.haStatus();

      assertThat(engine.haGroups()).containsExactly("cluster");
      assertThat(status.kind()).isEqualTo("sharded-cluster");
      assertThat(status.node("a").orElseThrow().state()).isEqualTo(HaState.HEALTHY);
      assertThat(status.node("a").orElseThrow().attributes())
          .containsEntry("primary", shard.host(0));
      assertThat(status.node("b").orElseThrow().state()).isEqualTo(HaState.UNKNOWN);
      assertThat(status.node("b").orElseThrow().attributes()).containsEntry("draining", "true");
      assertThat(status.healthy()).isFalse();
      assertThat(status.problems()).singleElement().asString().contains("a router does not tell");
      assertThat(engine.haConfiguration("cluster").orElseThrow().attributes())
          .containsEntry("balancer", "full")
          .containsEntry("balancing", "false");
      assertThat(engine.replicationStatus().partners()).containsExactly("a", "b");
      shard.down(2);
      assertThat(engine.haStatus().node("a").orElseThrow().state()).isEqualTo(HaState.DISCONNECTED);
    }
  }
}
