package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OperationTimeoutException;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of backups when processes are killed, tools hang and disks are full. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresToolFaultsTest {
  private static final String SESSIONS =
      "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'gds-tool-%'";

  @TempDir Path directory;

  private Servers servers;

  @BeforeAll
  void start() {
    servers = new Servers(PostgresTestServer.installed().initdb("--wal-segsize=1").start());
    servers.server.execute("CREATE TABLE item AS SELECT n FROM generate_series(1, 1000) AS n");
    servers.server.execute("CREATE DATABASE locked");
    servers.server.executeIn("locked", "CREATE TABLE item (n int)");
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  private List<String> names(Path place) throws IOException {
    try (Stream<Path> entries = Files.list(place)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void await(BooleanSupplier look) throws InterruptedException {
    for (int i = 0; i < 300 && !look.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(look.getAsBoolean()).isTrue();
  }

  private boolean is(String query) {
    return servers.server.value(query).isPresent();
  }

  /** Kills the child once the server says that it works; then the next run has to end its tools. */
  private void kill(ToolChild child, String working, Operation<BackupInfo> next) throws Exception {
    List<ProcessHandle> tools;
    try (child) {
      await(() -> is(working));
      tools = child.tools();
      child.kill();
    }
    assertThat(tools).isNotEmpty();
    assertThat(next.run().checked()).isNotEmpty();
    await(() -> tools.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(servers.server.value(SESSIONS)).contains("0");
  }

  @Test
  void aBaseBackupWhoseProcessWasKilledIsSweptAndItsToolEndedByTheNext() throws Exception {
    Path shelf = Files.createDirectory(directory.resolve("shelf"));
    ToolChild child =
        ToolChild.start(
            "base",
            servers.server.url("postgres"),
            shelf.resolve("killed"),
            directory.resolve("child.log"));
    kill(
        child,
        "SELECT 1 FROM pg_stat_progress_basebackup WHERE backup_streamed > 0",
        servers.engine.prepareBackup(BackupOptions.to(shelf.resolve("next"))));
    assertThat(names(shelf)).containsExactly("next", "next.manifest.json");
    assertThat(servers.server.value("SELECT count(*) FROM pg_replication_slots")).contains("0");
  }

  @Test
  void aDumpWhoseProcessWasKilledIsSweptAndItsToolEndedByTheNext() throws Exception {
    Path shelf = Files.createDirectory(directory.resolve("shelf"));
    try (var connection = servers.server.connect("locked");
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
      ToolChild child =
          ToolChild.start(
              "locked",
              servers.server.url("postgres"),
              shelf.resolve("killed"),
              directory.resolve("child.log"));
      kill(
          child,
          "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'gds-tool-%'"
              + " AND wait_event_type = 'Lock'",
          servers
              .engine
              .database("postgres")
              .prepareBackup(BackupOptions.to(shelf.resolve("next"))));
    }
    assertThat(names(shelf)).containsExactly("next", "next.manifest.json");
  }

  @Test
  void aReceiverWhoseProcessWasKilledIsEndedByTheNextWhichGoesOn() throws Exception {
    Path wal = Files.createDirectory(directory.resolve("wal"));
    ToolChild child =
        ToolChild.start("log", servers.server.url("postgres"), wal, directory.resolve("child.log"));
    kill(
        child,
        "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'",
        servers.engine.prepareBackup(log(wal)));
    assertThat(names(wal)).noneMatch(name -> name.endsWith(".partial"));
  }

  private static BackupOptions log(Path wal) {
    return BackupOptions.builder().type(BackupType.LOG).into(wal).build();
  }

  @Test
  void onlyNamesOfDeadProcessesAreTakenForAbandoned() throws Exception {
    assertThat(PostgresToolSessions.isAbandoned(PostgresToolSessions.newName())).isFalse();
    assertThat(PostgresToolSessions.isAbandoned("gds-tool-0123456789abcdef")).isFalse();
    assertThat(PostgresToolSessions.isAbandoned("gds-tool-00000000-1-1-01234567")).isFalse();
    assertThat(PostgresToolSessions.newName().length()).isLessThanOrEqualTo(63);
  }

  /** The installed tools, one of which hangs as soon as it is to work. */
  private Path hanging(String tool) throws IOException {
    Path real = PostgresTools.require(servers.server.major()).directory();
    Path tools = Files.createDirectory(directory.resolve("tools"));
    try (Stream<Path> entries = Files.list(real)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        if (!entry.getFileName().toString().equals(tool)) {
          Files.createSymbolicLink(tools.resolve(entry.getFileName()), entry);
        }
      }
    }
    Files.writeString(
        Files.createFile(
            tools.resolve(tool),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
        "#!/bin/sh\ncase \"$1\" in --version) exec '"
            + real.resolve(tool)
            + "' --version ;; esac\nexec sleep 600\n");
    return tools;
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_verifybackup", "pg_waldump", "pg_restore"})
  void aToolThatHangsIsEndedByTheDeadline(String tool) throws IOException {
    Path tools = hanging(tool);
    Path shelf = Files.createDirectory(directory.resolve("shelf"));
    BackupOptions.Builder options = BackupOptions.builder().option(PostgresBackup.TOOLS, tools);
    Operation<?> operation =
        switch (tool) {
          case "pg_restore" ->
              servers
                  .engine
                  .database("postgres")
                  .prepareBackup(options.to(shelf.resolve("x")).build());
          case "pg_waldump" ->
              servers.engine.prepareBackup(options.type(BackupType.LOG).into(shelf).build());
          default ->
              servers.engine.prepareBackup(
                  options
                      .to(shelf.resolve("x"))
                      .option(PostgresServerBackup.LAYOUT, PostgresBackupLayout.PLAIN)
                      .build());
        };
    OperationContext context =
        OperationContext.builder()
            .within(Duration.ofSeconds(tool.equals("pg_verifybackup") ? 4 : 2))
            .build();

    assertThatThrownBy(() -> operation.run(context))
        .isInstanceOfSatisfying(
            OperationTimeoutException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
    assertThat(names(shelf)).noneMatch(name -> name.startsWith("x"));
    assertThat(names(shelf)).noneMatch(name -> name.endsWith(".partial"));
  }

  private static boolean command(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** A file system so small, in memory. */
  private Path disk(String size) throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString()),
        "skipped, because this user or container may not mount a small file system");
    return disk;
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "dump", "log"})
  void aDiskThatIsFullIsAFailureAndLeavesNoArchive(String what) throws Exception {
    Path disk = disk(what.equals("base") ? "2m" : "64k");
    try {
      if (what.equals("dump")) {
        servers.server.execute(
            "CREATE TABLE large AS SELECT md5(n::text) AS t FROM generate_series(1, 20000) AS n");
      }
      Operation<?> operation =
          switch (what) {
            case "dump" ->
                servers
                    .engine
                    .database("postgres")
                    .prepareBackup(BackupOptions.to(disk.resolve("x")));
            case "log" -> servers.engine.prepareBackup(log(disk));
            default ->
                // Nobody knows before how large it gets.
                servers.engine.prepareBackup(
                    BackupOptions.builder()
                        .to(disk.resolve("x"))
                        .option(PostgresServerBackup.COMPRESSION, "1")
                        .build());
          };
      assertThat(operation.refused()).isFalse();
      assertThatThrownBy(operation::run)
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).as(e.toString()).isEqualTo(ErrorCode.STORAGE_FULL));
      assertThat(names(disk)).filteredOn(name -> !name.startsWith(".")).isEmpty();
    } finally {
      servers.server.execute("DROP TABLE IF EXISTS large");
      command("umount", disk.toString());
    }
  }

  @Test
  void aDiskTooSmallIsRefusedBeforeAnythingIsWritten() throws Exception {
    Path disk = disk("2m");
    try {
      Operation<BackupInfo> backup =
          servers.engine.prepareBackup(BackupOptions.to(disk.resolve("x")));
      assertThat(backup.checks())
          .anyMatch(check -> check.refused() && check.code() == ErrorCode.STORAGE_FULL);
      assertThat(
              servers
                  .engine
                  .prepareClone(CloneOptions.to(disk.resolve("clone").toString()))
                  .checks())
          .anyMatch(check -> check.refused() && check.code() == ErrorCode.STORAGE_FULL);
      assertThat(names(disk)).isEmpty();
    } finally {
      command("umount", disk.toString());
    }
  }
}
