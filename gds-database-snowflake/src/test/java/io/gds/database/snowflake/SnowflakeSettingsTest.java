package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.SecretRef;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Operation;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.SettingQuery;
import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
@Timeout(30)
class SnowflakeSettingsTest {
  private final SnowflakeRoom room = new SnowflakeRoom();
  private final SnowflakeSettings settings = new SnowflakeSettings(room.context);

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void parametersOfTheAccountTakeOneStatement() {
    settings.configuration();
    assertThat(room.statements(settings::configuration)).isEqualTo(1);
    Setting setting = settings.setting("LOCK_TIMEOUT").orElseThrow();
    assertThat(setting.value()).contains("43200");
    assertThat(setting.defaultValue()).contains("43200");
    assertThat(setting.source()).contains("default");
    assertThat(setting.kind()).isEqualTo(SettingKind.INTEGER);
    assertThat(setting.isChanged()).isFalse();
    assertThat(settings.setting("lock_timeout")).isEmpty();
    assertThat(settings.configuration(SettingQuery.all().like("QUERY_*")))
        .extracting(Setting::name)
        .containsExactly("QUERY_TAG");
  }

  @Test
  void aParameterIsSetAndResetOnEachLevel() {
    room.model.access().role("R").user("odd \"one\"", "R");
    settings.setConfiguration(SetConfigurationOptions.of("TIMEZONE", "it's"));
    settings.setConfiguration(
        SetConfigurationOptions.builder()
            .user("odd \"one\"")
            .set("TIMEZONE", "UTC")
            .set("AUTOCOMMIT", "false")
            .build());
    settings.setConfiguration(
        SetConfigurationOptions.builder()
            .database("SHOP")
            .set("DATA_RETENTION_TIME_IN_DAYS", "3")
            .build());
    assertThat(settings.configuration(SettingQuery.all().changedOnly(true)))
        .extracting(Setting::name)
        .containsExactly("TIMEZONE");
    assertThat(settings.configuration(SettingQuery.all().user("odd \"one\"").like("TIMEZONE")))
        .singleElement()
        .satisfies(
            setting -> {
              assertThat(setting.value()).contains("UTC");
              assertThat(setting.source()).contains("user");
            });
    assertThat(
            settings.configuration(
                SettingQuery.all().database("SHOP").like("DATA_RETENTION_TIME_IN_DAYS")))
        .singleElement()
        .satisfies(setting -> assertThat(setting.value()).contains("3"));
    assertThat(room.sent())
        .contains(
            "ALTER ACCOUNT SET TIMEZONE = 'it''s'",
            "ALTER USER \"odd \"\"one\"\"\" SET AUTOCOMMIT = FALSE",
            "ALTER DATABASE \"SHOP\" SET DATA_RETENTION_TIME_IN_DAYS = 3");
    List<Setting> reset = settings.resetConfiguration(ResetConfigurationOptions.of("TIMEZONE"));
    assertThat(reset).singleElement().satisfies(each -> assertThat(each.isChanged()).isFalse());
  }

  @Test
  void aDryRunSetsNothing() {
    String before = room.model.contents();
    Operation<List<Setting>> plan =
        settings.prepareSetConfiguration(SetConfigurationOptions.of("LOCK_TIMEOUT", "9"));
    assertThat(plan.script().toString()).contains("ALTER ACCOUNT SET LOCK_TIMEOUT = 9");
    assertThat(room.model.contents()).isEqualTo(before);
  }

  @Test
  void whatIsNotThereOrOfAnotherTypeIsRefused() {
    assertThatThrownBy(
            () -> settings.setConfiguration(SetConfigurationOptions.of("LOCK_TIME", "9")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("LOCK_TIME");
    assertThatThrownBy(
            () ->
                settings.setConfiguration(
                    SetConfigurationOptions.of("LOCK_TIMEOUT", "1; DROP DATABASE SHOP")))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(
            () -> settings.setConfiguration(SetConfigurationOptions.of("x = 1; DROP", "9")))
        .isInstanceOf(NotFoundException.class);
    assertThat(room.sent()).noneMatch(sql -> sql.startsWith("ALTER"));
  }

  @Test
  void faultyOptionsAreToldAllAtOnce() {
    assertThatThrownBy(
            () ->
                settings.prepareSetConfiguration(
                    SetConfigurationOptions.builder()
                        .database("SHOP")
                        .user("ada")
                        .setSecret("TIMEZONE", SecretRef.of("env", "X"))
                        .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContainingAll("is no secret", "cannot be given with a database");
    assertThatThrownBy(
            () -> settings.configuration(SettingQuery.all().database("SHOP").user("ada")))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> settings.configuration(SettingQuery.all().user("nobody")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void theMissingRightIsNamed() {
    SnowflakeContext bob = room.as("ANALYST");
    SnowflakeSettings his = new SnowflakeSettings(bob);
    assertThatThrownBy(() -> his.setConfiguration(SetConfigurationOptions.of("LOCK_TIMEOUT", "9")))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> assertThat(e.details().get("right")).contains("ACCOUNTADMIN"));
    bob.runner().close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "BOOLEAN, BOOLEAN, true, TRUE",
        "NUMBER, INTEGER, -5, -5",
        "FLOAT, DECIMAL, 0.5, 0.5",
        "STRING, TEXT, a\\b, \"'a\\\\b'\"",
        "LATER, OTHER, x, \"'x'\"",
      })
  void everyTypeIsOneOfOurs(String type, SettingKind kind, String value, String written) {
    room.peer
        .script()
        .on("SHOW PARAMETERS IN ACCOUNT")
        .answer(
            WireAnswer.rows("key text", "value text", "type text", "is_new text")
                .row("P", "v", type, "x"));
    assertThat(settings.setting("P").orElseThrow().kind()).isEqualTo(kind);
    assertThat(
            settings
                .prepareSetConfiguration(SetConfigurationOptions.of("P", value))
                .script()
                .toString())
        .contains("SET P = " + written);
  }
}
