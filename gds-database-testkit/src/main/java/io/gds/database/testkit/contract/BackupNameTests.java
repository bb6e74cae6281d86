package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.AlterOptions;
import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DropOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Databases with hostile names are backed up, found again and restored like any other. Where making
 * a database takes a server long, the names that are not chosen for it are borne in turn by one
 * that is there: it is backed up and found under each of them.
 */
abstract class BackupNameTests extends ContractGroup {
  BackupNameTests(PlatformContract contract) {
    super(contract);
  }

  @TestFactory
  List<DynamicTest> aDatabaseWithAHostileNameIsBackedUpAndRestored() {
    Set<HostileName> toMake = new HashSet<>(fixture().namesToMake());
    boolean all = !declared().renames() || toMake.containsAll(HostileNames.corpus());
    Database bearer = run().filled();
    return HostileNames.corpus().stream()
        .map(
            name ->
                dynamicTest(
                    "a database called " + name.what() + " is backed up and restored, or cannot be",
                    () -> check(name.text(), all || toMake.contains(name) ? null : bearer)))
        .toList();
  }

  private void check(String name, @Nullable Database bearer) throws Exception {
    if (HostileUse.refusedUpFront(run(), name)) {
      return;
    }
    if (bearer != null) {
      bear(bearer, name);
      return;
    }
    Database database = engine().createDatabase(name, CreateOptions.defaults());
    fixture().fill(database, 1);
    String content = run().contentOf(database);
    onDatabase(
        database,
        SupportsBackup.class,
        backups -> {
          BackupInfo backup = backedUp(database, backups);
          onDatabase(
              database,
              SupportsRestore.class,
              restores -> assertRestored(database, backup, content));
        });
    database.drop(DropOptions.defaults());
  }

  private void bear(Database bearer, String name) throws Exception {
    bearer.alter(AlterOptions.rename(name));
    Database database = engine().database(name);
    try {
      onDatabase(database, SupportsBackup.class, backups -> backedUp(database, backups));
    } finally {
      database.alter(AlterOptions.rename(bearer.name()));
    }
  }

  private BackupInfo backedUp(Database database, SupportsBackup backups) throws Exception {
    BackupInfo backup =
        backups.backup(BackupOptions.builder().into(fixture().backupDirectory()).build());
    assertThat(backup.database()).isEqualTo(database.name());
    onDatabase(database, SupportsBackupCatalog.class, catalog -> assertFound(catalog, backup));
    return backup;
  }

  private void assertFound(SupportsBackupCatalog catalog, BackupInfo backup) {
    assertThat(catalog.inspectBackup(backup.location()).database()).isEqualTo(backup.database());
    assertThat(
            catalog.backupHistory(
                BackupQuery.all().in(fixture().backupDirectory()).database(backup.database())))
        .extracting(BackupInfo::id)
        .containsExactly(backup.id());
  }

  private void assertRestored(Database database, BackupInfo backup, String content) {
    RestoreOptions.Builder from =
        RestoreOptions.builder().from(RestoreSource.archive(backup.location()));
    database.drop(DropOptions.defaults());
    assertThat(database.require(SupportsRestore.class).restore(from.build()).target())
        .isEqualTo(database.name());
    assertThat(run().contentOf(database)).isEqualTo(content);
    assertThat(engine().databases()).extracting(Database::name).containsOnlyOnce(database.name());
  }
}
