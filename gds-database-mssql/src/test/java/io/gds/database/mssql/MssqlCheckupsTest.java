package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Progress;
import io.gds.database.operation.Step;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireGate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MssqlCheckupsTest {
  private static final MssqlCheckOptions FULL = MssqlCheckOptions.defaults();

  private static final String SOUND =
      "CHECKDB found 0 allocation errors and 0 consistency errors in database 'shop'.";

  private final MssqlScene scene = new MssqlScene();

  @AfterEach
  void end() {
    scene.close();
  }

  /** As many columns of the server's answer as are looked at. */
  private static WireAnswer.Rows rows() {
    return WireAnswer.rows(
        "Error int",
        "Level int",
        "MessageText nvarchar(4000)",
        "ObjectId int",
        "IndexId int",
        "File smallint",
        "Page int");
  }

  private static WireAnswer.Rows sums(String text) {
    return rows().row(8989, 10, text, 0, 0, (short) 0, 0);
  }

  private void answers(WireAnswer answer) {
    scene.peer.script().beginningWith("DBCC CHECKDB").once(answer);
  }

  private static List<String> script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  @Test
  void aSoundDatabaseIsFoundSoundAndTheServerRemembersWhen() {
    MssqlDatabase shop = scene.create("shop");
    assertThat(shop.integrity().lastGoodCheck()).isEmpty();
    assertThat(shop.integrity().lastGoodCheckUnknown()).isEmpty();
    Instant before = Instant.now().minusMillis(1);
    MssqlCheckInfo info = shop.check(FULL);
    assertThat(info.isClean()).isTrue();
    assertThat(info.requireClean()).isSameAs(info);
    assertThat(info.scope()).isEqualTo(MssqlCheckInfo.Scope.FULL);
    assertThat(info.allocationErrors()).hasValue(0);
    assertThat(info.consistencyErrors()).hasValue(0);
    assertThat(info.duration().isNegative()).isFalse();
    assertThat(info.integrity().lastGoodCheck().orElseThrow()).isBetween(before, Instant.now());
    assertThat(info.integrity().suspectPages()).isEmpty();
    assertThat(scene.statements(shop::integrity)).isEqualTo(1);
    assertThat(scene.statements(() -> shop.check(FULL)))
        .as("two times the checks, the session's number, the check, and what is remembered")
        .isEqualTo(5);
  }

  @Test
  void aDamagedPageIsTheResultAndNoFailureOfTheCheck() {
    MssqlDatabase shop = scene.create("shop");
    shop.check(FULL);
    Instant good = shop.integrity().lastGoodCheck().orElseThrow();
    scene.model.storage().damagePage("shop", 1, 57);
    OperationResult<MssqlCheckInfo> result =
        scene
            .engine
            .operations()
            .execute(shop.prepareCheck(FULL), OperationContext.builder().build());
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    MssqlCheckInfo info = result.orThrow();
    assertThat(info.isClean()).isFalse();
    assertThat(info.complete()).isTrue();
    assertThat(info.errors()).isEqualTo(2);
    assertThat(info.allocationErrors()).hasValue(0);
    assertThat(info.consistencyErrors()).hasValue(2);
    assertThat(info.findings()).extracting(MssqlCheckFinding::number).containsExactly(8928, 8939);
    assertThat(info.findings().get(0).page()).contains("1:57");
    assertThat(info.findings().get(0).objectId()).isPresent();
    assertThat(info.findings().get(0).indexId()).hasValue(1);
    assertThat(info.minimumRepair()).contains("repair_allow_data_loss");
    assertThat(info.integrity().lastGoodCheck()).as("of the check before").contains(good);
    assertThat(info.integrity().badPages())
        .singleElement()
        .satisfies(
            page -> {
              assertThat(page.fileId()).isEqualTo(1);
              assertThat(page.pageId()).isEqualTo(57);
              assertThat(page.event()).isEqualTo(MssqlSuspectPage.Event.BAD_CHECKSUM);
              assertThat(page.errors()).isEqualTo(1);
            });
    assertThatThrownBy(info::requireClean)
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_CORRUPT);
              assertThat(e.target()).contains("shop");
            })
        .hasMessageContaining("the check of \"shop\" found 2 errors, the first of them 8928");
  }

  @Test
  void whatHasADamagedPageIsNotBackedUp() {
    MssqlDatabase shop = scene.create("shop");
    scene.model.storage().damagePage("shop", 1, 57);
    BackupOptions options =
        BackupOptions.builder().to(Location.server("/var/opt/mssql/backup/shop.bak")).build();
    assertThatThrownBy(() -> shop.backup(options))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_CORRUPT));
  }

  @Test
  void onlyAFullCheckComparesTablesWithTheirIndexes() {
    MssqlDatabase shop = scene.create("shop");
    scene.model.storage().damageRows("shop", 150);
    MssqlCheckInfo physical = shop.check(MssqlCheckOptions.builder().physicalOnly(true).build());
    assertThat(physical.isClean()).isTrue();
    assertThat(physical.scope()).isEqualTo(MssqlCheckInfo.Scope.PHYSICAL);
    MssqlCheckInfo full = shop.check(FULL);
    assertThat(full.errors()).isEqualTo(150);
    assertThat(full.findings()).hasSize(MssqlCheckInfo.FINDINGS_KEPT);
    assertThat(full.findings().get(0).page()).isEmpty();
    assertThat(full.minimumRepair()).contains("repair_rebuild");
    scene.model.storage().repair("shop");
    assertThat(shop.check(FULL).isClean()).isTrue();
  }

  @Test
  void whatDoesNotComeToItsEndIsNeitherCleanNorCalledCorrupt() {
    MssqlDatabase shop = scene.create("shop");
    scene.model.storage().terminateChecks("shop");
    MssqlCheckInfo info = shop.check(FULL);
    assertThat(info.complete()).isFalse();
    assertThat(info.isClean()).isFalse();
    assertThat(info.allocationErrors()).isEmpty();
    assertThatThrownBy(info::requireClean)
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_FAILED))
        .hasMessageContaining("did not come to its end");
  }

  @Test
  void thatNoErrorWasToldDoesNotMakeACheckACleanOne() {
    MssqlDatabase shop = scene.create("shop");
    shop.check(FULL);
    for (WireAnswer silent : List.of(WireAnswer.done(), rows())) {
      answers(silent);
      MssqlCheckInfo info = shop.check(FULL);
      assertThat(info.complete()).isFalse();
      assertThat(info.isClean()).isFalse();
      assertThat(info.errors()).isZero();
      assertThat(info.consistencyErrors()).isEmpty();
      assertThatThrownBy(info::requireClean)
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_FAILED));
    }
  }

  @Test
  void whereTheSumsAreSuppressedWhatTheServerRemembersShowsTheEnd() {
    MssqlDatabase shop = scene.create("shop");
    answers(WireAnswer.done());
    scene
        .peer
        .script()
        .matching("SELECT d\\.name, SYSDATETIMEOFFSET\\(\\).*suspect_pages.*")
        .once(
            WireAnswer.rows(
                    "name sysname",
                    "server_now datetimeoffset(7)",
                    "last_good datetime",
                    "file_id int")
                .row(
                    "shop",
                    OffsetDateTime.parse("2024-01-01T12:00:00.1+02:00"),
                    LocalDateTime.parse("2024-01-01T12:00:00.1"),
                    null));
    MssqlCheckInfo info = shop.check(MssqlCheckOptions.builder().physicalOnly(true).build());
    assertThat(info.isClean()).isTrue();
    assertThat(info.consistencyErrors()).hasValue(0);
    assertThat(info.leftOut()).containsExactly("FILESTREAM data");
  }

  @Test
  void theSumsAreReadInAnyLanguageWhateverTheDatabaseIsCalled() {
    MssqlDatabase shop = scene.create("shop 2024 (7)");
    answers(sums("CHECKDB により、データベース 'shop 2024 (7)' に 0 個のアロケーション エラーと 0 個の一貫性エラーが見つかりました。"));
    assertThat(shop.check(FULL).isClean()).isTrue();
    answers(sums("CHECKDB により、データベース 'shop 2024 (7)' に 1 個のアロケーション エラーと 3 個の一貫性エラーが見つかりました。"));
    MssqlCheckInfo info = shop.check(FULL);
    assertThat(info.allocationErrors()).hasValue(1);
    assertThat(info.consistencyErrors()).hasValue(3);
    assertThat(info.isClean()).as("of errors that were counted and not told").isFalse();
    assertThat(info.errors()).isEqualTo(4);
    assertThat(info.findings()).extracting(MssqlCheckFinding::number).containsExactly(8989);
    MssqlDatabase zero = scene.create("0");
    answers(sums("CHECKDB found 0 allocation errors and 0 consistency errors in database '0'."));
    assertThat(zero.check(FULL).isClean()).isTrue();
  }

  @Test
  void ofMasterTheResourceDatabaseIsCheckedToo() {
    MssqlDatabase master = scene.engine.database("master");
    assertThat(master.check(FULL).isClean()).isTrue();
    answers(
        sums("CHECKDB found 0 allocation errors and 0 consistency errors in database 'master'.")
            .then(
                rows()
                    .row(8928, 16, "Page (1:9) could not be processed.", 5, 1, (short) 1, 9)
                    .row(
                        8989,
                        10,
                        "CHECKDB found 0 allocation errors and 1 consistency errors in database"
                            + " 'mssqlsystemresource'.",
                        0,
                        0,
                        (short) 0,
                        0)));
    MssqlCheckInfo info = master.check(FULL);
    assertThat(info.isClean()).isFalse();
    assertThat(info.findings()).extracting(MssqlCheckFinding::number).containsExactly(8928);
    assertThat(info.consistencyErrors()).hasValue(1);
  }

  @Test
  void whatWasFoundIsToldWhateverFollows() {
    MssqlDatabase shop = scene.create("shop");
    WireAnswer.Rows found =
        rows().row(8928, 16, "Page (1:57) could not be processed.", 5, 1, (short) 1, 57);
    answers(found.then(WireAnswer.error("701", "There is insufficient system memory.")));
    MssqlCheckInfo info = shop.check(FULL);
    assertThat(info.complete()).isFalse();
    assertThat(info.findings()).extracting(MssqlCheckFinding::number).containsExactly(8928, 701);
    answers(found.then(WireAnswer.lost()));
    assertThat(shop.check(FULL).findings())
        .extracting(MssqlCheckFinding::number)
        .startsWith(8928)
        .hasSize(2);
    answers(found.then(sums("0 1")));
    scene
        .peer
        .script()
        .matching("SELECT d\\.name, SYSDATETIMEOFFSET.*")
        .once(WireAnswer.error("942", "Database 'msdb' cannot be opened because it is offline."))
        .matching("SELECT d\\.name, SYSDATETIMEOFFSET.*")
        .once(WireAnswer.error("701", "There is insufficient system memory."));
    info = shop.check(FULL);
    assertThat(info.complete()).isTrue();
    assertThat(info.errors()).isEqualTo(1);
    assertThat(info.integrity().suspectPagesUnknown().orElseThrow()).contains("could not be read");
    assertThat(info.integrity().lastGoodCheckUnknown().orElseThrow()).contains("could not be read");
  }

  @Test
  void anOfflineMsdbHidesOnlyWhatLiesThere() {
    MssqlDatabase shop = scene.create("shop");
    shop.check(FULL);
    scene
        .peer
        .script()
        .matching("SELECT d\\.name, SYSDATETIMEOFFSET.*")
        .once(WireAnswer.error("942", "Database 'msdb' cannot be opened because it is offline."));
    MssqlIntegrity integrity = shop.integrity();
    assertThat(integrity.lastGoodCheck()).isPresent();
    assertThat(integrity.suspectPagesUnknown().orElseThrow()).contains("'msdb'");
  }

  @Test
  void whatIsLeftOutIsToldAndWhatItCostsIsAdvised() {
    MssqlDatabase shop = scene.create("shop");
    MssqlCheckOptions quick =
        MssqlCheckOptions.builder().withoutIndexes(true).locked(true).maxDop(4).build();
    Operation<MssqlCheckInfo> planned = shop.prepareCheck(quick);
    assertThat(script(planned))
        .containsExactly(
            "DBCC CHECKDB ([shop], NOINDEX) WITH ALL_ERRORMSGS, TABLOCK, MAXDOP = 4, TABLERESULTS");
    assertThat(planned.checks())
        .extracting(Check::rule)
        .contains("others go on with their work meanwhile", "several processors work at it");
    MssqlCheckInfo info = planned.run();
    assertThat(info.isClean()).isTrue();
    assertThat(info.leftOut())
        .containsExactly(
            "the nonclustered indexes of users' tables",
            "the catalogue, and what the Service Broker holds");
    assertThat(quick.toBuilder().build()).isEqualTo(quick);
  }

  @Test
  void whatIsRaisedAsAnErrorIsAFindingToo() {
    MssqlDatabase shop = scene.create("shop");
    scene
        .peer
        .script()
        .beginningWith("DBCC CHECKDB")
        .once(
            WireAnswer.error("8966", "Unable to read and latch page (1:57).")
                .field("severity", "22"));
    MssqlCheckInfo info = shop.check(FULL);
    assertThat(info.complete()).isFalse();
    assertThat(info.findings()).extracting(MssqlCheckFinding::number).containsExactly(8966);
    assertThatThrownBy(info::requireClean)
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_CORRUPT));
  }

  @Test
  void everyOptionIsAWordOfTheStatement() {
    MssqlDatabase shop = scene.create("it's a ] shop");
    MssqlCheckOptions thorough =
        MssqlCheckOptions.builder().extendedLogicalChecks(true).dataPurity(true).maxDop(2).build();
    assertThat(script(shop.prepareCheck(thorough)))
        .containsExactly(
            "DBCC CHECKDB ([it's a ]] shop]) WITH ALL_ERRORMSGS, DATA_PURITY,"
                + " EXTENDED_LOGICAL_CHECKS, MAXDOP = 2, TABLERESULTS");
    MssqlCheckInfo info = shop.check(thorough);
    assertThat(info.scope()).isEqualTo(MssqlCheckInfo.Scope.EXTENDED);
    assertThat(scene.changes()).endsWith(script(shop.prepareCheck(thorough)).get(0));
    assertThat(thorough.toBuilder().build()).isEqualTo(thorough);
    assertThatThrownBy(
            () ->
                MssqlCheckOptions.builder()
                    .physicalOnly(true)
                    .extendedLogicalChecks(true)
                    .dataPurity(true)
                    .maxDop(-1)
                    .build())
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("extendedLogicalChecks")
        .hasMessageContaining("dataPurity")
        .hasMessageContaining("maxDop");
  }

  @Test
  void theLongestNameIsCheckedAndShrunkToo() {
    String name = "]".repeat(128);
    MssqlDatabase longest = scene.create(name);
    assertThat(longest.check(FULL).isClean()).isTrue();
    assertThat(longest.shrink(10).files()).hasSize(2);
    assertThat(longest.integrity().lastGoodCheck()).isPresent();
  }

  @Test
  void anEstimateChecksNothingAndSaysSo() {
    MssqlDatabase shop = scene.create("shop");
    scene.model.storage().damagePage("shop", 1, 57);
    MssqlCheckInfo info = shop.check(MssqlCheckOptions.builder().estimateOnly(true).build());
    assertThat(info.tempdbBytes()).hasValue(2435 << 10);
    assertThat(info.scope()).isEqualTo(MssqlCheckInfo.Scope.NOTHING);
    assertThat(info.isClean()).isFalse();
    assertThat(info.allocationErrors()).isEmpty();
    assertThatThrownBy(info::requireClean).hasMessageContaining("only estimated");
  }

  @Test
  void whatIsMissingIsNamed() {
    MssqlDatabase shop = scene.create("shop");
    assertThatThrownBy(() -> scene.engine.database("x").check(FULL))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> scene.engine.database("x").integrity())
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> scene.engine.database("SHOP").integrity())
        .as("in other letters")
        .isInstanceOf(NotFoundException.class);
    MssqlEngine clerk = scene.clerk();
    assertThatThrownBy(() -> clerk.database("shop").check(FULL))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("owners");
    scene.model.grant("clerk", "ALTER ANY DATABASE");
    assertThatThrownBy(() -> clerk.database("shop").check(FULL))
        .as("what cannot be seen beforehand is refused by the server")
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> assertThat(e.details().get("right")).contains("db_owner"));
    shop.setState(SetStateOptions.of(StateChange.OFFLINE));
    assertThat(shop.prepareCheck(FULL).checks())
        .filteredOn(Check::refused)
        .extracting(Check::rule)
        .containsExactly("the database is open");
    assertThat(shop.integrity().lastGoodCheckUnknown().orElseThrow()).contains("open database");
  }

  @Test
  void whoMayNotReadMsdbIsToldSoBesideTheRest() {
    MssqlDatabase shop = scene.create("shop");
    scene
        .peer
        .script()
        .matching("SELECT d\\.name, SYSDATETIMEOFFSET\\(\\).*suspect_pages.*")
        .once(
            WireAnswer.error(
                "229",
                "The SELECT permission was denied on the object 'suspect_pages', database 'msdb',"
                    + " schema 'dbo'."));
    MssqlIntegrity integrity = shop.integrity();
    assertThat(integrity.suspectPagesUnknown().orElseThrow()).contains("suspect_pages");
    assertThat(integrity.lastGoodCheckUnknown()).isEmpty();
  }

  @Test
  void aVersionThatDoesNotTellTheLastGoodCheckIsNotAsked() {
    scene.create("shop");
    scene
        .peer
        .script()
        .beginningWith("SELECT " + MssqlProduct.COLUMNS)
        .answer(
            WireAnswer.rows(
                    "product_version nvarchar(128)", "edition nvarchar(128)", "engine_edition int")
                .row("14.0.1000.169", "Standard Edition (64-bit)", 2));
    MssqlEngine older = scene.open("sa", "first");
    MssqlIntegrity integrity = older.database("shop").check(FULL).integrity();
    assertThat(integrity.lastGoodCheck()).isEmpty();
    assertThat(integrity.lastGoodCheckUnknown().orElseThrow()).contains("14.0.3030");
    assertThat(integrity.suspectPagesUnknown()).isEmpty();
  }

  @Test
  void howFarItHasComeIsAskedForByAnotherSession() throws InterruptedException {
    MssqlDatabase shop = scene.create("shop");
    WireGate gate = new WireGate();
    scene.peer.script().beginningWith("DBCC CHECKDB").once(sums(SOUND).held(gate));
    scene
        .peer
        .script()
        .beginningWith("SELECT r.percent_complete")
        .by(
            request -> {
              gate.open();
              return WireAnswer.rows("percent_complete real").row(42.5f);
            });
    List<Progress> seen = new CopyOnWriteArrayList<>();
    OperationHandle<MssqlCheckInfo> handle =
        scene
            .engine
            .operations()
            .submit(
                shop.prepareCheck(FULL), OperationContext.builder().progress(seen::add).build());
    gate.awaitReached(Duration.ofSeconds(10));
    assertThat(handle.await().orThrow().isClean()).isTrue();
    assertThat(seen.get(0).phase()).isEqualTo("check");
    assertThat(seen.get(0).total()).hasValue(100);
  }

  @Test
  void aCancelledCheckIsStoppedOnTheServer() throws InterruptedException {
    MssqlDatabase shop = scene.create("shop");
    WireGate gate = new WireGate();
    scene.peer.script().beginningWith("DBCC CHECKDB").once(WireAnswer.done().held(gate));
    OperationHandle<MssqlCheckInfo> handle =
        scene
            .engine
            .operations()
            .submit(shop.prepareCheck(FULL), OperationContext.builder().build());
    gate.awaitReached(Duration.ofSeconds(10));
    handle.cancel();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(shop.check(FULL).isClean()).isTrue();
  }

  @Test
  void aCheckWhoseAnswerIsLostIsNotBegunAnew() {
    MssqlDatabase shop = scene.create("shop");
    scene.peer.script().beginningWith("DBCC CHECKDB").once(WireAnswer.lost());
    assertThatThrownBy(() -> shop.check(FULL))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
    assertThat(scene.changes()).filteredOn(sql -> sql.startsWith("DBCC")).hasSize(1);
  }
}
