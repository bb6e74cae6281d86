package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.TakesEffect;
import io.gds.database.testkit.contract.HostileName;
import io.gds.database.testkit.contract.HostileNames;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class MssqlSettingsTest {
  private static final String SHOW =
      "EXEC sys.sp_configure N'show advanced options', 1;\nRECONFIGURE";
  private static final String HIDE =
      "EXEC sys.sp_configure N'show advanced options', 0;\nRECONFIGURE";
  private static final String PARALLEL = "max degree of parallelism";

  private static SetConfigurationOptions.Builder set(String name, String value) {
    return SetConfigurationOptions.builder().set(name, value);
  }

  private static Setting setting(MssqlScene scene, String name) {
    return scene.engine.setting(name).orElseThrow();
  }

  private static List<String> texts(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  private static List<String> refused(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  /** As somebody else would, by any client. */
  private static void byHand(MssqlScene scene, String... statements) {
    try (Connection other = scene.occupy("master");
        Statement statement = other.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aListTakesOneStatementAndTellsAllThatIsKnown() {
    try (MssqlScene scene = new MssqlScene()) {
      assertThat(scene.statements(scene.engine::configuration)).isEqualTo(1);
      assertThat(scene.statements(() -> setting(scene, PARALLEL))).isEqualTo(1);
      assertThat(scene.engine.configuration()).noneMatch(Setting::advanced);
      Setting memory = setting(scene, "MAX server memory (mb)");
      assertThat(memory.name()).isEqualTo("max server memory (MB)");
      assertThat(memory.unit()).contains("MB");
      assertThat(memory.min()).contains("128");
      assertThat(memory.max()).contains("2147483647");
      assertThat(memory.defaultValue()).contains("2147483647");
      assertThat(memory.source()).contains("default");
      assertThat(memory.takesEffect()).isEqualTo(TakesEffect.ON_RELOAD);
      assertThat(memory.kind()).isEqualTo(SettingKind.INTEGER);
      assertThat(memory.advanced()).isTrue();
      assertThat(setting(scene, "nested triggers").kind()).isEqualTo(SettingKind.BOOLEAN);
      assertThat(setting(scene, "fill factor (%)").takesEffect()).isEqualTo(TakesEffect.ON_RESTART);
      assertThat(setting(scene, "query wait (s)").unit()).contains("s");
    }
  }

  @Test
  void anAdvancedOptionIsSetWhileTheyAreShownAndHiddenAgain() {
    try (MssqlScene scene = new MssqlScene()) {
      Operation<List<Setting>> operation =
          scene.engine.prepareSetConfiguration(set(PARALLEL, "4").build());
      assertThat(texts(operation))
          .containsExactly(
              SHOW, "EXEC sys.sp_configure N'max degree of parallelism', 4", "RECONFIGURE", HIDE);
      assertThat(scene.changes()).isEmpty();
      assertThat(scene.statements(() -> assertThat(operation.run()).hasSize(1))).isEqualTo(7);
      assertThat(scene.changes()).isEqualTo(texts(operation));
      assertThat(setting(scene, PARALLEL).runningValue()).contains("4");
      assertThat(setting(scene, PARALLEL).source()).contains("sp_configure");
      assertThat(setting(scene, "show advanced options").runningValue()).contains("0");
      byHand(scene, "EXEC sys.sp_configure 'show advanced options', 1", "RECONFIGURE");
      assertThat(texts(scene.engine.prepareSetConfiguration(set(PARALLEL, "2").build())))
          .containsExactly("EXEC sys.sp_configure N'max degree of parallelism', 2", "RECONFIGURE");
    }
  }

  @Test
  void whatOthersWroteDownSinceThePlanIsWhatComesBack() {
    try (MssqlScene scene = new MssqlScene()) {
      byHand(scene, "EXEC sys.sp_configure 'show advanced options', 1", "RECONFIGURE");
      Operation<List<Setting>> planned =
          scene.engine.prepareSetConfiguration(set(PARALLEL, "4").build());
      byHand(scene, "EXEC sys.sp_configure 'max degree of parallelism', 3", "RECONFIGURE");
      scene.peer.script().on("RECONFIGURE").once(WireAnswer.error("5834", "masks conflict"));
      assertThatThrownBy(planned::run).isInstanceOf(InvalidOptionsException.class);
      assertThat(setting(scene, PARALLEL).value()).contains("3");
    }
  }

  @Test
  void theyAreHiddenAgainAndValuesTakenBackWhateverFails() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.peer.script().on("RECONFIGURE").once(WireAnswer.error("5834", "masks conflict"));
      assertThatThrownBy(
              () -> scene.engine.setConfiguration(set(PARALLEL, "4").set("locks", "6000").build()))
          .isInstanceOf(InvalidOptionsException.class);
      assertThat(setting(scene, PARALLEL).value()).contains("0");
      assertThat(setting(scene, "locks").value()).contains("0");
      assertThat(setting(scene, "show advanced options").value()).contains("0");
      assertThat(setting(scene, "show advanced options").runningValue()).contains("0");
      scene
          .peer
          .script()
          .on("EXEC sys.sp_configure N'max degree of parallelism', 4")
          .once(WireAnswer.error("15129", "'4' is not a valid value"));
      assertThatThrownBy(() -> scene.engine.setConfiguration(set(PARALLEL, "4").build()))
          .isInstanceOf(InvalidOptionsException.class);
      assertThat(setting(scene, "show advanced options").runningValue()).contains("0");
    }
  }

  @Test
  void whatCannotBeHiddenAgainIsToldWithTheStatement() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.peer.script().on(HIDE).answer(WireAnswer.error("5834", "masks conflict"));
      assertThatThrownBy(() -> scene.engine.setConfiguration(set(PARALLEL, "4").build()))
          .isInstanceOf(DatabaseException.class)
          .satisfies(
              e ->
                  assertThat(((DatabaseException) e).remedy().orElseThrow())
                      .contains("Advanced options are still shown"));
      assertThat(setting(scene, PARALLEL).runningValue()).as("it was installed").contains("4");
    }
  }

  @Test
  void valuesOfOthersThatWouldBeInstalledAreNamed() {
    try (MssqlScene scene = new MssqlScene()) {
      byHand(scene, "EXEC sys.sp_configure 'nested triggers', 0");
      assertThat(setting(scene, "nested triggers").attributes())
          .containsEntry("pending", "RECONFIGURE");
      Operation<List<Setting>> operation =
          scene.engine.prepareSetConfiguration(set("default language", "7").build());
      assertThat(operation.checks())
          .filteredOn(check -> check.verdict() == Verdict.WARNING)
          .singleElement()
          .satisfies(
              check -> assertThat(check.measured()).isEqualTo("nested triggers = 0 (runs 1)"));
      assertThat(scene.engine.prepareSetConfiguration(set("nested triggers", "0").build()).checks())
          .noneMatch(check -> check.verdict() == Verdict.WARNING);
      assertThat(
              scene
                  .engine
                  .prepareSetConfiguration(set("default language", "7").reload(false).build())
                  .checks())
          .noneMatch(check -> check.verdict() == Verdict.WARNING);
    }
  }

  @Test
  void whatWaitsForARestartSaysWhy() {
    try (MssqlScene scene = new MssqlScene()) {
      assertThat(scene.engine.setConfiguration(set("remote access", "0").build()))
          .singleElement()
          .satisfies(
              setting -> {
                assertThat(setting.pendingRestart()).isTrue();
                assertThat(setting.pendingReason())
                    .contains("it runs with 1, and takes 0 up when the server starts again");
              });
      assertThat(scene.engine.configuration(SettingQuery.all().pendingOnly(true)))
          .extracting(Setting::name)
          .containsExactly("remote access");
      assertThat(scene.engine.prepareSetConfiguration(set("remote access", "1").build()).checks())
          .anyMatch(check -> check.measured().equals("when the server starts again"));
      assertThat(setting(scene, "nested triggers").pendingRestart()).isFalse();
    }
  }

  @Test
  void valuesOutOfRangeAreRefusedBeforeAnythingIsSent() {
    try (MssqlScene scene = new MssqlScene()) {
      for (String value :
          List.of("-1", "32768", "4.5", "4; SHUTDOWN", "", " 4", "99999999999999999999")) {
        Operation<List<Setting>> operation =
            scene.engine.prepareSetConfiguration(set(PARALLEL, value).build());
        assertThat(refused(operation)).as(value).containsExactly("the setting takes the value");
        assertThatThrownBy(operation::run).isInstanceOf(InvalidOptionsException.class);
      }
      assertThat(scene.changes()).isEmpty();
      scene.engine.setConfiguration(set("max worker threads", "256").build());
      scene.engine.setConfiguration(set("max worker threads", "0").build());
      assertThat(setting(scene, "max worker threads").value()).contains("0");
      assertThatThrownBy(
              () -> scene.engine.setConfiguration(set("max worker threads", "7").build()))
          .isInstanceOf(InvalidOptionsException.class);
    }
  }

  @Test
  void whatTheServerDoesNotRecommendTakesAnOverride() {
    try (MssqlScene scene = new MssqlScene()) {
      SetConfigurationOptions.Builder hours = set("recovery interval (min)", "90");
      assertThat(refused(scene.engine.prepareSetConfiguration(hours.build())))
          .containsExactly("the server recommends the values");
      Operation<List<Setting>> forced =
          scene.engine.prepareSetConfiguration(
              hours.option(MssqlConfiguration.OVERRIDE, true).build());
      assertThat(texts(forced)).contains("RECONFIGURE WITH OVERRIDE");
      forced.run();
      assertThat(setting(scene, "recovery interval (min)").runningValue()).contains("90");
      assertThat(refused(scene.engine.prepareSetConfiguration(set("nested triggers", "0").build())))
          .as("RECONFIGURE checks what is there already")
          .containsExactly("the server recommends the values");
    }
    try (MssqlScene scene = new MssqlScene()) {
      assertThat(
              refused(
                  scene.engine.prepareSetConfiguration(
                      set("min server memory (MB)", "4096")
                          .set("max server memory (MB)", "2048")
                          .build())))
          .containsExactly("the least memory is no more than the most");
      byHand(scene, "EXEC sys.sp_configure 'allow updates', 1");
      assertThat(refused(scene.engine.prepareSetConfiguration(set("nested triggers", "0").build())))
          .containsExactly("the values can be installed");
    }
  }

  @Test
  void defaultsArePutBackWhereTheVendorTellsThem() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.engine.setConfiguration(
          set("cost threshold for parallelism", "50").set("nested triggers", "0").build());
      assertThat(
              scene.engine.resetConfiguration(
                  ResetConfigurationOptions.builder()
                      .setting("cost threshold for parallelism")
                      .setting("nested triggers")
                      .build()))
          .extracting(setting -> setting.runningValue().orElseThrow())
          .containsExactlyInAnyOrder("5", "1");
      assertThat(scene.engine.configuration(SettingQuery.all().advanced(true).changedOnly(true)))
          .isEmpty();
    }
  }

  @Test
  void withoutAReloadNothingIsInstalledAndAdvancedOnesHaveToBeShown() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.engine.setConfiguration(set("nested triggers", "0").reload(false).build());
      assertThat(scene.changes()).containsExactly("EXEC sys.sp_configure N'nested triggers', 0");
      assertThat(setting(scene, "nested triggers").runningValue()).contains("1");
      assertThat(
              refused(
                  scene.engine.prepareSetConfiguration(set(PARALLEL, "4").reload(false).build())))
          .containsExactly("advanced options can be set without being installed");
    }
  }

  @Test
  void aPlanMadeWhileTheyWereHiddenIsStaleOnceTheyAreShown() {
    try (MssqlScene scene = new MssqlScene()) {
      Operation<List<Setting>> operation =
          scene.engine.prepareSetConfiguration(set(PARALLEL, "4").build());
      byHand(scene, "EXEC sys.sp_configure 'show advanced options', 1", "RECONFIGURE");
      assertThatThrownBy(operation::run)
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.PLAN_STALE);
      assertThat(setting(scene, "show advanced options").value()).contains("1");
    }
  }

  @Test
  void whoMayNotSetIsToldTheRightAndMayRead() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlEngine clerk = scene.clerk();
      assertThat(clerk.configuration()).isNotEmpty();
      assertThatThrownBy(() -> clerk.setConfiguration(set("nested triggers", "0").build()))
          .isInstanceOf(PermissionDeniedException.class)
          .satisfies(
              e ->
                  assertThat(((DatabaseException) e).remedy().orElseThrow())
                      .contains("ALTER SETTINGS"));
      scene.model.grant("clerk", "ALTER SETTINGS");
      assertThat(clerk.setConfiguration(set("nested triggers", "0").build())).hasSize(1);
    }
  }

  @Test
  void whatIsNotThereIsRefusedWithItsNeighbours() {
    try (MssqlScene scene = new MssqlScene()) {
      assertThatThrownBy(() -> scene.engine.setConfiguration(set("max server memory", "9").build()))
          .isInstanceOf(NotFoundException.class)
          .satisfies(
              e ->
                  assertThat(((DatabaseException) e).remedy().orElseThrow())
                      .contains("max server memory (MB)"));
      assertThatThrownBy(
              () ->
                  scene.engine.setConfiguration(
                      SetConfigurationOptions.builder()
                          .setSecret("locks", SecretRef.inline("1".toCharArray()))
                          .build()))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("no secret");
      assertThatThrownBy(
              () -> scene.engine.setConfiguration(set("locks", "9000").user("ada").build()))
          .isInstanceOf(UnsupportedCapabilityException.class);
      assertThatThrownBy(() -> scene.engine.configuration(SettingQuery.all().user("ada")))
          .isInstanceOf(UnsupportedCapabilityException.class);
      assertThatThrownBy(
              () ->
                  scene.engine.setConfiguration(
                      set("locks", "9000").option(MssqlConfiguration.FOR_SECONDARY, true).build()))
          .isInstanceOf(InvalidOptionsException.class);
    }
  }

  @Test
  void aDatabaseHasSettingsOfItsOwn() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.create("sh]op");
      SettingQuery query = SettingQuery.all().database("sh]op");
      assertThat(scene.statements(() -> scene.engine.configuration(query))).isEqualTo(1);
      Operation<List<Setting>> operation =
          scene.engine.prepareSetConfiguration(
              set("maxdop", "4").set("PARAMETER_SNIFFING", "off").database("sh]op").build());
      assertThat(texts(operation))
          .containsExactly(
              "EXEC [sh]]op].sys.sp_executesql N'ALTER DATABASE SCOPED CONFIGURATION SET MAXDOP ="
                  + " 4'",
              "EXEC [sh]]op].sys.sp_executesql N'ALTER DATABASE SCOPED CONFIGURATION SET"
                  + " PARAMETER_SNIFFING = OFF'");
      assertThat(operation.run())
          .extracting(Setting::name, setting -> setting.value().orElseThrow(), Setting::isChanged)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("MAXDOP", "4", true),
              org.assertj.core.groups.Tuple.tuple("PARAMETER_SNIFFING", "OFF", true));
      scene.engine.setConfiguration(
          set("MAXDOP", "2")
              .database("sh]op")
              .option(MssqlConfiguration.FOR_SECONDARY, true)
              .build());
      assertThat(scene.engine.configuration(query.like("MAXDOP")).get(0).attributes())
          .containsEntry("for-secondary", "2");
      scene.engine.setConfiguration(
          set("ELEVATE_ONLINE", "when_supported").database("sh]op").build());
      assertThat(
              scene.engine.resetConfiguration(
                  ResetConfigurationOptions.builder()
                      .setting("MAXDOP")
                      .setting("ELEVATE_ONLINE")
                      .database("sh]op")
                      .build()))
          .noneMatch(Setting::isChanged);
      assertThat(scene.engine.configuration(query.like("PAUSED*")).get(0).unit()).contains("min");
    }
  }

  @Test
  void aDatabasesSettingsAreCheckedBeforeTheyAreSent() {
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2016, SqlServerEdition.STANDARD)) {
      scene.create("shop");
      for (String value : List.of("-1", "x", "1; SHUTDOWN", "", "PRIMARY", "4'")) {
        assertThatThrownBy(
                () -> scene.engine.setConfiguration(set("MAXDOP", value).database("shop").build()))
            .as(value)
            .isInstanceOf(InvalidOptionsException.class);
      }
      assertThatThrownBy(
              () ->
                  scene.engine.setConfiguration(
                      set("IDENTITY_CACHE", "OFF").database("shop").build()))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(
              () -> scene.engine.setConfiguration(set("MAXDOP", "1").database("nope").build()))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(
              () ->
                  scene.engine.setConfiguration(
                      set("MAXDOP", "1")
                          .database("shop")
                          .option(MssqlConfiguration.OVERRIDE, true)
                          .build()))
          .isInstanceOf(InvalidOptionsException.class);
      assertThatThrownBy(
              () -> scene.clerk().setConfiguration(set("MAXDOP", "1").database("shop").build()))
          .isInstanceOf(PermissionDeniedException.class);
      int before = scene.changes().size();
      for (HostileName name : HostileNames.corpus()) {
        assertThatThrownBy(
                () -> scene.engine.setConfiguration(set(name.text(), "1").database("shop").build()))
            .as(name.what())
            .isInstanceOf(DatabaseException.class);
      }
      assertThat(scene.changes()).hasSize(before);
      scene.engine.database("shop").setState(SetStateOptions.of(StateChange.OFFLINE));
      assertThatThrownBy(() -> scene.engine.configuration(SettingQuery.all().database("shop")))
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.WRONG_STATE);
    }
  }

  @Test
  void whatThisVersionDoesNotKnowIsShownAndNotSet() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.create("shop");
      Setting ledger =
          scene.engine.configuration(SettingQuery.all().database("shop").like("LEDGER*")).get(0);
      assertThat(ledger.kind()).isEqualTo(SettingKind.OTHER);
      assertThatThrownBy(
              () ->
                  scene.engine.setConfiguration(
                      set(ledger.name(), "https://x").database("shop").build()))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("nothing that this version of the library knows");
    }
  }

  @Test
  void startupParametersAreReadWhereTheServerTellsThem() {
    try (MssqlScene scene = new MssqlScene()) {
      assertThat(scene.engine.startupParameters()).as("on Linux").isEmpty();
      scene
          .peer
          .script()
          .on(MssqlReadings.STARTUP_PARAMETERS)
          .answer(WireAnswer.rows("parameter nvarchar(4000)").row("-dC:\\m.mdf").row("-T3226"));
      assertThat(scene.engine.startupParameters()).containsExactly("-dC:\\m.mdf", "-T3226");
    }
  }
}
