package io.gds.database.postgres;

import static io.gds.database.postgres.CockroachBackupPeer.CHAIN;
import static io.gds.database.postgres.CockroachBackupPeer.END;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.json.Json;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.postgres.CockroachBackupPeer.Layer;
import io.gds.database.postgres.CockroachBackupPeer.State;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.CapturedLogs;
import io.gds.database.testkit.wire.WireAnswer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Keys of stores, keys of keys and passphrases: they reach the server, and nobody else. What is
 * logged is looked into but for the driver's own trace, which shows every byte it sends.
 */
class CockroachBackupSecretsTest {
  private final Canary key = Canary.random();
  private final Canary kms = Canary.random();
  private final Canary passphrase = Canary.random();
  private final CockroachBackupPeer cluster = new CockroachBackupPeer();
  private final CockroachEngine engine = cluster.engine;
  private final String uri =
      "s3://b/c?AWS_ACCESS_KEY_ID=AKIA&AWS_SECRET_ACCESS_KEY=" + encoded(key);
  private CapturedLogs logs;

  @BeforeEach
  void capture() {
    logs = CapturedLogs.start();
  }

  @AfterEach
  void nothingWasLogged() {
    try {
      String all =
          String.join(
              "\n",
              logs.lines().stream().filter(line -> !line.contains("org.postgresql")).toList());
      absent("the logs", all);
      assertThat(all).contains("BACKUP");
    } finally {
      logs.close();
      cluster.close();
    }
  }

  private static String encoded(Canary canary) {
    return URLEncoder.encode(canary.secret(), StandardCharsets.UTF_8);
  }

  private void absent(String where, Object what) {
    for (Canary canary : List.of(key, kms, passphrase)) {
      canary.assertAbsentFrom(where, what);
    }
  }

  private void absent(Operation<?> operation) {
    absent("the operation", operation);
    absent("the script", operation.script().toString());
    operation.script().steps().forEach(step -> absent("a step", step.text()));
    absent("the checks", operation.checks().toString());
  }

  private BackupOptions withKeys() {
    return BackupOptions.builder()
        .into(Location.url(uri))
        .option(
            CockroachBackup.KMS,
            Location.url("aws:///arn:aws:kms:eu:1:key/a?AWS_SECRET_ACCESS_KEY=" + encoded(kms)))
        .build();
  }

  @Test
  void theyAreSentAndNothingThatIsToldHoldsThem() {
    cluster.grows(CHAIN, Layer.full(END, "shop"));
    Operation<BackupInfo> operation = engine.database("shop").prepareBackup(withKeys());
    absent(operation);
    absent("the options", withKeys());
    BackupInfo backup = operation.run();
    assertThat(cluster.changes())
        .singleElement()
        .satisfies(sql -> assertThat(sql).contains(encoded(key)).contains(encoded(kms)));
    absent("the backup", backup);
    absent("the backup as JSON", Json.line(backup));
    for (BackupInfo listed : engine.backupHistory(BackupQuery.all().in(Location.url(uri)))) {
      absent("the history", listed);
      absent("the history as JSON", Json.line(listed));
    }
  }

  @Test
  void aPassphraseIsSentWithEachStatementAndNowhereElse() {
    cluster.grows(CHAIN, Layer.full(END, "shop"));
    BackupOptions options =
        BackupOptions.builder()
            .into(Location.url(uri))
            .option(CockroachBackup.ENCRYPTION_PASSPHRASE, passphrase.ref())
            .verify(VerifyLevel.MANIFEST)
            .build();
    absent("the options", options);
    Operation<BackupInfo> operation = engine.database("shop").prepareBackup(options);
    absent(operation);
    absent("the backup", operation.run());
    String literal = CockroachBackupSql.literal(passphrase.secret());
    assertThat(cluster.changes())
        .singleElement()
        .asString()
        .endsWith("WITH detached, encryption_passphrase = " + literal);
    assertThat(cluster.peer.script().statements())
        .filteredOn(sql -> sql.contains("SHOW BACKUP FROM"))
        .hasSize(2)
        .allSatisfy(sql -> assertThat(sql).contains("encryption_passphrase = " + literal + ")"));
  }

  @Test
  void whatTheServerQuotesInItsErrorsIsNotPassedOn() {
    cluster
        .peer
        .script()
        .matching("BACKUP .*")
        .columns("job_id int8")
        .by(request -> WireAnswer.error("XXUUU", "near: " + request.statement()));
    Throwable refused = catchThrowable(() -> engine.database("shop").backup(withKeys()));
    assertThat(refused).hasMessageContaining("withheld");
    absent("the error", refused);
  }

  @Test
  void whatAJobQuotesInItsErrorIsCleared() {
    cluster.nextJob(
        new State(
            "failed",
            0.1,
            "cannot open " + uri + " with " + key.secret() + ", nor the key " + encoded(kms)));
    OperationResult<BackupInfo> result =
        engine
            .operations()
            .execute(engine.database("shop").prepareBackup(withKeys()), OperationContext.none());
    assertThat(result.error().orElseThrow()).hasMessageContaining("cannot open s3://b/c?");
    absent("the error", result.error().orElseThrow());
    absent("the result", result.toString());
  }

  @Test
  void restoresAndProofsKeepThemToo() {
    cluster.chain(CHAIN, Layer.full(END, "shop"));
    Location one = CockroachCollection.of(Location.url(uri)).chain(CHAIN).location();
    Operation<RestoreInfo> restore =
        engine
            .database("copy")
            .prepareRestore(
                RestoreOptions.builder()
                    .from(RestoreSource.archive(one))
                    .option(CockroachRestore.ENCRYPTION_PASSPHRASE, passphrase.ref())
                    .build());
    absent(restore);
    absent("the restore", restore.run());
    absent(
        "the proof",
        engine.verifyBackup(
            VerifyOptions.builder().backup(one).level(VerifyLevel.RESTORE).build()));
    absent("the job", engine.job(CockroachBackupPeer.JOB).orElseThrow());
    cluster
        .peer
        .script()
        .matching(".*SHOW BACKUP.*")
        .by(request -> WireAnswer.error("XXUUU", "cannot open " + request.statement()));
    absent("the error", catchThrowable(() -> engine.inspectBackup(one)));
    absent(
        "the window",
        catchThrowable(
            () -> engine.reachableWindow("shop", BackupQuery.all().in(Location.url(uri)))));
    // So that the logs hold something of a backup.
    cluster.grows(CHAIN, Layer.full(END, "shop"));
    absent("the refused", catchThrowable(() -> engine.database("shop").backup(withKeys())));
  }

  @Test
  void faultyPlacesAreNotRepeated() {
    Location faulty = Location.url("https://b/c?token=" + encoded(key));
    absent(
        "the fault",
        catchThrowable(() -> engine.prepareBackup(BackupOptions.builder().into(faulty).build())));
    absent("the fault", catchThrowable(() -> engine.backupHistory(BackupQuery.all().in(faulty))));
    cluster.grows(CHAIN, Layer.full(END, "shop"));
    engine.database("shop").backup(withKeys());
  }
}
