package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.DropOptions;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.ArchiveException;
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
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteRestoresTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  /** A backup of 100 rows marked new. */
  private Path backup(String journalMode) {
    SqliteDatabase source = sandbox.filled("new", journalMode, 100);
    Path archive = sandbox.backups().resolve("new.gds");
    source.backup(BackupOptions.to(archive));
    source.drop(DropOptions.defaults());
    return archive;
  }

  private static RestoreOptions over(Path archive) {
    return RestoreOptions.builder().from(archive).overwrite(true).build();
  }

  private String marks(String name) {
    return Sandbox.ask(
        sandbox.file(name), "SELECT min(mark) || ' ' || max(mark) || ' ' || count(*) FROM item");
  }

  @ParameterizedTest
  @CsvSource({"delete,delete", "delete,wal", "wal,delete", "wal,wal"})
  void theNewContentWinsAndStaysWhileOthersHaveTheTargetOpen(String from, String to)
      throws Exception {
    Path archive = backup(from);
    SqliteDatabase target = sandbox.filled("old", to, 5_000);
    try (Connection other = Sandbox.connect(sandbox.file("old"))) {
      assertThat(Sandbox.ask(other, "SELECT count(*) FROM item")).isEqualTo("5000");
      target.restore(over(archive));
      assertThat(Sandbox.ask(other, "SELECT min(mark) || count(*) FROM item")).isEqualTo("new100");
      Sandbox.run(other, "INSERT INTO item (mark) VALUES ('new')");
    }
    assertThat(marks("old")).isEqualTo("new new 101");
    assertThat(Sandbox.ask(sandbox.file("old"), "PRAGMA integrity_check")).isEqualTo("ok");
    assertThat(sandbox.files()).containsExactly("old.db");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wal", "delete"})
  void aReaderInTheMiddleOfATransactionIsNotDisturbed(String journalMode) throws Exception {
    Path archive = backup("delete");
    SqliteDatabase target = sandbox.filled("old", journalMode, 500);
    try (Connection reader = Sandbox.connect(sandbox.file("old"))) {
      Sandbox.run(reader, "BEGIN");
      assertThat(Sandbox.ask(reader, "SELECT count(*) FROM item")).isEqualTo("500");
      if (journalMode.equals("wal")) {
        target.restore(over(archive));
      } else {
        assertThatThrownBy(() -> target.restore(over(archive)))
            .isInstanceOf(DatabaseInUseException.class);
      }
      assertThat(Sandbox.ask(reader, "SELECT count(*) FROM item")).isEqualTo("500");
      Sandbox.run(reader, "COMMIT");
    }
    assertThat(marks("old")).isEqualTo(journalMode.equals("wal") ? "new new 100" : "old old 500");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-wal", "-journal", "-shm"})
  void aSideFileLeftBesideAnAbsentTargetDoesNotBringTheOldContentBack(String ending)
      throws Exception {
    Path archive = backup("wal");
    Path target = sandbox.file("old");
    Sandbox.fill(target, "wal", 50, "old");
    Path saved = sandbox.root().resolve("saved");
    try (Connection open = Sandbox.connect(target)) {
      Sandbox.run(open, "PRAGMA wal_autocheckpoint = 0", "UPDATE item SET mark = 'older'");
      Files.copy(SideFiles.with(target, "-wal"), saved);
    }
    Files.delete(target);
    Files.move(saved, SideFiles.with(target, ending), StandardCopyOption.REPLACE_EXISTING);
    sandbox.database("old").restore(RestoreOptions.from(archive));
    assertThat(marks("old")).isEqualTo("new new 100");
    assertThat(Sandbox.ask(target, "PRAGMA integrity_check")).isEqualTo("ok");
  }

  @Test
  void aTargetLeftByACrashWithItsLogIsOverwrittenForGood() throws Exception {
    Path archive = backup("delete");
    Path target = sandbox.file("old");
    Sandbox.fill(target, "wal", 50, "old");
    Path crashed = sandbox.root().resolve("crashed.db");
    try (Connection open = Sandbox.connect(target)) {
      Sandbox.run(open, "PRAGMA wal_autocheckpoint = 0", "UPDATE item SET mark = 'older'");
      Files.copy(target, crashed);
      Files.copy(SideFiles.with(target, "-wal"), SideFiles.with(crashed, "-wal"));
    }
    Files.move(crashed, target, StandardCopyOption.REPLACE_EXISTING);
    Files.move(SideFiles.with(crashed, "-wal"), SideFiles.with(target, "-wal"));
    sandbox.database("old").restore(over(archive));
    assertThat(marks("old")).isEqualTo("new new 100");
  }

  @Test
  void aHotJournalBesideTheTargetIsDealtWithBeforeItIsOverwritten() throws Exception {
    Path archive = backup("delete");
    Path target = sandbox.file("old");
    Sandbox.fill(target, "delete", 2_000, "old");
    Path crashed = sandbox.root().resolve("crashed.db");
    try (Connection open = Sandbox.connect(target)) {
      Sandbox.run(
          open, "PRAGMA cache_size = 5", "BEGIN", "UPDATE item SET body = randomblob(1000)");
      Files.copy(target, crashed);
      Files.copy(SideFiles.with(target, "-journal"), SideFiles.with(crashed, "-journal"));
      Sandbox.run(open, "ROLLBACK");
    }
    Files.move(crashed, target, StandardCopyOption.REPLACE_EXISTING);
    Files.move(SideFiles.with(crashed, "-journal"), SideFiles.with(target, "-journal"));
    sandbox.database("old").restore(over(archive));
    assertThat(marks("old")).isEqualTo("new new 100");
    assertThat(Sandbox.ask(target, "PRAGMA integrity_check")).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wal", "delete"})
  void anotherPageSizeIsNoHindranceWhenNobodyElseUsesTheTarget(String journalMode) {
    Path archive = backup("delete");
    Sandbox.on(sandbox.file("old"), "PRAGMA page_size = 8192", "VACUUM");
    Sandbox.fill(sandbox.file("old"), journalMode, 200, "old");
    sandbox.database("old").restore(over(archive));
    assertThat(marks("old")).isEqualTo("new new 100");
    assertThat(Sandbox.ask(sandbox.file("old"), "PRAGMA page_size")).isEqualTo("4096");
  }

  @Test
  void anotherPageSizeOfATargetInWalModeThatOthersUseIsRefusedAndTheOldContentStays()
      throws Exception {
    Path archive = backup("delete");
    Sandbox.on(sandbox.file("old"), "PRAGMA page_size = 8192", "VACUUM");
    Sandbox.fill(sandbox.file("old"), "wal", 200, "old");
    try (Connection other = Sandbox.connect(sandbox.file("old"))) {
      Sandbox.ask(other, "SELECT count(*) FROM item");
      assertThatThrownBy(() -> sandbox.database("old").restore(over(archive)))
          .isInstanceOfSatisfying(
              DatabaseInUseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_IN_USE));
    }
    assertThat(marks("old")).isEqualTo("old old 200");
  }

  @Test
  void theJournalModeOfTheSourceComesBackOrIsSaidToBeLeftToDo() throws Exception {
    Path archive = backup("wal");
    RestoreInfo fresh = sandbox.database("fresh").restore(RestoreOptions.from(archive));
    assertThat(fresh.next()).isEmpty();
    assertThat(Sandbox.ask(sandbox.file("fresh"), "PRAGMA journal_mode")).isEqualTo("wal");
    SqliteDatabase old = sandbox.filled("old", "delete", 100);
    try (Connection reader = Sandbox.connect(sandbox.file("old"))) {
      Sandbox.ask(reader, "SELECT count(*) FROM item");
      RestoreInfo info = old.restore(over(archive));
      assertThat(info.used()).hasSize(1);
    }
    assertThat(marks("old")).isEqualTo("new new 100");
  }

  @Test
  void aTargetThatIsLockedByAnotherProcessIsLeftAloneAndItsHolderNamed() {
    Path archive = backup("delete");
    SqliteDatabase target = sandbox.filled("old", "delete", 50);
    try (ChildJvm child =
        ChildJvm.start("hold", sandbox.file("old").toString(), "BEGIN IMMEDIATE")) {
      child.awaitLine("HOLDING");
      assertThatThrownBy(() -> target.restore(over(archive)))
          .isInstanceOf(DatabaseInUseException.class)
          .hasMessageContaining(Long.toString(child.pid()));
    }
    assertThat(marks("old")).isEqualTo("old old 50");
    assertThat(sandbox.files()).containsExactly("old.db");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wal", "delete"})
  void aCancelInTheMiddleOfOverwritingLeavesTheOldContent(String journalMode) throws Exception {
    SqliteDatabase source = sandbox.filled("new", "delete", 100_000);
    BackupInfo backup = source.backup(BackupOptions.into(sandbox.backups()));
    SqliteDatabase target = sandbox.filled("old", journalMode, 2_000);
    Operation<RestoreInfo> operation = target.prepareRestore(over(backup.location().path()));
    OperationHandle<RestoreInfo> handle =
        sandbox.engine().operations().submit(operation, OperationContext.none());
    while (!handle.isDone()
        && handle.progress().filter(now -> now.phase().equals("writing pages")).isEmpty()) {
      Thread.sleep(1);
    }
    long begun = System.nanoTime();
    boolean cancelled = handle.cancel();
    OperationResult<RestoreInfo> result = handle.await();
    assertThat(cancelled).isTrue();
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    assertThat(marks("old")).isEqualTo("old old 2000");
    assertThat(Sandbox.ask(sandbox.file("old"), "PRAGMA integrity_check")).isEqualTo("ok");
    assertThat(sandbox.files()).containsExactly("new.db", "old.db");
    target.restore(over(backup.location().path()));
    assertThat(marks("old")).isEqualTo("new new 100000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wal", "delete"})
  void aKillInTheMiddleOfOverwritingLeavesTheOldContentAndTheNextRunIsClean(String journalMode) {
    SqliteDatabase source = sandbox.filled("new", "delete", 60_000);
    BackupInfo backup = source.backup(BackupOptions.into(sandbox.backups()));
    SqliteDatabase target = sandbox.filled("old", journalMode, 15_000);
    try (ChildJvm child =
        ChildJvm.start(
            "restore",
            sandbox.data().toString(),
            "old",
            backup.location().path().toString(),
            "writing pages")) {
      child.awaitLine("HALFWAY");
      child.kill();
    }
    assertThat(marks("old")).isEqualTo("old old 15000");
    assertThat(Sandbox.ask(sandbox.file("old"), "PRAGMA integrity_check")).isEqualTo("ok");
    target.restore(over(backup.location().path()));
    assertThat(marks("old")).isEqualTo("new new 60000");
    assertThat(sandbox.files()).containsExactly("new.db", "old.db");
  }

  @Test
  void aKillBeforeTheTargetHasItsNameLeavesNoTarget() {
    SqliteDatabase source = sandbox.filled("new", "delete", 60_000);
    BackupInfo backup = source.backup(BackupOptions.into(sandbox.backups()));
    try (ChildJvm child =
        ChildJvm.start(
            "restore", sandbox.data().toString(), "fresh", backup.location().path().toString())) {
      while (sandbox.files().stream().noneMatch(name -> name.endsWith(".partial"))) {
        Thread.onSpinWait();
      }
      child.kill();
    }
    assertThat(sandbox.database("fresh").exists()).isFalse();
    assertThat(sandbox.file("fresh")).doesNotExist();
    sandbox.database("fresh").restore(RestoreOptions.from(backup.location().path()));
    assertThat(sandbox.files()).containsExactly("fresh.db", "new.db");
  }

  @Test
  void aTargetThatExistsIsRefusedUnlessItMayBeOverwritten() {
    Path archive = backup("delete");
    SqliteDatabase target = sandbox.filled("old", "delete", 5);
    assertThatThrownBy(() -> target.restore(RestoreOptions.from(archive)))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(marks("old")).isEqualTo("old old 5");
  }

  @Test
  void aTargetThatNobodyMayWriteIsNotOverwritten() {
    Path archive = backup("delete");
    SqliteDatabase target = sandbox.filled("old", "delete", 5);
    target.setState(SetStateOptions.of(StateChange.READ_ONLY));
    assertThatThrownBy(() -> target.restore(over(archive)))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_READ_ONLY));
    assertThat(marks("old")).isEqualTo("old old 5");
  }

  @Test
  void aDatabaseFileWithoutManifestIsTakenOnlyWhenThatIsAskedFor() throws Exception {
    Path plain = sandbox.root().resolve("plain.sqlite");
    Sandbox.fill(plain, "delete", 30, "plain");
    SqliteDatabase target = sandbox.database("copy");
    assertThatThrownBy(() -> target.restore(RestoreOptions.from(plain)))
        .isInstanceOfSatisfying(
            ArchiveException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_UNRECOGNIZED);
              assertThat(e.remedy())
                  .hasValueSatisfying(
                      remedy -> assertThat(remedy).contains("sqlite.without-manifest"));
            });
    RestoreInfo info =
        target.restore(
            RestoreOptions.builder()
                .from(plain)
                .option(SqliteRestore.WITHOUT_MANIFEST, true)
                .verify(VerifyLevel.RESTORE_AND_CHECK)
                .build());
    assertThat(info.used().get(0).checked()).anyMatch(text -> text.startsWith("no manifest"));
    assertThat(info.used().get(0).attributes()).containsEntry("manifest", "none");
    assertThat(marks("copy")).isEqualTo("plain plain 30");
    assertThat(
            sandbox
                .engine()
                .verifyBackup(
                    VerifyOptions.builder()
                        .backup(Location.local(plain))
                        .option(SqliteRestore.WITHOUT_MANIFEST, true)
                        .build())
                .checked())
        .anyMatch(text -> text.startsWith("no manifest"));
    try (RandomAccessFile file = new RandomAccessFile(plain.toFile(), "rw")) {
      file.seek(4096 * 3);
      file.write(new byte[4096]);
    }
    assertThatThrownBy(
            () ->
                sandbox
                    .database("copy2")
                    .restore(
                        RestoreOptions.builder()
                            .from(plain)
                            .option(SqliteRestore.WITHOUT_MANIFEST, true)
                            .build()))
        .isInstanceOfSatisfying(
            ArchiveException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT));
    assertThat(sandbox.database("copy2").exists()).isFalse();
  }

  @Test
  void aLiveDatabaseIsNoArchive() throws Exception {
    Path live = sandbox.root().resolve("live.sqlite");
    Sandbox.fill(live, "wal", 30, "live");
    try (Connection open = Sandbox.connect(live)) {
      Sandbox.run(open, "INSERT INTO item (mark) VALUES ('in the log')");
      assertThatThrownBy(
              () ->
                  sandbox
                      .database("copy")
                      .restore(
                          RestoreOptions.builder()
                              .from(live)
                              .option(SqliteRestore.WITHOUT_MANIFEST, true)
                              .build()))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("live database");
    }
  }

  @Test
  void whatIsNoArchiveIsRefused() throws Exception {
    SqliteDatabase target = sandbox.database("copy");
    Path text = Files.writeString(sandbox.root().resolve("text"), "hello");
    Path directory = Files.createDirectory(sandbox.root().resolve("directory"));
    Path link = Files.createSymbolicLink(sandbox.root().resolve("link"), text);
    for (Path wrong : new Path[] {text, directory, link}) {
      assertThatThrownBy(() -> target.restore(RestoreOptions.from(wrong)))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining(wrong.toString());
    }
    assertThatThrownBy(() -> target.restore(RestoreOptions.from(sandbox.root().resolve("none"))))
        .isInstanceOf(NotFoundException.class);
    assertThat(target.exists()).isFalse();
  }

  @Test
  void anArchiveThatChangedSinceItWasProvedIsNotRestored() throws Exception {
    Path archive = backup("delete");
    SqliteDatabase target = sandbox.filled("old", "delete", 5);
    BackupInfo info = sandbox.engine().inspectBackup(Location.local(archive));
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      file.seek(5000);
      file.write(file.read() ^ 1);
    }
    SqliteContext context = ((DefaultSqliteEngine) sandbox.engine()).context();
    assertThatThrownBy(
            () ->
                new SqliteRestoration(context, "old")
                    .restore(
                        SqliteArchive.at(Location.local(archive), context.connections()),
                        info,
                        sandbox.file("old"),
                        RestoreOptions.builder().from(archive).overwrite(true).build(),
                        new PlainStep()))
        .isInstanceOf(ArchiveException.class);
    assertThat(target.exists()).isTrue();
    assertThat(marks("old")).isEqualTo("old old 5");
    assertThat(sandbox.files()).containsExactly("old.db");
  }

  @Test
  void aFileWithoutManifestThatChangedSinceItWasProvedIsNotRestored() throws Exception {
    Path plain = sandbox.root().resolve("plain.db");
    Sandbox.fill(plain, "delete", 100, "plain");
    sandbox.filled("old", "delete", 5);
    BackupInfo info = sandbox.engine().inspectBackup(Location.local(plain));
    try (RandomAccessFile file = new RandomAccessFile(plain.toFile(), "rw")) {
      file.seek(4096 * 3);
      file.write(new byte[4096]);
    }
    SqliteContext context = ((DefaultSqliteEngine) sandbox.engine()).context();
    assertThatThrownBy(
            () ->
                new SqliteRestoration(context, "old")
                    .restore(
                        SqliteArchive.at(Location.local(plain), context.connections()),
                        info,
                        sandbox.file("old"),
                        RestoreOptions.builder().from(plain).overwrite(true).build(),
                        new PlainStep()))
        .isInstanceOfSatisfying(
            ArchiveException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT));
    assertThat(marks("old")).isEqualTo("old old 5");
    assertThat(sandbox.files()).containsExactly("old.db");
  }

  @Test
  void aLinkUnderTheNameIsNotFollowedToBeOverwritten() throws Exception {
    Path archive = backup("delete");
    Path outside = sandbox.root().resolve("outside.db");
    Sandbox.fill(outside, "delete", 5, "outside");
    Files.createSymbolicLink(sandbox.file("link"), outside);
    assertThatThrownBy(() -> sandbox.database("link").restore(over(archive)))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("a link");
    assertThat(Sandbox.ask(outside, "SELECT min(mark) FROM item")).isEqualTo("outside");
    assertThat(sandbox.file("link")).isSymbolicLink();
  }

  @Test
  void anArchiveUnderTheNameIsNotOverwritten() {
    Path archive = backup("delete");
    Path precious = sandbox.data().resolve("precious.db");
    sandbox.filled("source", "delete", 5).backup(BackupOptions.to(precious));
    assertThatThrownBy(() -> sandbox.database("precious").restore(over(archive)))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("an archive");
    assertThat(sandbox.engine().verifyBackup(VerifyOptions.of(precious)).checked()).isNotEmpty();
  }

  @Test
  void aDirectoryUnderTheNameIsNotOverwritten() throws Exception {
    Path archive = backup("delete");
    Files.createDirectory(sandbox.file("directory"));
    assertThatThrownBy(() -> sandbox.database("directory").restore(over(archive)))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(sandbox.file("directory")).isDirectory();
  }

  @Test
  void theNewestOfAHistoryIsChosenAndShown() {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    shop.backup(BackupOptions.into(sandbox.backups()));
    Sandbox.on(sandbox.file("shop"), "INSERT INTO item (mark) VALUES ('shop')");
    BackupInfo newest = shop.backup(BackupOptions.into(sandbox.backups()));
    Operation<RestoreInfo> planned =
        sandbox
            .database("again")
            .prepareRestore(
                RestoreOptions.builder()
                    .from(RestoreSource.history("shop", Location.local(sandbox.backups())))
                    .build());
    assertThat(planned.script().text()).contains(newest.location().parts().get(0));
    planned.run();
    assertThat(marks("again")).isEqualTo("shop shop 6");
    assertThatThrownBy(
            () ->
                shop.prepareRestore(
                    RestoreOptions.builder()
                        .from(RestoreSource.history("nobody", Location.local(sandbox.backups())))
                        .build()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void whatSqliteCannotRestoreFromIsRefusedWithTheReason() {
    Path archive = backup("delete");
    SqliteDatabase target = sandbox.database("copy");
    for (RestoreOptions options :
        new RestoreOptions[] {
          RestoreOptions.builder().from(archive).pointInTime(Instant.EPOCH).build(),
          RestoreOptions.builder().from(archive).map(RestoreMapping.Kind.FILE, "a", "b").build(),
          RestoreOptions.builder().from(RestoreSource.dropped("x")).build(),
          RestoreOptions.builder().from(RestoreSource.history("x")).build()
        }) {
      assertThatThrownBy(() -> target.prepareRestore(options))
          .isInstanceOf(UnsupportedCapabilityException.class);
    }
    assertThatThrownBy(
            () ->
                target.prepareRestore(
                    RestoreOptions.builder()
                        .from(RestoreSource.archive(Location.server("/x")))
                        .build()))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @ParameterizedTest
  @EnumSource(VerifyLevel.class)
  void everyLevelRestores(VerifyLevel level) {
    Path archive = backup("delete");
    sandbox.database("copy").restore(RestoreOptions.builder().from(archive).verify(level).build());
    assertThat(marks("copy")).isEqualTo("new new 100");
  }

  @Test
  void anArchiveWhoseManifestIsGoneSaysSo() throws Exception {
    Path archive = backup("delete");
    Files.delete(ArchiveNames.manifestOf(archive));
    assertThatThrownBy(() -> sandbox.engine().verifyBackup(VerifyOptions.of(archive)))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_UNRECOGNIZED));
  }
}
