package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.Database;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Making backups: what is promised by an OK, what is refused, what is left after a failure. */
abstract class BackupTests extends ContractGroup {
  private static final Set<BackupType> STANDING_ALONE =
      Set.of(BackupType.FULL, BackupType.SNAPSHOT, BackupType.LOGICAL);

  BackupTests(PlatformContract contract) {
    super(contract);
  }

  private BackupOptions.Builder somewhere() {
    return BackupOptions.builder().to(fixture().backupPlace());
  }

  private void assertRestores(BackupInfo backup, String content) throws Exception {
    Database target = run().missing();
    onDatabase(
        target,
        SupportsRestore.class,
        restores -> {
          RestoreInfo info =
              restores.restore(
                  RestoreOptions.builder().from(RestoreSource.archive(backup.location())).build());
          assertThat(info.target()).isEqualTo(target.name());
          assertThat(info.used()).extracting(BackupInfo::id).contains(backup.id());
          assertThat(target.exists()).isTrue();
          assertThat(run().contentOf(target)).as("the restored content").isEqualTo(content);
        });
  }

  @Test
  void everyTypeThatStandsAloneRestoresToTheSameContent() throws Exception {
    Database source = run().filled();
    String content = run().contentOf(source);
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          for (BackupType type : declared().backupTypes()) {
            if (STANDING_ALONE.contains(type)) {
              BackupInfo backup =
                  backups.backup(
                      BackupOptions.builder().to(fixture().backupPlace(type)).type(type).build());
              assertThat(backup.backupType()).isEqualTo(type);
              assertThat(backup.basedOn()).as("%s stands alone", type).isEmpty();
              assertRestores(backup, content);
            }
          }
        });
    assertThat(run().contentOf(source)).as("the source after its backups").isEqualTo(content);
  }

  @Test
  void aTypeThatNeedsAnotherNamesItAndRestoresWithIt() throws Exception {
    Database source = run().filled();
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          List<BackupType> needing =
              declared().backupTypes().stream().filter(t -> !STANDING_ALONE.contains(t)).toList();
          assumeTrue(!needing.isEmpty(), "skipped, because every type of backup stands alone here");
          for (BackupType type : needing) {
            BackupInfo base = backups.backup(somewhere().type(BackupType.FULL).build());
            fixture().fill(source, 3);
            BackupInfo next = backups.backup(somewhere().type(type).build());
            assertThat(next.basedOn()).as("what a %s backup is based on", type).contains(base.id());
            assertThat(next.id()).isNotEqualTo(base.id());
            assertRestores(next, run().contentOf(source));
          }
        });
  }

  @Test
  void anEmptyDatabaseIsBackedUpToo() throws Exception {
    Database source = run().created();
    String content = run().contentOf(source);
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> assertRestores(backups.backup(somewhere().build()), content));
  }

  @Test
  void aBackupSaysWhatItIs() throws Exception {
    Database source = run().filled();
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          Location place = fixture().backupPlace();
          BackupInfo backup = backups.backup(BackupOptions.builder().to(place).build());
          assertThat(backup.id()).isNotBlank();
          assertThat(backup.database()).isEqualTo(source.name());
          assertThat(backup.platform()).isEqualTo(engine().type());
          assertThat(backup.location()).isEqualTo(place);
          assertThat(backup.backupType())
              .as("the default is the first declared")
              .isEqualTo(declared().backupTypes().get(0));
          assertThat(backup.finishedAt()).isAfterOrEqualTo(backup.startedAt());
          assertThat(backup.bytes().orElse(1)).isPositive();
          backup.sha256().ifPresent(hash -> assertThat(hash).matches("[0-9a-f]{64}"));
          assertThat(backup.checked())
              .as("what was checked before it was called good")
              .isNotEmpty();
          assertThat(backup.pinned()).isFalse();
        });
  }

  @Test
  void aBackupHoldsWhatWasThereWhenItWasMadeAndNotWhatCameAfter() throws Exception {
    Database source = run().filled(1);
    String content = run().contentOf(source);
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          BackupInfo backup = backups.backup(somewhere().build());
          fixture().fill(source, 2);
          assertThat(run().contentOf(source)).isNotEqualTo(content);
          assertRestores(backup, content);
        });
  }

  @Test
  void aBackupIntoADirectoryGetsANameOfItsOwn() throws Exception {
    Database source = run().filled();
    String content = run().contentOf(source);
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          BackupOptions into = BackupOptions.builder().into(fixture().backupDirectory()).build();
          BackupInfo first = backups.backup(into);
          BackupInfo second = backups.backup(into);
          assertThat(first.location()).isNotEqualTo(second.location());
          assertThat(first.id()).isNotEqualTo(second.id());
          assertRestores(second, content);
        });
  }

  @Test
  void anExistingBackupIsNeverOverwritten() throws Exception {
    Database source = run().filled();
    String content = run().contentOf(source);
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          BackupInfo first = backups.backup(somewhere().build());
          fixture().fill(source, 2);
          BackupOptions again = BackupOptions.builder().to(first.location()).build();
          assertRefused(
              "a backup to a place that is taken",
              ErrorCode.ALREADY_EXISTS,
              () -> backups.backup(again));
          assertRestores(first, content);
        });
  }

  @Test
  void whatDoesNotExistIsNotBackedUp() throws Exception {
    Database missing = run().missing();
    onDatabase(
        missing,
        SupportsBackup.class,
        backups ->
            assertRefused(
                "a backup of what does not exist",
                ErrorCode.NOT_FOUND,
                () -> backups.backup(somewhere().build())));
  }

  @Test
  void aTypeThatIsNotDeclaredIsRefused() throws Exception {
    Database source = run().filled();
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          for (BackupType type : BackupType.values()) {
            if (!declared().backupTypes().contains(type)) {
              assertUnsupported(
                  "a backup of type " + type,
                  () -> backups.prepareBackup(somewhere().type(type).build()));
            }
          }
        });
  }

  @Test
  void aBackupTellsItsProgress() throws Exception {
    Database source = run().filled();
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          List<Progress> told = new CopyOnWriteArrayList<>();
          backups
              .prepareBackup(somewhere().build())
              .run(OperationContext.builder().progress(told::add).build());
          assertThat(told).as("progress").isNotEmpty();
          assertThat(told)
              .allSatisfy(
                  now -> {
                    assertThat(now.phase()).isNotBlank();
                    assertThat(now.done()).isNotNegative();
                    now.fraction().ifPresent(part -> assertThat(part).isBetween(0.0, 1.0));
                  });
        });
  }

  @Test
  void aBackupThatDoesNotRunLeavesNothingBehind() throws Exception {
    Database source = run().filled();
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          Location place = fixture().backupPlace();
          Operation<BackupInfo> planned =
              backups.prepareBackup(BackupOptions.builder().to(place).build());
          run().audit().atNextStart(() -> Thread.currentThread().interrupt());
          assertRefused(
              "an interrupted backup",
              ErrorCode.CANCELLED,
              () -> {
                try {
                  planned.run();
                } finally {
                  Thread.interrupted();
                }
              });
          for (Path file : fixture().archiveFile(place).stream().toList()) {
            assertThat(Files.exists(file)).as("an archive under the final name").isFalse();
          }
          BackupOptions retry = BackupOptions.builder().to(place).build();
          assertRestores(backups.backup(retry), run().contentOf(source));
        });
  }

  @Test
  void aBackupCancelledOnItsWayIsEitherDoneOrLeavesNothingBehind() throws Exception {
    Database source = run().filled();
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          BackupOptions options = somewhere().build();
          String before = fixture().fingerprint();
          OperationResult<BackupInfo> result =
              cancelledAtFirstProgress(backups.prepareBackup(options));
          if (result.isSuccess()) {
            assertRestores(result.orThrow(), run().contentOf(source));
          } else {
            assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.CANCELLED);
            assertThat(fixture().fingerprint()).as("what is left behind").isEqualTo(before);
            assertRestores(backups.backup(options), run().contentOf(source));
          }
        });
  }
}
