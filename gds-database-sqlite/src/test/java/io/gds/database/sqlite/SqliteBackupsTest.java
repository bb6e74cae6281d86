package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.StorageException;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Progress;
import io.gds.database.operation.ProgressUnit;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteBackupsTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Path archive() {
    return sandbox.backups().resolve("shop.gds");
  }

  private BackupInfo backup(SqliteDatabase database) {
    return database.backup(BackupOptions.to(archive()));
  }

  /** Commits in a loop, a pause between, until closed; keeps the longest wait. */
  private static final class Writer implements AutoCloseable {
    private final Thread thread;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong writes = new AtomicLong();
    private volatile long longestNanos;
    private volatile Throwable failure;

    Writer(Path file, int pauseMillis) {
      thread =
          new Thread(
              () -> {
                try (Connection connection = Sandbox.connect(file)) {
                  while (!stop.get()) {
                    long begun = System.nanoTime();
                    Sandbox.run(connection, "INSERT INTO item (mark) VALUES ('busy')");
                    longestNanos = Math.max(longestNanos, System.nanoTime() - begun);
                    writes.incrementAndGet();
                    Thread.sleep(pauseMillis);
                  }
                } catch (Exception e) {
                  failure = e;
                }
              },
              "writer");
      thread.start();
    }

    @Override
    public void close() throws InterruptedException {
      stop.set(true);
      thread.join(30_000);
      assertThat(failure).isNull();
      assertThat(writes.get()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal", "truncate", "persist"})
  void aBackupIsOneFileThatNeedsNoOther(String journalMode) throws Exception {
    SqliteDatabase database = sandbox.filled("shop", journalMode, 500);
    String content = Sandbox.content(sandbox.file("shop"));
    BackupInfo info;
    try (Connection open = Sandbox.connect(sandbox.file("shop"))) {
      Sandbox.ask(open, "SELECT count(*) FROM item");
      info = backup(database);
    }
    assertThat(Listing.names(sandbox.backups(), ""))
        .containsExactlyInAnyOrder("shop.gds", "shop.gds.manifest.json");
    assertThat(Sandbox.ask(archive(), "PRAGMA journal_mode")).isEqualTo("delete");
    assertThat(Sandbox.content(archive())).isEqualTo(content);
    assertThat(info.attributes()).containsEntry("method", "pages").containsEntry("restarts", "0");
    assertThat(info.serverVersion()).contains(SqliteVersions.library());
    assertThat(info.toolVersion()).contains(SqliteVersions.driver());
    assertThat(info.consistentAt()).isPresent();
    assertThat(info.bytes()).hasValue(Files.size(archive()));
  }

  @Test
  void aBackupHoldsWhatIsOnlyInTheLog() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "wal", 10);
    try (Connection open = Sandbox.connect(sandbox.file("shop"))) {
      Sandbox.run(
          open, "PRAGMA wal_autocheckpoint = 0", "INSERT INTO item (mark) VALUES ('in the log')");
      backup(database);
    }
    assertThat(Sandbox.ask(archive(), "SELECT count(*) FROM item WHERE mark = 'in the log'"))
        .isEqualTo("1");
  }

  @Test
  void whatIsNotCommittedIsNotInTheBackup() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "wal", 10);
    try (Connection open = Sandbox.connect(sandbox.file("shop"))) {
      Sandbox.run(open, "BEGIN IMMEDIATE", "INSERT INTO item (mark) VALUES ('perhaps')");
      backup(database);
    }
    assertThat(Sandbox.ask(archive(), "SELECT count(*) FROM item WHERE mark = 'perhaps'"))
        .isEqualTo("0");
  }

  @Test
  void aBusyWriterInWalModeNeitherDelaysTheBackupNorWaitsForIt() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "wal", 20_000);
    try (Writer writer = new Writer(sandbox.file("shop"), 5)) {
      BackupInfo info = backup(database);
      assertThat(info.attributes()).containsEntry("restarts", "0");
      assertThat(writer.longestNanos).isLessThan(Duration.ofMillis(500).toNanos());
    }
    assertThat(Sandbox.ask(archive(), "PRAGMA integrity_check")).isEqualTo("ok");
  }

  @Test
  void aBusyWriterInRollbackModeIsGivenWayToForAWhileAndThenWaits() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "delete", 20_000);
    try (Writer writer = new Writer(sandbox.file("shop"), 10)) {
      assertThat(writer).isNotNull();
      Instant begun = Instant.now();
      BackupInfo info =
          database.backup(
              BackupOptions.builder()
                  .to(archive())
                  .option(SqliteBackup.GIVE_WAY_FOR, Duration.ofMillis(500))
                  .option(SqliteBackup.PAGES_PER_STEP, 16)
                  .build());
      assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(20));
      assertThat(Integer.parseInt(info.attributes().get("restarts"))).isPositive();
    }
    assertThat(Sandbox.ask(archive(), "PRAGMA integrity_check")).isEqualTo("ok");
  }

  @Test
  void withoutGivingWayTheCopyIsNeverBegunAgain() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "delete", 5_000);
    try (Writer writer = new Writer(sandbox.file("shop"), 5)) {
      assertThat(writer).isNotNull();
      BackupInfo info =
          database.backup(
              BackupOptions.builder()
                  .to(archive())
                  .option(SqliteBackup.GIVE_WAY_FOR, Duration.ZERO)
                  .build());
      assertThat(info.attributes()).containsEntry("restarts", "0");
    }
  }

  @Test
  void progressIsToldInPages() {
    SqliteDatabase database = sandbox.filled("shop", "delete", 5_000);
    List<Progress> told = new CopyOnWriteArrayList<>();
    database
        .prepareBackup(
            BackupOptions.builder().to(archive()).option(SqliteBackup.PAGES_PER_STEP, 8).build())
        .run(OperationContext.builder().progress(told::add).build());
    assertThat(told)
        .filteredOn(now -> now.phase().equals("copying pages"))
        .isNotEmpty()
        .allSatisfy(now -> assertThat(now.unit()).isEqualTo(ProgressUnit.PAGES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal"})
  void aCancelStopsTheCopyWithinASecondAndLeavesNothing(String journalMode) throws Exception {
    SqliteDatabase database = sandbox.filled("shop", journalMode, 100_000);
    Operation<BackupInfo> operation =
        database.prepareBackup(
            BackupOptions.builder().to(archive()).option(SqliteBackup.PAGES_PER_STEP, 1).build());
    OperationHandle<BackupInfo> handle =
        sandbox.engine().operations().submit(operation, OperationContext.none());
    while (handle.progress().filter(now -> now.done() > 0).isEmpty() && !handle.isDone()) {
      Thread.sleep(1);
    }
    long begun = System.nanoTime();
    assertThat(handle.cancel()).isTrue();
    OperationResult<BackupInfo> result = handle.await();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(Listing.names(sandbox.backups(), "")).isEmpty();
    assertThat(sandbox.files()).containsExactly("shop.db");
    assertThat(ChildJvm.run("write", sandbox.file("shop").toString()).output()).contains("FREE");
    assertThat(backup(database).checked()).isNotEmpty();
  }

  @Test
  void aCancelIsKeptEvenWhileSomebodyElseStaysInsideAWriteTransaction() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "wal", 20_000);
    try (Connection writer = Sandbox.connect(sandbox.file("shop"))) {
      Sandbox.run(writer, "BEGIN IMMEDIATE");
      OperationHandle<BackupInfo> handle =
          sandbox
              .engine()
              .operations()
              .submit(database.prepareBackup(BackupOptions.to(archive())), OperationContext.none());
      while (handle.progress().filter(now -> now.done() > 0).isEmpty() && !handle.isDone()) {
        Thread.sleep(1);
      }
      handle.cancel();
      assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
      Sandbox.run(writer, "COMMIT");
    }
    assertThat(Listing.names(sandbox.backups(), "")).isEmpty();
  }

  @Test
  void aDeadlineStopsTheCopyToo() {
    SqliteDatabase database = sandbox.filled("shop", "wal", 60_000);
    Operation<BackupInfo> operation =
        database.prepareBackup(
            BackupOptions.builder().to(archive()).option(SqliteBackup.PAGES_PER_STEP, 1).build());
    OperationResult<BackupInfo> result =
        sandbox
            .engine()
            .operations()
            .execute(operation, OperationContext.builder().within(Duration.ofMillis(150)).build());
    assertThat(result.error().map(DatabaseException::code)).contains(ErrorCode.TIMEOUT);
    assertThat(Listing.names(sandbox.backups(), "")).isEmpty();
  }

  @Test
  void aLockThatStaysIsReportedWithWhoHasTheFileOpen() {
    SqliteDatabase database = sandbox.filled("shop", "delete", 10);
    try (ChildJvm child =
        ChildJvm.start("hold", sandbox.file("shop").toString(), "BEGIN EXCLUSIVE")) {
      child.awaitLine("HOLDING");
      assertThatThrownBy(() -> backup(database))
          .isInstanceOf(DatabaseInUseException.class)
          .hasMessageContaining(Long.toString(child.pid()));
    }
    assertThat(Listing.names(sandbox.backups(), "")).isEmpty();
  }

  @Test
  void aDatabaseNobodyMayWriteIsBackedUpAllTheSame() {
    SqliteDatabase database = sandbox.filled("shop", "delete", 500);
    String content = Sandbox.content(sandbox.file("shop"));
    database.setState(SetStateOptions.of(StateChange.READ_ONLY));
    assertThat(backup(database).attributes()).containsEntry("method", "pages");
    assertThat(Sandbox.content(archive())).isEqualTo(content);
  }

  @Test
  void aLargeDatabaseNobodyMayWriteIsCopiedByVacuumWhichCanBeStopped() throws Exception {
    Path file = sandbox.file("shop");
    Sandbox.fill(file, "delete", 500, "shop");
    Sandbox.on(
        file,
        "CREATE TABLE plain (a)",
        "INSERT INTO plain VALUES (1), (2), (3)",
        "DELETE FROM plain WHERE a = 2");
    sandbox.database("shop").setState(SetStateOptions.of(StateChange.READ_ONLY));
    try (var workers = new Workers()) {
      SqliteConnections connections =
          new SqliteConnections(
              "test", Duration.ofSeconds(5), Duration.ofSeconds(1), workers.environment());
      SqliteCopies copies = new SqliteCopies(connections, workers.environment().clock(), 4096);
      SqliteFileFacts facts =
          new SqliteFiles(sandbox.data(), java.util.Optional.empty(), connections).require("shop");
      Path target = sandbox.backups().resolve("copy.db");
      SqliteCopies.Copied copied =
          copies.copy(
              facts, target, io.gds.database.operation.OptionValues.none(), new PlainStep());
      assertThat(copied.method()).isEqualTo("vacuum into");
      assertThat(Sandbox.content(target)).isEqualTo(Sandbox.content(file));
      assertThat(Sandbox.ask(target, "SELECT rowid FROM plain")).isEqualTo("1\n3");
    }
  }

  @Test
  void aSourceThatIsDamagedMakesNoGoodBackup() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "delete", 500);
    try (RandomAccessFile file = new RandomAccessFile(sandbox.file("shop").toFile(), "rw")) {
      file.seek(4096 * 20);
      file.write(new byte[4096]);
    }
    assertThatThrownBy(() -> backup(database))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_CORRUPT);
              assertThat(e.remedy()).isPresent();
            });
    assertThat(Listing.names(sandbox.backups(), "")).isEmpty();
    BackupInfo unchecked =
        database.backup(BackupOptions.builder().to(archive()).verify(VerifyLevel.MANIFEST).build());
    assertThat(unchecked.checked()).hasSize(1);
  }

  @Test
  void rowsThatReferToNoneAreToldAndNoDamage() {
    Sandbox.on(
        sandbox.file("shop"),
        "CREATE TABLE a (id INTEGER PRIMARY KEY)",
        "CREATE TABLE b (a INTEGER REFERENCES a (id))",
        "INSERT INTO b VALUES (1), (2)");
    assertThat(backup(sandbox.database("shop")).checked())
        .contains("foreign_key_check: 2 rows refer to rows that are not there");
  }

  @Test
  void aCollationOfTheApplicationDoesNotStandInTheWay() throws Exception {
    try (Connection connection = Sandbox.connect(sandbox.file("shop"))) {
      org.sqlite.Collation.create(
          connection,
          "backwards",
          new org.sqlite.Collation() {
            @Override
            protected int xCompare(String one, String other) {
              return other.compareTo(one);
            }
          });
      Sandbox.run(
          connection,
          "CREATE TABLE t (a TEXT COLLATE backwards)",
          "CREATE INDEX i ON t (a)",
          "INSERT INTO t VALUES ('x'), ('y')");
    }
    BackupInfo info = backup(sandbox.database("shop"));
    assertThat(info.checked()).anyMatch(text -> text.contains("could not be run"));
    assertThat(Sandbox.ask(archive(), "SELECT count(*) FROM t")).isEqualTo("2");
  }

  @ParameterizedTest
  @EnumSource(VerifyLevel.class)
  void everyLevelSaysWhatItLookedAt(VerifyLevel level) {
    SqliteDatabase database = sandbox.filled("shop", "delete", 50);
    BackupInfo info = database.backup(BackupOptions.builder().to(archive()).verify(level).build());
    assertThat(info.checked()).isNotEmpty();
    assertThat(info.checked().stream().anyMatch(text -> text.startsWith("integrity_check")))
        .isEqualTo(level != VerifyLevel.MANIFEST);
    assertThat(info.checked().stream().anyMatch(text -> text.startsWith("restored for trial")))
        .isEqualTo(level.compareTo(VerifyLevel.RESTORE) >= 0);
  }

  @ParameterizedTest
  @EnumSource(value = BackupType.class, mode = EnumSource.Mode.EXCLUDE, names = "FULL")
  void otherTypesAreRefusedWithTheReason(BackupType type) {
    SqliteDatabase database = sandbox.filled("shop", "delete", 5);
    assertThatThrownBy(
            () -> database.prepareBackup(BackupOptions.builder().to(archive()).type(type).build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("SupportsBackup." + type);
  }

  @Test
  void optionsThatMeanNothingHereAreRefused() {
    SqliteDatabase database = sandbox.filled("shop", "delete", 5);
    assertThatThrownBy(
            () ->
                database.prepareBackup(
                    BackupOptions.builder().to(archive()).pointInTime(Instant.EPOCH).build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThatThrownBy(
            () ->
                database.prepareBackup(
                    BackupOptions.builder()
                        .to(Location.server("/x"))
                        .includeLogs(false)
                        .option(SqliteBackup.PAGES_PER_STEP, 0)
                        .build()))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class, e -> assertThat(e.faults()).hasSize(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-wal", "-journal", "-shm"})
  void anArchiveIsNotCalledLikeASideFileWhichSqliteWouldTakeItFor(String ending) {
    SqliteDatabase database = sandbox.filled("shop", "delete", 3);
    Path place = sandbox.data().resolve("other.db" + ending);
    assertThatThrownBy(() -> database.prepareBackup(BackupOptions.to(place)))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("side files");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsRefusedAndNamed() {
    SqliteDatabase database = sandbox.filled("shop", "delete", 5);
    assertThatThrownBy(
            () -> database.backup(BackupOptions.to(sandbox.root().resolve("none").resolve("x.db"))))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> database.backup(BackupOptions.to(Path.of("/proc/gds.db"))))
        .isInstanceOfAny(StorageException.class, NotFoundException.class)
        .hasMessageContaining("/proc");
    assertThatThrownBy(
            () -> database.backup(BackupOptions.to(sandbox.file("shop").resolve("x.db"))))
        .isInstanceOf(DatabaseException.class);
  }

  @Test
  void whatAKilledBackupLeavesIsRemovedByTheNextAndNeverTakenForOne() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "delete", 60_000);
    List<String> left = new ArrayList<>();
    try (ChildJvm child =
        ChildJvm.start(
            "backup", sandbox.data().toString(), "shop", archive().toString(), "copying pages")) {
      child.awaitLine("HALFWAY");
      child.kill();
      left.addAll(Listing.names(sandbox.backups(), ""));
    }
    assertThat(left).isNotEmpty().allMatch(name -> name.contains(".partial"));
    assertThat(archive()).doesNotExist();
    assertThat(ArchiveNames.manifestOf(archive())).doesNotExist();
    BackupInfo info = backup(database);
    assertThat(Listing.names(sandbox.backups(), ""))
        .containsExactlyInAnyOrder("shop.gds", "shop.gds.manifest.json");
    database.restore(RestoreOptions.builder().from(info.location().path()).overwrite(true).build());
  }

  @Test
  void aDiskThatTakesNoMoreLeavesNothingUnderTheFinalName() {
    sandbox.filled("shop", "delete", 5_000);
    try (ChildJvm child =
        ChildJvm.start(
            List.of("bash", "-c", "ulimit -f 2000; exec \"$0\" \"$@\""),
            "backup",
            sandbox.data().toString(),
            "shop",
            archive().toString())) {
      String output = child.await().output();
      assertThat(output).contains("FAILED STORAGE_");
    }
    assertThat(Listing.names(sandbox.backups(), "")).isEmpty();
  }
}
