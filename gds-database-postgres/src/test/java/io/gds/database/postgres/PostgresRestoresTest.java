package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.CreateOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.testkit.fault.Direction;
import io.gds.database.testkit.fault.Fault;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.StopMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PostgresRestoresTest {
  private static final int POINTS = 20;

  private Depot depot;

  @BeforeEach
  void open() throws Exception {
    depot = Depot.shared();
  }

  @AfterEach
  void close() throws Exception {
    depot.close();
  }

  private static DatabaseException failure(PostgresDatabase target, RestoreOptions options) {
    return catchThrowableOfType(DatabaseException.class, () -> target.restore(options));
  }

  private static RestoreOptions.Builder trusting(BackupInfo backup) {
    return Depot.from(backup).option(PostgresRestore.RUN_SCRIPT, true);
  }

  private PostgresDatabase missing() {
    return depot.engine.database(depot.name());
  }

  @ParameterizedTest
  @EnumSource(PostgresBackupFormat.class)
  void everyFormBringsEverythingBackThatBelongsToTheDatabase(PostgresBackupFormat format)
      throws Exception {
    PostgresDatabase database = depot.filled(300);
    String name = database.name();
    String quoted = PostgresSql.name(name);
    String owner = depot.role("owner");
    String guest = depot.role("guest \"é");
    String guestName = PostgresSql.name(guest);
    depot.server.execute(
        "ALTER DATABASE " + quoted + " OWNER TO " + owner,
        "ALTER DATABASE " + quoted + " CONNECTION LIMIT 7",
        "ALTER DATABASE " + quoted + " SET search_path TO \"$user\", public, \"odd one\"",
        "ALTER DATABASE " + quoted + " SET work_mem TO '7MB'",
        format == PostgresBackupFormat.PLAIN
            ? "SELECT 'a script holds no value that may be secret'"
            : "ALTER DATABASE " + quoted + " SET \"my.thing\" TO 'it''s \\ here'",
        "COMMENT ON DATABASE " + quoted + " IS 'it''s a \\ comment\nof two lines'",
        "REVOKE ALL ON DATABASE " + quoted + " FROM PUBLIC",
        "GRANT CONNECT ON DATABASE " + quoted + " TO " + guestName + " WITH GRANT OPTION",
        "ALTER ROLE " + guestName + " IN DATABASE " + quoted + " SET statement_timeout TO '9s'");
    depot.server.executeIn(
        name,
        "ALTER TABLE item OWNER TO " + owner,
        "GRANT SELECT ON item TO " + guestName,
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    String before = depot.plainDump(name);
    BackupInfo backup = depot.backup(database, PostgresBackup.FORMAT, format);
    depot.server.execute("DROP DATABASE " + quoted);
    RestoreInfo info = database.restore(trusting(backup).build());
    assertThat(depot.plainDump(name)).isEqualTo(before);
    assertThat(info.reached()).isEqualTo(backup.consistentAt());
    assertThat(info.next()).noneMatch(text -> text.startsWith("Not applied"));
    assertThat(depot.leftovers()).isEmpty();
    database.restore(trusting(backup).overwrite(true).build());
    assertThat(depot.plainDump(name)).as("after overwriting").isEqualTo(before);
    depot.server.executeIn(name, "DROP OWNED BY " + guestName);
  }

  @ParameterizedTest
  @EnumSource(PostgresBackupFormat.class)
  void anArchiveCutAnywhereIsRefusedBeforeTheTargetIsTouched(PostgresBackupFormat format)
      throws Exception {
    damaged(
        format,
        (file, good) -> {
          List<byte[]> bad = new ArrayList<>();
          for (int i = 0; i < POINTS; i++) {
            bad.add(Arrays.copyOf(good, (int) ((long) good.length * i / POINTS)));
          }
          bad.add(Arrays.copyOf(good, good.length - 1));
          return bad;
        });
  }

  @ParameterizedTest
  @EnumSource(PostgresBackupFormat.class)
  void anArchiveWithOneBitFlippedIsRefusedBeforeTheTargetIsTouched(PostgresBackupFormat format)
      throws Exception {
    Random random = new Random(17);
    damaged(
        format,
        (file, good) -> {
          List<byte[]> bad = new ArrayList<>();
          for (int i = 0; i < POINTS; i++) {
            byte[] flipped = good.clone();
            flipped[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
            bad.add(flipped);
          }
          return bad;
        });
  }

  private interface Damage {
    List<byte[]> of(Path file, byte[] good);
  }

  private void damaged(PostgresBackupFormat format, Damage damage) throws Exception {
    PostgresDatabase database = depot.filled(400);
    BackupInfo backup = depot.backup(database, PostgresBackup.FORMAT, format);
    String content = depot.content(database.name());
    Path archive = backup.location().path();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(archive)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      byte[] good = Files.readAllBytes(file);
      for (byte[] bad : damage.of(file, good)) {
        Files.write(file, bad);
        assertThat(
                catchThrowableOfType(
                    DatabaseException.class,
                    () -> depot.engine.verifyBackup(VerifyOptions.of(archive))))
            .isInstanceOf(ArchiveException.class);
        assertThat(failure(database, trusting(backup).overwrite(true).build()))
            .isInstanceOf(ArchiveException.class);
      }
      Files.write(file, good);
    }
    assertThat(depot.content(database.name())).isEqualTo(content);
    assertThat(depot.leftovers()).isEmpty();
    depot.engine.verifyBackup(VerifyOptions.of(archive));
  }

  @Test
  void aTarThatWasCutIsRefusedWithoutItsManifestToo() throws Exception {
    PostgresDatabase database = depot.filled(2_000);
    BackupInfo backup = depot.backup(database, PostgresBackup.FORMAT, PostgresBackupFormat.TAR);
    Path archive = backup.location().path();
    byte[] good = Files.readAllBytes(archive);
    Files.delete(ArchiveNames.manifestOf(archive));
    for (int missing : new int[] {1, 10, 512, 1024, 3_000, good.length / 2, good.length - 600}) {
      Files.write(archive, Arrays.copyOf(good, good.length - missing));
      DatabaseException refusal =
          catchThrowableOfType(
              DatabaseException.class,
              () ->
                  depot.engine.verifyBackup(
                      VerifyOptions.builder()
                          .backup(Location.local(archive))
                          .option(PostgresRestore.WITHOUT_MANIFEST, true)
                          .build()));
      assertThat(refusal).as("%d bytes missing", missing).isInstanceOf(ArchiveException.class);
    }
  }

  @Test
  void whatPgDumpAloneMadeIsInspectedAndRestoredIfAskedTo() throws Exception {
    PostgresDatabase database = depot.filled(50);
    Path archive = depot.place();
    Depot.run(
        depot.tools.tool("pg_dump").toString(),
        "-Fc",
        "--file=" + archive,
        "--dbname=" + depot.uri(database.name()));
    BackupInfo found = depot.engine.inspectBackup(Location.local(archive));
    assertThat(found.database()).isEqualTo(database.name());
    assertThat(found.attributes()).containsEntry("manifest", "none");
    assertThat(found.toolVersion().orElse("")).startsWith(depot.tools.version());
    PostgresDatabase target = missing();
    DatabaseException refusal = failure(target, RestoreOptions.from(archive));
    assertThat(refusal.code()).isEqualTo(ErrorCode.ARCHIVE_UNRECOGNIZED);
    assertThat(refusal.remedy().orElse("")).contains(PostgresRestore.WITHOUT_MANIFEST.id());
    RestoreInfo info =
        target.restore(
            RestoreOptions.builder()
                .from(archive)
                .option(PostgresRestore.WITHOUT_MANIFEST, true)
                .build());
    assertThat(depot.content(target.name())).isEqualTo(depot.content(database.name()));
    assertThat(info.next()).anyMatch(text -> text.contains("owner"));
  }

  @Test
  void aScriptIsRunOnlyIfThatIsAllowed() {
    PostgresDatabase database = depot.filled(5);
    BackupInfo backup = depot.backup(database, PostgresBackup.FORMAT, PostgresBackupFormat.PLAIN);
    PostgresDatabase target = missing();
    DatabaseException refusal = failure(target, Depot.from(backup).build());
    assertThat(refusal.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThat(refusal.getMessage()).contains(PostgresRestore.RUN_SCRIPT.id());
    assertThat(target.exists()).isFalse();
  }

  @Test
  void jobsOfAnArchiveThatIsRestoredByOneAreRefused() {
    PostgresDatabase database = depot.filled(5);
    BackupInfo tar = depot.backup(database, PostgresBackup.FORMAT, PostgresBackupFormat.TAR);
    assertThat(failure(missing(), Depot.from(tar).option(PostgresRestore.JOBS, 2).build()))
        .hasMessageContaining(PostgresRestore.JOBS.id());
    PostgresDatabase target = missing();
    target.restore(Depot.from(depot.backup(database)).option(PostgresRestore.JOBS, 3).build());
    assertThat(depot.content(target.name())).isEqualTo(depot.content(database.name()));
  }

  @Test
  void aRoleThatIsMissingIsToldBeforeAnythingIsDoneAndCanBeDoneWithout() {
    PostgresDatabase database = depot.filled(5);
    String owner = depot.role("gone");
    depot.server.execute("ALTER DATABASE " + database.name() + " OWNER TO " + owner);
    depot.server.executeIn(database.name(), "ALTER TABLE item OWNER TO " + owner);
    BackupInfo backup = depot.backup(database);
    String content = depot.content(database.name());
    depot.server.execute("DROP DATABASE " + database.name());
    String renamed = owner + "_x";
    depot.server.execute("ALTER ROLE " + owner + " RENAME TO " + renamed);
    try {
      Operation<RestoreInfo> planned = database.prepareRestore(Depot.from(backup).build());
      assertThat(planned.refused()).isTrue();
      DatabaseException refusal = catchThrowableOfType(DatabaseException.class, planned::run);
      assertThat(refusal.getMessage()).contains(owner);
      assertThat(refusal.remedy().orElse("")).contains(PostgresRestore.NO_OWNER.id());
      assertThat(database.exists()).isFalse();
      database.restore(
          Depot.from(backup)
              .option(PostgresRestore.NO_OWNER, true)
              .option(PostgresRestore.NO_ACL, true)
              .build());
      assertThat(depot.content(database.name())).isEqualTo(content);
      assertThat(database.metadata().owner()).contains(depot.server.superuser());
    } finally {
      depot.server.execute("ALTER ROLE " + renamed + " RENAME TO " + owner);
    }
  }

  private static void retell(BackupInfo backup, String attribute, String value) {
    Path archive = backup.location().path();
    Map<String, String> attributes = new HashMap<>(ManifestFile.read(archive).attributes());
    attributes.put(attribute, value);
    ManifestFile.replace(
        archive, ManifestFile.read(archive).toBuilder().attributes(attributes).build());
  }

  @ParameterizedTest
  @CsvSource({
    "heldExtensions, no_such_thing",
    "tablespaces, no_such_place",
    "owners, no_such_role"
  })
  void whatTheServerLacksIsToldBeforeAnythingIsDone(String attribute, String name) {
    PostgresDatabase database = depot.filled(5);
    BackupInfo backup = depot.backup(database);
    retell(backup, attribute, name);
    PostgresDatabase target = missing();
    Operation<RestoreInfo> planned = target.prepareRestore(Depot.from(backup).build());
    assertThat(planned.checks())
        .filteredOn(check -> check.refused())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.measured()).contains(name);
              assertThat(check.remedy()).isNotBlank();
            });
    assertThat(catchThrowableOfType(DatabaseException.class, planned::run)).isNotNull();
    assertThat(target.exists()).isFalse();
  }

  @Test
  void aSettingThatThisServerDoesNotTakeIsReportedAndNotFatal() {
    PostgresDatabase database = depot.filled(5);
    BackupInfo backup = depot.backup(database);
    Path archive = backup.location().path();
    ManifestFile.replace(
        archive,
        ManifestFile.read(archive).toBuilder()
            .settings(Map.of("no_such_setting", "1", "work_mem", "5MB"))
            .build());
    PostgresDatabase target = missing();
    RestoreInfo info = target.restore(Depot.from(backup).build());
    assertThat(info.next()).anyMatch(text -> text.contains("no_such_setting"));
    assertThat(target.metadata().settings()).containsExactly("work_mem=5MB");
  }

  @Test
  void aRoleThatMayCreateDatabasesBacksUpAndPutsBackItsOwn() {
    String role = depot.role("plain");
    depot.server.execute("ALTER ROLE " + role + " CREATEDB");
    PostgresEngine own =
        depot.open(
            depot.server.url("postgres").replace(depot.server.superuser() + "@", role + "@"));
    PostgresDatabase database = own.database(depot.name());
    database.create(CreateOptions.defaults());
    depot.server.executeIn(
        database.name(),
        "CREATE TABLE item (id int)",
        "INSERT INTO item VALUES (1), (2)",
        "ALTER TABLE item OWNER TO " + role,
        "ALTER DATABASE " + database.name() + " SET work_mem TO '5MB'");
    BackupInfo backup =
        database.backup(
            BackupOptions.builder()
                .to(depot.place())
                .verify(VerifyLevel.RESTORE_AND_CHECK)
                .option(PostgresBackup.GLOBALS, true)
                .build());
    assertThat(backup.checked()).anyMatch(text -> text.contains("needs a superuser"));
    depot.server.executeIn(database.name(), "DELETE FROM item");
    database.restore(Depot.from(backup).overwrite(true).build());
    assertThat(depot.content(database.name())).startsWith("2 ");
    assertThat(database.refresh().settings()).containsExactly("work_mem=5MB");
    assertThat(database.metadata().owner()).contains(role);
  }

  @Test
  void anArchiveOfANewerServerIsRefusedOnAnOlderOne() throws Exception {
    assumeTrue(depot.tools.major() > PostgresMajors.OLDEST, "no older server to be had");
    PostgresDatabase database = depot.filled(5);
    BackupInfo backup = depot.backup(database);
    try (Servers older = Servers.of(PostgresMajors.OLDEST)) {
      Operation<RestoreInfo> planned =
          older.engine.database(depot.name()).prepareRestore(Depot.from(backup).build());
      assertThat(planned.checks())
          .filteredOn(check -> check.refused())
          .extracting(check -> check.code())
          .contains(ErrorCode.ARCHIVE_TOO_NEW);
    }
  }

  @Test
  void anArchiveOfAnOlderServerIsRestoredOnANewerOne() throws Exception {
    assumeTrue(depot.tools.major() > PostgresMajors.OLDEST, "no older server to be had");
    String name = depot.name();
    try (Servers older = Servers.of(PostgresMajors.OLDEST)) {
      older.engine.database(name).create(CreateOptions.defaults());
      older.server.executeIn(name, "CREATE TABLE item (id int)", "INSERT INTO item VALUES (4)");
      Path place = depot.place();
      older.engine.database(name).backup(BackupOptions.to(place));
      older.server.execute("DROP DATABASE " + name);
      depot.engine.database(name).restore(RestoreOptions.from(place));
      assertThat(depot.server.valueIn(name, "SELECT id FROM item")).contains("4");
    }
  }

  @Test
  void aTargetInUseIsReplacedByForceOnly() throws Exception {
    PostgresDatabase database = depot.filled(5);
    BackupInfo backup = depot.backup(database);
    depot.server.executeIn(database.name(), "INSERT INTO item VALUES (99, 'later')");
    try (Connection user = depot.server.connect(database.name())) {
      assertThat(failure(database, Depot.from(backup).overwrite(true).build()))
          .isInstanceOf(DatabaseInUseException.class);
      assertThat(user.isValid(2)).isTrue();
      database.restore(Depot.from(backup).overwrite(true).force(true).build());
    }
    assertThat(depot.content(database.name())).startsWith("5 ");
  }

  @Test
  void theHistoryIsRestoredFromByItsNewestOrByAnInstant() throws Exception {
    PostgresDatabase database = depot.filled(5);
    BackupInfo first = depot.backup(database);
    depot.server.executeIn(database.name(), "INSERT INTO item VALUES (99, 'later')");
    depot.backup(database);
    RestoreSource history = RestoreSource.history(database.name(), Location.local(depot.directory));
    PostgresDatabase newest = missing();
    newest.restore(RestoreOptions.builder().from(history).build());
    assertThat(depot.content(newest.name())).startsWith("6 ");
    PostgresDatabase earlier = missing();
    RestoreInfo info =
        earlier.restore(
            RestoreOptions.builder()
                .from(history)
                .pointInTime(first.consistentAt().orElseThrow())
                .build());
    assertThat(depot.content(earlier.name())).startsWith("5 ");
    assertThat(info.reached()).isEqualTo(first.consistentAt());
  }

  @Test
  void theScriptShowsEveryStepAndTheCommands() {
    PostgresDatabase database = depot.filled(5);
    BackupInfo backup = depot.backup(database);
    Operation<RestoreInfo> planned =
        database.prepareRestore(Depot.from(backup).overwrite(true).build());
    assertThat(planned.script().steps().stream().map(Step::text))
        .anyMatch(text -> text.startsWith("prove "))
        .anyMatch(text -> text.contains("TEMPLATE template0 ENCODING"))
        .anyMatch(text -> text.contains("pg_restore --exit-on-error --no-password"))
        .anyMatch(text -> text.contains("OWNER TO"))
        .anyMatch(text -> text.contains("RENAME TO"));
  }

  @Test
  void cancellingARestoreLeavesTheTargetAndNothingElse() throws Exception {
    PostgresDatabase database = depot.filled(50);
    BackupInfo backup = depot.backup(database);
    String content = depot.content(database.name());
    Path bin =
        depot.faked(
            "pg_restore",
            "for a; do case $a in --dbname*) sleep 60;; esac; done; exec \"$real\" \"$@\"");
    OperationHandle<RestoreInfo> running =
        depot
            .engine
            .operations()
            .submit(
                database.prepareRestore(
                    Depot.from(backup).overwrite(true).option(PostgresRestore.TOOLS, bin).build()),
                OperationContext.none());
    while (depot.leftovers().isEmpty()) {
      assertThat(running.isDone()).isFalse();
      Thread.sleep(10);
    }
    Thread.sleep(200);
    long began = System.nanoTime();
    running.cancel();
    OperationResult<RestoreInfo> result = running.await(Duration.ofSeconds(20)).orElseThrow();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(depot.leftovers()).isEmpty();
    assertThat(depot.content(database.name())).isEqualTo(content);
  }

  @Test
  void aConnectionCutAnywhereLeavesTheTargetOrHasReplacedItAndARetrySucceeds() throws Exception {
    PostgresDatabase source = depot.filled(5_000);
    BackupInfo backup = depot.backup(source);
    String wanted = depot.content(source.name());
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
      PostgresDatabase target = engine.database(depot.filled(3).name());
      String old = depot.content(target.name());
      target.restore(Depot.from(backup).overwrite(true).build());
      long before = proxy.bytes(Direction.TO_SERVER);
      target.restore(Depot.from(backup).overwrite(true).build());
      long all = proxy.bytes(Direction.TO_SERVER) - before;
      int failed = 0;
      for (int i = 0; i < 10; i++) {
        depot.server.executeIn(target.name(), "DELETE FROM item WHERE id > 3");
        assertThat(depot.content(target.name())).isEqualTo(old);
        Operation<RestoreInfo> planned =
            target.prepareRestore(Depot.from(backup).overwrite(true).build());
        proxy.injectAfter(Fault.RESET, Direction.TO_SERVER, 2_000 + (all - 6_000) * i / 10);
        OperationResult<RestoreInfo> result =
            engine.operations().execute(planned, OperationContext.none());
        proxy.heal();
        if (result.isSuccess()) {
          assertThat(depot.content(target.name())).isEqualTo(wanted);
        } else {
          failed++;
          assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.FAILED);
          assertThat(depot.content(target.name())).isIn(old, wanted);
        }
        assertThat(depot.leftovers()).as("after cut %d: %s", i, result.message()).isEmpty();
      }
      assertThat(failed).isGreaterThanOrEqualTo(6);
      target.restore(Depot.from(backup).overwrite(true).build());
      assertThat(depot.content(target.name())).isEqualTo(wanted);
      engine.close();
    }
  }

  @Test
  void aServerThatRestartsDuringARestoreHasItsOriginal() throws Exception {
    try (PostgresTestServer own =
        PostgresTestServer.builder()
            .major(PostgresMajors.oldestWithTools())
            .local()
            .setting("application_name", "own")
            .start()) {
      Depot there = Depot.on(own);
      PostgresDatabase database = there.filled(2_000);
      BackupInfo backup = there.backup(database);
      String content = there.content(database.name());
      Path bin =
          there.faked(
              "pg_restore",
              "for a; do case $a in --dbname*) sleep 2;; esac; done; exec \"$real\" \"$@\"");
      OperationHandle<RestoreInfo> running =
          there
              .engine
              .operations()
              .submit(
                  database.prepareRestore(
                      Depot.from(backup)
                          .overwrite(true)
                          .option(PostgresRestore.TOOLS, bin)
                          .build()),
                  OperationContext.none());
      while (there.leftovers().isEmpty()) {
        Thread.sleep(20);
      }
      own.stop(StopMode.IMMEDIATE);
      OperationResult<RestoreInfo> result = running.await(Duration.ofSeconds(60)).orElseThrow();
      assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.FAILED);
      own.start();
      assertThat(there.content(database.name())).isEqualTo(content);
      database.restore(Depot.from(backup).overwrite(true).build());
      assertThat(there.content(database.name())).isEqualTo(content);
      there.manager.close();
      io.gds.database.core.archive.Directories.deleteTree(there.directory);
    }
  }

  @Test
  void theRowsAreCountedBeforeTheTargetIsReplacedIfAskedTo() {
    PostgresDatabase database = depot.filled(123);
    BackupInfo backup = depot.backup(database);
    RestoreInfo info =
        database.restore(
            Depot.from(backup).overwrite(true).verify(VerifyLevel.RESTORE_AND_CHECK).build());
    assertThat(info.used().get(0).checked())
        .anyMatch(text -> text.contains("all 123 rows of 1 tables"))
        .anyMatch(text -> text.contains("pg_amcheck"));
    assertThat(
            depot.server.valueIn(
                database.name(), "SELECT extname FROM pg_extension WHERE extname = 'amcheck'"))
        .isEmpty();
  }
}
