package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlGroupScene.refusals;
import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.DatabaseException;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepStatus;
import io.gds.database.testkit.sqlserver.SqlServerGroup;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two groups of two servers each, and a distributed group over them. */
class MssqlDistributedTest {
  private static final String GROUP = "dag";
  private static final String DEMOTE = "ALTER AVAILABILITY GROUP [dag] SET (ROLE = SECONDARY)";
  private static final String FORCE =
      "ALTER AVAILABILITY GROUP [dag] FORCE_FAILOVER_ALLOW_DATA_LOSS";
  private static final String REQUIRE =
      "ALTER AVAILABILITY GROUP [dag] SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = ";

  private static MssqlGroupScene scene() {
    MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3", "SQL4");
    scene.cluster.group("ag1").primary("SQL1").synchronous("SQL2").databases("shop").create();
    scene.cluster.group("ag2").primary("SQL3").synchronous("SQL4").databases("shop").create();
    return scene;
  }

  private static SqlServerGroup distributed(MssqlGroupScene scene) {
    return scene
        .cluster
        .group(GROUP)
        .primary("ag1")
        .synchronous("ag2")
        .distributed()
        .databases("shop")
        .create();
  }

  /** An engine on the primary of the first group, which knows that of the second. */
  private static MssqlEngine first(MssqlGroupScene scene) {
    return scene.manager.open(
        scene.info("SQL1", "sa", "first").toBuilder()
            .peer("ag2", scene.info("SQL3", "sa", "first"))
            .build(),
        MssqlEngine.class);
  }

  private static Operation<SwitchoverInfo> planned(MssqlEngine engine) {
    return engine.prepareSwitchover(
        SwitchoverOptions.builder()
            .group(GROUP)
            .leader("ag1")
            .target("ag2")
            .waitAtMost(Duration.ofMillis(200))
            .build());
  }

  private static OperationResult<SwitchoverInfo> run(MssqlEngine engine) {
    return engine.operations().execute(planned(engine), OperationContext.none());
  }

  private static String remedy(OperationResult<?> result) {
    return result.error().flatMap(DatabaseException::remedy).orElse("");
  }

  @Test
  void itsStatusIsThatOfItsGroups() {
    try (MssqlGroupScene scene = scene()) {
      distributed(scene);
      HaStatus status = first(scene).haStatus(GROUP);
      assertThat(status.kind()).isEqualTo("distributed-availability-group");
      assertThat(status.problems()).isEmpty();
      assertThat(status.nodes()).extracting(HaNode::name).containsExactly("ag1", "ag2");
      assertThat(status.self()).map(HaNode::name).contains("ag1");
      assertThat(status.candidates()).extracting(HaNode::name).containsExactly("ag2");
    }
  }

  @Test
  void thePrimaryIsDemotedComparedAndTheOtherSideForced() {
    try (MssqlGroupScene scene = scene()) {
      SqlServerGroup group = distributed(scene);
      MssqlEngine engine = first(scene);
      Operation<SwitchoverInfo> planned = planned(engine);
      assertThat(refusals(planned)).isEmpty();
      List<String> texts = planned.script().steps().stream().map(Step::text).toList();
      assertThat(texts.get(0)).contains("synchronization_state_desc", "until each database is");
      assertThat(texts.subList(1, 3)).containsExactly(DEMOTE, REQUIRE + "1)");
      assertThat(texts.get(3)).contains("last_hardened_lsn", "until it tells the same");
      assertThat(texts.get(4)).isEqualTo(FORCE);
      assertThat(planned.script().steps().get(4).node()).isEqualTo("ag2");
      SwitchoverInfo done = planned.run();
      assertThat(done.newPrimary()).isEqualTo("ag2");
      assertThat(done.toRejoin()).isEmpty();
      assertThat(group.primary()).contains("ag2");
      assertThat(scene.changes("SQL1"))
          .containsExactly(
              DEMOTE, REQUIRE + "1)", "ALTER DATABASE [shop] SET HADR RESUME", REQUIRE + "0)");
      assertThat(scene.changes("SQL3")).containsExactly(FORCE);
      HaStatus after = engine.haStatus(GROUP);
      assertThat(after.problems()).isEmpty();
      assertThat(after.primary()).map(HaNode::name).contains("ag2");
    }
  }

  @Test
  void eachSideHasToSayThatCommitsWait() {
    try (MssqlGroupScene scene = scene()) {
      scene
          .cluster
          .group(GROUP)
          .primary("ag1")
          .asynchronous("ag2")
          .distributed()
          .databases("shop")
          .create();
      MssqlEngine engine = first(scene);
      assertThat(refusals(planned(engine)))
          .contains("commits wait for the replica|ag2", "commits wait, as the target says too|ag2");
      HaConfiguration after =
          engine.setSyncMode(
              SyncModeOptions.builder().group(GROUP).syncMode(SyncMode.SYNCHRONOUS).build());
      assertThat(after.syncMode()).isEqualTo(SyncMode.SYNCHRONOUS);
      String modify =
          "ALTER AVAILABILITY GROUP [dag] MODIFY AVAILABILITY GROUP ON N'ag1' WITH"
              + " (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT), N'ag2' WITH (AVAILABILITY_MODE ="
              + " SYNCHRONOUS_COMMIT)";
      assertThat(scene.changes("SQL1")).containsExactly(modify);
      assertThat(scene.changes("SQL3")).containsExactly(modify);
      assertThat(refusals(planned(engine))).isEmpty();
    }
  }

  @Test
  void anAnswerThatIsLostHalfWayIsAskedForAndTheRestDone() {
    for (String lost : List.of("SQL1", "SQL3")) {
      try (MssqlGroupScene scene = scene()) {
        SqlServerGroup group = distributed(scene);
        scene.peer(lost).script().on(lost.equals("SQL1") ? DEMOTE : FORCE).once(WireAnswer.lost());
        OperationResult<SwitchoverInfo> result = run(first(scene));
        assertThat(result.outcome()).as(lost).isEqualTo(Outcome.SUCCEEDED);
        assertThat(group.primary()).contains("ag2");
        assertThat(scene.changes("SQL3")).as("it is never sent again").containsExactly(FORCE);
      }
    }
  }

  @Test
  void whatDoesNotCompareIsTakenBack() {
    try (MssqlGroupScene scene = scene()) {
      SqlServerGroup group = distributed(scene);
      scene
          .peer("SQL3")
          .script()
          .beginningWith("SELECT ds.group_database_id, ds.last_hardened_lsn")
          .answer(WireAnswer.drop());
      OperationResult<SwitchoverInfo> result = run(first(scene));
      assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(group.primary()).contains("ag1");
      assertThat(scene.changes("SQL1"))
          .containsExactly(DEMOTE, REQUIRE + "1)", REQUIRE + "0)", FORCE);
      assertThat(scene.changes("SQL3")).isEmpty();
      assertThat(remedy(result)).contains("ag1 is primary again, by force", "rejoin each of them");
    }
  }

  @Test
  void whenTheOldPrimaryIsLostToItIsSaidWhichStepStandsAndHowToGoOn() {
    try (MssqlGroupScene scene = scene()) {
      SqlServerGroup group = distributed(scene);
      MssqlEngine engine = first(scene);
      Operation<SwitchoverInfo> planned = planned(engine);
      scene
          .peer("SQL1")
          .script()
          .on(REQUIRE + "1)")
          .by(
              request -> {
                scene.peer("SQL1").script().onAnything().answer(WireAnswer.drop());
                return WireAnswer.drop();
              });
      OperationResult<SwitchoverInfo> result =
          engine.operations().execute(planned, OperationContext.none());
      assertThat(result.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
      assertThat(result.steps())
          .filteredOn(step -> step.step().text().equals(DEMOTE))
          .singleElement()
          .satisfies(step -> assertThat(step.status()).isEqualTo(StepStatus.DONE));
      assertThat(result.steps())
          .filteredOn(step -> step.step().text().equals(FORCE))
          .singleElement()
          .satisfies(step -> assertThat(step.status()).isEqualTo(StepStatus.NOT_STARTED));
      assertThat(remedy(result))
          .contains("ag1 was told to give its role up and does not answer")
          .contains(FORCE + " there brings it back")
          .contains("until this is sent to who is primary: " + REQUIRE + "0)");
      assertThat(group.primary()).isEmpty();
    }
  }

  @Test
  void afterADemotionThatWasLeftAloneTheOldPrimaryIsTheWayBack() {
    try (MssqlGroupScene scene = scene()) {
      SqlServerGroup group = distributed(scene);
      scene.execute("SQL1", DEMOTE);
      MssqlEngine engine = first(scene);
      assertThat(engine.haStatus(GROUP).state()).isEqualTo(HaState.RESOLVING);
      assertThat(planned(engine).checks())
          .filteredOn(Check::refused)
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.rule()).isEqualTo("the primary is the one that was named");
                assertThat(check.remedy()).contains("failover() to ag1, which has everything");
              });
      SwitchoverInfo back =
          engine.failover(
              FailoverOptions.builder()
                  .group(GROUP)
                  .target("ag1")
                  .acceptDataLoss(true)
                  .waitAtMost(Duration.ofSeconds(1))
                  .build());
      assertThat(back.newPrimary()).isEqualTo("ag1");
      assertThat(back.toRejoin()).containsExactly("ag2");
      assertThat(group.primary()).contains("ag1");
    }
  }

  @Test
  void whatIsMadeOfServersIsNotDoneToGroups() {
    try (MssqlGroupScene scene = scene()) {
      distributed(scene);
      MssqlEngine engine = first(scene);
      MssqlAvailabilityGroups groups = engine.availabilityGroups();
      String rule = "the group is made of servers|dag";
      Operation<?> removal =
          engine.prepareRemoveNode(
              RemoveNodeOptions.builder().group(GROUP).node("ag2").force(true).build());
      assertThat(refusals(removal)).containsExactly(rule);
      assertThat(removal.script().steps()).isEmpty();
      assertThat(removal.checks())
          .filteredOn(Check::refused)
          .extracting(Check::remedy)
          .singleElement()
          .asString()
          .contains("DROP AVAILABILITY GROUP [dag] to the primary of each");
      assertThat(
              refusals(
                  engine.prepareAddNode(AddNodeOptions.builder().group(GROUP).node("S").build())))
          .contains(rule);
      assertThat(refusals(groups.prepareAddDatabase(GROUP, "crm"))).contains(rule);
      assertThat(refusals(groups.prepareRemoveDatabase(GROUP, "shop"))).containsExactly(rule);
      assertThat(refusals(groups.prepareSetFailoverMode(GROUP, "ag2", MssqlFailoverMode.MANUAL)))
          .containsExactly(rule);
    }
  }
}
