package io.gds.database.sqlite;

import io.gds.database.Database;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.Timeouts;
import io.gds.database.core.archive.Directories;
import io.gds.database.data.SupportsSql;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.testkit.contract.Declaration;
import io.gds.database.testkit.contract.TestEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Two directories: one for databases, one for backups. */
final class SqliteTestEngine implements TestEngine {
  private final Path root;
  private final AtomicInteger places = new AtomicInteger();

  SqliteTestEngine() {
    try {
      root = Files.createTempDirectory("gds-sqlite-contract-").toRealPath();
      Files.createDirectory(root.resolve("data"));
      Files.createDirectory(root.resolve("backups"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DatabaseProvider provider() {
    return new SqliteProvider();
  }

  @Override
  public ConnectionInfo connection() {
    return ConnectionInfo.builder(DatabaseType.SQLITE)
        .path(root.resolve("data"))
        .timeouts(Timeouts.defaults().connect(Duration.ofMillis(500)))
        .build();
  }

  @Override
  public Declaration declaration() {
    return Declaration.builder()
        .onEngine(
            List.of(
                SupportsBackupCatalog.class, SupportsConfiguration.class, SupportsMetrics.class))
        .onDatabase(
            List.of(
                SupportsBackup.class,
                SupportsRestore.class,
                SupportsClone.class,
                SupportsStates.class,
                SupportsSchemas.class,
                SupportsSql.class))
        .backupTypes(BackupType.FULL)
        .verifyLevels(VerifyLevel.values())
        .cloneKinds(CloneKind.COPY, CloneKind.STRUCTURE_ONLY)
        .states(StateChange.READ_ONLY, StateChange.READ_WRITE, StateChange.ONLINE)
        .build();
  }

  private static Path file(Database database) {
    return ((SqliteDatabase) database).refresh().file();
  }

  @Override
  public void fill(Database database, long seed) {
    Sandbox.on(
        file(database),
        "CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, seed INTEGER NOT NULL, body TEXT)",
        "CREATE INDEX IF NOT EXISTS item_seed ON item (seed)",
        "CREATE VIEW IF NOT EXISTS item_count AS SELECT count(*) AS n FROM item",
        "INSERT INTO item (seed, body) SELECT "
            + seed
            + ", printf('%064d', "
            + seed
            + " * 31 + value)"
            + " FROM json_each('[1,2,3,4,5,6,7,8,9,10]')");
  }

  @Override
  public String contentHash(Database database) {
    Path file = file(database);
    String tables = Sandbox.ask(file, "SELECT count(*) FROM sqlite_schema WHERE name = 'item'");
    return tables.equals("0")
        ? "no table"
        : Sandbox.ask(file, "SELECT id, seed, body FROM item ORDER BY id");
  }

  @Override
  public String fingerprint() {
    return Sandbox.snapshot(root).toString();
  }

  @Override
  public Location backupPlace() {
    return Location.local(
        root.resolve("backups").resolve("place" + places.incrementAndGet() + ".db"));
  }

  @Override
  public Location backupDirectory() {
    return Location.local(root.resolve("backups"));
  }

  @Override
  public Optional<AutoCloseable> occupy(Database database) {
    Connection connection = Sandbox.connect(file(database));
    Sandbox.run(connection, "BEGIN IMMEDIATE");
    return Optional.of(connection);
  }

  @Override
  public Optional<SetConfigurationOptions> harmlessChange(Database database) {
    return Optional.of(
        SetConfigurationOptions.builder()
            .database(database.name())
            .set("user_version", "7")
            .set("journal_mode", "wal")
            .build());
  }

  @Override
  public List<Path> directories() {
    return List.of(root);
  }

  @Override
  public void close() {
    try {
      Directories.deleteTree(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
