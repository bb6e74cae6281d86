package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Availability;
import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DropOptions;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import org.junit.jupiter.api.Test;

/** The life of one database from its creation to its end. */
abstract class SmokeTests extends ContractGroup {
  SmokeTests(PlatformContract contract) {
    super(contract);
  }

  @Test
  void aDatabaseLivesIsSavedLostPutBackAndCopied() throws Exception {
    Database database = run().missing().create(CreateOptions.defaults());
    fixture().fill(database, 1);
    String content = run().contentOf(database);
    assertThat(engine().databases()).extracting(Database::name).contains(database.name());
    assertThat(database.metadata().name()).isEqualTo(database.name());
    onDatabase(
        database,
        SupportsBackup.class,
        backups -> {
          if (database.capabilities().status(SupportsBackup.class).availability()
              == Availability.TOOL) {
            assertThat(backups.prepareBackup(somewhere()).refused())
                .as("a backup without the tools it needs")
                .isTrue();
            return;
          }
          RestoreSource saved = RestoreSource.archive(run().backedUp(database).location());
          onDatabase(
              database,
              SupportsRestore.class,
              restores -> {
                database.drop(DropOptions.defaults());
                assertThat(database.exists()).isFalse();
                restores.restore(RestoreOptions.builder().from(saved).build());
                assertThat(run().contentOf(database)).isEqualTo(content);
              });
        });
    onDatabase(
        database,
        SupportsClone.class,
        clones -> {
          String copy = clones.clone(CloneOptions.to(fixture().newDatabaseName())).target();
          assertThat(run().contentOf(engine().database(copy))).isEqualTo(content);
          engine().database(copy).drop(DropOptions.defaults());
        });
    database.drop(DropOptions.defaults());
    assertThat(engine().databases()).extracting(Database::name).doesNotContain(database.name());
  }

  private BackupOptions somewhere() {
    return BackupOptions.builder().to(fixture().backupPlace()).build();
  }
}
