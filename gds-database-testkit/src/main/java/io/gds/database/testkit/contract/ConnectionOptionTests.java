package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a provider makes of URLs and connection settings. */
abstract class ConnectionOptionTests extends ContractGroup {
  ConnectionOptionTests(PlatformContract contract) {
    super(contract);
  }

  @Test
  void aSettingThatIsNotOnThePlatformsListIsRefusedByName() {
    ConnectionInfo info =
        fixture().connection().toBuilder().property("gdsNoSuchSetting", "x").build();
    DatabaseException refusal =
        run().refused("opening with an unknown setting", () -> manager().open(info));
    assertThat(refusal).isInstanceOf(InvalidOptionsException.class);
    assertThat(refusal.getMessage()).contains("gdsNoSuchSetting");
  }

  @Test
  void settingsThatWouldRunCodeOrWriteFilesAreRefused() {
    for (String key :
        List.of("socketFactory", "sslfactory", "loggerFile", "authenticationPluginClassName")) {
      ConnectionInfo info =
          fixture().connection().toBuilder().property(key, "org.example.Evil").build();
      assertThat(run().refused("opening with " + key, () -> manager().open(info)))
          .isInstanceOf(InvalidOptionsException.class);
    }
  }

  @Test
  void aUrlOfAnotherPlatformIsNotThisProvidersBusiness() {
    for (String url :
        List.of(
            "nosuchplatform://host/x", "http://example.com", "jdbc:nosuchdriver://host/x", "x")) {
      assertThat(fixture().provider().parse(url)).as(url).isEmpty();
    }
  }

  @Test
  void whatNoProviderKnowsIsSaidWithoutItsSecrets() {
    String url = "nosuchplatform://user:hunter2hunter2@host/x?password=hunter2hunter2";
    DatabaseException refusal = run().refused("an unknown URL", () -> manager().parse(url));
    assertThat(refusal.code()).isEqualTo(ErrorCode.NO_PROVIDER);
    assertThat(refusal.toString())
        .contains(fixture().provider().type().id())
        .doesNotContain("hunter2hunter2");
  }

  @Test
  void aParameterThatIsNotKnownIsNeverIgnored() {
    String scheme = fixture().provider().type().id();
    for (String url :
        List.of(
            scheme + "://host/x?gdsNoSuchSetting=1",
            scheme + ":x?gdsNoSuchSetting=1",
            "jdbc:" + scheme + "://host/x?gdsNoSuchSetting=1",
            "jdbc:" + scheme + "://host;gdsNoSuchSetting=1")) {
      run().unchanged(url, () -> assertNotIgnored(url));
    }
  }

  private boolean assertNotIgnored(String url) {
    Optional<ConnectionInfo> info;
    try {
      info = fixture().provider().parse(url);
    } catch (InvalidOptionsException e) {
      return true;
    }
    if (info.isPresent()) {
      assertThat(info.get().properties())
          .as("what becomes of an unknown parameter of %s", url)
          .containsKey("gdsNoSuchSetting");
      assertThat(ContractRun.failing("opening " + url, () -> manager().open(info.get())))
          .isInstanceOf(InvalidOptionsException.class);
    }
    return true;
  }

  @Test
  void aConnectionOfAnotherPlatformFindsNoProvider() {
    ConnectionInfo other = ConnectionInfo.builder(DatabaseType.of("nosuchplatform")).build();
    assertRefused("another platform", ErrorCode.NO_PROVIDER, () -> manager().open(other));
  }
}
