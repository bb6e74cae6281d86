package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.SecretRef;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnowflakeLogInsTest {
  private static final SecretRef SECRET = SecretRef.of("env", "X");

  private static Credentials read(String parameters) {
    return SnowflakeUrlGrammar.parse("snowflake://acme/?" + parameters).orElseThrow().credentials();
  }

  private static ConnectionInfo with(Credentials credentials) {
    return ConnectionInfo.builder(DatabaseType.SNOWFLAKE)
        .host("acme.snowflakecomputing.com")
        .credentials(credentials)
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "user=ada&password=pw, PASSWORD, password",
    "user=ada&password=pw&authenticator=snowflake, PASSWORD, password",
    "user=ada&password=pw&passcode=123456&authenticator=USERNAME_PASSWORD_MFA, PASSWORD, password",
    "user=ada&private_key_file=/k.p8, KEYPAIR, gds.privateKey",
    "user=ada&private_key_file=/k.p8&private_key_pwd=pw&authenticator=snowflake_jwt, KEYPAIR, gds.privateKey",
    "token=pw&authenticator=oauth, OAUTH, token",
    "user=ada&token=pw&authenticator=PROGRAMMATIC_ACCESS_TOKEN, TOKEN, token",
    "token=pw&authenticator=workload_identity&workloadIdentityProvider=OIDC, WORKLOAD_IDENTITY, token"
  })
  void aUrlSaysHowToLogIn(String parameters, AuthType type, String property) {
    ConnectionInfo info =
        SnowflakeUrlGrammar.parse("snowflake://acme/?" + parameters).orElseThrow();

    assertThat(info.credentials().authType()).isEqualTo(type);
    assertThat(SnowflakeLogIns.secrets(info.credentials())).containsKey(property);
    assertThat(info.toString() + info.credentials() + info.properties()).doesNotContain("pw");
    assertThat(SnowflakeProperties.of(info)).doesNotContainValue("pw");
    SnowflakeProperties.check(info);
  }

  @Test
  void aUserAloneMayGetItsSecretLater() {
    assertThat(read("user=ada").authType()).isEqualTo(AuthType.NONE);
    assertThat(read("user=ada&authenticator=snowflake_jwt").authType()).isEqualTo(AuthType.KEYPAIR);
    assertThat(read("user=ada&authenticator=snowflake_jwt").secret()).isEmpty();
    assertThat(read("").authType()).isEqualTo(AuthType.NONE);
  }

  @Test
  void aPrivateKeyIsNamedByItsFileOrGivenInBase64() {
    String pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    String base64 =
        Base64.getUrlEncoder()
            .encodeToString(pem.getBytes(StandardCharsets.UTF_8))
            .replace("=", "%3D");

    assertThat(read("user=a&private_key_file=/k.p8").secret())
        .contains(SecretRef.of("file", "/k.p8"));
    assertThat(
            read("user=a&private_key_base64=" + base64)
                .secret()
                .orElseThrow()
                .inlineSecret()
                .orElseThrow()
                .chars())
        .containsExactly(pem.toCharArray());
    assertThatThrownBy(() -> read("user=a&private_key_file=/k&private_key_base64=AAAA"))
        .hasMessageContaining("not both");
    assertThatThrownBy(() -> read("user=a&private_key_base64=A")).hasMessageContaining("base 64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user=a&password=pw&authenticator=snowflake_jwt",
        "user=a&password=pw&private_key_file=/k",
        "user=a&token=pw&authenticator=snowflake",
        "user=a&password=pw&token=x&authenticator=oauth",
        "user=a&passcode=1&authenticator=oauth&token=x",
        "user=a&password=pw&private_key_pwd=x",
        "user=a&token=pw",
        "user=a&private_key_file=/k&private_key_pwd=pw&private_key_file_pwd=y"
      })
  void whatDoesNotGoTogetherIsRefusedWithoutItsValue(String parameters) {
    assertThatThrownBy(() -> read(parameters))
        .hasMessageNotContaining("pw ")
        .hasMessageNotContaining("=pw");
  }

  @Test
  void theDriverIsToldTheKindByItsOwnWord() {
    assertThat(authenticator(Credentials.keyPair("ada", SECRET))).isEqualTo("SNOWFLAKE_JWT");
    assertThat(authenticator(Credentials.of(AuthType.OAUTH, "", SECRET))).isEqualTo("OAUTH");
    assertThat(authenticator(Credentials.of(AuthType.TOKEN, "ada", SECRET)))
        .isEqualTo("PROGRAMMATIC_ACCESS_TOKEN");
    assertThat(authenticator(Credentials.of(AuthType.WORKLOAD_IDENTITY)))
        .isEqualTo("WORKLOAD_IDENTITY");
    assertThat(authenticator(Credentials.password("ada", SECRET))).isEqualTo("SNOWFLAKE");
    assertThat(authenticator(Credentials.password("ada", SECRET).withPassphrase(SECRET)))
        .isEqualTo("USERNAME_PASSWORD_MFA");
    assertThat(SnowflakeLogIns.secrets(Credentials.password("ada", SECRET).withPassphrase(SECRET)))
        .containsOnlyKeys("password", "passcode");
    assertThat(SnowflakeLogIns.secrets(Credentials.keyPair("ada", SECRET).withPassphrase(SECRET)))
        .containsOnlyKeys(SnowflakeLogIns.KEY, SnowflakeLogIns.PASSPHRASE);
    assertThat(SnowflakeLogIns.properties(with(Credentials.of(AuthType.OAUTH, "", SECRET))))
        .doesNotContainKey("user");
  }

  private static String authenticator(Credentials credentials) {
    return SnowflakeLogIns.properties(with(credentials)).get("authenticator");
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGRATED, single sign-on",
    "CERTIFICATE, unknown to Snowflake",
    "NONE, not enough"
  })
  void otherKindsAreRefusedByName(AuthType type, String why) {
    assertThatThrownBy(() -> SnowflakeProperties.check(with(Credentials.of(type))))
        .hasMessageContaining(type.name())
        .hasMessageContaining(why);
  }

  @Test
  void whatIsMissingOrTooMuchIsNamed() {
    assertThatThrownBy(() -> SnowflakeProperties.check(with(Credentials.of(AuthType.KEYPAIR))))
        .hasMessageContaining("no user name")
        .hasMessageContaining("no private key");
    assertThatThrownBy(
            () -> SnowflakeProperties.check(with(Credentials.of(AuthType.PASSWORD, "ada"))))
        .hasMessageContaining("no password");
    assertThatThrownBy(() -> SnowflakeProperties.check(with(Credentials.of(AuthType.TOKEN))))
        .hasMessageContaining("no token");
    assertThatThrownBy(
            () -> SnowflakeProperties.check(with(Credentials.of(AuthType.WORKLOAD_IDENTITY))))
        .hasMessageContaining("workloadIdentityProvider")
        .hasMessageContaining("is missing");
    assertThatThrownBy(
            () ->
                SnowflakeProperties.check(
                    with(Credentials.of(AuthType.OAUTH, "", SECRET).withPassphrase(SECRET))))
        .hasMessageContaining("passphrase");
    assertThatThrownBy(
            () ->
                SnowflakeProperties.check(
                    with(Credentials.keyPair("ada", SECRET)).toBuilder()
                        .property("workloadIdentityProvider", "AWS")
                        .build()))
        .hasMessageContaining("goes with WORKLOAD_IDENTITY");
    assertThatThrownBy(
            () ->
                SnowflakeProperties.check(
                    with(Credentials.of(AuthType.WORKLOAD_IDENTITY, "", SECRET)).toBuilder()
                        .property("workloadIdentityProvider", "AWS")
                        .build()))
        .hasMessageContaining("only OIDC");
    assertThatThrownBy(
            () ->
                SnowflakeProperties.check(
                    with(Credentials.of(AuthType.WORKLOAD_IDENTITY)).toBuilder()
                        .property("workloadIdentityProvider", "OTHER")
                        .build()))
        .hasMessageContaining("is AWS, AZURE, GCP or OIDC");
  }
}
