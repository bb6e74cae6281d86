package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
          SetConfigurationOptions change = harmlessChange();
          Map<String, String> before = values(settings, change);
          assertThat(before).as("the values before").hasSameSizeAs(change.values());
          change
              .values()
              .forEach((name, value) -> assertThat(before).doesNotContainEntry(name, value));
          assertThat(settings.setConfiguration(change))
              .extracting(Setting::name)
              .as("the settings as they are then")
              .containsAll(change.values().keySet());
          assertThat(values(settings, change)).isEqualTo(change.values());
          SetConfigurationOptions.Builder back = change.toBuilder();
          before.forEach(back::set);
          settings.setConfiguration(back.build());
          assertThat(values(settings, change)).as("the values set back").isEqualTo(before);
        });
  }

  private SetConfigurationOptions harmlessChange() {
    Optional<SetConfigurationOptions> change = fixture().harmlessChange(run().filled());
    assumeTrue(change.isPresent(), "skipped, because no setting here can be changed without harm");
    return change.orElseThrow();
  }

  /** What the settings of a change are, where it would change them. */
  private static Map<String, String> values(
      SupportsConfiguration settings, SetConfigurationOptions change) {
    SettingQuery query = SettingQuery.all().advanced(true);
    query = change.database().map(query::database).orElse(query);
    query = change.user().map(query::user).orElse(query);
    return settings.configuration(query).stream()
        .filter(setting -> change.values().containsKey(setting.name()))
        .collect(
            Collectors.toMap(Setting::name, setting -> setting.value().orElse("no value at all")));
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
  void aHostileSettingNameIsANameAndNoStatement() throws Exception {
    onEngine(
        SupportsConfiguration.class,
        settings -> {
          String known = settings.configuration().get(0).name();
          for (HostileName name : HostileNames.corpus()) {
            assertHarmless(settings, "a setting called " + name.what(), known + name.text());
          }
        });
  }

  @Test
  void aHostileValueIsKeptExactlyOrRefusedAndNoStatement() throws Exception {
    onEngine(
        SupportsConfiguration.class,
        settings -> {
          SetConfigurationOptions change = harmlessChange();
          String setting = change.values().keySet().iterator().next();
          String before = values(settings, change).getOrDefault(setting, "");
          for (HostileName value : HostileNames.corpus()) {
            if (value.text().matches("[A-Za-z0-9]+")) {
              continue;
            }
            String what = "the value " + value.what();
            DatabaseException refusal =
                refusal(() -> settings.setConfiguration(only(change, setting, value.text())));
            if (refusal == null) {
              assertThat(values(settings, change)).containsEntry(setting, value.text());
              settings.setConfiguration(only(change, setting, before));
            } else {
              assertThat(refusal.code())
                  .as("the refusal of %s: %s", what, refusal)
                  .isNotIn(ErrorCode.INTERNAL, ErrorCode.OUTCOME_UNKNOWN);
            }
            assertThat(values(settings, change))
                .as("after %s", what)
                .containsEntry(setting, before);
          }
        });
  }

  /** One setting alone, where the change would set it. */
  private static SetConfigurationOptions only(
      SetConfigurationOptions change, String name, String value) {
    SetConfigurationOptions.Builder one =
        SetConfigurationOptions.builder().reload(change.reload()).set(name, value);
    change.database().ifPresent(one::database);
    change.user().ifPresent(one::user);
    return one.build();
  }

  private static @Nullable DatabaseException refusal(Runnable action) {
    try {
      action.run();
      return null;
    } catch (DatabaseException e) {
      return e;
    }
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
