package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnowflakeUrlsTest {
  private static final String CANARY = "canary-7Qx";

  private static ConnectionInfo parse(String url) {
    return SnowflakeUrlGrammar.parse(url).orElseThrow();
  }

  @Test
  void aUrlNamesUserAccountRegionAndDatabase() {
    ConnectionInfo info =
        parse("snowflake://ada@xy12345.eu-central-1/SALES?warehouse=WH&role=DBA&password=pw");

    assertThat(info.type()).isEqualTo(DatabaseType.SNOWFLAKE);
    assertThat(info.hosts())
        .containsExactly(HostAddress.of("xy12345.eu-central-1.snowflakecomputing.com"));
    assertThat(info.database()).contains("SALES");
    assertThat(info.credentials().username()).contains("ada");
    assertThat(info.credentials().authType()).isEqualTo(AuthType.PASSWORD);
    assertThat(info.tls().mode()).isEqualTo(TlsMode.VERIFY_FULL);
    assertThat(info.properties())
        .containsExactly(
            Map.entry("account", "xy12345"),
            Map.entry("role", "DBA"),
            Map.entry("warehouse", "WH"));
    assertThat(info.toString()).doesNotContain("pw");
    SnowflakeProperties.check(info);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snowflake://ada:pw@acme-prod.snowflakecomputing.com:443/SALES?role=DBA",
        "SNOWFLAKE://acme-prod/SALES?role=DBA&user=ada&password=pw&port=443",
        "jdbc:snowflake://acme-prod.snowflakecomputing.com:443/?db=SALES&user=ada&password=pw&role=DBA",
        "jdbc:snowflake://https://acme-prod.snowflakecomputing.com:443/?DATABASE=SALES&USER=ada&Password=pw&ROLE=DBA"
      })
  void theSameConnectionMayBeWrittenInSeveralWays(String url) {
    ConnectionInfo info = parse(url);

    assertThat(info.hosts())
        .containsExactly(HostAddress.of("acme-prod.snowflakecomputing.com", 443));
    assertThat(SnowflakeProperties.account(info)).contains("acme-prod");
    assertThat(info.database()).contains("SALES");
    assertThat(info.credentials().username()).contains("ada");
    assertThat(info.properties()).containsEntry("role", "DBA");
    assertThat(info.toString()).doesNotContain("pw");
    assertThat(SnowflakeProperties.url(info))
        .isEqualTo("jdbc:snowflake://acme-prod.snowflakecomputing.com:443/");
    SnowflakeProperties.check(info);
  }

  @ParameterizedTest
  @CsvSource({
    "xy12345, xy12345.snowflakecomputing.com, xy12345",
    "acme-my_account, acme-my-account.snowflakecomputing.com, acme-my_account",
    "xy12345.us-east-2.aws, xy12345.us-east-2.aws.snowflakecomputing.com, xy12345",
    "xy12345.cn-northwest-1.aws, xy12345.cn-northwest-1.aws.snowflakecomputing.cn, xy12345",
    "xy12345.eu-west-1.privatelink, xy12345.eu-west-1.privatelink.snowflakecomputing.com, xy12345",
    "acme-prod.privatelink.snowflakecomputing.com, acme-prod.privatelink.snowflakecomputing.com, acme-prod",
    "acme-1234567.global.snowflakecomputing.com, acme-1234567.global.snowflakecomputing.com, acme"
  })
  void anAccountLeadsToItsHost(String named, String host, String account) {
    ConnectionInfo info = parse("snowflake://ada:pw@" + named + "/");

    assertThat(info.hosts()).containsExactly(HostAddress.of(host));
    assertThat(SnowflakeProperties.account(info)).contains(account);
    SnowflakeProperties.check(info);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a]b",
        "a'b",
        "a.b",
        "a;ssl=off",
        "a}b",
        "-x",
        "a b",
        "naïve",
        "a%b",
        "a\"b",
        "a=b",
        "a&b",
        "a?b",
        "a#b",
        "a@b",
        "a/b",
        "sales",
        "Sales",
        "\u202egnp",
        "𝄞"
      })
  void aHostileNameStaysADatabasesName(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    ConnectionInfo ours = parse("snowflake://u:p@acme/" + encoded);
    ConnectionInfo natives =
        parse("jdbc:snowflake://acme.snowflakecomputing.com/?user=u&password=p&db=" + encoded);

    assertThat(ours.database()).contains(name);
    assertThat(natives.database()).contains(name);
    assertThat(SnowflakeProperties.of(ours)).doesNotContainKey("database");
    assertThat(SnowflakeProperties.of(ours, name))
        .containsEntry("database", '"' + name.replace("\"", "\"\"") + '"')
        .containsEntry("ssl", "on");
    assertThat(SnowflakeProperties.url(ours))
        .isEqualTo("jdbc:snowflake://acme.snowflakecomputing.com:443/");
  }

  @Test
  void aNameOfMoreThan255CharactersIsRefused() {
    assertThat(parse("snowflake://acme/" + "x".repeat(255)).database()).isPresent();
    assertThatThrownBy(() -> parse("snowflake://acme/" + "x".repeat(256)))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("255");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snowflake:acme",
        "snowflake://",
        "snowflake:///SALES",
        "snowflake://ada@/SALES",
        "snowflake://acme/a/b",
        "snowflake://acme/a#b",
        "snowflake://acme/a@evil.com",
        "snowflake://acme;ssl=off/x",
        "snowflake://acme:x/",
        "snowflake://acme:0/",
        "snowflake://ac me/",
        "snowflake://-acme/",
        "snowflake://acme..x/",
        "snowflake://%/",
        "snowflake://acme.snowflakecomputing.com.evil.com/",
        "snowflake://evil.com%2Facme.snowflakecomputing.com/",
        "snowflake://evil.com%23.snowflakecomputing.com/",
        "snowflake://evil.com%40acme.snowflakecomputing.com/",
        "jdbc:snowflake://ada@acme.snowflakecomputing.com/",
        "jdbc:snowflake://acme.snowflakecomputing.com/SALES",
        "jdbc:snowflake://[::1/?account=acme"
      })
  void whatCannotBeUnderstoodIsRefusedWithAnExample(String url) {
    assertThatThrownBy(() -> SnowflakeUrlGrammar.parse(url))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONNECTION);
              assertThat(e.remedy().orElseThrow()).contains("snowflake://user@account");
            });
  }

  @Test
  void otherPlatformsUrlsAreLeftToThem() {
    assertThat(SnowflakeUrlGrammar.parse("sqlserver://h/x")).isEmpty();
    assertThat(SnowflakeUrlGrammar.parse("jdbc:sqlserver://h")).isEmpty();
    assertThat(SnowflakeUrlGrammar.parse("snowflakes://acme")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.okta.com",
        "https://acme.snowflakecomputing.com.evil.com/sso",
        "externalbrowser",
        "EXTERNALBROWSER",
        "okta",
        "oauth_authorization_code",
        "oauth_client_credentials",
        "id_token",
        "http://127.0.0.1/"
      })
  void singleSignOnIsRefusedWhoeverIsToBeAsked(String authenticator) {
    String encoded = URLEncoder.encode(authenticator, StandardCharsets.UTF_8);

    assertThatThrownBy(() -> parse("snowflake://ada@acme/?authenticator=" + encoded))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("snowflake_jwt")
        .hasMessageNotContaining("evil");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oauthAuthorizationUrl=https://evil.com",
        "oauthTokenRequestUrl=https://evil.com",
        "oauthRedirectUri=http://evil.com",
        "oauthClientID=x",
        "oauthClientSecret=" + CANARY,
        "oktausername=x",
        "disableSamlURLCheck=true",
        "insecureMode=true",
        "disableOCSPChecks=true",
        "ocspFailOpen=true",
        "CERT_REVOCATION_CHECK_MODE=DISABLED",
        "client_config_file=/tmp/x.json",
        "tracing=ALL",
        "JAVA_LOGGING_CONSOLE_STD_OUT=true",
        "DIAGNOSTICS_ALLOWLIST_FILE=/tmp/x",
        "ENABLE_DIAGNOSTICS=true",
        "HTTP_HEADER_CUSTOMIZERS=x",
        "serverURL=https://evil.com",
        "proxyPassword=" + CANARY,
        "QUOTED_IDENTIFIERS_IGNORE_CASE=true",
        "MULTI_STATEMENT_COUNT=0",
        "JDBC_QUERY_RESULT_FORMAT=ARROW",
        "CLIENT_TELEMETRY_ENABLED=true",
        "enablePutGet=false",
        "gds.privateKey=" + CANARY,
        "whatever=1"
      })
  void whatIsNotAllowedIsRefusedWithoutItsValue(String parameter) {
    for (String url :
        new String[] {
          "snowflake://ada:pw@acme/?" + parameter,
          "jdbc:snowflake://acme.snowflakecomputing.com/?user=ada&password=pw&" + parameter
        }) {
      assertThatThrownBy(() -> parse(url))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining(
              parameter.substring(0, parameter.indexOf('=')).toLowerCase(java.util.Locale.ROOT))
          .hasMessageNotContaining(CANARY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snowflake://ada:pw@acme/?host=evil.com",
        "snowflake://ada:pw@acme/?host=snowflakecomputing.com",
        "snowflake://ada:pw@acme/?host=acme.snowflakecomputing.com.evil.com",
        "snowflake://ada:pw@acme/?host=evilsnowflakecomputing.com",
        "snowflake://ada:pw@acme/?host=acme.snowflakecomputing.com.",
        "snowflake://ada:pw@acme/?host=169.254.169.254",
        "snowflake://ada:pw@acme/?host=metadata.google.internal"
      })
  void aHostThatIsNotTheVendorsIsRefusedUnlessItIsSaidToBeMeant(String url) {
    assertThatThrownBy(() -> SnowflakeProperties.check(parse(url)))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("snowflakecomputing.com")
        .hasMessageContaining("insecureHost=true");

    ConnectionInfo meant = parse(url + "&insecureHost=true");
    SnowflakeProperties.check(meant);
    assertThat(SnowflakeProperties.account(meant)).contains("acme");
    assertThat(SnowflakeProperties.of(meant)).doesNotContainKey("insecureHost");
  }

  @Test
  void privateLinkAndThisMachineNeedTheAccountBesides() {
    ConnectionInfo link =
        parse(
            "snowflake://ada:pw@acme-prod/?host=app.eu-west-1.privatelink.snowflakecomputing.com");
    ConnectionInfo here = parse("snowflake://ada:pw@127.0.0.1:8080/?account=acme&sslmode=disable");
    ConnectionInfo natives =
        parse("jdbc:snowflake://http://localhost:8080/?account=acme&user=ada&password=x");

    SnowflakeProperties.check(link);
    SnowflakeProperties.check(here);
    SnowflakeProperties.check(natives);
    assertThat(SnowflakeProperties.account(link)).contains("acme-prod");
    assertThat(SnowflakeProperties.url(here)).isEqualTo("jdbc:snowflake://127.0.0.1:8080/");
    assertThat(SnowflakeProperties.of(here)).containsEntry("ssl", "off");
    assertThat(SnowflakeProperties.of(natives)).containsEntry("ssl", "off");
    assertThatThrownBy(() -> SnowflakeProperties.check(parse("snowflake://ada:pw@127.0.0.1:8080/")))
        .hasMessageContaining("account");
  }

  @Test
  void anotherHostThanThisMachineIsNeverReachedWithoutTls() {
    assertThatThrownBy(
            () -> SnowflakeProperties.check(parse("snowflake://ada:pw@acme/?sslmode=disable")))
        .hasMessageContaining("this machine only");
    assertThatThrownBy(
            () ->
                SnowflakeProperties.check(
                    parse(
                        "jdbc:snowflake://acme.snowflakecomputing.com/?user=a&password=b&ssl=off")))
        .hasMessageContaining("this machine only");
    assertThatThrownBy(() -> parse("snowflake://acme/?sslmode=require"))
        .hasMessageContaining("verify-full");
    assertThatThrownBy(() -> parse("snowflake://acme/?ssl=maybe"))
        .hasMessageContaining("on or off");
    assertThatThrownBy(() -> parse("snowflake://acme/?ssl=on&sslmode=disable"))
        .hasMessageContaining("exclude");
    assertThat(SnowflakeProperties.of(parse("snowflake://u:p@acme/?sslmode=verify-full")))
        .containsEntry("ssl", "on");
  }

  @Test
  void settingsThatMeanNothingAreAllToldAtOnce() {
    ConnectionInfo info =
        ConnectionInfo.builder(DatabaseType.SNOWFLAKE)
            .host("a.snowflakecomputing.com")
            .host("b.snowflakecomputing.com")
            .property("maxHttpRetries", "0")
            .property("proxyPort", "x")
            .build();
    ConnectionInfo tls =
        ConnectionInfo.builder(DatabaseType.SNOWFLAKE)
            .host("acme.snowflakecomputing.com")
            .credentials(Credentials.password("ada", SecretRef.of("env", "X")))
            .tls(
                TlsSettings.defaults()
                    .mode(TlsMode.REQUIRE)
                    .insecure(true)
                    .trustedCertificates(Path.of("ca.pem"))
                    .clientCertificate(Path.of("c.pem"), Path.of("k.pem")))
            .build();

    assertThatThrownBy(() -> SnowflakeProperties.check(info))
        .hasMessageContaining("host")
        .hasMessageContaining("NONE")
        .hasMessageContaining("maxHttpRetries")
        .hasMessageContaining("proxyPort");
    assertThatThrownBy(() -> SnowflakeProperties.check(tls))
        .hasMessageContaining("VERIFY_FULL")
        .hasMessageContaining("javax.net.ssl.trustStore")
        .hasMessageContaining("certificate of the client");
    assertThatThrownBy(
            () ->
                SnowflakeProperties.check(
                    ConnectionInfo.builder(DatabaseType.SNOWFLAKE).path(Path.of("/x")).build()))
        .hasMessageContaining("path");
    assertThatThrownBy(
            () ->
                SnowflakeProperties.check(
                    parse("snowflake://u:p@acme/").toBuilder().property("tracing", "ALL").build()))
        .hasMessageContaining("tracing");
  }

  @Test
  void timeOutsAreReadAndAFaultyOneIsRefused() {
    ConnectionInfo info = parse("snowflake://u:p@acme/?connect_timeout=3&loginTimeout=4");

    assertThat(info.timeouts().connect()).isEqualTo(Duration.ofSeconds(3));
    assertThat(info.timeouts().login()).isEqualTo(Duration.ofSeconds(4));
    assertThat(SnowflakeProperties.of(info))
        .containsEntry("loginTimeout", "7")
        .containsEntry("networkTimeout", "60000");
    assertThatThrownBy(() -> parse("snowflake://acme/?connect_timeout=0&loginTimeout=x"))
        .hasMessageContaining("connect_timeout")
        .hasMessageContaining("loginTimeout");
    assertThatThrownBy(() -> parse("snowflake://acme/x?role=a&ROLE=b"))
        .hasMessageContaining("twice");
  }

  @Test
  void whatTheEngineReliesOnIsSetAtLogInAndCannotBeSetOtherwise() {
    assertThat(SnowflakeProperties.of(parse("snowflake://u:p@acme/X?schema=S&warehouse=W")))
        .containsEntry("JDBC_QUERY_RESULT_FORMAT", "JSON")
        .containsEntry("QUOTED_IDENTIFIERS_IGNORE_CASE", "false")
        .containsEntry("MULTI_STATEMENT_COUNT", "1")
        .containsEntry("TIMEZONE", "UTC")
        .containsEntry("CLIENT_TELEMETRY_ENABLED", "false")
        .containsEntry("CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED", "false")
        .containsEntry("disablePlatformDetection", "true")
        .containsEntry("IMPLICIT_SERVER_SIDE_QUERY_TIMEOUT", "true")
        .containsEntry("warehouse", "W")
        .doesNotContainKeys("schema", "database", "password");
    assertThat(SnowflakeProperties.of(parse("snowflake://u:p@acme/X?schema=S"), "X"))
        .containsEntry("schema", "S");
    assertThat(SnowflakeProperties.of(parse("snowflake://u:p@acme/X?schema=S"), "Y"))
        .doesNotContainKey("schema");
  }
}
