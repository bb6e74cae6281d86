package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A base backup that is taken from a standby, and the primary's WAL behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStandbyBackupTest {
  private static final String REPLAYED =
      "SELECT to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC',"
          + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

  @TempDir private static Path shared;
  @TempDir Path directory;

  private final DatabaseManager manager = DatabaseManager.of(new PostgresProvider());
  private PostgresCluster cluster;
  private PostgresTestServer primary;
  private PostgresTestServer standby;
  private Path wal;

  @BeforeAll
  void start() throws IOException {
    wal = Files.createDirectory(shared.resolve("wal"));
    cluster =
        PostgresCluster.start(
            PostgresTestServer.installed()
                .setting("autovacuum", "off")
                .setting("archive_mode", "on")
                .setting("archive_command", "cp %p \"" + wal + "/%f\""));
    primary = cluster.primary();
    standby = cluster.addStandby("s1");
  }

  @AfterAll
  void stop() {
    manager.close();
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void aBackupOfAStandbyIsRecoveredByThePrimarysWal() throws Exception {
    primary.execute("CREATE TABLE item (n int)", "INSERT INTO item VALUES (1)", "CHECKPOINT");
    cluster.awaitReplayed("s1");
    PostgresEngine ofStandby = open(standby);
    PostgresEngine ofPrimary = open(primary);
    Instant replayed = Instant.parse(standby.value(REPLAYED).orElseThrow());

    BackupInfo backup =
        ofStandby.backup(
            BackupOptions.builder()
                .into(directory)
                .option(PostgresServerBackup.WAL_ARCHIVE, wal)
                .verify(VerifyLevel.RESTORE)
                .build());
    assertThat(backup.checked()).anyMatch(text -> text.contains("recovered a copy"));
    assertThat(backup.consistentAt())
        .as("as late as the last transaction that the standby had replayed")
        .contains(replayed);
    assertThat(
            ofPrimary.backupHistory(
                BackupQuery.all().in(Location.local(directory)).database(ofPrimary.name())))
        .as("the primary's engine knows it for its own")
        .containsExactly(backup.withChecked(List.of()));
    assertThat(ofStandby.clone(CloneOptions.to(directory + "/copy")).consistentAt())
        .as("so is a clone")
        .contains(replayed);

    primary.execute("INSERT INTO item VALUES (2)");
    Instant second = ofPrimary.serverTime();
    primary.execute("INSERT INTO item VALUES (3)");
    archived();
    assertThat(restored(ofStandby, backup, second, "item")).isEqualTo("1,2");
  }

  @Test
  void aBackupOfARestartedStandbyClaimsNoInstantAndIsRecoveredAllTheSame() throws Exception {
    primary.execute("CREATE TABLE late (n int)", "INSERT INTO late VALUES (1)", "CHECKPOINT");
    cluster.awaitReplayed("s1");
    standby.execute("CHECKPOINT");
    standby.restart();
    cluster.awaitStreaming("s1");
    assertThat(standby.value("SELECT pg_last_xact_replay_timestamp() IS NULL")).contains("t");
    PostgresEngine ofStandby = open(standby);
    Instant before = open(primary).serverTime();

    BackupInfo backup =
        ofStandby.backup(
            BackupOptions.builder()
                .into(directory)
                .option(PostgresServerBackup.WAL_ARCHIVE, wal)
                .verify(VerifyLevel.MANIFEST)
                .build());
    assertThat(backup.consistentAt()).isEmpty();
    assertThat(backup.positions()).containsKey(PostgresServerBackups.LAST);
    assertThat(
            ofStandby
                .verifyBackup(
                    VerifyOptions.of(backup.location().path()).toBuilder()
                        .level(VerifyLevel.RESTORE)
                        .build())
                .checked())
        .as("its end is met though no record follows it")
        .anyMatch(text -> text.contains("recovered a copy"));

    primary.execute("INSERT INTO late VALUES (2)");
    Instant second = open(primary).serverTime();
    primary.execute("INSERT INTO late VALUES (3)");
    archived();
    assertThat(restored(ofStandby, backup, second, "late")).isEqualTo("1,2");
    assertThatThrownBy(() -> restored(ofStandby, backup, before, "late"))
        .as("what is older than the first transaction behind it may be older than itself")
        .hasMessageContaining("not consistent then");
  }

  @Test
  void theBackupOfAStandbyNeedsToReadItsWalAtAnyLevel() throws IOException {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    for (String name : List.of("pg_basebackup", "psql")) {
      Files.createSymbolicLink(bin.resolve(name), PostgresTools.require().tool(name));
    }
    BackupOptions options =
        BackupOptions.builder()
            .into(directory)
            .option(PostgresServerBackup.TOOLS, bin)
            .verify(VerifyLevel.MANIFEST)
            .build();
    assertThat(open(standby).prepareBackup(options).checks())
        .filteredOn(Check::refused)
        .singleElement()
        .satisfies(check -> assertThat(check.rule()).isEqualTo("pg_waldump fits"));
    assertThat(open(primary).prepareBackup(options).checks()).noneMatch(Check::refused);
  }

  private String restored(PostgresEngine engine, BackupInfo backup, Instant at, String table)
      throws Exception {
    Path data = directory.resolve("data");
    engine.restore(
        RestoreOptions.builder()
            .from(backup.location().path())
            .pointInTime(at)
            .option(PostgresServerRestore.DATA_DIRECTORY, data)
            .build());
    try (RestoredServer copy = new RestoredServer(primary, data)) {
      copy.awaitPromoted();
      assertThat(copy.value("SHOW primary_conninfo")).isEmpty();
      return copy.value("SELECT n FROM " + table + " ORDER BY n");
    }
  }

  private PostgresEngine open(PostgresTestServer server) {
    return manager.open(manager.parse(server.url("postgres")), PostgresEngine.class);
  }

  private void archived() throws InterruptedException {
    String segment = primary.value("SELECT pg_walfile_name(pg_switch_wal())").orElseThrow();
    for (int i = 0;
        i < 400
            && !primary
                .value("SELECT last_archived_wal >= '" + segment + "' FROM pg_stat_archiver")
                .equals(Optional.of("t"));
        i++) {
      Thread.sleep(50);
    }
  }
}
