package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlBackedScene.archive;
import static io.gds.database.mssql.MssqlBackedScene.history;
import static io.gds.database.mssql.MssqlBackedScene.refusals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.mssql.MssqlRestoreSequence.Item;
import io.gds.database.mssql.MssqlRestoreSpec.Ending;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireGate;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Media that are not what they should be, servers that refuse, and answers that never come. */
class MssqlRestoreFaultsTest {
  private final MssqlBackedScene it = new MssqlBackedScene();

  @AfterEach
  void end() {
    it.close();
  }

  private MssqlDatabase copy() {
    return it.database("copy");
  }

  private DatabaseException failure(Operation<RestoreInfo> planned) {
    return it.attempt(planned).error().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "3101, Exclusive access could not be obtained., DATABASE_IN_USE",
    "3102, RESTORE cannot process it because it is in use by this session., DATABASE_IN_USE",
    "3110, User does not have permission to RESTORE it., PERMISSION_DENIED",
    "262, CREATE DATABASE permission denied in database 'master'., PERMISSION_DENIED",
    "3154, The backup set holds a backup of a database other than the existing., ALREADY_EXISTS",
    "3159, The tail of the log has not been backed up., WRONG_STATE",
    "3169, The database was backed up on a server of a newer version., ARCHIVE_TOO_NEW",
    "3176, File '/d/1' is claimed by 'a'(1) and 'b'(2)., INVALID_OPTIONS",
    "5133, Directory lookup for the file '/x/1' failed: 2(not found)., STORAGE_UNREADABLE",
    "1834, The file '/d/1' cannot be overwritten. It is in use., ALREADY_EXISTS",
    "3241, The media family on device '/b/1' is incorrectly formed., ARCHIVE_CORRUPT",
    "3242, The file on device '/b/1' is not a valid backup set., ARCHIVE_UNRECOGNIZED",
    "3183, RESTORE detected an error on page (1:57)., ARCHIVE_CORRUPT",
    "3132, The media set has 2 media families but only 1 are provided., ARCHIVE_TRUNCATED",
    "3257, There is insufficient free space on disk volume 'C:'., STORAGE_FULL",
    "33111, Cannot find server certificate with thumbprint '0x01'., NOT_FOUND",
  })
  void whatTheServerRefusesHasItsTypeAndLeavesNothing(int number, String text, ErrorCode code) {
    it.full("/b/1.bak");
    it.scene
        .peer
        .script()
        .beginningWith("RESTORE DATABASE")
        .once(
            WireAnswer.notice("3211", "5 percent processed.")
                .then(WireAnswer.error(String.valueOf(number), text))
                .then(WireAnswer.error("3013", "RESTORE DATABASE is terminating abnormally.")));
    DatabaseException error = failure(copy().prepareRestore(archive("/b/1.bak").build()));
    assertThat(error.code()).as("%s", error).isEqualTo(code);
    assertThat(error.nativeCode()).contains(String.valueOf(number));
    assertThat(error.remedy()).isPresent();
    assertThat(copy().exists()).isFalse();
    copy().restore(archive("/b/1.bak").build());
  }

  @Test
  void damageIsFoundBeforeTheTargetIsTouchedOrBesideIt() {
    it.row("one");
    it.full("/b/1.bak");
    it.scene.model.damage("/b/1.bak");
    for (VerifyLevel level : List.of(VerifyLevel.ARCHIVE, VerifyLevel.MANIFEST)) {
      DatabaseException error =
          failure(
              it.shop.prepareRestore(archive("/b/1.bak").overwrite(true).verify(level).build()));
      assertThat(error.code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
      assertThat(it.scene.model.rows("shop")).containsExactly("one");
      assertThat(it.scene.engine.databases()).hasSize(1);
    }
  }

  @Test
  void aMissingStripeIsNamed() {
    it.sql("BACKUP DATABASE [shop] TO DISK = N'/b/1', DISK = N'/b/2' WITH CHECKSUM");
    Operation<RestoreInfo> planned = copy().prepareRestore(archive("/b/2").build());
    assertThat(refusals(planned)).containsExactly(ErrorCode.ARCHIVE_TRUNCATED);
    assertThat(planned.checks()).anyMatch(check -> check.measured().contains("[1]"));
    copy().restore(archive("/b/2", "/b/1").build());
  }

  @Test
  void aFileThatHoldsAnotherBackupByNowIsNotRestored() {
    it.row("one");
    it.full("/b/1.bak");
    Operation<RestoreInfo> planned = copy().prepareRestore(history().build());
    it.sql("BACKUP DATABASE [shop] TO DISK = N'/b/1.bak' WITH INIT");
    DatabaseException error = failure(planned);
    assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(error).hasMessageContaining("another backup does");
    assertThat(copy().exists()).isFalse();
    it.scene.model.delete("/b/1.bak");
    Operation<RestoreInfo> gone = copy().prepareRestore(history().build());
    assertThat(refusals(gone)).containsExactly(ErrorCode.NOT_FOUND);
  }

  @Test
  void aTargetThatAppearsMeanwhileIsNeitherOverwrittenNorDropped() {
    it.full("/b/1.bak");
    Operation<RestoreInfo> planned = copy().prepareRestore(archive("/b/1.bak").build());
    it.scene
        .peer
        .script()
        .beginningWith("RESTORE DATABASE")
        .by(
            request -> {
              it.scene.model.answer(
                  new WireRequest(
                      request.session(),
                      "sa",
                      "master",
                      "CREATE DATABASE [copy]",
                      List.of(),
                      Map.of()));
              return WireAnswer.passed();
            });
    assertThat(failure(planned).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(copy().exists()).isTrue();
  }

  @Test
  void whatSomebodyElseRestoresToTheNameMeanwhileIsNotTaken() {
    it.full("/b/1.bak");
    Operation<RestoreInfo> planned = copy().prepareRestore(archive("/b/1.bak").build());
    it.scene
        .peer
        .script()
        .beginningWith("SELECT @@SPID AS session_id, (SELECT MAX")
        .by(
            request -> {
              it.scene.model.answer(
                  new WireRequest(
                      request.session(),
                      "sa",
                      "master",
                      "RESTORE DATABASE [copy] FROM DISK = N'/b/1.bak' WITH FILE = 1, MOVE N'shop'"
                          + " TO N'/d/1.mdf', MOVE N'shop_log' TO N'/d/1.ldf', NORECOVERY",
                      List.of(),
                      Map.of()));
              return WireAnswer.passed();
            });
    DatabaseException error = failure(planned);
    assertThat(error.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(error).hasMessageContaining("meanwhile");
    assertThat(copy().refresh().nativeState()).isEqualTo("RESTORING");
  }

  @Test
  void aDatabaseThatCannotHaveItsNameBackIsToldByWhichItIsThere() {
    it.full("/b/1.bak");
    it.scene
        .peer
        .script()
        .matching("ALTER DATABASE \\S+ MODIFY NAME = \\[shop\\]")
        .by(request -> WireAnswer.error("5030", "The database could not be exclusively locked."));
    assertThat(
            failure(it.shop.prepareRestore(archive("/b/1.bak").overwrite(true).build()))
                .remedy()
                .orElseThrow())
        .containsPattern("Nothing has the name shop now: .* is there as gds_old_.{8}, whole")
        .contains("MODIFY NAME = [shop]");
    assertThat(it.scene.engine.databases()).hasSize(1);
  }

  @Test
  void anAnswerThatWasLostAtTheEndOfTheChainIsUnknownAndNothingIsTakenAway() {
    it.full("/b/1.bak");
    Instant target = it.row("one");
    it.row("two");
    it.log("/b/1.trn");
    it.scene.peer.script().beginningWith("RESTORE LOG").once(WireAnswer.lost());
    OperationResult<RestoreInfo> result =
        it.attempt(copy().prepareRestore(history().pointInTime(target).build()));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.UNKNOWN);
    assertThat(copy().refresh().nativeState()).isEqualTo("RESTORING");
    assertThat(result.error().orElseThrow().remedy().orElseThrow())
        .contains("The database copy is RESTORING");
  }

  @Test
  void anAnswerThatWasLostOnTheWayOrAtTheRecoveryIsFound() {
    it.full("/b/1.bak");
    it.row("one");
    it.log("/b/1.trn");
    it.scene.peer.script().beginningWith("RESTORE DATABASE").once(WireAnswer.lost());
    it.scene.peer.script().beginningWith("RESTORE LOG").once(WireAnswer.lost());
    OperationResult<RestoreInfo> result = it.attempt(copy().prepareRestore(history().build()));
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(it.scene.model.rows("copy")).containsExactly("one");
    it.scene.peer.script().matching("RESTORE DATABASE \\S+ WITH RECOVERY").once(WireAnswer.lost());
    assertThat(it.attempt(it.database("b").prepareRestore(history().build())).outcome())
        .isEqualTo(Outcome.SUCCEEDED);
  }

  /** The full backup and logs as a sequence of its own. */
  private Plan<String> sequence(LocalDateTime stop, List<String> logs, int firstReserve) {
    MssqlContext context = ((DefaultMssqlEngine) it.scene.engine).context();
    List<Item> items = new ArrayList<>();
    MssqlRestoreSpec full =
        MssqlRestoreSpec.builder("copy", false, MssqlDestination.disk("/b/1.bak"), 1)
            .moves(
                List.of(
                    new MssqlRestoreSpec.Move("shop", "/d/1.mdf"),
                    new MssqlRestoreSpec.Move("shop_log", "/d/1.ldf")))
            .build();
    items.add(new Item(full, false));
    for (String log : logs) {
      MssqlRestoreSpec spec =
          MssqlRestoreSpec.builder("copy", true, MssqlDestination.disk(log), 1)
              .checksums(true)
              .stop(Optional.of(new MssqlStop.AtTime(stop)))
              .build();
      items.add(new Item(spec, items.size() >= firstReserve));
    }
    MssqlRestoreSequence sequence =
        new MssqlRestoreSequence(
            context, "copy", items, new Ending.Recovery(), MssqlRestoreSpec.recover("copy"));
    Plan.Builder<String> plan = context.runner().plan("restore", "copy");
    sequence.addTo(plan, List.of());
    return plan.leaves(sequence::left).yields(() -> sequence.done() + " restored");
  }

  @Test
  void whatIsKeptInReserveIsRestoredOnlyIfTheTargetWasNotReachedBefore() {
    it.full("/b/1.bak");
    it.row("one");
    it.log("/b/1.trn");
    it.row("two");
    it.log("/b/2.trn");
    LocalDateTime inFirst = LocalDateTime.parse("2026-05-01T11:32:30");
    Plan<String> first = sequence(inFirst, List.of("/b/1.trn", "/b/2.trn"), 2);
    assertThat(first.script().steps())
        .extracting(Step::text)
        .anyMatch(text -> text.startsWith("-- only if those before it do not reach the target\n"));
    assertThat(first.run()).isEqualTo("2 restored");
    assertThat(it.scene.model.rows("copy")).containsExactly("one");
    it.sql("DROP DATABASE [copy]");
    LocalDateTime inSecond = LocalDateTime.parse("2026-05-01T11:34:30");
    assertThat(sequence(inSecond, List.of("/b/1.trn", "/b/2.trn"), 2).run())
        .isEqualTo("3 restored");
    assertThat(it.scene.model.rows("copy")).containsExactly("one", "two");
  }

  @Test
  void aTargetThatNoLogReachedIsNeverCalledReached() {
    it.full("/b/1.bak");
    it.row("one");
    it.log("/b/1.trn");
    Plan<String> plan = sequence(LocalDateTime.parse("2027-01-01T00:00"), List.of("/b/1.trn"), 9);
    assertThatThrownBy(plan::run)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("the target was not reached")
        .satisfies(
            e ->
                assertThat(((DatabaseException) e).remedy().orElseThrow())
                    .contains("mssql.continue")
                    .contains("RESTORE DATABASE [copy] WITH RECOVERY")
                    .contains("Of 2 backups 2 are restored."));
    assertThat(copy().refresh().nativeState()).isEqualTo("RESTORING");
  }

  @Test
  void aServerThatEndsWithoutAnErrorAndHasNotDoneItIsNotBelieved() {
    it.full("/b/1.bak");
    it.scene.peer.script().matching("RESTORE DATABASE \\S+ WITH RECOVERY").once(WireAnswer.done());
    DatabaseException error = failure(copy().prepareRestore(archive("/b/1.bak").build()));
    assertThat(error.code()).isEqualTo(ErrorCode.WRONG_STATE);
    assertThat(error).hasMessageContaining("the database is RESTORING and not ONLINE");
  }

  @Test
  void itsProgressIsTheServersOwnAndACancelStopsItThere() throws InterruptedException {
    it.full("/b/1.bak");
    WireGate gate = new WireGate();
    it.scene.peer.script().beginningWith("RESTORE DATABASE").once(WireAnswer.done().held(gate));
    it.scene
        .peer
        .script()
        .beginningWith("SELECT r.percent_complete")
        .answer(WireAnswer.rows("percent_complete real").row(42.5f));
    CountDownLatch seen = new CountDownLatch(1);
    List<Long> told = new CopyOnWriteArrayList<>();
    OperationContext watched =
        OperationContext.builder()
            .progress(
                now -> {
                  told.add(now.done());
                  if (now.done() == 42) {
                    seen.countDown();
                  }
                })
            .build();
    OperationHandle<RestoreInfo> handle =
        it.scene
            .engine
            .operations()
            .submit(copy().prepareRestore(archive("/b/1.bak").build()), watched);
    gate.awaitReached(Duration.ofSeconds(10));
    assertThat(seen.await(10, TimeUnit.SECONDS)).as("told: %s", told).isTrue();
    assertThat(handle.cancel()).isTrue();
    OperationResult<RestoreInfo> result = handle.await(Duration.ofSeconds(10)).orElseThrow();
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.CANCELLED);
    assertThat(copy().exists()).isFalse();
    gate.open();
  }
}
