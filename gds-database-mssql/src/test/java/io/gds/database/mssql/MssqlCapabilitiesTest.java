package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import io.gds.database.Availability;
import io.gds.database.CapabilityReport;
import io.gds.database.DropOptions;
import io.gds.database.SupportsDefinition;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.data.SqlSource;
import io.gds.database.data.SupportsSql;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Check;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class MssqlCapabilitiesTest {
  @Test
  void aReportTakesTwoStatementsAndAnEnginesOne() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      assertThat(scene.statements(shop::capabilities)).isEqualTo(2);
      assertThat(scene.statements(scene.engine::capabilities)).isEqualTo(1);
      assertThat(shop.capabilities().status(SupportsDefinition.class).isAvailable()).isTrue();
      CapabilityReport report = shop.capabilities();
      assertThat(report.status(SupportsBackup.class, BackupType.LOG).isAvailable()).isTrue();
      assertThat(report.status(SupportsBackup.class, BackupType.LOGICAL).reason())
          .contains("writes no archive");
    }
  }

  @Test
  void whatALoginLacksIsNamedWithTheRight() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.create("shop");
      CapabilityReport there = scene.clerk().database("shop").capabilities();
      assertThat(there.status(SupportsStates.class).availability())
          .isEqualTo(Availability.PERMISSION);
      assertThat(there.status(SupportsStates.class, StateChange.EMERGENCY).remedy())
          .contains("sysadmin");
      CapabilityReport absent = scene.clerk().database("x").capabilities();
      assertThat(absent.status(SupportsDefinition.class).remedy()).contains("CREATE ANY DATABASE");
      assertThat(absent.status(SupportsSql.class).availability()).isEqualTo(Availability.STATE);
    }
  }

  @Test
  void whatStateAndGroupForbidIsTold() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      scene.model.join("shop", "ag1");
      assertThat(shop.capabilities().status(SupportsStates.class).reason()).contains("ag1");
      MssqlDatabase off = scene.create("off");
      off.setState(SetStateOptions.of(StateChange.OFFLINE));
      assertThat(off.capabilities().status(SupportsSql.class).reason()).contains("OFFLINE");
      assertThat(off.capabilities().status(SupportsStates.class).isAvailable()).isTrue();
    }
  }

  @Test
  void theEditionDecidesForGood() {
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2022, SqlServerEdition.MANAGED_INSTANCE)) {
      MssqlDatabase shop = scene.create("shop");
      assertThat(shop.capability(SupportsStates.class)).isEmpty();
      assertThat(shop.capabilities().status(SupportsStates.class).availability())
          .isEqualTo(Availability.EDITION);
      assertThat(shop.capabilities().status(SupportsSql.class).isAvailable()).isTrue();
    }
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2019, SqlServerEdition.EXPRESS)) {
      assertThat(scene.create("shop").capability(SupportsStates.class)).isPresent();
    }
  }

  @Test
  void aSourceLeadsToTheDatabaseAndDoesNotStandInTheWayOfItsDrop() throws SQLException {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      try (SqlSource source = shop.openSql()) {
        try (Connection connection = source.getConnection()) {
          assertThat(connection.getCatalog()).isEqualTo("shop");
        }
        shop.drop(DropOptions.defaults());
      }
      assertThat(shop.exists()).isFalse();
    }
  }

  @Test
  void anEngineOverTheCallersDataSourceDoesAllButHandOutSources() throws SQLException {
    try (MssqlScene scene = new MssqlScene()) {
      scene.create("shop");
      SQLServerDataSource callers = new SQLServerDataSource();
      callers.setURL(scene.peer.jdbcUrl("shop"));
      callers.setUser("sa");
      callers.setPassword("first");
      MssqlEngine engine =
          scene.manager.open(ConnectionInfo.over(DatabaseType.MSSQL, callers), MssqlEngine.class);
      assertThat(engine.databases()).extracting(MssqlDatabase::name).containsExactly("shop");
      MssqlDatabase shop = engine.database("shop");
      assertThat(shop.prepareDrop(DropOptions.builder().force(true).build()).checks())
          .filteredOn(Check::refused)
          .extracting(Check::rule)
          .containsExactly("the engine is not connected to it");
      assertThatThrownBy(shop::openSql)
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("data source");
      assertThat(engine.metadata().host()).isEmpty();
    }
  }

  @Test
  void aLazyEngineTakesEverythingToBeThereUntilItHasAsked() {
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2022, SqlServerEdition.MANAGED_INSTANCE)) {
      MssqlEngine lazy = scene.manager.open(scene.info("sa", "first").lazy(), MssqlEngine.class);
      assertThat(lazy.database("x").capability(SupportsStates.class)).isPresent();
      lazy.metadata();
      assertThat(lazy.database("x").capability(SupportsStates.class)).isEmpty();
    }
  }
}
