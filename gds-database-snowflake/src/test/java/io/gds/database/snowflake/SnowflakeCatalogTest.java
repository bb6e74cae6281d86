package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnowflakeCatalogTest {
  private static final Location SNAPSHOTS = Location.engine("snapshots");
  private static final Location SET = Location.engine("backup-set:OPS.PUBLIC.DAILY");

  private final SnowflakeVault vault = new SnowflakeVault();

  @BeforeEach
  void shop() {
    vault.shop("SHOP");
    vault.model.data().database("OPS").stage("OPS", "PUBLIC", "B", "");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private BackupInfo backup(Location into) {
    BackupInfo made = vault.backups("SHOP").backup(BackupOptions.builder().into(into).build());
    vault.later(Duration.ofMinutes(1));
    return made;
  }

  private static DeleteBackupsOptions.Builder keepOne() {
    return DeleteBackupsOptions.builder().policy(RetentionPolicy.keepLast(1)).in(SNAPSHOTS);
  }

  @Test
  void aBackupSetIsAddedToListedRestoredFromAndDeletedFrom() {
    vault.sql("CREATE BACKUP SET OPS.PUBLIC.DAILY FOR DATABASE SHOP");
    BackupInfo first = backup(SET);
    vault.order("SHOP", 2);
    BackupInfo second = backup(SET);
    assertThat(first.location().parts().get(0))
        .isEqualTo("backup-set:\"OPS\".\"PUBLIC\".\"DAILY\"#" + first.id());
    assertThat(vault.catalog().backupHistory(BackupQuery.all()))
        .extracting(BackupInfo::id)
        .containsExactly(second.id(), first.id());
    vault
        .restores("SHOP")
        .restore(
            RestoreOptions.builder()
                .from(RestoreSource.archive(first.location()))
                .overwrite(true)
                .build());
    assertThat(vault.orders("SHOP")).containsExactly("1");
    for (VerifyLevel level : SnowflakeCatalog.LEVELS) {
      assertThat(
              vault
                  .catalog()
                  .verifyBackup(
                      VerifyOptions.builder().backup(second.location()).level(level).build())
                  .checked())
          .isNotEmpty();
    }
    RetentionPlan plan =
        vault
            .catalog()
            .deleteBackups(
                DeleteBackupsOptions.builder().policy(RetentionPolicy.keepLast(1)).in(SET).build());
    assertThat(plan.delete()).extracting(BackupInfo::id).containsExactly(first.id());
    assertThat(vault.catalog().backupHistory(BackupQuery.all().in(SET)))
        .extracting(BackupInfo::id)
        .containsExactly(second.id());
  }

  @Test
  void aBackupSetOfAnotherDatabaseOrNoneIsRefused() {
    for (String set : new String[] {"OPS.PUBLIC.NONE", "OPS.PUBLIC.DAILY"}) {
      vault.sql("CREATE BACKUP SET OPS.PUBLIC.DAILY FOR DATABASE OPS");
      assertThatThrownBy(() -> backup(Location.engine("backup-set:" + set)))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
  }

  @Test
  void retentionLeavesWhatIsPinnedWhatWasSetAsideAndWhatIsNotOurs() {
    BackupInfo oldest = backup(SNAPSHOTS);
    BackupInfo pinned =
        vault
            .backups("SHOP")
            .backup(
                BackupOptions.builder()
                    .into(SNAPSHOTS)
                    .option(SnowflakeBackup.KEEP_FOR, Duration.ofDays(1))
                    .build());
    vault.later(Duration.ofMinutes(1));
    BackupInfo newest = backup(SNAPSHOTS);
    vault.sql("CREATE DATABASE DEV CLONE \"" + oldest.location().parts().get(0) + "\"");
    vault
        .restores("SHOP")
        .restore(
            RestoreOptions.builder()
                .from(RestoreSource.archive(oldest.location()))
                .overwrite(true)
                .build());
    RetentionPlan plan = vault.catalog().deleteBackups(keepOne().build());
    assertThat(plan.delete()).extracting(BackupInfo::id).containsExactly(oldest.id());
    assertThat(plan.keep()).extracting(BackupInfo::id).contains(pinned.id(), newest.id());
    assertThat(vault.model.data().databases())
        .contains("DEV", "SHOP", newest.location().parts().get(0))
        .doesNotContain(oldest.location().parts().get(0))
        .anyMatch(name -> name.contains("$KEPT$"));
    vault.later(Duration.ofDays(2));
    BackupInfo last = backup(SNAPSHOTS);
    assertThat(vault.catalog().planRetention(keepOne().build()).delete())
        .extracting(BackupInfo::id)
        .containsExactly(newest.id(), pinned.id())
        .doesNotContain(last.id());
  }

  @Test
  void whatWasSetAsideGoesOnlyWhenThatIsSaid() {
    BackupInfo made = backup(SNAPSHOTS);
    for (int i = 0; i < 2; i++) {
      vault
          .restores("SHOP")
          .restore(
              RestoreOptions.builder()
                  .from(RestoreSource.archive(made.location()))
                  .overwrite(true)
                  .build());
      vault.later(Duration.ofMinutes(1));
    }
    assertThat(vault.catalog().planRetention(keepOne().build()).delete()).isEmpty();
    assertThat(
            vault
                .catalog()
                .deleteBackups(keepOne().option(SnowflakeBackupDeletion.SET_ASIDE, true).build())
                .delete())
        .hasSize(1);
    assertThat(vault.model.data().databases())
        .filteredOn(name -> name.contains("$KEPT$"))
        .hasSize(1);
  }

  @Test
  void aSnapshotThatChangedHandsSinceThePlanIsNotDropped() {
    BackupInfo oldest = backup(SNAPSHOTS);
    backup(SNAPSHOTS);
    var planned = vault.catalog().prepareDeleteBackups(keepOne().build());
    String name = SnowflakeSql.name(oldest.location().parts().get(0));
    vault.sql("DROP DATABASE " + name);
    vault.sql("CREATE DATABASE " + name);
    assertThatThrownBy(planned::run)
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_STALE));
    assertThat(vault.model.data().databases()).contains(oldest.location().parts().get(0));
  }

  @Test
  void unloadsAreDeletedWithAllTheirFiles() {
    Location stage = Location.stage("@OPS.PUBLIC.B/all");
    for (int i = 0; i < 2; i++) {
      vault
          .backups("SHOP")
          .backup(BackupOptions.builder().type(BackupType.LOGICAL).into(stage).build());
      vault.later(Duration.ofMinutes(1));
    }
    RetentionPlan plan =
        vault
            .catalog()
            .deleteBackups(
                DeleteBackupsOptions.builder()
                    .policy(RetentionPolicy.keepLast(1))
                    .in(stage)
                    .build());
    assertThat(plan.delete()).hasSize(1);
    assertThat(vault.model.data().files("OPS", "PUBLIC", "B")).hasSize(3);
  }

  @Test
  void theWindowIsTheHistoryOfWhatHasTheNameAndTheSnapshotsBeside() {
    BackupInfo made = backup(SNAPSHOTS);
    Instant begin = vault.clock.instant();
    ReachableWindow own = vault.catalog().reachableWindow("SHOP", BackupQuery.all());
    assertThat(own.reaches(begin)).isTrue();
    assertThat(own.reaches(made.finishedAt())).isTrue();
    vault.later(Duration.ofDays(10));
    ReachableWindow later = vault.catalog().reachableWindow("SHOP", BackupQuery.all());
    assertThat(later.spans().get(0))
        .isEqualTo(new ReachableWindow.Span(made.finishedAt(), made.finishedAt()));
    assertThat(later.spans()).hasSize(2);
    assertThat(later.gaps().get(0).reason()).contains("kept for 7 days");
    assertThat(vault.catalog().reachableWindow("NOBODY", BackupQuery.all()).spans()).isEmpty();
  }

  @Test
  void aSnapshotIsProvedByReadingItAndByBeingClonedAndADatabaseIsNoSnapshot() {
    BackupInfo made = backup(SNAPSHOTS);
    assertThat(
            vault
                .catalog()
                .verifyBackup(
                    VerifyOptions.builder()
                        .backup(made.location())
                        .level(VerifyLevel.RESTORE)
                        .build())
                .checked())
        .hasSize(3)
        .anyMatch(text -> text.contains("2 tables was read to the end"));
    assertThat(vault.model.data().databases()).hasSize(3);
    assertThatThrownBy(() -> vault.catalog().inspectBackup(Location.engine("SHOP")))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_UNRECOGNIZED));
    assertThatThrownBy(
            () ->
                vault
                    .catalog()
                    .prepareVerifyBackup(
                        VerifyOptions.builder()
                            .backup(made.location())
                            .level(VerifyLevel.RESTORE_AND_CHECK)
                            .build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
  }

  @Test
  void aCloneWhoseAnswerWasLostIsFoundAgain() {
    var planned =
        vault.backups("SHOP").prepareBackup(BackupOptions.builder().into(SNAPSHOTS).build());
    vault.peer.script().beginningWith("CREATE DATABASE \"SHOP$GDS").once(WireAnswer.lost());
    OperationResult<BackupInfo> result = vault.runner.execute(planned, OperationContext.none());
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.attempts()).isEqualTo(1);
    assertThat(vault.catalog().backupHistory(BackupQuery.all())).hasSize(1);
  }

  @Test
  void whatTheServerSaysOfATimeOutOfReachComesWithTheWindow() {
    var planned =
        vault
            .backups("SHOP")
            .prepareBackup(
                BackupOptions.builder()
                    .into(SNAPSHOTS)
                    .pointInTime(vault.clock.instant().minus(Duration.ofMinutes(1)))
                    .build());
    vault
        .peer
        .script()
        .beginningWith("CREATE DATABASE")
        .once(WireAnswer.error("000707", "Time travel data is not available for table ORDERS."));
    assertThatThrownBy(planned::run)
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.nativeCode()).contains("707");
              assertThat(e.remedy()).get().asString().contains("can be had back from 2026-03-01T1");
            });
  }

  @Test
  void placesAndOptionsThatDoNotFitAreAllNamedAtOnce() {
    for (Location wrong :
        List.of(
            Location.url("s3://x"),
            Location.server("/x"),
            Location.engine("other"),
            Location.engine("backup-set:x"),
            Location.stage("@x"),
            new Location(Location.Kind.ENGINE, List.of("a", "b")))) {
      assertThatThrownBy(
              () ->
                  vault
                      .backups("SHOP")
                      .prepareBackup(
                          BackupOptions.builder()
                              .into(wrong)
                              .includeLogs(true)
                              .option(SnowflakeBackup.FORMAT, SnowflakeFileFormat.CSV)
                              .build()))
          .as(wrong.toString())
          .isInstanceOfSatisfying(
              InvalidOptionsException.class,
              e -> assertThat(e.faults()).hasSizeGreaterThanOrEqualTo(3));
    }
    assertThatThrownBy(
            () ->
                vault
                    .restores("SHOP")
                    .prepareRestore(
                        RestoreOptions.builder()
                            .from(RestoreSource.dropped("SHOP"))
                            .pointInTime(Instant.EPOCH)
                            .option(SnowflakeClone.OFFSET, Duration.ofSeconds(1))
                            .verify(VerifyLevel.RESTORE)
                            .build()))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class, e -> assertThat(e.faults()).hasSize(3));
  }
}
