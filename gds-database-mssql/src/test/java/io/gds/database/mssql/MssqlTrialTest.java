package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.DropOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.Location;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireGate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups that are proved by restoring them: whatever becomes of that, nothing stays behind. */
class MssqlTrialTest {
  private final MssqlScene scene = new MssqlScene();
  private MssqlDatabase shop;
  private Location place;

  @BeforeEach
  void backUp() {
    shop = scene.create("shop");
    scene.model.add("shop", List.of("one"));
    place = backUp(BackupType.FULL, "full").location();
  }

  @AfterEach
  void end() {
    try {
      assertThat(scene.engine.databases())
          .as("what is left of trials")
          .extracting(MssqlDatabase::name)
          .containsExactly("shop");
    } finally {
      scene.close();
    }
  }

  private BackupInfo backUp(BackupType type, String name) {
    return shop.backup(
        BackupOptions.builder()
            .type(type)
            .to(Location.server("/var/opt/mssql/backup/" + name + ".bak"))
            .build());
  }

  private static VerifyOptions options(Location place, VerifyLevel level) {
    return VerifyOptions.builder().backup(place).level(level).build();
  }

  private Operation<BackupVerification> trial(VerifyLevel level) {
    return scene.engine.prepareVerifyBackup(options(place, level));
  }

  private static List<String> script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  @Test
  void aBackupIsRestoredUnderANameOfItsOwnCheckedAndDroppedAgain() {
    Operation<BackupVerification> planned = trial(VerifyLevel.RESTORE_AND_CHECK);
    List<String> script = script(planned);
    String drop = script.get(script.size() - 1);
    assertThat(drop).matches("DROP DATABASE IF EXISTS \\[gds_new_[0-9a-f]{8}]");
    String name = drop.substring(drop.indexOf('['));
    assertThat(script)
        .anyMatch(sql -> sql.startsWith("RESTORE DATABASE " + name + " FROM DISK"))
        .contains("RESTORE DATABASE " + name + " WITH RECOVERY")
        .contains("DBCC CHECKDB (" + name + ") WITH ALL_ERRORMSGS, TABLERESULTS");
    BackupVerification proof = planned.run();
    assertThat(proof.level()).isEqualTo(VerifyLevel.RESTORE_AND_CHECK);
    assertThat(proof.checked())
        .anyMatch(text -> text.startsWith("restored for trial"))
        .contains("DBCC CHECKDB found no error in what was restored");
    BackupVerification restored = trial(VerifyLevel.RESTORE).run();
    assertThat(restored.level()).isEqualTo(VerifyLevel.RESTORE);
    assertThat(restored.checked()).noneMatch(text -> text.contains("CHECKDB"));
  }

  @Test
  void whatOnlyACheckFindsIsFoundByIt() {
    scene.model.storage().damageRows("shop", 3);
    place = backUp(BackupType.FULL, "later").location();
    assertThat(trial(VerifyLevel.RESTORE).run().level()).isEqualTo(VerifyLevel.RESTORE);
    assertThatThrownBy(() -> trial(VerifyLevel.RESTORE_AND_CHECK).run())
        .isInstanceOfSatisfying(
            ArchiveException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT))
        .hasMessageContaining("was restored, but the check of \"gds_new_")
        .hasMessageContaining("found 3 errors, the first of them 8951");
  }

  @Test
  void aBackupOfADamagedPageIsNotEvenTaken() {
    scene.model.storage().damagePage("shop", 1, 57);
    assertThatThrownBy(() -> backUp(BackupType.FULL, "later"))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_CORRUPT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RESTORE DATABASE", "DBCC CHECKDB"})
  void aFailureOnTheWayLeavesNothingBehind(String beginning) {
    scene
        .peer
        .script()
        .beginningWith(beginning)
        .once(WireAnswer.error("3257", "There is not enough free space on disk volume 'D:'."));
    assertThatThrownBy(() -> trial(VerifyLevel.RESTORE_AND_CHECK).run())
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL);
              assertThat(e.remedy().orElse("")).doesNotContain("may still be there");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"RESTORE DATABASE", "DBCC CHECKDB"})
  void aCancelOnTheWayLeavesNothingBehind(String beginning) throws InterruptedException {
    WireGate gate = new WireGate();
    scene.peer.script().beginningWith(beginning).once(WireAnswer.done().held(gate));
    OperationHandle<BackupVerification> handle =
        scene
            .engine
            .operations()
            .submit(trial(VerifyLevel.RESTORE_AND_CHECK), OperationContext.builder().build());
    gate.awaitReached(Duration.ofSeconds(10));
    handle.cancel();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RESTORE DATABASE", "DBCC CHECKDB"})
  void aBrokenConnectionLeavesNothingBehind(String beginning) {
    scene.peer.script().beginningWith(beginning).once(WireAnswer.drop());
    assertThatThrownBy(() -> trial(VerifyLevel.RESTORE_AND_CHECK).run())
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
  }

  @Test
  void whatCannotBeDroppedIsNamed() {
    AtomicBoolean inUse = new AtomicBoolean(true);
    scene
        .peer
        .script()
        .beginningWith("DROP DATABASE")
        .by(
            request ->
                inUse.get()
                    ? WireAnswer.error(
                        "3702", "Cannot drop database because it is currently in use.")
                    : WireAnswer.passed());
    assertThatThrownBy(() -> trial(VerifyLevel.RESTORE).run())
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_IN_USE);
              assertThat(e.remedy().orElse(""))
                  .containsPattern(
                      "gds_new_[0-9a-f]{8}, restored under this name first, may still be there: drop it");
            });
    inUse.set(false);
    scene.engine.databases().stream()
        .filter(left -> left.name().startsWith("gds_new_"))
        .forEach(left -> left.drop(DropOptions.defaults()));
  }

  @Test
  void onlyAFullBackupIsRestoredByItself() {
    Location log = backUp(BackupType.LOG, "log").location();
    assertThat(scene.engine.prepareVerifyBackup(options(log, VerifyLevel.RESTORE)).checks())
        .filteredOn(Check::refused)
        .singleElement()
        .satisfies(check -> assertThat(check.remedy()).contains("full backup"));
  }
}
