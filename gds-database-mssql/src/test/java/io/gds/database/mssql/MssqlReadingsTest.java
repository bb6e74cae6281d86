package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseQuery;
import io.gds.database.DatabaseState;
import io.gds.database.Detail;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MssqlReadingsTest {
  @ParameterizedTest
  @CsvSource({
    "SQL_SERVER_2016, DEVELOPER, 2016 (13.0.6300.2), false",
    "SQL_SERVER_2019, EXPRESS, 2019 (15.0.4345.5), true",
    "SQL_SERVER_2022, MANAGED_INSTANCE, MANAGED_INSTANCE, true"
  })
  void anEngineTellsAllOfItselfInOneStatement(
      SqlServerRelease release, SqlServerEdition edition, String version, boolean backupPath) {
    try (MssqlScene scene = new MssqlScene(release, edition)) {
      assertThat(scene.statements(scene.engine::refresh)).isEqualTo(1);
      MssqlEngineMetadata told = scene.engine.metadata();
      assertThat(told.version()).isEqualTo(version);
      assertThat(told.productVersion()).isEqualTo(release.version());
      assertThat(told.edition()).isPresent();
      assertThat(told.serverName()).contains("SQL1");
      assertThat(told.instanceName()).isEmpty();
      assertThat(told.collation()).contains("SQL_Latin1_General_CP1_CI_AS");
      assertThat(told.utcOffset()).isEqualTo(Duration.ofMinutes(330));
      assertThat(told.startedAt().orElseThrow()).isBetween(recently(), Instant.now());
      assertThat(told.defaultBackupPath().isPresent()).isEqualTo(backupPath);
      assertThat(told.availabilityGroups()).isEmpty();
      assertThat(told.createdAt()).isEmpty();
    }
  }

  private static Instant recently() {
    return Instant.now().minus(Duration.ofMinutes(5));
  }

  @Test
  void groupsAreNamedInTheSameStatement() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.create("a");
      scene.create("b");
      scene.model.join("a", "second");
      scene.model.join("b", "first");
      assertThat(scene.statements(scene.engine::refresh)).isEqualTo(1);
      assertThat(scene.engine.metadata().availabilityGroups()).containsExactly("first", "second");
      assertThat(scene.engine.database("a").metadata().availabilityGroup()).contains("second");
    }
  }

  @Test
  void theServersClockIsReadWithItsOffset() {
    try (MssqlScene scene = new MssqlScene()) {
      assertThat(scene.statements(scene.engine::ping)).isLessThanOrEqualTo(1);
      assertThat(scene.engine.serverTime()).isBetween(recently(), Instant.now().plusSeconds(5));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SqlServerRelease.class,
      names = {"SQL_SERVER_2016", "SQL_SERVER_2019", "SQL_SERVER_2022", "SQL_SERVER_2025"})
  void allDatabasesAreListedInOneStatementWithAllDetails(SqlServerRelease release) {
    try (MssqlScene scene = new MssqlScene(release, SqlServerEdition.DEVELOPER)) {
      scene.create("shop");
      scene.create("books");
      assertThat(scene.statements(scene.engine::databases)).isEqualTo(1);
      assertThat(scene.engine.databases())
          .extracting(MssqlDatabase::name)
          .containsExactly("books", "shop");
      DatabaseQuery all = DatabaseQuery.userDatabases().system(true).with(Detail.values());
      assertThat(scene.statements(() -> scene.engine.databases(all))).isEqualTo(1);
      assertThat(scene.engine.databases(all)).hasSize(6);
      MssqlDatabaseMetadata shop = scene.engine.databases(all).get(4).metadata();
      assertThat(shop.details()).containsExactlyInAnyOrder(Detail.values());
      assertThat(shop.unreadable()).isEmpty();
      assertThat(shop.owner()).contains("sa");
      assertThat(shop.createdAt().orElseThrow()).isBetween(recently(), Instant.now());
      assertThat(shop.condition()).isEqualTo(DatabaseCondition.USABLE);
      assertThat(shop.recoveryModel()).isEqualTo(MssqlRecoveryModel.FULL);
      assertThat(shop.pageVerify()).isEqualTo(MssqlPageVerify.CHECKSUM);
      assertThat(shop.containment()).isEqualTo(MssqlContainment.NONE);
      assertThat(shop.compatibilityLevel()).isEqualTo(release.major() * 10);
      assertThat(shop.sizeBytes().orElseThrow()).isPositive();
      assertThat(shop.sessions()).hasValue(0);
      assertThat(shop.lastFullBackupAt()).isEmpty();
      assertThat(shop.dataFiles()).isEmpty();
      assertThat(shop.filesUnreadable()).isPresent();
    }
  }

  @Test
  void theFilesOfOneDatabaseTakeASecondStatement() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("o'b]rien");
      assertThat(scene.statements(shop::refresh)).isEqualTo(2);
      assertThat(scene.statements(shop::exists)).isEqualTo(1);
      assertThat(scene.statements(shop::condition)).isEqualTo(1);
      MssqlDatabaseMetadata told = shop.metadata();
      assertThat(told.filegroups()).containsExactly("PRIMARY");
      assertThat(told.dataFiles()).hasSize(1);
      MssqlFile data = told.dataFiles().get(0);
      assertThat(data.path()).isEqualTo("/var/opt/mssql/data/o'b]rien.mdf");
      assertThat(data.sizeBytes()).isEqualTo(8 << 20);
      assertThat(data.maxSizeBytes()).isEmpty();
      assertThat(data.growthBytes()).hasValue(64 << 20);
      assertThat(data.growthPercent()).isEmpty();
      assertThat(told.logFiles()).extracting(MssqlFile::name).containsExactly("o'b]rien_log");
      assertThat(told.filesUnreadable()).isEmpty();
    }
  }

  @Test
  void aDatabaseThatIsNotOpenHasFilesButNoFilegroupsAndSaysWhy() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      shop.setState(SetStateOptions.of(StateChange.OFFLINE));
      MssqlDatabaseMetadata told = shop.refresh();
      assertThat(told.condition().state()).isEqualTo(DatabaseState.OFFLINE);
      assertThat(told.dataFiles()).hasSize(1);
      assertThat(told.filegroups()).isEmpty();
      assertThat(told.filesUnreadable().orElseThrow()).contains("OFFLINE");
    }
  }

  @Test
  void aLogThatNoFullBackupHasBegunIsToldAndSoAreTheLastBackups() throws SQLException {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      assertThat(shop.refresh().pseudoSimple()).contains(true);
      try (Connection connection =
              DriverManager.getConnection(scene.peer.jdbcUrl("master"), "sa", "first");
          Statement statement = connection.createStatement()) {
        statement.execute("BACKUP DATABASE [shop] TO DISK = N'/b/1.bak' WITH INIT");
        statement.execute("BACKUP LOG [shop] TO DISK = N'/b/2.trn' WITH INIT");
      }
      MssqlDatabaseMetadata told = shop.refresh(Detail.LAST_BACKUP);
      assertThat(told.pseudoSimple()).contains(false);
      assertThat(told.lastFullBackupAt().orElseThrow()).isBetween(recently(), Instant.now());
      assertThat(told.lastLogBackupAt()).isPresent();
      assertThat(told.lastDifferentialBackupAt()).isEmpty();
      shop.setRecoveryModel(MssqlRecoveryModel.SIMPLE);
      assertThat(shop.refresh().pseudoSimple()).contains(false);
    }
  }

  @Test
  void whatALoginMayNotSeeIsEmptyWithTheReason() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.create("shop");
      scene
          .peer
          .script()
          .matching("(?i).*backupset.*")
          .answer(
              WireAnswer.error(
                  "229",
                  "The SELECT permission was denied on the object 'backupset', database 'msdb',"
                      + " schema 'dbo'."));
      MssqlDatabaseMetadata told =
          scene.clerk().database("shop").refresh(Detail.LAST_BACKUP, Detail.SESSIONS);
      assertThat(told.details()).isEmpty();
      assertThat(told.unreadable().get(Detail.LAST_BACKUP)).contains("backupset");
      assertThat(told.unreadable().get(Detail.SESSIONS)).contains("VIEW SERVER STATE");
      assertThat(told.sessions()).isEmpty();
      scene.model.grant("clerk", "VIEW SERVER STATE");
      assertThat(scene.clerk().database("shop").refresh(Detail.SESSIONS).sessions()).hasValue(0);
    }
  }

  @Test
  void aRightOfTheServerThatIsMissingTakesAwayTheReplicationAndNoMore() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      scene
          .peer
          .script()
          .matching("(?i).*dm_hadr_database_replica_states.*")
          .answer(WireAnswer.error("300", "VIEW SERVER STATE permission was denied on object"));
      MssqlDatabaseMetadata told = shop.refresh(Detail.values());
      assertThat(told.unreadable()).containsOnlyKeys(Detail.REPLICATION);
      assertThat(told.details()).contains(Detail.LAST_BACKUP, Detail.SIZE, Detail.SESSIONS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ONLINE, ONLINE",
    "RESTORING, RESTORING",
    "RECOVERING, RECOVERING",
    "RECOVERY_PENDING, SUSPECT",
    "SUSPECT, SUSPECT",
    "EMERGENCY, EMERGENCY",
    "OFFLINE, OFFLINE",
    "COPYING, RESTORING",
    "OFFLINE_SECONDARY, OFFLINE",
    "NEW, UNKNOWN"
  })
  void everyStateOfTheServerIsOneOfOurs(String told, DatabaseState state) {
    assertThat(MssqlDatabaseRow.state(told)).isEqualTo(state);
  }

  @Test
  void aWrongPasswordIsTriedOnce() {
    try (MssqlScene scene = new MssqlScene()) {
      int before = scene.peer.script().logins().size();
      assertThatThrownBy(() -> scene.open("sa", "wrong"))
          .isInstanceOf(AuthenticationFailedException.class);
      assertThat(scene.peer.script().logins()).hasSize(before + 1);
    }
  }

  @Test
  void aServerThatIsTooOldOrAnotherServiceIsRefused() {
    MssqlVersion old = new MssqlVersion(12, 0, 2000, 8);
    assertThatThrownBy(() -> new MssqlProduct(old, MssqlEdition.STANDARD).require("e"))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY))
        .hasMessageContaining("2016");
    assertThatThrownBy(() -> new MssqlProduct(old, MssqlEdition.AZURE_SQL_DATABASE).require("e"))
        .hasMessageContaining("AZURE_SQL_DATABASE");
    MssqlProduct managed = new MssqlProduct(old, MssqlEdition.MANAGED_INSTANCE);
    assertThat(managed.require("e")).isSameAs(managed);
  }

  @Test
  void aServerThatCannotBeReadIsNotCalledEmpty() {
    try (MssqlScene scene = new MssqlScene()) {
      scene
          .peer
          .script()
          .matching("(?i).*sys\\.master_files.*")
          .once(WireAnswer.error("229", "The SELECT permission was denied"));
      MssqlDatabaseMetadata master = scene.engine.database("master").refresh();
      assertThat(master.dataFiles()).isEmpty();
      assertThat(master.filesUnreadable()).isNotEqualTo(Optional.empty());
      assertThat(List.of(master)).allMatch(MssqlDatabaseRow::isSystem);
    }
  }
}
