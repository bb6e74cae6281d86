package io.gds.database.postgres;

import static io.gds.database.postgres.CockroachBackupPeer.CHAIN;
import static io.gds.database.postgres.CockroachBackupPeer.END;
import static io.gds.database.postgres.CockroachBackupPeer.JOB;
import static io.gds.database.postgres.CockroachBackupPeer.URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.error.AlreadyExistsException;
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

/** Restoring databases under free names, by the real driver. */
class CockroachRestoresTest {
  private static final RestoreSource COLLECTION = RestoreSource.archive(Location.url(URI));
  private static final RestoreSource ONE = RestoreSource.archive(Location.url(URI + CHAIN));
  private static final Instant LATER = END.plusSeconds(600);

  private final CockroachBackupPeer cluster = new CockroachBackupPeer();
  private final CockroachEngine engine = cluster.engine;

  @AfterEach
  void close() {
    cluster.close();
  }

  private static RestoreOptions from(RestoreSource source) {
    return RestoreOptions.builder().from(source).build();
  }

  @Test
  void aDatabaseIsRestoredUnderAnotherNameToTheInstantOfItsNewestBackup() {
    cluster.chain(CHAIN, Layer.full(END, "shop"), Layer.full(LATER, "shop").from(END));
    Operation<RestoreInfo> operation = engine.database("it's new").prepareRestore(from(COLLECTION));
    assertThat(cluster.changes()).isEmpty();
    String restore =
        "RESTORE DATABASE \"shop\" FROM '/2026/11/21-133013.12' IN 'external://backups' AS OF"
            + " SYSTEM TIME '2026-11-21 13:40:13.123456789+00:00' WITH new_db_name = 'it''s new',"
            + " detached";
    assertThat(operation.script().steps())
        .extracting(step -> step.text())
        .satisfiesExactly(
            prove ->
                assertThat(prove)
                    .startsWith(
                        "WITH b AS (SHOW BACKUP FROM '/2026/11/21-133013.12' IN"
                            + " 'external://backups' WITH check_files) SELECT"),
            submit -> assertThat(submit).isEqualTo(restore),
            watch -> assertThat(watch).isEqualTo("SHOW JOB <the job's id>, until it has ended"));
    RestoreInfo restored = operation.run();
    assertThat(cluster.changes()).containsExactly(restore);
    assertThat(restored.target()).isEqualTo("it's new");
    assertThat(restored.reached()).contains(LATER);
    assertThat(restored.used())
        .extracting(BackupInfo::id)
        .containsExactly(CHAIN + "@" + END, CHAIN + "@" + LATER);
    assertThat(restored.next()).singleElement().asString().contains("Grant again");
  }

  @Test
  void aDroppedDatabaseComesBackUnderItsOwnName() {
    cluster.databases.remove("shop");
    cluster.chain(CHAIN, Layer.full(END, "shop"));
    RestoreInfo restored =
        engine
            .database("shop")
            .restore(
                RestoreOptions.builder()
                    .from(ONE)
                    .verify(VerifyLevel.MANIFEST)
                    .option(CockroachRestore.SCHEMA_ONLY, true)
                    .option(CockroachRestore.SKIP_MISSING_FOREIGN_KEYS, true)
                    .option(CockroachRestore.SKIP_LOCALITIES_CHECK, true)
                    .option(CockroachRestore.EXECUTION_LOCALITY, "region=eu")
                    .build());
    assertThat(cluster.changes())
        .containsExactly(
            "RESTORE DATABASE \"shop\" FROM '/2026/11/21-133013.12' IN 'external://backups' AS OF"
                + " SYSTEM TIME '2026-11-21 13:30:13.123456789+00:00' WITH detached, schema_only,"
                + " skip_missing_foreign_keys, skip_localities_check, EXECUTION LOCALITY ="
                + " 'region=eu'");
    assertThat(engine.database("shop").exists()).isTrue();
    assertThat(restored.next()).anyMatch(line -> line.contains("only definitions"));
  }

  @Test
  void aTargetThatExistsIsLeftAloneWhateverIsWished() {
    cluster.chain(CHAIN, Layer.full(END, "shop"));
    assertThatThrownBy(() -> engine.database("shop").restore(from(ONE)))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(
            () ->
                engine
                    .database("shop")
                    .prepareRestore(RestoreOptions.builder().from(ONE).overwrite(true).build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("RESTORE replaces nothing");
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void anyInstantIsReachedWithRevisionHistory() {
    cluster.chain(
        CHAIN,
        Layer.full(END, "shop").revisions(),
        Layer.full(LATER, "shop").from(END).revisions());
    Instant between = END.plusSeconds(60);
    RestoreInfo restored =
        engine
            .database("then")
            .restore(
                RestoreOptions.builder()
                    .from(RestoreSource.history("shop", Location.url(URI)))
                    .pointInTime(between)
                    .build());
    assertThat(restored.reached()).contains(between);
    assertThat(cluster.changes())
        .singleElement()
        .asString()
        .contains("AS OF SYSTEM TIME '2026-11-21 13:31:13.123456789+00:00' WITH");
  }

  @Test
  void withoutItOnlyTheEndsAreReachedAndToTheTick() {
    cluster
        .chain("/2026/11/20-000000.00", Layer.full(END.minusSeconds(99_999), "shop"))
        .chain(CHAIN, Layer.full(END, "shop"), Layer.full(LATER, "shop").from(END));
    RestoreSource history = RestoreSource.history("shop", Location.url(URI));
    Operation<RestoreInfo> refused =
        engine
            .database("then")
            .prepareRestore(
                RestoreOptions.builder().from(history).pointInTime(END.plusSeconds(1)).build());
    assertThatThrownBy(refused::run)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("no backup of \"shop\" reaches " + END.plusSeconds(1));

    // As the server tells it, to the microsecond; and sent as it is.
    Instant told = Instant.parse("2026-11-21T13:30:13.123456Z");
    RestoreInfo restored =
        engine
            .database("then")
            .restore(RestoreOptions.builder().from(history).pointInTime(told).build());
    assertThat(cluster.changes())
        .singleElement()
        .asString()
        .contains("AS OF SYSTEM TIME '2026-11-21 13:30:13.123456789+00:00' WITH");
    assertThat(restored.used()).extracting(BackupInfo::id).containsExactly(CHAIN + "@" + END);
  }

  @Test
  void whatOnlyAnOlderBackupHasIsTakenFromThere() {
    cluster
        .chain("/2026/11/20-000000.00", Layer.full(END.minusSeconds(99_999), "gone"))
        .chain(CHAIN, Layer.full(END, "shop"));
    engine.database("gone").restore(from(RestoreSource.history("gone", Location.url(URI))));
    assertThat(cluster.changes())
        .singleElement()
        .asString()
        .startsWith("RESTORE DATABASE \"gone\" FROM '/2026/11/20-000000.00' IN");
  }

  @Test
  void ofSeveralDatabasesOneMustBeMeant() {
    cluster.chain(CHAIN, Layer.full(END, "shop", "stock").ofCluster());
    Operation<RestoreInfo> unclear = engine.database("copy").prepareRestore(from(ONE));
    DatabaseException refused = catchThrowableOfType(DatabaseException.class, unclear::run);
    assertThat(refused).hasMessageContaining("several databases: shop, stock");
    assertThat(refused.remedy().orElseThrow()).contains("cockroachdb.database");
    engine
        .database("copy")
        .restore(
            RestoreOptions.builder().from(ONE).option(CockroachRestore.DATABASE, "stock").build());
    engine.database("stock").restore(from(ONE));
    assertThat(cluster.changes())
        .satisfiesExactly(
            sql -> assertThat(sql).startsWith("RESTORE DATABASE \"stock\"").contains("'copy'"),
            sql ->
                assertThat(sql).startsWith("RESTORE DATABASE \"stock\"").doesNotContain("new_db"));
  }

  @Test
  void aRestoreThatFailedIsUndoneByTheServerAndToldOf() {
    cluster
        .chain(CHAIN, Layer.full(END, "shop"))
        .nextJob(State.of("running", 0.5), new State("failed", 0.5, "checksum mismatch in 1.sst"));
    DatabaseException failure =
        catchThrowableOfType(
            DatabaseException.class, () -> engine.database("copy").restore(from(ONE)));
    assertThat(failure).hasMessageContaining("checksum mismatch in 1.sst");
    assertThat(engine.database("copy").exists()).isFalse();
    assertThat(cluster.changes()).hasSize(1);
  }

  @Test
  void cancellingCancelsTheJob() {
    cluster.chain(CHAIN, Layer.full(END, "shop")).nextJob(State.of("running", 0.5));
    OperationResult<RestoreInfo> result =
        engine
            .operations()
            .execute(
                engine.database("copy").prepareRestore(from(ONE)),
                OperationContext.builder().within(Duration.ofMillis(500)).build());
    assertThat(result.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
    assertThat(result.error().orElseThrow().code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(cluster.changes()).last().isEqualTo("CANCEL JOB " + JOB);
  }

  @Test
  void aRestoreWhoseAnswerWasLostIsFoundByItsJob() {
    cluster.chain(CHAIN, Layer.full(END, "shop"));
    cluster.peer.script().on("COMMIT").once(WireAnswer.lost());
    assertThat(engine.database("copy").restore(from(ONE)).target()).isEqualTo("copy");
    assertThat(cluster.changes()).hasSize(1);
  }

  @Test
  void aBackupThatIsGoneByThenIsNotRestored() {
    cluster.chain(CHAIN, Layer.full(END, "shop"));
    Operation<RestoreInfo> operation = engine.database("copy").prepareRestore(from(ONE));
    cluster.chain(CHAIN, Layer.full(END.plusSeconds(1), "shop"));
    assertThatThrownBy(operation::run)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("is not there any more");
    assertThat(cluster.changes()).isEmpty();
  }

  @Test
  void sourcesThatThereAreNotAreRefused() {
    CockroachDatabase target = engine.database("copy");
    assertThatThrownBy(() -> target.prepareRestore(from(RestoreSource.dropped("shop"))))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThatThrownBy(() -> target.prepareRestore(from(RestoreSource.history("shop"))))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("no record of backups");
    assertThatThrownBy(
            () ->
                target.prepareRestore(
                    RestoreOptions.builder()
                        .from(ONE)
                        .map(RestoreMapping.Kind.NAMESPACE, "a", "b")
                        .build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThatThrownBy(
            () ->
                target.prepareRestore(
                    RestoreOptions.builder()
                        .from(Path.of("/backups"))
                        .verify(VerifyLevel.RESTORE)
                        .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("from")
        .hasMessageContaining("verify");
    assertThatThrownBy(
            () ->
                target.prepareRestore(
                    RestoreOptions.builder()
                        .from(RestoreSource.history("shop", Location.url(URI)))
                        .option(CockroachRestore.DATABASE, "shop")
                        .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("cockroachdb.database");
    Operation<RestoreInfo> nothing = target.prepareRestore(from(ONE));
    assertThat(nothing.refused()).isTrue();
    assertThatThrownBy(nothing::run).isInstanceOf(NotFoundException.class);
    assertThat(cluster.changes()).isEmpty();
  }
}
