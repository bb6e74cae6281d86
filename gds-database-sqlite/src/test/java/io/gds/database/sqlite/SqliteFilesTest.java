package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseQuery;
import io.gds.database.DatabaseState;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.NotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqliteFilesTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private void make(String fileName) {
    Sandbox.on(sandbox.data().resolve(fileName), "CREATE TABLE t (a)");
  }

  private List<String> listed() {
    return sandbox.engine().databases().stream().map(Database::name).toList();
  }

  @Test
  void databasesAreKnownByTheirHeaderAndCalledWithoutTheirEnding() throws IOException {
    make("a.db");
    make("b.sqlite");
    make("c.sqlite3");
    make("d.data");
    make("e");
    Files.writeString(sandbox.data().resolve("notes.db"), "no database ".repeat(200));
    Files.createFile(sandbox.data().resolve("empty.db"));
    Files.createDirectory(sandbox.data().resolve("directory.db"));
    assertThat(listed()).containsExactly("a", "b", "c", "d.data", "e");
    assertThat(sandbox.database("notes").exists()).isFalse();
    assertThat(sandbox.database("empty").exists()).isFalse();
    assertThat(sandbox.database("d.data").exists()).isTrue();
  }

  @Test
  void filesThatWouldShareANameAreCalledByTheirFullNames() {
    make("a.db");
    assertThat(listed()).containsExactly("a");
    make("a.sqlite");
    assertThat(listed()).containsExactly("a.db", "a.sqlite");
    assertThat(sandbox.database("a").exists()).isFalse();
    assertThat(sandbox.database("a.db").exists()).isTrue();
    assertThatThrownBy(() -> sandbox.database("a").metadata())
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e ->
                assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("a.sqlite")));
    make("a.db.db");
    assertThat(listed()).containsExactly("a.db", "a.db.db", "a.sqlite");
    sandbox.database("a.sqlite").drop(DropOptions.defaults());
    assertThat(listed()).containsExactly("a", "a.db");
    assertThat(sandbox.database("a.db").metadata().file()).hasFileName("a.db.db");
  }

  @Test
  void aNameThatIsTakenByAFileOfAnotherEndingIsNotGivenAgain() {
    make("a.sqlite");
    assertThatThrownBy(() -> sandbox.database("a").create(CreateOptions.defaults()))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(listed()).containsExactly("a");
  }

  @Test
  void theEndingOfAFileIsNotAnotherNameForItsDatabase() {
    make("a.db");
    assertThat(sandbox.database("a.db").exists()).isFalse();
    assertThatThrownBy(() -> sandbox.database("a.db").condition())
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e ->
                assertThat(e.remedy())
                    .hasValueSatisfying(r -> assertThat(r).contains("called a,")));
    sandbox.database("a.db").create(CreateOptions.defaults());
    assertThat(listed()).containsExactly("a", "a.db");
  }

  @Test
  void linksAreNoDatabasesSoThatNothingOutsideIsTouched() throws IOException {
    Path outside = sandbox.root().resolve("outside.db");
    Sandbox.fill(outside, "delete", 3, "outside");
    Files.createSymbolicLink(sandbox.data().resolve("link.db"), outside);
    assertThat(listed()).isEmpty();
    assertThat(sandbox.database("link").exists()).isFalse();
    assertThatThrownBy(() -> sandbox.database("link").create(CreateOptions.defaults()))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> sandbox.database("link").drop(DropOptions.defaults()))
        .isInstanceOf(NotFoundException.class);
    assertThat(outside).exists();
  }

  @Test
  void archivesThatLieAmongTheDatabasesAreNone() {
    SqliteDatabase database = sandbox.filled("shop", "delete", 3);
    database.backup(BackupOptions.to(sandbox.data().resolve("saved.db")));
    assertThat(listed()).containsExactly("shop");
    assertThat(sandbox.database("saved").exists()).isFalse();
  }

  @Test
  void aDatabaseOfAnyEncodingIsDescribed() {
    Sandbox.on(
        sandbox.file("wide"),
        "PRAGMA encoding = 'UTF-16le'",
        "PRAGMA page_size = 8192",
        "PRAGMA user_version = 7",
        "PRAGMA application_id = 42",
        "CREATE TABLE t (a)");
    SqliteDatabaseMetadata metadata = sandbox.engine().databases().get(0).metadata();
    assertThat(metadata.encoding()).contains("UTF-16le");
    assertThat(metadata.pageSize()).isEqualTo(8192);
    assertThat(metadata.pageCount()).isEqualTo(2);
    assertThat(metadata.userVersion()).isEqualTo(7);
    assertThat(metadata.applicationId()).isEqualTo(42);
    assertThat(metadata.owner()).isEmpty();
    assertThat(metadata.collation()).isEmpty();
    assertThat(metadata.createdAt()).isPresent();
    assertThat(metadata.attributes())
        .containsEntry("pageSize", 8192)
        .containsKeys("journalMode", "modifiedAt", "file", "encoding");
    assertThat(metadata.attribute("userVersion")).contains(7);
  }

  @Test
  void theJournalModeIsToldByTheFilesBesideItOrBySqlite() throws Exception {
    sandbox.filled("log", "wal", 3);
    assertThat(sandbox.engine().databases().get(0).metadata().journalMode()).isEmpty();
    assertThat(sandbox.database("log").refresh().journalMode()).contains(SqliteJournalMode.WAL);
    assertThat(sandbox.files()).containsExactly("log.db");
    try (Connection open = Sandbox.connect(sandbox.file("log"))) {
      Sandbox.ask(open, "SELECT count(*) FROM item");
      assertThat(sandbox.engine().databases().get(0).metadata().journalMode())
          .contains(SqliteJournalMode.WAL);
    }
    sandbox.filled("plain", "delete", 3);
    assertThat(sandbox.database("plain").refresh().journalMode())
        .contains(SqliteJournalMode.DELETE);
  }

  @Test
  void aDamagedDatabaseIsListedAsSuspect() throws IOException {
    sandbox.filled("shop", "delete", 50);
    try (RandomAccessFile file = new RandomAccessFile(sandbox.file("shop").toFile(), "rw")) {
      file.setLength(600);
    }
    assertThat(listed()).containsExactly("shop");
    assertThat(sandbox.database("shop").condition().state()).isEqualTo(DatabaseState.SUSPECT);
    SqliteDatabaseMetadata metadata = sandbox.database("shop").metadata();
    assertThat(metadata.pageSize()).isZero();
    assertThat(metadata.encoding()).isEmpty();
    sandbox.database("shop").drop(DropOptions.defaults());
    assertThat(sandbox.files()).isEmpty();
  }

  @Test
  void readingHeadersCostsNobodyHisLocks() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "delete", 3);
    try (Connection writer = Sandbox.connect(sandbox.file("shop"))) {
      Sandbox.run(writer, "BEGIN IMMEDIATE", "INSERT INTO item (mark) VALUES ('mine')");
      sandbox.engine().databases(DatabaseQuery.userDatabases().with(Detail.SIZE));
      database.exists();
      database.condition();
      database.refresh(Detail.SIZE);
      database.capabilities();
      sandbox.engine().inspectBackup(Location.local(sandbox.file("shop")));
      assertThat(ChildJvm.run("write", sandbox.file("shop").toString()).output())
          .as("another process that wants to write meanwhile")
          .contains("LOCKED");
      Sandbox.run(writer, "COMMIT");
    }
    assertThat(Sandbox.ask(sandbox.file("shop"), "SELECT count(*) FROM item")).isEqualTo("4");
  }

  @Test
  void lookingChangesNothingAndLeavesNothing() {
    sandbox.filled("log", "wal", 3);
    sandbox.filled("plain", "delete", 3);
    Map<String, String> before = sandbox.snapshot();
    sandbox.engine().databases(DatabaseQuery.userDatabases().with(Detail.values()));
    sandbox.database("log").exists();
    sandbox.database("log").condition();
    sandbox.database("log").capabilities();
    sandbox.database("log").prepareDrop(DropOptions.defaults()).script().text();
    sandbox.database("log").prepareBackup(BackupOptions.into(sandbox.backups())).checks();
    sandbox.engine().metadata();
    assertThat(sandbox.snapshot()).isEqualTo(before);
  }

  @Test
  void sizesCountTheLogToo() throws Exception {
    SqliteDatabase database = sandbox.filled("log", "wal", 3);
    try (Connection open = Sandbox.connect(sandbox.file("log"))) {
      Sandbox.run(open, "INSERT INTO item (mark, body) VALUES ('x', randomblob(10000))");
      assertThat(database.refresh(Detail.SIZE).sizeBytes().orElseThrow())
          .isGreaterThan(Files.size(sandbox.file("log")));
    }
  }
}
