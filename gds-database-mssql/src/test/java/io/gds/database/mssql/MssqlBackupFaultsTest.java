package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.OutcomeUnknownException;
import io.gds.database.operation.Progress;
import io.gds.database.operation.StepStatus;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireGate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on the way of a backup, late and early. */
class MssqlBackupFaultsTest {
  private static final BackupOptions OPTIONS =
      BackupOptions.builder().to(Location.server("/b/shop.bak")).build();
  private static final WireAnswer ABNORMAL =
      WireAnswer.error("3013", "BACKUP DATABASE is terminating abnormally.");

  private final MssqlScene scene = new MssqlScene();
  private final MssqlDatabase shop = scene.create("shop");

  @AfterEach
  void end() {
    scene.close();
  }

  private OperationResult<BackupInfo> failing(WireAnswer answer) {
    scene.peer.script().beginningWith("BACKUP DATABASE").once(answer);
    return scene.engine.operations().execute(shop.prepareBackup(OPTIONS), OperationContext.none());
  }

  private static ErrorCode code(OperationResult<?> result) {
    return result.error().map(DatabaseException::code).orElseThrow();
  }

  private long sent(String beginning) {
    return scene.peer.script().statements().stream()
        .filter(sql -> sql.startsWith(beginning))
        .count();
  }

  @Test
  void anErrorBehindTheMessagesOfProgressIsAFailure() {
    OperationResult<BackupInfo> result =
        failing(
            WireAnswer.several(
                WireAnswer.notice("3211", "50 percent processed."),
                WireAnswer.notice("3211", "95 percent processed."),
                WireAnswer.error(
                    "3202",
                    "Write on \"/b/shop.bak\" failed: 112(There is not enough space on the disk.)"),
                ABNORMAL));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(code(result)).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(result.error().flatMap(DatabaseException::remedy))
        .get()
        .asString()
        .contains("may lie in /b/shop.bak still");
    assertThat(scene.engine.backupHistory(BackupQuery.all())).isEmpty();
    assertThat(sent("RESTORE VERIFYONLY")).as("nothing is proved that failed").isZero();
    assertThat(shop.backup(OPTIONS).checked()).as("a clean retry works").isNotEmpty();
  }

  @Test
  void aMissingRightIsNamedBeforeAndByTheServer() {
    Operation<BackupInfo> planned = scene.clerk().database("shop").prepareBackup(OPTIONS);
    assertThat(planned.checks())
        .filteredOn(Check::refused)
        .extracting(Check::rule)
        .containsExactly("the login has BACKUP DATABASE", "the login may read backups");
    OperationResult<BackupInfo> result =
        failing(
            WireAnswer.error("262", "BACKUP DATABASE permission denied in database 'shop'.")
                .then(ABNORMAL));
    assertThat(code(result)).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(result.error().orElseThrow().details().values())
        .containsEntry("right", "BACKUP DATABASE");
  }

  @ParameterizedTest
  @CsvSource({"1205, DEADLOCK", "40501, SERVER_BUSY", "49918, SERVER_BUSY"})
  void whatMayPassIsNotTriedAgainForAChange(String number, ErrorCode meaning) {
    OperationResult<BackupInfo> result = failing(WireAnswer.error(number, "Rerun it."));
    assertThat(code(result)).isEqualTo(meaning);
    assertThat(sent("BACKUP DATABASE")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1205", "40197", "40501", "49918"})
  void whatMayPassIsTriedAgainForARead(String number) {
    scene
        .peer
        .script()
        .beginningWith("RESTORE VERIFYONLY")
        .once(WireAnswer.error(number, "Rerun it."));
    assertThat(shop.backup(OPTIONS).checked()).hasSize(3);
    assertThat(sent("RESTORE VERIFYONLY")).isEqualTo(2);
  }

  @Test
  void aBackupWhoseAnswerWasLostIsFoundInTheHistory() {
    OperationResult<BackupInfo> result = failing(WireAnswer.lost());
    assertThat(result.isSuccess()).as(result.message()).isTrue();
    assertThat(result.value().orElseThrow().checked())
        .noneMatch(text -> text.contains("all its messages were read"))
        .anyMatch(text -> text.contains("was lost with the connection"));
    assertThat(sent("BACKUP DATABASE")).isEqualTo(1);
  }

  @Test
  void anInstanceThatIsMovedInTheMidstOfABackupIsAskedWhatBecameOfIt() {
    OperationResult<BackupInfo> result =
        failing(
            WireAnswer.error(
                "40197", "The service has encountered an error processing your request."));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(code(result)).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(sent("BACKUP DATABASE")).isEqualTo(1);
    assertThat(scene.engine.backupHistory(BackupQuery.all())).isEmpty();
  }

  @Test
  void aBackupThatNeverBeganIsFoundNotDone() {
    OperationResult<BackupInfo> result = failing(WireAnswer.drop());
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(code(result)).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(sent("BACKUP DATABASE")).isEqualTo(1);
  }

  @Test
  void whatNobodyCanTellIsUnknownUntilTheServerIsBack() {
    Operation<BackupInfo> planned = shop.prepareBackup(OPTIONS);
    scene
        .peer
        .script()
        .beginningWith("BACKUP DATABASE")
        .by(
            request -> {
              if (sent("BACKUP DATABASE") > 1) {
                return WireAnswer.passed();
              }
              scene.peer.refuse(WireAnswer.fatal("17187", "SQL Server is not ready to accept"));
              return WireAnswer.lost();
            });
    OperationResult<BackupInfo> result =
        scene.engine.operations().execute(planned, OperationContext.none());
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.UNKNOWN);
    assertThat(result.error()).containsInstanceOf(OutcomeUnknownException.class);
    scene.peer.accept();
    OperationResult<BackupInfo> known = scene.engine.operations().reconcile(planned);
    assertThat(known.steps().get(0).status()).isEqualTo(StepStatus.DONE);
    assertThat(known.error().flatMap(DatabaseException::remedy))
        .as("made, and not proved")
        .get()
        .asString()
        .contains("prove it by verifyBackup");
    assertThat(scene.engine.backupHistory(BackupQuery.all())).hasSize(1);
  }

  @Test
  void aBackupThatIsCancelledIsStoppedOnTheServerAndIsNotListed() throws Exception {
    WireGate gate = new WireGate();
    scene.peer.script().beginningWith("BACKUP DATABASE").once(WireAnswer.done().held(gate));
    OperationHandle<BackupInfo> running =
        scene.engine.operations().submit(shop.prepareBackup(OPTIONS), OperationContext.none());
    gate.awaitReached(Duration.ofSeconds(20));
    assertThat(running.cancel()).isTrue();
    OperationResult<BackupInfo> result = running.await(Duration.ofSeconds(20)).orElseThrow();
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.CANCELLED);
    assertThat(scene.peer.cancels()).isEqualTo(1);
    assertThat(scene.engine.backupHistory(BackupQuery.all())).isEmpty();
  }

  @Test
  void aBackupThatTheHistoryDoesNotKnowIsNotCalledGood() {
    OperationResult<BackupInfo> result =
        failing(
            WireAnswer.notice("3009", "Could not insert a backup or restore history record.")
                .then(WireAnswer.done()));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(code(result)).isEqualTo(ErrorCode.WRONG_STATE);
    assertThat(result.error().flatMap(DatabaseException::remedy)).get().asString().contains("3009");
  }

  @Test
  void aBackupThatCannotBeReadAgainIsNotCalledGood() {
    scene
        .peer
        .script()
        .beginningWith("RESTORE VERIFYONLY")
        .once(
            WireAnswer.error("3183", "RESTORE detected an error on page (1:57) in the backup set.")
                .then(WireAnswer.error("3013", "VERIFY DATABASE is terminating abnormally.")));
    assertThatThrownBy(() -> shop.backup(OPTIONS))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
              assertThat(e.remedy()).get().asString().contains("was not proved");
            });
  }

  @Test
  void whatIsVerifiedCanBeLoweredAndIsToldThen() {
    scene.model.grant("clerk", "BACKUP DATABASE");
    MssqlDatabase clerks = scene.clerk().database("shop");
    BackupInfo made = clerks.backup(OPTIONS.toBuilder().verify(VerifyLevel.MANIFEST).build());
    assertThat(made.checked()).hasSize(2).noneMatch(text -> text.contains("VERIFYONLY"));
    assertThat(sent("RESTORE VERIFYONLY")).isZero();
  }

  @Test
  void progressIsWhatTheServerTells() {
    WireGate gate = new WireGate();
    scene
        .peer
        .script()
        .on(MssqlRequestProgress.SQL.replace("?", "@P0"))
        .by(
            request -> {
              gate.open();
              return WireAnswer.rows("percent_complete real").row(42f);
            });
    scene.peer.script().beginningWith("BACKUP DATABASE").once(WireAnswer.passed().held(gate));
    List<Progress> told = new CopyOnWriteArrayList<>();
    shop.prepareBackup(OPTIONS).run(OperationContext.builder().progress(told::add).build());
    assertThat(told).extracting(Progress::phase).contains("full backup", "verification");
    assertThat(told.get(told.size() - 1).done()).isEqualTo(100);
  }
}
