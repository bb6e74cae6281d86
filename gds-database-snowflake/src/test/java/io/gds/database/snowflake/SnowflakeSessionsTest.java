package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.ConnectionException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.SnowflakeUsers;
import io.gds.database.testkit.wire.SnowflakeVisit;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How sessions begin, go on and fail to, through the real driver. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class SnowflakeSessionsTest {
  private static final String PASSPHRASE = "open sesame";
  private static KeyPair keys;

  private final List<SnowflakeVisit> visits = new ArrayList<>();
  private DatabaseManager manager;
  private SnowflakePeer peer;

  @BeforeAll
  static void makeKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
  }

  @BeforeEach
  void open() {
    manager = DatabaseManager.of(new SnowflakeProvider());
    peer = SnowflakePeer.builder().users(new Door()).start();
    peer.script()
        .beginningWith("SELECT")
        .answer(WireAnswer.rows("NOW timestamp_ltz(3)").row(Instant.EPOCH));
  }

  @AfterEach
  void close() {
    manager.close();
    peer.close();
  }

  /** Lets everybody in whose secret begins well, and knows Ada's key. */
  private final class Door implements SnowflakeUsers {
    @Override
    public List<WireAnswer.Failure> refusal(SnowflakeVisit visit) {
      visits.add(visit);
      return visit.secret().startsWith("wrong")
          ? List.of(WireAnswer.error("390100", "Incorrect username or password was specified."))
          : List.of();
    }

    @Override
    public List<PublicKey> keys(String user) {
      return List.of(keys.getPublic(), lockedKeysPublic());
    }
  }

  private static PublicKey lockedKeysPublic() {
    try (InputStream in = SnowflakeSessionsTest.class.getResourceAsStream("key.pub")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      byte[] bytes =
          Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", "").strip());
      return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private ConnectionInfo info(Credentials credentials) {
    return SnowflakeUrlGrammar.parse(peer.jdbcUrl()).orElseThrow().toBuilder()
        .credentials(credentials)
        .property("maxHttpRetries", "1")
        .build();
  }

  private static SecretRef secret(String text) {
    return SecretRef.inline(text.toCharArray());
  }

  private static String pem(String kind, byte[] bytes) {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN "
        + kind
        + "-----\n"
        + encoder.encodeToString(bytes)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  private static String plainKey() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /** A key of these tests alone, locked by {@code openssl pkcs8 -topk8}. */
  private static String lockedKey(String cipher) throws IOException {
    try (InputStream in =
        SnowflakeSessionsTest.class.getResourceAsStream("key-" + cipher + ".p8")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private void works(Credentials credentials) {
    works(info(credentials));
  }

  private void works(ConnectionInfo info) {
    try (var engine = manager.open(info)) {
      assertThat(engine.serverTime()).isEqualTo(Instant.EPOCH);
    }
  }

  private DatabaseException fails(Credentials credentials) {
    return catchThrowableOfType(
        DatabaseException.class, () -> manager.open(info(credentials)).close());
  }

  @Test
  void aKeyPairIsTheWayIn() throws Exception {
    works(Credentials.keyPair("ada", secret(plainKey())));
    for (String cipher : List.of("aes256", "des3")) {
      works(
          Credentials.keyPair("ada", secret(lockedKey(cipher))).withPassphrase(secret(PASSPHRASE)));
    }

    assertThat(visits).extracting(SnowflakeVisit::way).containsOnly(SnowflakeVisit.Way.KEY_PAIR);
  }

  @Test
  void aKeyThatCannotBeOpenedIsToldBeforeAnybodyIsAsked() throws Exception {
    Credentials locked = Credentials.keyPair("ada", secret(lockedKey("aes256")));

    DatabaseException wrong = fails(locked.withPassphrase(secret("canary-7Qx")));
    DatabaseException none = fails(locked);
    DatabaseException needless =
        fails(Credentials.keyPair("ada", secret(plainKey())).withPassphrase(secret("canary-7Qx")));
    DatabaseException other = fails(Credentials.keyPair("ada", secret("canary-7Qx")));

    assertThat(List.of(wrong, none, needless, other))
        .allSatisfy(
            e -> {
              assertThat(e).isInstanceOf(AuthenticationFailedException.class);
              assertThat(e.remedy()).isPresent();
              assertThat(e.toString()).doesNotContain("canary-7Qx");
            });
    assertThat(wrong.remedy().orElseThrow()).contains("passphrase");
    assertThat(none).hasMessageContaining("encrypted");
    assertThat(needless).hasMessageContaining("not encrypted");
    assertThat(other).hasMessageContaining("PEM");
    assertThat(visits).isEmpty();
  }

  @Test
  void aKeyThatTheServerDoesNotKnowIsRefusedOnce() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    byte[] strange = generator.generateKeyPair().getPrivate().getEncoded();

    DatabaseException e = fails(Credentials.keyPair("ada", secret(pem("PRIVATE KEY", strange))));

    assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(e.nativeCode()).contains("390144");
    assertThat(peer.script().logins()).hasSize(1);
  }

  @Test
  void tokensAndPasscodesArriveAsWhatTheyAre() {
    works(Credentials.of(AuthType.OAUTH, "ada", secret("oauth-token")));
    works(Credentials.of(AuthType.TOKEN, "ada", secret("pat-token")));
    works(Credentials.password("ada", secret("pw")).withPassphrase(secret("123456")));
    assertThat(visits)
        .extracting(SnowflakeVisit::way)
        .containsExactly(
            SnowflakeVisit.Way.OAUTH,
            SnowflakeVisit.Way.PROGRAMMATIC_TOKEN,
            SnowflakeVisit.Way.PASSWORD);
    assertThat(visits.get(0).secret()).isEqualTo("oauth-token");
    assertThat(visits.get(1).secret()).isEqualTo("pat-token");
    assertThat(visits.get(2).passcode()).isEqualTo("123456");
  }

  @Test
  void theIdentityOfAWorkloadIsShownToTheVendorAlone() {
    ConnectionInfo info =
        info(Credentials.of(AuthType.WORKLOAD_IDENTITY, "", secret("canary.7Qx.sig"))).toBuilder()
            .property("workloadIdentityProvider", "OIDC")
            .build();

    assertThatThrownBy(() -> manager.open(info))
        .isInstanceOf(AuthenticationFailedException.class)
        .hasMessageNotContaining("7Qx");
    assertThat(peer.script().logins()).isEmpty();
  }

  @Test
  void aWrongPasswordIsTriedOnce() {
    DatabaseException e = fails(Credentials.password("ada", secret("wrong-7Qx")));

    assertThat(e).isInstanceOf(AuthenticationFailedException.class);
    assertThat(e.nativeCode()).contains("390100");
    assertThat(e.toString()).doesNotContain("wrong-7Qx");
    assertThat(peer.script().logins()).hasSize(1);
  }

  @Test
  void anExpiredTokenIsRenewedOnceAndALostSessionLogsInAnew() {
    try (var engine = manager.open(info(Credentials.password("ada", secret("pw"))))) {
      engine.serverTime();
      peer.expireTokens();
      engine.serverTime();
      assertThat(peer.renewals()).isEqualTo(1);
      assertThat(peer.script().logins()).hasSize(1);

      peer.expireLogins();
      engine.serverTime();
      assertThat(peer.script().logins()).hasSize(2);

      peer.endSessions();
      engine.serverTime();
      assertThat(peer.script().logins()).hasSize(3);
    }
  }

  @Test
  void whatStandsBeforeTheAccountMayRefuseForGoodOrForAMoment() {
    Credentials ada = Credentials.password("ada", secret("pw"));
    peer.refuse(WireAnswer.error("HTTP 503", "busy"), 1);
    works(ada);
    peer.refuse(WireAnswer.error("HTTP 429", "too many"), 1);
    works(ada);
    peer.refuse(WireAnswer.error("HTTP 403", "forbidden"));

    DatabaseException refused = fails(ada);

    assertThat(refused.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(refused.isTransient()).isFalse();
    assertThat(refused).hasMessageContaining("403");
    assertThat(refused.remedy().orElseThrow()).contains("private link");
  }

  @Test
  void aCertificateThatNobodySignedIsRefused() throws Exception {
    try (SnowflakePeer secure =
        SnowflakePeer.builder().tls(WireCertificate.local().server()).start()) {
      ConnectionInfo info =
          ConnectionInfo.builder(DatabaseType.SNOWFLAKE)
              .host("127.0.0.1", secure.port())
              .property("account", "acme")
              .property("maxHttpRetries", "1")
              .tls(TlsSettings.defaults().mode(TlsMode.VERIFY_FULL))
              .credentials(Credentials.password("ada", secret("pw")))
              .build();

      assertThatThrownBy(() -> manager.open(info))
          .isInstanceOfSatisfying(
              ConnectionException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TLS_REFUSED));
      assertThat(secure.script().logins()).isEmpty();
    }
  }

  @Test
  void theSessionIsSetUpAsTheStatementsNeedIt() {
    works(
        info(Credentials.password("ada", secret("pw"))).toBuilder()
            .database("sales")
            .property("role", "DBA")
            .build());

    assertThat(peer.script().logins().get(0).parameters())
        .containsEntry("application", "gds")
        .containsEntry("role", "DBA")
        .containsEntry("QUOTED_IDENTIFIERS_IGNORE_CASE", "false")
        .containsEntry("MULTI_STATEMENT_COUNT", "1")
        .containsEntry("JDBC_QUERY_RESULT_FORMAT", "JSON")
        .containsEntry("TIMEZONE", "UTC");
    assertThat(peer.script().logins().get(0).database()).isEmpty();
    assertThat(peer.telemetry()).isZero();
  }
}
