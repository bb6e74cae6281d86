package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base backup that is taken from a standby, and the primary's WAL behind it. */
class PostgresStandbyBackupTest {
  @TempDir Path directory;

  @Test
  void aBackupOfAStandbyIsRecoveredByThePrimarysWal() throws Exception {
    Path wal = Files.createDirectory(directory.resolve("wal"));
    Path backups = Files.createDirectory(directory.resolve("backups"));
    try (PostgresCluster cluster =
            PostgresCluster.start(
                PostgresTestServer.installed()
                    .setting("archive_mode", "on")
                    .setting("archive_command", "cp %p \"" + wal + "/%f\""));
        DatabaseManager manager = DatabaseManager.of(new PostgresProvider())) {
      PostgresTestServer primary = cluster.primary();
      PostgresTestServer standby = cluster.addStandby("s1");
      primary.execute("CREATE TABLE item (n int)", "INSERT INTO item VALUES (1)", "CHECKPOINT");
      cluster.awaitReplayed("s1");
      PostgresEngine ofStandby = open(manager, standby);
      PostgresEngine ofPrimary = open(manager, primary);

      BackupInfo backup =
          ofStandby.backup(
              BackupOptions.builder()
                  .into(backups)
                  .option(PostgresServerBackup.WAL_ARCHIVE, wal)
                  .verify(VerifyLevel.RESTORE)
                  .build());
      assertThat(backup.checked()).anyMatch(text -> text.contains("recovered a copy"));
      assertThat(backup.consistentAt().orElseThrow())
          .as("as late as the last transaction that the standby had replayed")
          .isEqualTo(
              Instant.parse(
                  standby
                      .value(
                          "SELECT to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC',"
                              + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                      .orElseThrow()));
      assertThat(
              ofPrimary.backupHistory(
                  BackupQuery.all().in(Location.local(backups)).database(ofPrimary.name())))
          .as("the primary's engine knows it for its own")
          .containsExactly(backup.withChecked(List.of()));

      primary.execute("INSERT INTO item VALUES (2)");
      Instant second = ofPrimary.serverTime();
      primary.execute("INSERT INTO item VALUES (3)");
      archived(primary);
      ofStandby.restore(
          RestoreOptions.builder()
              .from(backup.location().path())
              .pointInTime(second)
              .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"))
              .build());
      try (RestoredServer copy = new RestoredServer(primary, directory.resolve("data"))) {
        copy.awaitPromoted();
        assertThat(copy.value("SELECT n FROM item ORDER BY n")).isEqualTo("1,2");
        assertThat(copy.value("SHOW primary_conninfo")).isEmpty();
      }
    }
  }

  private static PostgresEngine open(DatabaseManager manager, PostgresTestServer server) {
    return manager.open(manager.parse(server.url("postgres")), PostgresEngine.class);
  }

  private static void archived(PostgresTestServer primary) throws InterruptedException {
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
