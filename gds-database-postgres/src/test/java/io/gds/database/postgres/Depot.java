package io.gds.database.postgres;

import io.gds.database.CreateOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.core.archive.Directories;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.OptionKey;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server whose client tools are installed, an engine on it, and a directory for archives. Drops
 * the databases and roles that were made through it.
 */
final class Depot implements AutoCloseable {
  final PostgresTestServer server;
  final PostgresTools tools;
  final DatabaseManager manager = DatabaseManager.of(new PostgresProvider());
  final PostgresEngine engine;
  final Path directory;
  private final List<String> databases = new ArrayList<>();
  private final List<String> roles = new ArrayList<>();

  private Depot(PostgresTestServer server) throws IOException {
    this.server = server;
    tools =
        PostgresTools.all().stream()
            .filter(t -> t.major() == server.major())
            .findFirst()
            .orElseThrow();
    engine = open(server.url("postgres"));
    directory = Files.createTempDirectory("gds-depot-").toRealPath();
  }

  /** On the server that all tests share. */
  static Depot shared() throws IOException {
    return new Depot(PostgresTestServer.builder().major(PostgresMajors.oldestWithTools()).share());
  }

  /** On a server. */
  static Depot on(PostgresTestServer server) throws IOException {
    return new Depot(server);
  }

  PostgresEngine open(String url) {
    return manager.open(manager.parse(url), PostgresEngine.class);
  }

  PostgresEngine open(ConnectionInfo info) {
    return manager.open(info, PostgresEngine.class);
  }

  /** A name that no database has; one of this name is dropped in the end. */
  String name() {
    return name("depot_" + UUID.randomUUID().toString().substring(0, 8));
  }

  String name(String name) {
    databases.add(name);
    return name;
  }

  String role(String suffix) {
    String role = "depot_" + suffix + "_" + UUID.randomUUID().toString().substring(0, 8);
    server.execute("CREATE ROLE " + PostgresSql.name(role) + " LOGIN");
    roles.add(role);
    return role;
  }

  /** A new database with a table of so many rows. */
  PostgresDatabase filled(int rows) {
    return filled(name(), rows);
  }

  PostgresDatabase filled(String name, int rows) {
    databases.add(name);
    PostgresDatabase database = engine.database(name).create(CreateOptions.defaults());
    server.executeIn(
        name,
        "CREATE TABLE item (id int PRIMARY KEY, body text NOT NULL)",
        "INSERT INTO item SELECT n, md5(n::text) || repeat(md5((n * 7)::text), 3) FROM"
            + " generate_series(1, "
            + rows
            + ") n",
        "CREATE INDEX ON item (body)");
    return database;
  }

  /** How many rows there are and what is in them. */
  String content(String database) {
    return server
        .valueIn(
            database,
            "SELECT count(*) || ' ' || md5(string_agg(i::text, ',' ORDER BY id)) FROM item i")
        .orElseThrow();
  }

  Path place() {
    return directory.resolve("archive-" + UUID.randomUUID());
  }

  BackupInfo backup(PostgresDatabase database) {
    return database.backup(BackupOptions.to(place()));
  }

  <T> BackupInfo backup(PostgresDatabase database, OptionKey<T> key, T value) {
    return database.backup(BackupOptions.builder().to(place()).option(key, value).build());
  }

  static RestoreOptions.Builder from(BackupInfo backup) {
    return RestoreOptions.builder().from(backup.location().path());
  }

  /** A directory with the real tools, but for one, which is this script. */
  Path faked(String tool, String body) throws IOException {
    Path bin = Files.createDirectory(directory.resolve("bin-" + UUID.randomUUID()));
    for (String name : List.of("pg_dump", "pg_restore", "pg_dumpall", "psql", "pg_amcheck")) {
      if (!name.equals(tool)) {
        Files.createSymbolicLink(bin.resolve(name), tools.tool(name));
      }
    }
    script(
        bin.resolve(tool),
        "if [ \"$1\" = --version ]; then echo '"
            + tool
            + " (PostgreSQL) "
            + tools.version()
            + "'; exit 0; fi\nreal="
            + tools.tool(tool)
            + "\n"
            + body);
    return bin;
  }

  static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("not made executable: " + file);
    }
  }

  /** What pg_dump itself says of a database, its settings and rights included. */
  String plainDump(String database) throws Exception {
    return run(
        tools.tool("pg_dump").toString(),
        "--create",
        "--restrict-key=k",
        "--dbname=" + uri(database));
  }

  String uri(String database) {
    return server.url(database);
  }

  static String run(String... command) throws Exception {
    Path out = Files.createTempFile("gds-out-", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + " does not end");
      }
      // As many characters as bytes: a dump is in the encoding of its database.
      String text = Files.readString(out, StandardCharsets.ISO_8859_1);
      if (process.exitValue() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + text);
      }
      return text;
    } finally {
      Files.delete(out);
    }
  }

  /** The names of what lies in the directory. */
  List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("bin-"))
          .sorted()
          .toList();
    }
  }

  /** Databases that only the library's temporary names can be of. */
  List<String> leftovers() {
    return server
        .value(
            "SELECT coalesce(string_agg(datname, ','), '') FROM pg_database WHERE datname LIKE"
                + " 'gds\\_%'")
        .filter(text -> !text.isEmpty())
        .map(text -> List.of(text.split(",")))
        .orElse(List.of());
  }

  /** How many sessions of tools there are. */
  String toolSessions() {
    return server
        .value("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'gds-tool-%'")
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    manager.close();
    for (String database : databases) {
      server.execute("DROP DATABASE IF EXISTS " + PostgresSql.name(database) + " WITH (FORCE)");
    }
    for (String role : roles) {
      server.execute("DROP ROLE " + PostgresSql.name(role));
    }
    Directories.deleteTree(directory);
    server.close();
  }
}
