package io.gds.database.core.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.InvalidOptionsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyAllowListTest {
  private static final PropertyAllowList LIST = PropertyAllowList.of("ApplicationName", "options");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socketFactory",
        "socketFactoryArg",
        "sslfactory",
        "sslfactoryarg",
        "sslhostnameverifier",
        "sslpasswordcallback",
        "authenticationPluginClassName",
        "loggerFile",
        "loggerLevel",
        "autosave",
        "preferQueryMode",
        "trustManagerClass",
        "socketFactoryClass",
        "accessTokenCallbackClass",
        "trustServerCertificate",
        "INIT",
        "jdbc.explicit_readonly",
        "enable_load_extension",
        "authenticator",
        "tracing",
        "applicationname",
        "Options",
        " options"
      })
  void whatIsNotOnTheListIsRefusedByNameWithoutItsValue(String property) {
    assertThatThrownBy(() -> LIST.check(Map.of(property, "org.evil.Factory")))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e -> {
              assertThat(e.faults()).hasSize(1);
              assertThat(e.faults().get(0).option()).isEqualTo(property);
              assertThat(e.getMessage())
                  .contains("ApplicationName, options")
                  .doesNotContain("org.evil");
            });
  }

  @Test
  void allFaultsAreReportedAtOnce() {
    assertThatThrownBy(() -> LIST.check(Map.of("a", "1", "b", "2", "options", "3")))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class, e -> assertThat(e.faults()).hasSize(2));
  }

  @Test
  void whatIsOnTheListPassesUnchanged() {
    Map<String, String> properties = Map.of("ApplicationName", "a=b;socketFactory=c");
    assertThat(LIST.check(properties)).isEqualTo(properties);
  }

  @Test
  void anEmptyListSaysThatNothingIsAllowed() {
    assertThatThrownBy(() -> PropertyAllowList.of().check(Map.of("a\nb", "1")))
        .hasMessageContaining("a\\nb: not an allowed connection property; allowed: none");
  }
}
