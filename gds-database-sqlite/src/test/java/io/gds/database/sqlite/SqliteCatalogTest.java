package io.gds.database.sqlite;

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
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.core.archive.Retention;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Operation;
import io.gds.database.operation.PreconditionFailedException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteCatalogTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private BackupQuery here() {
    return BackupQuery.all().in(Location.local(sandbox.backups()));
  }

  @Test
  void whatIsDamagedIsLeftOutOfTheHistoryAndTheRestIsListed() throws Exception {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    BackupInfo good = shop.backup(BackupOptions.into(sandbox.backups()));
    Files.writeString(sandbox.backups().resolve("bad.db.manifest.json"), "{}");
    Files.writeString(sandbox.backups().resolve("bad.db"), "x");
    Files.writeString(sandbox.backups().resolve("alone.db.manifest.json"), "{}");
    assertThat(sandbox.engine().backupHistory(here()))
        .extracting(BackupInfo::id)
        .containsExactly(good.id());
  }

  @Test
  void aHistoryNeedsADirectory() {
    assertThatThrownBy(() -> sandbox.engine().backupHistory(BackupQuery.all()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("no record");
    assertThatThrownBy(
            () ->
                sandbox
                    .engine()
                    .backupHistory(
                        BackupQuery.all().in(Location.local(sandbox.root().resolve("none")))))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () ->
                sandbox
                    .engine()
                    .planRetention(
                        DeleteBackupsOptions.builder()
                            .policy(RetentionPolicy.keepLast(1))
                            .in(Location.stage("@x"))
                            .build()))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void betweenTwoBackupsThereIsAGapWithAReason() {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    shop.backup(BackupOptions.into(sandbox.backups()));
    shop.backup(BackupOptions.into(sandbox.backups()));
    ReachableWindow window = sandbox.engine().reachableWindow("shop", here());
    assertThat(window.spans()).hasSize(2);
    assertThat(window.gaps())
        .singleElement()
        .satisfies(g -> assertThat(g.reason()).contains("log"));
  }

  @Test
  void anArchiveOfAnotherPlatformIsRefused() {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    Path archive = sandbox.backups().resolve("shop.db");
    shop.backup(BackupOptions.to(archive));
    ManifestFile.replace(
        archive, ManifestFile.read(archive).toBuilder().platform(DatabaseType.POSTGRESQL).build());
    assertThatThrownBy(() -> sandbox.engine().inspectBackup(Location.local(archive)))
        .isInstanceOfSatisfying(
            ArchiveException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_WRONG_PLATFORM));
  }

  @Test
  void aFlippedBitIsSeenAtTheLevelOfTheArchiveAndATruncationAtThatOfTheManifest() throws Exception {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 50);
    Path archive = sandbox.backups().resolve("shop.db");
    shop.backup(BackupOptions.to(archive));
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      file.seek(file.length() - 10);
      file.write(77);
    }
    VerifyOptions manifest =
        VerifyOptions.builder().backup(Location.local(archive)).level(VerifyLevel.MANIFEST).build();
    assertThat(sandbox.engine().verifyBackup(manifest).checked()).hasSize(1);
    assertThatThrownBy(() -> sandbox.engine().verifyBackup(VerifyOptions.of(archive)))
        .isInstanceOfSatisfying(
            ArchiveException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT));
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
    assertThatThrownBy(() -> sandbox.engine().verifyBackup(manifest))
        .isInstanceOfSatisfying(
            ArchiveException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED));
  }

  @Test
  void aPlainDatabaseThatEndsTooEarlyIsTruncated() throws Exception {
    Path plain = sandbox.root().resolve("plain.db");
    Sandbox.fill(plain, "delete", 50, "plain");
    try (RandomAccessFile file = new RandomAccessFile(plain.toFile(), "rw")) {
      file.setLength(file.length() - 4096);
    }
    assertThatThrownBy(() -> sandbox.engine().inspectBackup(Location.local(plain)))
        .isInstanceOfSatisfying(
            ArchiveException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED));
  }

  @Test
  void retentionDeletesArchiveAndManifest() {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    BackupInfo old = shop.backup(BackupOptions.into(sandbox.backups()));
    shop.backup(BackupOptions.into(sandbox.backups()));
    RetentionPlan done =
        sandbox
            .engine()
            .deleteBackups(
                DeleteBackupsOptions.builder()
                    .policy(RetentionPolicy.keepLast(1))
                    .in(Location.local(sandbox.backups()))
                    .build());
    assertThat(done.delete()).extracting(BackupInfo::id).containsExactly(old.id());
    assertThat(old.location().path()).doesNotExist();
    assertThat(ArchiveNames.manifestOf(old.location().path())).doesNotExist();
    assertThat(Listing.names(sandbox.backups(), "")).hasSize(2);
  }

  private DeleteBackupsOptions keepOne() {
    return DeleteBackupsOptions.builder()
        .policy(RetentionPolicy.keepLast(1))
        .in(Location.local(sandbox.backups()))
        .build();
  }

  private static void shorten(Path archive) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
  }

  @Test
  void nothingIsDeletedForTheSakeOfABackupThatIsTruncated() throws Exception {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    BackupInfo old = shop.backup(BackupOptions.into(sandbox.backups()));
    BackupInfo newest = shop.backup(BackupOptions.into(sandbox.backups()));
    shorten(newest.location().path());

    Operation<RetentionPlan> planned = sandbox.engine().prepareDeleteBackups(keepOne());

    assertThat(planned.checks())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.refused()).isTrue();
              assertThat(check.subject()).isEqualTo(newest.location().path().toString());
            });
    assertThatThrownBy(planned::run)
        .isInstanceOfSatisfying(
            ArchiveException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
              assertThat(e.remedy().orElseThrow()).contains("another copy");
            });
    assertThat(sandbox.engine().inspectBackup(old.location()).id()).isEqualTo(old.id());
    ArchiveVerifier.verify(
        old.location().path(), DatabaseType.SQLITE, VerifyLevel.ARCHIVE, bytes -> {}, () -> {});
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsKeptIsMeasuredAgainBeforeTheFirstDeletion(boolean gone) throws Exception {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    BackupInfo old = shop.backup(BackupOptions.into(sandbox.backups()));
    BackupInfo newest = shop.backup(BackupOptions.into(sandbox.backups()));
    Operation<RetentionPlan> planned = sandbox.engine().prepareDeleteBackups(keepOne());
    assertThat(planned.checks()).singleElement().satisfies(c -> assertThat(c.refused()).isFalse());
    if (gone) {
      Files.delete(newest.location().path());
    } else {
      shorten(newest.location().path());
    }

    assertThatThrownBy(planned::run)
        .isInstanceOfSatisfying(
            PreconditionFailedException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_STALE))
        .hasMessageContaining(newest.location().path().toString());

    assertThat(old.location().path()).exists();
  }

  @Test
  void aBackupThatIsGoneIsNotCountedAsKept() throws Exception {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    BackupInfo old = shop.backup(BackupOptions.into(sandbox.backups()));
    BackupInfo newest = shop.backup(BackupOptions.into(sandbox.backups()));
    Files.delete(newest.location().path());

    assertThat(sandbox.engine().deleteBackups(keepOne()).keep())
        .extracting(BackupInfo::id)
        .containsExactly(old.id());
    assertThat(old.location().path()).exists();
  }

  @Test
  void aTrialRestoreIsPlannedOnlyWithRoomForIt() {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 50);
    Path archive = sandbox.backups().resolve("shop.db");
    shop.backup(BackupOptions.to(archive));
    String temporary = Path.of(System.getProperty("java.io.tmpdir")).toString();
    for (VerifyLevel level : VerifyLevel.values()) {
      List<Operation<?>> planned =
          List.of(
              shop.prepareBackup(
                  BackupOptions.builder().into(sandbox.backups()).verify(level).build()),
              sandbox
                  .engine()
                  .prepareVerifyBackup(
                      VerifyOptions.builder().backup(Location.local(archive)).level(level).build()),
              sandbox
                  .database("copy")
                  .prepareRestore(RestoreOptions.builder().from(archive).verify(level).build()));
      for (Operation<?> operation : planned) {
        assertThat(operation.checks().stream().filter(c -> c.subject().equals(temporary)))
            .as("the room for the " + operation.name() + " at level " + level)
            .hasSize(level.compareTo(VerifyLevel.RESTORE) >= 0 ? 1 : 0)
            .allSatisfy(check -> assertThat(check.limit()).contains(SideFiles.size(archive) + ""));
      }
    }
    assertThat(
            sandbox
                .engine()
                .prepareVerifyBackup(
                    VerifyOptions.builder()
                        .backup(Location.local(archive.resolve("no directory")))
                        .level(VerifyLevel.RESTORE)
                        .build())
                .checks())
        .isEmpty();
  }

  private static BackupInfo at(String id, String database, Duration age, boolean pinned) {
    Instant then = NOW.minus(age);
    return new BackupInfo(
        id,
        database,
        DatabaseType.SQLITE,
        BackupType.FULL,
        Location.engine(id),
        then,
        then,
        Optional.of(then),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        pinned,
        Map.of(),
        List.of(),
        Map.of());
  }

  @Test
  void aPolicyKeepsWhatAnyOfItsRulesKeeps() {
    List<BackupInfo> all =
        List.of(
            at("a1", "a", Duration.ofDays(1), false),
            at("b1", "b", Duration.ofDays(2), false),
            at("a2", "a", Duration.ofDays(3), false),
            at("a3", "a", Duration.ofDays(8), false),
            at("a4", "a", Duration.ofDays(9), false),
            at("a5", "a", Duration.ofDays(10), true));
    RetentionPlan within = Retention.plan(all, RetentionPolicy.keepWithin(Duration.ofDays(7)), NOW);
    assertThat(within.keep())
        .extracting(BackupInfo::id)
        .as("a3 is what the begin of the seven days is restored from")
        .containsExactly("a1", "b1", "a2", "a3", "a5");
    assertThat(within.delete()).extracting(BackupInfo::id).containsExactly("a4");
    RetentionPlan last = Retention.plan(all, RetentionPolicy.keepLast(2), NOW);
    assertThat(last.delete()).extracting(BackupInfo::id).containsExactly("a3", "a4");
    assertThat(last.reasons()).containsEntry("a5", "it is pinned").containsKeys("a1", "b1", "a4");
  }
}
