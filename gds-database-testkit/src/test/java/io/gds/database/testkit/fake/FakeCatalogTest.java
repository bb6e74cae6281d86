package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class FakeCatalogTest {
  private final FakeClock clock = new FakeClock();
  private final FakeDatabaseEngine engine =
      FakeDatabaseEngine.builder().clock(clock).database("shop").database("other").build();
  private final SupportsBackupCatalog catalog = engine.require(SupportsBackupCatalog.class);

  @TempDir Path directory;

  @AfterEach
  void close() {
    engine.close();
  }

  private BackupInfo backup(String database, BackupType type) {
    BackupInfo made =
        engine
            .database(database)
            .backup(BackupOptions.builder().type(type).into(Location.server("/backups")).build());
    clock.advance(Duration.ofHours(1));
    return made;
  }

  private static DeleteBackupsOptions keeping(RetentionPolicy policy) {
    return DeleteBackupsOptions.builder().policy(policy).build();
  }

  @Test
  void theHistoryIsNewestFirstAndFiltered() {
    BackupInfo first = backup("shop", BackupType.FULL);
    BackupInfo second = backup("other", BackupType.FULL);
    BackupInfo third = backup("shop", BackupType.LOG);

    assertThat(ids(catalog.backupHistory(BackupQuery.all())))
        .containsExactly(third.id(), second.id(), first.id());
    assertThat(ids(catalog.backupHistory(BackupQuery.all().database("shop").limit(1))))
        .containsExactly(third.id());
    assertThat(ids(catalog.backupHistory(BackupQuery.all().type(BackupType.FULL))))
        .containsExactly(second.id(), first.id());
    assertThat(catalog.backupHistory(BackupQuery.all().in(Location.server("/elsewhere"))))
        .isEmpty();
    assertThat(catalog.inspectBackup(first.location()).id()).isEqualTo(first.id());
  }

  @Test
  void localBackupsAreFoundInTheirDirectoryByAServerThatDidNotMakeThem() throws Exception {
    BackupInfo full =
        engine.database("shop").backup(BackupOptions.builder().into(directory).build());
    BackupInfo differential =
        engine
            .database("shop")
            .backup(BackupOptions.builder().type(BackupType.DIFFERENTIAL).into(directory).build());
    Files.writeString(directory.resolve("notes.txt"), "not a backup");
    try (FakeDatabaseEngine other = FakeDatabaseEngine.builder().build()) {
      SupportsBackupCatalog theirs = other.require(SupportsBackupCatalog.class);
      Location place = Location.local(directory);

      assertThat(ids(theirs.backupHistory(BackupQuery.all().in(place))))
          .containsExactly(differential.id(), full.id());
      other
          .database("copy")
          .restore(RestoreOptions.builder().from(RestoreSource.history("shop", place)).build());
      assertThat(other.database("copy").exists()).isTrue();
      assertThat(
              theirs.backupHistory(
                  BackupQuery.all().in(Location.local(directory.resolve("absent")))))
          .isEmpty();
    }
    try (FakeDatabaseEngine posing =
        FakeDatabaseEngine.builder()
            .posingAs(io.gds.database.connection.DatabaseType.MYSQL)
            .build()) {
      assertThat(
              posing
                  .require(SupportsBackupCatalog.class)
                  .backupHistory(BackupQuery.all().in(Location.local(directory))))
          .isEmpty();
    }
  }

  private static List<String> ids(List<BackupInfo> backups) {
    return backups.stream().map(BackupInfo::id).toList();
  }

  @Test
  void theWindowHasASpanForEachChainAndSaysWhatLiesBetween() {
    BackupInfo full = backup("shop", BackupType.FULL);
    backup("shop", BackupType.LOG);
    BackupInfo log = backup("shop", BackupType.LOG);
    BackupInfo later = backup("shop", BackupType.FULL);

    ReachableWindow window = catalog.reachableWindow("shop", BackupQuery.all());

    assertThat(window.spans()).hasSize(2);
    assertThat(window.spans().get(0))
        .isEqualTo(
            new ReachableWindow.Span(
                full.consistentAt().orElseThrow(), log.consistentAt().orElseThrow()));
    assertThat(window.reaches(later.consistentAt().orElseThrow())).isTrue();
    assertThat(window.gaps()).hasSize(1);
    assertThat(catalog.reachableWindow("other", BackupQuery.all()).spans()).isEmpty();
  }

  @Test
  void aChainThatLostItsBaseIsAGap() {
    BackupInfo full = backup("shop", BackupType.FULL);
    backup("shop", BackupType.LOG);
    engine.server().vault.delete(full);

    ReachableWindow window = catalog.reachableWindow("shop", BackupQuery.all());

    assertThat(window.spans()).isEmpty();
    assertThat(window.gaps().get(0).reason()).contains("based on");
  }

  @Test
  void aBackupIsProvedAtEachLevel() {
    BackupInfo backup = backup("shop", BackupType.FULL);
    int checked = 0;
    for (VerifyLevel level : catalog.verifyLevels()) {
      BackupVerification verification =
          catalog.verifyBackup(
              VerifyOptions.builder().backup(backup.location()).level(level).build());
      assertThat(verification.level()).isEqualTo(level);
      assertThat(verification.backup().id()).isEqualTo(backup.id());
      assertThat(verification.checked().size()).isGreaterThan(checked);
      checked = verification.checked().size();
    }
    assertThat(engine.changes()).extracting(FakeCall::name).containsOnly("backup");
  }

  @Test
  void aDamagedOrMissingBackupIsNotProved() {
    BackupInfo backup = backup("shop", BackupType.FULL);
    engine.server().corrupt(backup.id());

    assertThatThrownBy(
            () -> catalog.verifyBackup(VerifyOptions.builder().backup(backup.location()).build()))
        .isInstanceOf(ArchiveException.class);
    assertThatThrownBy(
            () ->
                catalog.verifyBackup(
                    VerifyOptions.builder().backup(Location.engine("absent")).build()))
        .isInstanceOf(NotFoundException.class);
    try (FakeDatabaseEngine few =
        FakeDatabaseEngine.builder().verifyLevels(VerifyLevel.MANIFEST).build()) {
      assertThatThrownBy(
              () ->
                  few.require(SupportsBackupCatalog.class)
                      .prepareVerifyBackup(VerifyOptions.of(directory.resolve("x"))))
          .isInstanceOf(UnsupportedCapabilityException.class);
    }
  }

  @Test
  void retentionKeepsTheNewestAndAllItIsBasedOn() {
    BackupInfo lost = backup("shop", BackupType.FULL);
    BackupInfo base = backup("shop", BackupType.FULL);
    BackupInfo log = backup("shop", BackupType.LOG);
    BackupInfo other = backup("other", BackupType.FULL);

    Operation<RetentionPlan> deletion =
        catalog.prepareDeleteBackups(keeping(RetentionPolicy.keepLast(1)));
    RetentionPlan planned = catalog.planRetention(keeping(RetentionPolicy.keepLast(1)));

    assertThat(ids(planned.keep())).containsExactlyInAnyOrder(base.id(), log.id(), other.id());
    assertThat(ids(planned.delete())).containsExactly(lost.id());
    assertThat(planned.reasons().get(base.id())).contains("based on");
    assertThat(deletion.script().text()).contains(lost.id()).doesNotContain(base.id());
    deletion.run();
    assertThat(ids(catalog.backupHistory(BackupQuery.all()))).doesNotContain(lost.id());
  }

  @Test
  void retentionByAgeKeepsWhatIsYoungAndDeletesFiles() {
    BackupInfo old = engine.database("shop").backup(BackupOptions.to(directory.resolve("old.bak")));
    clock.advance(Duration.ofDays(10));
    backup("shop", BackupType.FULL);
    backup("shop", BackupType.FULL);
    RetentionPolicy young = RetentionPolicy.keepWithin(Duration.ofDays(7));

    DeleteBackupsOptions options =
        DeleteBackupsOptions.builder().policy(young).database("shop").build();
    RetentionPlan done = catalog.deleteBackups(options);

    assertThat(ids(done.delete())).containsExactly(old.id());
    assertThat(done.reasons().values()).anyMatch(why -> why.contains("not older than"));
    assertThat(directory).isEmptyDirectory();
    RetentionPlan several = catalog.planRetention(keeping(RetentionPolicy.keepLast(2)));
    assertThat(several.reasons().values()).anyMatch(why -> why.contains("last 2"));
  }

  @Test
  void pinnedBackupsStay() {
    BackupInfo pinned =
        engine.database("shop").backup(BackupOptions.to(directory.resolve("pinned.bak")));
    Path path = pinned.location().path();
    ManifestFile.replace(path, ManifestFile.read(path).toBuilder().pinned(true).build());
    clock.advance(Duration.ofDays(1));
    engine.database("shop").backup(BackupOptions.to(directory.resolve("newer.bak")));

    RetentionPlan plan =
        catalog.planRetention(
            DeleteBackupsOptions.builder()
                .policy(RetentionPolicy.keepLast(1))
                .in(Location.local(directory))
                .build());

    assertThat(plan.delete()).isEmpty();
    assertThat(plan.reasons()).containsEntry(pinned.id(), "it is pinned");
  }
}
