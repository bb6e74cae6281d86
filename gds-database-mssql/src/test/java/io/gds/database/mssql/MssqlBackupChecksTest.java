package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands against a backup before anything is sent. */
class MssqlBackupChecksTest {
  private final MssqlScene scene = new MssqlScene();
  private final MssqlDatabase shop = scene.create("shop");

  @AfterEach
  void end() {
    scene.close();
  }

  private static BackupOptions.Builder place(BackupType type) {
    return BackupOptions.builder().to(Location.server("/b/x")).type(type);
  }

  private static List<String> rules(Operation<?> operation, Verdict verdict) {
    return operation.checks().stream()
        .filter(check -> check.verdict() == verdict)
        .map(Check::rule)
        .toList();
  }

  private List<String> refused(String database, BackupOptions options) {
    return rules(scene.engine.database(database).prepareBackup(options), Verdict.REFUSED);
  }

  private List<String> refused(String database, BackupType type) {
    return refused(database, place(type).build());
  }

  @Test
  void aDifferentialAndALogNeedAFullBackupBefore() {
    assertThat(refused("shop", BackupType.DIFFERENTIAL))
        .containsExactly("there is a full backup to build on");
    assertThat(refused("shop", BackupType.LOG))
        .containsExactly("the log is kept since a full backup");
    shop.backup(
        place(BackupType.FULL)
            .to(Location.server("/b/copy"))
            .option(MssqlBackup.COPY_ONLY, true)
            .build());
    assertThat(refused("shop", BackupType.DIFFERENTIAL))
        .as("a copy is no base")
        .containsExactly("there is a full backup to build on");
    shop.backup(place(BackupType.FULL).to(Location.server("/b/full")).build());
    assertThat(refused("shop", BackupType.DIFFERENTIAL)).isEmpty();
    assertThat(refused("shop", BackupType.LOG)).isEmpty();
    shop.setRecoveryModel(MssqlRecoveryModel.SIMPLE);
    assertThat(refused("shop", BackupType.LOG)).containsExactly("the recovery model keeps the log");
    assertThat(refused("shop", place(BackupType.FULL).includeLogs(true).build()))
        .containsExactly("the recovery model keeps the log");
  }

  @Test
  void systemDatabasesHaveTheirOwnRules() {
    assertThat(refused("master", BackupType.FULL)).isEmpty();
    assertThat(refused("master", BackupType.LOG)).containsExactly("master is backed up whole");
    assertThat(refused("master", BackupType.DIFFERENTIAL))
        .containsExactly("master is backed up whole");
    assertThat(refused("tempdb", BackupType.FULL)).containsExactly("it outlives a restart");
    assertThat(refused("msdb", BackupType.FULL)).isEmpty();
  }

  @Test
  void aNameInOtherLettersIsNoDatabase() {
    Operation<BackupInfo> planned =
        scene.engine.database("SHOP").prepareBackup(place(BackupType.FULL).build());
    assertThat(planned.checks())
        .filteredOn(Check::refused)
        .singleElement()
        .satisfies(check -> assertThat(check.measured()).isEqualTo("not there, but shop"));
  }

  private List<String> refusedAs(String role, MssqlScene where, BackupOptions options) {
    return refusedAs(role, "SYNCHRONIZED", where, options);
  }

  private List<String> refusedAs(
      String role, String synchronization, MssqlScene where, BackupOptions options) {
    where
        .peer
        .script()
        .beginningWith("SELECT s.role_desc")
        .once(
            WireAnswer.rows("role_desc nvarchar(60)", "synchronization_state_desc nvarchar(60)")
                .row(role, synchronization));
    return rules(where.engine.database("shop").prepareBackup(options), Verdict.REFUSED);
  }

  @Test
  void aSecondaryMakesOnlyWhatItsVersionLetsIt() {
    shop.backup(place(BackupType.FULL).to(Location.server("/b/full")).build());
    scene.model.join("shop", "group");
    String rule = "this replica may make the backup";
    BackupOptions full = place(BackupType.FULL).build();
    BackupOptions copy = place(BackupType.FULL).option(MssqlBackup.COPY_ONLY, true).build();
    BackupOptions log = place(BackupType.LOG).build();
    BackupOptions logCopy = place(BackupType.LOG).option(MssqlBackup.COPY_ONLY, true).build();
    assertThat(refusedAs("PRIMARY", scene, full)).isEmpty();
    assertThat(refusedAs("SECONDARY", scene, full)).containsExactly(rule);
    assertThat(refusedAs("SECONDARY", scene, copy)).isEmpty();
    assertThat(refusedAs("SECONDARY", scene, log)).isEmpty();
    assertThat(refusedAs("SECONDARY", scene, logCopy)).containsExactly(rule);
    assertThat(refusedAs("RESOLVING", scene, copy)).containsExactly(rule);
    assertThat(refusedAs("SECONDARY", "SYNCHRONIZING", scene, copy)).isEmpty();
    assertThat(refusedAs("SECONDARY", "NOT SYNCHRONIZING", scene, copy)).containsExactly(rule);
    BackupOptions both = copy.toBuilder().includeLogs(true).build();
    assertThat(refusedAs("PRIMARY", scene, both)).isEmpty();
    assertThat(refusedAs("SECONDARY", scene, both))
        .as("the log would be copy-only too")
        .containsExactly(rule);
    try (MssqlScene newest =
        new MssqlScene(builder -> builder.release(SqlServerRelease.SQL_SERVER_2025))) {
      newest.create("shop");
      newest.model.join("shop", "group");
      assertThat(refusedAs("SECONDARY", newest, full)).isEmpty();
      assertThat(refusedAs("SECONDARY", newest, log))
          .as("whether the log is kept, a secondary need not know")
          .isEmpty();
      assertThat(refusedAs("SECONDARY", newest, logCopy)).containsExactly(rule);
    }
  }

  @Test
  void aRoleThatIsNotToldIsSaidToBe() {
    scene.model.join("shop", "group");
    scene
        .peer
        .script()
        .beginningWith("SELECT s.role_desc")
        .once(
            WireAnswer.error("300", "VIEW SERVER STATE permission was denied on object 'server'."));
    Operation<BackupInfo> planned = shop.prepareBackup(place(BackupType.FULL).build());
    assertThat(rules(planned, Verdict.NOT_MEASURED))
        .containsExactly("this replica may make the backup");
  }

  @Test
  void whoMayNotLookIntoBackupsIsToldSoAndOverwritesNothing() {
    scene.model.grant("clerk", "BACKUP DATABASE");
    Operation<BackupInfo> planned =
        scene.clerk().database("shop").prepareBackup(place(BackupType.FULL).build());
    assertThat(rules(planned, Verdict.REFUSED)).containsExactly("the login may read backups");
    assertThat(rules(planned, Verdict.NOT_MEASURED)).containsExactly("nothing lies there yet");
    for (MssqlMediaUse use : List.of(MssqlMediaUse.OVERWRITE, MssqlMediaUse.APPEND)) {
      Operation<BackupInfo> blind =
          scene
              .clerk()
              .database("shop")
              .prepareBackup(
                  place(BackupType.FULL)
                      .verify(VerifyLevel.MANIFEST)
                      .option(MssqlBackup.MEDIA, use)
                      .build());
      assertThat(rules(blind, Verdict.REFUSED))
          .as("%s of what nobody has looked at", use)
          .containsExactly("the place can be looked into");
    }
  }

  @Test
  void whatCannotBeReadIsTheRefusal() {
    scene
        .peer
        .script()
        .beginningWith("SELECT CASE WHEN HAS_PERMS_BY_NAME(NULL, NULL, 'CREATE ANY DATABASE')")
        .once(
            WireAnswer.error("229", "The SELECT permission was denied on the object 'databases'."));
    assertThat(refused("shop", BackupType.FULL)).containsExactly("the database can be looked at");
  }
}
