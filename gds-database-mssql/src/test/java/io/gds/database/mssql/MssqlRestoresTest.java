package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlBackedScene.archive;
import static io.gds.database.mssql.MssqlBackedScene.changes;
import static io.gds.database.mssql.MssqlBackedScene.history;
import static io.gds.database.mssql.MssqlBackedScene.refusals;
import static io.gds.database.mssql.MssqlBackedScene.script;
import static io.gds.database.mssql.MssqlBackedScene.warnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.DropOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MssqlRestoresTest {
  private MssqlBackedScene it = new MssqlBackedScene();

  @AfterEach
  void end() {
    it.close();
  }

  private List<String> rows(String database) {
    return it.scene.model.rows(database);
  }

  private void assertRefused(ErrorCode code, Operation<RestoreInfo> planned) {
    assertThat(refusals(planned)).as("%s", planned.checks()).containsExactly(code);
    String before = it.scene.model.contents();
    assertThatThrownBy(planned::run)
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.code()).isEqualTo(code));
    assertThat(it.scene.model.contents()).isEqualTo(before);
  }

  @Test
  void anArchiveIsRestoredUnderANameThatIsFreeWithEveryFileElsewhere() {
    it.row("one");
    it.full("/b/it's.bak");
    Operation<RestoreInfo> planned =
        it.database("co]py").prepareRestore(archive("/b/it's.bak").build());
    List<String> script = script(planned);
    assertThat(script).hasSize(4);
    assertThat(script.get(0)).isEqualTo("RESTORE HEADERONLY FROM DISK = N'/b/it''s.bak'");
    assertThat(script.get(1))
        .isEqualTo(
            "RESTORE VERIFYONLY FROM DISK = N'/b/it''s.bak' WITH FILE = 1, CHECKSUM, STOP_ON_ERROR,"
                + " STATS = 5");
    assertThat(script.get(2))
        .matches(
            "RESTORE DATABASE \\[co\\]\\]py\\] FROM DISK = N'/b/it''s.bak' WITH FILE = 1, MOVE"
                + " N'shop' TO N'/var/opt/mssql/data/co_py_[0-9a-f]{8}_1.mdf', MOVE N'shop_log' TO"
                + " N'/var/opt/mssql/data/co_py_[0-9a-f]{8}_2.ldf', CHECKSUM, STOP_ON_ERROR,"
                + " NORECOVERY, STATS = 5");
    assertThat(script.get(3)).isEqualTo("RESTORE DATABASE [co]]py] WITH RECOVERY");
    assertThat(it.database("co]py").exists()).isFalse();
    RestoreInfo info = planned.run();
    assertThat(info.target()).isEqualTo("co]py");
    assertThat(info.used()).extracting(BackupInfo::backupType).containsExactly(BackupType.FULL);
    assertThat(info.reached()).contains(it.clock.instant());
    assertThat(info.next()).hasSize(2).anyMatch(text -> text.contains("full backup"));
    assertThat(rows("co]py")).containsExactly("one");
    assertThat(rows("shop")).containsExactly("one");
  }

  @Test
  void aRestoreTakesAFewStatementsBesideItsSteps() {
    it.full("/b/1.bak");
    it.database("copy").exists();
    RestoreOptions options = archive("/b/1.bak").build();
    assertThat(it.scene.statements(() -> it.database("copy").prepareRestore(options)))
        .as(
            "the database and all files, the zone, label and headers, its files, the server's"
                + " places, rights, the database and all files again, the room")
        .isEqualTo(11);
    assertThat(it.scene.statements(() -> it.database("other").restore(options)))
        .as("the same, checks again, headers, verify, and three for each of two RESTOREs")
        .isEqualTo(23);
  }

  @Test
  void theWholeChainToAnInstantIsShownBeforeItIsRun() {
    it.row("one");
    it.full("/b/1.bak");
    Instant target = it.row("two");
    it.row("three");
    it.log("/b/1.trn");
    it.row("four");
    it.log("/b/2.trn");
    Operation<RestoreInfo> planned =
        it.database("copy").prepareRestore(history().pointInTime(target).build());
    assertThat(planned.refused()).as("%s", planned.checks()).isFalse();
    List<String> changes = changes(planned);
    assertThat(changes).hasSize(3);
    assertThat(changes.get(0)).startsWith("RESTORE DATABASE [copy] FROM DISK = N'/b/1.bak'");
    assertThat(changes.get(1))
        .isEqualTo(
            "RESTORE LOG [copy] FROM DISK = N'/b/1.trn' WITH FILE = 1, CHECKSUM, STOP_ON_ERROR,"
                + " NORECOVERY, STOPAT = '2026-05-01T11:33:30.000', STATS = 5");
    assertThat(changes.get(2)).isEqualTo("RESTORE DATABASE [copy] WITH RECOVERY");
    assertThat(it.scene.model.contents()).doesNotContain("copy");
    RestoreInfo info = planned.run();
    assertThat(info.reached()).contains(target);
    assertThat(info.used())
        .extracting(BackupInfo::backupType)
        .containsExactly(BackupType.FULL, BackupType.LOG);
    assertThat(rows("copy")).containsExactly("one", "two");
  }

  @Test
  void toTheLatestByADifferentialAndItsLogs() {
    it.full("/b/1.bak");
    it.row("one");
    it.log("/b/1.trn");
    it.differential("/b/1.dif");
    it.row("two");
    it.log("/b/2.trn");
    Instant end = it.clock.instant();
    it.row("never backed up");
    Operation<RestoreInfo> planned = it.database("copy").prepareRestore(history().build());
    assertThat(warnings(planned)).contains("the newest backup ends where the database ended");
    RestoreInfo info = planned.run();
    assertThat(info.used())
        .extracting(BackupInfo::backupType)
        .containsExactly(BackupType.FULL, BackupType.DIFFERENTIAL, BackupType.LOG);
    assertThat(info.reached()).contains(end);
    assertThat(rows("copy")).containsExactly("one", "two");
  }

  @Test
  void ofSeveralSetsInAnArchiveTheNewestChainIsTakenUnlessAPositionIsNamed() {
    it.row("old");
    it.full("/b/all.bak");
    it.row("new");
    it.full("/b/all.bak");
    it.row("log");
    it.log("/b/all.bak");
    it.database("newest").restore(archive("/b/all.bak").build());
    assertThat(rows("newest")).containsExactly("old", "new", "log");
    RestoreOptions first = archive("/b/all.bak").option(MssqlRestore.POSITION, 1).build();
    it.database("first").restore(first);
    assertThat(rows("first")).containsExactly("old");
    assertRefused(
        ErrorCode.NOT_FOUND,
        it.database("x")
            .prepareRestore(archive("/b/all.bak").option(MssqlRestore.POSITION, 9).build()));
    it.sql("CREATE DATABASE [other]", "BACKUP DATABASE [other] TO DISK = N'/b/all.bak'");
    assertRefused(
        ErrorCode.INVALID_OPTIONS, it.database("x").prepareRestore(archive("/b/all.bak").build()));
    it.database("x").restore(archive("/b/all.bak").option(MssqlRestore.DATABASE, "shop").build());
    assertThat(rows("x")).containsExactly("old", "new", "log");
  }

  @Test
  void anArchiveThatNeedsOthersBringsThemFromTheHistory() {
    it.full("/b/1.bak");
    it.row("one");
    it.log("/b/1.trn");
    it.row("two");
    it.log("/b/2.trn");
    it.full("/b/2.bak");
    RestoreInfo info = it.database("copy").restore(archive("/b/1.trn").build());
    assertThat(info.used())
        .extracting(BackupInfo::location)
        .containsExactly(Location.server("/b/1.bak"), Location.server("/b/1.trn"));
    assertThat(rows("copy")).containsExactly("one");
  }

  @Test
  void backupsThatTheServerDoesNotKnowAreNamedOneByOne() {
    it.full("/b/1.bak");
    it.row("one");
    it.log("/b/1.trn");
    RestoreOptions elsewhere =
        RestoreOptions.builder()
            .from(RestoreSource.history("shop", Location.server("/nothing/here")))
            .option(MssqlRestore.FILES, "/b/1.bak | /b/1.trn")
            .build();
    RestoreInfo info = it.database("copy").restore(elsewhere);
    assertThat(info.used()).hasSize(2);
    assertThat(rows("copy")).containsExactly("one");
  }

  @Test
  void anExistingDatabaseIsReplacedOnlyIfAllowedAndOnlyByAWholeOne() {
    it.row("one");
    it.full("/b/1.bak");
    it.row("two");
    assertRefused(ErrorCode.ALREADY_EXISTS, it.shop.prepareRestore(archive("/b/1.bak").build()));
    Operation<RestoreInfo> planned =
        it.shop.prepareRestore(archive("/b/1.bak").overwrite(true).force(true).build());
    assertThat(warnings(planned)).contains("what was written since the last log backup is kept");
    List<String> changes = changes(planned);
    assertThat(changes.get(0))
        .matches("RESTORE DATABASE \\[gds_new_[0-9a-f]{8}\\] FROM .*/shop_[0-9a-f]{8}_1.mdf'.*")
        .doesNotContain("REPLACE");
    assertThat(changes.get(1)).matches("RESTORE DATABASE \\[gds_new_.{8}\\] WITH RECOVERY");
    assertThat(changes.get(2))
        .matches("ALTER AUTHORIZATION ON DATABASE::\\[gds_new_.{8}\\] TO \\[sa\\]");
    assertThat(changes.get(3))
        .matches(
            "ALTER DATABASE \\[shop\\] SET SINGLE_USER WITH ROLLBACK IMMEDIATE;\n"
                + "ALTER DATABASE \\[shop\\] MODIFY NAME = \\[gds_old_.{8}\\]");
    assertThat(changes.get(changes.size() - 1)).matches("DROP DATABASE IF EXISTS .gds_old_.{8}.");
    planned.run();
    assertThat(rows("shop")).containsExactly("one");
    assertThat(it.scene.engine.databases()).extracting(MssqlDatabase::name).containsExactly("shop");
  }

  @Test
  void aDroppedDatabaseComesBackFromItsHistoryToWhereItWas() {
    it.row("one");
    it.full("/b/1.bak");
    it.shop.drop(DropOptions.defaults());
    RestoreOptions options = RestoreOptions.builder().from(RestoreSource.dropped("shop")).build();
    Operation<RestoreInfo> planned = it.shop.prepareRestore(options);
    assertThat(changes(planned).get(0))
        .contains("MOVE N'shop' TO N'/var/opt/mssql/data/shop.mdf'")
        .contains("MOVE N'shop_log' TO N'/var/opt/mssql/data/shop_log.ldf'");
    planned.run();
    assertThat(rows("shop")).containsExactly("one");
  }

  @Test
  void filesGoWhereTheCallerSaysButNeverOverThoseOfOthers() {
    it.full("/b/1.bak");
    RestoreOptions mapped =
        archive("/b/1.bak").map(RestoreMapping.Kind.FILE, "shop", "/d/it's here.mdf").build();
    it.database("copy").restore(mapped);
    assertThat(it.database("copy").refresh().dataFiles().get(0).path())
        .isEqualTo("/d/it's here.mdf");
    RestoreOptions over =
        archive("/b/1.bak")
            .map(RestoreMapping.Kind.FILE, "shop", "/var/opt/mssql/data/shop.mdf")
            .build();
    assertRefused(ErrorCode.ALREADY_EXISTS, it.database("x").prepareRestore(over));
    RestoreOptions unknown =
        archive("/b/1.bak").map(RestoreMapping.Kind.FILE, "shopp", "/d/x.mdf").build();
    assertThatThrownBy(() -> it.database("x").prepareRestore(unknown))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("no logical file shopp")
        .hasMessageContaining("shop, shop_log");
  }

  @Test
  void faultyOptionsAreToldAllAtOnce() {
    RestoreOptions options =
        RestoreOptions.builder()
            .from(RestoreSource.history("shop"))
            .pointInTime(MssqlBackedScene.BEGIN)
            .verify(VerifyLevel.RESTORE_AND_CHECK)
            .map(RestoreMapping.Kind.TABLESPACE, "a", "b")
            .map(RestoreMapping.Kind.FILE, "c", "/d/1")
            .map(RestoreMapping.Kind.FILE, "d", "/d/1")
            .map(RestoreMapping.Kind.FILE, "e", "tab\tin it")
            .option(MssqlRestore.POSITION, 1)
            .option(MssqlRestore.LSN, MssqlLsn.of(5))
            .option(MssqlRestore.MARK_AFTER, MssqlBackedScene.BEGIN)
            .option(MssqlRestore.NO_RECOVERY, true)
            .option(MssqlRestore.STANDBY, "/d/undo")
            .option(MssqlRestore.KEEP_REPLICATION, true)
            .option(MssqlRestore.RESTRICTED_USER, true)
            .option(MssqlRestore.TAIL_LOG, "https://a/b?sig=secret")
            .build();
    assertThatThrownBy(() -> it.shop.prepareRestore(options))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e ->
                assertThat(e.faults())
                    .extracting(fault -> fault.option())
                    .containsExactlyInAnyOrder(
                        "mssql.position",
                        "pointInTime",
                        "mssql.mark-after",
                        "mssql.standby",
                        "mssql.keep-replication",
                        "mssql.restricted-user",
                        "verify",
                        "map",
                        "map",
                        "map",
                        "mssql.tail-log"))
        .message()
        .doesNotContain("secret");
    RestoreOptions local = RestoreOptions.builder().from(Path.of("/tmp/1.bak")).build();
    assertThatThrownBy(() -> it.shop.prepareRestore(local))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("LOCAL");
  }

  @Test
  void anInstantThatComesTwiceOnTheServersClockIsRefused() {
    it.close();
    it = new MssqlBackedScene(builder -> builder.zone(ZoneId.of("Europe/Berlin")));
    it.clock.set(Instant.parse("2026-10-24T23:00:00Z"));
    it.full("/b/1.bak");
    it.clock.set(Instant.parse("2026-10-25T00:20:00Z"));
    it.row("first half past two");
    it.clock.set(Instant.parse("2026-10-25T03:00:00Z"));
    it.log("/b/1.trn");
    Operation<RestoreInfo> twice =
        it.database("copy")
            .prepareRestore(history().pointInTime(Instant.parse("2026-10-25T00:30:00Z")).build());
    assertRefused(ErrorCode.INVALID_OPTIONS, twice);
    assertThat(twice.checks()).anyMatch(check -> check.measured().contains("set back"));
    it.database("copy")
        .restore(history().pointInTime(Instant.parse("2026-10-25T02:30:00Z")).build());
    assertThat(rows("copy")).containsExactly("first half past two");
  }

  @Test
  void anOlderServerTellsNoZoneSoThatACallerNamesIt() {
    it.close();
    it =
        new MssqlBackedScene(
            builder ->
                builder.release(SqlServerRelease.SQL_SERVER_2019).zone(ZoneId.of("Europe/Berlin")));
    it.clock.set(Instant.parse("2026-10-24T12:00:00Z"));
    it.full("/b/1.bak");
    Instant target = it.row("one");
    it.clock.set(Instant.parse("2026-10-25T12:00:00Z"));
    it.log("/b/1.trn");
    Operation<RestoreInfo> unknown =
        it.database("copy").prepareRestore(history().pointInTime(target).build());
    assertRefused(ErrorCode.INVALID_OPTIONS, unknown);
    assertThat(unknown.checks()).anyMatch(check -> check.remedy().contains("mssql.time-zone"));
    RestoreOptions named =
        history()
            .pointInTime(target)
            .option(MssqlRestore.TIME_ZONE, ZoneId.of("Europe/Berlin"))
            .build();
    Operation<RestoreInfo> planned = it.database("copy").prepareRestore(named);
    assertThat(changes(planned).get(1)).contains("STOPAT = '2026-10-24T14:02:30.000'");
    planned.run();
    assertThat(rows("copy")).containsExactly("one");
  }

  @Test
  void aMissingLogIsNamedWithWhatLiesAroundIt() {
    it.full("/b/1.bak");
    it.row("one");
    it.log("/elsewhere/1.trn");
    Instant target = it.row("two");
    it.log("/b/2.trn");
    Operation<RestoreInfo> planned =
        it.database("copy")
            .prepareRestore(
                RestoreOptions.builder()
                    .from(RestoreSource.history("shop", Location.server("/b")))
                    .pointInTime(target)
                    .build());
    assertRefused(ErrorCode.PRECONDITION_FAILED, planned);
    assertThat(planned.checks())
        .filteredOn(check -> check.refused())
        .extracting(check -> check.measured())
        .singleElement()
        .asString()
        .contains("a log backup is missing")
        .contains("/b/2.trn");
  }

  @Test
  void afterARestoreToAnEarlierStateBothBranchesAreReached() {
    it.full("/b/1.bak");
    Instant before = it.row("one");
    Instant lost = it.row("two");
    it.log("/b/1.trn");
    it.shop.restore(
        history().pointInTime(before).overwrite(true).option(MssqlRestore.IN_PLACE, true).build());
    assertThat(rows("shop")).containsExactly("one");
    it.row("another two");
    it.log("/b/2.trn");
    it.database("new").restore(history().build());
    assertThat(rows("new")).containsExactly("one", "another two");
    it.database("old").restore(history().pointInTime(lost).build());
    assertThat(rows("old")).containsExactly("one", "two");
  }

  @Test
  void aPlaceInTheLogIsATargetToo() {
    it.full("/b/1.bak");
    it.row("one");
    it.log("/b/1.trn");
    UUID nobodys = new UUID(1, 2);
    assertRefused(
        ErrorCode.NOT_FOUND,
        it.database("copy").prepareRestore(history().option(MssqlRestore.FAMILY, nobodys).build()));
    assertRefused(
        ErrorCode.INVALID_OPTIONS,
        it.database("copy").prepareRestore(history().option(MssqlRestore.MARK, "payday").build()));
    Operation<RestoreInfo> planned =
        it.database("copy")
            .prepareRestore(
                history()
                    .option(MssqlRestore.LSN, MssqlLsn.parse("34000000030400001"))
                    .option(MssqlRestore.BEFORE, true)
                    .build());
    assertThat(changes(planned)).anyMatch(sql -> sql.contains("STOPBEFOREMARK = 'lsn:34000000"));
  }

  @Test
  void aLogIsReachedUpToWhereItsBackupBeganUnlessItTellsMore() {
    MssqlBackupSet set = MssqlTestSets.log(10, 20, "2026-03-01T10:00:30").set();
    MssqlBackupEntry.About nothing =
        new MssqlBackupEntry.About(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    BackupInfo log =
        new MssqlBackupEntry(set, nothing)
            .info(new MssqlServerTime(ZoneOffset.UTC), Optional.empty(), it.clock.instant());
    assertThat(MssqlRestoreAccount.end(log)).isEqualTo("2026-03-01T09:59:30Z");
  }
}
