package io.gds.database.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Faults;
import io.gds.database.connection.SecretRef;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationOptionsTest {
  private static final SecretRef SECRET = SecretRef.of("env", "PASSPHRASE");

  @Test
  void configurationDefaultsArePinned() {
    SetConfigurationOptions options = SetConfigurationOptions.of("work_mem", "8MB");

    assertThat(options.values()).containsExactly(Map.entry("work_mem", "8MB"));
    assertThat(options.secrets()).isEmpty();
    assertThat(options.database()).isEmpty();
    assertThat(options.user()).isEmpty();
    assertThat(options.reload()).isTrue();
  }

  @Test
  void everyConfigurationOptionCanBeSet() {
    SetConfigurationOptions options =
        SetConfigurationOptions.builder()
            .set("z", "1")
            .set("a", "2")
            .setSecret("passphrase", SECRET)
            .database("shop")
            .user("ada")
            .reload(false)
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of(
                "set",
                "{z=1, a=2}",
                "setSecret",
                "{passphrase=env:PASSPHRASE}",
                "database",
                "shop",
                "user",
                "ada",
                "reload",
                "false"));
    assertThat(options.values()).containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
    assertThat(options.secrets()).containsExactly(Map.entry("passphrase", SECRET));
    assertThat(options.database()).contains("shop");
    assertThat(options.user()).contains("ada");
    assertThat(options.reload()).isFalse();
    assertThat(options.toBuilder().build()).isEqualTo(options).hasSameHashCodeAs(options);
    assertThat(options).hasToString("configuration options " + options.asMap());
  }

  @Test
  void whatIsSetOnABuilderLaterDoesNotReachOptionsBuiltBefore() {
    SetConfigurationOptions.Builder builder = SetConfigurationOptions.builder().set("a", "1");
    SetConfigurationOptions options = builder.build();

    builder.set("a", "2").setSecret("b", SECRET);

    assertThat(options.values()).containsExactly(Map.entry("a", "1"));
    assertThat(options.secrets()).isEmpty();
  }

  @Test
  void anInlineSecretIsPrintedNowhereAndEqualsOnlyItself() {
    SetConfigurationOptions one =
        SetConfigurationOptions.builder()
            .setSecret("passphrase", SecretRef.inline("canary-9f3b".toCharArray()))
            .build();
    SetConfigurationOptions other =
        SetConfigurationOptions.builder()
            .setSecret("passphrase", SecretRef.inline("another".toCharArray()))
            .build();

    assertThat(one.toString()).contains("<hidden>").doesNotContain("canary");
    assertThat(one).isNotEqualTo(other).isEqualTo(one.toBuilder().build());
  }

  @Test
  void aSettingHasOneValueAndThereIsAtLeastOne() {
    assertThat(Faults.of(() -> SetConfigurationOptions.builder().build())).containsExactly("set");
    assertThat(
            Faults.of(
                () ->
                    SetConfigurationOptions.builder().set("a", "1").setSecret("a", SECRET).build()))
        .containsExactly("set");
  }

  @Test
  void resetDefaultsArePinned() {
    ResetConfigurationOptions options = ResetConfigurationOptions.of("work_mem");

    assertThat(options.settings()).containsExactly("work_mem");
    assertThat(options.database()).isEmpty();
    assertThat(options.user()).isEmpty();
    assertThat(options.reload()).isTrue();
  }

  @Test
  void everyResetOptionCanBeSet() {
    ResetConfigurationOptions options =
        ResetConfigurationOptions.builder()
            .setting("a")
            .setting("b")
            .database("shop")
            .user("ada")
            .reload(false)
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of("settings", "[a, b]", "database", "shop", "user", "ada", "reload", "false"));
    assertThat(options.database()).contains("shop");
    assertThat(options.user()).contains("ada");
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("reset options " + options.asMap());
  }

  @Test
  void resettingNothingIsRefused() {
    assertThat(Faults.of(() -> ResetConfigurationOptions.builder().build()))
        .containsExactly("setting");
  }
}
