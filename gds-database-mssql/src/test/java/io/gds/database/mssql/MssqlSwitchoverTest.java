package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlGroupScene.refusals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.testkit.sqlserver.SqlServerGroup;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MssqlSwitchoverTest {
  private static SqlServerGroup group(MssqlGroupScene scene) {
    return scene
        .cluster
        .group("ag1")
        .primary("SQL1")
        .synchronous("SQL2")
        .asynchronous("SQL3")
        .databases("crm", "shop")
        .create();
  }

  private static SwitchoverOptions.Builder from(String leader) {
    return SwitchoverOptions.builder().leader(leader).waitAtMost(Duration.ofSeconds(1));
  }

  @Test
  void inAWindowsClusterTheTargetIsToldAndWaitedFor() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene);
      scene.model("SQL1").add("shop", List.of("a"));
      group.slow(2);
      Operation<SwitchoverInfo> planned =
          scene.open("SQL1").prepareSwitchover(from("SQL1").build());
      assertThat(refusals(planned)).isEmpty();
      assertThat(planned.script().steps()).extracting(Step::node).containsOnly("SQL2");
      assertThat(planned.script().steps().get(0).text())
          .isEqualTo("ALTER AVAILABILITY GROUP [ag1] FAILOVER");
      SwitchoverInfo done = planned.run();
      assertThat(done.newPrimary()).isEqualTo("SQL2");
      assertThat(done.toRejoin()).isEmpty();
      assertThat(done.estimatedDataLoss()).contains(Duration.ZERO);
      assertThat(scene.changes("SQL2")).containsExactly("ALTER AVAILABILITY GROUP [ag1] FAILOVER");
      assertThat(scene.changes("SQL1")).isEmpty();
      assertThat(scene.model("SQL2").rows("shop")).containsExactly("a");
      assertThat(group.primary()).contains("SQL2");
    }
  }

  @Test
  void whoAsksASecondaryMaySwitchOverToIt() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      SwitchoverInfo done = scene.open("SQL2").switchover(from("SQL1").target("SQL2").build());
      assertThat(done.newPrimary()).isEqualTo("SQL2");
    }
  }

  @Test
  void everyDemandIsACheckWithItsSubject() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene);
      MssqlEngine engine = scene.open("SQL1");
      assertThat(refusals(engine.prepareSwitchover(from("SQL1").target("SQL3").build())))
          .containsExactly(
              "commits wait for the replica|SQL3",
              "the database is ready on the target|crm",
              "the database is ready on the target|shop");
      assertThat(refusals(engine.prepareSwitchover(from("SQL2").target("SQL1").build())))
          .containsExactly("the primary is the one that was named|SQL2");
      assertThat(refusals(engine.prepareSwitchover(from("SQL1").target("SQL9").build())))
          .containsExactly("the target is a replica of the group|SQL9");
      group.suspend("SQL2", "shop", "SUSPEND_FROM_USER");
      Operation<SwitchoverInfo> suspended =
          engine.prepareSwitchover(from("SQL1").target("SQL2").build());
      assertThat(refusals(suspended)).containsExactly("the database is ready on the target|shop");
      assertThat(suspended.checks())
          .filteredOn(Check::refused)
          .extracting(Check::measured)
          .singleElement()
          .asString()
          .contains("it is suspended: SUSPEND_FROM_USER");
      assertThat(refusals(engine.prepareSwitchover(from("SQL1").build())))
          .containsExactly("a replica could take over|ag1");
      group.disconnect("SQL2");
      assertThat(refusals(engine.prepareSwitchover(from("SQL1").target("SQL2").build())))
          .contains("the target is connected to the primary|SQL2");
      assertThat(scene.changes("SQL1")).isEmpty();
      assertThat(scene.changes("SQL2")).isEmpty();
    }
  }

  @Test
  void aMissingPeerIsNamedByItsKey() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      Operation<SwitchoverInfo> planned =
          scene.open("SQL1", List.of()).prepareSwitchover(from("SQL1").target("SQL2").build());
      assertThat(planned.checks())
          .filteredOn(Check::refused)
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.code()).isEqualTo(ErrorCode.INVALID_CONNECTION);
                assertThat(check.remedy()).contains("a peer called \"SQL2\"");
              });
    }
  }

  @Test
  void anotherClusterManagerIsLeftToItsTools() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2")) {
      scene
          .cluster
          .group("ag1")
          .primary("SQL1")
          .synchronous("SQL2")
          .databases("shop")
          .external()
          .create();
      MssqlEngine engine = scene.open("SQL1");
      for (Operation<?> each :
          List.of(
              engine.prepareSwitchover(from("SQL1").build()),
              engine.prepareFailover(
                  FailoverOptions.builder().acceptDataLoss(true).target("SQL2").build()))) {
        assertThat(each.checks())
            .filteredOn(Check::refused)
            .anySatisfy(
                check -> {
                  assertThat(check.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
                  assertThat(check.remedy()).contains("pcs resource move", "crm resource migrate");
                });
      }
    }
  }

  @Test
  void withoutAClusterThePrimaryIsDemotedComparedAndTheOthersResumed() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene);
      scene.model("SQL1").add("shop", List.of("a"));
      MssqlEngine engine = scene.open("SQL1");
      SwitchoverInfo done = engine.switchover(from("SQL1").build());
      assertThat(scene.changes("SQL1"))
          .containsExactly(
              "ALTER AVAILABILITY GROUP [ag1] SET"
                  + " (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = 1)",
              "ALTER AVAILABILITY GROUP [ag1] SET (ROLE = SECONDARY)",
              "ALTER DATABASE [crm] SET HADR RESUME",
              "ALTER DATABASE [shop] SET HADR RESUME");
      assertThat(scene.changes("SQL2"))
          .containsExactly(
              "ALTER AVAILABILITY GROUP [ag1] FORCE_FAILOVER_ALLOW_DATA_LOSS",
              "ALTER AVAILABILITY GROUP [ag1] SET"
                  + " (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = 0)");
      assertThat(scene.changes("SQL3")).hasSize(2);
      assertThat(done.toRejoin()).isEmpty();
      assertThat(done.forced()).isFalse();
      assertThat(scene.model("SQL2").rows("shop")).containsExactly("a");
      assertThat(scene.model("SQL1").rows("shop")).containsExactly("a");
      assertThat(group.primary()).contains("SQL2");
      HaStatus after = engine.haStatus();
      assertThat(after.problems()).isEmpty();
      assertThat(engine.switchover(from("SQL2").target("SQL1").build()).newPrimary())
          .isEqualTo("SQL1");
    }
  }

  @Test
  void noCommitIsAcknowledgedByAnotherThanTheTarget() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      scene
          .cluster
          .group("ag1")
          .primary("SQL1")
          .synchronous("SQL2", "SQL3")
          .databases("shop")
          .create();
      scene.open("SQL1").switchover(from("SQL1").target("SQL2").build());
      String required = "ALTER AVAILABILITY GROUP [ag1] SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO";
      assertThat(scene.changes("SQL1").get(0)).isEqualTo(required + "_COMMIT = 2)");
      assertThat(scene.changes("SQL2").get(1)).isEqualTo(required + "_COMMIT = 0)");
    }
  }

  @Test
  void withoutAClusterTheTargetHasToKnowTheSameConfiguration() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2")) {
      SqlServerGroup group =
          scene
              .cluster
              .group("ag1")
              .primary("SQL1")
              .synchronous("SQL2")
              .databases("shop")
              .create()
              .outdated("SQL2", true);
      MssqlEngine engine = scene.open("SQL1");
      assertThat(refusals(engine.prepareSwitchover(from("SQL1").target("SQL2").build())))
          .containsExactly("the target knows the configuration of the primary|SQL2");
      group.outdated("SQL2", false);
      Operation<SwitchoverInfo> planned =
          engine.prepareSwitchover(
              from("SQL1").target("SQL2").waitAtMost(Duration.ofMillis(60)).build());
      scene
          .peer("SQL1")
          .script()
          .on(
              "ALTER AVAILABILITY GROUP [ag1] SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = 1)")
          .by(
              request -> {
                group.outdated("SQL2", true);
                return WireAnswer.passed();
              });
      assertThatThrownBy(planned::run)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("and SQL1 stays primary");
      assertThat(scene.changes("SQL1"))
          .as("nobody was demoted, and commits wait as before")
          .containsExactly(
              "ALTER AVAILABILITY GROUP [ag1] SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT ="
                  + " 1)",
              "ALTER AVAILABILITY GROUP [ag1] SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT ="
                  + " 0)");
      assertThat(scene.changes("SQL2")).isEmpty();
    }
  }

  @Test
  void aDemotedPrimaryIsTheWayBackUntilTheTargetIsTold() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2")) {
      SqlServerGroup group =
          scene.cluster.group("ag1").primary("SQL1").synchronous("SQL2").databases("shop").create();
      Operation<SwitchoverInfo> planned =
          scene
              .open("SQL1")
              .prepareSwitchover(from("SQL1").waitAtMost(Duration.ofMillis(80)).build());
      scene
          .peer("SQL1")
          .script()
          .on("ALTER AVAILABILITY GROUP [ag1] SET (ROLE = SECONDARY)")
          .by(
              request -> {
                group.behind("SQL2", "shop", Duration.ofSeconds(1), 1, 0, 0);
                return WireAnswer.passed();
              });
      assertThatThrownBy(planned::run)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("it has not all of the log of SQL1");
      assertThat(scene.changes("SQL1"))
          .endsWith(
              "ALTER AVAILABILITY GROUP [ag1] FORCE_FAILOVER_ALLOW_DATA_LOSS",
              "ALTER AVAILABILITY GROUP [ag1] SET"
                  + " (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = 0)");
      assertThat(scene.changes("SQL2")).isEmpty();
      assertThat(group.primary()).contains("SQL1");
    }
  }

  @Test
  void theOldPrimaryIsNotForcedBackOnceAnotherLeads() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2")) {
      SqlServerGroup group =
          scene.cluster.group("ag1").primary("SQL1").synchronous("SQL2").databases("shop").create();
      Operation<SwitchoverInfo> planned =
          scene.open("SQL1").prepareSwitchover(from("SQL1").build());
      String force = "ALTER AVAILABILITY GROUP [ag1] FORCE_FAILOVER_ALLOW_DATA_LOSS";
      scene
          .peer("SQL1")
          .script()
          .beginningWith("SELECT ds.group_database_id")
          .by(
              request -> {
                scene.execute("SQL2", force);
                return WireAnswer.error("8134", "it cannot be compared");
              });
      assertThatThrownBy(planned::run).isInstanceOf(DatabaseException.class);
      assertThat(scene.changes("SQL1")).doesNotContain(force);
      assertThat(group.primary()).contains("SQL2");
    }
  }

  @Test
  void aDemotedPrimaryThatDoesNotTellItsLogIsTheSameAsNobody() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2")) {
      SqlServerGroup group =
          scene.cluster.group("ag1").primary("SQL1").synchronous("SQL2").databases("shop").create();
      Operation<SwitchoverInfo> planned =
          scene
              .open("SQL1")
              .prepareSwitchover(from("SQL1").waitAtMost(Duration.ofMillis(80)).build());
      scene
          .peer("SQL1")
          .script()
          .beginningWith("SELECT ds.group_database_id")
          .by(
              request ->
                  WireAnswer.rows(
                          "group_database_id nvarchar(36)", "last_hardened_lsn decimal(25,0)")
                      .row("0", null));
      assertThatThrownBy(planned::run)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("it has not all of the log of SQL1")
          .satisfies(
              e ->
                  assertThat(((DatabaseException) e).remedy().orElse(""))
                      .contains("suspends the databases on all others"));
      assertThat(scene.changes("SQL2")).isEmpty();
      assertThat(group.primary()).contains("SQL1");
    }
  }

  @Test
  void aLostAnswerIsSettledByTheRole() {
    for (boolean arrives : new boolean[] {true, false}) {
      try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
        SqlServerGroup group = group(scene);
        scene
            .peer("SQL2")
            .script()
            .on("ALTER AVAILABILITY GROUP [ag1] FAILOVER")
            .once(arrives ? WireAnswer.lost() : WireAnswer.drop());
        MssqlEngine engine = scene.open("SQL1");
        OperationResult<SwitchoverInfo> result =
            engine
                .operations()
                .execute(
                    engine.prepareSwitchover(from("SQL1").target("SQL2").build()),
                    OperationContext.none());
        assertThat(result.outcome()).isEqualTo(arrives ? Outcome.SUCCEEDED : Outcome.FAILED);
        assertThat(group.primary()).contains(arrives ? "SQL2" : "SQL1");
        assertThat(scene.changes("SQL2")).hasSize(1);
      }
    }
  }

  @Test
  void whatTheServerDoesNotKnowItselfIsAskedAndNeverSentAgain() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      scene
          .peer("SQL2")
          .script()
          .on("ALTER AVAILABILITY GROUP [ag1] FAILOVER")
          .once(WireAnswer.error("41104", "the resource did not come online"));
      MssqlEngine engine = scene.open("SQL1");
      OperationResult<SwitchoverInfo> result =
          engine
              .operations()
              .execute(
                  engine.prepareSwitchover(from("SQL1").target("SQL2").build()),
                  OperationContext.none());
      assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(result.message()).contains("the resource did not come online");
      assertThat(scene.changes("SQL2")).hasSize(1);
    }
  }

  @Test
  void acceptedIsNotDone() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene).slow(100_000);
      MssqlEngine engine = scene.open("SQL1");
      OperationResult<SwitchoverInfo> result =
          engine
              .operations()
              .execute(
                  engine.prepareSwitchover(
                      from("SQL1").target("SQL2").waitAtMost(Duration.ofMillis(50)).build()),
                  OperationContext.none());
      assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(result.error().flatMap(DatabaseException::remedy).orElse("")).contains("SQL2");
    }
  }

  @Test
  void aForcedFailoverSaysWhatMayBeLostAndWhatIsLeftToDo() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene);
      MssqlEngine engine = scene.open("SQL3", List.of("SQL2"));
      FailoverOptions.Builder options =
          FailoverOptions.builder().acceptDataLoss(true).waitAtMost(Duration.ofSeconds(1));
      assertThat(refusals(engine.prepareFailover(options.build())))
          .containsExactly("the primary is gone|ag1");
      group.behind("SQL3", "shop", Duration.ofSeconds(30), 100, 0, 0).losePrimary();
      Operation<SwitchoverInfo> third =
          engine.prepareFailover(
              FailoverOptions.builder().acceptDataLoss(true).target("SQL3").build());
      assertThat(refusals(third)).isEmpty();
      assertThat(third.checks())
          .anySatisfy(check -> assertThat(check.measured()).contains("SQL2 has more of shop"));
      assertThat(
              refusals(
                  engine.prepareFailover(
                      options.target("SQL3").maxDataLoss(Duration.ofMinutes(1)).build())))
          .as("a loss that is not known is more than any")
          .containsExactly("no more than accepted would be lost|SQL3");
      SwitchoverInfo done =
          engine.failover(
              FailoverOptions.builder()
                  .acceptDataLoss(true)
                  .waitAtMost(Duration.ofSeconds(1))
                  .build());
      assertThat(done.newPrimary()).as("the one that was synchronized").isEqualTo("SQL2");
      assertThat(done.forced()).isTrue();
      assertThat(done.estimatedDataLoss()).contains(Duration.ZERO);
      assertThat(done.toRejoin()).containsExactlyInAnyOrder("SQL1", "SQL3");
      assertThat(done.followUps()).anyMatch(it -> it.contains("save what only it"));
    }
  }

  @Test
  void whatIsUndoneCannotBeForced() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene).undoing("SQL2", "shop", "REVERTING").losePrimary();
      assertThat(
              refusals(
                  scene
                      .open("SQL2")
                      .prepareFailover(
                          FailoverOptions.builder().acceptDataLoss(true).target("SQL2").build())))
          .containsExactly("the database can be started there|shop");
      scene.cluster.quorum(false);
      assertThat(
              refusals(
                  scene
                      .open("SQL3")
                      .prepareFailover(
                          FailoverOptions.builder().acceptDataLoss(true).target("SQL3").build())))
          .containsExactly("the Windows cluster has a quorum|SQL3");
    }
  }

  @Test
  void aRejoinResumesAndThrowsAwayOnlyWhatWasAccepted() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene);
      group.behind("SQL3", "shop", Duration.ofSeconds(30), 100, 0, 0);
      scene.model("SQL1").add("shop", List.of("a"));
      group.losePrimary();
      MssqlEngine engine = scene.open("SQL2");
      engine.failover(
          FailoverOptions.builder()
              .acceptDataLoss(true)
              .target("SQL3")
              .waitAtMost(Duration.ofSeconds(1))
              .build());
      RejoinOptions.Builder options =
          RejoinOptions.builder().node("SQL2").waitAtMost(Duration.ofSeconds(1));
      assertThat(refusals(engine.prepareRejoin(options.build())))
          .containsExactly("nothing is thrown away that was not accepted|shop");
      RejoinInfo done = engine.rejoin(options.discardChanges(true).build());
      assertThat(done.state()).isNotNull();
      assertThat(scene.changes("SQL2"))
          .containsExactly(
              "ALTER DATABASE [crm] SET HADR RESUME", "ALTER DATABASE [shop] SET HADR RESUME");
      assertThat(scene.model("SQL2").rows("shop")).isEmpty();
      assertThat(refusals(engine.prepareRejoin(RejoinOptions.builder().node("SQL3").build())))
          .contains("it is not the primary|SQL3");
    }
  }

  @Test
  void whoMayNotChangeGroupsIsToldTheRight() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2")) {
      scene.cluster.group("ag1").primary("SQL1").synchronous("SQL2").databases("shop").create();
      for (String name : List.of("SQL1", "SQL2")) {
        scene.model(name).grant("clerk", "VIEW SERVER STATE");
        scene.model(name).grant("clerk", "VIEW ANY DEFINITION");
      }
      MssqlEngine clerk = scene.open("SQL1", "clerk", "second", List.of("SQL2"));
      assertThat(clerk.capabilities().status(SupportsSwitchover.class).availability())
          .isEqualTo(Availability.PERMISSION);
      Operation<SwitchoverInfo> planned = clerk.prepareSwitchover(from("SQL1").build());
      assertThat(planned.checks())
          .filteredOn(Check::refused)
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
                assertThat(check.remedy()).contains("ALTER ANY AVAILABILITY GROUP");
              });
    }
  }

  @Test
  void aServerWhereItIsNotEnabledSaysHowToEnableIt() {
    try (MssqlScene scene = new MssqlScene()) {
      assertThat(scene.engine.capabilities().status(SupportsSwitchover.class))
          .satisfies(
              status -> {
                assertThat(status.availability()).isEqualTo(Availability.CONFIGURATION);
                assertThat(status.remedy()).contains("hadr.hadrenabled 1");
              });
      assertThat(refusals(scene.engine.prepareSwitchover(from("SQL1").build())))
          .hasSize(1)
          .first()
          .asString()
          .startsWith("the server takes part in an availability group");
    }
  }
}
