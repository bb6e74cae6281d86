package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Restoring: into a new database, over an existing one, and not at all. */
abstract class RestoreTests extends ContractGroup {
  RestoreTests(PlatformContract contract) {
    super(contract);
  }

  /** A test that needs a backup; where none can be made, none can be restored either. */
  private void withBackup(RestoreTest test) throws Exception {
    Database source = run().filled(1);
    String content = run().contentOf(source);
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> test.accept(source, content, run().backedUp(source)));
  }

  private interface RestoreTest {
    void accept(Database source, String content, BackupInfo backup) throws Exception;
  }

  private static RestoreOptions.Builder from(BackupInfo backup) {
    return RestoreOptions.builder().from(RestoreSource.archive(backup.location()));
  }

  @Test
  void anExistingTargetIsNotOverwrittenUnlessAskedTo() throws Exception {
    withBackup(
        (source, content, backup) -> {
          Database target = run().filled(2);
          onDatabase(
              target,
              SupportsRestore.class,
              restores ->
                  assertRefused(
                      "a restore over an existing database",
                      ErrorCode.ALREADY_EXISTS,
                      () -> restores.restore(from(backup).build())));
        });
  }

  @Test
  void anOverwrittenTargetHoldsTheBackupAndOthersWhatTheyHeld() throws Exception {
    withBackup(
        (source, content, backup) -> {
          Database target = run().filled(2);
          Database bystander = run().filled(3);
          String others = run().contentOf(bystander);
          onDatabase(
              target,
              SupportsRestore.class,
              restores -> {
                RestoreInfo info = restores.restore(from(backup).overwrite(true).build());
                assertThat(info.target()).isEqualTo(target.name());
                assertThat(run().contentOf(target)).isEqualTo(content);
                assertThat(run().contentOf(bystander)).isEqualTo(others);
                assertThat(run().contentOf(source)).isEqualTo(content);
              });
        });
  }

  @Test
  void aDatabaseIsPutBackToItsOwnBackup() throws Exception {
    withBackup(
        (source, content, backup) -> {
          fixture().fill(source, 9);
          onDatabase(
              source,
              SupportsRestore.class,
              restores -> {
                restores.restore(from(backup).overwrite(true).build());
                assertThat(run().contentOf(source)).isEqualTo(content);
              });
        });
  }

  @Test
  void aBackupIsRestoredAsOftenAsOneLikes() throws Exception {
    withBackup(
        (source, content, backup) -> {
          for (int i = 0; i < 2; i++) {
            Database target = run().missing();
            onDatabase(
                target,
                SupportsRestore.class,
                restores -> {
                  restores.restore(from(backup).build());
                  assertThat(run().contentOf(target)).isEqualTo(content);
                });
          }
        });
  }

  @Test
  void whatIsNotThereIsNotRestored() throws Exception {
    Database target = run().filled(2);
    onDatabase(
        target,
        SupportsRestore.class,
        restores ->
            assertRefused(
                "a restore of a backup that does not exist",
                ErrorCode.NOT_FOUND,
                () ->
                    restores.restore(
                        RestoreOptions.builder()
                            .from(RestoreSource.archive(fixture().backupPlace()))
                            .overwrite(true)
                            .build())));
  }

  @Test
  void aTargetThatAppearsAfterPlanningIsNotOverwritten() throws Exception {
    withBackup(
        (source, content, backup) -> {
          Database target = run().missing();
          onDatabase(
              target,
              SupportsRestore.class,
              restores -> {
                Operation<RestoreInfo> planned = restores.prepareRestore(from(backup).build());
                assertThat(planned.refused()).isFalse();
                Database appeared =
                    engine().createDatabase(target.name(), CreateOptions.defaults());
                fixture().fill(appeared, 4);
                assertRefused(
                    "a restore over a database that appeared meanwhile",
                    ErrorCode.PLAN_STALE,
                    planned::run);
              });
        });
  }

  @Test
  void aRestoreCancelledOnItsWayIsEitherDoneOrLeavesTheTargetAsItWas() throws Exception {
    withBackup(
        (source, content, backup) -> {
          Database target = run().filled(2);
          String old = run().contentOf(target);
          onDatabase(
              target,
              SupportsRestore.class,
              restores -> {
                RestoreOptions options = from(backup).overwrite(true).build();
                OperationResult<RestoreInfo> result =
                    cancelledAtFirstProgress(restores.prepareRestore(options));
                if (!result.isSuccess()) {
                  assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.CANCELLED);
                  assertThat(run().contentOf(target)).isEqualTo(old);
                  restores.restore(options);
                }
                assertThat(run().contentOf(target)).isEqualTo(content);
              });
        });
  }

  @Test
  void aHistoryWithoutBackupsIsRefusedAndNeverAnEmptySuccess() throws Exception {
    Database target = run().filled(2);
    onDatabase(
        target,
        SupportsRestore.class,
        restores -> {
          RestoreSource nothing =
              RestoreSource.history(run().missing().name(), fixture().backupDirectory());
          assertNotDone(
              "a restore from a history without backups",
              () ->
                  restores.restore(RestoreOptions.builder().from(nothing).overwrite(true).build()));
        });
  }

  @Test
  void anInstantThatCannotBeReachedIsRefusedAndNeverRoundedToAnother() throws Exception {
    withBackup(
        (source, content, backup) -> {
          Database target = run().filled(2);
          onDatabase(
              target,
              SupportsRestore.class,
              restores -> {
                Instant made = backup.consistentAt().orElse(backup.finishedAt());
                for (Instant beyond :
                    List.of(made.minus(Duration.ofDays(3650)), made.plus(Duration.ofDays(3650)))) {
                  RestoreSource history =
                      RestoreSource.history(source.name(), fixture().backupDirectory());
                  assertNotDone(
                      "a restore to " + beyond,
                      () ->
                          restores.restore(
                              RestoreOptions.builder()
                                  .from(history)
                                  .pointInTime(beyond)
                                  .overwrite(true)
                                  .build()));
                }
              });
        });
  }
}
