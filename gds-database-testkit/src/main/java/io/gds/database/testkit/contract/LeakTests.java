package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.DropOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.LeakCheck;
import org.junit.jupiter.api.Test;

/** Engines that are closed leave no thread, connection, process or temporary file behind. */
abstract class LeakTests extends ContractGroup {
  LeakTests(PlatformContract contract) {
    super(contract);
  }

  @Test
  void aClosedEngineLeavesNothingBehind() throws Exception {
    try (LeakCheck check = LeakCheck.begin();
        DatabaseManager manager = run().newManager(new RecordedAudit())) {
      assertThat(check).isNotNull();
      DatabaseEngine engine = manager.open(fixture().connection());
      Database database =
          engine.createDatabase(fixture().newDatabaseName(), CreateOptions.defaults());
      fixture().fill(database, 1);
      engine.databases();
      engine.capabilities();
      database.capabilities();
      saveAndPutBack(engine, database);
      ContractRun.failing("creating it again", () -> database.create(CreateOptions.defaults()));
      database.drop(DropOptions.defaults());
    }
  }

  private void saveAndPutBack(DatabaseEngine engine, Database database) throws Exception {
    onDatabase(
        database,
        SupportsBackup.class,
        backups -> {
          BackupInfo backup =
              backups.backup(BackupOptions.builder().to(fixture().backupPlace()).build());
          BackupOptions taken = BackupOptions.builder().to(backup.location()).build();
          ContractRun.failing("a backup to a place that is taken", () -> backups.backup(taken));
          onDatabase(
              database,
              SupportsRestore.class,
              restores ->
                  restores.restore(
                      RestoreOptions.builder()
                          .from(RestoreSource.archive(backup.location()))
                          .overwrite(true)
                          .build()));
        });
    onDatabase(
        database,
        SupportsClone.class,
        clones -> {
          String copy = clones.clone(CloneOptions.to(fixture().newDatabaseName())).target();
          engine.database(copy).drop(DropOptions.defaults());
        });
  }

  @Test
  void anEngineThatCouldNotBeOpenedLeavesNothingBehind() {
    try (LeakCheck check = LeakCheck.begin();
        DatabaseManager manager = run().newManager(new RecordedAudit())) {
      assertThat(check).isNotNull();
      ContractRun.failing(
          "opening with an unknown setting",
          () ->
              manager.open(
                  fixture().connection().toBuilder().property("gdsNoSuchSetting", "x").build()));
    }
  }
}
