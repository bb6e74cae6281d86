package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.TakesEffect;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The columns are as the vendor's page of SHOW CLUSTER SETTING names them. */
class CockroachSettingsTest {
  private final CockroachScene scene = new CockroachScene();
  private final Map<String, String> values = new LinkedHashMap<>();

  @BeforeEach
  void script() {
    scene.script().on("SHOW ALL CLUSTER SETTINGS").by(this::settings);
    scene
        .script()
        .matching("(SET|RESET) CLUSTER SETTING .*")
        .by(
            request -> {
              String[] words = request.statement().split(" ", 6);
              if (words[0].equals("SET")) {
                values.put(words[3], words[5].replaceAll("^E?'|'$", ""));
              } else {
                values.remove(words[3]);
              }
              return WireAnswer.done(words[0] + " CLUSTER SETTING");
            });
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private WireAnswer settings(WireRequest request) {
    WireAnswer.Rows rows =
        WireAnswer.rows(
            "variable text",
            "value text",
            "setting_type text",
            "public bool",
            "description text",
            "default_value text",
            "origin text");
    String[][] all = {
      {"cluster.organization", "", "s", "true", "organization name"},
      {"diagnostics.reporting.enabled", "true", "b", "true", "enable reporting"},
      {"enterprise.license", "crl-0-secret", "s", "true", "the encoded license"},
      {"kv.snapshot_rebalance.max_rate", "32 MiB", "z", "true", "the rate limit"},
      {"sql.defaults.distsql", "auto", "e", "true", "mode [off = 0, auto = 1, on = 2]"},
      {"sql.stats.histogram_buckets", "200", "i", "false", "the number of buckets"},
      {"sql.trace.txn.threshold", "0s", "d", "true", "a threshold"},
      {"x.ratio", "0.5", "f", "false", "a ratio"},
      {"version", "24.3", "v", "true", "set the active cluster version"}
    };
    for (String[] one : all) {
      String value = values.getOrDefault(one[0], one[1]);
      rows =
          rows.row(
              one[0],
              value,
              one[2],
              one[3].equals("true"),
              one[4],
              one[1],
              value.equals(one[1]) ? "default" : "override");
    }
    return rows;
  }

  private List<String> changes() {
    return scene.script().statements().stream()
        .filter(text -> text.matches("(?s)(RE)?SET .*"))
        .toList();
  }

  private List<Setting> set(String name, String value) {
    return scene.engine.setConfiguration(SetConfigurationOptions.of(name, value));
  }

  @Test
  void settingsAreReadInOneStatementAndReservedOnesAreAdvanced() {
    List<Setting> settings = scene.engine.configuration();
    assertThat(scene.script().statements()).containsExactly("SHOW ALL CLUSTER SETTINGS");
    assertThat(settings)
        .extracting(Setting::name)
        .doesNotContain("sql.stats.histogram_buckets", "x.ratio")
        .contains("version");
    assertThat(scene.engine.configuration(SettingQuery.all().advanced(true))).hasSize(9);
    assertThat(scene.engine.configuration(SettingQuery.all().like("sql.*")))
        .extracting(Setting::name)
        .containsExactly("sql.defaults.distsql", "sql.trace.txn.threshold");
    Setting distsql = scene.engine.setting("SQL.Defaults.DistSQL").orElseThrow();
    assertThat(distsql.kind()).isEqualTo(SettingKind.CHOICE);
    assertThat(distsql.choices()).containsExactly("off", "auto", "on");
    assertThat(distsql.value()).contains("auto");
    assertThat(distsql.runningValue()).contains("auto");
    assertThat(distsql.defaultValue()).contains("auto");
    assertThat(distsql.source()).contains("default");
    assertThat(distsql.takesEffect()).isEqualTo(TakesEffect.AT_ONCE);
    assertThat(distsql.pendingRestart()).isFalse();
    assertThat(scene.engine.setting("x.ratio").orElseThrow().advanced()).isTrue();
    assertThat(scene.engine.setting("no.such")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "b, BOOLEAN",
    "i, INTEGER",
    "f, DECIMAL",
    "e, CHOICE",
    "s, TEXT",
    "z, OTHER",
    "d, OTHER",
    "v, OTHER",
    "q, OTHER"
  })
  void everyTypeIsAKind(String type, SettingKind kind) {
    assertThat(CockroachSettingReader.kind(type)).isEqualTo(kind);
  }

  @Test
  void aSecretIsNeverShown() {
    assertThat(scene.engine.setting("enterprise.license").orElseThrow().value())
        .contains(Setting.HIDDEN);
  }

  @Test
  void rulesForLogInsMayHoldThePasswordOfADirectoryAndAreASecret() {
    Canary canary = Canary.random();
    String rules = "server.host_based_authentication.configuration";
    scene
        .script()
        .on("SHOW ALL CLUSTER SETTINGS")
        .answer(
            WireAnswer.rows(
                    "variable text",
                    "value text",
                    "setting_type text",
                    "public bool",
                    "description text",
                    "default_value text",
                    "origin text")
                .row(
                    rules,
                    "host all all all ldap ldapbindpasswd=" + canary.secret(),
                    "s",
                    true,
                    "host-based authentication configuration to use",
                    "",
                    "override"));
    assertThat(scene.engine.configuration().toString()).doesNotContain(canary.secret());
    Operation<List<Setting>> operation =
        scene.engine.prepareSetConfiguration(
            SetConfigurationOptions.of(rules, "host all all all ldap " + canary.secret()));
    assertThat(operation.script().text()).doesNotContain(canary.secret());
    assertThat(operation.checks().toString()).doesNotContain(canary.secret());
    assertThatThrownBy(operation::run)
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("given openly");
    assertThat(changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "diagnostics.reporting.enabled, false, = false",
    "sql.stats.histogram_buckets, 100, = 100",
    "x.ratio, 0.25, = 0.25",
    "sql.defaults.distsql, ON, = E'ON'",
    "sql.defaults.distsql, 2, = 2",
    "sql.trace.txn.threshold, 1m30s, = E'1m30s'",
    "kv.snapshot_rebalance.max_rate, 64MiB, = E'64MiB'",
    "cluster.organization, O'Hara, = E'O''Hara'"
  })
  void aValueIsSetAsItsKindIsWritten(String name, String value, String written) {
    List<Setting> after = set(name, value);
    assertThat(changes()).containsExactly("SET CLUSTER SETTING " + name + " " + written);
    assertThat(after).extracting(Setting::name).containsExactly(name);
    assertThat(after.get(0).source()).contains("override");
    assertThat(scene.script().everything())
        .noneMatch(request -> request.statement().startsWith("BEGIN"));
  }

  @Test
  void settingsArePutBack() {
    set("sql.defaults.distsql", "on");
    List<Setting> after =
        scene.engine.resetConfiguration(ResetConfigurationOptions.of("SQL.defaults.distsql"));
    assertThat(changes()).last().isEqualTo("RESET CLUSTER SETTING sql.defaults.distsql");
    assertThat(after.get(0).isChanged()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "diagnostics.reporting.enabled, maybe",
    "sql.stats.histogram_buckets, many",
    "x.ratio, half",
    "sql.defaults.distsql, sometimes",
    "version, 25.1"
  })
  void aValueItDoesNotTakeIsRefusedBeforeAnythingIsSent(String name, String value) {
    assertThatThrownBy(() -> set(name, value))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTIONS));
    assertThat(changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sql.defaults.distsq, Near it are sql.defaults.distsql",
    "'x = 1; DROP DATABASE shop; --', Settings of sessions",
    "'', INVALID_NAME"
  })
  void whatIsUnknownIsRefusedWithWhatIsNear(String name, String remedy) {
    assertThatThrownBy(() -> set(name, "1"))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.remedy().orElse("") + e.code()).contains(remedy));
    assertThat(changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "sql.defaults.distsql, sql.defaults.distsql",
        "Sql.Defaults.DistSQL, sql.defaults.distsql",
        "a b, \"a b\"",
        "a\"; x.y z, \"a\"\"; x\".\"y z\"",
        "a..b, \"a\".\"\".\"b\""
      })
  void aNameIsAName(String name, String written) {
    assertThat(CockroachSettingSql.name(name)).isEqualTo(written);
  }

  @Test
  void whoMayNotSetIsToldTheGrant() {
    scene.rights.clear();
    assertThatThrownBy(() -> set("diagnostics.reporting.enabled", "false"))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> assertThat(e.remedy()).contains("GRANT SYSTEM MODIFYCLUSTERSETTING TO \"ada\";"));
    assertThatThrownBy(() -> set("sql.defaults.distsql", "on"))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> assertThat(e.remedy().orElseThrow()).contains("MODIFYSQLCLUSTERSETTING"));
    scene.rights.add("modifysqlclustersetting");
    set("sql.defaults.distsql", "on");
    assertThat(changes()).hasSize(1);
    assertThatThrownBy(() -> set("diagnostics.reporting.enabled", "false"))
        .isInstanceOf(PermissionDeniedException.class);
    scene.rights.clear();
    scene.rights.add("modifyclustersetting");
    set("diagnostics.reporting.enabled", "false");
    assertThat(changes()).hasSize(2);
  }

  @Test
  void aReservedSettingIsSetWithAWarning() {
    Operation<List<Setting>> operation =
        scene.engine.prepareSetConfiguration(
            SetConfigurationOptions.of("sql.stats.histogram_buckets", "100"));
    assertThat(operation.checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .extracting(Check::rule)
        .containsExactly("the setting is meant for users");
    assertThat(operation.refused()).isFalse();
    assertThat(changes()).isEmpty();
  }

  @Test
  void aSecretIsGivenAsOneAndNeverShown() {
    Canary canary = Canary.random();
    assertThatThrownBy(() -> set("enterprise.license", "crl-open"))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("given openly");
    Operation<List<Setting>> operation =
        scene.engine.prepareSetConfiguration(
            SetConfigurationOptions.builder()
                .setSecret("enterprise.license", canary.ref())
                .build());
    assertThat(operation.script().text())
        .contains("SET CLUSTER SETTING enterprise.license = E'<hidden>'")
        .doesNotContain(canary.secret());
    assertThat(operation.run().get(0).value()).contains(Setting.HIDDEN);
    assertThat(changes())
        .singleElement()
        .asString()
        .contains(CockroachSql.literal(canary.secret()));
    assertThatThrownBy(
            () ->
                scene.engine.prepareSetConfiguration(
                    SetConfigurationOptions.builder()
                        .setSecret("sql.defaults.distsql", canary.ref())
                        .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("is no secret");
  }

  @Test
  void settingsOfADatabaseOrUserAreRefusedByReason() {
    assertThatThrownBy(() -> scene.engine.configuration(SettingQuery.all().database("shop")))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("the whole cluster's");
    assertThatThrownBy(
            () ->
                scene.engine.prepareSetConfiguration(
                    SetConfigurationOptions.builder().user("ann").set("a.b", "1").build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThatThrownBy(
            () ->
                scene.engine.prepareResetConfiguration(
                    ResetConfigurationOptions.builder().database("shop").setting("a.b").build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThat(scene.script().statements()).isEmpty();
  }

  @Test
  void settingsThatMayNotBeReadRefuseTheChange() {
    scene
        .script()
        .on("SHOW ALL CLUSTER SETTINGS")
        .answer(WireAnswer.error("42501", "only users with VIEWCLUSTERSETTING may do this"));
    assertThatThrownBy(() -> set("a.b", "1"))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("VIEWCLUSTERSETTING");
    assertThatThrownBy(() -> scene.engine.configuration())
        .isInstanceOf(PermissionDeniedException.class);
  }

  @Test
  void aSettingThatIsGoneMeanwhileIsNotFound() {
    scene
        .script()
        .beginningWith("SET CLUSTER SETTING")
        .answer(WireAnswer.error("XXUUU", "unknown cluster setting 'sql.defaults.distsql'"));
    assertThatThrownBy(() -> set("sql.defaults.distsql", "on"))
        .isInstanceOf(NotFoundException.class);
  }
}
