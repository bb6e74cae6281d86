package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireCertificate;
import io.gds.database.testkit.wire.WireLogin;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways to log in, as snowflake-jdbc goes them. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class SnowflakePeerLogInTest {
  private static final KeyPair ADA = keys();
  private static final KeyPair EVE = keys();

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection connected(SnowflakePeer peer, Object... more) throws SQLException {
    return connectedTo(peer.jdbcUrl(), more);
  }

  private static Connection connectedTo(String url, Object... more) throws SQLException {
    Properties properties = new Properties();
    properties.put("disablePlatformDetection", "true");
    properties.put("CLIENT_TELEMETRY_ENABLED", "false");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return DriverManager.getConnection(url, properties);
  }

  private static void assertIn(SnowflakePeer peer, Object... properties) throws SQLException {
    connected(peer, properties).close();
    List<WireLogin> logins = peer.script().logins();
    assertThat(logins.get(logins.size() - 1).accepted()).isTrue();
  }

  private static String assertOut(int code, SnowflakePeer peer, Object... properties) {
    StringBuilder message = new StringBuilder();
    assertThatThrownBy(() -> connected(peer, properties))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getErrorCode()).isEqualTo(code);
              message.append(e.getMessage());
            });
    return message.toString();
  }

  @Test
  void aKeyPairProvesWhoItIs() throws SQLException {
    try (SnowflakePeer peer = SnowflakePeer.builder().key("ada", ADA.getPublic()).start()) {
      assertIn(peer, "user", "ada", "privateKey", ADA.getPrivate());
      assertThat(reason(peer, "user", "ada", "privateKey", EVE.getPrivate())).isEqualTo("394304");
      assertThat(reason(peer, "user", "eve", "privateKey", EVE.getPrivate())).isEqualTo("394300");
    }
  }

  @ParameterizedTest
  @CsvSource({"-3600, 394302", "3600, 394303"})
  void clocksThatAreFarApartAreToldApart(long seconds, String code) {
    Clock clock = Clock.fixed(Instant.now().plusSeconds(seconds), ZoneOffset.UTC);
    try (SnowflakePeer peer =
        SnowflakePeer.builder().key("ada", ADA.getPublic()).loginClock(clock).start()) {
      assertThat(reason(peer, "user", "ada", "privateKey", ADA.getPrivate())).isEqualTo(code);
    }
  }

  private static String reason(SnowflakePeer peer, Object... properties) {
    String message = assertOut(390144, peer, properties);
    Matcher id = Pattern.compile("\\[([0-9a-f-]{36})]").matcher(message);
    assertThat(id.find()).isTrue();
    return peer.loginFailure(id.group(1)).orElseThrow();
  }

  @Test
  void tokensOfEachKindSayWhoItIs() throws SQLException {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String attested =
        String.join(
            ".",
            base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.US_ASCII)),
            base64.encodeToString(
                "{\"iss\":\"https://issuer\",\"sub\":\"pod\"}".getBytes(StandardCharsets.US_ASCII)),
            base64.encodeToString(new byte[32]));
    try (SnowflakePeer peer =
        SnowflakePeer.builder()
            .oauth("oauth-token", "ada")
            .programmaticToken("pat-token", "bob")
            .workload(attested, "cy")
            .start()) {
      assertIn(peer, "authenticator", "oauth", "token", "oauth-token");
      assertIn(
          peer, "authenticator", "PROGRAMMATIC_ACCESS_TOKEN", "token", "pat-token", "user", "bob");
      connectedTo(
              peer.jdbcUrlByProxy(),
              "authenticator",
              "WORKLOAD_IDENTITY",
              "workloadIdentityProvider",
              "OIDC",
              "token",
              attested)
          .close();
      assertThat(peer.script().logins())
          .extracting(login -> login.parameters().get("way") + " " + login.accepted())
          .containsExactly("OAUTH true", "PROGRAMMATIC_TOKEN true", "WORKLOAD_IDENTITY true");
      assertOut(390303, peer, "authenticator", "oauth", "token", "pat-token");
      assertOut(394400, peer, "authenticator", "PROGRAMMATIC_ACCESS_TOKEN", "token", "x");
    }
  }

  @Test
  void aPasscodeBelongsToAPassword() throws SQLException {
    try (SnowflakePeer peer =
        SnowflakePeer.builder().user("ada", "secret").passcode("ada", "123456").start()) {
      assertIn(peer, "user", "ada", "password", "secret", "passcode", "123456");
      assertIn(peer, "user", "ada", "password", "secret123456", "passcodeInPassword", "on");
      assertOut(390127, peer, "user", "ada", "password", "secret", "passcode", "1");
      assertOut(390127, peer, "user", "ada", "password", "secret");
    }
  }

  @Test
  void aServerThatNobodyTrustsIsNotTalkedTo() throws Exception {
    try (SnowflakePeer peer =
        SnowflakePeer.builder().tls(WireCertificate.local().server()).start()) {
      assertThat(peer.jdbcUrl()).doesNotContain("ssl=off");
      assertThatThrownBy(
              () ->
                  connected(
                      peer,
                      "user",
                      "ada",
                      "password",
                      "canary",
                      "disableOCSPChecks",
                      "true",
                      "loginTimeout",
                      "1"))
          .isInstanceOf(SQLException.class)
          .hasMessageNotContaining("canary");
      assertThat(peer.script().logins()).isEmpty();
    }
  }

  @Test
  void whoIsLetInIsForWhatStandsBehindThePeer() throws SQLException {
    try (SnowflakePeer peer =
        SnowflakePeer.builder()
            .users(
                visit ->
                    visit.secret().equals("good")
                        ? List.of()
                        : List.of(WireAnswer.error("390100", "Incorrect")))
            .start()) {
      assertIn(peer, "user", "ada", "password", "good");
      assertOut(390100, peer, "user", "ada", "password", "bad");
    }
  }

  @Test
  void whatIsToldOfAVisitHasNoSecret() throws SQLException {
    StringBuilder told = new StringBuilder();
    try (SnowflakePeer peer =
        SnowflakePeer.builder()
            .users(
                visit -> {
                  told.append(visit);
                  return List.of();
                })
            .start()) {
      assertIn(peer, "user", "ada", "password", "canary", "warehouse", "\"wh\"", "db", "d");
      assertThat(peer.toString()).contains("acme");
    }
    assertThat(told.toString()).contains("ada", "wh", "D").doesNotContain("canary");
  }
}
