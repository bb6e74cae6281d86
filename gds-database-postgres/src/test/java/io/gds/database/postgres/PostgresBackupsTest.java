package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.Availability;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.Credentials;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.CapturedLogs;
import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.fault.Direction;
import io.gds.database.testkit.fault.Fault;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresBackupsTest {
  private Depot depot;

  @BeforeEach
  void open() throws Exception {
    depot = Depot.shared();
  }

  @AfterEach
  void close() throws Exception {
    depot.close();
  }

  private DatabaseException failure(PostgresDatabase database, BackupOptions options) {
    return catchThrowableOfType(DatabaseException.class, () -> database.backup(options));
  }

  private BackupOptions.Builder somewhere() {
    return BackupOptions.builder().to(depot.place());
  }

  private void assertNothingLeft() throws Exception {
    assertThat(depot.files()).as("what is left behind").isEmpty();
    assertThat(depot.leftovers()).as("databases left behind").isEmpty();
    assertThat(depot.toolSessions()).as("sessions left behind").isEqualTo("0");
  }

  @ParameterizedTest
  @EnumSource(PostgresBackupFormat.class)
  void everyFormIsProvedAndSaysWhatItIs(PostgresBackupFormat format) throws Exception {
    PostgresDatabase database = depot.filled(500);
    BackupInfo backup = depot.backup(database, PostgresBackup.FORMAT, format);
    assertThat(backup.attributes()).containsEntry("format", format.name());
    assertThat(backup.consistentAt()).isPresent();
    assertThat(backup.positions().get("lsn")).matches("[0-9A-F]+/[0-9A-F]+");
    assertThat(backup.toolVersion()).contains(depot.tools.version());
    assertThat(backup.checked()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(Files.isDirectory(backup.location().path()))
        .isEqualTo(format == PostgresBackupFormat.DIRECTORY);
    assertThat(depot.files()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = PostgresBackupFormat.class,
      names = {"CUSTOM", "DIRECTORY", "TAR"})
  void whatIsWrittenIsReadByPgRestoreAlone(PostgresBackupFormat format) throws Exception {
    PostgresDatabase database = depot.filled(100);
    BackupInfo backup = depot.backup(database, PostgresBackup.FORMAT, format);
    String target = depot.name();
    depot.server.execute("CREATE DATABASE " + target);
    Depot.run(
        depot.tools.tool("pg_restore").toString(),
        "--exit-on-error",
        "--dbname=" + depot.uri(target),
        backup.location().path().toString());
    assertThat(depot.content(target)).isEqualTo(depot.content(database.name()));
  }

  @ParameterizedTest
  @CsvSource({"CUSTOM, 0", "CUSTOM, 9", "DIRECTORY, 0", "DIRECTORY, 5", "PLAIN, 6", "TAR, 0"})
  void compressionIsAsAskedFor(PostgresBackupFormat format, String level) {
    PostgresDatabase database = depot.filled(2_000);
    BackupInfo backup =
        database.backup(
            somewhere()
                .option(PostgresBackup.FORMAT, format)
                .option(PostgresBackup.COMPRESSION, level)
                .build());
    long plain =
        depot
            .backup(database, PostgresBackup.FORMAT, PostgresBackupFormat.PLAIN)
            .bytes()
            .orElseThrow();
    if (level.equals("0")) {
      assertThat(backup.bytes().orElseThrow()).isGreaterThan(plain * 8 / 10);
    } else {
      assertThat(backup.bytes().orElseThrow()).isLessThan(plain * 8 / 10);
    }
  }

  @Test
  void whatTheToolsCannotDoTogetherIsRefusedAllAtOnce() {
    PostgresDatabase database = depot.engine.database("postgres");
    InvalidOptionsException refusal =
        catchThrowableOfType(
            InvalidOptionsException.class,
            () ->
                database.prepareBackup(
                    somewhere()
                        .option(PostgresBackup.FORMAT, PostgresBackupFormat.TAR)
                        .option(PostgresBackup.COMPRESSION, "5")
                        .option(PostgresBackup.JOBS, 2)
                        .option(PostgresBackup.CONTENT, PostgresBackupContent.SCHEMA_ONLY)
                        .option(PostgresBackup.EXCLUDE_TABLE_DATA, PostgresNames.of("t"))
                        .option(PostgresBackup.SCHEMAS, PostgresNames.table("a", "b"))
                        .build()));
    assertThat(refusal.faults())
        .extracting(OptionFault::option)
        .containsExactlyInAnyOrder(
            PostgresBackup.COMPRESSION.id(),
            PostgresBackup.JOBS.id(),
            PostgresBackup.EXCLUDE_TABLE_DATA.id(),
            PostgresBackup.SCHEMAS.id());
  }

  @Test
  void aMethodOfCompressionThatTheToolDoesNotHaveIsRefusedBeforeItStarts() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        depot.tools.major() < 16, "the installed tools have methods of compression");
    PostgresDatabase database = depot.filled(1);
    DatabaseException refusal =
        failure(database, somewhere().option(PostgresBackup.COMPRESSION, "zstd:3").build());
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
    assertThat(refusal.getMessage()).contains("16");
    assertNothingLeft();
  }

  @Test
  void aDirectoryIsWrittenBySeveralJobs() {
    PostgresDatabase database = depot.filled(100);
    depot.server.executeIn(
        database.name(), "CREATE TABLE more AS SELECT * FROM item", "CREATE SCHEMA odd");
    BackupInfo backup =
        database.backup(
            somewhere()
                .option(PostgresBackup.FORMAT, PostgresBackupFormat.DIRECTORY)
                .option(PostgresBackup.JOBS, 3)
                .verify(VerifyLevel.RESTORE_AND_CHECK)
                .build());
    assertThat(backup.checked()).anyMatch(text -> text.contains("all 200 rows of 2 tables"));
  }

  @Test
  void onlyWhatIsNamedIsBackedUpWhateverItIsCalled() {
    PostgresDatabase database = depot.filled(3);
    String schema = "s.\"p\" '*?|\n\\é";
    String table = "t--$(x) ; drop \"é";
    String name = PostgresSql.name(schema, table);
    depot.server.executeIn(
        database.name(),
        "CREATE SCHEMA " + PostgresSql.name(schema),
        "CREATE TABLE " + name + " (id int)",
        "INSERT INTO " + name + " VALUES (1), (2)");
    BackupInfo one =
        database.backup(
            somewhere()
                .option(PostgresBackup.TABLES, PostgresNames.table(schema, table))
                .verify(VerifyLevel.RESTORE_AND_CHECK)
                .build());
    assertThat(one.checked()).anyMatch(text -> text.contains("all 2 rows of 1 tables"));
    BackupInfo two =
        database.backup(
            somewhere()
                .option(PostgresBackup.EXCLUDE_SCHEMAS, PostgresNames.of(schema))
                .verify(VerifyLevel.RESTORE_AND_CHECK)
                .build());
    assertThat(two.checked()).anyMatch(text -> text.contains("all 3 rows of 1 tables"));
    BackupInfo three =
        database.backup(
            somewhere()
                .option(PostgresBackup.EXCLUDE_TABLE_DATA, PostgresNames.table("public", "item"))
                .option(PostgresBackup.EXCLUDE_TABLES, PostgresNames.table(schema, table))
                .verify(VerifyLevel.RESTORE_AND_CHECK)
                .build());
    assertThat(three.checked()).anyMatch(text -> text.contains("all 0 rows of 0 tables"));
    assertThat(
            failure(
                database,
                somewhere().option(PostgresBackup.TABLES, PostgresNames.of("absent")).build()))
        .extracting(DatabaseException::code)
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--file=x", "host=127.0.0.1 port=9 dbname=x", "postgresql://evil:9/x"})
  void aNameIsNeverTakenForAnOptionOrAnAddress(String name) throws Exception {
    PostgresDatabase database = depot.filled(name, 5);
    BackupInfo backup =
        database.backup(
            somewhere().option(PostgresBackup.GLOBALS, true).verify(VerifyLevel.RESTORE).build());
    assertThat(backup.database()).isEqualTo(name);
    String content = depot.content(name);
    database.restore(Depot.from(backup).overwrite(true).build());
    assertThat(depot.content(name)).isEqualTo(content);
    assertThat(Path.of(System.getProperty("java.io.tmpdir")).resolve("x")).doesNotExist();
  }

  @Test
  void theGlobalsLieBesideAndAreProvedAlong() throws Exception {
    PostgresDatabase database = depot.filled(1);
    String role = depot.role("global");
    BackupInfo backup = depot.backup(database, PostgresBackup.GLOBALS, true);
    Path globals = PostgresGlobals.of(backup.location().path());
    assertThat(Files.readString(globals)).contains("CREATE ROLE " + role);
    Files.writeString(globals, "-- another");
    assertThatThrownBy(
            () ->
                depot.engine.verifyBackup(
                    io.gds.database.backup.VerifyOptions.of(backup.location().path())))
        .isInstanceOf(io.gds.database.error.ArchiveException.class);
    Files.delete(globals);
    assertThatThrownBy(
            () ->
                depot.engine.verifyBackup(
                    io.gds.database.backup.VerifyOptions.of(backup.location().path())))
        .isInstanceOf(io.gds.database.error.ArchiveException.class)
        .hasMessageContaining("globals");
  }

  @Test
  void toolsOlderThanTheServerAreRefusedBeforeTheyStart() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        depot.tools.major() < PostgresMajors.NEWEST, "the newest tools are installed");
    try (Servers newer = Servers.of(PostgresMajors.NEWEST)) {
      Operation<BackupInfo> planned =
          newer.engine.database("postgres").prepareBackup(somewhere().build());
      assertThat(planned.refused()).isTrue();
      DatabaseException refusal = catchThrowableOfType(DatabaseException.class, planned::run);
      assertThat(refusal.getMessage()).contains("pg_dump").contains(PostgresMajors.NEWEST + "");
      assertThat(planned.checks())
          .filteredOn(check -> check.refused())
          .allMatch(check -> check.code() == ErrorCode.TOOL_TOO_OLD);
      var status = newer.engine.database("postgres").capabilities().status(SupportsBackup.class);
      assertThat(status.availability()).isEqualTo(Availability.TOOL);
      assertThat(status.remedy()).isNotBlank();
    }
  }

  @Test
  void missingToolsAreToldByNameAndPlace() throws Exception {
    PostgresDatabase database = depot.filled(1);
    Path empty = Files.createDirectory(depot.directory.resolve("bin-empty"));
    DatabaseException refusal =
        failure(
            database,
            somewhere().verify(VerifyLevel.MANIFEST).option(PostgresBackup.TOOLS, empty).build());
    assertThat(refusal.code()).isEqualTo(ErrorCode.TOOL_MISSING);
    assertThat(refusal.getMessage()).contains("pg_dump").contains(empty.toString());
  }

  @Test
  void aToolThatIsKilledHasFailed() throws Exception {
    PostgresDatabase database = depot.filled(1);
    Path bin = depot.faked("pg_dump", "echo half; kill -9 $$");
    DatabaseException failure =
        failure(database, somewhere().option(PostgresBackup.TOOLS, bin).build());
    assertThat(failure.code()).isEqualTo(ErrorCode.TOOL_FAILED);
    assertNothingLeft();
  }

  @ParameterizedTest
  @EnumSource(
      value = PostgresBackupFormat.class,
      names = {"CUSTOM", "TAR", "PLAIN"})
  void aToolThatSaysItSucceededButWroteHalfHasFailed(PostgresBackupFormat format) throws Exception {
    PostgresDatabase database = depot.filled(2_000);
    Path bin = depot.faked("pg_dump", "\"$real\" \"$@\" | head -c 20000; exit 0");
    DatabaseException failure =
        failure(
            database,
            somewhere()
                .option(PostgresBackup.TOOLS, bin)
                .option(PostgresBackup.FORMAT, format)
                .build());
    assertThat(failure.code()).isEqualTo(ErrorCode.TOOL_FAILED);
    assertThat(failure.getMessage()).contains("said it succeeded");
    assertNothingLeft();
  }

  @Test
  void aDirectoryWithAFileMissingIsNoSuccess() throws Exception {
    PostgresDatabase database = depot.filled(200);
    Path bin =
        depot.faked(
            "pg_dump",
            "\"$real\" \"$@\" || exit 1\n"
                + "for a in \"$@\"; do case \"$a\" in --file=*) rm \"${a#--file=}\"/*.dat.gz;;"
                + " esac; done");
    DatabaseException failure =
        failure(
            database,
            somewhere()
                .option(PostgresBackup.TOOLS, bin)
                .option(PostgresBackup.FORMAT, PostgresBackupFormat.DIRECTORY)
                .build());
    assertThat(failure.code()).isEqualTo(ErrorCode.TOOL_FAILED);
    assertNothingLeft();
  }

  @Test
  void endlessErrorsOfAToolFillNeitherPipeNorMemory() throws Exception {
    PostgresDatabase database = depot.filled(10);
    Path bin =
        depot.faked(
            "pg_dump",
            "i=0; while [ $i -lt 20000 ]; do echo"
                + " 'pg_dump: warning: this line says nothing that anybody wants to read' >&2;"
                + " i=$((i+1)); done\nexec \"$real\" \"$@\"");
    BackupInfo backup = database.backup(somewhere().option(PostgresBackup.TOOLS, bin).build());
    assertThat(backup.bytes().orElseThrow()).isPositive();
  }

  @Test
  void cancellingEndsToolAndSessionWithinASecondOrSo() throws Exception {
    PostgresDatabase database = depot.filled(10);
    try (Connection blocker = depot.server.connect(database.name())) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
      OperationHandle<BackupInfo> running =
          depot
              .engine
              .operations()
              .submit(database.prepareBackup(somewhere().build()), OperationContext.none());
      while (depot
          .server
          .value(
              "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'gds-tool-%' AND"
                  + " wait_event_type = 'Lock'")
          .isEmpty()) {
        assertThat(running.isDone()).isFalse();
        Thread.sleep(10);
      }
      long began = System.nanoTime();
      assertThat(running.cancel()).isTrue();
      OperationResult<BackupInfo> result = running.await(Duration.ofSeconds(20)).orElseThrow();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
      assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
      assertNothingLeft();
    }
  }

  @Test
  void aLockIsWaitedForAsLongAsAllowed() throws Exception {
    PostgresDatabase database = depot.filled(10);
    try (Connection blocker = depot.server.connect(database.name())) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
      DatabaseException failure =
          failure(
              database,
              somewhere().option(PostgresBackup.LOCK_WAIT, Duration.ofMillis(200)).build());
      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKED);
      assertNothingLeft();
    }
  }

  @Test
  void rowsThatRowSecurityHidesAreNotLeftOutWithoutAWord() throws Exception {
    PostgresDatabase database = depot.filled(10);
    String role = depot.role("rls");
    depot.server.executeIn(
        database.name(),
        "ALTER TABLE item ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY visible ON item USING (id < 3)",
        "GRANT SELECT ON item TO " + role);
    PostgresEngine own =
        depot.open(
            depot.server.url("postgres").replace(depot.server.superuser() + "@", role + "@"));
    DatabaseException refusal = failure(own.database(database.name()), somewhere().build());
    assertThat(refusal.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(refusal.getMessage()).contains("public.item");
    assertThat(refusal.remedy().orElse("")).contains("BYPASSRLS");
    assertNothingLeft();
    depot.server.executeIn(database.name(), "REVOKE ALL ON item FROM " + role);
  }

  @Test
  void aConnectionCutAnywhereFailsTheBackupAndARetrySucceeds() throws Exception {
    PostgresDatabase database = depot.filled(5_000);
    try (FaultProxy proxy = FaultProxy.to(depot.server.host(), depot.server.port())) {
      PostgresEngine engine =
          depot.open(
              "postgresql://"
                  + depot.server.superuser()
                  + "@"
                  + proxy.host()
                  + ":"
                  + proxy.port()
                  + "/postgres?sslmode=disable");
      PostgresDatabase through = engine.database(database.name());
      through.backup(somewhere().build());
      long before = proxy.bytes(Direction.TO_CLIENT);
      through.backup(somewhere().build());
      long all = proxy.bytes(Direction.TO_CLIENT) - before;
      List<String> good = depot.files();
      List<Outcome> outcomes = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Operation<BackupInfo> planned = through.prepareBackup(somewhere().build());
        long planning = 3_000;
        proxy.injectAfter(Fault.RESET, Direction.TO_CLIENT, planning + (all - planning) * i / 10);
        OperationResult<BackupInfo> result =
            engine.operations().execute(planned, OperationContext.none());
        proxy.heal();
        outcomes.add(result.outcome());
        if (result.isSuccess()) {
          Files.deleteIfExists(result.orThrow().location().path());
          Files.deleteIfExists(
              io.gds.database.core.archive.ArchiveNames.manifestOf(
                  result.orThrow().location().path()));
        } else {
          assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.FAILED);
          assertThat(result.error().orElseThrow().code()).isNotEqualTo(ErrorCode.INTERNAL);
        }
        assertThat(depot.files()).isEqualTo(good);
      }
      assertThat(outcomes).filteredOn(Outcome.FAILED::equals).hasSizeGreaterThanOrEqualTo(6);
      BackupInfo retry = through.backup(somewhere().verify(VerifyLevel.RESTORE_AND_CHECK).build());
      assertThat(retry.checked()).anyMatch(text -> text.contains("all 5000 rows"));
      engine.close();
    }
  }

  @Test
  void aFullDiskIsToldAndLeavesNothing() throws Exception {
    Path disk = Files.createDirectory(depot.directory.resolve("bin-disk"));
    org.junit.jupiter.api.Assumptions.assumeTrue(
        mount("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk.toString()),
        "skipped, because this user or container may not mount a small file system");
    try {
      PostgresDatabase database = depot.filled(20_000);
      for (PostgresBackupFormat format : PostgresBackupFormat.values()) {
        DatabaseException failure =
            failure(
                database,
                BackupOptions.builder()
                    .to(disk.resolve("archive"))
                    .option(PostgresBackup.FORMAT, format)
                    .build());
        assertThat(failure.code()).as("%s: %s", format, failure).isEqualTo(ErrorCode.STORAGE_FULL);
        assertThat(disk.toFile().list()).isEmpty();
      }
    } finally {
      mount("umount", disk.toString());
    }
  }

  private static boolean mount(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(10, java.util.concurrent.TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @Test
  void thePasswordIsInNoArgumentEnvironmentLogOrFile() throws Exception {
    Canary canary = Canary.of("Canary\\wo:rd'é-" + System.nanoTime());
    try (PostgresTestServer scram =
            PostgresTestServer.builder()
                .major(PostgresMajors.oldestWithTools())
                .scram(canary.secret())
                .start();
        CapturedLogs logs = CapturedLogs.start()) {
      scram.execute("CREATE DATABASE kept");
      scram.executeIn("kept", "CREATE TABLE item (id int)", "INSERT INTO item VALUES (1)");
      Path seen = depot.directory.resolve("bin-seen");
      Files.createDirectory(seen);
      Path bin =
          depot.faked(
              "pg_dump",
              "tr '\\0' '\\n' < /proc/$$/environ > "
                  + seen
                  + "/environ\nprintf '%s\\n' \"$@\" > "
                  + seen
                  + "/arguments\nls -l $PGPASSFILE > "
                  + seen
                  + "/mode\nexec \"$real\" \"$@\"");
      PostgresEngine engine =
          depot.open(
              PostgresUrls.parse(scram.url("postgres")).orElseThrow().toBuilder()
                  .credentials(Credentials.password(scram.superuser(), canary.ref()))
                  .build());
      Operation<BackupInfo> planned =
          engine
              .database("kept")
              .prepareBackup(
                  somewhere()
                      .option(PostgresBackup.TOOLS, bin)
                      .option(PostgresBackup.GLOBALS, true)
                      .verify(VerifyLevel.RESTORE_AND_CHECK)
                      .build());
      for (Step step : planned.script().steps()) {
        canary.assertAbsentFrom("the script", step.text());
        assertThat(step.text()).contains("<hidden>");
      }
      BackupInfo backup = planned.run();
      canary.assertAbsentFrom("the backup", backup.toString());
      assertThat(Files.readString(seen.resolve("mode"))).startsWith("-rw-------");
      canary.assertAbsentFromFiles(depot.directory);
      canary.assertAbsentFrom(logs);
      canary.assertAbsentFromProcesses();
      engine.close();
    }
  }

  @Test
  void nothingIsLeakedByBackupsThatFailAndSucceed() throws Exception {
    PostgresDatabase database = depot.filled(10);
    Path bin = depot.faked("pg_dump", "echo broken >&2; exit 3");
    depot.backup(database);
    try (LeakCheck check = LeakCheck.begin()) {
      assertThat(check).isNotNull();
      depot.backup(database);
      failure(database, somewhere().option(PostgresBackup.TOOLS, bin).build());
    }
  }
}
