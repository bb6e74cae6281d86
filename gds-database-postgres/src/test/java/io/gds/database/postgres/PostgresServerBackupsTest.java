package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Backups of the whole server, by the installed tools. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresServerBackupsTest {
  private Servers servers;

  @TempDir Path directory;

  @BeforeAll
  void start() {
    servers = new Servers(PostgresTestServer.installed().checksums().start());
    servers.server.execute("CREATE TABLE item AS SELECT n FROM generate_series(1, 1000) AS n");
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  private PostgresServerBackups backups() {
    return new PostgresServerBackups(servers.context());
  }

  private BackupOptions.Builder options(PostgresBackupLayout layout, String name) {
    return BackupOptions.builder()
        .to(directory.resolve(name))
        .option(PostgresServerBackup.LAYOUT, layout);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static Check refusal(Operation<?> operation, String rule) {
    return operation.checks().stream()
        .filter(check -> check.rule().equals(rule))
        .findFirst()
        .orElseThrow(() -> new AssertionError(operation.checks().toString()));
  }

  @ParameterizedTest
  @CsvSource({"TAR,0", "TAR,6", "PLAIN,none"})
  void theWholeServerIsBackedUpWithAListOfWhatItIs(PostgresBackupLayout layout, String compression)
      throws IOException {
    Path archive = directory.resolve("full");

    BackupInfo backup =
        backups()
            .backup(
                options(layout, "full")
                    .option(PostgresServerBackup.COMPRESSION, compression)
                    .build());

    assertThat(backup.backupType()).isEqualTo(BackupType.FULL);
    assertThat(backup.database()).isEqualTo(servers.engine.name());
    assertThat(backup.checked()).anyMatch(text -> text.contains("in size and SHA-256"));
    assertThat(backup.checked())
        .anyMatch(
            text ->
                text.contains(layout == PostgresBackupLayout.PLAIN ? "no fault" : "each record"));
    assertThat(backup.attributes().get(PostgresServerFacts.SYSTEM))
        .isEqualTo(
            servers
                .server
                .value("SELECT system_identifier FROM pg_control_system()")
                .orElseThrow());
    assertThat(backup.positions().get(PostgresServerBackups.TIMELINE)).isEqualTo("1");
    assertThat(backup.consistentAt()).isPresent();
    assertThat(backup.attributes()).containsEntry(PostgresServerFacts.CHECKSUMS, "on");
    assertThat(names(directory)).containsExactly("full", "full.manifest.json");
    assertThat(archive.resolve(PostgresBaseManifest.NAME)).isRegularFile();
    assertThat(servers.engine.inspectBackup(backup.location()))
        .isEqualTo(backup.withChecked(List.of()));
    assertThat(servers.server.value("SELECT count(*) FROM pg_replication_slots")).contains("0");
    long server = PostgresBaseSize.ofServer(servers.context().sql()).total();
    assertThat(PostgresBaseChain.of(backup, List.of()).size().total())
        .as("the room it takes when it is restored, but for a segment, however small the archive")
        .isCloseTo(server, Offset.offset(17L << 20));
  }

  @Test
  void whatWasChangedIsFoundMemberByMember() throws IOException {
    backups().backup(options(PostgresBackupLayout.PLAIN, "plain").build());
    Path archive = directory.resolve("plain");
    Path file = archive.resolve("global/pg_control");
    byte[] bytes = Files.readAllBytes(file);
    bytes[17] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> check(archive))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("is damaged in global/pg_control");
    bytes[17] ^= 1;
    Files.write(file, bytes);
    Files.delete(archive.resolve("base/1/PG_VERSION"));
    assertThatThrownBy(() -> check(archive))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("lacks its file base/1/PG_VERSION");
  }

  @ParameterizedTest
  @CsvSource({"0,base.tar", "1,base.tar.gz", "0,pg_wal.tar", "0,backup_manifest"})
  void anArchiveThatWasCutIsRefused(String compression, String member) throws IOException {
    backups()
        .backup(
            options(PostgresBackupLayout.TAR, "cut")
                .option(PostgresServerBackup.COMPRESSION, compression)
                .build());
    Path archive = directory.resolve("cut");
    Path file = archive.resolve(member);
    byte[] bytes = Files.readAllBytes(file);
    for (int cut : new int[] {1, 600, bytes.length / 2}) {
      Files.write(file, Arrays.copyOf(bytes, bytes.length - cut));
      assertThatThrownBy(() -> check(archive)).isInstanceOf(ArchiveException.class);
    }
    Files.write(file, bytes);
    assertThat(check(archive)).hasSize(2);
  }

  @Test
  void aFlippedBitInATarFileIsFound() throws IOException {
    backups().backup(options(PostgresBackupLayout.TAR, "flip").build());
    Path archive = directory.resolve("flip");
    Path file = archive.resolve("base.tar");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 4;
    Files.write(file, bytes);

    assertThatThrownBy(() -> check(archive))
        .isInstanceOf(ArchiveException.class)
        .satisfies(
            e ->
                assertThat(((DatabaseException) e).code())
                    .isIn(ErrorCode.ARCHIVE_CORRUPT, ErrorCode.ARCHIVE_TRUNCATED));
  }

  private List<String> check(Path archive) {
    return new PostgresBaseCheck(PostgresBaseArchive.at(archive), new QuietStep()).run(16 << 20);
  }

  @ParameterizedTest
  @EnumSource(PostgresBackupLayout.class)
  void tablespacesAreTakenAlongAndPutWhereTheyAreMapped(PostgresBackupLayout layout)
      throws Exception {
    Path place = Files.createDirectory(directory.resolve("sp=ace"));
    PostgresTestServer server = servers.server;
    server.execute("CREATE TABLESPACE \"odd space\" LOCATION '" + place + "'");
    try {
      server.execute("CREATE TABLE placed TABLESPACE \"odd space\" AS SELECT 42 AS n");
      BackupInfo backup = backups().backup(options(layout, "spaced").build());
      Map<String, PostgresServerFacts.Tablespace> spaces =
          PostgresServerFacts.tablespaces(backup.attributes());
      assertThat(spaces.values())
          .containsExactly(new PostgresServerFacts.Tablespace("odd space", place.toString()));
      assertThat(PostgresBaseArchive.at(directory.resolve("spaced")).tablespaces())
          .isEqualTo(spaces.keySet());
      assertThat(PostgresBaseChain.of(backup, List.of()).size().tablespaces())
          .isEqualTo(Map.of(spaces.keySet().iterator().next(), 8192L));
      assertThat(PostgresBaseSize.ofServer(servers.context().sql()).tablespaces().keySet())
          .isEqualTo(spaces.keySet());
      assertThat(
              servers
                  .engine
                  .verifyBackup(
                      VerifyOptions.builder()
                          .backup(backup.location())
                          .level(VerifyLevel.RESTORE)
                          .build())
                  .checked())
          .anyMatch(text -> text.contains("recovered a copy"));

      servers.engine.restore(
          RestoreOptions.builder()
              .from(backup.location().path())
              .map(RestoreMapping.Kind.TABLESPACE, "odd space", directory + "/led")
              .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"))
              .build());
      try (RestoredServer copy = new RestoredServer(server, directory.resolve("data"))) {
        copy.awaitPromoted();
        assertThat(copy.value("SELECT n FROM placed")).isEqualTo("42");
        assertThat(
                copy.value(
                    "SELECT pg_tablespace_location(oid) FROM pg_tablespace"
                        + " WHERE spcname = 'odd space'"))
            .isEqualTo(directory + "/led");
      }
      assertThat(names(directory))
          .containsExactly("data", "data.log", "led", "sp=ace", "spaced", "spaced.manifest.json");
    } finally {
      server.execute("DROP TABLE IF EXISTS placed", "DROP TABLESPACE \"odd space\"");
    }
  }

  @Test
  void tablespacesThatWereMadeSinceItWasPlannedStopIt() throws IOException {
    Operation<BackupInfo> operation =
        backups().prepareBackup(options(PostgresBackupLayout.PLAIN, "plain").build());
    Path place = Files.createDirectory(directory.resolve("late"));
    servers.server.execute("CREATE TABLESPACE late LOCATION '" + place + "'");
    try {
      assertThatThrownBy(operation::run)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("tablespaces are others");
      assertThat(names(directory)).containsExactly("late");
    } finally {
      servers.server.execute("DROP TABLESPACE late");
    }
  }

  @Test
  void aTablespaceThatIsMadeAsTheBackupBeginsIsNotTakenAlongUnnamed() throws IOException {
    PostgresTools tools = PostgresTools.require();
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path place = Files.createDirectory(directory.resolve("sudden"));
    for (String tool : List.of("psql", "pg_waldump")) {
      Files.createSymbolicLink(bin.resolve(tool), tools.tool(tool));
    }
    String real = tools.tool("pg_basebackup").toString();
    Depot.script(
        bin.resolve("pg_basebackup"),
        "if [ \"$1\" = --version ]; then exec "
            + real
            + " --version; fi\n"
            + tools.tool("psql")
            + " --no-psqlrc --quiet --command=\"CREATE TABLESPACE sudden LOCATION '"
            + place
            + "'\" '"
            + servers.server.url("postgres")
            + "' || exit 1\nexec "
            + real
            + " \"$@\"");
    try {
      assertThatThrownBy(
              () ->
                  backups()
                      .backup(
                          options(PostgresBackupLayout.TAR, "sudden.base")
                              .option(PostgresServerBackup.TOOLS, bin)
                              .build()))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("tablespaces were made");
      assertThat(names(directory)).containsExactly("bin", "sudden");
    } finally {
      servers.server.execute("DROP TABLESPACE IF EXISTS sudden");
    }
  }

  @Test
  void aRoleWithoutTheRightIsToldSoBefore() throws IOException {
    servers.server.execute("CREATE ROLE plain_backup LOGIN");
    try (PostgresEngine engine = servers.openAs("plain_backup")) {
      Operation<BackupInfo> operation =
          new PostgresServerBackups(((DefaultPostgresEngine) engine).context())
              .prepareBackup(options(PostgresBackupLayout.TAR, "denied").build());

      Check check = refusal(operation, "the role may replicate");
      assertThat(check.refused()).isTrue();
      assertThat(check.remedy()).contains("ALTER ROLE \"plain_backup\" REPLICATION");
      assertThatThrownBy(operation::run).isInstanceOf(DatabaseException.class);
      assertThat(names(directory)).isEmpty();
    } finally {
      servers.server.execute("DROP ROLE plain_backup");
    }
  }

  @Test
  void aRoleWithTheRightAloneMakesABackup() {
    servers.server.execute("CREATE ROLE repl_backup LOGIN REPLICATION");
    try (PostgresEngine engine = servers.openAs("repl_backup")) {
      BackupInfo backup =
          new PostgresServerBackups(((DefaultPostgresEngine) engine).context())
              .backup(options(PostgresBackupLayout.TAR, "allowed").build());
      assertThat(backup.checked()).isNotEmpty();
    } finally {
      servers.server.execute("DROP ROLE repl_backup");
    }
  }

  @Test
  void aServerWithoutAFreeSenderIsRefusedWithTheRemedy() throws IOException {
    try (Servers small =
        new Servers(
            PostgresTestServer.installed()
                .setting("max_wal_senders", "1")
                .setting("max_replication_slots", "0")
                .start())) {
      Operation<BackupInfo> operation =
          new PostgresServerBackups(small.context())
              .prepareBackup(options(PostgresBackupLayout.TAR, "busy").build());
      assertThat(refusal(operation, "two WAL senders are free").remedy())
          .contains("max_wal_senders");
      assertThat(refusal(operation, "a replication slot is free").refused()).isTrue();
      assertThat(names(directory)).isEmpty();
    }
  }

  @Test
  void aServerThatLetsNobodyInForReplicationIsRefusedWithTheLineThatHelps() throws IOException {
    try (Servers closed = new Servers(PostgresTestServer.installed().start())) {
      Path hba = closed.server.dataDirectory().orElseThrow().resolve("pg_hba.conf");
      Files.writeString(hba, "host all all all trust\n");
      closed.server.execute("SELECT pg_reload_conf()");
      Operation<BackupInfo> operation =
          new PostgresServerBackups(closed.context())
              .prepareBackup(options(PostgresBackupLayout.TAR, "closed").build());
      Check check = refusal(operation, "the server lets this role in for replication");
      assertThat(check.refused()).isTrue();
      assertThat(check.remedy()).contains("host replication postgres");
    }
  }

  @Test
  void anExistingArchiveIsNeverOverwritten() throws IOException {
    Files.createDirectory(directory.resolve("taken"));

    assertThatThrownBy(() -> backups().backup(options(PostgresBackupLayout.TAR, "taken").build()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("taken");
    assertThat(names(directory)).containsExactly("taken");
    assertThat(names(directory.resolve("taken"))).isEmpty();
  }

  @Test
  void whatIsNotOfferedIsRefusedByItsName() {
    for (BackupType type : BackupType.values()) {
      if (!backups().backupTypes().contains(type)) {
        assertThatThrownBy(
                () ->
                    backups()
                        .prepareBackup(options(PostgresBackupLayout.TAR, "x").type(type).build()))
            .isInstanceOf(UnsupportedCapabilityException.class)
            .hasMessageContaining(type.name());
      }
    }
    assertThatThrownBy(
            () ->
                backups()
                    .prepareBackup(
                        options(PostgresBackupLayout.PLAIN, "x")
                            .option(PostgresServerBackup.COMPRESSION, "zstd:3")
                            .includeLogs(false)
                            .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("gzip")
        .hasMessageContaining("plain")
        .hasMessageContaining("includeLogs");
  }

  @Test
  void theScriptShowsTheCommandWithoutSecrets() {
    String script =
        backups()
            .prepareBackup(
                options(PostgresBackupLayout.TAR, "shown")
                    .option(PostgresServerBackup.MAX_RATE, 32768)
                    .build())
            .script()
            .toString();
    assertThat(script)
        .contains("pg_basebackup", "--wal-method=stream", "--checkpoint=fast", "--max-rate=32768k")
        .doesNotContain("--write-recovery-conf", " -R");
    assertThat(ArchiveNames.manifestOf(directory.resolve("shown"))).doesNotExist();
  }

  @Test
  void aBackupMayBeProvedByARestoreOfItAndACheckOfEachPage() throws IOException {
    BackupInfo backup =
        servers.engine.backup(
            options(PostgresBackupLayout.PLAIN, "tried")
                .verify(VerifyLevel.RESTORE_AND_CHECK)
                .build());
    assertThat(backup.checked())
        .anyMatch(text -> text.contains("recovered a copy"))
        .anyMatch(text -> text.contains("each page's checksum"));
    assertThat(servers.engine.inspectBackup(backup.location()).attributes().get("checked"))
        .contains("recovered a copy");
    assertThat(names(directory)).containsExactly("tried", "tried.manifest.json");

    assertThat(
            servers
                .engine
                .verifyBackup(
                    VerifyOptions.builder()
                        .backup(backup.location())
                        .level(VerifyLevel.RESTORE_AND_CHECK)
                        .build())
                .checked())
        .anyMatch(text -> text.contains("recovered a copy"))
        .anyMatch(text -> text.contains("each page's checksum"));
    assertThat(names(directory)).containsExactly("tried", "tried.manifest.json");
  }

  @Test
  void theServersReportTellsWhatStandsAgainstIt() {
    servers.server.execute("CREATE ROLE reader LOGIN");
    try (PostgresEngine engine = servers.openAs("reader")) {
      CapabilityStatus status = engine.capabilities().status(SupportsBackup.class);
      assertThat(status.availability()).isEqualTo(Availability.PERMISSION);
      assertThat(status.remedy()).isEqualTo("ALTER ROLE \"reader\" REPLICATION.");
    } finally {
      servers.server.execute("DROP ROLE reader");
    }
    CapabilityReport report = servers.engine.capabilities();
    assertThat(report.status(SupportsBackup.class, BackupType.FULL).isAvailable()).isTrue();
    assertThat(report.status(SupportsBackup.class, BackupType.INCREMENTAL).availability())
        .isEqualTo(
            servers.server.major() < PostgresIncremental.SINCE
                ? Availability.VERSION
                : Availability.CONFIGURATION);
    assertThat(servers.engine.database("postgres").backupTypes())
        .containsExactly(BackupType.LOGICAL);
  }
}
