package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.DropOptions;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Step;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.wire.WireAnswer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlCatalogTest {
  private static final Location DIRECTORY = Location.server("/b");

  private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final MssqlScene scene = new MssqlScene(builder -> builder.clock(clock));
  private final MssqlDatabase shop = scene.create("shop");

  @AfterEach
  void end() {
    scene.close();
  }

  private BackupInfo backup(BackupType type, String file, MssqlMediaUse media) {
    clock.advance(Duration.ofHours(1));
    scene.model.add("shop", List.of(file));
    clock.advance(Duration.ofMinutes(1));
    return shop.backup(
        BackupOptions.builder()
            .to(Location.server(file))
            .type(type)
            .option(MssqlBackup.MEDIA, media)
            .build());
  }

  private BackupInfo backup(BackupType type, String file) {
    return backup(type, file, MssqlMediaUse.NEW);
  }

  private List<String> ids(List<BackupInfo> backups) {
    return backups.stream().map(BackupInfo::id).toList();
  }

  @Test
  void theHistoryIsOneStatementAndSaysWhatEachIsBasedOn() {
    BackupInfo full = backup(BackupType.FULL, "/b/1.bak");
    BackupInfo log = backup(BackupType.LOG, "/b/2.trn");
    BackupInfo differential = backup(BackupType.DIFFERENTIAL, "/b/3.dif");
    BackupInfo last = backup(BackupType.LOG, "/other/4.trn");
    List<BackupInfo> all = scene.engine.backupHistory(BackupQuery.all());
    assertThat(ids(all)).containsExactly(last.id(), differential.id(), log.id(), full.id());
    assertThat(all.get(0).basedOn())
        .as("the differential ends within the log, and needs less than the log before it")
        .contains(differential.id());
    assertThat(all.get(1).basedOn()).contains(full.id());
    assertThat(all.get(2).basedOn()).contains(full.id());
    assertThat(all.get(3).basedOn()).isEmpty();
    assertThat(all)
        .map(backup -> backup.withChecked(List.of()))
        .contains(full.withChecked(List.of()));
    assertThat(scene.statements(() -> scene.engine.backupHistory(BackupQuery.all()))).isEqualTo(1);
    BackupQuery here = BackupQuery.all().in(DIRECTORY);
    assertThat(ids(scene.engine.backupHistory(here)))
        .containsExactly(differential.id(), log.id(), full.id());
    assertThat(ids(scene.engine.backupHistory(here.limit(1)))).containsExactly(differential.id());
    assertThat(ids(scene.engine.backupHistory(here.type(BackupType.LOG))))
        .containsExactly(log.id());
    assertThat(ids(scene.engine.backupHistory(here.since(differential.finishedAt()))))
        .containsExactly(differential.id());
    assertThat(scene.engine.backupHistory(BackupQuery.all().database("SHOP"))).isEmpty();
  }

  @Test
  void severalSetsAtOnePlaceAreAllThereAndTheNewestIsMeant() {
    BackupInfo first = backup(BackupType.FULL, "/b/1.bak");
    BackupInfo second = backup(BackupType.FULL, "/b/1.bak", MssqlMediaUse.APPEND);
    assertThat(second.attributes()).containsEntry("position", "2");
    assertThat(ids(scene.engine.backupSets(first.location())))
        .containsExactly(first.id(), second.id());
    assertThat(scene.engine.inspectBackup(first.location()).id()).isEqualTo(second.id());
    VerifyOptions.Builder verify = VerifyOptions.builder().backup(first.location());
    assertThat(scene.engine.verifyBackup(verify.build()).backup().id()).isEqualTo(second.id());
    BackupVerification proof =
        scene.engine.verifyBackup(verify.option(MssqlVerify.POSITION, 1).build());
    assertThat(proof.backup().id()).isEqualTo(first.id());
    assertThatThrownBy(
            () -> scene.engine.verifyBackup(verify.option(MssqlVerify.POSITION, 3).build()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void whatDidNotComeToItsEndIsNamedAndNeverPassedOver() {
    BackupInfo first = backup(BackupType.FULL, "/b/1.bak");
    backup(BackupType.FULL, "/b/1.bak", MssqlMediaUse.APPEND);
    scene.model.storage().cutShort("/b/1.bak");
    List<BackupInfo> sets = scene.engine.backupSets(first.location());
    assertThat(sets).hasSize(2);
    assertThat(sets.get(0).id()).isEqualTo(first.id());
    assertThat(sets.get(1).attributes())
        .containsEntry("incomplete", "true")
        .containsEntry("position", "2")
        .containsEntry("name", "*** INCOMPLETE ***")
        .containsKey("why");
    assertThat(sets.get(1).database()).isEmpty();
    assertThatThrownBy(() -> scene.engine.inspectBackup(first.location()))
        .isInstanceOfSatisfying(
            ArchiveException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED))
        .hasMessageContaining("no backup at position 2: it did not come to its end");
    VerifyOptions.Builder verify = VerifyOptions.builder().backup(first.location());
    assertThatThrownBy(() -> scene.engine.verifyBackup(verify.build()))
        .as("the backup before it is not proved in its place")
        .isInstanceOf(ArchiveException.class);
    assertThat(
            scene.engine.verifyBackup(verify.option(MssqlVerify.POSITION, 1).build()).backup().id())
        .isEqualTo(first.id());
    assertThatThrownBy(() -> backup(BackupType.FULL, "/b/1.bak", MssqlMediaUse.APPEND))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE));
    assertThat(backup(BackupType.FULL, "/b/1.bak", MssqlMediaUse.OVERWRITE).attributes())
        .containsEntry("position", "1");
  }

  @Test
  void theNextBackupComesBehindRemainsAmongWholeOnes() {
    BackupInfo first = backup(BackupType.FULL, "/b/1.bak");
    WireAnswer.Rows headers =
        WireAnswer.rows(
            "BackupName nvarchar(128)",
            "Position smallint",
            "SoftwareVendorId int",
            "BackupType smallint",
            "BackupSetGUID uniqueidentifier",
            "FirstLSN numeric(25,0)",
            "LastLSN numeric(25,0)",
            "BackupStartDate datetime",
            "BackupFinishDate datetime");
    LocalDateTime then = LocalDateTime.parse("2026-03-01T12:00:00");
    scene
        .peer
        .script()
        .beginningWith("RESTORE HEADERONLY")
        .answer(
            headers
                .row(
                    "***Password Protected***", (short) 1, null, null, null, null, null, null, null)
                .row("other", (short) 3, 99, (short) 1, null, null, null, null, null)
                .row(
                    "good",
                    (short) 4,
                    4608,
                    (short) 1,
                    UUID.fromString("00000000-0000-0000-0000-00000000000a"),
                    BigDecimal.ONE,
                    BigDecimal.TEN,
                    then,
                    then));
    List<BackupInfo> sets = scene.engine.backupSets(first.location());
    assertThat(sets)
        .extracting(set -> set.attributes().getOrDefault("why", "a backup"))
        .containsExactly(
            "its header is protected by a password",
            "the media show no header there",
            "another program wrote it",
            "a backup");
    assertThat(
            shop.prepareBackup(
                    BackupOptions.builder()
                        .to(first.location())
                        .option(MssqlBackup.MEDIA, MssqlMediaUse.APPEND)
                        .build())
                .script()
                .steps())
        .extracting(Step::text)
        .anyMatch(text -> text.contains("RESTORE VERIFYONLY") && text.contains("FILE = 5"));
  }

  @ParameterizedTest
  @EnumSource(VerifyLevel.class)
  void whatWasWrittenByAnAccountsKeyIsProvedByIt(VerifyLevel level) {
    BackupInfo made =
        shop.backup(
            BackupOptions.builder()
                .to(Location.url("https://a.blob.core.windows.net/c/1.bak"))
                .option(MssqlBackup.CREDENTIAL, "store's key")
                .build());
    VerifyOptions.Builder verify = VerifyOptions.builder().backup(made.location()).level(level);
    assertThatThrownBy(() -> scene.engine.verifyBackup(verify.build()))
        .hasMessageContaining("password is not correct");
    assertThatThrownBy(() -> scene.engine.inspectBackup(made.location()))
        .isInstanceOf(DatabaseException.class);
    verify.option(MssqlVerify.CREDENTIAL, "store's key");
    BackupVerification proof = scene.engine.verifyBackup(verify.build());
    assertThat(proof.backup().id()).isEqualTo(made.id());
    assertThat(proof.level()).isEqualTo(level);
    VerifyOptions.Builder file = verify.backup(Location.server("/b/1.bak"));
    assertThatThrownBy(() -> scene.engine.prepareVerifyBackup(file.build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("belongs to a backup at an address");
  }

  @Test
  void whatWasWrittenByAnAccountsKeyIsRestoredByIt() {
    BackupInfo made =
        shop.backup(
            BackupOptions.builder()
                .to(Location.url("https://a.blob.core.windows.net/c/1.bak"))
                .option(MssqlBackup.CREDENTIAL, "store's key")
                .build());
    MssqlDatabase copy = scene.engine.database("copy");
    for (RestoreSource source :
        List.of(RestoreSource.archive(made.location()), RestoreSource.history("shop"))) {
      RestoreOptions.Builder restore = RestoreOptions.builder().from(source);
      assertThat(copy.prepareRestore(restore.build()).refused()).isTrue();
      restore.option(MssqlRestore.CREDENTIAL, "store's key");
      assertThat(copy.restore(restore.build()).used()).extracting(BackupInfo::id).hasSize(1);
      copy.drop(DropOptions.defaults());
    }
    assertThat(scene.changes())
        .anyMatch(text -> text.contains("RESTORE DATABASE") && text.contains("N'store''s key'"));
    RestoreOptions file =
        RestoreOptions.builder()
            .from(RestoreSource.archive(Location.server("/b/1.bak")))
            .option(MssqlRestore.CREDENTIAL, "store's key")
            .build();
    assertThatThrownBy(() -> copy.prepareRestore(file))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("belongs to a backup at an address");
  }

  @Test
  void aLogSaysByItsHeaderToo() {
    BackupInfo full = backup(BackupType.FULL, "/b/1.bak");
    BackupInfo log = backup(BackupType.LOG, "/b/2.trn");
    assertThat(scene.engine.inspectBackup(log.location()).withChecked(List.of()))
        .isEqualTo(log.withChecked(List.of()));
    assertThat(log.basedOn()).contains(full.id());
  }

  @Test
  void theScriptOfAProofIsWhatIsSent() {
    backup(BackupType.FULL, "/b/1.bak");
    VerifyOptions options = VerifyOptions.builder().backup(Location.server("/b/1.bak")).build();
    assertThat(scene.engine.prepareVerifyBackup(options).script().steps())
        .extracting(Step::text)
        .containsExactly(
            "RESTORE LABELONLY FROM DISK = N'/b/1.bak';\nRESTORE HEADERONLY FROM DISK ="
                + " N'/b/1.bak'",
            "RESTORE VERIFYONLY FROM DISK = N'/b/1.bak' WITH FILE = 1, CHECKSUM, STOP_ON_ERROR,"
                + " STATS = 5");
  }

  @Test
  void whatIsDamagedOrNotWholeIsNotProved() {
    BackupInfo damaged = backup(BackupType.FULL, "/b/1.bak");
    scene.model.damage("/b/1.bak");
    assertThatThrownBy(
            () ->
                scene.engine.verifyBackup(
                    VerifyOptions.builder().backup(damaged.location()).build()))
        .isInstanceOf(ArchiveException.class);
    shop.backup(BackupOptions.builder().to(Location.server("/b/a", "/b/b")).build());
    VerifyOptions.Builder half = VerifyOptions.builder().backup(Location.server("/b/b"));
    assertThatThrownBy(() -> scene.engine.verifyBackup(half.build()))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("without 1");
    VerifyOptions whole = half.backup(Location.server("/b/b", "/b/a")).build();
    assertThat(scene.engine.verifyBackup(whole).level()).isEqualTo(VerifyLevel.ARCHIVE);
  }

  @Test
  void withoutChecksumsABackupIsProvedByItsHeaderAtMost() {
    BackupInfo made =
        shop.backup(
            BackupOptions.builder()
                .to(Location.server("/b/1.bak"))
                .option(MssqlBackup.CHECKSUM, false)
                .build());
    assertThat(made.checked()).anyMatch(text -> text.contains("without checksums"));
    BackupVerification proof =
        scene.engine.verifyBackup(VerifyOptions.builder().backup(made.location()).build());
    assertThat(proof.level()).isEqualTo(VerifyLevel.MANIFEST);
    assertThat(proof.checked()).anyMatch(text -> text.contains("no checksums"));
  }

  @Test
  void whoMayNotCreateDatabasesMayNotLookIntoBackups() {
    backup(BackupType.FULL, "/b/1.bak");
    assertThatThrownBy(() -> scene.clerk().inspectBackup(Location.server("/b/1.bak")))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("CREATE DATABASE");
  }

  @Test
  void whatCanBeReachedIsToldWithTheReasonOfEachGap() {
    BackupInfo full = backup(BackupType.FULL, "/b/1.bak");
    BackupInfo log = backup(BackupType.LOG, "/b/2.trn");
    ReachableWindow window = scene.engine.reachableWindow("shop", BackupQuery.all());
    assertThat(window.spans())
        .containsExactly(new ReachableWindow.Span(full.finishedAt(), log.finishedAt()));
    assertThat(window.gaps())
        .singleElement()
        .satisfies(gap -> assertThat(gap.reason()).isNotBlank());
    assertThat(scene.statements(() -> scene.engine.reachableWindow("shop", BackupQuery.all())))
        .isEqualTo(1);
    assertThat(scene.engine.reachableWindow("nobody", BackupQuery.all()).spans()).isEmpty();
  }

  @Test
  void retentionKeepsWhatKeptBackupsNeedAndSaysWhatWouldGo() {
    BackupInfo oldFull = backup(BackupType.FULL, "/b/1.bak");
    BackupInfo oldLog = backup(BackupType.LOG, "/b/2.trn");
    BackupInfo oldDifferential = backup(BackupType.DIFFERENTIAL, "/b/3.dif");
    BackupInfo full = backup(BackupType.FULL, "/b/4.bak");
    BackupInfo log = backup(BackupType.LOG, "/b/5.trn");
    BackupInfo differential = backup(BackupType.DIFFERENTIAL, "/b/6.dif");
    DeleteBackupsOptions options =
        DeleteBackupsOptions.builder().policy(RetentionPolicy.keepLast(1)).database("shop").build();
    RetentionPlan plan = scene.engine.planRetention(options);
    assertThat(ids(plan.keep())).containsExactly(differential.id(), log.id(), full.id());
    assertThat(ids(plan.delete())).containsExactly(oldDifferential.id(), oldLog.id(), oldFull.id());
    assertThat(plan.reasons().values()).noneMatch(String::isBlank);
    assertThatThrownBy(() -> scene.engine.prepareDeleteBackups(options))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("no documented statement");
  }

  @Test
  void whatSharesAFileWithAKeptBackupIsKept() {
    BackupInfo full = backup(BackupType.FULL, "/b/1.bak");
    BackupInfo differential =
        shop.backup(
            BackupOptions.builder()
                .type(BackupType.DIFFERENTIAL)
                .to(Location.server("/b/1.bak"))
                .option(MssqlBackup.MEDIA, MssqlMediaUse.APPEND)
                .build());
    BackupInfo alone = backup(BackupType.DIFFERENTIAL, "/b/2.dif");
    BackupInfo newer =
        shop.backup(
            BackupOptions.builder()
                .to(Location.server("/b/1.bak"))
                .option(MssqlBackup.MEDIA, MssqlMediaUse.OVERWRITE)
                .build());
    RetentionPlan plan = retention("shop");
    assertThat(ids(plan.keep())).containsExactly(newer.id(), differential.id(), full.id());
    assertThat(ids(plan.delete())).containsExactly(alone.id());
    assertThat(plan.reasons().get(full.id())).contains("lies in the same file");
  }

  @Test
  void whatSharesAFileWithABackupOfAnotherDatabaseIsKept() {
    BackupInfo full = backup(BackupType.FULL, "/b/1.bak");
    scene
        .create("other")
        .backup(
            BackupOptions.builder()
                .to(Location.server("/b/1.bak"))
                .option(MssqlBackup.MEDIA, MssqlMediaUse.APPEND)
                .build());
    BackupInfo newer = backup(BackupType.FULL, "/b/2.bak");
    assertThat(ids(retention("shop").keep())).containsExactly(newer.id(), full.id());
  }

  @Test
  void whatNeedsAFullBackupOfAnotherDirectoryIsKept() {
    backup(BackupType.FULL, "/full/1.bak");
    BackupInfo differential = backup(BackupType.DIFFERENTIAL, "/rest/2.dif");
    BackupInfo log = backup(BackupType.LOG, "/rest/3.trn");
    RetentionPlan plan =
        scene.engine.planRetention(
            DeleteBackupsOptions.builder()
                .policy(RetentionPolicy.keepLast(1))
                .in(Location.server("/rest"))
                .build());
    assertThat(ids(plan.keep())).containsExactly(log.id(), differential.id());
    assertThat(plan.delete()).isEmpty();
  }

  @Test
  void moreThanCanBeHeldAtOnceIsNotJudgedByHalves() {
    backup(BackupType.FULL, "/b/1.bak");
    backup(BackupType.FULL, "/b/2.bak");
    MssqlHistory history = new MssqlHistory(((DefaultMssqlEngine) scene.engine).context());
    assertThat(history.atMost(2).entries()).hasSize(2);
    assertThatThrownBy(() -> history.atMost(1))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("more than 1 backups");
    DeleteBackupsOptions whole =
        DeleteBackupsOptions.builder().policy(RetentionPolicy.keepLast(1)).build();
    assertThat(scene.statements(() -> scene.engine.planRetention(whole))).isEqualTo(1);
    assertThat(scene.engine.planRetention(whole).delete()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's a ] sh\u00f6p.", "]]]", "a\"b;--", "."})
  void hostileNamesGoThroughAllThatFindsAndProves(String name) {
    MssqlDatabase hostile = scene.create(name);
    BackupInfo made =
        hostile.backup(BackupOptions.builder().to(Location.server("/b/h.bak")).build());
    assertThat(made.database()).isEqualTo(name);
    assertThat(ids(scene.engine.backupHistory(BackupQuery.all().database(name))))
        .containsExactly(made.id());
    assertThat(scene.engine.reachableWindow(name, BackupQuery.all()).spans()).isNotEmpty();
    assertThat(ids(retention(name).keep())).containsExactly(made.id());
    assertThat(scene.engine.inspectBackup(made.location()).database()).isEqualTo(name);
    assertThat(
            scene
                .engine
                .verifyBackup(
                    VerifyOptions.builder()
                        .backup(made.location())
                        .level(VerifyLevel.RESTORE_AND_CHECK)
                        .build())
                .checked())
        .anyMatch(text -> text.contains("backup of " + name));
    assertThat(scene.engine.backupCoverage(Duration.ofDays(1), Duration.ofDays(1)))
        .filteredOn(finding -> finding.kind() == MssqlBackupFinding.Kind.NO_FULL)
        .noneMatch(finding -> finding.database().equals(name));
  }

  @Test
  void aNameThatIsTooLongIsRefused() {
    String tooLong = "x".repeat(129);
    BackupQuery all = BackupQuery.all();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> scene.engine.database(tooLong),
            () -> scene.engine.backupHistory(all.database(tooLong)),
            () -> scene.engine.reachableWindow(tooLong, all),
            () -> retention(tooLong))) {
      assertThatThrownBy(call)
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("128");
    }
  }

  private RetentionPlan retention(String database) {
    return scene.engine.planRetention(
        DeleteBackupsOptions.builder()
            .policy(RetentionPolicy.keepLast(1))
            .database(database)
            .build());
  }

  @Test
  void aPlaceOutOfTheServersReachIsNoPlace() {
    assertThatThrownBy(
            () -> scene.engine.inspectBackup(new Location(Location.Kind.LOCAL, List.of("/b/1"))))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("out of the server's reach");
  }

  @Test
  void databasesWithoutBackupsAreReportedInTwoStatements() {
    scene.create("bare");
    backup(BackupType.FULL, "/b/1.bak");
    backup(BackupType.LOG, "/b/2.trn");
    List<MssqlBackupFinding> findings =
        scene.engine.backupCoverage(Duration.ofDays(1), Duration.ofHours(1));
    assertThat(findings)
        .filteredOn(finding -> finding.database().equals("bare"))
        .extracting(MssqlBackupFinding::kind)
        .containsExactly(MssqlBackupFinding.Kind.NO_FULL, MssqlBackupFinding.Kind.PSEUDO_SIMPLE);
    assertThat(findings).noneMatch(finding -> finding.database().equals("tempdb"));
    assertThat(
            scene.statements(
                () -> scene.engine.backupCoverage(Duration.ofDays(1), Duration.ofHours(1))))
        .isEqualTo(2);
  }
}
