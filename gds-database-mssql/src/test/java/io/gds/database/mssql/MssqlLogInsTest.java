package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.TlsSettings;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.sqlserver.SqlServerModel;
import io.gds.database.testkit.wire.SqlServerPeer;
import io.gds.database.testkit.wire.WireCertificate;
import io.gds.database.testkit.wire.WireLogin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every way to log in that the driver has by itself, against the peer; and the others' refusals.
 */
class MssqlLogInsTest {
  private static final WireCertificate OWN = WireCertificate.local();
  private static final WireCertificate ADA = WireCertificate.builder("ada").rsa().make();
  private static final WireCertificate EVE = WireCertificate.builder("eve").rsa().make();
  private static final String SECRET = "c4n4ry-Pa55";

  @TempDir private static Path directory;
  private static String trust;

  private static final SqlServerModel MODEL = SqlServerModel.builder().login("sa", SECRET).build();
  private static final SqlServerPeer PEER =
      MODEL.serve(
          SqlServerPeer.builder()
              .tls(OWN.server(ADA, EVE))
              .certificate("ada", "CN=ada")
              .windows("ACME\\ben", SECRET)
              .token("cleo@acme.example", SECRET));
  private final DatabaseManager manager = DatabaseManager.of(new MssqlProvider());

  @BeforeAll
  static void write() throws IOException {
    trust = "sslrootcert=" + OWN.pem(directory.resolve("own.pem"));
    for (WireCertificate each : List.of(ADA, EVE)) {
      String name = each == ADA ? "ada" : "eve";
      each.pem(directory.resolve(name + ".pem"));
      each.keyPem(directory.resolve(name + ".key"));
    }
  }

  @BeforeEach
  void forget() {
    PEER.script().forget();
  }

  @AfterEach
  void end() {
    manager.close();
  }

  @AfterAll
  static void close() {
    PEER.close();
    MODEL.close();
  }

  private ConnectionInfo info(String user, String query) {
    return MssqlUrlGrammar.parse(
            "sqlserver://" + user + PEER.host() + ":" + PEER.port() + "/master?" + query)
        .orElseThrow();
  }

  private ConnectionInfo with(ConnectionInfo info, String secret) {
    Credentials given = info.credentials();
    return info.toBuilder()
        .credentials(
            Credentials.of(
                given.authType() == AuthType.NONE ? AuthType.PASSWORD : given.authType(),
                given.username().orElseThrow(),
                SecretRef.inline(secret.toCharArray())))
        .build();
  }

  private WireLogin opened(ConnectionInfo info) {
    try (MssqlEngine engine = manager.open(info, MssqlEngine.class)) {
      engine.ping();
      assertThat(engine.toString() + engine.connectionInfo()).doesNotContain(SECRET);
    }
    assertThat(PEER.script().logins()).hasSize(1);
    return PEER.script().logins().get(0);
  }

  private DatabaseException refused(ConnectionInfo info) {
    try {
      manager.open(info).close();
    } catch (DatabaseException e) {
      Canary.of(SECRET).assertAbsentFrom("the error", e);
      return e;
    }
    throw new AssertionError("it was let in");
  }

  @Test
  void byAPassword() {
    WireLogin login = opened(with(info("sa@", trust), SECRET));
    assertThat(login.user()).isEqualTo("sa");
    assertThat(login.parameters())
        .containsEntry("authentication", "password")
        .containsEntry("encryption", "on");
  }

  @Test
  void byAnAccessTokenOfEntra() {
    WireLogin login = opened(with(info("somebody@", "auth=token&" + trust), SECRET));
    assertThat(login.user()).isEqualTo("cleo@acme.example");
    assertThat(login.parameters()).containsEntry("authentication", "token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sslcert=%s/ada.pem&sslkey=%s/ada.key",
        "clientCertificate=%s/ada.pem&clientKey=%s/ada.key"
      })
  void byACertificate(String files) {
    WireLogin login = opened(info("", files.replace("%s", directory.toString()) + "&" + trust));
    assertThat(login.user()).isEqualTo("ada");
    assertThat(login.parameters()).containsEntry("authentication", "certificate");
  }

  @Test
  void byNtlmTheDriverProvesThePasswordOfAUserOfWindows() {
    String ntlm = "integratedSecurity=true&authenticationScheme=ntlm&domain=acme&" + trust;
    WireLogin login = opened(with(info("ben@", ntlm), SECRET));
    assertThat(login.user()).isEqualTo("ACME\\ben");
    assertThat(login.parameters()).containsEntry("authentication", "ntlm");
  }

  @Test
  void intoADatabaseThatKnowsTheUserItself() {
    ConnectionInfo inside = info("sa@", trust).toBuilder().database("msdb").build();
    assertThat(opened(with(inside, SECRET)).database()).isEqualTo("msdb");
  }

  @ParameterizedTest
  @CsvSource({
    "sa@, ''",
    "cleo@, auth=token&",
    "ben@, integratedSecurity=true&authenticationScheme=NTLM&domain=ACME&"
  })
  void whatProvesNothingIsTriedOnce(String user, String how) {
    DatabaseException e = refused(with(info(user, how + trust), "wrong"));
    assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(e.nativeCode()).contains("18456");
    assertThat(PEER.script().logins()).hasSize(1);
  }

  @Test
  void intoADatabaseAWrongPasswordIsTriedOnceToo() {
    ConnectionInfo inside = info("sa@", trust).toBuilder().database("msdb").build();
    assertThat(refused(with(inside, "wrong")).nativeCode()).contains("18456");
    assertThat(PEER.script().logins()).hasSize(1);
  }

  @Test
  void aCertificateThatNobodyKnowsIsTriedOnce() {
    String eve = "sslcert=" + directory + "/eve.pem&sslkey=" + directory + "/eve.key&" + trust;
    DatabaseException e = refused(info("", eve));
    assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(PEER.script().logins()).hasSize(1);
  }

  @Test
  void withoutATicketKerberosIsRefusedBeforeTheServerIsAskedForMore() {
    DatabaseException e = refused(info("", "integratedSecurity=true&" + trust));
    assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(e.remedy()).hasValueSatisfying(text -> assertThat(text).contains("kinit"));
    assertThat(PEER.script().logins()).isEmpty();
  }

  @Test
  void aCertificateOfTheServerThatIsNotItsOwnIsRefused() throws IOException {
    Instant now = Instant.now();
    WireCertificate expired =
        WireCertificate.builder("localhost")
            .address("127.0.0.1")
            .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)))
            .make();
    WireCertificate elsewhere = WireCertificate.builder("elsewhere.example").make();
    for (WireCertificate each : List.of(expired, elsewhere, WireCertificate.local())) {
      boolean known = each == expired || each == elsewhere;
      Path pem = (known ? each : OWN).pem(directory.resolve("of-PEER.pem"));
      try (SqlServerPeer other = MODEL.serve(SqlServerPeer.builder().tls(each.server()))) {
        for (String strictly : List.of("", "&encrypt=strict")) {
          String url =
              "sqlserver://sa@127.0.0.1:" + other.port() + "?sslrootcert=" + pem + strictly;
          ConnectionInfo wanted = with(MssqlUrlGrammar.parse(url).orElseThrow(), SECRET);
          DatabaseException e = refused(wanted);
          assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.TLS_REFUSED);
          assertThat(other.script().logins()).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "WORKLOAD_IDENTITY, com.azure:azure-identity",
    "KEYPAIR, a certificate is CERTIFICATE",
    "TOKEN, an access token of Entra is OAUTH",
    "OAUTH, have no access token",
    "CERTIFICATE, has no certificate of the client"
  })
  void whatTheDriverCannotByItselfIsRefusedByName(AuthType type, String why) {
    ConnectionInfo info = info("", trust).toBuilder().credentials(Credentials.of(type)).build();
    assertThatThrownBy(() -> MssqlProperties.check(info)).hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "authentication=ActiveDirectoryPassword, com.microsoft.azure:msal4j",
    "authentication=ActiveDirectoryServicePrincipal, fetch an access token",
    "authentication=ActiveDirectoryManagedIdentity, auth=token",
    "auth=magic, auth is password or token",
    "sslcert=/x, goes with sslkey",
    "clientKey=/x, goes with sslcert",
    "sslcert=/x&clientCertificate=/y&sslkey=/z, are the same"
  })
  void whatAUrlCannotSayIsRefusedByName(String query, String why) {
    assertThatThrownBy(() -> info("", query)).hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "'', integratedSecurity=true&authenticationScheme=NTLM, need a user and a password",
    "'', integratedSecurity=true&authenticationScheme=NativeAuthentication, mssql-jdbc_auth",
    "'', integratedSecurity=true&authenticationScheme=x, is JavaKerberos or NTLM",
    "sa@, domain=ACME, go with integratedSecurity=true",
    "'', sslmode=disable&sslcert=/x&sslkey=/y, a certificate is shown by TLS only"
  })
  void whatDoesNotGoTogetherIsRefused(String user, String query, String why) {
    ConnectionInfo info = info(user, query);
    assertThatThrownBy(() -> MssqlProperties.check(info)).hasMessageContaining(why);
  }

  @Test
  void aKeyUnderAPassphraseIsRefusedWithTheReason() {
    Credentials ada =
        Credentials.of(AuthType.CERTIFICATE).withPassphrase(SecretRef.inline("x".toCharArray()));
    ConnectionInfo info =
        info("", "").toBuilder()
            .credentials(ada)
            .tls(TlsSettings.defaults().clientCertificate(Path.of("/c"), Path.of("/k")))
            .build();
    assertThatThrownBy(() -> MssqlProperties.check(info)).hasMessageContaining("org.bouncycastle");
  }
}
