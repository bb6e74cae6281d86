package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.ArchiveException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.server.CockroachTestServer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Backups on a real server, where there is one: by a container, or by the environment. Else it is
 * skipped, and says what was tried.
 */
class CockroachBackupServerTest {
  private final String name = "gds backups " + UUID.randomUUID();
  private final Location collection = Location.url("nodelocal://1/gds-" + UUID.randomUUID());
  private final CockroachTestServer server = CockroachTestServer.builder().share();
  private final DatabaseManager manager = DatabaseManager.of(new CockroachProvider());
  private CockroachEngine engine;

  @BeforeEach
  void open() {
    engine =
        manager.open(
            CockroachUrls.parse(server.url("defaultdb")).orElseThrow(), CockroachEngine.class);
    server.execute(
        "CREATE DATABASE " + CockroachSql.name(name),
        "CREATE TABLE " + CockroachSql.name(name) + ".item (id INT PRIMARY KEY, name STRING)",
        "INSERT INTO " + CockroachSql.name(name) + ".item VALUES (1, 'one'), (2, 'two')");
  }

  @AfterEach
  void close() {
    manager.close();
    for (String made : new String[] {name, name + " again", name + " then"}) {
      server.execute(CockroachBackupSql.dropDatabase(made));
    }
    server.close();
  }

  private String rows(String database) {
    return server
        .value("SELECT count(*)::STRING FROM " + CockroachSql.name(database) + ".item")
        .orElseThrow();
  }

  @Test
  void aChainOfBackupsIsMadeListedProvedAndRestored() throws Exception {
    CockroachDatabase database = engine.database(name);
    BackupOptions into =
        BackupOptions.builder()
            .into(collection)
            .option(CockroachBackup.REVISION_HISTORY, true)
            .build();
    // The backup is of ten seconds ago.
    Thread.sleep(11_000);
    BackupInfo full = database.backup(into);
    assertThat(full.attributes())
        .containsEntry("rows", "2")
        .containsEntry("revisionHistory", "true");
    server.execute("INSERT INTO " + CockroachSql.name(name) + ".item VALUES (3, 'three')");
    Instant three = engine.serverTime();
    Thread.sleep(11_000);
    BackupInfo appended = database.backup(into.toBuilder().type(BackupType.INCREMENTAL).build());
    assertThat(appended.basedOn()).contains(full.id());
    assertThat(engine.backupHistory(BackupQuery.all().in(collection)))
        .extracting(BackupInfo::id)
        .containsExactly(appended.id(), full.id());
    assertThat(engine.reachableWindow(name, BackupQuery.all().in(collection)).reaches(three))
        .isTrue();
    assertThat(
            engine
                .verifyBackup(
                    VerifyOptions.builder()
                        .backup(appended.location())
                        .level(VerifyLevel.RESTORE)
                        .build())
                .checked())
        .hasSize(3);

    RestoreSource source = RestoreSource.archive(appended.location());
    assertThatThrownBy(() -> database.restore(RestoreOptions.builder().from(source).build()))
        .isInstanceOf(AlreadyExistsException.class);
    RestoreInfo again =
        engine.database(name + " again").restore(RestoreOptions.builder().from(source).build());
    assertThat(again.reached()).isEqualTo(appended.consistentAt());
    assertThat(rows(name + " again")).isEqualTo("3");
    engine
        .database(name + " then")
        .restore(
            RestoreOptions.builder()
                .from(RestoreSource.history(name, collection))
                .pointInTime(full.consistentAt().orElseThrow())
                .build());
    assertThat(rows(name + " then")).isEqualTo("2");
    assertThat(engine.jobs()).anyMatch(job -> job.type().equals("RESTORE"));
  }

  @Test
  void anEncryptedBackupOfTheClusterIsReadOnlyWithItsPassphrase() {
    BackupInfo backup =
        engine.backup(
            BackupOptions.builder()
                .into(collection)
                .option(
                    CockroachBackup.ENCRYPTION_PASSPHRASE,
                    SecretRef.inline("it's a \\ passphrase".toCharArray()))
                .build());
    assertThat(backup.attributes()).containsEntry("fullCluster", "true");
    assertThatThrownBy(() -> engine.inspectBackup(backup.location()))
        .isInstanceOf(ArchiveException.class);
    assertThat(
            engine
                .verifyBackup(
                    VerifyOptions.builder()
                        .backup(backup.location())
                        .option(
                            CockroachRestore.ENCRYPTION_PASSPHRASE,
                            SecretRef.inline("it's a \\ passphrase".toCharArray()))
                        .build())
                .backup()
                .id())
        .isEqualTo(backup.id());
  }
}
