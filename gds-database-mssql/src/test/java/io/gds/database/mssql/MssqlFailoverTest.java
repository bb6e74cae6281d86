package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlGroupScene.refusals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.testkit.sqlserver.SqlServerGroup;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a forced failover demands, what it may lose, and what becomes of a lost answer. */
class MssqlFailoverTest {
  private static final String FORCE =
      "ALTER AVAILABILITY GROUP [ag1] FORCE_FAILOVER_ALLOW_DATA_LOSS";

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

  private static FailoverOptions.Builder to(String target) {
    return FailoverOptions.builder()
        .acceptDataLoss(true)
        .target(target)
        .waitAtMost(Duration.ofMillis(500));
  }

  private static String measured(Operation<?> operation, String rule) {
    return operation.checks().stream()
        .filter(check -> check.rule().equals(rule))
        .map(Check::measured)
        .findFirst()
        .orElse("not measured");
  }

  @Test
  void aPrimaryThatLivesIsFoundInEveryWay() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene);
      String gone = "the primary is gone";
      assertThat(measured(scene.open("SQL3").prepareFailover(to("SQL2").build()), gone))
          .isEqualTo("SQL1 answers, and is primary");
      assertThat(measured(scene.open("SQL1").prepareFailover(to("SQL2").build()), gone))
          .isEqualTo("SQL1 answers, and is primary");
      MssqlEngine alone = scene.open("SQL3", List.of("SQL2"));
      assertThat(measured(alone.prepareFailover(to("SQL2").build()), gone))
          .isEqualTo("SQL2 is connected to a primary");
      group.disconnect("SQL2");
      Operation<SwitchoverInfo> told = alone.prepareFailover(to("SQL2").build());
      assertThat(measured(told, gone)).isEqualTo("the cluster says that SQL1 is primary");
      assertThat(refusals(told)).containsExactly("the primary is gone|ag1");
      group.losePrimary();
      Operation<SwitchoverInfo> lost = alone.prepareFailover(to("SQL2").build());
      assertThat(refusals(lost)).isEmpty();
      assertThat(measured(lost, "every other replica was asked"))
          .as("nobody knows of it what it does")
          .isEqualTo("these do not answer: SQL1");
    }
  }

  @Test
  void withoutAClusterNobodyNotesWhatWouldBeLost() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      group(scene).losePrimary();
      MssqlEngine engine = scene.open("SQL2", List.of("SQL3"));
      Operation<SwitchoverInfo> limited =
          engine.prepareFailover(to("SQL2").maxDataLoss(Duration.ofHours(1)).build());
      assertThat(refusals(limited)).containsExactly("no more than accepted would be lost|SQL2");
      assertThat(measured(limited, "no more than accepted would be lost"))
          .isEqualTo("not known: no cluster notes it");
      SwitchoverInfo done = engine.failover(to("SQL2").build());
      assertThat(done.estimatedDataLoss()).isEmpty();
      assertThat(done.toRejoin()).containsExactlyInAnyOrder("SQL1", "SQL3");
      assertThat(done.followUps()).anyMatch(it -> it.contains("when it comes back it leads again"));
    }
  }

  @Test
  void aForcedQuorumTellsNothingOfWhatWouldBeLost() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene).losePrimary();
      scene.cluster.forceQuorum();
      Operation<SwitchoverInfo> limited =
          scene
              .open("SQL2", List.of())
              .prepareFailover(to("SQL2").maxDataLoss(Duration.ofHours(1)).build());
      assertThat(refusals(limited)).containsExactly("no more than accepted would be lost|SQL2");
      assertThat(measured(limited, "no more than accepted would be lost"))
          .contains("the quorum was not kept");
    }
  }

  @Test
  void theLossIsMeasuredAgainJustBeforeTheTargetIsTold() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene).losePrimary();
      MssqlEngine engine = scene.open("SQL2", List.of("SQL3"));
      Operation<SwitchoverInfo> limited =
          engine.prepareFailover(to("SQL2").maxDataLoss(Duration.ZERO).build());
      Operation<SwitchoverInfo> open = engine.prepareFailover(to("SQL2").build());
      assertThat(refusals(limited)).isEmpty();
      scene.cluster.forceQuorum();
      assertThatThrownBy(limited::run)
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_STALE));
      assertThat(scene.changes("SQL2")).isEmpty();
      assertThat(open.run().estimatedDataLoss()).isEmpty();
    }
  }

  @Test
  void aPrimaryWithoutItsDatabasesProvesNothing() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene).losePrimary();
      scene
          .peer("SQL2")
          .script()
          .beginningWith("SELECT rs.role_desc, rs.operational_state_desc")
          .answer(
              WireAnswer.rows(
                      "role_desc nvarchar(60)",
                      "operational_state_desc nvarchar(60)",
                      "present int",
                      "waiting int")
                  .row("PRIMARY", "ONLINE", 0, 0));
      MssqlEngine engine = scene.open("SQL2", List.of("SQL3"));
      OperationResult<SwitchoverInfo> result =
          engine
              .operations()
              .execute(
                  engine.prepareFailover(to("SQL2").waitAtMost(Duration.ofMillis(60)).build()),
                  OperationContext.none());
      assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(result.error().flatMap(DatabaseException::remedy).orElse(""))
          .contains("the error log of SQL2");
    }
  }

  @Test
  void aLostAnswerIsSettledByTheRole() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene).losePrimary();
      scene.peer("SQL2").script().on(FORCE).once(WireAnswer.lost());
      MssqlEngine engine = scene.open("SQL3", List.of("SQL2"));
      OperationResult<SwitchoverInfo> result =
          engine
              .operations()
              .execute(engine.prepareFailover(to("SQL2").build()), OperationContext.none());
      assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(group.primary()).contains("SQL2");
      assertThat(scene.changes("SQL2")).containsExactly(FORCE);
    }
  }

  @Test
  void whatNobodyCouldTellIsReconciledFromTheRoleLater() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene).losePrimary();
      MssqlEngine engine = scene.open("SQL3", List.of("SQL2"));
      Operation<SwitchoverInfo> planned = engine.prepareFailover(to("SQL2").build());
      AtomicBoolean told = new AtomicBoolean();
      AtomicBoolean away = new AtomicBoolean();
      scene
          .peer("SQL2")
          .script()
          .onAnything()
          .by(
              request -> {
                if (away.get()) {
                  return WireAnswer.drop();
                }
                boolean force =
                    request.normalized().equals(FORCE) && told.compareAndSet(false, true);
                away.set(force);
                return force ? WireAnswer.drop() : WireAnswer.passed();
              });
      OperationResult<SwitchoverInfo> result =
          engine.operations().execute(planned, OperationContext.none());
      assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(group.primary()).isEmpty();
      away.set(false);
      scene.execute("SQL2", FORCE);
      OperationResult<SwitchoverInfo> later = engine.operations().reconcile(planned);
      assertThat(later.message()).contains("took effect, the steps after it were not taken");
      assertThat(later.error().flatMap(DatabaseException::remedy).orElse(""))
          .contains("SQL2 is primary of ag1 now");
    }
  }

  @Test
  void aMemberThatDoesNotAnswerOrHasNoConnectionIsNamed() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      MssqlEngine engine = scene.open("SQL1");
      AtomicBoolean away = new AtomicBoolean(true);
      scene
          .peer("SQL2")
          .script()
          .onAnything()
          .by(request -> away.get() ? WireAnswer.drop() : WireAnswer.passed());
      Operation<SwitchoverInfo> silent =
          engine.prepareSwitchover(
              SwitchoverOptions.builder().leader("SQL1").target("SQL2").build());
      assertThat(refusals(silent)).containsExactly("the target answers|SQL2");
      away.set(false);
      MssqlEngine alone = scene.open("SQL3", List.of());
      for (Operation<?> each :
          List.of(
              alone.prepareFailover(to("SQL2").build()),
              scene
                  .open("SQL1", List.of())
                  .prepareRejoin(RejoinOptions.builder().node("SQL2").build()))) {
        assertThat(each.checks())
            .filteredOn(Check::refused)
            .anySatisfy(
                check -> {
                  assertThat(check.code()).isEqualTo(ErrorCode.INVALID_CONNECTION);
                  assertThat(check.remedy()).contains("as a peer called \"SQL2\"");
                });
      }
    }
  }

  @Test
  void anUndoThatGoesOnIsNotCalledFollowing() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene).undoing("SQL2", "shop", "REVERTING");
      MssqlEngine engine = scene.open("SQL1");
      RejoinOptions options =
          RejoinOptions.builder().node("SQL2").waitAtMost(Duration.ofMillis(60)).build();
      assertThatThrownBy(() -> engine.rejoin(options))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e).hasMessageContaining("still undoes what only it had");
                assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
              });
      assertThat(group.primary()).contains("SQL1");
    }
  }

  @Test
  void aPlanThatCouldNotSeeTheGroupSaysSoInsteadOfDoingNothing() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      MssqlEngine engine = scene.open("SQL1");
      for (Blind each :
          List.<Blind>of(
              () -> engine.prepareRejoin(RejoinOptions.builder().node("SQL2").build()),
              () ->
                  engine
                      .availabilityGroups()
                      .prepareSetFailoverMode("ag1", "SQL2", MssqlFailoverMode.AUTOMATIC),
              () -> engine.availabilityGroups().prepareSuspend("ag1", "SQL2", "shop"))) {
        scene
            .peer("SQL1")
            .script()
            .beginningWith("SELECT CAST(SERVERPROPERTY('ServerName')")
            .once(WireAnswer.error("8134", "it could not be read"));
        Operation<?> blind = each.plan();
        assertThat(blind.refused()).isFalse();
        assertThatThrownBy(blind::run)
            .isInstanceOfSatisfying(
                DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_STALE));
      }
      assertThat(scene.changes("SQL1")).isEmpty();
      assertThat(scene.changes("SQL2")).isEmpty();
    }
  }

  /** A plan whose first look at the group fails. */
  private interface Blind {
    Operation<?> plan();
  }

  private static MssqlReplicaDatabase copy(
      Optional<String> suspended, Optional<String> hardened, Optional<String> recovers) {
    return new MssqlReplicaDatabase(
        "shop",
        Optional.of(true),
        false,
        MssqlSynchronization.NOT_SYNCHRONIZING,
        Optional.of("ONLINE"),
        false,
        suspended,
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        hardened.map(MssqlLsn::parse),
        hardened.map(MssqlLsn::parse),
        recovers.map(MssqlLsn::parse),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void whatAReplicaMayHaveAloneIsToldByItsLogElseByTheReason() {
    Optional<String> partner = Optional.of("SUSPEND_FROM_PARTNER");
    String nowhere = "4294967295429496729500001";
    assertThat(copy(partner, Optional.of("500"), Optional.of("400")).mayHaveOwnChanges()).isTrue();
    assertThat(copy(partner, Optional.of("400"), Optional.of("400")).mayHaveOwnChanges()).isFalse();
    assertThat(copy(partner, Optional.of("400"), Optional.of(nowhere)).hasOwnChanges()).isEmpty();
    assertThat(copy(partner, Optional.of("400"), Optional.of(nowhere)).mayHaveOwnChanges())
        .as("after a forced failover what is not known may be")
        .isTrue();
    assertThat(copy(partner, Optional.empty(), Optional.of("400")).mayHaveOwnChanges()).isTrue();
    for (String harmless :
        List.of(
            "SUSPEND_FROM_USER",
            "SUSPEND_FROM_REDO",
            "SUSPEND_FROM_CAPTURE",
            "SUSPEND_FROM_APPLY")) {
      assertThat(copy(Optional.of(harmless), Optional.empty(), Optional.empty()))
          .satisfies(it -> assertThat(it.mayHaveOwnChanges()).isFalse());
    }
    for (String unclear :
        List.of(
            "SUSPEND_FROM_RESTART",
            "SUSPEND_FROM_UNDO",
            "SUSPEND_FROM_REVALIDATION",
            "SUSPEND_FROM_XRF_UPDATE",
            "a reason of tomorrow")) {
      assertThat(copy(Optional.of(unclear), Optional.empty(), Optional.empty()))
          .satisfies(it -> assertThat(it.mayHaveOwnChanges()).isTrue());
    }
    assertThat(copy(Optional.empty(), Optional.empty(), Optional.empty()).mayHaveOwnChanges())
        .isFalse();
  }
}
