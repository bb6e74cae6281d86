package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.HostAddress;
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
import io.gds.database.testkit.mongodb.MongoKit;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MongoSettingsTest {
  private final MongoScene scene = MongoScene.start();
  private final MongoEngine engine = scene.engine();

  @AfterEach
  void close() {
    scene.close();
  }

  private Setting setting(String name) {
    return engine.setting(name).orElseThrow();
  }

  private static List<String> refusals(Operation<?> planned) {
    return planned.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  @Test
  void aParameterIsToldWithItsKindAndWhenItCanBeSet() {
    Setting timeout = setting("cursorTimeoutMillis");
    assertThat(timeout.value()).contains("600000");
    assertThat(timeout.kind()).isEqualTo(SettingKind.INTEGER);
    assertThat(timeout.takesEffect()).isEqualTo(TakesEffect.AT_ONCE);
    assertThat(timeout.source()).contains("given at start");
    assertThat(timeout.attributes()).containsEntry("atStart", "600000");
    assertThat(timeout.attributes()).containsEntry("scope", "node");
    assertThat(setting("saslHostName").source()).contains("not given at start");
    assertThat(setting("saslHostName").takesEffect()).isEqualTo(TakesEffect.ON_RESTART);
    assertThat(setting("syncdelay").kind()).isEqualTo(SettingKind.DECIMAL);
    assertThat(setting("syncdelay").value()).contains("60.0");
    assertThat(setting("notablescan").source()).contains("default, or set since the start");
    assertThat(setting("featureCompatibilityVersion").takesEffect()).isEqualTo(TakesEffect.NEVER);
    assertThat(setting("net.port").value()).contains("27017");
    assertThat(setting("net.port").source()).contains("given at start");
    assertThat(engine.setting("internalQueryMaxBlockingSortMemoryUsageBytes").orElseThrow())
        .matches(Setting::advanced);
    assertThat(engine.configuration())
        .noneMatch(Setting::advanced)
        .extracting(Setting::name)
        .isSorted();
  }

  @Test
  void allIsReadByOneCommandForEachSource() {
    engine.ping();
    engine.capabilities();
    assertThat(scene.commands(() -> engine.configuration()))
        .containsExactly("getParameter", "getCmdLineOpts");
    try (MongoScene set = MongoScene.on(MongoKit.replicaSet("8.0.4", "rs"))) {
      set.engine().capabilities();
      assertThat(set.commands(() -> set.engine().configuration()))
          .containsExactly("getParameter", "getCmdLineOpts", "getClusterParameter");
      Setting shared = set.engine().setting("cluster.changeStreamOptions").orElseThrow();
      assertThat(shared.value())
          .contains("{\"preAndPostImages\": {\"expireAfterSeconds\": \"off\"}}");
      assertThat(set.engine().setting("notablescan").orElseThrow().attributes())
          .containsEntry("node", set.kit().address());
    }
  }

  @Test
  void secretsAreHidden() {
    assertThat(setting("ldapQueryPassword").value()).contains(Setting.HIDDEN);
    assertThat(setting("security.ldap.bind.queryPassword").sensitive()).isTrue();
    scene
        .kit()
        .on("getParameter", "{odd: {value: 'mongodb://root:hunter2@h/', settableAtRuntime: true}}");
    assertThat(setting("odd").toString()).doesNotContain("hunter2");
    assertThat(setting("odd").sensitive()).isTrue();
  }

  @Test
  void olderServersDoNotTellWhatCanBeSet() {
    try (MongoScene old = MongoScene.on(MongoKit.start("4.2.24"))) {
      Setting timeout = old.engine().setting("cursorTimeoutMillis").orElseThrow();
      assertThat(timeout.takesEffect()).isEqualTo(TakesEffect.UNKNOWN);
      assertThat(timeout.value()).contains("600000");
      assertThat(
              old.engine()
                  .setConfiguration(SetConfigurationOptions.of("cursorTimeoutMillis", "5000")))
          .singleElement()
          .extracting(Setting::value)
          .extracting(value -> value.orElse(""))
          .isEqualTo("5000");
      assertThatThrownBy(
              () ->
                  old.engine()
                      .setConfiguration(SetConfigurationOptions.of("saslHostName", "elsewhere")))
          .as("the server refuses it")
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("not allowed to change [saslHostName] at runtime");
    }
  }

  @Test
  void aValueIsSentAsTheKindThatTheParameterHas() {
    Operation<List<Setting>> planned =
        engine.prepareSetConfiguration(
            SetConfigurationOptions.builder()
                .set("cursorTimeoutMillis", "5000")
                .set("notablescan", "true")
                .set("syncdelay", "30")
                .set("logComponentVerbosity", "{\"verbosity\": 2}")
                .build());
    assertThat(planned.script().text())
        .contains(
            "use \"admin\"; db.runCommand({\"setParameter\": 1, \"cursorTimeoutMillis\": 5000})",
            "\"notablescan\": true",
            "\"syncdelay\": 30.0",
            "\"logComponentVerbosity\": {\"verbosity\": 2}");
    assertThat(planned.checks()).noneMatch(Check::refused);
    assertThat(planned.run()).hasSize(4);
    assertThat(scene.kit().sent("setParameter")).hasSize(4);
    assertThat(scene.kit().sent("setParameter").get(0).get("cursorTimeoutMillis"))
        .isEqualTo(BsonDocument.parse("{v: {$numberLong: '5000'}}").get("v"));
    assertThat(setting("cursorTimeoutMillis").source()).contains("set since the start");
    assertThat(engine.resetConfiguration(ResetConfigurationOptions.of("cursorTimeoutMillis")))
        .singleElement()
        .extracting(reset -> reset.value().orElse(""))
        .isEqualTo("600000");
  }

  @Test
  void whatCannotBeSetIsRefusedBeforeAnythingIs() {
    Operation<List<Setting>> planned =
        engine.prepareSetConfiguration(
            SetConfigurationOptions.builder()
                .set("notablescan", "true")
                .set("notablescans", "true")
                .set("cursorTimeoutMillis", "1, x: 2")
                .set("logComponentVerbosity", "{verbosity: ")
                .set("syncdelay", "NaN")
                .set("saslHostName", "x")
                .set("net.port", "27018")
                .set("featureCompatibilityVersion", "6.0")
                .set("ldapQueryPassword", "openly")
                .build());
    assertThat(refusals(planned))
        .containsExactly(
            "the setting exists",
            "the parameter takes the value",
            "the parameter takes the value",
            "the parameter takes the value",
            "the parameter can be set while the server runs",
            "the parameter can be set while the server runs",
            "the parameter is set by setParameter",
            "a value that may hold a secret is not given openly");
    assertThat(planned.script().text()).doesNotContain("openly");
    assertThatThrownBy(planned::run).isInstanceOf(DatabaseException.class);
    assertThat(scene.kit().sent("setParameter")).isEmpty();
    assertThatThrownBy(
            () -> engine.setConfiguration(SetConfigurationOptions.of("notablescans", "true")))
        .isInstanceOf(NotFoundException.class);
    assertThat(
            refusals(engine.prepareResetConfiguration(ResetConfigurationOptions.of("notablescan"))))
        .containsExactly("what the parameter was started with is known");
    for (String name : List.of("", "a.b", "$where", "nul\0", "x".repeat(5000), "getParameter")) {
      assertThatThrownBy(() -> engine.setConfiguration(SetConfigurationOptions.of(name, "1")))
          .as(name)
          .isInstanceOf(NotFoundException.class);
    }
    assertThatThrownBy(() -> engine.configuration(SettingQuery.all().database("shop")))
        .isInstanceOf(UnsupportedCapabilityException.class);
  }

  @Test
  void thoseThatWereSetAreSetBackIfALaterOneFails() {
    assertThatThrownBy(
            () ->
                engine.setConfiguration(
                    SetConfigurationOptions.builder()
                        .set("notablescan", "true")
                        .set("cursorTimeoutMillis", "-5")
                        .set("traceExceptions", "true")
                        .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("cursorTimeoutMillis");
    assertThat(setting("notablescan").value()).contains("false");
    assertThat(setting("traceExceptions").value()).contains("false");
  }

  @Test
  void aSecretIsSentAndNeverTold() {
    Canary canary = Canary.random();
    SetConfigurationOptions options =
        SetConfigurationOptions.builder().setSecret("ldapQueryPassword", canary.ref()).build();
    Operation<List<Setting>> planned = engine.prepareSetConfiguration(options);
    assertThat(planned.script().text()).contains("<hidden>").doesNotContain(canary.secret());
    assertThat(planned.run().toString()).doesNotContain(canary.secret());
    assertThat(scene.kit().sent("setParameter").get(0).getString("ldapQueryPassword").getValue())
        .isEqualTo(canary.secret());

    scene.kit().refuse("setParameter", 2, "BadValue", "Invalid value " + canary.secret());
    assertThatThrownBy(() -> engine.setConfiguration(options))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("withheld")
        .hasNoCause()
        .satisfies(refusal -> assertThat(refusal.toString()).doesNotContain(canary.secret()));
  }

  @Test
  void aMemberIsSetByItself() {
    try (MongoScene set = MongoScene.on(MongoKit.replicaSet("7.0.14", "rs"))) {
      HostAddress here = MongoConfiguration.node(set.kit().address());
      SetConfigurationOptions options =
          SetConfigurationOptions.builder()
              .set("notablescan", "true")
              .option(MongoConfiguration.NODE, here)
              .build();
      Operation<List<Setting>> planned = set.engine().prepareSetConfiguration(options);
      assertThat(planned.script().steps().get(0).node()).isEqualTo(here.toString());
      assertThat(planned.run()).hasSize(1);
      assertThat(set.engine().configurationOf(here, SettingQuery.all().like("notablescan")))
          .singleElement()
          .extracting(found -> found.value().orElse(""))
          .isEqualTo("true");
      assertThatThrownBy(
              () ->
                  set.engine()
                      .setConfiguration(
                          options.toBuilder()
                              .option(
                                  MongoConfiguration.NODE, HostAddress.of("stranger.example", 1))
                              .build()))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("stranger.example:1");
      set.engine()
          .setConfiguration(
              SetConfigurationOptions.of(
                  "cluster.changeStreamOptions", "{preAndPostImages: {expireAfterSeconds: 100}}"));
      assertThat(set.kit().sent("setClusterParameter").get(0).getDocument("setClusterParameter"))
          .isEqualTo(
              BsonDocument.parse(
                  "{changeStreamOptions: {preAndPostImages: {expireAfterSeconds: 100}}}"));
    }
  }

  @Test
  void nodesAreReadAsTheConfigurationWritesThem() {
    assertThat(MongoConfiguration.node("h:1")).isEqualTo(HostAddress.of("h", 1));
    assertThat(MongoConfiguration.node("h")).isEqualTo(HostAddress.of("h"));
    assertThat(MongoConfiguration.node("[::1]:5")).isEqualTo(HostAddress.of("::1", 5));
    assertThat(MongoConfiguration.node("[::1]")).isEqualTo(HostAddress.of("::1"));
    assertThatThrownBy(() -> MongoConfiguration.node("h:x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoMayNotIsToldWhatIsMissing() {
    scene.kit().refuse("getParameter", 13, "Unauthorized", "not authorized on admin");
    assertThatThrownBy(engine::configuration)
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("getParameter");
    assertThatThrownBy(
            () -> engine.setConfiguration(SetConfigurationOptions.of("notablescan", "true")))
        .isInstanceOf(PermissionDeniedException.class);
    scene.kit().off("getParameter");
    scene.kit().refuse("getCmdLineOpts", 13, "Unauthorized", "not authorized on admin");
    assertThat(setting("notablescan").source()).isEmpty();
    Operation<?> reset =
        engine.prepareResetConfiguration(ResetConfigurationOptions.of("notablescan"));
    assertThat(reset.checks())
        .filteredOn(Check::refused)
        .extracting(Check::measured)
        .containsExactly("this user may not ask what the server was started with");
  }

  @Test
  void theFeatureCompatibilityVersionIsGuarded() {
    assertThat(MongoFeatureVersions.takes(MongoVersion.of(7, 0))).containsExactly("7.0", "6.0");
    assertThat(MongoFeatureVersions.takes(MongoVersion.of(4, 2))).containsExactly("4.2", "4.0");
    assertThat(MongoFeatureVersions.takes(MongoVersion.of(8, 3)))
        .containsExactly("8.3", "8.2", "8.0");
    assertThat(
            refusals(
                engine.prepareSetFeatureCompatibilityVersion(MongoFeatureVersionOptions.to("8.0"))))
        .containsExactly("the server's version takes it");
    assertThat(
            refusals(
                engine.prepareSetFeatureCompatibilityVersion(MongoFeatureVersionOptions.to("6.0"))))
        .containsExactly("it is not lowered unless that is meant");
    Operation<MongoEngineMetadata> down =
        engine.prepareSetFeatureCompatibilityVersion(
            MongoFeatureVersionOptions.builder().version("6.0").downgrade(true).build());
    assertThat(down.script().text())
        .contains("{\"setFeatureCompatibilityVersion\": \"6.0\", \"confirm\": true}");
    assertThat(down.run().featureCompatibilityVersion()).contains("6.0");
    assertThat(
            engine
                .setFeatureCompatibilityVersion(MongoFeatureVersionOptions.to("7.0"))
                .featureCompatibilityVersion())
        .contains("7.0");
    scene
        .kit()
        .on(
            "getParameter",
            "{featureCompatibilityVersion: {version: '6.0', targetVersion: '7.0'}}");
    assertThat(
            refusals(
                engine.prepareSetFeatureCompatibilityVersion(
                    MongoFeatureVersionOptions.builder().version("6.0").downgrade(true).build())))
        .containsExactly("no other change of it was left half-way");
    for (String bad : List.of("", "7", "7.0.1", "7.0\n", "{$gt: 1}")) {
      assertThatThrownBy(() -> MongoFeatureVersionOptions.to(bad))
          .isInstanceOf(InvalidOptionsException.class);
    }
  }

  @Test
  void aMemberOfAnOlderVersionStandsInTheWay() {
    try (MongoScene set = MongoScene.on(MongoKit.replicaSet("7.0.14", "rs"))) {
      set.kit()
          .on(
              "replSetGetConfig",
              """
              {config: {_id: 'rs', members: [{_id: 0, host: '%s'},
                {_id: 1, host: 'h2:27017', hidden: true}, {_id: 2, host: 'h3:1', arbiterOnly: true}]}}"""
                  .formatted(set.kit().address()));
      Operation<?> planned =
          set.engine().prepareSetFeatureCompatibilityVersion(MongoFeatureVersionOptions.to("7.0"));
      assertThat(planned.checks())
          .filteredOn(Check::refused)
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.subject()).isEqualTo("h2:27017");
                assertThat(check.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
              });
    }
  }

  @Test
  void throughARouterOnlyItsOwnVersionIsTakenForGranted() {
    try (MongoScene router = MongoScene.on(MongoKit.start())) {
      // The kit answers the hello of connections itself; what is asked as isMaster is answered so.
      router
          .kit()
          .on("isMaster", "{msg: 'isdbgrid', ismaster: true, maxWireVersion: 21}")
          .on(
              "getParameter",
              "{ok: 0, code: 72, codeName: 'InvalidOptions', errmsg: 'no option found to get'}");
      MongoEngine cluster = router.engine();
      cluster.refresh();
      assertThat(
              refusals(
                  cluster.prepareSetFeatureCompatibilityVersion(
                      MongoFeatureVersionOptions.to("6.0"))))
          .containsExactly("it is not lowered unless that is meant");
      Operation<?> up =
          cluster.prepareSetFeatureCompatibilityVersion(MongoFeatureVersionOptions.to("7.0"));
      assertThat(refusals(up)).isEmpty();
      assertThat(up.checks())
          .filteredOn(check -> check.verdict() == Verdict.NOT_MEASURED)
          .hasSize(2);
    }
  }
}
