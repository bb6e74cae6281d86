package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import com.microsoft.sqlserver.jdbc.SqlAuthenticationToken;
import io.gds.database.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is encrypted, whose certificate is trusted, and log-ins that need no password. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class SqlServerPeerTlsTest {
  @TempDir static Path directory;

  private static final WireCertificate OWN = WireCertificate.local();
  private static Path trust;

  @BeforeAll
  static void writeTrustStore() throws IOException {
    trust = OWN.trustStore(directory.resolve("trust.p12"), "secret");
  }

  private static String trusting(Path store) {
    return ";trustStoreType=PKCS12;trustStorePassword=secret;trustStore=" + store;
  }

  private static Connection connected(SqlServerPeer peer, String properties) throws SQLException {
    String url = peer.jdbcUrl("shop") + ";socketTimeout=20000" + properties;
    return DriverManager.getConnection(url, "ada", "pw");
  }

  private static SqlServerPeer peer(WireCertificate certificate) {
    return SqlServerPeer.builder().tls(certificate.server()).user("ada", "pw").start();
  }

  @ParameterizedTest
  @CsvSource({
    "'', on",
    ";encrypt=true, on",
    ";encrypt=strict, strict",
    ";encrypt=false, login",
  })
  void asMuchIsEncryptedAsTheClientWants(String wanted, String encryption) throws SQLException {
    String large = "x".repeat(9000);
    try (SqlServerPeer peer = peer(OWN)) {
      peer.script()
          .on("SELECT a FROM t")
          .answer(
              WireAnswer.rows("a nvarchar(max)")
                  .all(IntStream.range(0, 20).mapToObj(i -> WireRow.of(large)).toList()));
      for (int i = 0; i < 3; i++) {
        try (Connection connection = connected(peer, wanted + trusting(trust));
            Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("SELECT a FROM t")) {
          for (int row = 0; row < 20; row++) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo(large);
          }
        }
      }
      assertThat(peer.script().logins())
          .extracting(login -> login.parameters().get("encryption"))
          .containsOnly(encryption)
          .hasSize(3);
      assertThat(peer.script().logins().get(0).parameters())
          .containsEntry("protocol", encryption.equals("strict") ? "8000000" : "74000004");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {";encrypt=true", ";encrypt=strict"})
  void attentionsPassThroughTls(String wanted) throws SQLException {
    try (SqlServerPeer peer = peer(OWN);
        Connection connection = connected(peer, wanted + trusting(trust));
        Statement statement = connection.createStatement()) {
      peer.script().on("SLOW").answer(WireAnswer.done().held(new WireGate()));
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("SLOW")).hasMessage("The query has timed out.");
      assertThat(connection.isValid(1)).isTrue();
      assertThat(peer.cancels()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {";encrypt=true", ";encrypt=strict"})
  void aCertificateIsNotTrustedUnlessTheClientKnowsIt(String wanted) {
    try (SqlServerPeer peer = peer(OWN)) {
      assertThatThrownBy(() -> connected(peer, wanted))
          .hasMessageContaining("unable to find valid certification path");
      assertThat(peer.script().logins()).isEmpty();
    }
  }

  @Test
  void aCertificateThatIsNotLookedAtIsGoodEnough() throws SQLException {
    WireCertificate any = WireCertificate.builder("elsewhere.example").make();
    try (SqlServerPeer peer = peer(any)) {
      connected(peer, ";trustServerCertificate=true").close();
      connected(peer, ";encrypt=false").close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {";encrypt=true", ";encrypt=strict"})
  void aCertificateThatHasExpiredIsRefused(String wanted) throws IOException {
    Instant now = Instant.now();
    WireCertificate expired =
        WireCertificate.builder("localhost")
            .address("127.0.0.1")
            .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)))
            .make();
    Path store = expired.trustStore(directory.resolve("expired.p12"), "secret");
    try (SqlServerPeer peer = peer(expired)) {
      assertThatThrownBy(() -> connected(peer, wanted + trusting(store)))
          .hasMessageContaining("NotAfter: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {";encrypt=true", ";encrypt=strict"})
  void aCertificateOfAnotherHostIsRefused(String wanted) throws IOException, SQLException {
    WireCertificate other = WireCertificate.builder("elsewhere.example").make();
    Path store = other.trustStore(directory.resolve("other.p12"), "secret");
    try (SqlServerPeer peer = peer(other)) {
      assertThatThrownBy(() -> connected(peer, wanted + trusting(store)))
          .hasMessageContaining("Failed to validate the server name \"127.0.0.1\"");
      String name = ";hostNameInCertificate=elsewhere.example";
      connected(peer, wanted + trusting(store) + name).close();
    }
  }

  @Test
  void aStrictClientMayKnowTheVeryCertificate() throws Exception {
    Path pem = OWN.pem(directory.resolve("own.pem"));
    Path other = WireCertificate.local().pem(directory.resolve("another.pem"));
    try (SqlServerPeer peer = peer(OWN)) {
      connected(peer, ";encrypt=strict;serverCertificate=" + pem).close();
      assertThatThrownBy(() -> connected(peer, ";encrypt=strict;serverCertificate=" + other))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void whoWantsTlsGetsNoneWhereThereIsNoCertificate() {
    try (SqlServerPeer peer = SqlServerPeer.builder().start()) {
      assertThatThrownBy(() -> connected(peer, ";encrypt=true"))
          .hasMessageContaining("the server is not configured to support SSL");
      assertThatThrownBy(() -> connected(peer, ";encrypt=strict"))
          .hasMessageContaining("terminated the handshake");
    }
  }

  @Test
  void aServerMayInsist() throws SQLException {
    try (SqlServerPeer peer = SqlServerPeer.builder().tls(OWN.server()).forceEncryption().start()) {
      assertThatThrownBy(() -> connected(peer, ";encrypt=false"))
          .hasMessageContaining("unable to find valid certification path");
      connected(peer, ";encrypt=false" + trusting(trust)).close();
      assertThat(peer.script().logins().get(0).parameters()).containsEntry("encryption", "on");
    }
  }

  @Test
  void aTokenOfEntraOpensTheDoor() throws SQLException {
    try (SqlServerPeer peer =
        SqlServerPeer.builder().tls(OWN.server()).token("ada@acme.example", "eyJ.good").start()) {
      String url = peer.jdbcUrl("shop") + trusting(trust);
      Properties known = new Properties();
      known.put("accessToken", "eyJ.good");
      try (Connection connection = DriverManager.getConnection(url, known)) {
        assertThat(connection.isValid(1)).isTrue();
      }
      Properties unknown = new Properties();
      unknown.put("accessToken", "eyJ.bad");
      assertThatThrownBy(() -> DriverManager.getConnection(url, unknown).close())
          .hasMessageStartingWith("Login failed for user '<token-identified principal>'.");
      assertThatThrownBy(() -> connected(peer, trusting(trust)))
          .hasMessageStartingWith("Login failed for user 'ada'.");
      assertThat(peer.script().logins())
          .extracting(WireLogin::user)
          .containsExactly("ada@acme.example", "<token-identified principal>", "ada");
      assertThat(peer.script().logins().get(0).parameters())
          .containsEntry("authentication", "token");
      assertThat(peer.script().logins().toString()).doesNotContain("eyJ");
    }
  }

  @Test
  void aTokenIsFetchedFromWhereTheServerSays() throws SQLException {
    StringBuilder asked = new StringBuilder();
    try (SqlServerPeer peer =
        SqlServerPeer.builder().tls(OWN.server()).token("ada@acme.example", "eyJ.good").start()) {
      SQLServerDataSource source = new SQLServerDataSource();
      source.setURL(peer.jdbcUrl("shop") + trusting(trust));
      source.setAccessTokenCallback(
          (service, issuer) -> {
            asked.append(service).append(' ').append(issuer);
            return new SqlAuthenticationToken(
                "eyJ.good", Instant.now().plusSeconds(60).toEpochMilli());
          });
      try (Connection connection = source.getConnection()) {
        assertThat(connection.isValid(1)).isTrue();
      }
      assertThat(asked)
          .hasToString("https://database.windows.net/ https://login.microsoftonline.com/peer");
      assertThat(peer.script().logins().get(0).user()).isEqualTo("ada@acme.example");
    }
  }

  @Test
  void aCertificateOfTheClientOpensTheDoor() throws Exception {
    WireCertificate ada = WireCertificate.builder("ada").rsa().make();
    WireCertificate eve = WireCertificate.builder("eve").make();
    Path store = ada.keyStore(directory.resolve("ada.pfx"), "pw");
    Path pem = ada.pem(directory.resolve("ada.pem"));
    Path key = ada.keyPem(directory.resolve("ada.key"));
    Path foreign = eve.keyStore(directory.resolve("eve.pfx"), "pw");
    try (SqlServerPeer peer =
        SqlServerPeer.builder().tls(OWN.server(ada, eve)).certificate("ada", "CN=ada").start()) {
      String url = peer.jdbcUrl("shop") + trusting(trust) + ";clientCertificate=";
      DriverManager.getConnection(url + store + ";clientKeyPassword=pw").close();
      DriverManager.getConnection(url + pem + ";clientKey=" + key).close();
      assertThatThrownBy(
              () -> DriverManager.getConnection(url + foreign + ";clientKeyPassword=pw").close())
          .hasMessageStartingWith("Login failed for user 'CN=eve'.");
      assertThat(peer.script().logins())
          .extracting(login -> login.user() + " " + login.parameters().get("authentication"))
          .containsExactly("ada certificate", "ada certificate", "CN=eve certificate");
    }
  }

  @Test
  void nobodyVouchesForAnIntegratedLogin() {
    try (SqlServerPeer peer = peer(OWN)) {
      String integrated = ";integratedSecurity=true;authenticationScheme=NTLM;domain=ACME";
      assertThatThrownBy(() -> connected(peer, trusting(trust) + integrated))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(18452))
          .hasMessageContaining("cannot be used with Integrated authentication");
      assertThat(peer.script().logins().get(0).parameters())
          .containsEntry("authentication", "ntlm");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {";encrypt=true", ";encrypt=strict"})
  void aUserOfWindowsProvesThePasswordWithoutSendingIt(String wanted) throws SQLException {
    try (SqlServerPeer peer =
        SqlServerPeer.builder().tls(OWN.server()).windows("ACME\\Ünal", "pä$$").start()) {
      String url = peer.jdbcUrl("shop") + wanted + trusting(trust);
      String ntlm = url + ";integratedSecurity=true;authenticationScheme=NTLM;domain=acme";
      try (Connection connection = DriverManager.getConnection(ntlm, "ünal", "pä$$")) {
        assertThat(connection.isValid(1)).isTrue();
      }
      assertThatThrownBy(() -> DriverManager.getConnection(ntlm, "ünal", "pä$").close())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(18456));
      assertThatThrownBy(() -> DriverManager.getConnection(ntlm, "eve", "pä$$").close())
          .hasMessageStartingWith("Login failed for user 'ACME\\eve'.");
      assertThat(peer.script().logins())
          .extracting(WireLogin::user)
          .containsExactly("ACME\\Ünal", "ACME\\ünal", "ACME\\eve");
    }
  }
}
