package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.Location;
import io.gds.database.error.InvalidOptionsException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every statement, letter by letter, in the forms of the vendor's pages.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/v24.3/backup#examples">BACKUP</a>
 * @see <a href="https://www.cockroachlabs.com/docs/v24.3/restore#examples">RESTORE</a>
 * @see <a href="https://www.cockroachlabs.com/docs/v24.3/show-backup#examples">SHOW BACKUP</a>
 * @see <a href="https://www.cockroachlabs.com/docs/v24.3/backup-validation">Backup Validation</a>
 */
class CockroachBackupSqlTest {
  private static final String CHAIN = "/2026/11/21-133013.12";
  private static final CockroachCollection EXTERNAL = collection("external://backup_s3");

  private static CockroachCollection collection(String... uris) {
    return CockroachCollection.of(Location.url(uris));
  }

  private static CockroachStatement word(String word) {
    return CockroachStatement.of(word);
  }

  @Test
  void aFullBackupOfTheClusterNamesNoTarget() {
    assertThat(CockroachBackupSql.backup(null, EXTERNAL, null, "-10s", List.of()).sent())
        .isEqualTo("BACKUP INTO 'external://backup_s3' AS OF SYSTEM TIME '-10s' WITH detached");
  }

  @Test
  void aFullBackupOfADatabaseQuotesItsName() {
    assertThat(
            CockroachBackupSql.backup(
                    "odd \"one\"; DROP DATABASE x --",
                    EXTERNAL,
                    null,
                    "-10s",
                    List.of(word("revision_history")))
                .sent())
        .isEqualTo(
            "BACKUP DATABASE \"odd \"\"one\"\"; DROP DATABASE x --\" INTO 'external://backup_s3'"
                + " AS OF SYSTEM TIME '-10s' WITH detached, revision_history");
  }

  @Test
  void anIncrementalBackupNamesTheOneItIsAppendedTo() {
    assertThat(CockroachBackupSql.backup("shop", EXTERNAL, CHAIN, "-10s", List.of()).sent())
        .isEqualTo(
            "BACKUP DATABASE \"shop\" INTO '/2026/11/21-133013.12' IN 'external://backup_s3' AS OF"
                + " SYSTEM TIME '-10s' WITH detached");
    assertThat(CockroachBackupSql.backup(null, EXTERNAL, "LATEST", "-10s", List.of()).sent())
        .isEqualTo(
            "BACKUP INTO LATEST IN 'external://backup_s3' AS OF SYSTEM TIME '-10s' WITH detached");
  }

  @Test
  void severalUrisAreTheLocalitiesOfOneBackup() {
    assertThat(
            CockroachBackupSql.backup(
                    "shop",
                    collection(
                        "s3://us?COCKROACH_LOCALITY=default&AUTH=implicit",
                        "s3://eu?COCKROACH_LOCALITY=region%3Deu&AUTH=implicit"),
                    null,
                    "-10s",
                    List.of())
                .sent())
        .isEqualTo(
            "BACKUP DATABASE \"shop\" INTO"
                + " ('s3://us?COCKROACH_LOCALITY=default&AUTH=implicit',"
                + " 's3://eu?COCKROACH_LOCALITY=region%3Deu&AUTH=implicit') AS OF SYSTEM TIME"
                + " '-10s' WITH detached");
  }

  @Test
  void uriTextsKeepQuotesBackslashesAndPercentSigns() {
    CockroachStatement statement =
        CockroachBackupSql.showBackups(collection("nodelocal://1/it's \\ 100% \"odd\"; --"));
    assertThat(statement.sent())
        .isEqualTo("SHOW BACKUPS IN 'nodelocal://1/it''s \\ 100% \"odd\"; --'");
    assertThat(statement.isSecret()).isFalse();
  }

  @Test
  void keysOfAStoreAreSentAndNeverShown() {
    CockroachStatement statement =
        CockroachBackupSql.backup(
            null,
            collection("s3://b/c?AWS_ACCESS_KEY_ID=id&AWS_SECRET_ACCESS_KEY=a%2Fb'c&AWS_REGION=eu"),
            null,
            "-10s",
            List.of());
    assertThat(statement.sent())
        .isEqualTo(
            "BACKUP INTO"
                + " 's3://b/c?AWS_ACCESS_KEY_ID=id&AWS_SECRET_ACCESS_KEY=a%2Fb''c&AWS_REGION=eu' AS"
                + " OF SYSTEM TIME '-10s' WITH detached");
    assertThat(statement.text())
        .isEqualTo(
            "BACKUP INTO"
                + " 's3://b/c?AWS_ACCESS_KEY_ID=<hidden>&AWS_SECRET_ACCESS_KEY=<hidden>&AWS_REGION=eu'"
                + " AS OF SYSTEM TIME '-10s' WITH detached");
    assertThat(statement.isSecret()).isTrue();
    assertThat(statement).hasToString(statement.text());
  }

  @Test
  void aPassphraseIsFetchedWhenItIsSent() {
    CockroachStatement statement =
        CockroachBackupSql.backup(
            null,
            EXTERNAL,
            null,
            "-10s",
            List.of(word("encryption_passphrase = ").secret(() -> "it's\\one")));
    assertThat(statement.text()).endsWith("WITH detached, encryption_passphrase = '<hidden>'");
    assertThat(statement.sent()).endsWith("WITH detached, encryption_passphrase = 'it''s\\one'");
    assertThat(statement.isSecret()).isTrue();
  }

  @Test
  void keysOfAManagementServiceAreOneTextOrAList() {
    assertThat(
            CockroachBackupSql.option(
                    "kms", List.of("aws:///arn:aws:kms:us-east-1:123:key/abc?AUTH=implicit"))
                .sent())
        .isEqualTo("kms = 'aws:///arn:aws:kms:us-east-1:123:key/abc?AUTH=implicit'");
    CockroachStatement two =
        CockroachBackupSql.option("kms", List.of("gs:///k1?CREDENTIALS=c1", "gs:///k2"));
    assertThat(two.sent()).isEqualTo("kms = ('gs:///k1?CREDENTIALS=c1', 'gs:///k2')");
    assertThat(two.text()).isEqualTo("kms = ('gs:///k1?CREDENTIALS=<hidden>', 'gs:///k2')");
  }

  @Test
  void aRestoreSaysWhichBackupAndWhichInstant() {
    assertThat(
            CockroachBackupSql.restore(
                    "shop",
                    EXTERNAL,
                    CHAIN,
                    "it's new",
                    "2026-11-21 13:30:13.5+00:00",
                    List.of(word("skip_missing_foreign_keys")))
                .sent())
        .isEqualTo(
            "RESTORE DATABASE \"shop\" FROM '/2026/11/21-133013.12' IN 'external://backup_s3' AS OF"
                + " SYSTEM TIME '2026-11-21 13:30:13.5+00:00' WITH new_db_name = 'it''s new',"
                + " detached, skip_missing_foreign_keys");
    assertThat(CockroachBackupSql.restore("shop", EXTERNAL, CHAIN, null, null, List.of()).sent())
        .isEqualTo(
            "RESTORE DATABASE \"shop\" FROM '/2026/11/21-133013.12' IN 'external://backup_s3' WITH"
                + " detached");
  }

  @Test
  void aProofReadsAllRowsAndWritesNone() {
    assertThat(
            CockroachBackupSql.restore(
                    "shop",
                    EXTERNAL,
                    CHAIN,
                    "gds_verify_00",
                    null,
                    List.of(word("schema_only"), word("verify_backup_table_data")))
                .sent())
        .isEqualTo(
            "RESTORE DATABASE \"shop\" FROM '/2026/11/21-133013.12' IN 'external://backup_s3' WITH"
                + " new_db_name = 'gds_verify_00', detached, schema_only,"
                + " verify_backup_table_data");
    assertThat(CockroachBackupSql.dropDatabase("gds_verify_00"))
        .isEqualTo("DROP DATABASE IF EXISTS \"gds_verify_00\" CASCADE");
  }

  @Test
  void whatACollectionHoldsIsShown() {
    assertThat(CockroachBackupSql.showBackups(EXTERNAL).sent())
        .isEqualTo("SHOW BACKUPS IN 'external://backup_s3'");
    assertThat(CockroachBackupSql.showBackup(EXTERNAL, CHAIN, List.of()).sent())
        .isEqualTo("SHOW BACKUP FROM '/2026/11/21-133013.12' IN 'external://backup_s3'");
    assertThat(
            CockroachBackupSql.showBackup(EXTERNAL, "LATEST", List.of(word("check_files"))).sent())
        .isEqualTo("SHOW BACKUP FROM LATEST IN 'external://backup_s3' WITH check_files");
    assertThat(CockroachBackupSql.showManifests(EXTERNAL, CHAIN, List.of()).sent())
        .isEqualTo(
            "WITH b AS (SHOW BACKUP FROM '/2026/11/21-133013.12' IN 'external://backup_s3' WITH"
                + " as_json) SELECT manifest->'startTime'->>'wallTime' AS start_wall,"
                + " manifest->'endTime'->>'wallTime' AS end_wall,"
                + " manifest->'endTime'->>'logical' AS end_logical,"
                + " manifest->>'mvccFilter' AS mvcc_filter,"
                + " manifest->'revisionStartTime'->>'wallTime' AS revision_wall,"
                + " manifest->'buildInfo'->>'tag' AS build_tag FROM b");
  }

  @Test
  void theServerSumsUpWhatIsInEachBackup() {
    assertThat(CockroachBackupSql.showLayers(EXTERNAL, CHAIN, true, List.of()).sent())
        .isEqualTo(
            "WITH b AS (SHOW BACKUP FROM '/2026/11/21-133013.12' IN 'external://backup_s3' WITH"
                + " check_files) SELECT backup_type, start_time, end_time,"
                + " bool_or(is_full_cluster) AS is_full_cluster,"
                + " array_agg(DISTINCT CASE object_type WHEN 'database' THEN object_name ELSE"
                + " database_name END) AS databases,"
                + " count(*) FILTER (WHERE object_type != 'database') AS objects,"
                + " sum(size_bytes)::INT8 AS size_bytes, sum(\"rows\")::INT8 AS row_count,"
                + " sum(file_bytes)::INT8 AS file_bytes FROM b GROUP BY backup_type, start_time,"
                + " end_time");
    assertThat(CockroachBackupSql.showLayers(EXTERNAL, CHAIN, false, List.of()).sent())
        .startsWith(
            "WITH b AS (SHOW BACKUP FROM '/2026/11/21-133013.12' IN 'external://backup_s3') SELECT")
        .contains(" NULL::INT8 AS file_bytes FROM b");
  }

  @Test
  void jobsAreAskedForAndToldByTheirNumber() {
    assertThat(CockroachBackupSql.showJobs()).isEqualTo("SHOW JOBS");
    assertThat(CockroachBackupSql.showJob(592786066399264769L))
        .isEqualTo("SHOW JOB 592786066399264769");
    assertThat(CockroachBackupSql.pauseJob(7)).isEqualTo("PAUSE JOB 7");
    assertThat(CockroachBackupSql.resumeJob(7)).isEqualTo("RESUME JOB 7");
    assertThat(CockroachBackupSql.cancelJob(7)).isEqualTo("CANCEL JOB 7");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T13:30:13Z, 2026-11-21 13:30:13+00:00",
    "2026-11-21T13:30:13.123456Z, 2026-11-21 13:30:13.123456+00:00",
    "2026-11-21T13:30:13.123456789Z, 2026-11-21 13:30:13.123456789+00:00",
  })
  void instantsAreWrittenInUtcToTheNanosecond(Instant instant, String text) {
    assertThat(CockroachBackupSql.asOf(instant)).isEqualTo(text);
  }

  @Test
  void whatNoServerCanHoldIsRefusedBeforeItIsWritten() {
    assertThatThrownBy(() -> CockroachBackupSql.name("a\0b"))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> CockroachBackupSql.literal("a\0b"))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageNotContaining("a\0b");
  }
}
