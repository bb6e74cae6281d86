package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlBackedScene.archive;
import static io.gds.database.mssql.MssqlBackedScene.changes;
import static io.gds.database.mssql.MssqlBackedScene.history;
import static io.gds.database.mssql.MssqlBackedScene.refusals;
import static io.gds.database.mssql.MssqlBackedScene.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.AccessMode;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Verdict;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tail of a log that is damaged, hidden or not where it was taken to be. */
class MssqlRestoreTailTest {
  private static final String TAIL = "/b/tail.trn";

  private final MssqlBackedScene it = new MssqlBackedScene();

  @AfterEach
  void end() {
    it.close();
  }

  private void chain() {
    it.row("one");
    it.full("/b/1.bak");
    it.row("two");
    it.log("/b/1.trn");
    it.row("three");
  }

  private RestoreOptions withTail() {
    return history().overwrite(true).option(MssqlRestore.TAIL_LOG, TAIL).build();
  }

  @Test
  void theTailOfADatabaseThatDoesNotStartIsRestoredToo() {
    chain();
    it.scene.model.storage().suspect("shop");
    Operation<RestoreInfo> planned = it.shop.prepareRestore(withTail());
    assertThat(planned.refused()).as("%s", planned.checks()).isFalse();
    assertThat(planned.checks())
        .filteredOn(check -> check.verdict() == Verdict.NOT_MEASURED)
        .extracting(Check::measured)
        .singleElement()
        .asString()
        .contains("SUSPECT");
    List<String> changes = changes(planned);
    assertThat(changes.get(0))
        .startsWith("BACKUP LOG [shop] TO DISK = N'/b/tail.trn' WITH NO_TRUNCATE")
        .contains("CONTINUE_AFTER_ERROR");
    assertThat(changes.get(1)).contains("REPLACE");
    assertThat(changes.get(3)).startsWith("RESTORE LOG [shop] FROM DISK = N'/b/tail.trn'");
    planned.run();
    assertThat(it.scene.model.rows("shop")).containsExactly("one", "two", "three");
  }

  @Test
  void aTailThatDoesNotFollowOnTheBackupsIsFoundOutBeforeAnythingIsReplaced() {
    chain();
    it.log("/elsewhere/2.trn");
    it.row("four");
    it.scene.model.storage().suspect("shop");
    RestoreOptions options =
        RestoreOptions.builder()
            .from(RestoreSource.history("shop", Location.server("/b")))
            .overwrite(true)
            .option(MssqlRestore.TAIL_LOG, TAIL)
            .build();
    OperationResult<RestoreInfo> failed = it.attempt(it.shop.prepareRestore(options));
    assertThat(failed.error()).map(DatabaseException::code).contains(ErrorCode.PLAN_STALE);
    assertThat(failed.error().orElseThrow().remedy().orElseThrow())
        .contains("Nothing was replaced")
        .contains("The tail of the log is kept in server:" + TAIL);
    assertThat(it.shop.refresh().nativeState()).isEqualTo("SUSPECT");
  }

  @Test
  void aTailThatIsKeptOnlyIsSaidToBe() {
    chain();
    Operation<RestoreInfo> planned =
        it.shop.prepareRestore(
            archive("/b/1.bak").overwrite(true).option(MssqlRestore.TAIL_LOG, TAIL).build());
    assertThat(warnings(planned)).contains("the tail of the log is restored too");
    planned.run();
    assertThat(it.scene.model.rows("shop")).containsExactly("one");
    assertThat(warnings(it.shop.prepareRestore(archive("/b/1.bak").overwrite(true).build())))
        .doesNotContain("the tail of the log is restored too");
  }

  @Test
  void aClosedDatabaseHasNoTailToBackUp() {
    chain();
    it.shop.setState(SetStateOptions.of(StateChange.OFFLINE));
    Operation<RestoreInfo> planned = it.shop.prepareRestore(withTail());
    assertThat(refusals(planned)).containsExactly(ErrorCode.WRONG_STATE);
    assertThat(planned.checks()).anyMatch(check -> check.remedy().contains("online first"));
  }

  @Test
  void aDatabaseThatWaitsForBackupsHasNoTailEither() {
    chain();
    it.database("copy").restore(archive("/b/1.bak").option(MssqlRestore.NO_RECOVERY, true).build());
    assertThat(refusals(it.database("copy").prepareRestore(withTail())))
        .containsExactly(ErrorCode.WRONG_STATE);
  }

  @Test
  void partsAreNotBegunWhereTheTailIsNotTold() {
    chain();
    RestoreOptions pages =
        history().option(MssqlRestore.PAGES, "1:57").option(MssqlRestore.TAIL_LOG, TAIL).build();
    MssqlStanding hidden =
        new MssqlStanding(
            Optional.of(
                new MssqlStanding.Existing(
                    5,
                    LocalDateTime.parse("2026-05-01T00:00"),
                    "ONLINE",
                    false,
                    AccessMode.MULTI_USER,
                    false,
                    false,
                    Optional.empty(),
                    "here",
                    Optional.empty())),
            List.of());
    MssqlContext context = ((DefaultMssqlEngine) it.scene.engine).context();
    List<Check> checks =
        new MssqlRestoreChecks(context, "shop", new MssqlRestoreWishes(pages))
            .target(MssqlRestoreWay.PARTS, hidden);
    assertThat(checks)
        .filteredOn(Check::refused)
        .extracting(Check::code)
        .containsExactly(ErrorCode.PERMISSION_DENIED);
    Operation<RestoreInfo> alone =
        it.shop.prepareRestore(
            archive("/b/1.bak")
                .option(MssqlRestore.PAGES, "1:57")
                .option(MssqlRestore.TAIL_LOG, TAIL)
                .build());
    assertThat(refusals(alone)).containsExactly(ErrorCode.PRECONDITION_FAILED);
  }

  @Test
  void pagesTakeTheDifferentialWhereALogIsMissing() {
    it.full("/b/1.bak");
    it.row("one");
    it.log("/elsewhere/1.trn");
    it.differential("/b/1.dif");
    it.row("two");
    it.log("/b/2.trn");
    it.row("three");
    it.scene.model.delete("/elsewhere/1.trn");
    RestoreOptions options =
        RestoreOptions.builder()
            .from(RestoreSource.history("shop", Location.server("/b")))
            .option(MssqlRestore.PAGES, "1:57")
            .option(MssqlRestore.TAIL_LOG, TAIL)
            .build();
    Operation<RestoreInfo> planned = it.shop.prepareRestore(options);
    assertThat(planned.refused()).as("%s", planned.checks()).isFalse();
    List<String> changes = changes(planned);
    assertThat(changes.get(0))
        .startsWith("RESTORE DATABASE [shop] PAGE = '1:57' FROM DISK = N'/b/1.b");
    assertThat(changes.get(1))
        .startsWith("RESTORE DATABASE [shop] PAGE = '1:57' FROM DISK = N'/b/1.d");
    assertThat(changes.get(2)).startsWith("RESTORE LOG [shop] FROM DISK = N'/b/2.trn'");
    planned.run();
    assertThat(it.scene.model.rows("shop")).containsExactly("one", "two", "three");
  }

  @Test
  void filegroupsBeginWithTheNewestDifferential() {
    it.full("/b/1.bak");
    it.row("one");
    it.log("/b/1.trn");
    it.differential("/b/1.dif");
    it.row("two");
    Operation<RestoreInfo> planned =
        it.shop.prepareRestore(
            history()
                .option(MssqlRestore.FILEGROUPS, "PRIMARY")
                .option(MssqlRestore.TAIL_LOG, TAIL)
                .build());
    assertThat(changes(planned).get(1))
        .startsWith("RESTORE DATABASE [shop] FILEGROUP = N'PRIMARY' FROM DISK = N'/b/1.dif'");
    assertThat(planned.run().used())
        .extracting(BackupInfo::backupType)
        .containsExactly(BackupType.FULL, BackupType.DIFFERENTIAL, BackupType.LOG);
  }
}
