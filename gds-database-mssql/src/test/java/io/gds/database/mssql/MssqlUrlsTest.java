package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.error.InvalidOptionsException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlUrlsTest {
  private static final String CANARY = "canary-7Qx";

  private static ConnectionInfo parse(String url) {
    return MssqlUrlGrammar.parse(url).orElseThrow();
  }

  @Test
  void aUrlNamesUserHostPortAndDatabase() {
    ConnectionInfo info = parse("sqlserver://dba@db.example.com:1444/sales");

    assertThat(info.type()).isEqualTo(DatabaseType.MSSQL);
    assertThat(info.hosts()).containsExactly(HostAddress.of("db.example.com", 1444));
    assertThat(info.database()).contains("sales");
    assertThat(info.credentials().username()).contains("dba");
    assertThat(info.credentials().authType()).isEqualTo(AuthType.NONE);
    assertThat(info.tls().mode()).isEqualTo(TlsMode.VERIFY_FULL);
    assertThat(info.properties()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sqlserver://dba:pw@h\\PROD:1444/sales",
        "mssql://dba:pw@h%5CPROD:1444/sales",
        "SQLSERVER://h:1444/sales?instanceName=PROD&user=dba&password=pw",
        "jdbc:sqlserver://h\\PROD:1444;databaseName=sales;user=dba;password=pw",
        "jdbc:sqlserver://h\\PROD:1444;database={sales};userName=dba;password={pw};",
        "jdbc:sqlserver://;server=h;port=1444;InstanceName=PROD;DATABASE=sales;USER=dba;password=pw"
      })
  void theSameConnectionMayBeWrittenInSeveralWays(String url) {
    ConnectionInfo info = parse(url);

    assertThat(info.hosts()).containsExactly(HostAddress.of("h", 1444));
    assertThat(info.properties()).containsExactly(Map.entry("instanceName", "PROD"));
    assertThat(info.database()).contains("sales");
    assertThat(info.credentials().username()).contains("dba");
    assertThat(info.credentials().authType()).isEqualTo(AuthType.PASSWORD);
    assertThat(info.toString()).doesNotContain("pw");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a]b",
        "a'b",
        "a.b",
        "a;encrypt=false",
        "a}b",
        "a{b",
        "-x",
        "a b",
        "naïve",
        "Ünï",
        "a%b",
        "a\"b",
        "a=b",
        "a&b",
        "a?b",
        "a#b",
        "a@b",
        "a/b",
        "\u202egnp",
        "𝄞"
      })
  void aHostileNameStaysADatabasesName(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    ConnectionInfo ours = parse("sqlserver://u@h/" + encoded);
    ConnectionInfo natives =
        parse("jdbc:sqlserver://h;databaseName={" + name.replace("}", "}}") + "}");

    assertThat(ours.database()).contains(name);
    assertThat(natives.database()).contains(name);
    assertThat(MssqlProperties.of(ours)).containsEntry("databaseName", name);
    assertThat(MssqlProperties.of(ours)).containsEntry("encrypt", "true");
    assertThat(MssqlProperties.of(ours)).containsEntry("trustServerCertificate", "false");
  }

  @Test
  void aNameOfMoreThan128CharactersIsRefused() {
    assertThat(parse("sqlserver://h/" + "x".repeat(128)).database()).isPresent();
    assertThatThrownBy(() -> parse("sqlserver://h/" + "x".repeat(129)))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("128");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sqlserver:h",
        "sqlserver://",
        "sqlserver:///db",
        "sqlserver://h:0/db",
        "sqlserver://h:65536/db",
        "sqlserver://h:x/db",
        "sqlserver://a,b/db",
        "sqlserver://[::1/db",
        "sqlserver://u:canary-7Qx@h/a/b",
        "sqlserver://u:canary-7Qx/x@h/db",
        "sqlserver://u:canary-7Qx@h/db#x",
        "sqlserver://u:canary-7Qx%@h/db",
        "sqlserver://u:canary-7Qx%zz@h/db",
        "sqlserver://u:canary-7Qx%ff@h/db",
        "sqlserver://:canary-7Qx@h/db",
        "sqlserver://u:canary-7Qx@h;encrypt=false",
        "sqlserver://u:canary-7Qx@h/db?user=v",
        "sqlserver://u:canary-7Qx@h/db?integratedSecurity=true",
        "sqlserver://u:canary-7Qx@h\\A/db?instanceName=B",
        "jdbc:sqlserver:h",
        "jdbc:sqlserver://h;password=canary-7Qx",
        "jdbc:sqlserver://h;user=u;password={canary-7Qx",
        "jdbc:sqlserver://h;user=u;password={canary-7Qx}x",
        "jdbc:sqlserver://h;user=u;password=canary-7Qx;user=v",
        "jdbc:sqlserver://h;canary-7Qx",
        "jdbc:sqlserver://h;canary-7Qx;user=u"
      })
  void aFaultyUrlIsRefusedWithoutRepeatingItsSecret(String url) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOf(InvalidOptionsException.class)
        .satisfies(error -> assertThat(error.toString()).doesNotContain(CANARY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socketFactoryClass",
        "socketFactoryConstructorArg",
        "trustManagerClass",
        "trustManagerConstructorArg",
        "accessTokenCallbackClass",
        "jaasConfigurationName",
        "useDefaultJaasConfig",
        "accessToken",
        "trustStorePassword",
        "keyStoreSecret",
        "clientKeyPassword",
        "AADSecurePrincipalSecret",
        "keyVaultProviderClientKey",
        "retryExec",
        "retryConn",
        "connectRetryCount",
        "trustStore",
        "keyStoreLocation",
        "clientKey",
        "enclaveAttestationUrl",
        "failoverPartner",
        "columnEncryptionSetting",
        "selectMethod",
        "authentication",
        "serverCertificate",
        "fips",
        "sslProtocol",
        "queryTimeout"
      })
  void whatLeaksOrRunsCodeOrRepeatsIsRefusedByName(String property) {
    for (String name : new String[] {property, property.toUpperCase(Locale.ROOT)}) {
      for (String url :
          new String[] {
            "sqlserver://u@h/db?" + name + "=" + CANARY,
            "jdbc:sqlserver://h;" + name + "={" + CANARY + "}"
          }) {
        assertThatThrownBy(() -> parse(url))
            .isInstanceOf(InvalidOptionsException.class)
            .hasMessageContaining(property.toLowerCase(Locale.ROOT))
            .satisfies(error -> assertThat(error.toString()).doesNotContain(CANARY));
      }
    }
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertThatThrownBy(
            () -> parse("sqlserver://h/db?encrypt=perhaps&loginTimeout=soon&retryExec=1&fips=true"))
        .hasMessageContainingAll("encrypt", "loginTimeout", "retryexec", "fips");
  }

  @ParameterizedTest
  @CsvSource({
    "'', VERIFY_FULL, false",
    "sslmode=disable, DISABLE, true",
    "sslmode=prefer, PREFER, true",
    "sslmode=require, REQUIRE, true",
    "sslmode=verify-ca, VERIFY_CA, false",
    "sslmode=verify-full, VERIFY_FULL, false",
    "encrypt=true, VERIFY_FULL, false",
    "encrypt=Mandatory, VERIFY_FULL, false",
    "encrypt=strict, VERIFY_FULL, false",
    "encrypt=false, DISABLE, true",
    "encrypt=optional, DISABLE, true",
    "trustServerCertificate=true, REQUIRE, true",
    "encrypt=true&trustServerCertificate=TRUE, REQUIRE, true",
    "trustServerCertificate=false, VERIFY_FULL, false"
  })
  void encryptionIsVerifiedUnlessLessIsAskedFor(String query, TlsMode mode, boolean insecure) {
    ConnectionInfo ours = parse("sqlserver://db.example.com/x?" + query);
    ConnectionInfo natives = parse("jdbc:sqlserver://db.example.com;" + query.replace('&', ';'));

    for (ConnectionInfo info : new ConnectionInfo[] {ours, natives}) {
      assertThat(info.tls().mode()).isEqualTo(mode);
      assertThat(info.tls().insecure()).isEqualTo(insecure);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DISABLE, false, false, false",
    "PREFER, false, true, true",
    "REQUIRE, false, true, true",
    "VERIFY_CA, false, true, false",
    "VERIFY_FULL, false, true, false",
    "VERIFY_FULL, true, strict, false",
    "VERIFY_CA, true, strict, false"
  })
  void theModesAreTheDriversWordsAndNeverWeaker(
      TlsMode mode, boolean strict, String encrypt, String trust) {
    assertThat(MssqlProperties.tls(TlsSettings.defaults().mode(mode), strict))
        .containsOnly(Map.entry("encrypt", encrypt), Map.entry("trustServerCertificate", trust));
  }

  @Test
  void strictIsRefusedWithBlindTrust() {
    assertThatThrownBy(() -> parse("sqlserver://h/x?encrypt=strict&trustServerCertificate=true"))
        .hasMessageContaining("strict");
    assertThatThrownBy(() -> parse("sqlserver://h/x?encrypt=true&sslmode=require"))
        .hasMessageContaining("sslmode");
    ConnectionInfo built =
        ConnectionInfo.builder(DatabaseType.MSSQL)
            .host("localhost")
            .tls(TlsSettings.defaults().mode(TlsMode.REQUIRE))
            .property("encrypt", "strict")
            .build();
    assertThatThrownBy(() -> MssqlProperties.check(built)).hasMessageContaining("strict");
  }

  @Test
  void theDriverGetsEverythingAsPropertiesAndNothingInItsUrl() {
    ConnectionInfo info =
        parse("sqlserver://dba:pw@h/sales?applicationName=me&connect_timeout=7&loginTimeout=3");

    assertThat(MssqlProperties.DRIVER_URL).isEqualTo("jdbc:sqlserver://");
    assertThat(MssqlProperties.of(info))
        .containsEntry("serverName", "h")
        .containsEntry("portNumber", "1433")
        .containsEntry("databaseName", "sales")
        .containsEntry("user", "dba")
        .containsEntry("applicationName", "me")
        .containsEntry("loginTimeout", "10")
        .containsEntry("connectRetryCount", "0")
        .doesNotContainKey("password");
    assertThat(info.timeouts().connect()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aNamedInstanceIsAskedForItsPortUnlessOneIsGiven() {
    assertThat(MssqlProperties.of(parse("sqlserver://h\\PROD/x")))
        .containsEntry("instanceName", "PROD")
        .doesNotContainKey("portNumber");
    assertThat(MssqlProperties.of(parse("sqlserver://h\\PROD:1444/x")))
        .containsEntry("portNumber", "1444");
  }

  @Test
  void everyPropertyThatIsSetOrRefusedByNameIsOneOfTheDriver() throws SQLException {
    Set<String> known =
        Arrays.stream(new SQLServerDriver().getPropertyInfo("jdbc:sqlserver://h", new Properties()))
            .map(property -> property.name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    ConnectionInfo info =
        parse(
            "sqlserver://u@h\\A:1/x?applicationIntent=ReadOnly&hostNameInCertificate=h"
                + "&iPAddressPreference=IPv6First&lockTimeout=1&multiSubnetFailover=true"
                + "&packetSize=8000&realm=R&serverSpn=s&workstationID=w&encrypt=strict");

    for (String name : MssqlProperties.of(info).keySet()) {
      assertThat(known).contains(name.toLowerCase(Locale.ROOT));
    }
    assertThat(MssqlProperties.of(info)).containsEntry("encrypt", "strict");
    assertThat(known)
        .contains(
            "socketfactoryclass",
            "trustmanagerclass",
            "accesstokencallbackclass",
            "jaasconfigurationname",
            "usedefaultjaasconfig",
            "truststorepassword",
            "keystoresecret",
            "clientkeypassword",
            "aadsecureprincipalsecret",
            "keyvaultproviderclientkey",
            "retryexec",
            "retryconn");
  }

  @Test
  void aWaitLongerThanTheDriverTakesIsCut() {
    assertThat(
            MssqlProperties.of(parse("sqlserver://h/x?connect_timeout=86400&loginTimeout=86400")))
        .containsEntry("loginTimeout", "65535");
  }

  @Test
  void integratedLogInIsKerberos() {
    ConnectionInfo info = parse("jdbc:sqlserver://h;integratedSecurity=true");

    assertThat(info.credentials().authType()).isEqualTo(AuthType.INTEGRATED);
    assertThat(MssqlProperties.of(info))
        .containsEntry("integratedSecurity", "true")
        .containsEntry("authenticationScheme", "JavaKerberos");
  }

  @Test
  void aConnectionThatMeansNothingHereIsRefusedWithAllItsFaults() {
    ConnectionInfo info =
        ConnectionInfo.builder(DatabaseType.MSSQL)
            .host("a\\b")
            .property("instanceName", "x;encrypt=false")
            .credentials(Credentials.of(AuthType.KEYPAIR))
            .build();

    assertThatThrownBy(() -> MssqlProperties.check(info))
        .hasMessageContainingAll("host", "instanceName", "KEYPAIR");
    ConnectionInfo unknown =
        ConnectionInfo.builder(DatabaseType.MSSQL).host("h").property("fips", "true").build();
    assertThatThrownBy(() -> MssqlProperties.check(unknown)).hasMessageContaining("fips");
    ConnectionInfo none = ConnectionInfo.builder(DatabaseType.MSSQL).build();
    assertThatThrownBy(() -> MssqlProperties.check(none)).hasMessageContaining("host");
    MssqlProperties.check(parse("sqlserver://u@[::1]:1433/x?applicationIntent=ReadOnly"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgresql://h/x", "jdbc:postgresql://h/x", "sqlite:/x", "", "sqlservers://h"})
  void urlsOfOthersAreLeftToThem(String url) {
    assertThat(MssqlUrlGrammar.parse(url)).isEmpty();
  }
}
