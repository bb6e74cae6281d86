package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.testkit.server.PostgresTestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Restores of a whole server to an instant, each started and looked into. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresPointInTimeTest {
  private static final String ROWS = "SELECT n FROM item ORDER BY n";

  @TempDir private static Path shared;
  @TempDir Path directory;

  private Servers servers;
  private Path wal;
  private Path space;
  private Path backups;
  private BackupInfo base;
  private Instant before;
  private Instant second;
  private Instant last;
  private String thirdXid;
  private String thirdLsn;

  @BeforeAll
  void start() throws Exception {
    wal = Files.createDirectory(shared.resolve("wal's %archive"));
    space = Files.createDirectory(shared.resolve("space"));
    backups = Files.createDirectory(shared.resolve("backups"));
    servers =
        new Servers(
            PostgresTestServer.installed()
                .setting("archive_mode", "on")
                // As where one configuration goes to all nodes: what is of standbys sleeps here.
                .setting("archive_cleanup_command", "touch '" + shared.resolve("cleaned") + "'")
                .setting("recovery_end_command", "touch '" + shared.resolve("ended") + "'")
                .setting("recovery_min_apply_delay", "1h")
                .setting("shared_preload_libraries", "pg_stat_statements, pg_trgm")
                .setting(
                    "archive_command", "cp %p \"" + wal.toString().replace("%", "%%") + "/%f\"")
                .start());
    PostgresTestServer server = servers.server;
    server.execute(
        "CREATE TABLE item (n int)",
        "INSERT INTO item VALUES (1)",
        "CREATE TABLESPACE odd LOCATION '" + space + "'",
        "CREATE TABLE placed TABLESPACE odd AS SELECT 42 AS n",
        "CREATE TABLESPACE even LOCATION '" + Files.createDirectory(shared.resolve("even")) + "'");
    before = now();
    base =
        new PostgresServerBackups(servers.context())
            .backup(
                BackupOptions.builder()
                    .into(backups)
                    .option(PostgresServerBackup.COMPRESSION, "1")
                    .option(PostgresServerBackup.WAL_ARCHIVE, wal)
                    .build());
    server.execute("INSERT INTO item VALUES (2)");
    second = now();
    server.execute("SELECT pg_create_restore_point('behind two')");
    thirdXid = server.value("INSERT INTO item VALUES (3) RETURNING txid_current()").orElseThrow();
    thirdLsn = server.value("SELECT pg_current_wal_insert_lsn()").orElseThrow();
    server.execute("INSERT INTO item VALUES (4)");
    last = now();
    archived();
  }

  private Instant now() {
    return servers
        .context()
        .sql()
        .first("SELECT clock_timestamp() AS now", row -> row.instant("now"))
        .orElseThrow();
  }

  private void archived() throws InterruptedException {
    String segment = servers.server.value("SELECT pg_walfile_name(pg_switch_wal())").orElseThrow();
    for (int i = 0; i < 400 && !Files.exists(wal.resolve(segment)); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    for (int i = 0;
        i < 400
            && !servers
                .server
                .value("SELECT last_archived_wal >= '" + segment + "' FROM pg_stat_archiver")
                .equals(Optional.of("t"));
        i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  private PostgresServerRestores restores() {
    return new PostgresServerRestores(servers.context(), new PostgresCatalog(servers.context()));
  }

  private RestoreOptions.Builder options() {
    return RestoreOptions.builder()
        .from(base.location().path())
        .map(RestoreMapping.Kind.TABLESPACE, "odd", directory.resolve("odd").toString())
        .map(RestoreMapping.Kind.TABLESPACE, "even", directory.resolve("even").toString())
        .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"));
  }

  private String rows(RestoreOptions options) throws Exception {
    RestoreInfo info = restores().restore(options);
    assertThat(info.target()).isEqualTo(directory.resolve("data").toString());
    assertThat(info.next())
        .anyMatch(
            line ->
                line.contains(
                    "chown -R postgres: "
                        + directory.resolve("odd")
                        + " "
                        + directory.resolve("even")
                        + " "
                        + info.target()))
        .anyMatch(
            line ->
                line.contains("pg_ctl -D " + info.target())
                    && line.contains("-o '-c data_directory=" + info.target() + "'"))
        .anyMatch(
            line ->
                line.startsWith("Its configuration preloads pg_trgm: ")
                    && line.contains(info.target() + " -c shared_preload_libraries='."));
    try (RestoredServer copy = new RestoredServer(servers.server, directory.resolve("data"))) {
      copy.awaitPromoted();
      assertThat(copy.value("SELECT pg_is_in_recovery()")).isEqualTo("f");
      assertThat(copy.value("SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"))
          .isEqualTo("00000002");
      assertThat(copy.value("SHOW archive_mode")).isEqualTo("off");
      assertThat(copy.value("SHOW max_logical_replication_workers")).isEqualTo("0");
      assertThat(shared.resolve("cleaned")).doesNotExist();
      assertThat(shared.resolve("ended")).doesNotExist();
      assertThat(copy.value("SELECT n FROM placed")).isEqualTo("42");
      assertThat(
              copy.value(
                  "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname = 'odd'"))
          .isEqualTo(directory.resolve("odd").toString());
      assertThat(directory.resolve("data/recovery.signal")).doesNotExist();
      return copy.value(ROWS);
    }
  }

  @Test
  void withoutATargetAllWalIsReplayed() throws Exception {
    assertThat(rows(options().build())).isEqualTo("1,2,3,4");
  }

  @Test
  void allThatACommandOfTheCallersFetchesIsReplayed() throws Exception {
    String command = "cp \"" + wal.toString().replace("%", "%%") + "/%f\" \"%p\"";
    assertThat(rows(options().option(PostgresServerRestore.RESTORE_COMMAND, command).build()))
        .isEqualTo("1,2,3,4");
  }

  @Test
  void anInstantBetweenTwoTransactionsIsReached() throws Exception {
    assertThat(rows(options().pointInTime(second).build())).isEqualTo("1,2");
  }

  @Test
  void theEndOfTheBaseBackupIsReached() throws Exception {
    assertThat(rows(options().pointInTime(base.consistentAt().orElseThrow()).build()))
        .isEqualTo("1");
  }

  @Test
  void theLastInstantOfTheWindowIsReachedThoughNothingComesBehindIt() throws Exception {
    PostgresReach reach = reach();
    assertThat(reach.to()).isBetween(second, last);
    assertThat(rows(options().pointInTime(reach.to()).build())).isEqualTo("1,2,3,4");
  }

  private PostgresReach reach() {
    return PostgresReach.of(
        PostgresReach.Base.of(base),
        wal,
        Optional.empty(),
        servers.context().toolbox(),
        Optional.empty());
  }

  @Test
  void aRestorePointIsReached() throws Exception {
    assertThat(rows(options().option(PostgresServerRestore.TARGET_NAME, "behind two").build()))
        .isEqualTo("1,2");
  }

  @Test
  void aTransactionIsReachedAndIncluded() throws Exception {
    assertThat(
            rows(
                options()
                    .option(PostgresServerRestore.TARGET_XID, Long.parseLong(thirdXid))
                    .build()))
        .isEqualTo("1,2,3");
  }

  @Test
  void aPositionIsReached() throws Exception {
    assertThat(rows(options().option(PostgresServerRestore.TARGET_LSN, thirdLsn).build()))
        .startsWith("1,2,3");
  }

  @Test
  void aHistoryGivesTheNewestBackupWhoseLogReachesTheInstant() throws Exception {
    // A newer one that ended before the instant, too, and of whose log there is nothing.
    Path newer = backups.resolve("newer");
    Map<String, String> attributes = new HashMap<>(base.attributes());
    attributes.put(
        PostgresServerBackups.WAL_ARCHIVE,
        Files.createDirectory(directory.resolve("none")).toString());
    RestoreSource history = RestoreSource.history(servers.engine.name(), Location.local(backups));
    try (ArchivePublisher publisher = ArchivePublisher.directory(newer)) {
      Files.writeString(publisher.partial().resolve("base.tar"), "never read");
      publisher.publish(
          ManifestFile.read(base.location().path()).toBuilder()
              .backupId("newer")
              .consistentAt(base.consistentAt().orElseThrow().plusNanos(1000))
              .finishedAt(base.finishedAt().plusNanos(1000))
              .attributes(attributes)
              .content(publisher.seal(() -> {}))
              .build());
      assertThat(rows(options().from(history).pointInTime(second).build())).isEqualTo("1,2");
    } finally {
      ArchiveShelf.delete(newer);
    }
    assertThatThrownBy(
            () ->
                restores()
                    .prepareRestore(
                        options()
                            .from(
                                RestoreSource.history(
                                    servers.engine.name(), Location.local(backups)))
                            .pointInTime(before)
                            .build()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("no backup of the whole server");
  }

  private void refused(RestoreOptions options, String... said) throws IOException {
    Operation<RestoreInfo> operation = restores().prepareRestore(options);
    assertThat(operation.refused()).isTrue();
    String text =
        operation.checks().stream()
            .filter(Check::refused)
            .map(c -> c + c.remedy())
            .toList()
            .toString();
    assertThat(text).contains(said);
    assertThatThrownBy(operation::run).isInstanceOf(DatabaseException.class);
    assertThat(names()).doesNotContain("data");
    assertThat(names()).noneMatch(name -> name.endsWith(".partial"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anInstantBeforeTheEndOfTheBaseBackupIsRefusedWithTheWindow() throws IOException {
    refused(
        options().pointInTime(before).build(),
        "before the end of the base backup",
        base.consistentAt().orElseThrow().toString(),
        reach().to().toString());
  }

  @Test
  void anInstantBehindTheLastTransactionIsRefusedWithTheWindow() throws IOException {
    refused(
        options().pointInTime(last.plus(Duration.ofMinutes(5))).build(),
        "after the last transaction",
        reach().to().toString(),
        "is not there");
  }

  @Test
  void targetsThatTheWalNeverMeetsAreRefused() throws IOException {
    refused(
        options().option(PostgresServerRestore.TARGET_NAME, "nobody's").build(), "not in the WAL");
    refused(
        options().option(PostgresServerRestore.TARGET_XID, 3_000_000_000L).build(),
        "not in the WAL");
    refused(options().option(PostgresServerRestore.TARGET_LSN, "FF/0").build(), "behind the end");
    refused(options().option(PostgresServerRestore.TARGET_LSN, "0/28").build(), "before the end");
    refused(
        options().option(PostgresServerRestore.TARGET_TIMELINE, 7L).build(),
        "along timeline 7, to which nothing leads",
        "timeline 7 does not come from");
  }

  @Test
  void aPositionBehindTheLastRecordIsRefusedThoughItsSegmentIsThere() throws IOException {
    PostgresReach reach = reach();
    PostgresLsn last = reach.last().orElseThrow().lsn();
    PostgresLsn behind = new PostgresLsn(reach.end().value() - 8192);
    assertThat(behind).isGreaterThan(last);
    refused(
        options().option(PostgresServerRestore.TARGET_LSN, behind.toString()).build(),
        "behind the last record in the WAL; its last transaction ends at " + last);
    assertThat(
            restores()
                .prepareRestore(
                    options()
                        .option(
                            PostgresServerRestore.TARGET_LSN,
                            new PostgresLsn(last.value() + 1).toString())
                        .build())
                .refused())
        .isFalse();
  }

  @Test
  void aHoleInTheArchiveEndsTheWindow() throws IOException {
    Path holed = Files.createDirectory(directory.resolve("holed"));
    List<String> files = reach().files();
    Files.copy(wal.resolve(files.get(0)), holed.resolve(files.get(0)));
    String missing = files.get(1);
    refused(
        options().option(PostgresServerRestore.WAL_ARCHIVE, holed).pointInTime(second).build(),
        missing + " is not there");
    Files.write(holed.resolve(missing), new byte[100]);
    refused(
        options().option(PostgresServerRestore.WAL_ARCHIVE, holed).pointInTime(second).build(),
        missing + " has 100 bytes");
  }

  @Test
  void aTargetThatCameWithinReachBehindThePlanIsPlannedAgain() throws IOException {
    Path growing = Files.createDirectory(directory.resolve("growing"));
    List<String> files = reach().files();
    Files.copy(wal.resolve(files.get(0)), growing.resolve(files.get(0)));
    RestoreOptions options =
        options()
            .option(PostgresServerRestore.WAL_ARCHIVE, growing)
            .pointInTime(reach().to())
            .build();
    PostgresRecovery planned =
        new PostgresRecovery(
            servers.context(), options, PostgresReach.Base.of(base), Optional.empty());
    assertThat(planned.check().measured()).contains("after the last transaction");

    for (String file : files.subList(1, files.size())) {
      Files.copy(wal.resolve(file), growing.resolve(file));
    }

    // By what was planned it would end before the instant, without a word.
    assertThat(planned.check().refused()).isTrue();
    assertThat(planned.check().remedy()).contains("Plan it again");
    assertThat(
            new PostgresRecovery(
                    servers.context(), options, PostgresReach.Base.of(base), Optional.empty())
                .check()
                .refused())
        .isFalse();
  }

  @Test
  void twoTablespacesInOnePlaceAreRefused() throws IOException {
    refused(
        RestoreOptions.builder()
            .from(base.location().path())
            .map(RestoreMapping.Kind.TABLESPACE, "odd", directory.resolve("one").toString())
            .map(RestoreMapping.Kind.TABLESPACE, "even", directory.resolve("one").toString())
            .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"))
            .build(),
        "two have the same");
  }

  @Test
  void aDirectoryThatHoldsSomethingIsNeverTouched() throws IOException {
    Path data = Files.createDirectory(directory.resolve("full"));
    Files.writeString(data.resolve("mine"), "kept");
    refused(options().option(PostgresServerRestore.DATA_DIRECTORY, data).build(), "not empty");
    assertThat(data.resolve("mine")).hasContent("kept");
  }

  @Test
  void aTablespaceWithoutAPlaceIsRefused() throws IOException {
    RestoreOptions options =
        RestoreOptions.builder()
            .from(base.location().path())
            .map(RestoreMapping.Kind.TABLESPACE, "other", directory.resolve("odd").toString())
            .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"))
            .build();
    refused(options, "no tablespaces called other");
    refused(
        options.toBuilder()
            .map(RestoreMapping.Kind.TABLESPACE, "odd", directory + "/data/in")
            .build(),
        "within");
  }

  @Test
  void aDamagedArchiveLeavesNothingBehind() throws IOException {
    Path copy = directory.resolve("copy");
    Files.createDirectory(copy);
    try (Stream<Path> members = Files.list(base.location().path())) {
      for (Path member : (Iterable<Path>) members::iterator) {
        Files.copy(member, copy.resolve(member.getFileName()));
      }
    }
    Files.copy(
        Path.of(base.location().path() + ".manifest.json"),
        directory.resolve("copy.manifest.json"));
    Path tar = copy.resolve("base.tar.gz");
    byte[] bytes = Files.readAllBytes(tar);
    bytes[bytes.length / 2] ^= 1;
    Files.write(tar, bytes);

    assertThatThrownBy(() -> restores().restore(options().from(copy).build()))
        .isInstanceOf(ArchiveException.class);
    // Where only the size is looked at before, the files are still checked on their way out.
    assertThatThrownBy(
            () -> restores().restore(options().from(copy).verify(VerifyLevel.MANIFEST).build()))
        .isInstanceOf(ArchiveException.class);
    assertThat(names()).containsExactly("copy", "copy.manifest.json");
  }

  @Test
  void aMissingDirectoryAndAnArchiveOfADatabaseAreRefusedByAPlan() throws IOException {
    Operation<RestoreInfo> unnamed =
        restores().prepareRestore(RestoreOptions.from(base.location().path()));
    assertThat(unnamed.refused()).isTrue();
    assertThatThrownBy(unnamed::run).hasMessageContaining("postgresql.data-directory");

    Path dump = directory.resolve("one.dump");
    servers.engine.database("postgres").backup(BackupOptions.to(dump));
    Operation<RestoreInfo> logical = restores().prepareRestore(options().from(dump).build());
    assertThat(logical.refused()).isTrue();
    assertThatThrownBy(logical::run)
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("restored by that database");
    assertThat(names()).containsExactly("one.dump", "one.dump.manifest.json");
  }

  @Test
  void twoTargetsAreFaults() {
    OptionKey<String> name = PostgresServerRestore.TARGET_NAME;
    assertThatThrownBy(
            () ->
                restores()
                    .prepareRestore(
                        RestoreOptions.builder()
                            .from(base.location().path())
                            .pointInTime(second)
                            .option(name, "behind two")
                            .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("exclude");
  }

  @Test
  void theWindowOfTheServerIsFoundFromItsBackups() {
    ReachableWindow window =
        servers.engine.reachableWindow(
            servers.engine.name(), BackupQuery.all().in(Location.local(backups)));

    assertThat(window.spans())
        .containsExactly(new ReachableWindow.Span(base.consistentAt().orElseThrow(), reach().to()));
    assertThat(window.reaches(second)).isTrue();
    assertThat(window.reaches(before)).isFalse();
    assertThat(window.gaps())
        .singleElement()
        .satisfies(gap -> assertThat(gap.reason()).contains("is not there"));
  }

  @Test
  void aBackupIsProvedByBeingRecoveredAndOpened() throws IOException {
    List<String> beside = entries(backups);
    BackupVerification proof =
        servers.engine.verifyBackup(
            VerifyOptions.builder().backup(base.location()).level(VerifyLevel.RESTORE).build());

    assertThat(proof.checked())
        .anyMatch(text -> text.contains("recovered a copy to " + base.positions().get("endLsn")))
        .anyMatch(text -> text.contains("opened on timeline 1 with 3 databases"));
    assertThat(entries(backups)).isEqualTo(beside);
    if (servers.server.major() >= 18) {
      // From then on pages have checksums unless told otherwise.
      return;
    }
    assertThatThrownBy(
            () ->
                servers.engine.verifyBackup(
                    VerifyOptions.builder()
                        .backup(base.location())
                        .level(VerifyLevel.RESTORE_AND_CHECK)
                        .build()))
        .hasMessageContaining("without checksums");
  }

  private static List<String> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void retentionShowsWhatIsKeptAndFromWhichSegmentOn() throws IOException {
    Path shelf = Files.createDirectory(directory.resolve("shelf"));
    BackupOptions into =
        BackupOptions.builder().into(shelf).option(PostgresServerBackup.WAL_ARCHIVE, wal).build();
    BackupInfo first = servers.engine.backup(into);
    BackupInfo newest = servers.engine.backup(into);
    Operation<RetentionPlan> delete =
        servers.engine.prepareDeleteBackups(
            DeleteBackupsOptions.builder()
                .in(Location.local(shelf))
                .policy(RetentionPolicy.keepLast(1))
                .build());

    assertThat(delete.script().toString())
        .contains("they need all from 0000000100000000")
        .contains(first.location().toString());
    RetentionPlan done = delete.run();
    assertThat(done.keep()).extracting(BackupInfo::id).containsExactly(newest.id());
    assertThat(done.delete()).extracting(BackupInfo::id).containsExactly(first.id());
    assertThat(entries(shelf))
        .containsExactly(
            newest.location().path().toString(), newest.location().path() + ".manifest.json");
  }
}
