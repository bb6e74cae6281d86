package io.gds.database.postgres;

import static io.gds.database.postgres.CockroachBackupPeer.CHAIN;
import static io.gds.database.postgres.CockroachBackupPeer.CREATED;
import static io.gds.database.postgres.CockroachBackupPeer.END;
import static io.gds.database.postgres.CockroachBackupPeer.JOB;
import static io.gds.database.postgres.CockroachBackupPeer.URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.Progress;
import io.gds.database.postgres.CockroachBackupPeer.Layer;
import io.gds.database.postgres.CockroachBackupPeer.State;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backups of databases and of the whole cluster, by the real driver. */
class CockroachBackupsTest {
  private static final String FULL =
      "BACKUP DATABASE \"shop\" INTO 'external://backups' AS OF SYSTEM TIME '-10s' WITH detached";
  private static final BackupOptions INTO = BackupOptions.builder().into(Location.url(URI)).build();

  private final CockroachBackupPeer cluster = new CockroachBackupPeer();
  private final CockroachEngine engine = cluster.engine;

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void aFullBackupIsWatchedToItsEndAndReadBack() {
    cluster
        .grows(CHAIN, Layer.full(END, "shop"))
        .nextJob(
            State.of("pending", 0),
            State.of("running", 0.25),
            State.of("running", 0.75),
            State.of("succeeded", 1));
    List<Progress> told = new CopyOnWriteArrayList<>();
    Operation<BackupInfo> operation = engine.database("shop").prepareBackup(INTO);
    assertThat(cluster.changes()).isEmpty();
    assertThat(operation.script().steps())
        .extracting(step -> step.text())
        .satisfiesExactly(
            submit -> assertThat(submit).isEqualTo(FULL),
            watch ->
                assertThat(watch)
                    .startsWith(
                        "SHOW JOB <the job's id>, until it has ended; then WITH b AS (SHOW BACKUP"
                            + " FROM '<its subdirectory>' IN 'external://backups' WITH check_files)"
                            + " SELECT backup_type")
                    .contains(";\nWITH b AS (SHOW BACKUP FROM '<its subdirectory>'"));

    BackupInfo backup = operation.run(OperationContext.builder().progress(told::add).build());

    assertThat(cluster.changes()).containsExactly(FULL);
    assertThat(told).extracting(Progress::done).contains(0L, 100L);
    assertThat(told).extracting(Progress::phase).containsOnly("backing up");
    assertThat(backup.id()).isEqualTo(CHAIN + "@" + END);
    assertThat(backup.database()).isEqualTo("shop");
    assertThat(backup.backupType()).isEqualTo(BackupType.FULL);
    assertThat(backup.location()).isEqualTo(Location.url(URI + CHAIN));
    assertThat(backup.consistentAt()).contains(END);
    assertThat(backup.startedAt()).isEqualTo(CREATED.plusSeconds(1));
    assertThat(backup.finishedAt()).isEqualTo(CREATED.plusSeconds(60));
    assertThat(backup.serverVersion()).contains("v24.3.1");
    assertThat(backup.bytes()).hasValue(15_034);
    assertThat(backup.positions()).containsEntry("endTime", "2026-11-21 13:30:13.123456789+00:00");
    assertThat(backup.attributes())
        .containsEntry("jobId", Long.toString(JOB))
        .containsEntry("logicalBytes", "30069")
        .containsEntry("revisionHistory", "false");
    assertThat(backup.checked())
        .containsExactly(
            "job " + JOB + " succeeded",
            "SHOW BACKUP lists it: 2 objects with 327 rows, as of " + END,
            "every file of it is where it should be (check_files); what is in them was not read");
  }

  @Test
  void theWholeClusterIsBackedUpWithRevisionHistory() {
    cluster.grows(CHAIN, Layer.full(END, "shop", "defaultdb").ofCluster().revisions());
    BackupInfo backup =
        engine.backup(
            INTO.toBuilder()
                .option(CockroachBackup.REVISION_HISTORY, true)
                .option(CockroachBackup.EXECUTION_LOCALITY, "region=eu")
                .verify(VerifyLevel.MANIFEST)
                .build());
    assertThat(cluster.changes())
        .containsExactly(
            "BACKUP INTO 'external://backups' AS OF SYSTEM TIME '-10s' WITH detached,"
                + " revision_history, EXECUTION LOCALITY = 'region=eu'");
    assertThat(backup.database()).isEqualTo(engine.name());
    assertThat(backup.bytes()).isEmpty();
    assertThat(backup.checked()).hasSize(2);
    assertThat(backup.attributes())
        .containsEntry("revisionHistory", "true")
        .containsEntry("databases", "defaultdb, shop")
        .containsEntry("fullCluster", "true");
  }

  @Test
  void aPastInstantIsBackedUpAsItWas() {
    Instant past = Instant.parse("2026-11-21T13:00:00.5Z");
    cluster.grows("/2026/11/21-130000.50", Layer.full(past, "shop"));
    cluster.nextJob(State.of("succeeded", 1));
    cluster.peer.script().beginningWith("SHOW JOB ").inTurn(described("/2026/11/21-130000.50"));
    cluster.chain("/2026/11/21-130000.50", Layer.full(past, "shop"));
    BackupInfo backup = engine.database("shop").backup(INTO.toBuilder().pointInTime(past).build());
    assertThat(cluster.changes())
        .containsExactly(
            "BACKUP DATABASE \"shop\" INTO 'external://backups' AS OF SYSTEM TIME '2026-11-21"
                + " 13:00:00.5+00:00' WITH detached");
    assertThat(backup.consistentAt()).contains(past);
  }

  static WireAnswer described(String chain) {
    return WireAnswer.rows(
            "job_id int8",
            "job_type string",
            "description string",
            "user_name string",
            "status string",
            "created timestamptz",
            "started timestamptz",
            "finished timestamptz",
            "modified timestamptz",
            "fraction_completed float",
            "error string")
        .row(
            JOB,
            "BACKUP",
            "BACKUP DATABASE shop INTO '" + chain + "' IN 'external://backups'",
            "root",
            "succeeded",
            CREATED,
            CREATED,
            CREATED,
            CREATED,
            1.0,
            "");
  }

  @Test
  void anIncrementalBackupIsAppendedToTheNewestFullOne() {
    Layer full = Layer.full(END.minusSeconds(3600), "shop");
    Layer appended = Layer.full(END, "shop").from(full.end());
    cluster
        .chain("/2025/01/01-000000.00", Layer.full(END.minusSeconds(99_999), "shop"))
        .chain(CHAIN, full)
        .grows(CHAIN, full, appended);
    BackupInfo backup =
        engine.database("shop").backup(INTO.toBuilder().type(BackupType.INCREMENTAL).build());
    assertThat(cluster.changes())
        .containsExactly(
            "BACKUP DATABASE \"shop\" INTO '/2026/11/21-133013.12' IN 'external://backups' AS OF"
                + " SYSTEM TIME '-10s' WITH detached");
    assertThat(backup.backupType()).isEqualTo(BackupType.INCREMENTAL);
    assertThat(backup.basedOn()).contains(CHAIN + "@" + full.end());
    assertThat(backup.location()).isEqualTo(Location.url(URI + CHAIN));
    assertThat(backup.checked()).anyMatch(line -> line.contains("of what it is based on"));
  }

  @Test
  void anIncrementalBackupOfSomethingElseIsRefusedBeforeItBegins() {
    cluster.chain(CHAIN, Layer.full(END, "other"));
    assertThatThrownBy(
            () ->
                engine
                    .database("shop")
                    .backup(
                        INTO.toBuilder()
                            .type(BackupType.INCREMENTAL)
                            .option(CockroachBackup.BASE, CHAIN.substring(1))
                            .build()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("other")
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.WRONG_STATE);
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void withoutAFullBackupThereIsNothingToAppendTo() {
    Operation<BackupInfo> operation =
        engine.prepareBackup(INTO.toBuilder().type(BackupType.INCREMENTAL).build());
    assertThat(operation.refused()).isTrue();
    assertThat(operation.script().steps().get(0).text()).contains("INTO LATEST IN");
    assertThatThrownBy(operation::run)
        .hasMessageContaining("there is no backup in external://backups");
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void aDatabaseThatIsNotThereIsNotBackedUp() {
    Operation<BackupInfo> operation = engine.database("it's gone").prepareBackup(INTO);
    assertThat(operation.refused()).isTrue();
    assertThatThrownBy(operation::run).isInstanceOf(NotFoundException.class);
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void aPausedJobIsWaitedFor() {
    cluster
        .grows(CHAIN, Layer.full(END, "shop"))
        .nextJob(State.of("paused", 0.2), State.of("paused", 0.2), State.of("succeeded", 1));
    List<Progress> told = new CopyOnWriteArrayList<>();
    engine
        .database("shop")
        .prepareBackup(INTO)
        .run(OperationContext.builder().progress(told::add).build());
    assertThat(told).extracting(Progress::phase).contains("backing up: paused", "backing up");
  }

  @Test
  void readsThatOthersGotInTheWayOfAreAskedAgain() {
    cluster.grows(CHAIN, Layer.full(END, "shop"));
    cluster
        .peer
        .script()
        .beginningWith("SHOW BACKUPS IN ")
        .once(WireAnswer.error("40001", "restart transaction"));
    assertThat(engine.database("shop").backup(INTO).consistentAt()).contains(END);
  }

  @Test
  void filesThatAreMissingMakeItABadBackup() {
    cluster.grows(CHAIN, Layer.full(END, "shop"));
    cluster
        .peer
        .script()
        .beginningWith("WITH b AS (SHOW BACKUP FROM")
        .once(
            WireAnswer.error(
                "XXUUU",
                "The following files are missing from the backup:\n\ts3:/b/data/797981063.sst"));
    assertThatThrownBy(() -> engine.database("shop").backup(INTO))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("797981063.sst");
  }

  @Test
  void aSucceededJobWhoseBackupIsNotListedIsNoSuccess() {
    cluster.grows(CHAIN, Layer.full(END.minusSeconds(9_999), "shop"));
    assertThatThrownBy(() -> engine.database("shop").backup(INTO))
        .hasMessageContaining("succeeded, but SHOW BACKUP does not list what it made");
  }

  @Test
  void faultyOptionsAreAllToldAtOnce() {
    BackupOptions faulty =
        BackupOptions.builder()
            .to(Location.url(URI))
            .includeLogs(true)
            .verify(VerifyLevel.RESTORE)
            .pointInTime(Instant.parse("2999-01-01T00:00:00Z"))
            .option(CockroachBackup.BASE, CHAIN)
            .option(CockroachBackup.KMS, Location.url("aws:///arn?AUTH=implicit"))
            .option(
                CockroachBackup.ENCRYPTION_PASSPHRASE,
                SecretRef.inline("a passphrase".toCharArray()))
            .build();
    InvalidOptionsException refused =
        catchThrowableOfType(
            InvalidOptionsException.class, () -> engine.database("shop").prepareBackup(faulty));
    assertThat(refused.faults())
        .extracting(fault -> fault.option())
        .containsExactlyInAnyOrder(
            "to", "includeLogs", "verify", "pointInTime", "cockroachdb.base", "cockroachdb.kms");
    assertThatThrownBy(
            () ->
                engine.prepareBackup(
                    BackupOptions.builder().into(Location.url(URI + CHAIN)).build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("names one backup");
    assertThat(cluster.peer.script().statements()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = BackupType.class,
      names = {"FULL", "INCREMENTAL"},
      mode = EnumSource.Mode.EXCLUDE)
  void otherTypesAreRefusedWithAReason(BackupType type) {
    assertThatThrownBy(() -> engine.prepareBackup(INTO.toBuilder().type(type).build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThat(engine.backupTypes()).containsExactly(BackupType.FULL, BackupType.INCREMENTAL);
    assertThat(engine.database("shop").backupTypes()).isEqualTo(engine.backupTypes());
  }
}
