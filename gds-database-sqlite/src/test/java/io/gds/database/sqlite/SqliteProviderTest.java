package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AlterOptions;
import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DropOptions;
import io.gds.database.EngineStatus;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.manager.DatabaseManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteDataSource;

class SqliteProviderTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private SqliteEngine open(Path path) {
    return sandbox
        .manager()
        .open(ConnectionInfo.builder(DatabaseType.SQLITE).path(path).build(), SqliteEngine.class);
  }

  @Test
  void itIsFoundByTheServiceLoader() {
    try (DatabaseManager manager = DatabaseManager.discover(getClass().getClassLoader())) {
      assertThat(manager.brokenProviders()).isEmpty();
      assertThat(manager.open("sqlite:" + sandbox.data())).isInstanceOf(SqliteEngine.class);
    }
    assertThat(new SqliteProvider().driverVersion()).startsWith(SqliteVersions.library());
  }

  @Test
  void whatIsNotThereIsNotOpenedUnlessLazily() {
    Path none = sandbox.root().resolve("none");
    assertThatThrownBy(() -> open(none)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> open(none.resolve("x.db"))).isInstanceOf(NotFoundException.class);
    SqliteEngine lazy =
        sandbox
            .manager()
            .open(
                ConnectionInfo.builder(DatabaseType.SQLITE).path(none).build().lazy(),
                SqliteEngine.class);
    assertThatThrownBy(lazy::ping).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(lazy::databases).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> lazy.database("x").create(CreateOptions.defaults()))
        .isInstanceOf(DatabaseException.class);
  }

  @Test
  void aFileThatIsNoDatabaseIsNotOpened() throws Exception {
    Path text = Files.writeString(sandbox.root().resolve("text.db"), "hello ".repeat(500));
    assertThatThrownBy(() -> open(text))
        .isInstanceOfSatisfying(
            ArchiveException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_UNRECOGNIZED));
    assertThatThrownBy(() -> open(Path.of("/dev/null"))).isInstanceOf(DatabaseException.class);
    assertThatThrownBy(
            () -> sandbox.manager().open(ConnectionInfo.builder(DatabaseType.SQLITE).build()))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void anEngineOnAFileHasExactlyThatDatabase() {
    Path file = sandbox.root().resolve("only.sqlite");
    Sandbox.fill(file, "delete", 10, "only");
    SqliteEngine engine = open(file);
    assertThat(engine.databases()).extracting(Database::name).containsExactly("only");
    assertThat(engine.metadata().singleFile()).contains(file);
    SqliteDatabase only = engine.database("only");
    assertThat(only.exists()).isTrue();
    assertThat(only.refresh().file()).isEqualTo(file);
    SqliteDatabase other = engine.database("other");
    assertThat(other.exists()).isFalse();
    assertThatThrownBy(other::metadata)
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e ->
                assertThat(e.remedy())
                    .hasValueSatisfying(r -> assertThat(r).contains("directory")));
    Path archive = sandbox.backups().resolve("only.gds");
    only.backup(BackupOptions.to(archive));
    for (Runnable wrong :
        new Runnable[] {
          () -> other.create(CreateOptions.defaults()),
          () -> only.clone(CloneOptions.to("other")),
          () -> only.alter(AlterOptions.rename("other")),
          () -> other.restore(RestoreOptions.from(archive)),
          () -> other.restore(RestoreOptions.builder().from(archive).overwrite(true).build())
        }) {
      assertThatThrownBy(wrong::run)
          .isInstanceOfSatisfying(
              InvalidOptionsException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME));
    }
    only.drop(DropOptions.defaults());
    assertThat(engine.databases()).isEmpty();
    only.restore(RestoreOptions.from(archive));
    assertThat(Sandbox.ask(file, "SELECT count(*) FROM item")).isEqualTo("10");
  }

  @Test
  void aLinkToADirectoryLeadsToTheDirectoryItself() throws Exception {
    Path link = Files.createSymbolicLink(sandbox.root().resolve("link"), sandbox.data());
    sandbox.filled("shop", "delete", 3);
    assertThat(open(link).database("shop").metadata().file()).isEqualTo(sandbox.file("shop"));
  }

  @Test
  void aCallersDataSourceIsUsedAndNeverClosed() throws Exception {
    sandbox.filled("shop", "delete", 5);
    SQLiteDataSource dataSource = new SQLiteDataSource();
    dataSource.setUrl("jdbc:sqlite:" + sandbox.file("shop"));
    SqliteEngine engine =
        sandbox
            .manager()
            .open(ConnectionInfo.over(DatabaseType.SQLITE, dataSource), SqliteEngine.class);
    assertThat(engine.databases()).extracting(Database::name).containsExactly("shop");
    try (var source = engine.database("shop").openSql();
        Connection connection = source.getConnection()) {
      assertThat(Sandbox.ask(connection, "SELECT count(*) FROM item")).isEqualTo("5");
    }
    engine.close();
    try (Connection connection = dataSource.getConnection()) {
      assertThat(Sandbox.ask(connection, "SELECT count(*) FROM item")).isEqualTo("5");
    }
  }

  @Test
  void aDataSourceWithoutAFileIsRefused() {
    SQLiteDataSource dataSource = new SQLiteDataSource();
    dataSource.setUrl("jdbc:sqlite::memory:");
    assertThatThrownBy(
            () -> sandbox.manager().open(ConnectionInfo.over(DatabaseType.SQLITE, dataSource)))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("without a file");
  }

  @Test
  void theEngineTellsOfTheLibraryAndTheDirectory() {
    Instant since = Instant.parse("2020-01-01T00:00:00Z");
    SqliteEngine engine =
        sandbox
            .manager()
            .open(
                ConnectionInfo.builder(DatabaseType.SQLITE)
                    .path(sandbox.data())
                    .name("books")
                    .decommissionedAt(since)
                    .build(),
                SqliteEngine.class);
    SqliteEngineMetadata metadata = engine.metadata();
    assertThat(metadata.name()).isEqualTo("books");
    assertThat(metadata.version()).isEqualTo(SqliteVersions.library());
    assertThat(metadata.driverVersion()).isEqualTo(SqliteVersions.driver());
    assertThat(metadata.status()).isEqualTo(EngineStatus.ONLINE);
    assertThat(metadata.decommissionedAt()).contains(since);
    assertThat(metadata.createdAt()).isPresent();
    assertThat(metadata.directory()).isEqualTo(sandbox.data());
    assertThat(metadata.compileOptions()).contains("ENABLE_DBSTAT_VTAB");
    assertThat(metadata.sourceId()).isNotBlank();
    assertThat(metadata.edition()).isEmpty();
    assertThat(metadata.host()).isEmpty();
    assertThat(metadata.port()).isEmpty();
    assertThat(metadata.attributes()).containsKeys("directory", "fileSystem", "compileOptions");
    assertThat(engine.toString()).contains("books");
    assertThat(engine.serverTime()).isNotNull();
  }
}
