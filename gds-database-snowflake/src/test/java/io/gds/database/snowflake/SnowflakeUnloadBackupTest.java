package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnowflakeUnloadBackupTest {
  private static final Location PLACE = Location.stage("@OPS.PUBLIC.B/daily/shop");

  private final SnowflakeVault vault = new SnowflakeVault();

  @BeforeEach
  void stages() {
    vault.shop("SHOP");
    vault
        .model
        .data()
        .database("OPS")
        .stage("OPS", "PUBLIC", "B", "")
        .stage("OPS", "PUBLIC", "E", "s3://bucket/base/");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private static BackupOptions.Builder logical() {
    return BackupOptions.builder().type(BackupType.LOGICAL);
  }

  private static RestoreOptions.Builder from(Location location) {
    return RestoreOptions.builder().from(RestoreSource.archive(location));
  }

  private List<String> files(String stage) {
    return List.copyOf(vault.model.data().files("OPS", "PUBLIC", stage).keySet());
  }

  @ParameterizedTest
  @EnumSource(SnowflakeFileFormat.class)
  void rowsGoToTheStageAndComeBack(SnowflakeFileFormat format) {
    BackupInfo made =
        vault
            .backups("SHOP")
            .backup(logical().to(PLACE).option(SnowflakeBackup.FORMAT, format).build());
    assertThat(made.attributes()).containsEntry("tables", "2").containsEntry("rows", "1");
    assertThat(files("B"))
        .hasSize(3)
        .contains("daily/shop/gds_manifest")
        .allMatch(path -> path.startsWith("daily/shop/"));
    assertThat(vault.model.data().databases()).containsExactly("OPS", "SHOP");
    RestoreInfo info = vault.restores("AGAIN").restore(from(PLACE).build());
    assertThat(vault.model.data().rows("AGAIN", "PUBLIC", "ORDERS").toString())
        .isEqualTo(vault.model.data().rows("SHOP", "PUBLIC", "ORDERS").toString());
    assertThat(vault.model.data().rows("AGAIN", "PUBLIC", "EMPTY")).isEmpty();
    assertThat(info.used()).extracting(BackupInfo::id).containsExactly(made.id());
    assertThat(vault.model.data().databases()).containsExactly("AGAIN", "OPS", "SHOP");
  }

  @Test
  void anExternalStageServesAsWell() {
    BackupInfo made =
        vault.backups("SHOP").backup(logical().into(Location.stage("@OPS.PUBLIC.E/all")).build());
    assertThat(
            vault
                .catalog()
                .backupHistory(BackupQuery.all().in(Location.stage("@OPS.PUBLIC.E/all"))))
        .extracting(BackupInfo::id)
        .containsExactly(made.id());
    assertThat(vault.catalog().inspectBackup(made.location()).withChecked(made.checked()))
        .isEqualTo(made);
    assertThatThrownBy(
            () ->
                vault
                    .catalog()
                    .backupHistory(BackupQuery.all().in(Location.stage("@OPS.PUBLIC.E"))))
        .hasMessageContaining("no path in it");
    vault.order("SHOP", 2);
    vault.restores("SHOP").restore(from(made.location()).overwrite(true).build());
    assertThat(vault.orders("SHOP")).containsExactly("1");
  }

  @Test
  void theScriptShowsEveryCopyAndNoManifest() {
    Operation<BackupInfo> planned =
        vault.backups("SHOP").prepareBackup(logical().to(PLACE).build());
    String script =
        planned.script().steps().stream().map(Step::text).collect(Collectors.joining("\n"));
    assertThat(script)
        .contains("COPY INTO @\"OPS\".\"PUBLIC\".\"B\"/daily/shop/data/000001/ FROM (SELECT")
        .contains("<the manifest")
        .contains("DROP DATABASE IF EXISTS \"GDS$UNLOAD$");
    assertThat(files("B")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"COPY INTO", "SELECT COUNT", "SELECT GET_DDL"})
  void afterAFailureNothingIsLeft(String begin) {
    Operation<BackupInfo> planned =
        vault.backups("SHOP").prepareBackup(logical().to(PLACE).build());
    vault.peer.script().beginningWith(begin).once(WireAnswer.error("000603", "incident"));
    assertThatThrownBy(planned::run).isInstanceOf(DatabaseException.class);
    assertThat(files("B")).isEmpty();
    assertThat(vault.model.data().databases()).containsExactly("OPS", "SHOP");
    assertThat(vault.backups("SHOP").backup(logical().to(PLACE).build()).checked()).isNotEmpty();
  }

  @Test
  void whatChangedSinceThePlanIsNotLeftOutWithoutAWord() {
    for (String change :
        List.of(
            "CREATE TABLE SHOP.PUBLIC.LATE (A DATE)",
            "CREATE OR REPLACE TABLE SHOP.PUBLIC.EMPTY (A DATE, B DATE)")) {
      Operation<BackupInfo> planned =
          vault.backups("SHOP").prepareBackup(logical().to(PLACE).build());
      vault.sql(change);
      assertThatThrownBy(planned::run)
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_STALE));
      assertThat(files("B")).isEmpty();
      assertThat(vault.model.data().databases()).containsExactly("OPS", "SHOP");
    }
  }

  @Test
  void aCancelledUnloadLeavesNothing() {
    Operation<BackupInfo> planned =
        vault.backups("SHOP").prepareBackup(logical().to(PLACE).build());
    AtomicReference<OperationHandle<BackupInfo>> handle = new AtomicReference<>();
    CountDownLatch submitted = new CountDownLatch(1);
    vault
        .peer
        .script()
        .beginningWith("SELECT COUNT")
        .by(
            request -> {
              await(submitted);
              Objects.requireNonNull(handle.get()).cancel();
              return WireAnswer.passed();
            });
    OperationHandle<BackupInfo> running = vault.runner.submit(planned, OperationContext.none());
    handle.set(running);
    submitted.countDown();
    OperationResult<BackupInfo> result = running.await(Duration.ofSeconds(30)).orElseThrow();
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.CANCELLED);
    assertThat(files("B")).isEmpty();
    assertThat(vault.model.data().databases()).containsExactly("OPS", "SHOP");
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody submitted it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void withoutAWarehouseThatStartsItIsRefusedInTheServersWords() {
    vault.model.warehouses().suspend("COMPUTE_WH", false);
    assertThatThrownBy(() -> vault.backups("SHOP").backup(logical().to(PLACE).build()))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.nativeCode()).contains("606"));
    assertThat(vault.model.data().databases()).containsExactly("OPS", "SHOP");
  }

  @Test
  void whatLiesInAStageIsNeverOverwritten() {
    vault.backups("SHOP").backup(logical().to(PLACE).build());
    assertThatThrownBy(() -> vault.backups("SHOP").backup(logical().to(PLACE).build()))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
  }

  @Test
  void filesInAStageAreProvedToTheManifestUnlessTheyAreRestored() {
    vault.backups("SHOP").backup(logical().to(PLACE).build());
    assertThat(proved(VerifyLevel.ARCHIVE)).isEqualTo(VerifyLevel.MANIFEST);
    assertThat(proved(VerifyLevel.RESTORE)).isEqualTo(VerifyLevel.RESTORE);
  }

  @Test
  void aRestoreThatCouldNotBePlannedDoesNotCountAsProved() {
    vault.backups("SHOP").backup(logical().to(PLACE).build());
    vault
        .peer
        .script()
        .beginningWith("SELECT $1 AS LINE")
        .once(WireAnswer.error("003001", "SQL access control error: Insufficient privileges"));
    Operation<BackupVerification> planned =
        vault
            .catalog()
            .prepareVerifyBackup(
                VerifyOptions.builder().backup(PLACE).level(VerifyLevel.RESTORE).build());

    assertThatThrownBy(planned::run)
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
  }

  private VerifyLevel proved(VerifyLevel level) {
    return vault
        .catalog()
        .verifyBackup(VerifyOptions.builder().backup(PLACE).level(level).build())
        .level();
  }

  @Test
  void onlyStatementsOnWhatLiesInTheDatabaseAreCarriedOut() {
    for (String own :
        List.of(
            "create or replace schema \"D\".PUBLIC",
            "create or replace transient TABLE D.PUBLIC.T ( A NUMBER(38,0) )",
            "CREATE OR REPLACE FUNCTION \"D\".\"s.x\".\"F\"(A NUMBER) RETURNS NUMBER AS 'a'",
            "create sequence if not exists D.PUBLIC.S start with 1",
            "alter table D.PUBLIC.T add foreign key (A) references D.PUBLIC.U(A)")) {
      assertThat(SnowflakeDdl.isWithin(own, "D")).as(own).isTrue();
    }
    for (String other :
        List.of(
            "GRANT ROLE ACCOUNTADMIN TO USER EVE",
            "DROP TABLE D.PUBLIC.T",
            "create or replace TABLE PROD.PUBLIC.T ( A NUMBER )",
            "create or replace TABLE T ( A NUMBER )",
            "create user EVE password = 'D.x'",
            "create or replace TABLE \"d\".PUBLIC.T ( A NUMBER )",
            "call D.PUBLIC.P()")) {
      assertThat(SnowflakeDdl.isWithin(other, "D")).as(other).isFalse();
    }
  }

  @Test
  void anUnloadThatLacksAFileIsNotRestoredAndNotProved() {
    vault.backups("SHOP").backup(logical().to(PLACE).build());
    String data =
        files("B").stream().filter(path -> path.contains("/data/")).findFirst().orElseThrow();
    vault.model.data().deleteFile("OPS", "PUBLIC", "B", data);
    for (VerifyLevel level : List.of(VerifyLevel.ARCHIVE, VerifyLevel.RESTORE)) {
      assertThatThrownBy(
              () ->
                  vault
                      .catalog()
                      .verifyBackup(VerifyOptions.builder().backup(PLACE).level(level).build()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED));
    }
    vault.order("SHOP", 2);
    assertThatThrownBy(() -> vault.restores("SHOP").restore(from(PLACE).overwrite(true).build()))
        .isInstanceOf(DatabaseException.class);
    assertThat(vault.orders("SHOP")).containsExactly("1", "2");
  }

  @Test
  void viewsComeBackAndOneThatCannotIsTold() {
    vault.sql("CREATE TABLE SHOP.PUBLIC.GONE (A DATE)");
    vault.sql("CREATE VIEW SHOP.PUBLIC.BROKEN AS SELECT A FROM SHOP.PUBLIC.GONE");
    vault.sql("CREATE VIEW SHOP.PUBLIC.GOOD AS SELECT ID FROM SHOP.PUBLIC.ORDERS");
    vault.sql("DROP TABLE SHOP.PUBLIC.GONE");
    vault.backups("SHOP").backup(logical().to(PLACE).build());
    RestoreInfo info = vault.restores("AGAIN").restore(from(PLACE).build());
    assertThat(info.next().get(1)).startsWith("Make again by hand: view").contains("BROKEN");
    assertThat(info.next()).noneMatch(text -> text.contains("GOOD"));
  }

  @Test
  void rowsThatAreOthersThanWereWrittenAreNotRestored() {
    vault.backups("SHOP").backup(logical().to(PLACE).build());
    vault.peer.script().beginningWith("SELECT HASH_AGG").once(WireAnswer.rows("H fixed").row(1L));
    assertThatThrownBy(() -> vault.restores("AGAIN").restore(from(PLACE).build()))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT));
    assertThat(vault.model.data().databases()).containsExactly("OPS", "SHOP");
  }

  @Test
  void anUnloadWithoutItsManifestIsNone() {
    vault.backups("SHOP").backup(logical().to(PLACE).build());
    vault.model.data().deleteFile("OPS", "PUBLIC", "B", "daily/shop/gds_manifest");
    assertThat(vault.catalog().backupHistory(BackupQuery.all().in(Location.stage("@OPS.PUBLIC.B"))))
        .isEmpty();
    assertThatThrownBy(() -> vault.catalog().inspectBackup(PLACE))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void itIsProvedByBeingLoadedIntoADatabaseThatGoesAgain() {
    vault.backups("SHOP").backup(logical().to(PLACE).build());
    assertThat(
            vault
                .catalog()
                .verifyBackup(
                    VerifyOptions.builder().backup(PLACE).level(VerifyLevel.RESTORE).build())
                .checked())
        .last()
        .asString()
        .contains("restored into a database of its own");
    assertThat(vault.model.data().databases()).containsExactly("OPS", "SHOP");
  }

  @Test
  void tablesThatFilesCannotHoldAreRefusedOrLeftOutAndTold() {
    vault.sql("CREATE TABLE SHOP.PUBLIC.PLACES (P GEOGRAPHY)");
    Operation<BackupInfo> refused =
        vault.backups("SHOP").prepareBackup(logical().to(PLACE).build());
    assertThat(refused.refused()).isTrue();
    assertThatThrownBy(refused::run).hasMessageContaining("PUBLIC.PLACES.P");
    BackupInfo made =
        vault
            .backups("SHOP")
            .backup(logical().to(PLACE).option(SnowflakeBackup.SKIP_UNLOADABLE, true).build());
    assertThat(made.attributes().get("skipped")).contains("PUBLIC.PLACES");
  }
}
