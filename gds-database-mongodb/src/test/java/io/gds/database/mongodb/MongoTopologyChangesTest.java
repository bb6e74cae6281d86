package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.mongodb.MongoSetModel;
import io.gds.database.testkit.wire.MongoReply;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class MongoTopologyChangesTest {
  private static final Duration SHORT = Duration.ofSeconds(3);

  private static AddNodeOptions.Builder node(String host) {
    return AddNodeOptions.builder().node(host).waitAtMost(SHORT);
  }

  private static MongoMemberOptions.Builder member(String host) {
    return MongoMemberOptions.builder().node(host).waitAtMost(SHORT);
  }

  private static String refusals(Operation<?> operation) {
    assertThat(operation.refused()).isTrue();
    return operation.checks().stream()
        .filter(Check::refused)
        .map(check -> check.rule() + ": " + check.measured())
        .toList()
        .toString();
  }

  private static BsonDocument configured(MongoSetScene scene, String host) {
    return scene.set.config().orElseThrow().getArray("members").stream()
        .map(each -> each.asDocument())
        .filter(each -> each.getString("host").getValue().equals(host))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSetIsMadeOfServersThatWereStartedForIt() {
    try (MongoSetModel servers = MongoSetModel.servers("rs0", "7.0.14", 3);
        MongoSetScene scene = new MongoSetScene(servers, servers.peer(0).directUrl())) {
      Operation<HaConfiguration> planned =
          scene.engine.prepareCreateHa(
              CreateHaOptions.builder()
                  .name("rs0")
                  .node(node(servers.host(0)).role(HaRole.PRIMARY).build())
                  .node(node(servers.host(1)).option(MongoMember.TAGS, "dc=east").build())
                  .node(node(servers.host(2)).role(HaRole.ARBITER).build())
                  .syncMode(SyncMode.SYNCHRONOUS)
                  .waitAtMost(SHORT)
                  .build());
      assertThat(planned.refused()).as("%s", planned.checks()).isFalse();

      HaConfiguration made = planned.run();

      assertThat(made.name()).isEqualTo("rs0");
      assertThat(made.nodes())
          .extracting(HaNode::name)
          .containsExactly(servers.host(0), servers.host(1), servers.host(2));
      assertThat(servers.primary()).contains(servers.host(0));
      assertThat(configured(scene, servers.host(1)).getDocument("tags"))
          .isEqualTo(BsonDocument.parse("{dc: 'east'}"));
      assertThat(configured(scene, servers.host(2)).getBoolean("arbiterOnly").getValue()).isTrue();
      assertThat(servers.requests("setDefaultRWConcern")).hasSize(1);
      // It is there now.
      assertThat(
              refusals(
                  scene.engine.prepareCreateHa(
                      CreateHaOptions.builder()
                          .name("rs0")
                          .node(node(servers.host(0)).build())
                          .build())))
          .contains("the server is in no set yet: in rs0");
    }
  }

  @Test
  void aSetIsCalledAsItsServersWereStartedFor() {
    try (MongoSetModel servers = MongoSetModel.servers("rs0", "7.0.14", 1);
        MongoSetScene scene = new MongoSetScene(servers, servers.peer(0).directUrl())) {
      assertThat(
              refusals(
                  scene.engine.prepareCreateHa(
                      CreateHaOptions.builder()
                          .name("other")
                          .node(node(servers.host(0)).build())
                          .build())))
          .contains("the set is called as the server was started for: rs0");
    }
  }

  @Test
  void aMemberIsAddedAndFollows() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      String spare = scene.set.spare();
      HaConfiguration now =
          scene.engine.addNode(
              node(spare)
                  .option(MongoMember.PRIORITY, 0.5)
                  .option(MongoMember.TAGS, "a=b")
                  .build());
      assertThat(now.nodes()).extracting(HaNode::name).contains(spare);
      assertThat(scene.set.requests("replSetReconfig")).hasSize(1);
      assertThat(configured(scene, spare).getNumber("priority").doubleValue()).isEqualTo(0.5);
      assertThat(configured(scene, spare).getNumber("_id").intValue()).isEqualTo(3);
      assertThat(refusals(scene.engine.prepareAddNode(node(spare).build())))
          .contains("it is no member yet: it is one");
    }
  }

  @Test
  void beforeFiveANewMemberGetsItsVoteOnceItHasItsData() {
    try (MongoSetScene scene = MongoSetScene.of("4.4.29", 3)) {
      String spare = scene.set.spare();
      Operation<HaConfiguration> planned = scene.engine.prepareAddNode(node(spare).build());
      assertThat(planned.script().steps()).hasSize(5);
      assertThat(planned.script().steps().get(0).text())
          .contains("\"votes\": 0", "\"priority\": 0.0");
      planned.run();
      assertThat(scene.set.requests("replSetReconfig")).hasSize(2);
      assertThat(configured(scene, spare).getNumber("votes").intValue()).isEqualTo(1);
      assertThat(configured(scene, spare).getNumber("priority").doubleValue()).isEqualTo(1);
    }
  }

  @Test
  void anArbiterThatWouldChangeWhatWritesWaitForIsRefusedUntilThatIsSet() {
    try (MongoSetScene scene = MongoSetScene.of(2)) {
      String spare = scene.set.spare();
      AddNodeOptions arbiter = node(spare).role(HaRole.ARBITER).build();
      assertThat(refusals(scene.engine.prepareAddNode(arbiter)))
          .contains("what a write waits for stays the same");
      assertThat(
              scene
                  .engine
                  .setSyncMode(
                      SyncModeOptions.builder()
                          .syncMode(SyncMode.SYNCHRONOUS)
                          .waitAtMost(SHORT)
                          .build())
                  .attributes()
                  .get("writeConcern"))
          .contains("global");
      scene.engine.addNode(arbiter);
      assertThat(configured(scene, spare).getBoolean("arbiterOnly").getValue()).isTrue();
    }
  }

  @Test
  void aServerThatIsInAnotherSetIsNotAdded() {
    MongoSetModel set = MongoSetModel.start("rs0", "7.0.14", 2);
    try (MongoSetModel other = MongoSetModel.start("rs9", "7.0.14", 1);
        MongoSetScene scene = new MongoSetScene(set, set.url(), "127.0.0.1")) {
      assertThat(refusals(scene.engine.prepareAddNode(node(other.host(0)).build())))
          .contains("the new member is in no other set: in the set rs9");
    }
  }

  @Test
  void aMemberIsRemovedUnlessItLeadsOrIsTheLastCopy() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      assertThat(
              refusals(
                  scene.engine.prepareRemoveNode(
                      RemoveNodeOptions.builder().node(scene.set.host(0)).build())))
          .contains("it is not the primary");
      scene.engine.removeNode(RemoveNodeOptions.builder().node(scene.set.host(2)).build());
      assertThat(scene.set.config().orElseThrow().getArray("members")).hasSize(2);
      RemoveNodeOptions.Builder last = RemoveNodeOptions.builder().node(scene.set.host(1));
      assertThat(refusals(scene.engine.prepareRemoveNode(last.build())))
          .contains("the data are on more than one member without it");
      scene.engine.removeNode(last.force(true).build());
      assertThat(scene.set.requests("replSetReconfig"))
          .hasSize(2)
          .noneMatch(sent -> sent.body().containsKey("force"));
    }
  }

  @Test
  void aMemberThatIsDownIsRemovedAndThePrimaryLearnsOfMajorities() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.down(2);
      scene.engine.removeNode(RemoveNodeOptions.builder().node(scene.set.host(2)).build());
      assertThat(scene.set.config().orElseThrow().getArray("members")).hasSize(2);
      scene.set.down(1);
      assertThat(
              refusals(
                  scene.engine.prepareRemoveNode(
                      RemoveNodeOptions.builder().node(scene.set.host(1)).force(true).build())))
          .contains("a majority of the voters is there: 1 of 2");
    }
  }

  @Test
  void aMemberIsChangedAndAllElseStays() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.configured(1, "{unheardOf: {of: 'it'}}");
      scene.engine.reconfigureMember(
          member(scene.set.host(1))
              .option(MongoMember.HIDDEN, true)
              .option(MongoMember.DELAY, Duration.ofMinutes(10))
              .build());
      BsonDocument now = configured(scene, scene.set.host(1));
      assertThat(now.getBoolean("hidden").getValue()).isTrue();
      assertThat(now.getNumber("secondaryDelaySecs").longValue()).isEqualTo(600);
      assertThat(now.getNumber("priority").doubleValue()).isZero();
      assertThat(now.getDocument("unheardOf")).isEqualTo(BsonDocument.parse("{of: 'it'}"));

      assertThat(
              refusals(
                  scene.engine.prepareReconfigureMember(
                      member(scene.set.host(0)).option(MongoMember.PRIORITY, 0.0).build())))
          .contains("the primary can be elected afterwards");
      assertThat(
              refusals(
                  scene.engine.prepareReconfigureMember(
                      member(scene.set.host(1)).option(MongoMember.PRIORITY, 2.0).build())))
          .contains("who is hidden, delayed or has no vote has the priority 0");
      assertThatThrownBy(
              () ->
                  scene.engine.prepareReconfigureMember(
                      member(scene.set.host(1))
                          .option(MongoMember.VOTES, 0)
                          .option(MongoMember.PRIORITY, 2.0)
                          .build()))
          .isInstanceOf(InvalidOptionsException.class);
      assertThatThrownBy(
              () -> scene.engine.prepareReconfigureMember(member(scene.set.host(1)).build()))
          .isInstanceOf(InvalidOptionsException.class);
    }
  }

  @Test
  void anEighthVoterIsRefusedAndAnEighthMemberWithoutAVoteIsNot() {
    try (MongoSetScene scene = MongoSetScene.of(7)) {
      String spare = scene.set.spare();
      assertThat(refusals(scene.engine.prepareAddNode(node(spare).build())))
          .contains("no more vote than can: 8");
      scene.engine.addNode(node(spare).option(MongoMember.VOTES, 0).build());
      assertThat(scene.set.config().orElseThrow().getArray("members")).hasSize(8);
    }
  }

  @Test
  void whatSomebodyElseChangedMeanwhileIsNotOverwritten() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      Operation<HaConfiguration> planned =
          scene.engine.prepareReconfigureMember(
              member(scene.set.host(1)).option(MongoMember.PRIORITY, 5.0).build());
      scene.set.configured(2, "{priority: 4.0}");
      assertThatThrownBy(planned::run)
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_STALE));
      assertThat(scene.set.requests("replSetReconfig")).isEmpty();
    }
  }

  @Test
  void aLostAnswerIsLookedForInTheConfiguration() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      Operation<HaConfiguration> planned =
          scene.engine.prepareReconfigureMember(
              member(scene.set.host(1)).option(MongoMember.PRIORITY, 5.0).build());
      scene
          .set
          .peer(0)
          .on("admin", "replSetReconfig")
          .by(
              request -> {
                scene.set.configured(1, "{priority: 5.0}");
                return WireAnswer.drop();
              });
      planned.run();
      assertThat(scene.set.requests("replSetReconfig")).hasSize(1);
    }
  }

  @Test
  void aConfigurationThatNoMajorityTakesIsSaidToBeSo() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.takesNoConfiguration(1).takesNoConfiguration(2);
      assertThatThrownBy(
              () ->
                  scene.engine.reconfigureMember(
                      member(scene.set.host(1))
                          .option(MongoMember.PRIORITY, 5.0)
                          .waitAtMost(Duration.ofMillis(300))
                          .build()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
                assertThat(e).hasMessageContaining("no majority of the voters has it");
              });
    }
  }

  @Test
  void theRightThatIsMissingIsNamed() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.answer(
          "connectionStatus",
          MongoReply.parse(
              "{authInfo: {authenticatedUsers: [{user: 'u', db: 'admin'}],"
                  + " authenticatedUserPrivileges: [{resource: {cluster: true}, actions:"
                  + " ['replSetGetStatus', 'replSetGetConfig']}]}}"));
      assertThat(
              refusals(
                  scene.engine.prepareRemoveNode(
                      RemoveNodeOptions.builder().node(scene.set.host(2)).build())))
          .contains("the user has the action replSetConfigure");
      assertThat(
              refusals(
                  scene.engine.prepareSetSyncMode(
                      SyncModeOptions.builder().syncMode(SyncMode.ASYNCHRONOUS).build())))
          .contains("the user has the action setDefaultRWConcern");
    }
  }

  @Test
  void beforeFourFourTheWriteConcernIsPartOfTheConfiguration() {
    try (MongoSetScene scene = MongoSetScene.of("4.2.24", 3)) {
      assertThat(
              scene
                  .engine
                  .setSyncMode(
                      SyncModeOptions.builder()
                          .syncMode(SyncMode.SYNCHRONOUS)
                          .waitAtMost(SHORT)
                          .build())
                  .syncMode())
          .isEqualTo(SyncMode.SYNCHRONOUS);
      assertThat(scene.set.requests("setDefaultRWConcern")).isEmpty();
      assertThat(
              scene
                  .set
                  .config()
                  .orElseThrow()
                  .getDocument("settings")
                  .getDocument("getLastErrorDefaults"))
          .isEqualTo(BsonDocument.parse("{w: 'majority', wtimeout: 0}"));
    }
  }

  @Test
  void semiSynchronousIsAMajorityThatNeedNotHaveItOnDisk() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      HaConfiguration now =
          scene.engine.setSyncMode(
              SyncModeOptions.builder()
                  .syncMode(SyncMode.SEMI_SYNCHRONOUS)
                  .waitAtMost(SHORT)
                  .build());
      assertThat(now.syncMode()).isEqualTo(SyncMode.SEMI_SYNCHRONOUS);
    }
  }

  @Test
  void aNameThatIsNoHostIsRefused() {
    try (MongoSetScene scene = MongoSetScene.of(1)) {
      for (String name : List.of("a b:1", "db:port", "'; drop", "x/y:1")) {
        assertThatThrownBy(() -> scene.engine.prepareAddNode(node(name).build()))
            .isInstanceOf(InvalidOptionsException.class);
      }
    }
  }
}
