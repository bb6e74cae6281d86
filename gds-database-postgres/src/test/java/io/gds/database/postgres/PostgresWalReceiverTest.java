package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Progress;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.server.PostgresTestServer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The server's log, received into a directory by the installed tools. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresWalReceiverTest {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;

  private Servers servers;
  private Path wal;

  @BeforeAll
  void start() {
    servers =
        new Servers(
            PostgresTestServer.installed()
                .initdb("--wal-segsize=1")
                .setting("min_wal_size", "2MB")
                .setting("max_wal_size", "4MB")
                .setting("wal_keep_size", "64MB")
                .start());
    servers.server.execute("CREATE TABLE item (n int)");
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  @BeforeEach
  void empty() throws IOException {
    wal = Files.createDirectory(directory.resolve("wal's %archive"));
    servers.server.execute("TRUNCATE item");
  }

  @AfterEach
  void dropSlots() {
    servers.server.execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active");
  }

  private BackupOptions.Builder log() {
    return BackupOptions.builder().type(BackupType.LOG).into(wal);
  }

  private BackupInfo receive() {
    return servers.engine.backup(log().build());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(wal)) {
      return entries
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private void insert(int n) {
    servers.server.execute("INSERT INTO item VALUES (" + n + ")");
  }

  private Instant now() {
    return servers.engine.serverTime();
  }

  private static Check check(Operation<?> operation, String rule) {
    return operation.checks().stream()
        .filter(check -> check.rule().equals(rule))
        .findFirst()
        .orElseThrow(() -> new AssertionError(operation.checks().toString()));
  }

  private static DatabaseException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable c) {
    Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(c);
    assertThat(thrown).isInstanceOf(DatabaseException.class);
    return (DatabaseException) thrown;
  }

  @Test
  void anInstantBetweenTwoTransactionsIsReachedByABaseBackupAndWhatWasReceivedBehindIt()
      throws Exception {
    insert(1);
    BackupInfo base =
        servers.engine.backup(
            BackupOptions.builder()
                .to(Files.createDirectory(directory.resolve("shelf")).resolve("base"))
                .option(PostgresServerBackup.WAL_ARCHIVE, wal)
                .build());
    insert(2);
    BackupInfo first = receive();
    insert(3);
    Instant third = now();
    insert(4);
    BackupInfo second = receive();

    assertThat(first.backupType()).isEqualTo(BackupType.LOG);
    assertThat(first.location()).isEqualTo(Location.local(wal));
    assertThat(second.positions().get(PostgresServerBackups.START))
        .isEqualTo(first.positions().get(PostgresServerBackups.END));
    assertThat(first.checked())
        .anyMatch(text -> text.contains("whole, of this server"))
        .anyMatch(text -> text.startsWith("pg_waldump"));
    assertThat(second.consistentAt()).hasValueSatisfying(at -> assertThat(at).isAfter(third));
    assertThat(names()).noneMatch(name -> name.endsWith(".partial"));
    assertThat(names()).contains(second.attributes().get("lastSegment"));
    assertThat(second.attributes()).doesNotContainKeys("gaps", "unfinished", "slot");

    ReachableWindow window =
        servers.engine.reachableWindow(
            servers.engine.name(),
            BackupQuery.all().in(Location.local(directory.resolve("shelf"))));
    assertThat(window.reaches(third)).isTrue();
    servers.engine.restore(
        RestoreOptions.builder()
            .from(base.location().path())
            .pointInTime(third)
            .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"))
            .build());
    try (RestoredServer copy = new RestoredServer(servers.server, directory.resolve("data"))) {
      copy.awaitPromoted();
      assertThat(copy.value("SELECT n FROM item ORDER BY n")).isEqualTo("1,2,3");
    }
  }

  @Test
  void nothingNewIsNothingReceived() throws IOException {
    BackupInfo first = receive();
    assertThat(first.attributes().get("segments")).isNotEqualTo("0");
    List<String> there = names();
    BackupInfo again = receive();
    for (int i = 0; i < 5 && !again.attributes().get("segments").equals("0"); i++) {
      // The server itself writes something now and then.
      first = again;
      there = names();
      again = receive();
    }

    assertThat(again.checked()).containsExactly("nothing new was written since the last time");
    assertThat(again.bytes()).hasValue(0);
    assertThat(again.positions().get(PostgresServerBackups.END))
        .isEqualTo(first.positions().get(PostgresServerBackups.END));
    assertThat(names()).isEqualTo(there);
  }

  @Test
  void aSlotIsMadeWhenAskedKeepsWhatWasNotReceivedAndIsMovedOn() {
    BackupOptions options =
        log()
            .option(PostgresWalReceive.SLOT, "gds_log")
            .option(PostgresWalReceive.CREATE_SLOT, true)
            .build();
    BackupInfo first = servers.engine.backup(options);
    fill(12);
    BackupInfo second = servers.engine.backup(options);

    assertThat(first.attributes())
        .containsEntry("slot", "gds_log")
        .containsEntry("slotMade", "yes");
    assertThat(second.attributes()).containsEntry("slotMade", "no");
    assertThat(second.bytes().orElseThrow()).isGreaterThan(10L * MIB);
    assertThat(servers.server.value("SELECT restart_lsn FROM pg_replication_slots"))
        .contains(second.positions().get(PostgresServerBackups.END));
    assertThat(servers.server.value("SELECT active FROM pg_replication_slots")).contains("f");
  }

  /** Writes so many mebibytes of log, over a few checkpoints. */
  private void fill(int mib) {
    for (int i = 0; i < mib; i++) {
      servers.server.execute(
          "SELECT pg_logical_emit_message(false, 'test', repeat('x', 1000000))",
          "SELECT pg_switch_wal()",
          "CHECKPOINT");
    }
  }

  @Test
  void aSlotThatKeepsTooMuchIsAFindingOfTheHealth() {
    servers.server.execute(
        "ALTER SYSTEM SET max_slot_wal_keep_size = '20MB'", "SELECT pg_reload_conf()");
    try {
      servers.engine.backup(
          log()
              .option(PostgresWalReceive.SLOT, "gds_left")
              .option(PostgresWalReceive.CREATE_SLOT, true)
              .build());
      fill(12);
      assertThat(servers.engine.health())
          .anySatisfy(
              finding -> {
                assertThat(finding.topic()).isEqualTo(PostgresHealthTopic.REPLICATION_SLOT);
                assertThat(finding.subject()).contains("gds_left");
                assertThat(finding.measured()).contains("nobody reads from it");
              });
    } finally {
      servers.server.execute(
          "ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
  }

  @Test
  void whatTheServerRemovedIsRefusedWithTheGap() throws IOException {
    BackupInfo first = receive();
    servers.server.execute("ALTER SYSTEM SET wal_keep_size = 0", "SELECT pg_reload_conf()");
    fill(16);
    servers.server.execute("ALTER SYSTEM RESET wal_keep_size", "SELECT pg_reload_conf()");
    Operation<BackupInfo> operation = servers.engine.prepareBackup(log().build());
    Check check = check(operation, "the server still has what comes next");
    assertThat(check.refused()).isTrue();
    assertThat(check.remedy()).contains("new base backup", PostgresWalReceive.START.id());
    assertThatThrownBy(operation::run).isInstanceOf(NotFoundException.class);

    // A role that may not see the segments is told by the tool.
    servers.server.execute("CREATE ROLE wal_reader LOGIN REPLICATION");
    List<String> there = names();
    try (PostgresEngine engine = servers.openAs("wal_reader")) {
      DatabaseException gone = failure(() -> engine.backup(log().build()));
      assertThat(gone).isInstanceOf(NotFoundException.class);
      assertThat(gone)
          .hasMessageContaining(
              "does not have the WAL from " + first.positions().get(PostgresServerBackups.END));
      assertThat(gone.details().get("gapFrom"))
          .contains(first.positions().get(PostgresServerBackups.END));
      assertThat(gone.details().get("stderr").orElseThrow()).contains("already been removed");
      assertThat(names()).isEqualTo(there);
    } finally {
      servers.server.execute("DROP ROLE wal_reader");
    }

    // It goes on behind the gap when told so, and says that there is one.
    BackupInfo on =
        servers.engine.backup(
            log()
                .option(
                    PostgresWalReceive.START,
                    servers.server.value("SELECT pg_current_wal_lsn()").orElseThrow())
                .build());
    assertThat(on.attributes().get("gaps"))
        .contains("segments from " + first.positions().get(PostgresServerBackups.END));
    assertThat(servers.engine.prepareBackup(log().build()).checks())
        .anyMatch(
            c ->
                c.rule().equals("the WAL in the directory has no gaps")
                    && c.verdict() == Verdict.WARNING);
  }

  @Test
  void aRoleThatMayNotEndASegmentReceivesWholeOnesAndSaysWhatIsLeft() throws IOException {
    servers.server.execute("CREATE ROLE wal_poor LOGIN REPLICATION");
    try (PostgresEngine engine = servers.openAs("wal_poor")) {
      insert(1);
      Operation<BackupInfo> operation = engine.prepareBackup(log().build());
      assertThat(check(operation, "the present segment can be ended").remedy())
          .contains("GRANT EXECUTE ON FUNCTION pg_switch_wal()");
      BackupInfo poor = operation.run();
      assertThat(poor.attributes().get("unfinished")).endsWith(".partial");
      assertThat(poor.checked()).anyMatch(text -> text.contains("lies in an unfinished segment"));
      assertThat(names()).anyMatch(name -> name.endsWith(".partial"));

      servers.server.execute("GRANT EXECUTE ON FUNCTION pg_switch_wal() TO wal_poor");
      BackupInfo whole = engine.backup(log().build());
      assertThat(whole.attributes()).doesNotContainKey("unfinished");
      assertThat(names()).noneMatch(name -> name.endsWith(".partial"));
    } finally {
      servers.server.execute(
          "REVOKE EXECUTE ON FUNCTION pg_switch_wal() FROM wal_poor", "DROP ROLE wal_poor");
    }
  }

  @Test
  void itFollowsTheServerForATimeAndEndsInOrder() throws Exception {
    BackupOptions options =
        log()
            .option(PostgresWalReceive.FOLLOW, Duration.ofSeconds(2))
            .option(PostgresWalReceive.SLOT, "gds_follow")
            .option(PostgresWalReceive.CREATE_SLOT, true)
            .build();
    List<Progress> seen = new ArrayList<>();
    OperationHandle<BackupInfo> handle =
        servers
            .engine
            .operations()
            .submit(
                servers.engine.prepareBackup(options),
                OperationContext.builder().progress(seen::add).build());
    TimeUnit.MILLISECONDS.sleep(700);
    fill(3);
    BackupInfo info = handle.await().orThrow();

    assertThat(info.checked()).anyMatch(text -> text.startsWith("received as it was written"));
    assertThat(info.bytes().orElseThrow()).isGreaterThanOrEqualTo(3L * MIB);
    assertThat(names()).noneMatch(name -> name.endsWith(".partial"));
    assertThat(seen).anyMatch(p -> p.phase().startsWith("receiving WAL up to"));
  }

  @Test
  void whatIsCancelledGoesOnWhereItWasAndLeavesNoSlotOfItsOwn() throws Exception {
    OperationHandle<BackupInfo> handle =
        servers
            .engine
            .operations()
            .submit(
                servers.engine.prepareBackup(
                    log()
                        .option(PostgresWalReceive.FOLLOW, Duration.ofHours(1))
                        .option(PostgresWalReceive.SLOT, "gds_cancelled")
                        .option(PostgresWalReceive.CREATE_SLOT, true)
                        .build()),
                OperationContext.none());
    awaitActive("gds_cancelled");
    fill(2);
    handle.cancel();
    OperationResult<BackupInfo> result = handle.await();

    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(servers.server.value("SELECT count(*) FROM pg_replication_slots")).contains("0");
    assertThat(servers.server.value("SELECT count(*) FROM pg_stat_replication")).contains("0");
    BackupInfo next = receive();
    assertThat(next.attributes()).doesNotContainKeys("gaps", "unfinished");
    assertThat(next.checked()).anyMatch(text -> text.startsWith("pg_waldump"));
  }

  private void awaitActive(String slot) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      if (servers
          .server
          .value("SELECT 1 FROM pg_replication_slots WHERE active AND slot_name = '" + slot + "'")
          .isPresent()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("nobody reads from " + slot);
  }

  @Test
  void theDirectoryIsOneReceiversOnly() throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            wal.resolve(".gds-receiving"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(channel.lock().isValid()).isTrue();
      assertThat(failure(this::receive).code()).isEqualTo(ErrorCode.LOCKED);
    }
    assertThat(receive().checked()).isNotEmpty();
  }

  @Test
  void theSegmentsOfAnotherServerAreNotAddedTo() throws IOException {
    BackupInfo first = receive();
    Path segment = wal.resolve(first.attributes().get("lastSegment"));
    byte[] bytes = Files.readAllBytes(segment);
    bytes[24] ^= 1;
    Files.write(segment, bytes);
    Operation<BackupInfo> operation = servers.engine.prepareBackup(log().build());

    assertThat(check(operation, "the WAL in the directory is this server's").measured())
        .contains("is of another server");
    assertThatThrownBy(operation::run).isInstanceOf(DatabaseException.class);
  }

  @Test
  void preparingAndScriptingChangeNothing() throws IOException {
    Operation<BackupInfo> operation =
        servers.engine.prepareBackup(
            log()
                .option(PostgresWalReceive.SLOT, "gds_planned")
                .option(PostgresWalReceive.CREATE_SLOT, true)
                .option(PostgresWalReceive.FOLLOW, Duration.ofMinutes(1))
                .build());
    assertThat(operation.script().toString())
        .contains("pg_create_physical_replication_slot(E'gds_planned', true)")
        .contains("--synchronous", "--no-loop", "--endpos=", "SELECT pg_switch_wal()")
        .contains("pg_replication_slot_advance");
    assertThat(names()).isEmpty();
    assertThat(servers.server.value("SELECT count(*) FROM pg_replication_slots")).contains("0");
  }

  @Test
  void faultsAreToldAllAtOnce() {
    assertThatThrownBy(
            () ->
                servers.engine.prepareBackup(
                    BackupOptions.builder()
                        .type(BackupType.LOG)
                        .to(directory.resolve("x"))
                        .includeLogs(false)
                        .verify(VerifyLevel.RESTORE)
                        .option(PostgresWalReceive.CREATE_SLOT, true)
                        .option(PostgresServerBackup.MAX_RATE, 1000)
                        .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContainingAll(
            "name by into",
            "includeLogs",
            "goes up to ARCHIVE",
            "needs the slot's name",
            "max-rate");
    assertThatThrownBy(() -> servers.engine.prepareBackup(log().pointInTime(Instant.EPOCH).build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    Operation<BackupInfo> noSlot =
        servers.engine.prepareBackup(
            log().option(PostgresWalReceive.SLOT, "nobody_has_it").build());
    assertThat(check(noSlot, "the replication slot can be used").code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void theReportTellsOfTheLog() {
    assertThat(servers.engine.backupTypes()).contains(BackupType.LOG);
    assertThat(
            servers
                .engine
                .capabilities()
                .status(SupportsBackup.class, BackupType.LOG)
                .availability())
        .isEqualTo(Availability.AVAILABLE);
  }

  @Test
  void aTimelineThatWasLeftIsFollowedToTheNewOne() throws Exception {
    BackupInfo base =
        servers.engine.backup(
            BackupOptions.builder()
                .to(directory.resolve("base"))
                .option(PostgresServerBackup.WAL_ARCHIVE, wal)
                .build());
    insert(1);
    receive();
    insert(2);
    // A copy of the server that replays all and becomes a primary, as after a failover.
    servers.server.execute("SELECT pg_switch_wal()");
    servers.engine.restore(
        RestoreOptions.builder()
            .from(base.location().path())
            .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("promoted"))
            .build());
    try (RestoredServer promoted =
        new RestoredServer(servers.server, directory.resolve("promoted"))) {
      promoted.awaitPromoted();
      promoted.value("SELECT count(*) FROM item");
      try (PostgresEngine engine = servers.open(promoted.url())) {
        promoted.execute("INSERT INTO item VALUES (5)");
        BackupInfo log = engine.backup(log().build());

        assertThat(log.positions()).containsEntry(PostgresServerBackups.TIMELINE, "2");
        assertThat(names()).contains("00000002.history");
        assertThat(log.attributes()).doesNotContainKey("gaps");
      }
    }
    servers.engine.restore(
        RestoreOptions.builder()
            .from(base.location().path())
            .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"))
            .build());
    try (RestoredServer copy = new RestoredServer(servers.server, directory.resolve("data"))) {
      copy.awaitPromoted();
      assertThat(copy.value("SELECT n FROM item ORDER BY n")).isEqualTo("1,5");
    }
  }
}
