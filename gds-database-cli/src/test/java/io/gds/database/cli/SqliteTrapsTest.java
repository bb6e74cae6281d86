package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others leave behind or hold on to, seen from the command line. */
class SqliteTrapsTest {
  @TempDir private Path directory;
  private Path archive;

  @BeforeEach
  void backUp() throws Exception {
    archive = directory.resolve("new.gds");
    fill("new", "new");
    fill("old", "old");
    assertThat(gds("backup", "new", "--to", archive.toString()).code()).isZero();
  }

  private Run gds(String... args) {
    return Run.gds(Run.join(List.of("--url", "sqlite:" + directory), args));
  }

  private Connection connect(String name) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(name + ".db"));
  }

  private void fill(String name, String mark) throws SQLException {
    try (Connection connection = connect(name)) {
      run(connection, "pragma journal_mode = wal");
      run(connection, "create table t (mark text)");
      run(connection, "insert into t values ('" + mark + "')");
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String mark(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select group_concat(mark) from t")) {
      return rows.getString(1);
    }
  }

  private String mark(String name) throws SQLException {
    try (Connection connection = connect(name)) {
      return mark(connection);
    }
  }

  @Test
  void theNewDataWinAndStayWhileAConnectionInWalModeIsOpen() throws Exception {
    try (Connection other = connect("old")) {
      assertThat(mark(other)).isEqualTo("old");
      Run restore = gds("restore", "old", "--from", archive.toString(), "--overwrite", "--yes");
      assertThat(restore.code()).as(restore.err()).isZero();
      assertThat(mark(other)).isEqualTo("new");
      run(other, "insert into t values ('later')");
    }
    assertThat(mark("old")).isEqualTo("new,later");
  }

  @Test
  void anOldLogBesideTheTargetDoesNotBringTheOldDataBack() throws Exception {
    Path log;
    byte[] pages;
    try (Connection holder = connect("old")) {
      run(holder, "insert into t values ('unfinished')");
      log = directory.resolve("old.db-wal");
      pages = Files.readAllBytes(log);
    }
    Files.delete(directory.resolve("old.db"));
    Files.write(log, pages);

    Run restore = gds("restore", "old", "--from", archive.toString());

    assertThat(restore.code()).as(restore.err()).isZero();
    assertThat(mark("old")).isEqualTo("new");
  }

  @Test
  void aDatabaseThatOthersUseIsNotDropped() throws Exception {
    try (Connection other = connect("old")) {
      assertThat(mark(other)).isEqualTo("old");
      Run drop = gds("drop", "old", "--yes");
      assertThat(drop.code()).isEqualTo(ExitCodes.FAILED);
      assertThat(drop.err()).contains("DATABASE_IN_USE");
      assertThat(mark(other)).isEqualTo("old");
    }
    assertThat(mark("old")).isEqualTo("old");
  }

  @Test
  void aManifestThatWasChangedIsRefusedAndTheTargetStays() throws Exception {
    Path manifest = directory.resolve("new.gds.manifest.json");
    String text = Files.readString(manifest);
    for (String changed :
        List.of(text.replace("sqlite", "oracle"), text.replaceFirst("1", "2"), "{", "")) {
      Files.writeString(manifest, changed);
      assertThat(gds("verify", archive.toString()).code()).isEqualTo(ExitCodes.ARCHIVE_REFUSED);
      assertThat(gds("restore", "old", "--from", archive.toString(), "--overwrite", "--yes").code())
          .isEqualTo(ExitCodes.ARCHIVE_REFUSED);
    }
    assertThat(mark("old")).isEqualTo("old");
  }

  @Test
  void aDirectoryThatTakesNoFilesIsRefused() {
    Run backup = gds("backup", "new", "--to", "/proc/new.gds");
    assertThat(backup.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(backup.err()).contains("STORAGE_").contains("/proc");
  }
}
