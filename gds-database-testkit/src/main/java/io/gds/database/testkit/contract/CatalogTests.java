package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Database;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Finding, reading, proving and deleting backups. */
abstract class CatalogTests extends ContractGroup {
  CatalogTests(PlatformContract contract) {
    super(contract);
  }

  private interface CatalogTest {
    void accept(SupportsBackupCatalog catalog, Database database) throws Exception;
  }

  private void withCatalog(CatalogTest test) throws Exception {
    Database database = run().filled();
    onDatabase(
        database,
        SupportsBackup.class,
        backups ->
            onDatabase(
                database, SupportsBackupCatalog.class, catalog -> test.accept(catalog, database)));
  }

  /** A backup that the server can tell from the next one by its time. */
  private BackupInfo backup(Database database) {
    BackupInfo made =
        database
            .require(SupportsBackup.class)
            .backup(BackupOptions.builder().into(fixture().backupDirectory()).build());
    try {
      Thread.sleep(fixture().timeResolution().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return made;
  }

  private BackupQuery here(Database database) {
    return BackupQuery.all().in(fixture().backupDirectory()).database(database.name());
  }

  private static List<String> ids(List<BackupInfo> backups) {
    return backups.stream().map(BackupInfo::id).toList();
  }

  @Test
  void whatABackupSaysOfItselfIsWhatWasSaidWhenItWasMade() throws Exception {
    withCatalog(
        (catalog, database) -> {
          BackupInfo made = backup(database);
          BackupInfo read =
              run().unchanged("inspecting", () -> catalog.inspectBackup(made.location()));
          assertThat(read.withChecked(List.of())).isEqualTo(made.withChecked(List.of()));
        });
  }

  @Test
  void whatIsNotThereIsNotInspectedAndNotVerified() throws Exception {
    withCatalog(
        (catalog, database) -> {
          assertRefused(
              "inspecting nothing",
              ErrorCode.NOT_FOUND,
              () -> catalog.inspectBackup(fixture().backupPlace()));
          assertRefused(
              "verifying nothing",
              ErrorCode.NOT_FOUND,
              () ->
                  catalog.verifyBackup(
                      VerifyOptions.builder().backup(fixture().backupPlace()).build()));
        });
  }

  @Test
  void aGoodBackupIsProvedAtEveryDeclaredLevelAndNoOther() throws Exception {
    withCatalog(
        (catalog, database) -> {
          BackupInfo made = backup(database);
          for (VerifyLevel level : VerifyLevel.values()) {
            VerifyOptions options =
                VerifyOptions.builder().backup(made.location()).level(level).build();
            if (declared().verifyLevels().contains(level)) {
              BackupVerification proof =
                  run().unchanged("verifying at " + level, () -> catalog.verifyBackup(options));
              assertThat(proof.level()).isEqualTo(level);
              assertThat(proof.backup().id()).isEqualTo(made.id());
              assertThat(proof.checked()).isNotEmpty().noneMatch(String::isBlank);
            } else {
              assertUnsupported("verifying at " + level, () -> catalog.verifyBackup(options));
            }
          }
        });
  }

  @Test
  void theHistoryIsThatOfTheDatabaseTheNewestFirst() throws Exception {
    withCatalog(
        (catalog, database) -> {
          BackupInfo first = backup(database);
          BackupInfo second = backup(database);
          BackupInfo others = backup(run().filled(2));
          List<BackupInfo> history =
              run().unchanged("the history", () -> catalog.backupHistory(here(database)));
          assertThat(ids(history)).containsExactlyInAnyOrder(first.id(), second.id());
          assertThat(history)
              .isSortedAccordingTo(Comparator.comparing(BackupInfo::finishedAt).reversed());
          assertThat(ids(catalog.backupHistory(BackupQuery.all().in(fixture().backupDirectory()))))
              .contains(first.id(), second.id(), others.id());
          assertThat(catalog.backupHistory(here(database).limit(1))).hasSize(1);
          assertThat(
                  catalog.backupHistory(
                      here(database).since(fixture().clock().instant().plusSeconds(3600))))
              .isEmpty();
          assertThat(catalog.backupHistory(here(database).type(first.backupType()))).hasSize(2);
        });
  }

  @Test
  void anInstantThatABackupStandsForCanBeReached() throws Exception {
    withCatalog(
        (catalog, database) -> {
          BackupInfo made = backup(database);
          ReachableWindow window =
              run()
                  .unchanged(
                      "the window", () -> catalog.reachableWindow(database.name(), here(database)));
          assertThat(window.database()).isEqualTo(database.name());
          assertThat(window.spans()).isNotEmpty();
          assertThat(window.reaches(made.consistentAt().orElse(made.finishedAt()))).isTrue();
          assertThat(window.gaps()).allSatisfy(gap -> assertThat(gap.reason()).isNotBlank());
          String nobody = run().missing().name();
          assertThat(catalog.reachableWindow(nobody, here(engine().database(nobody))).spans())
              .as("the window of a database without backups")
              .isEmpty();
        });
  }

  private DeleteBackupsOptions keepLast(int count, Database database) {
    return DeleteBackupsOptions.builder()
        .policy(RetentionPolicy.keepLast(count))
        .database(database.name())
        .in(fixture().backupDirectory())
        .build();
  }

  @Test
  void retentionDeletesWhatItsPlanSaysAndNothingElse() throws Exception {
    withCatalog(
        (catalog, database) -> {
          BackupInfo oldest = backup(database);
          BackupInfo middle = backup(database);
          BackupInfo newest = backup(database);
          BackupInfo others = backup(run().filled(2));
          DeleteBackupsOptions options = keepLast(1, database);
          RetentionPlan plan = run().unchanged("planning", () -> catalog.planRetention(options));
          assertThat(ids(plan.keep())).containsExactly(newest.id());
          assertThat(ids(plan.delete())).containsExactly(middle.id(), oldest.id());
          assertThat(plan.reasons()).containsKeys(newest.id(), middle.id(), oldest.id());
          if (!declared().deletesBackups()) {
            assertUnsupported("deleting backups", () -> catalog.deleteBackups(options));
            return;
          }
          Operation<RetentionPlan> planned = catalog.prepareDeleteBackups(options);
          String script =
              planned.script().steps().stream().map(Step::text).collect(Collectors.joining("\n"));
          for (BackupInfo doomed : plan.delete()) {
            assertThat(script)
                .as("the script names each backup that goes")
                .contains(doomed.location().parts().get(0));
          }
          assertThat(script).doesNotContain(newest.location().parts().get(0));
          assertThat(ids(planned.run().delete())).isEqualTo(ids(plan.delete()));
          assertThat(ids(catalog.backupHistory(here(database)))).containsExactly(newest.id());
          assertThat(catalog.inspectBackup(others.location()).id()).isEqualTo(others.id());
          assertThat(
                  ContractRun.failing("inspecting", () -> catalog.inspectBackup(oldest.location()))
                      .code())
              .isEqualTo(ErrorCode.NOT_FOUND);
        });
  }

  @Test
  void theNewestBackupIsNeverDeleted() throws Exception {
    withCatalog(
        (catalog, database) -> {
          BackupInfo only = backup(database);
          DeleteBackupsOptions options = keepLast(1, database);
          RetentionPlan plan =
              declared().deletesBackups()
                  ? catalog.deleteBackups(options)
                  : catalog.planRetention(options);
          assertThat(plan.delete()).isEmpty();
          assertThat(catalog.inspectBackup(only.location()).id()).isEqualTo(only.id());
        });
  }
}
