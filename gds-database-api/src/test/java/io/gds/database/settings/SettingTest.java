package io.gds.database.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingTest {
  @Test
  void aSettingBuilderSetsEachMember() {
    assertThat(
            Setting.builder("shared_buffers")
                .value("32768")
                .runningValue("16384")
                .defaultValue("1024")
                .unit("8kB")
                .kind(SettingKind.INTEGER)
                .min("16")
                .max("1073741823")
                .choices(List.of("16", "32"))
                .source("/etc/pg.conf:7")
                .takesEffect(TakesEffect.ON_RESTART)
                .pendingRestart(true)
                .pendingReason("16384 -> 32768")
                .advanced(true)
                .description("Buffers.")
                .attributes(Map.of("category", "Memory"))
                .build())
        .isEqualTo(
            new Setting(
                "shared_buffers",
                Optional.of("32768"),
                Optional.of("16384"),
                Optional.of("1024"),
                Optional.of("8kB"),
                SettingKind.INTEGER,
                Optional.of("16"),
                Optional.of("1073741823"),
                List.of("16", "32"),
                Optional.of("/etc/pg.conf:7"),
                TakesEffect.ON_RESTART,
                true,
                Optional.of("16384 -> 32768"),
                true,
                false,
                "Buffers.",
                Map.of("category", "Memory")));
  }

  @Test
  void aSettingOfWhichOnlyTheNameIsKnownClaimsNothing() {
    Setting setting = Setting.builder("x").build();

    assertThat(setting.value()).isEmpty();
    assertThat(setting.kind()).isEqualTo(SettingKind.TEXT);
    assertThat(setting.takesEffect()).isEqualTo(TakesEffect.UNKNOWN);
    assertThat(setting.pendingRestart()).isFalse();
    assertThat(setting.isChanged()).isFalse();
    assertThat(setting.description()).isEmpty();
  }

  @Test
  void theValuesOfASensitiveSettingAreHiddenWhoeverMakesTheRecord() {
    Setting setting =
        Setting.builder("primary_conninfo")
            .value("password=canary-1")
            .runningValue("password=canary-2")
            .defaultValue("canary-3")
            .pendingReason("canary-2 -> canary-1")
            .sensitive(true)
            .build();

    assertThat(setting.value()).contains(Setting.HIDDEN);
    assertThat(setting.runningValue()).contains(Setting.HIDDEN);
    assertThat(setting.defaultValue()).contains(Setting.HIDDEN);
    assertThat(setting.pendingReason()).contains(Setting.HIDDEN);
    assertThat(setting.toString()).doesNotContain("canary");
  }

  @Test
  void aSettingIsChangedIfItsValueIsKnownToDifferFromItsDefault() {
    assertThat(Setting.builder("x").value("1").defaultValue("2").build().isChanged()).isTrue();
    assertThat(Setting.builder("x").value("1").defaultValue("1").build().isChanged()).isFalse();
    assertThat(Setting.builder("x").value("1").build().isChanged()).isFalse();
    assertThat(Setting.builder("x").defaultValue("1").build().isChanged()).isFalse();
  }

  @Test
  void aQueryChoosesByPatternChangeAndPendingRestart() {
    Setting plain = Setting.builder("work_mem").value("1").defaultValue("1").build();
    Setting changed = Setting.builder("work_mem").value("2").defaultValue("1").build();
    Setting pending = Setting.builder("port").pendingRestart(true).build();
    Setting advanced = Setting.builder("trace").advanced(true).build();

    assertThat(SettingQuery.all().matches(plain)).isTrue();
    assertThat(SettingQuery.all().like("work*").matches(plain)).isTrue();
    assertThat(SettingQuery.all().like("port").matches(plain)).isFalse();
    assertThat(SettingQuery.all().changedOnly(true).matches(plain)).isFalse();
    assertThat(SettingQuery.all().changedOnly(true).matches(changed)).isTrue();
    assertThat(SettingQuery.all().pendingOnly(true).matches(changed)).isFalse();
    assertThat(SettingQuery.all().pendingOnly(true).matches(pending)).isTrue();
    assertThat(SettingQuery.all().matches(advanced)).isFalse();
    assertThat(SettingQuery.all().advanced(true).matches(advanced)).isTrue();
  }

  @Test
  void queriesAreValues() {
    SettingQuery query =
        SettingQuery.all()
            .like("w*")
            .database("shop")
            .user("ada")
            .changedOnly(true)
            .pendingOnly(true)
            .advanced(true);

    assertThat(query.like()).contains("w*");
    assertThat(query.database()).contains("shop");
    assertThat(query.user()).contains("ada");
    assertThat(query.changedOnly()).isTrue();
    assertThat(query.pendingOnly()).isTrue();
    assertThat(query.advanced()).isTrue();
    assertThat(query)
        .isEqualTo(query.advanced(true))
        .hasSameHashCodeAs(query.advanced(true))
        .isNotEqualTo(query.like("x"))
        .isNotEqualTo(query.database("x"))
        .isNotEqualTo(query.user("x"))
        .isNotEqualTo(query.changedOnly(false))
        .isNotEqualTo(query.pendingOnly(false))
        .isNotEqualTo(query.advanced(false));
    assertThat(SettingQuery.all())
        .hasToString(
            "like=null, database=null, user=null, changedOnly=false, pendingOnly=false,"
                + " advanced=false");
  }

  @Test
  void askingWithoutAQueryLeavesOutWhatThePlatformHides() {
    List<SettingQuery> asked = new ArrayList<>();
    SupportsConfiguration configuration =
        new SupportsConfiguration() {
          @Override
          public List<Setting> configuration(SettingQuery query) {
            asked.add(query);
            return List.of();
          }

          @Override
          public Optional<Setting> setting(String name) {
            return Optional.empty();
          }

          @Override
          public Set<OptionKey<?>> configurationKeys() {
            return Set.of();
          }

          @Override
          public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
            throw new AssertionError("nobody should ask this");
          }

          @Override
          public Operation<List<Setting>> prepareResetConfiguration(
              ResetConfigurationOptions options) {
            throw new AssertionError("nobody should ask this");
          }
        };

    assertThat(configuration.configuration()).isEmpty();
    assertThat(asked).containsExactly(SettingQuery.all());
  }
}
