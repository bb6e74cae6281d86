package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.core.archive.ProcessMark;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clones of a whole server, by the installed tools. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresServerCloneTest {
  @TempDir Path directory;

  private Servers servers;

  @BeforeAll
  void start() {
    servers =
        new Servers(
            PostgresTestServer.installed()
                .setting("archive_mode", "on")
                .setting("archive_command", "true")
                .start());
    servers.server.execute("CREATE TABLE item AS SELECT n FROM generate_series(1, 100) AS n");
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  private CloneOptions.Builder to(String name) {
    return CloneOptions.builder().to(directory.resolve(name).toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static Check check(Operation<?> operation, String rule) {
    return operation.checks().stream()
        .filter(check -> check.rule().equals(rule))
        .findFirst()
        .orElseThrow(() -> new AssertionError(operation.checks().toString()));
  }

  /** What makes a command run as the one whom the server's programs accept. */
  private CloneOptions.Builder startable(CloneOptions.Builder options) {
    List<String> words = servers.server.asServerUser("x");
    return words.size() == 1
        ? options
        : options.option(
            PostgresServerClone.RUN_BY,
            HostCommand.of(words.subList(0, words.size() - 1).toArray(String[]::new)));
  }

  @Test
  void aCloneIsStartedOnAPortOfItsOwnAndArchivesNothing() throws Exception {
    Path space = Files.createDirectory(directory.resolve("space"));
    Path spaces = Files.createDirectory(directory.resolve("spaces = elsewhere"));
    int port = freePort();
    PostgresTestServer server = servers.server;
    server.execute("CREATE TABLESPACE odd LOCATION '" + space + "'");
    try {
      server.execute("CREATE TABLE placed TABLESPACE odd AS SELECT 42 AS n");
      CloneOptions options =
          startable(to("clone"))
              .option(PostgresServerClone.PORT, port)
              .option(PostgresServerClone.TABLESPACE_DIRECTORY, spaces)
              .option(PostgresServerClone.START, true)
              .build();
      Instant before = servers.engine.serverTime();
      CloneInfo info = servers.engine.clone(options);

      assertThat(info.source()).isEqualTo(servers.engine.name());
      assertThat(info.target()).isEqualTo(directory.resolve("clone").toString());
      assertThat(info.kind()).isEqualTo(CloneKind.COPY);
      assertThat(info.consistentAt()).hasValueSatisfying(at -> assertThat(at).isAfter(before));
      assertThat(info.bytes().orElseThrow()).isGreaterThan(10L << 20);
      assertThat(info.notCarried())
          .anyMatch(text -> text.contains("its source's system identifier"))
          .noneMatch(text -> text.contains("a running server"));
      try (PostgresEngine clone =
          servers.open("postgresql://" + server.superuser() + "@127.0.0.1:" + port + "/postgres")) {
        server.execute("INSERT INTO item VALUES (1000)");
        assertThat(value(clone, "SELECT count(*)::text AS v FROM item")).isEqualTo("100");
        assertThat(value(clone, "SELECT n::text AS v FROM placed")).isEqualTo("42");
        assertThat(
                value(
                    clone,
                    "SELECT pg_tablespace_location(oid) AS v FROM pg_tablespace"
                        + " WHERE spcname = 'odd'"))
            .startsWith(spaces.toString());
        assertThat(value(clone, "SELECT current_setting('archive_mode') AS v")).isEqualTo("off");
        assertThat(value(clone, "SELECT pg_is_in_recovery()::text AS v")).isEqualTo("false");
        assertThat(value(clone, "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8) AS v"))
            .isEqualTo("00000002");
        // It now lies there, and runs.
        assertThatThrownBy(() -> servers.engine.clone(options))
            .isInstanceOf(DatabaseException.class)
            .hasMessageContaining("not empty");
      } finally {
        Processes.run(
            server.asServerUser(
                PostgresTools.require().tool("pg_ctl").toString(),
                "-D",
                directory.resolve("clone").toString(),
                "-m",
                "immediate",
                "-w",
                "stop"));
      }
      assertThat(directory.resolve("clone/backup_manifest")).doesNotExist();
      assertThat(names()).containsExactly("clone", "space", "spaces = elsewhere");
    } finally {
      server.execute("DROP TABLE IF EXISTS placed", "DROP TABLESPACE odd");
      server.execute("DELETE FROM item WHERE n = 1000");
    }
  }

  private static String value(PostgresEngine engine, String query) {
    return ((DefaultPostgresEngine) engine)
        .context()
        .sql()
        .first(query, row -> row.text("v"))
        .orElseThrow();
  }

  @Test
  void aCloneThatIsNotStartedSaysByWhichCommandItIs() throws Exception {
    CloneInfo info = servers.engine.clone(to("quiet").build());

    assertThat(info.notCarried())
        .anyMatch(text -> text.contains("pg_ctl -D " + directory.resolve("quiet")));
    try (RestoredServer clone = new RestoredServer(servers.server, directory.resolve("quiet"))) {
      clone.awaitPromoted();
      assertThat(clone.value("SELECT count(*) FROM item")).isEqualTo("100");
      assertThat(clone.value("SHOW max_logical_replication_workers")).isEqualTo("0");
    }
    assertThat(servers.server.value("SELECT count(*) FROM pg_replication_slots")).contains("0");
  }

  @Test
  void aCloneThatDoesNotStartLeavesNothingBehindButItsWords() throws Exception {
    servers.server.execute("ALTER SYSTEM SET shared_preload_libraries = 'no_such_library'");
    try {
      assertThatThrownBy(
              () ->
                  servers.engine.clone(
                      startable(to("broken"))
                          .option(PostgresServerClone.PORT, freePort())
                          .option(PostgresServerClone.START, true)
                          .build()))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("did not start")
          .hasMessageContaining("no_such_library");
      assertThat(names()).isEmpty();
    } finally {
      servers.server.execute("ALTER SYSTEM RESET ALL");
    }
  }

  @Test
  void aDirectoryThatHoldsSomethingIsNeverTouched() throws IOException {
    Path full = Files.createDirectory(directory.resolve("full"));
    Files.writeString(full.resolve("mine"), "kept");

    Operation<CloneInfo> operation = servers.engine.prepareClone(to("full").build());
    assertThat(operation.refused()).isTrue();
    assertThatThrownBy(operation::run)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("not empty");
    assertThat(full.resolve("mine")).hasContent("kept");
    assertThat(names()).containsExactly("full");
  }

  @Test
  void tablespacesNeedAPlaceAndAUsedPortIsRefused() throws IOException {
    Path space = Files.createDirectory(directory.resolve("space"));
    Operation<CloneInfo> early = servers.engine.prepareClone(to("early").build());
    servers.server.execute("CREATE TABLESPACE odd LOCATION '" + space + "'");
    try {
      Operation<CloneInfo> operation =
          servers.engine.prepareClone(
              startable(to("clone"))
                  .option(PostgresServerClone.PORT, servers.server.port())
                  .option(PostgresServerClone.START, true)
                  .build());
      assertThat(check(operation, "each tablespace has a place").remedy())
          .contains(PostgresServerClone.TABLESPACE_DIRECTORY.id());
      assertThat(check(operation, "the clone's port is free").refused()).isTrue();
      assertThatThrownBy(early::run)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("tablespaces are others");
      assertThat(names()).containsExactly("space");
    } finally {
      servers.server.execute("DROP TABLESPACE odd");
    }
  }

  @Test
  void preparingAndScriptingChangeNothing() throws IOException {
    Operation<CloneInfo> operation =
        servers.engine.prepareClone(
            startable(to("planned"))
                .option(PostgresServerClone.PORT, freePort())
                .option(PostgresServerClone.START, true)
                .option(PostgresServerClone.MAX_RATE, 4096)
                .build());
    assertThat(operation.refused()).as(operation.checks().toString()).isFalse();
    assertThat(operation.script().toString())
        .contains("pg_basebackup", "--format=plain", "--max-rate=4096k", "pg_verifybackup")
        .contains("archive_mode = 'off'", "recovery.signal", "pg_ctl", "in production");
    assertThat(names()).isEmpty();
  }

  @Test
  void aCancelledCloneLeavesNothingBehind() throws Exception {
    OperationHandle<CloneInfo> handle =
        servers
            .engine
            .operations()
            .submit(
                servers.engine.prepareClone(
                    to("slow").option(PostgresServerClone.MAX_RATE, 1024).build()),
                OperationContext.none());
    for (int i = 0;
        i < 200
            && servers
                .server
                .value("SELECT 1 FROM pg_stat_progress_basebackup WHERE backup_streamed > 0")
                .isEmpty();
        i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    handle.cancel();

    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(names()).isEmpty();
    assertThat(
            servers.server.value(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'gds-tool-%'"))
        .contains("0");
  }

  @Test
  void whatAKilledProcessLeftIsToldAndRemoved() throws Exception {
    ProcessMark mark = ProcessMark.current();
    Process over = new ProcessBuilder("true").start();
    over.waitFor();
    Path dead =
        Files.createDirectory(
            directory.resolve("again." + mark.scope() + "-" + over.pid() + "-1-0123abcd.partial"));
    Files.writeString(dead.resolve("PG_VERSION"), "15");
    Operation<CloneInfo> operation = servers.engine.prepareClone(to("again").build());
    Check check = check(operation, "no unfinished clone lies beside it");
    assertThat(check.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(check.measured()).contains(dead.toString());

    operation.run();
    assertThat(names()).containsExactly("again");
  }

  @Test
  void whatIsNotOfferedIsRefusedByItsName() {
    for (CloneKind kind : CloneKind.values()) {
      if (kind != CloneKind.COPY) {
        assertThatThrownBy(() -> servers.engine.prepareClone(to("x").kind(kind).build()))
            .isInstanceOf(UnsupportedCapabilityException.class)
            .hasMessageContaining(kind.name());
      }
    }
    assertThatThrownBy(
            () -> servers.engine.prepareClone(to("x").pointInTime(Instant.EPOCH).build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("of the present");
    assertThatThrownBy(
            () ->
                servers.engine.prepareClone(
                    to("x").targetEngine(servers.engine.connectionInfo()).build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThatThrownBy(
            () ->
                servers.engine.prepareClone(
                    to("x").option(PostgresServerClone.START, true).build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("needs a port");
    for (String nowhere : List.of("shop_copy", "/nul\0in/it")) {
      Operation<CloneInfo> operation = servers.engine.prepareClone(CloneOptions.to(nowhere));
      assertThat(operation.refused()).isTrue();
      assertThatThrownBy(operation::run).hasMessageContaining("no absolute path");
    }
    assertThat(servers.engine.cloneKinds()).containsExactly(CloneKind.COPY);
  }

  @Test
  void theReportTellsWhatStandsAgainstIt() {
    assertThat(servers.engine.capabilities().status(SupportsClone.class, CloneKind.COPY))
        .matches(status -> status.isAvailable());
    servers.server.execute("CREATE ROLE clone_reader LOGIN");
    try (PostgresEngine engine = servers.openAs("clone_reader")) {
      assertThat(engine.capabilities().status(SupportsClone.class).availability())
          .isEqualTo(Availability.PERMISSION);
      Operation<CloneInfo> operation = engine.prepareClone(to("denied").build());
      assertThat(check(operation, "the role may replicate").code())
          .isEqualTo(ErrorCode.PERMISSION_DENIED);
      assertThat(operation.refused()).isTrue();
    } finally {
      servers.server.execute("DROP ROLE clone_reader");
    }
  }
}
