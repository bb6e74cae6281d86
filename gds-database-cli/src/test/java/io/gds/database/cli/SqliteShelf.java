package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.manager.DatabaseManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A directory of SQLite files, for what can only be shown with real ones. */
record SqliteShelf(Path directory) {
  Path file(String name) {
    return directory.resolve(name + ".db");
  }

  /** The arguments, on this directory; {@code DIR} in them stands for it. */
  String[] arguments(String command, String... more) {
    return Run.join(
        List.of(("--url sqlite:DIR " + command).replace("DIR", directory.toString()).split(" ")),
        more);
  }

  /** Runs a command on it, without a terminal. */
  Run gds(String command) {
    return Run.gds(arguments(command));
  }

  /** Makes a database of so many rows of a thousand bytes. */
  void fill(String name, String journalMode, int rows, String mark) throws SQLException {
    try (Connection connection = connect(name)) {
      execute(connection, "pragma journal_mode = " + journalMode);
      execute(connection, "create table t (id integer primary key, mark text, body blob)");
      execute(
          connection,
          """
          insert into t (mark, body)
          with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)
          select '%s', randomblob(1000) from n
          """
              .formatted(rows, mark));
    }
  }

  Connection connect(String name) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file(name));
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Which marks its rows have, after SQLite found nothing wrong with it. */
  String marks(String name) throws SQLException {
    try (Connection connection = connect(name)) {
      String damage = ask(connection, "pragma integrity_check");
      return damage.equals("ok")
          ? ask(connection, "select group_concat(distinct mark) from t")
          : damage;
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return String.valueOf(rows.getString(1));
    }
  }

  /** A hash of every row. */
  Map<String, Fingerprint> content(String name) throws SQLException {
    try (DatabaseManager manager = DatabaseManager.discover();
        DatabaseEngine engine = manager.open("sqlite:" + directory)) {
      return Fingerprint.of(engine.database(name));
    }
  }

  /** What the command line lists. */
  List<String> databases() {
    return Arrays.stream(gds("databases --output csv").out().split("\\R"))
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(',')))
        .toList();
  }

  /** The names of all that lies in it. */
  List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The unfinished file in it. */
  Path unfinished() throws IOException {
    return files().stream()
        .filter(name -> name.endsWith(".partial"))
        .map(directory::resolve)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nothing unfinished lies in " + directory));
  }
}
