package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnowflakeTopologyTest {
  private final SnowflakeHaScene scene = new SnowflakeHaScene("PROD", "DR", "DR2");

  @AfterEach
  void close() {
    scene.close();
  }

  private SnowflakeTopology room(String... others) {
    return new SnowflakeTopology(scene.at("PROD", others));
  }

  private static CreateHaOptions.Builder created() {
    return CreateHaOptions.builder()
        .name("FG")
        .database("SHOP")
        .node(AddNodeOptions.builder().node("ACME.DR").build());
  }

  private static List<String> refusals(Operation<?> operation) {
    return operation.checks().stream()
        .filter(check -> check.verdict() == Verdict.REFUSED)
        .map(Check::rule)
        .toList();
  }

  @Test
  void makesAGroupInTheSourceAndTakesItInTheTarget() {
    scene.model("PROD").data().database("SHOP");

    HaConfiguration made = room("DR").createHa(created().build());

    assertThat(made.nodes()).extracting(HaNode::name).containsExactly("ACME.PROD", "ACME.DR");
    assertThat(made.attributes()).containsEntry("schedule", "10 MINUTE");
    assertThat(scene.changes("PROD"))
        .containsExactly(
            "CREATE FAILOVER GROUP \"FG\" OBJECT_TYPES = DATABASES ALLOWED_DATABASES = \"SHOP\""
                + " ALLOWED_ACCOUNTS = \"ACME\".\"PROD\", \"ACME\".\"DR\""
                + " REPLICATION_SCHEDULE = '10 MINUTE'");
    assertThat(scene.changes("DR"))
        .containsExactly("CREATE FAILOVER GROUP \"FG\" AS REPLICA OF \"ACME\".\"PROD\".\"FG\"");
  }

  @Test
  void saysAllThatIsMissingBeforeAGroupIsMade() {
    scene.model("PROD").data().database("SHOP");

    assertThat(refusals(room().prepareCreateHa(created().build())))
        .containsExactly("the account answers");
    assertThat(
            refusals(
                room()
                    .prepareCreateHa(
                        CreateHaOptions.builder()
                            .name("FG")
                            .node(AddNodeOptions.builder().node("ACME.PROD").build())
                            .build())))
        .containsExactly("databases are named", "another account is named");
    assertThat(
            refusals(
                room("DR")
                    .prepareCreateHa(
                        CreateHaOptions.builder()
                            .name("FG")
                            .database("SHOP")
                            .node(AddNodeOptions.builder().node("DR").build())
                            .build())))
        .containsExactly("the account is named with its organization");
    assertThat(scene.changes("PROD")).isEmpty();
  }

  @Test
  void findsAGroupThatWasMadeThoughTheAnswerWasLost() {
    scene.model("PROD").data().database("SHOP");
    scene.peer("DR").script().beginningWith("CREATE FAILOVER GROUP").once(WireAnswer.lost());

    OperationResult<HaConfiguration> result =
        scene.run(room("DR").prepareCreateHa(created().build()));

    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.changes("DR")).hasSize(1);
  }

  @Test
  void addsAndRemovesAccounts() {
    scene.group();
    room("DR", "DR2").removeNode(RemoveNodeOptions.builder().node("ACME.DR2").build());

    assertThat(scene.changes("DR2")).containsExactly("DROP FAILOVER GROUP \"FG\"");
    assertThat(scene.changes("PROD"))
        .containsExactly(
            "ALTER FAILOVER GROUP \"FG\" REMOVE \"ACME\".\"DR2\" FROM ALLOWED_ACCOUNTS");

    HaConfiguration again =
        room("DR", "DR2").addNode(AddNodeOptions.builder().node("ACME.DR2").build());
    assertThat(again.nodes()).extracting(HaNode::name).contains("ACME.DR2");
    assertThat(
            refusals(room("DR").prepareAddNode(AddNodeOptions.builder().node("ACME.DR").build())))
        .containsExactly("the account does not have the group yet");
  }

  @Test
  void removesNeitherThePrimaryNorWhoIsUnknownNorWhoDoesNotAnswerUnlessForced() {
    scene.group();

    assertThat(
            refusals(
                room("DR")
                    .prepareRemoveNode(RemoveNodeOptions.builder().node("ACME.PROD").build())))
        .contains("it is not the primary");
    assertThat(
            refusals(
                room("DR").prepareRemoveNode(RemoveNodeOptions.builder().node("ACME.X").build())))
        .containsExactly("the account has the group");
    RemoveNodeOptions.Builder silent = RemoveNodeOptions.builder().node("ACME.DR2");
    assertThat(refusals(room("DR").prepareRemoveNode(silent.build())))
        .containsExactly("it answers, so that it gives the group up");
    Operation<HaConfiguration> forced = room("DR").prepareRemoveNode(silent.force(true).build());
    assertThat(forced.refused()).isFalse();
    assertThat(forced.script().toString()).doesNotContain("DROP");
  }

  @Test
  void refusesAnAccountWithoutItsOrganization() {
    scene.group();
    SnowflakeContext context =
        new SnowflakeContext(
            scene.runner,
            new SnowflakeConnections(
                scene.runner,
                scene.info("PROD").toBuilder()
                    .peer("DR2", SnowflakeHaScene.info(scene.peer("DR2")))
                    .build()));
    SnowflakeTopology room =
        new SnowflakeTopology(new SnowflakeAvailability(context, new SnowflakePeers(context)));

    assertThat(refusals(room.prepareAddNode(AddNodeOptions.builder().node("DR2").build())))
        .containsExactly("the account is named with its organization");
  }

  @Test
  void refusesWhatAnAccountCannotBe() {
    scene.group();
    Operation<HaConfiguration> planned =
        room("DR")
            .prepareAddNode(
                AddNodeOptions.builder()
                    .node("ACME.NEW")
                    .syncMode(SyncMode.SYNCHRONOUS)
                    .automaticFailover(true)
                    .endpoint("TCP://x")
                    .build());

    assertThat(refusals(planned))
        .containsExactly(
            "accounts follow asynchronously", "somebody promotes", "the account answers");
    assertThat(
            refusals(
                room("DR")
                    .prepareSetSyncMode(
                        SyncModeOptions.builder().syncMode(SyncMode.SYNCHRONOUS).build())))
        .containsExactly("accounts follow asynchronously");
  }
}
