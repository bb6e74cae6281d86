package io.gds.database.postgres;

import static io.gds.database.postgres.CockroachBackupPeer.CHAIN;
import static io.gds.database.postgres.CockroachBackupPeer.END;
import static io.gds.database.postgres.CockroachBackupPeer.URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.Availability;
import io.gds.database.CapabilityReport;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.postgres.CockroachBackupPeer.Layer;
import io.gds.database.postgres.CockroachBackupPeer.State;
import io.gds.database.testkit.wire.WireAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Backups as they lie in a collection, by the real driver. */
class CockroachCatalogTest {
  private static final String OLD = "/2026/11/20-000000.00";
  private static final Instant LONG_AGO = Instant.parse("2026-11-20T00:00:00Z");
  private static final Instant LATER = END.plusSeconds(600);
  private static final BackupQuery THERE = BackupQuery.all().in(Location.url(URI));
  private static final Location ONE = Location.url(URI + CHAIN);

  private final CockroachBackupPeer cluster = new CockroachBackupPeer();
  private final CockroachEngine engine = cluster.engine;

  @AfterEach
  void close() {
    cluster.close();
  }

  private void twoChains() {
    cluster
        .chain(OLD, Layer.full(LONG_AGO, "shop", "stock"))
        .chain(CHAIN, Layer.full(END, "shop"), Layer.full(LATER, "shop").from(END));
  }

  @Test
  void theHistoryOfACollectionIsToldNewestFirst() {
    twoChains();
    assertThat(engine.backupHistory(THERE))
        .extracting(BackupInfo::id)
        .containsExactly(
            CHAIN + "@" + LATER,
            CHAIN + "@" + END,
            OLD + "@" + LONG_AGO + "/shop",
            OLD + "@" + LONG_AGO + "/stock");
    BackupInfo newest = engine.backupHistory(THERE.database("shop").limit(1)).get(0);
    assertThat(newest.backupType()).isEqualTo(BackupType.INCREMENTAL);
    assertThat(newest.basedOn()).contains(CHAIN + "@" + END);
    assertThat(newest.consistentAt()).contains(LATER);
    assertThat(newest.location()).isEqualTo(ONE);
    assertThat(newest.attributes()).containsEntry("subdirectory", CHAIN);
    assertThat(engine.backupHistory(THERE.type(BackupType.FULL).since(END))).hasSize(1);
    assertThat(engine.backupHistory(BackupQuery.all().in(ONE))).hasSize(2);
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void whatABackupIsBasedOnIsWhatItGoesOnFromAndNotWhatStandsBeforeIt() {
    Instant latest = LATER.plusSeconds(600);
    cluster.chain(
        CHAIN,
        Layer.full(END, "shop"),
        Layer.full(LATER, "shop").from(END),
        Layer.full(latest, "shop").from(LATER),
        Layer.full(latest, "shop").from(END));
    assertThat(engine.backupHistory(THERE))
        .as("the last stands for the two before it, by a compaction")
        .extracting(backup -> backup.basedOn().orElse("none"))
        .containsExactlyInAnyOrder(
            "none", CHAIN + "@" + END, CHAIN + "@" + LATER, CHAIN + "@" + END);
  }

  @Test
  void ofFullBackupsNoMoreAreReadThanAreAskedFor() {
    twoChains();
    assertThat(engine.backupHistory(THERE.type(BackupType.FULL).limit(1)))
        .extracting(BackupInfo::id)
        .containsExactly(CHAIN + "@" + END);
    assertThat(cluster.peer.script().statements()).noneMatch(text -> text.contains(OLD));
  }

  @Test
  void backupsOfTheClusterAreListedUnderTheEnginesName() {
    cluster.chain(CHAIN, Layer.full(END, "shop", "stock").ofCluster());
    assertThat(engine.backupHistory(THERE))
        .singleElement()
        .satisfies(
            backup -> {
              assertThat(backup.database()).isEqualTo(engine.name());
              assertThat(backup.attributes()).containsEntry("databases", "shop, stock");
            });
  }

  @Test
  void aBackupThatCannotBeReadIsLeftOut() {
    twoChains();
    cluster
        .peer
        .script()
        .beginningWith(
            "WITH b AS (SHOW BACKUP FROM '/2026/11/20-000000.00' IN 'external://backups')")
        .answer(
            WireAnswer.error(
                "XXUUU", "file appears encrypted -- try specifying one of encryption_passphrase"));
    assertThat(engine.backupHistory(THERE)).hasSize(2);
    assertThatThrownBy(() -> engine.inspectBackup(Location.url(URI + OLD)))
        .isInstanceOf(ArchiveException.class)
        .extracting(e -> ((DatabaseException) e).remedy().orElseThrow())
        .asString()
        .contains("cockroachdb.kms");
  }

  @Test
  void anUnreadableManifestOnlyCostsExactness() {
    cluster.chain(CHAIN, Layer.full(END, "shop"));
    cluster
        .peer
        .script()
        .matching(".* WITH as_json.*")
        .once(WireAnswer.error("XXUUU", "unknown option as_json"));
    BackupInfo backup = engine.inspectBackup(ONE);
    assertThat(backup.consistentAt()).contains(Instant.parse("2026-11-21T13:30:13.123456Z"));
    assertThat(backup.positions()).isEmpty();
    assertThat(backup.attributes()).doesNotContainKey("revisionHistory");
    cluster
        .peer
        .script()
        .matching(".* WITH as_json.*")
        .once(
            WireAnswer.rows(
                    "start_wall string",
                    "end_wall string",
                    "end_logical string",
                    "mvcc_filter string",
                    "revision_wall string",
                    "build_tag string")
                .row("0", "soon", "x", "Some", null, null));
    assertThat(engine.inspectBackup(ONE).positions()).isEmpty();
  }

  @Test
  void withoutRevisionHistoryOnlyEndsAreReachedAndTheWindowSaysWhy() {
    twoChains();
    ReachableWindow window = engine.reachableWindow("shop", THERE);
    assertThat(window.spans())
        .extracting(ReachableWindow.Span::from)
        .containsExactly(LONG_AGO, END, LATER);
    assertThat(window.gaps())
        .hasSize(2)
        .allSatisfy(gap -> assertThat(gap.reason()).contains("cockroachdb.revision-history"));
    assertThat(window.reaches(END.plusSeconds(1))).isFalse();
    assertThat(engine.reachableWindow("nothing", THERE).spans()).isEmpty();
  }

  @Test
  void withRevisionHistoryStretchesAreReached() {
    cluster
        .chain(OLD, Layer.full(LONG_AGO, "shop"))
        .chain(
            CHAIN,
            Layer.full(END, "shop").revisions(),
            Layer.full(LATER, "shop").from(END).revisions());
    ReachableWindow window = engine.reachableWindow("shop", THERE);
    assertThat(window.spans())
        .containsExactly(
            new ReachableWindow.Span(LONG_AGO, LONG_AGO),
            new ReachableWindow.Span(END.minusSeconds(3600), LATER));
    assertThat(window.gaps())
        .singleElement()
        .satisfies(gap -> assertThat(gap.reason()).contains("collected as garbage"));
    assertThat(window.reaches(END.plusSeconds(1))).isTrue();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> engine.inspectBackup(ONE)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> engine.inspectBackup(Location.url(URI)))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("there is no backup in external://backups");
    assertThat(engine.backupHistory(THERE)).isEmpty();
  }

  @Test
  void placesThatAreNoCollectionsAreRefused() {
    assertThatThrownBy(() -> engine.backupHistory(BackupQuery.all()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("no record of backups");
    Location local = Location.local(Path.of("/backups"));
    assertThatThrownBy(() -> engine.backupHistory(BackupQuery.all().in(local)))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> engine.inspectBackup(local))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(
            () -> engine.prepareVerifyBackup(VerifyOptions.builder().backup(local).build()))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void backupsListedByIdsAreRefusedWithWhatHelps() {
    cluster
        .peer
        .script()
        .beginningWith("SHOW BACKUPS IN ")
        .answer(
            WireAnswer.rows("id string", "backup_time timestamptz").row("Wnfqrp0BAAD4tw8=", END));
    DatabaseException refused =
        catchThrowableOfType(DatabaseException.class, () -> engine.backupHistory(THERE));
    assertThat(refused.code()).isEqualTo(ErrorCode.WRONG_STATE);
    assertThat(refused.remedy().orElseThrow()).contains("use_backups_with_ids = off");
  }

  @Test
  void readsThatOthersGotInTheWayOfAreBegunAnew() {
    twoChains();
    cluster
        .peer
        .script()
        .matching(".*SHOW BACKUP.*")
        .inTurn(
            WireAnswer.error("40001", "restart transaction"),
            WireAnswer.passed(),
            WireAnswer.error("40001", "restart transaction"));
    assertThat(engine.backupHistory(THERE)).hasSize(4);
  }

  @Test
  void theManifestAndTheFilesOfABackupAreProved() {
    twoChains();
    BackupVerification manifest =
        engine.verifyBackup(
            VerifyOptions.builder().backup(ONE).level(VerifyLevel.MANIFEST).build());
    assertThat(manifest.checked()).singleElement().asString().contains("lists 2 backups");
    BackupVerification files =
        engine.verifyBackup(VerifyOptions.builder().backup(Location.url(URI)).build());
    assertThat(files.backup().id()).isEqualTo(CHAIN + "@" + LATER);
    assertThat(files.checked()).hasSize(2);
    assertThat(cluster.peer.script().statements())
        .anyMatch(
            sql ->
                sql.startsWith(
                    "WITH b AS (SHOW BACKUP FROM '/2026/11/21-133013.12' IN 'external://backups'"
                        + " WITH check_files) SELECT"));
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void aProofByRestoringDropsWhatItMade() {
    cluster.chain(CHAIN, Layer.full(END, "shop"));
    BackupVerification proof =
        engine.verifyBackup(VerifyOptions.builder().backup(ONE).level(VerifyLevel.RESTORE).build());
    assertThat(cluster.changes())
        .satisfiesExactly(
            restore ->
                assertThat(restore)
                    .matches(
                        "RESTORE DATABASE \"shop\" FROM '/2026/11/21-133013.12' IN"
                            + " 'external://backups' WITH new_db_name = 'gds_verify_[0-9a-f]{16}',"
                            + " detached, schema_only, verify_backup_table_data"),
            drop ->
                assertThat(drop)
                    .matches("DROP DATABASE IF EXISTS \"gds_verify_[0-9a-f]{16}\" CASCADE"),
            again -> assertThat(again).startsWith("DROP DATABASE IF EXISTS"));
    assertThat(cluster.databases).containsExactly("defaultdb", "shop", "system");
    assertThat(proof.checked()).anyMatch(line -> line.contains("every row was read"));
  }

  @Test
  void aProofThatFailedDropsWhatItMadeToo() {
    cluster
        .chain(CHAIN, Layer.full(END, "shop"))
        .nextJob(new State("failed", 0.5, "checksum mismatch"));
    OperationResult<BackupVerification> result =
        engine
            .operations()
            .execute(
                engine.prepareVerifyBackup(
                    VerifyOptions.builder().backup(ONE).level(VerifyLevel.RESTORE).build()),
                OperationContext.none());
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().orElseThrow()).hasMessageContaining("checksum mismatch");
    assertThat(cluster.changes()).last().asString().startsWith("DROP DATABASE IF EXISTS");
  }

  @Test
  void aProofThatIsCancelledEndsItsJobFirstAndThenDrops() {
    cluster.chain(CHAIN, Layer.full(END, "shop")).nextJob(State.of("running", 0.5));
    OperationResult<BackupVerification> result =
        engine
            .operations()
            .execute(
                engine.prepareVerifyBackup(
                    VerifyOptions.builder().backup(ONE).level(VerifyLevel.RESTORE).build()),
                OperationContext.builder().within(Duration.ofMillis(500)).build());
    assertThat(result.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
    assertThat(cluster.changes())
        .satisfiesExactly(
            restore -> assertThat(restore).startsWith("RESTORE"),
            cancel -> assertThat(cancel).startsWith("CANCEL JOB"),
            drop -> assertThat(drop).startsWith("DROP DATABASE IF EXISTS"));
  }

  @Test
  void aProofOfTheClusterTriesEachDatabase() {
    cluster.chain(CHAIN, Layer.full(END, "shop", "stock").ofCluster());
    Operation<BackupVerification> operation =
        engine.prepareVerifyBackup(
            VerifyOptions.builder().backup(ONE).level(VerifyLevel.RESTORE).build());
    assertThat(operation.script().steps()).hasSize(7);
    assertThat(operation.run().checked()).hasSize(4);
    assertThat(cluster.databases).containsExactly("defaultdb", "shop", "system");
  }

  @Test
  void levelsBeyondARestoreAreRefused() {
    assertThat(engine.verifyLevels())
        .containsExactly(VerifyLevel.MANIFEST, VerifyLevel.ARCHIVE, VerifyLevel.RESTORE);
    assertThatThrownBy(
            () ->
                engine.prepareVerifyBackup(
                    VerifyOptions.builder()
                        .backup(ONE)
                        .level(VerifyLevel.RESTORE_AND_CHECK)
                        .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("level");
    Operation<BackupVerification> nothing =
        engine.prepareVerifyBackup(VerifyOptions.builder().backup(Location.url(URI)).build());
    assertThatThrownBy(nothing::run).isInstanceOf(NotFoundException.class);
  }

  @Test
  void retentionIsPlannedAndDeletingIsRefusedWithWhatHelps() {
    twoChains();
    DeleteBackupsOptions options =
        DeleteBackupsOptions.builder()
            .in(Location.url(URI))
            .database("shop")
            .policy(RetentionPolicy.keepLast(1))
            .build();
    RetentionPlan plan = engine.planRetention(options);
    assertThat(plan.keep())
        .extracting(BackupInfo::id)
        .containsExactly(CHAIN + "@" + LATER, CHAIN + "@" + END);
    assertThat(plan.delete())
        .extracting(BackupInfo::id)
        .containsExactly(OLD + "@" + LONG_AGO + "/shop");
    assertThatThrownBy(() -> engine.prepareDeleteBackups(options))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("no statement that deletes backups")
        .extracting(e -> ((DatabaseException) e).remedy().orElseThrow())
        .asString()
        .contains("object store");
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void theReportTellsTheParts() {
    CapabilityReport report = engine.capabilities();
    assertThat(report.status(SupportsBackup.class).isAvailable()).isTrue();
    assertThat(report.status(SupportsBackup.class, BackupType.INCREMENTAL).isAvailable()).isTrue();
    assertThat(report.status(SupportsBackup.class, BackupType.LOG).availability())
        .isEqualTo(Availability.NOT_ON_PLATFORM);
    assertThat(report.status(SupportsBackupCatalog.class, VerifyLevel.RESTORE).isAvailable())
        .isTrue();
    assertThat(
            report.status(SupportsBackupCatalog.class, VerifyLevel.RESTORE_AND_CHECK).isAvailable())
        .isFalse();
  }
}
