package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.operation.Operation;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.settings.TakesEffect;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FakeConfigurationTest {
  private final FakeDatabaseEngine engine = FakeDatabaseEngine.builder().build();
  private final SupportsConfiguration configuration = engine.require(SupportsConfiguration.class);

  @BeforeEach
  void arrange() {
    add("size", SettingKind.INTEGER, TakesEffect.ON_RESTART, "10");
    add("ratio", SettingKind.DECIMAL, TakesEffect.AT_ONCE, "0.5");
    add("flag", SettingKind.BOOLEAN, TakesEffect.ON_RELOAD, "on");
    add("mode", SettingKind.CHOICE, TakesEffect.AT_ONCE, "fast");
    add("text", SettingKind.TEXT, TakesEffect.AT_ONCE, "a");
    add("built", SettingKind.TEXT, TakesEffect.NEVER, "1.0");
    engine.server().setting(Setting.builder("key").value("x").sensitive(true).build());
  }

  private void add(String name, SettingKind kind, TakesEffect takesEffect, String value) {
    engine
        .server()
        .setting(
            Setting.builder(name)
                .value(value)
                .runningValue(value)
                .defaultValue(value)
                .kind(kind)
                .min("0")
                .max("100")
                .choices(List.of("fast", "safe"))
                .takesEffect(takesEffect)
                .build());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Setting set(String name, String value) {
    return configuration.setConfiguration(SetConfigurationOptions.of(name, value)).get(0);
  }

  @Test
  void aNewValueTakesEffectAtOnceOrWaitsForARestart() {
    assertThat(set("ratio", "0.75").runningValue()).contains("0.75");
    Setting size = set("size", "20");
    assertThat(size.value()).contains("20");
    assertThat(size.runningValue()).contains("10");
    assertThat(size.pendingRestart()).isTrue();
    assertThat(size.pendingReason().orElseThrow()).contains("10");
    assertThat(configuration.configuration(SettingQuery.all().pendingOnly(true)))
        .extracting(Setting::name)
        .containsExactly("size");

    engine.require(SupportsLifecycle.class).restart(RestartOptions.defaults());

    Setting restarted = configuration.setting("size").orElseThrow();
    assertThat(restarted.runningValue()).contains("20");
    assertThat(restarted.pendingRestart()).isFalse();
    assertThat(configuration.setting("absent")).isEmpty();
  }

  @Test
  void aReloadIsLeftOutIfThatIsWanted() {
    Setting waiting =
        configuration
            .setConfiguration(
                SetConfigurationOptions.builder().set("flag", "off").reload(false).build())
            .get(0);
    assertThat(waiting.runningValue()).contains("on");
    assertThat(set("flag", "off").runningValue()).contains("off");
  }

  @Test
  void defaultsComeBack() {
    set("text", "b");
    set("mode", "safe");

    List<Setting> reset =
        configuration.resetConfiguration(
            ResetConfigurationOptions.builder().setting("text").setting("mode").build());

    assertThat(reset).extracting(s -> s.value().orElseThrow()).containsExactly("a", "fast");
    assertThatThrownBy(
            () -> configuration.resetConfiguration(ResetConfigurationOptions.of("absent")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    for (List<String> bad :
        List.of(
            List.of("size", "101"),
            List.of("size", "-1"),
            List.of("size", "ten"),
            List.of("ratio", "x"),
            List.of("ratio", "100.5"),
            List.of("flag", "maybe"),
            List.of("mode", "slow"))) {
      assertThatThrownBy(() -> set(bad.get(0), bad.get(1)))
          .isInstanceOf(InvalidOptionsException.class);
    }
    assertThatThrownBy(() -> set("absent", "1")).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> set("built", "2.0"))
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThat(engine.changes()).isEmpty();
  }

  @Test
  void aSensitiveValueGoesByReferenceAndIsNotShown() {
    Canary canary = Canary.random();
    Operation<List<Setting>> openly =
        configuration.prepareSetConfiguration(SetConfigurationOptions.of("key", canary.secret()));
    assertThat(openly.refused()).isTrue();
    canary.assertAbsentFrom("the script", openly.script().text());
    canary.assertAbsentFrom("the checks", openly.checks());

    Operation<List<Setting>> hidden =
        configuration.prepareSetConfiguration(
            SetConfigurationOptions.builder().setSecret("key", canary.ref()).build());
    assertThat(hidden.script().text()).contains(Setting.HIDDEN);
    assertThat(hidden.run().get(0).value()).contains(Setting.HIDDEN);
    assertThatThrownBy(
            () ->
                configuration.setConfiguration(
                    SetConfigurationOptions.builder()
                        .setSecret("key", SecretRef.of("property", "no.such.property.4711"))
                        .build()))
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.SECRET_UNAVAILABLE);
  }

  @Test
  void settingsAreThoseOfTheServerOnly() {
    assertThatThrownBy(
            () ->
                configuration.prepareSetConfiguration(
                    SetConfigurationOptions.builder().set("text", "b").database("x").build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThatThrownBy(
            () ->
                configuration.prepareResetConfiguration(
                    ResetConfigurationOptions.builder().setting("text").user("ada").build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("user");
  }
}
