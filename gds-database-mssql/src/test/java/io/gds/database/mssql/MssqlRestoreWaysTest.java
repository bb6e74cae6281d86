package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlBackedScene.archive;
import static io.gds.database.mssql.MssqlBackedScene.changes;
import static io.gds.database.mssql.MssqlBackedScene.history;
import static io.gds.database.mssql.MssqlBackedScene.refusals;
import static io.gds.database.mssql.MssqlBackedScene.warnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AccessMode;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationResult;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In place, with the tail of the log, step by step, and in parts. */
class MssqlRestoreWaysTest {
  private static final String TAIL = "/b/it's the tail.trn";

  private MssqlBackedScene it = new MssqlBackedScene();

  @AfterEach
  void end() {
    it.close();
  }

  private List<String> rows(String database) {
    return it.scene.model.rows(database);
  }

  private void chain() {
    it.row("one");
    it.full("/b/1.bak");
    it.row("two");
    it.log("/b/1.trn");
    it.row("three");
  }

  private String state(String database) {
    return it.database(database).refresh().nativeState();
  }

  @Test
  void inPlaceTheDatabaseIsClosedToOthersAndItsFilesStayWhereTheyAre() throws SQLException {
    it.full("/b/1.bak");
    it.row("one");
    RestoreOptions options =
        archive("/b/1.bak").overwrite(true).option(MssqlRestore.IN_PLACE, true).build();
    try (Connection other = it.scene.occupy("shop")) {
      assertThat(refusals(it.shop.prepareRestore(options)))
          .containsExactly(ErrorCode.DATABASE_IN_USE);
      Operation<RestoreInfo> planned =
          it.shop.prepareRestore(options.toBuilder().force(true).build());
      assertThat(warnings(planned)).contains("what was written since the last log backup is kept");
      assertThat(changes(planned))
          .containsExactly(
              "ALTER DATABASE [shop] SET SINGLE_USER WITH ROLLBACK IMMEDIATE;\n"
                  + "RESTORE DATABASE [shop] FROM DISK = N'/b/1.bak' WITH FILE = 1, MOVE N'shop' TO"
                  + " N'/var/opt/mssql/data/shop.mdf', MOVE N'shop_log' TO"
                  + " N'/var/opt/mssql/data/shop_log.ldf', CHECKSUM, STOP_ON_ERROR, REPLACE,"
                  + " NORECOVERY, STATS = 5",
              "RESTORE DATABASE [shop] WITH RECOVERY",
              "ALTER DATABASE [shop] SET MULTI_USER WITH ROLLBACK IMMEDIATE");
      planned.run();
      assertThat(other.isValid(1)).isFalse();
    }
    assertThat(rows("shop")).isEmpty();
    assertThat(it.shop.condition().accessMode()).isEqualTo(AccessMode.MULTI_USER);
  }

  @Test
  void withTheTailNothingThatWasWrittenIsLost() {
    chain();
    Operation<RestoreInfo> planned =
        it.shop.prepareRestore(
            history().overwrite(true).force(true).option(MssqlRestore.TAIL_LOG, TAIL).build());
    assertThat(planned.refused()).as("%s", planned.checks()).isFalse();
    assertThat(warnings(planned)).isEmpty();
    List<String> changes = changes(planned);
    assertThat(changes)
        .hasSize(6)
        .last()
        .isEqualTo("ALTER DATABASE [shop] SET MULTI_USER WITH ROLLBACK IMMEDIATE");
    assertThat(changes.get(0))
        .startsWith(
            "ALTER DATABASE [shop] SET SINGLE_USER WITH ROLLBACK IMMEDIATE;\n"
                + "BACKUP LOG [shop] TO DISK = N'/b/it''s the tail.trn' WITH NORECOVERY, NAME = N'gds"
                + " tail ");
    assertThat(changes.get(1)).startsWith("RESTORE DATABASE [shop]").doesNotContain("REPLACE");
    assertThat(changes.get(3))
        .isEqualTo(
            "RESTORE LOG [shop] FROM DISK = N'/b/it''s the tail.trn' WITH FILE = 1, CHECKSUM,"
                + " STOP_ON_ERROR, NORECOVERY, STATS = 5");
    RestoreInfo info = planned.run();
    assertThat(rows("shop")).containsExactly("one", "two", "three");
    assertThat(info.used())
        .extracting(BackupInfo::location)
        .containsExactly(
            Location.server("/b/1.bak"), Location.server("/b/1.trn"), Location.server(TAIL));
    assertThat(info.reached()).contains(it.clock.instant());
  }

  @Test
  void theTailReachesAnInstantThatNoBackupReachedBefore() {
    chain();
    Instant target = it.clock.instant().plusSeconds(30);
    it.row("too much");
    it.shop.restore(
        history().overwrite(true).pointInTime(target).option(MssqlRestore.TAIL_LOG, TAIL).build());
    assertThat(rows("shop")).containsExactly("one", "two", "three");
  }

  @Test
  void whereTheTailGoesNothingMayLieAndThereMustBeOne() {
    chain();
    RestoreOptions taken =
        history().overwrite(true).option(MssqlRestore.TAIL_LOG, "/b/1.bak").build();
    assertThat(refusals(it.shop.prepareRestore(taken))).containsExactly(ErrorCode.ALREADY_EXISTS);
    it.shop.setRecoveryModel(MssqlRecoveryModel.SIMPLE);
    RestoreOptions simple =
        archive("/b/1.bak").overwrite(true).option(MssqlRestore.TAIL_LOG, TAIL).build();
    assertThat(refusals(it.shop.prepareRestore(simple))).containsExactly(ErrorCode.WRONG_STATE);
    assertThat(refusals(it.database("x").prepareRestore(simple)))
        .containsExactly(ErrorCode.WRONG_STATE);
  }

  @Test
  void aDatabaseThatNothingWasRestoredOverIsGivenBackAsItWas() {
    chain();
    it.scene
        .peer
        .script()
        .beginningWith("RESTORE VERIFYONLY")
        .by(
            request ->
                request.binds().contains(TAIL)
                    ? WireAnswer.error("3183", "RESTORE detected an error on page (1:57).")
                    : WireAnswer.passed());
    OperationResult<RestoreInfo> failed =
        it.attempt(
            it.shop.prepareRestore(
                history().overwrite(true).force(true).option(MssqlRestore.TAIL_LOG, TAIL).build()));
    assertThat(failed.error()).map(DatabaseException::code).contains(ErrorCode.ARCHIVE_CORRUPT);
    assertThat(failed.error().orElseThrow().remedy().orElseThrow())
        .contains("The tail of the log is kept in server:" + TAIL);
    assertThat(state("shop")).isEqualTo("ONLINE");
    assertThat(it.shop.condition().accessMode()).isEqualTo(AccessMode.MULTI_USER);
    assertThat(rows("shop")).containsExactly("one", "two", "three");
  }

  @Test
  void aFailureHalfWaySaysWhatIsDoneAndHowToGoOn() {
    chain();
    it.log("/b/2.trn");
    RestoreOptions options = history().overwrite(true).option(MssqlRestore.IN_PLACE, true).build();
    it.scene
        .peer
        .script()
        .beginningWith("RESTORE LOG")
        .once(WireAnswer.error("3203", "Read on \"/b/1.trn\" failed: 5(Access is denied.)"));
    OperationResult<RestoreInfo> failed = it.attempt(it.shop.prepareRestore(options));
    assertThat(failed.error().orElseThrow().remedy().orElseThrow())
        .contains("Of 3 backups 1 are restored.")
        .contains("The database shop is RESTORING: go on with RESTORE LOG [shop] FROM DISK")
        .contains("mssql.continue")
        .contains("What it held before is replaced.");
    assertThat(state("shop")).isEqualTo("RESTORING");
    assertThat(refusals(it.shop.prepareRestore(history().build())))
        .containsExactly(ErrorCode.ALREADY_EXISTS);
    Operation<RestoreInfo> rest =
        it.shop.prepareRestore(history().option(MssqlRestore.CONTINUE, true).build());
    assertThat(changes(rest)).hasSize(3).noneMatch(sql -> sql.contains("FROM DISK = N'/b/1.bak'"));
    rest.run();
    assertThat(rows("shop")).containsExactly("one", "two", "three");
  }

  @Test
  void aNewDatabaseIsKeptHalfWayUnlessItsFirstBackupFailed() {
    chain();
    it.scene.peer.script().beginningWith("RESTORE LOG").once(WireAnswer.error("3183", "damaged"));
    OperationResult<RestoreInfo> failed =
        it.attempt(it.database("copy").prepareRestore(history().build()));
    assertThat(failed.error().orElseThrow().remedy().orElseThrow())
        .contains("Of 2 backups 1 are restored.")
        .contains("DROP DATABASE [copy]");
    assertThat(state("copy")).isEqualTo("RESTORING");
    it.database("copy").restore(history().option(MssqlRestore.CONTINUE, true).build());
    assertThat(rows("copy")).containsExactly("one", "two");
    assertThat(
            refusals(
                it.database("copy")
                    .prepareRestore(history().option(MssqlRestore.CONTINUE, true).build())))
        .contains(ErrorCode.WRONG_STATE);
  }

  @Test
  void logsAreRestoredOneByOneReadableInBetween() {
    chain();
    it.log("/b/2.trn");
    MssqlDatabase copy = it.database("copy");
    RestoreInfo begun =
        copy.restore(archive("/b/1.bak").option(MssqlRestore.NO_RECOVERY, true).build());
    assertThat(begun.next()).singleElement().asString().contains("WITH RECOVERY");
    assertThat(state("copy")).isEqualTo("RESTORING");
    Operation<RestoreInfo> standby =
        copy.prepareRestore(
            archive("/b/1.trn")
                .option(MssqlRestore.CONTINUE, true)
                .option(MssqlRestore.STANDBY, "/d/it's undone.dat")
                .build());
    assertThat(changes(standby))
        .containsExactly(
            "RESTORE LOG [copy] FROM DISK = N'/b/1.trn' WITH FILE = 1, CHECKSUM, STOP_ON_ERROR,"
                + " NORECOVERY, STATS = 5",
            "RESTORE DATABASE [copy] WITH STANDBY = N'/d/it''s undone.dat'");
    standby.run();
    assertThat(state("copy")).isEqualTo("ONLINE");
    assertThat(copy.condition().readOnly()).isTrue();
    assertThat(rows("copy")).containsExactly("one", "two");
    Operation<RestoreInfo> last =
        copy.prepareRestore(
            archive("/b/2.trn")
                .option(MssqlRestore.CONTINUE, true)
                .option(MssqlRestore.KEEP_REPLICATION, true)
                .option(MssqlRestore.RESTRICTED_USER, true)
                .build());
    assertThat(changes(last).get(1))
        .isEqualTo("RESTORE DATABASE [copy] WITH RECOVERY, KEEP_REPLICATION, RESTRICTED_USER");
    last.run();
    assertThat(rows("copy")).containsExactly("one", "two", "three");
    assertThat(copy.condition().accessMode()).isEqualTo(AccessMode.RESTRICTED_USER);
  }

  @Test
  void whatIsBeyondTheTargetIsNotGoneOnWithAndWhatHasNoPlaceToGoOnFromIsNotBegunAnew() {
    it.full("/b/1.bak");
    Instant target = it.row("one");
    it.row("two");
    it.log("/b/1.trn");
    MssqlDatabase copy = it.database("copy");
    copy.restore(history().option(MssqlRestore.NO_RECOVERY, true).build());
    Operation<RestoreInfo> back =
        copy.prepareRestore(
            history().pointInTime(target).option(MssqlRestore.CONTINUE, true).build());
    assertThat(refusals(back)).containsExactly(ErrorCode.PRECONDITION_FAILED);
    assertThat(back.checks()).anyMatch(check -> check.measured().contains("behind the target"));
    it.scene
        .peer
        .script()
        .beginningWith("RESTORE DATABASE")
        .once(WireAnswer.error("3183", "damaged"));
    it.attempt(
        it.shop.prepareRestore(
            history().overwrite(true).option(MssqlRestore.TAIL_LOG, TAIL).build()));
    assertThat(state("shop")).isEqualTo("RESTORING");
    Operation<RestoreInfo> on =
        it.shop.prepareRestore(history().option(MssqlRestore.CONTINUE, true).build());
    assertThat(refusals(on)).containsExactly(ErrorCode.PRECONDITION_FAILED);
    assertThat(on.checks()).anyMatch(check -> check.remedy().contains("with overwrite"));
  }

  @Test
  void pagesComeBackWhileTheRestIsUsed() {
    chain();
    Operation<RestoreInfo> planned =
        it.shop.prepareRestore(
            history()
                .option(MssqlRestore.PAGES, "1:57,1:202")
                .option(MssqlRestore.TAIL_LOG, TAIL)
                .build());
    assertThat(planned.refused()).as("%s", planned.checks()).isFalse();
    List<String> changes = changes(planned);
    assertThat(changes.get(0))
        .isEqualTo(
            "RESTORE DATABASE [shop] PAGE = '1:57,1:202' FROM DISK = N'/b/1.bak' WITH FILE = 1,"
                + " CHECKSUM, STOP_ON_ERROR, NORECOVERY, STATS = 5");
    assertThat(changes.get(1)).startsWith("RESTORE LOG [shop] FROM DISK = N'/b/1.trn'");
    assertThat(changes.get(2)).startsWith("BACKUP LOG [shop] TO").doesNotContain("NORECOVERY");
    assertThat(changes.get(3)).startsWith("RESTORE LOG [shop] FROM DISK = N'/b/it''s the tail");
    assertThat(changes.get(4)).isEqualTo("RESTORE DATABASE [shop] WITH RECOVERY");
    assertThat(planned.run().used()).hasSize(3);
    assertThat(rows("shop")).containsExactly("one", "two", "three");
    assertThat(state("shop")).isEqualTo("ONLINE");
  }

  @Test
  void withoutThatEditionTheDatabaseGoesOutOfUseForItsFilegroups() {
    it.close();
    it = new MssqlBackedScene(builder -> builder.edition(SqlServerEdition.STANDARD));
    chain();
    RestoreOptions.Builder options =
        history().option(MssqlRestore.FILEGROUPS, "PRIMARY").force(true);
    assertThatThrownBy(() -> it.shop.prepareRestore(options.build()))
        .hasMessageContaining("mssql.tail-log");
    Operation<RestoreInfo> planned =
        it.shop.prepareRestore(options.option(MssqlRestore.TAIL_LOG, TAIL).build());
    List<String> changes = changes(planned);
    assertThat(changes.get(0)).contains("SET SINGLE_USER").contains("NORECOVERY");
    assertThat(changes.get(1))
        .startsWith("RESTORE DATABASE [shop] FILEGROUP = N'PRIMARY' FROM DISK = N'/b/1.bak'");
    planned.run();
    assertThat(rows("shop")).containsExactly("one", "two", "three");
    assertThat(state("shop")).isEqualTo("ONLINE");
  }

  @Test
  void aDatabaseThatIsNotInUseIsReplacedInPlace() {
    it.full("/b/1.bak");
    it.row("one");
    it.shop.setState(SetStateOptions.of(StateChange.OFFLINE));
    Operation<RestoreInfo> planned =
        it.shop.prepareRestore(archive("/b/1.bak").overwrite(true).build());
    assertThat(changes(planned).get(0)).startsWith("RESTORE DATABASE [shop]").contains("REPLACE");
    planned.run();
    assertThat(rows("shop")).isEmpty();
  }

  @Test
  void atTheHighestLevelItIsCheckedBeforeItGetsTheName() {
    it.row("one");
    it.full("/b/1.bak");
    RestoreOptions options =
        archive("/b/1.bak").overwrite(true).verify(VerifyLevel.RESTORE_AND_CHECK).build();
    Operation<RestoreInfo> planned = it.database("copy").prepareRestore(options);
    List<String> changes = changes(planned);
    assertThat(changes.get(2)).startsWith("DBCC CHECKDB ([gds_new_");
    assertThat(changes.get(3)).matches("ALTER DATABASE .gds_new_.{8}. MODIFY NAME = .copy.");
    planned.run();
    assertThat(rows("copy")).containsExactly("one");
    it.scene
        .peer
        .script()
        .beginningWith("DBCC CHECKDB")
        .once(
            WireAnswer.error("824", "SQL Server detected a logical consistency-based I/O error."));
    OperationResult<RestoreInfo> bad = it.attempt(it.shop.prepareRestore(options));
    assertThat(bad.error()).map(DatabaseException::code).contains(ErrorCode.DATABASE_CORRUPT);
    assertThat(it.scene.engine.databases())
        .extracting(MssqlDatabase::name)
        .containsExactly("copy", "shop");
  }

  @Test
  void whatMayNotBeReplacedIsRefusedWithWhatToDo() {
    it.full("/b/1.bak");
    RestoreOptions options = archive("/b/1.bak").overwrite(true).force(true).build();
    assertThat(refusals(it.database("master").prepareRestore(options)))
        .contains(ErrorCode.PRECONDITION_FAILED);
    it.scene.model.join("shop", "ag1");
    Operation<RestoreInfo> member = it.shop.prepareRestore(options);
    assertThat(refusals(member)).containsExactly(ErrorCode.WRONG_STATE);
    assertThat(member.checks()).anyMatch(check -> check.remedy().contains("REMOVE DATABASE"));
    assertThat(it.shop.capabilities().status(SupportsRestore.class).reason()).contains("ag1");
  }

  @Test
  void aLoginWithoutTheRightIsToldWhich() {
    it.full("/b/1.bak");
    MssqlDatabase copy = it.scene.clerk().database("copy");
    Operation<RestoreInfo> planned = copy.prepareRestore(archive("/b/1.bak").build());
    assertThat(refusals(planned))
        .isNotEmpty()
        .allMatch(code -> code == ErrorCode.PERMISSION_DENIED);
    assertThat(planned.checks()).anyMatch(check -> check.remedy().contains("dbcreator"));
    assertThat(copy.capabilities().status(SupportsRestore.class).remedy()).contains("dbcreator");
    it.scene.model.grant("clerk", "CREATE ANY DATABASE");
    assertThat(copy.restore(archive("/b/1.bak").build()).target()).isEqualTo("copy");
  }

  @Test
  void aManagedInstanceRestoresByItself() {
    try (MssqlScene service =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2022, SqlServerEdition.MANAGED_INSTANCE)) {
      MssqlDatabase shop = service.create("shop");
      assertThatThrownBy(() -> shop.prepareRestore(archive("/b/1.bak").build()))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("MANAGED_INSTANCE");
    }
  }
}
