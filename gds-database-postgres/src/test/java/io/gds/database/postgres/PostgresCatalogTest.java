package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PostgresCatalogTest {
  private Depot depot;

  @BeforeEach
  void open() throws Exception {
    depot = Depot.shared();
  }

  @AfterEach
  void close() throws Exception {
    depot.close();
  }

  private BackupInfo into(PostgresDatabase database) {
    return database.backup(BackupOptions.into(depot.directory));
  }

  private BackupQuery here() {
    return BackupQuery.all().in(Location.local(depot.directory));
  }

  private static List<String> ids(List<BackupInfo> backups) {
    return backups.stream().map(BackupInfo::id).toList();
  }

  private BackupVerification verify(BackupInfo backup, VerifyLevel level) {
    return depot.engine.verifyBackup(
        VerifyOptions.builder()
            .backup(backup.location())
            .level(level)
            .option(PostgresRestore.RUN_SCRIPT, true)
            .build());
  }

  @ParameterizedTest
  @EnumSource(PostgresBackupFormat.class)
  void eachLevelSaysWhatItLookedAt(PostgresBackupFormat format) {
    PostgresDatabase database = depot.filled(77);
    BackupInfo backup = depot.backup(database, PostgresBackup.FORMAT, format);
    assertThat(verify(backup, VerifyLevel.MANIFEST).checked()).hasSize(1);
    assertThat(verify(backup, VerifyLevel.ARCHIVE).checked())
        .anyMatch(text -> text.contains("SHA-256"))
        .anyMatch(text -> text.contains("to its end"));
    assertThat(verify(backup, VerifyLevel.RESTORE).checked())
        .anyMatch(text -> text.contains("restored for trial"));
    BackupVerification whole = verify(backup, VerifyLevel.RESTORE_AND_CHECK);
    assertThat(whole.checked()).anyMatch(text -> text.contains("pg_amcheck"));
    if (format != PostgresBackupFormat.PLAIN) {
      assertThat(whole.checked()).anyMatch(text -> text.contains("all 77 rows of 1 tables"));
    }
    assertThat(depot.leftovers()).isEmpty();
  }

  @Test
  void aTrialIsDroppedIfItFails() throws Exception {
    PostgresDatabase database = depot.filled(10);
    BackupInfo backup = depot.backup(database);
    Path bin =
        depot.faked(
            "pg_restore",
            "for a; do case $a in --dbname*) exit 1;; esac; done; exec \"$real\" \"$@\"");
    assertThatThrownBy(
            () ->
                depot.engine.verifyBackup(
                    VerifyOptions.builder()
                        .backup(backup.location())
                        .level(VerifyLevel.RESTORE)
                        .option(PostgresRestore.TOOLS, bin)
                        .build()))
        .isInstanceOf(DatabaseException.class);
    assertThat(depot.leftovers()).isEmpty();
  }

  @Test
  void anArchiveThatIsReadForEverIsGivenUpInTime() throws Exception {
    PostgresDatabase database = depot.filled(10);
    BackupInfo backup = depot.backup(database);
    assertThat(PostgresCheckup.deadline(PostgresArchive.at(backup.location())))
        .isBetween(java.time.Duration.ofMinutes(1), java.time.Duration.ofMinutes(10));
  }

  @Test
  void theHistoryIsWhatLiesInTheDirectoryAndWhatCannotBeReadIsLeftOut() throws Exception {
    PostgresDatabase database = depot.filled(1);
    BackupInfo first = into(database);
    BackupInfo second = into(database);
    Files.writeString(depot.directory.resolve("broken.manifest.json"), "{");
    assertThat(ids(depot.engine.backupHistory(here()))).containsExactly(second.id(), first.id());
    assertThatThrownBy(() -> depot.engine.backupHistory(BackupQuery.all()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("no record");
    assertThatThrownBy(
            () ->
                depot.engine.backupHistory(
                    BackupQuery.all().in(Location.local(depot.directory.resolve("absent")))))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void eachBackupReachesItsOwnInstantAndNoOther() {
    PostgresDatabase database = depot.filled(1);
    BackupInfo first = into(database);
    BackupInfo second = into(database);
    ReachableWindow window = depot.engine.reachableWindow(database.name(), here());
    assertThat(window.reaches(first.consistentAt().orElseThrow())).isTrue();
    assertThat(window.reaches(second.consistentAt().orElseThrow())).isTrue();
    assertThat(window.reaches(first.consistentAt().orElseThrow().plusMillis(1))).isFalse();
    assertThat(window.gaps()).hasSize(1);
  }

  @Test
  void whatIsDeletedGoesWithEverythingThatBelongsToIt() throws Exception {
    PostgresDatabase database = depot.filled(1);
    BackupInfo directory =
        database.backup(
            BackupOptions.builder()
                .into(depot.directory)
                .option(PostgresBackup.FORMAT, PostgresBackupFormat.DIRECTORY)
                .option(PostgresBackup.GLOBALS, true)
                .build());
    BackupInfo newest = into(database);
    Operation<RetentionPlan> planned =
        depot.engine.prepareDeleteBackups(
            DeleteBackupsOptions.builder()
                .policy(RetentionPolicy.keepLast(1))
                .in(Location.local(depot.directory))
                .build());
    assertThat(ids(planned.run().delete())).containsExactly(directory.id());
    assertThat(depot.files())
        .containsExactlyInAnyOrder(
            newest.location().path().getFileName().toString(),
            newest.location().path().getFileName() + ".manifest.json");
  }

  @Test
  void aBackupOfAPartNeverStandsInForTheWhole() {
    PostgresDatabase database = depot.filled(1);
    BackupInfo whole = into(database);
    BackupInfo older =
        database.backup(
            BackupOptions.builder()
                .into(depot.directory)
                .option(PostgresBackup.TABLES, PostgresNames.of("item"))
                .build());
    BackupInfo part =
        database.backup(
            BackupOptions.builder()
                .into(depot.directory)
                .option(PostgresBackup.CONTENT, PostgresBackupContent.SCHEMA_ONLY)
                .build());
    RetentionPlan plan =
        depot.engine.planRetention(
            DeleteBackupsOptions.builder()
                .policy(RetentionPolicy.keepLast(1))
                .in(Location.local(depot.directory))
                .build());
    assertThat(ids(plan.keep())).containsExactly(part.id(), whole.id());
    assertThat(ids(plan.delete())).containsExactly(older.id());
    assertThat(plan.reasons()).containsKeys(whole.id(), older.id(), part.id());
  }

  @Test
  void aPinnedBackupStays() {
    PostgresDatabase database = depot.filled(1);
    BackupInfo pinned = into(database);
    ManifestFile.replace(
        pinned.location().path(),
        ManifestFile.read(pinned.location().path()).toBuilder().pinned(true).build());
    into(database);
    RetentionPlan plan =
        depot.engine.deleteBackups(
            DeleteBackupsOptions.builder()
                .policy(RetentionPolicy.keepLast(1))
                .in(Location.local(depot.directory))
                .build());
    assertThat(plan.delete()).isEmpty();
    assertThat(plan.reasons().get(pinned.id())).contains("pinned");
  }

  @Test
  void rowsAloneAreNotRestoredIntoANewDatabase() {
    PostgresDatabase database = depot.filled(4);
    BackupInfo rows =
        depot.backup(database, PostgresBackup.CONTENT, PostgresBackupContent.DATA_ONLY);
    assertThat(verify(rows, VerifyLevel.ARCHIVE).checked()).isNotEmpty();
    assertThatThrownBy(() -> verify(rows, VerifyLevel.RESTORE))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("rows only");
    assertThatThrownBy(() -> depot.engine.database(depot.name()).restore(Depot.from(rows).build()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("rows only");
  }

  @Test
  void whatIsNoArchiveIsNotTakenForOne() throws Exception {
    Path nothing = depot.directory.resolve("bin-nothing");
    Files.createDirectory(nothing);
    Path text = Files.writeString(depot.directory.resolve("bin-text"), "hello");
    Path link = Files.createSymbolicLink(depot.directory.resolve("bin-link"), text);
    for (Path path : List.of(nothing, text, link)) {
      assertThatThrownBy(() -> depot.engine.inspectBackup(Location.local(path)))
          .isInstanceOf(ArchiveException.class);
    }
    assertThatThrownBy(
            () -> depot.engine.inspectBackup(Location.local(depot.directory.resolve("absent"))))
        .isInstanceOf(NotFoundException.class)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }
}
