package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line on a real PostgreSQL, of the major that the installed tools are for. */
class PostgresCommandsTest {
  private static final List<String> OWN = List.of("gds_shop", "gds_copy", "gds_clone", "gds_new");

  @TempDir private Path directory;
  private PostgresTestServer server;

  @BeforeEach
  void start() {
    server = PostgresTools.require().matchingServer().share();
    sweep();
    server.execute("CREATE DATABASE gds_shop");
    server.executeIn(
        "gds_shop",
        "CREATE TABLE item (id int PRIMARY KEY, body text)",
        "INSERT INTO item SELECT n, repeat(n::text, 20) FROM generate_series(1, 500) n");
  }

  @AfterEach
  void stop() {
    sweep();
    server.close();
  }

  private void sweep() {
    for (String name : OWN) {
      server.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
    server.execute("DROP ROLE IF EXISTS gds_poor", "ALTER SYSTEM RESET ALL");
    server.execute("SELECT pg_reload_conf()");
  }

  private Run gds(String... args) {
    return Run.gds(Run.join(List.of("--url", server.url("postgres")), args));
  }

  private String content(String database) {
    return server
        .valueIn(database, "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM item t")
        .orElseThrow();
  }

  @Test
  void theMainJobFromBackupToClone() {
    server.execute("ALTER DATABASE gds_shop SET work_mem = '7MB'");
    String archive = directory.resolve("shop.dump").toString();
    assertThat(gds("databases", "--sizes", "--output", "json").out())
        .contains("\"name\" : \"gds_shop\"", "\"type\" : \"postgresql\"", "\"state\" : \"ONLINE\"");
    Run backup = gds("backup", "gds_shop", "--to", archive);
    assertThat(backup.code()).as(backup.err()).isZero();
    assertThat(gds("verify", archive, "--level", "restore").code()).isZero();
    assertThat(gds("inspect", archive).out()).contains("database       gds_shop");
    Run restore = gds("restore", "gds_copy", "--from", archive);
    assertThat(restore.code()).as(restore.err()).isZero();
    Run clone = gds("clone", "gds_shop", "gds_clone");
    assertThat(clone.code()).as(clone.err()).isZero();
    assertThat(content("gds_copy")).isEqualTo(content("gds_shop"));
    assertThat(content("gds_clone")).isEqualTo(content("gds_shop"));
    assertThat(server.valueIn("gds_copy", "SHOW work_mem")).contains("7MB");
    assertThat(server.valueIn("gds_clone", "SHOW work_mem")).contains("7MB");
    assertThat(gds("restore", "gds_copy", "--from", archive).code())
        .isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(gds("drop", "gds_copy", "--yes").code()).isZero();
    assertThat(gds("describe", "gds_copy").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
  }

  @Test
  void aWholeServerIsBackedUpWithItsLogRestoredAndCloned() throws IOException {
    Path wal = Files.createDirectory(directory.resolve("wal"));
    try (PostgresTestServer whole =
        PostgresTestServer.installed().initdb("--wal-segsize=1").start()) {
      List<String> url = List.of("--url", whole.url("postgres"));
      String base = directory.resolve("base").toString();
      Run backup =
          Run.gds(Run.join(url, "backup", "--server", "--to", base, "-o", "wal-archive=" + wal));
      assertThat(backup.code()).as(backup.err()).isZero();
      Run log =
          Run.gds(Run.join(url, "backup", "--server", "--type", "log", "--into", wal.toString()));
      assertThat(log.code()).as(log.err()).isZero();
      assertThat(log.out()).contains("lastSegment");
      Path data = directory.resolve("data");
      List<String> mapped =
          List.of(
              "restore",
              "--server",
              "--from",
              base,
              "-o",
              "data-directory=" + data,
              "--dry-run",
              "--map",
              "no_such_space=" + directory.resolve("space"));
      Run refused = Run.gds(Run.join(url, mapped.toArray(String[]::new)));
      assertThat(refused.code()).isNotEqualTo(ExitCodes.DONE);
      assertThat(refused.out() + refused.err()).contains("no_such_space");
      Run restore =
          Run.gds(
              Run.join(url, "restore", "--server", "--from", base, "-o", "data-directory=" + data));
      assertThat(restore.code()).as(restore.err()).isZero();
      assertThat(restore.out()).contains("pg_ctl -D " + data);
      Path copy = directory.resolve("copy");
      Run clone = Run.gds(Run.join(url, "clone", "--server", copy.toString()));
      assertThat(clone.code()).as(clone.err()).isZero();
      assertThat(clone.out()).contains("pg_ctl -D " + copy);
      assertThat(data.resolve("recovery.signal")).exists();
      assertThat(copy.resolve("recovery.signal")).exists();
      assertThat(Run.gds(Run.join(url, "clone", "--server", copy.toString())).code())
          .isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"custom", "tar", "plain", "directory"})
  void anArchiveThatWasCutOrChangedIsRefusedInEveryForm(String format) throws IOException {
    Path archive = directory.resolve("shop");
    Run backup = gds("backup", "gds_shop", "--to", archive.toString(), "-o", "format=" + format);
    assertThat(backup.code()).as(backup.err()).isZero();
    assertThat(gds("verify", archive.toString()).code()).isZero();
    Path data = format.equals("directory") ? largestIn(archive) : archive;
    byte[] whole = Files.readAllBytes(data);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    Files.write(data, flipped);
    assertThat(gds("verify", archive.toString()).code()).isEqualTo(ExitCodes.ARCHIVE_REFUSED);
    Files.write(data, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(gds("verify", archive.toString()).code()).isEqualTo(ExitCodes.ARCHIVE_REFUSED);
    assertThat(gds("restore", "gds_copy", "--from", archive.toString()).code())
        .isEqualTo(ExitCodes.ARCHIVE_REFUSED);
    assertThat(gds("describe", "gds_copy").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
  }

  private static Path largestIn(Path directory) throws IOException {
    try (java.util.stream.Stream<Path> files = Files.list(directory)) {
      return files
          .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop gds_shop",
        "create gds_new",
        "backup gds_shop --to DIR/new.dump",
        "clone gds_shop gds_new",
        "state gds_shop read-only",
        "config set work_mem=9MB",
      })
  void aDryRunChangesNothing(String command) {
    String before = changes();
    Run run =
        gds(
            Run.join(
                List.of(command.replace("DIR", directory.toString()).split(" ")), "--dry-run"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("-- dry run: ").contains("-- step 1 of ");
    assertThat(changes()).isEqualTo(before);
    assertThat(directory).isEmptyDirectory();
  }

  /** The catalogue, and what the server counted as written. */
  private String changes() {
    return server
        .value(
            "SELECT (SELECT string_agg(d::text, '|' ORDER BY datname) FROM pg_database d)"
                + " || (SELECT coalesce(string_agg(f::text, '|'), '') FROM pg_file_settings f)")
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "platforms",
        "engine",
        "capabilities gds_shop",
        "databases --system",
        "describe gds_shop",
        "schema gds_shop",
        "users",
        "processes",
        "processes --blocking",
        "config get work_mem",
        "metrics",
        "backups gds_shop --in DIR",
      })
  void whatIsReadIsOneJsonDocument(String command) throws IOException {
    Run run =
        gds(
            Run.join(
                List.of(command.replace("DIR", directory.toString()).split(" ")),
                "--output",
                "json"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(new com.fasterxml.jackson.databind.ObjectMapper().readTree(run.out())).isNotNull();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aSettingIsSetAndReset() {
    assertThat(gds("config", "set", "work_mem=9MB").code()).isZero();
    assertThat(gds("config", "get", "work_mem").out()).contains("9216");
    assertThat(server.value("SHOW work_mem")).contains("9MB");
  }

  @Test
  void aSettingThatMayHoldASecretComesFromAFileAndIsNotShown(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("command");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "cp %p /c4n4ry/%f");
    Run openly = gds("config", "set", "archive_command=cp %p /c4n4ry/%f");
    assertThat(openly.code()).isNotZero();
    assertThat(openly.err()).doesNotContain("c4n4ry");
    String from = "archive_command=file:" + file;
    Run reloading = gds("config", "set", "--hidden", from);
    assertThat(reloading.code()).as("its reload would log the value").isNotZero();
    Run set = gds("config", "set", "--hidden", from, "--no-reload");
    assertThat(set.code()).as(set.err()).isZero();
    assertThat(set.out() + set.err()).doesNotContain("c4n4ry").contains("archive_command");
    assertThat(gds("config", "reset", "archive_command").code()).isZero();
  }

  @Test
  void whoWaitsForWhomIsShownAndTheOneInTheWayIsEnded() throws Exception {
    try (Connection holder = server.connect("gds_shop");
        Connection waiter = server.connect("gds_shop");
        Statement hold = holder.createStatement();
        Statement wait = waiter.createStatement()) {
      holder.setAutoCommit(false);
      hold.execute("LOCK TABLE item");
      CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> count(wait));
      String tree = "";
      for (int i = 0; i < 100 && !tree.contains("waits: "); i++) {
        Thread.sleep(50);
        tree = gds("processes", "--blocking").out();
      }
      assertThat(tree).contains("waits: ").contains("SELECT count(*) FROM item");
      String pid = tree.split("\\s", 2)[0];
      Run kill = gds("kill", pid, "--yes");
      assertThat(kill.code()).as(kill.err()).isZero();
      waiting.get(10, TimeUnit.SECONDS);
      assertThat(holder.isValid(2)).isFalse();
    }
  }

  private static void count(Statement statement) {
    try {
      statement.execute("SELECT count(*) FROM item");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void faultsHaveTheirExitCodes() {
    assertThat(gds("describe", "gds_nowhere").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(gds("create", "gds_new", "-o", "encodign=UTF8").code()).isEqualTo(ExitCodes.USAGE);
    assertThat(gds("state", "gds_shop", "single-user", "--yes").code())
        .isEqualTo(ExitCodes.UNSUPPORTED);
    assertThat(Run.gds("databases", "--url", "postgresql://127.0.0.1:1/x").code())
        .isEqualTo(ExitCodes.NO_CONNECTION);
    server.execute("CREATE ROLE gds_poor LOGIN");
    Run poor =
        Run.gds(
            "create",
            "gds_new",
            "--url",
            server.url("postgres").replace(server.superuser() + "@", "gds_poor@"));
    assertThat(poor.code()).isEqualTo(ExitCodes.NOT_ALLOWED);
    assertThat(poor.err()).contains("CREATEDB");
  }
}
