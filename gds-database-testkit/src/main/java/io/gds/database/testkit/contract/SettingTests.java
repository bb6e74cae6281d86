package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.settings.TakesEffect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configuration of a server. */
abstract class SettingTests extends ContractGroup {
  private static final String NOWHERE = "gds_no_such_setting";

  SettingTests(PlatformContract contract) {
    super(contract);
  }

  @Test
  void everySettingIsListedOnceAndFoundByItsName() throws Exception {
    onEngine(
        SupportsConfiguration.class,
        settings -> {
          List<Setting> all = run().unchanged("the settings", settings::configuration);
          assertThat(all).isNotEmpty();
          assertThat(all).extracting(Setting::name).doesNotHaveDuplicates();
          for (Setting setting : all) {
            assertThat(settings.setting(setting.name()))
                .map(Setting::name)
                .contains(setting.name());
          }
          String first = all.get(0).name();
          assertThat(settings.configuration(SettingQuery.all().like(first)))
              .extracting(Setting::name)
              .contains(first);
        });
  }

  @Test
  void aSensitiveValueIsNeverTold() throws Exception {
    onEngine(
        SupportsConfiguration.class,
        settings ->
            assertThat(settings.configuration(SettingQuery.all().advanced(true)))
                .filteredOn(Setting::sensitive)
                .allSatisfy(
                    setting -> {
                      assertThat(setting.value().orElse(Setting.HIDDEN)).isEqualTo(Setting.HIDDEN);
                      assertThat(setting.runningValue().orElse(Setting.HIDDEN))
                          .isEqualTo(Setting.HIDDEN);
                    }));
  }

  @Test
  void aSettingThatWaitsForARestartSaysWhy() throws Exception {
    onEngine(
        SupportsConfiguration.class,
        settings ->
            assertThat(settings.configuration())
                .filteredOn(Setting::pendingRestart)
                .allSatisfy(setting -> assertThat(setting.pendingReason()).isPresent()));
  }

  @Test
  void aValueThatIsSetIsTheValueThatIsReadThen() throws Exception {
    onEngine(
        SupportsConfiguration.class,
        settings -> {
          Setting chosen =
              settings.configuration().stream()
                  .filter(s -> s.value().isPresent() && !s.sensitive())
                  .filter(s -> s.takesEffect() == TakesEffect.AT_ONCE)
                  .findFirst()
                  .orElseGet(() -> settings.configuration().get(0));
          String value = chosen.value().orElse("1");
          Operation<List<Setting>> planned =
              settings.prepareSetConfiguration(SetConfigurationOptions.of(chosen.name(), value));
          if (!planned.refused()) {
            assertThat(planned.run())
                .extracting(Setting::name)
                .as("the settings as they are then")
                .contains(chosen.name());
          }
          assertThat(settings.setting(chosen.name()).flatMap(Setting::value))
              .isEqualTo(chosen.value());
        });
  }

  @Test
  void aSettingThatDoesNotExistIsNotFound() throws Exception {
    onEngine(
        SupportsConfiguration.class,
        settings -> {
          assertThat(settings.setting(NOWHERE)).isEmpty();
          assertRefused(
              "setting what does not exist",
              ErrorCode.NOT_FOUND,
              () -> settings.setConfiguration(SetConfigurationOptions.of(NOWHERE, "1")));
        });
  }

  @Test
  void aHostileSettingNameOrValueIsAValueAndNoStatement() throws Exception {
    onEngine(
        SupportsConfiguration.class,
        settings -> {
          String known = settings.configuration().get(0).name();
          for (HostileName name : HostileNames.corpus()) {
            assertHarmless(settings, "a setting called " + name.what(), known + name.text());
          }
        });
  }

  private void assertHarmless(SupportsConfiguration settings, String what, String name) {
    if (settings.setting(name).isPresent()) {
      return;
    }
    DatabaseException refusal =
        run().refused(what, () -> settings.setConfiguration(SetConfigurationOptions.of(name, "1")));
    assertThat(refusal.code())
        .as("%s: %s", what, refusal)
        .isIn(ErrorCode.NOT_FOUND, ErrorCode.INVALID_NAME, ErrorCode.INVALID_OPTIONS);
  }
}
