package io.gds.database.sqlite;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.Timeouts;
import io.gds.database.core.archive.Directories;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.OperationListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** A directory with an engine on it, and ways to look at its files that are not the engine's. */
final class Sandbox implements AutoCloseable {
  private final Path root;
  private final DatabaseManager manager;
  private final SqliteEngine engine;
  private final List<AuditRecord> audit = new CopyOnWriteArrayList<>();

  Sandbox() {
    try {
      root = Files.createTempDirectory("gds-sqlite-test-").toRealPath();
      Files.createDirectory(root.resolve("data"));
      Files.createDirectory(root.resolve("backups"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    manager =
        DatabaseManager.builder()
            .provider(new SqliteProvider())
            .listener(
                new OperationListener() {
                  @Override
                  public void started(AuditRecord started) {
                    audit.add(started);
                  }
                })
            .build();
    engine = manager.open(info(Duration.ofMillis(600)), SqliteEngine.class);
  }

  /** A connection to the directory that waits this long for locks. */
  ConnectionInfo info(Duration lockWait) {
    return ConnectionInfo.builder(DatabaseType.SQLITE)
        .path(data())
        .timeouts(Timeouts.defaults().connect(lockWait))
        .build();
  }

  DatabaseManager manager() {
    return manager;
  }

  SqliteEngine engine() {
    return engine;
  }

  SqliteDatabase database(String name) {
    return engine.database(name);
  }

  List<AuditRecord> audit() {
    return audit;
  }

  Path root() {
    return root;
  }

  Path data() {
    return root.resolve("data");
  }

  Path backups() {
    return root.resolve("backups");
  }

  Path file(String name) {
    return data().resolve(name + ".db");
  }

  /** A connection of somebody else. */
  static Connection connect(Path file) {
    try {
      SQLiteConfig config = new SQLiteConfig();
      config.setBusyTimeout(5_000);
      return new JDBC()
          .connect(JDBC.PREFIX + SqliteUrls.uri(file, "mode=rwc"), config.toProperties());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void run(Connection connection, String... statements) {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static String ask(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      StringBuilder text = new StringBuilder();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) {
          text.append(rows.getString(i)).append(i < columns ? "|" : "\n");
        }
      }
      return text.toString().strip();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static String ask(Path file, String sql) {
    try (Connection connection = connect(file)) {
      return ask(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs statements on a file, which is made if need be. */
  static void on(Path file, String... statements) {
    try (Connection connection = connect(file)) {
      run(connection, statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A database with some rows, in a journal mode. */
  SqliteDatabase filled(String name, String journalMode, int rows) {
    fill(file(name), journalMode, rows, name);
    return database(name);
  }

  static void fill(Path file, String journalMode, int rows, String mark) {
    on(
        file,
        "PRAGMA journal_mode = " + journalMode,
        "CREATE TABLE item (id INTEGER PRIMARY KEY, mark TEXT NOT NULL, body BLOB)",
        "CREATE INDEX item_mark ON item (mark)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + rows
            + ") INSERT INTO item SELECT i, '"
            + mark.replace("'", "''")
            + "', randomblob(1000) FROM n");
  }

  /** What a database holds, whatever its file is called. */
  static String content(Path file) {
    return ask(
            file,
            "SELECT count(*), min(mark), max(mark), sum(length(body)), hex(substr(max(body), 1, 8)) FROM item")
        + "\n"
        + ask(file, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name");
  }

  /** The names and bytes of all files of the directory. */
  Map<String, String> snapshot() {
    return snapshot(root);
  }

  static Map<String, String> snapshot(Path directory) {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        files.put(
            directory.relativize(path).toString(),
            Files.getLastModifiedTime(path)
                + " "
                + java.util.Arrays.hashCode(Files.readAllBytes(path)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** The names of the files in the directory of databases. */
  List<String> files() {
    return Listing.names(data(), "listing").stream().sorted().toList();
  }

  @Override
  public void close() {
    manager.close();
    try {
      Directories.deleteTree(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
