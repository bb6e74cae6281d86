package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.TlsMode;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.manager.DatabaseManager;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MongoUrlsTest {
  private static final String CANARY = "canary-7Qx";

  private static ConnectionInfo parse(String url) {
    return MongoUrlGrammar.parse(url).orElseThrow();
  }

  @Test
  void aUrlNamesUserHostsDatabaseAndSet() {
    ConnectionInfo info =
        parse("mongodb://ann@db1.example.com:27018,db2.example.com/shop?replicaSet=rs0");

    assertThat(info.type()).isEqualTo(DatabaseType.MONGODB);
    assertThat(info.hosts())
        .containsExactly(
            HostAddress.of("db1.example.com", 27018), HostAddress.of("db2.example.com"));
    assertThat(info.database()).contains("shop");
    assertThat(info.credentials().username()).contains("ann");
    assertThat(info.credentials().authType()).isEqualTo(AuthType.NONE);
    assertThat(info.tls().mode()).isEqualTo(TlsMode.VERIFY_FULL);
    assertThat(info.properties()).containsEntry("replicaSet", "rs0");
  }

  @Test
  void aPasswordInAUrlIsHiddenAtOnce() {
    ConnectionInfo info = parse("mongodb://ann:" + CANARY + "%40x@h/?authMechanism=SCRAM-SHA-256");

    assertThat(info.credentials().authType()).isEqualTo(AuthType.PASSWORD);
    assertThat(info.toString() + info.credentials()).doesNotContain(CANARY);
    try (var secret = info.credentials().secret().orElseThrow().inlineSecret().orElseThrow()) {
      assertThat(secret.chars()).containsExactly((CANARY + "@x").toCharArray());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mongodb://localhost/, PREFER",
    "'mongodb://127.0.0.1:1,localhost/', PREFER",
    "mongodb://h/, VERIFY_FULL",
    "mongodb://localhost/?tls=true, VERIFY_FULL",
    "mongodb://localhost/?ssl=true, VERIFY_FULL",
    "mongodb://h/?tls=false, DISABLE",
    "mongodb://h/?sslmode=disable, DISABLE",
    "mongodb://h/?tlsInsecure=true, REQUIRE",
    "mongodb://h/?tls=true&tlsAllowInvalidCertificates=true, REQUIRE",
    "mongodb://h/?tlsAllowInvalidHostnames=true, VERIFY_CA",
    "mongodb://h/?sslmode=verify-ca, VERIFY_CA",
    "mongodb+srv://cluster.example.com/, VERIFY_FULL",
  })
  void encryptionIsOnUnlessItIsSwitchedOffOrTheServerIsOnThisMachine(String url, TlsMode mode) {
    ConnectionInfo info = parse(url);

    assertThat(info.tls().mode()).isEqualTo(mode);
    MongoProperties.check(info);
  }

  @Test
  void filesOfCertificatesAreNamedByTheVendorsWordsOrOurs() {
    ConnectionInfo info =
        parse("mongodb://h/?tls=true&tlsCAFile=/ca.pem&tlsCertificateKeyFile=/me.pem");
    assertThat(info.tls().trustedCertificates()).contains(Path.of("/ca.pem"));
    assertThat(info.tls().clientCertificate()).contains(Path.of("/me.pem"));
    assertThat(info.tls().clientKey()).contains(Path.of("/me.pem"));

    ConnectionInfo ours = parse("mongodb://h/?sslrootcert=/ca.pem&sslcert=/c.pem&sslkey=/k.pem");
    assertThat(ours.tls().clientCertificate()).contains(Path.of("/c.pem"));
    assertThat(ours.tls().clientKey()).contains(Path.of("/k.pem"));
  }

  @Test
  void timeOutsAndThePoolAreNamedByTheVendorsWords() {
    ConnectionInfo info =
        parse(
            "mongodb://h/?connectTimeoutMS=1500&socketTimeoutMS=2500&timeoutMS=3500&loginTimeout=4"
                + "&maxPoolSize=7&maxIdleTimeMS=11000&maxLifeTimeMS=60000&CONNECT_TIMEOUT=9");

    assertThat(info.timeouts().connect()).isEqualTo(Duration.ofMillis(1500));
    assertThat(info.timeouts().socket()).isEqualTo(Duration.ofMillis(2500));
    assertThat(info.timeouts().query()).isEqualTo(Duration.ofMillis(3500));
    assertThat(info.timeouts().login()).isEqualTo(Duration.ofSeconds(4));
    assertThat(info.pool().size()).isEqualTo(7);
    assertThat(info.pool().idleTimeout()).isEqualTo(Duration.ofSeconds(11));
    assertThat(info.pool().maxLifetime()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aSeedListIsRememberedAndLookedUpLater() {
    ConnectionInfo info = parse("mongodb+srv://ann@cluster.example.com/shop?retryWrites=true&w=1");

    assertThat(MongoProperties.isSrv(info)).isTrue();
    assertThat(info.properties()).containsEntry("retryWrites", "true").containsEntry("w", "1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb:h",
        "mongodb://",
        "mongodb:///shop",
        "mongodb://h:x/",
        "mongodb://h:99999/",
        "mongodb://h,,i/",
        "mongodb://[::1/",
        "mongodb://%2Ftmp%2Fmongodb-27017.sock/",
        "mongodb://h/a/b",
        "mongodb://h/sh%op",
        "mongodb://h/shop#x",
        "mongodb://ann:p@ss:w/or@d@h/",
        "mongodb://:pw@h/",
        "mongodb://h/sh$op",
        "mongodb://h/?colour=red",
        "mongodb://h/?tls=maybe",
        "mongodb://h/?tls=true&ssl=true",
        "mongodb://h/?tls=true&sslmode=require",
        "mongodb://h/?sslmode=sometimes",
        "mongodb://h/?tlsInsecure=perhaps",
        "mongodb://h/?sslcert=/c.pem",
        "mongodb://h/?tlsCertificateKeyFile=/a&sslcert=/b&sslkey=/c",
        "mongodb://h/?tlsCertificateKeyFilePassword=canary-7Qx",
        "mongodb://h/?proxyPassword=canary-7Qx",
        "mongodb://h/?authMechanismProperties=x:y",
        "mongodb://h/?authMechanism=GSSAPI",
        "mongodb://h/?connectTimeoutMS=soon",
        "mongodb://h/?connectTimeoutMS=0",
        "mongodb://h/?maxPoolSize=0",
        "mongodb://h/?w=1&W=2",
        "mongodb+srv://cluster.example.com/?tls=false"
      })
  void whatMeansNothingIsRefusedWithoutRepeatingASecret(String url) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOf(InvalidOptionsException.class)
        .message()
        .doesNotContain(CANARY, "p@ss", "pw");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb+srv://cluster.example.com:27017/",
        "mongodb+srv://a.example.com,b.example.com/",
        "mongodb://ann@h/",
        "mongodb://h/?authMechanism=MONGODB-X509",
        "mongodb://h/?authMechanism=MONGODB-OIDC",
        "mongodb://ann:pw@localhost/?authMechanism=PLAIN",
        "mongodb://h/?compressors=snappy",
        "mongodb://h/?readPreference=sometimes",
        "mongodb://h/?sslmode=prefer",
        "mongodb://localhost/?sslcert=/c.pem&sslkey=/k.pem&tls=false"
      })
  void whatDoesNotGoTogetherIsRefusedBeforeAnythingIsOpened(String url) {
    ConnectionInfo info = parse(url);

    try (DatabaseManager manager = DatabaseManager.of(new MongoProvider())) {
      assertThatThrownBy(() -> manager.open(info)).isInstanceOf(InvalidOptionsException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"WORKLOAD_IDENTITY", "INTEGRATED", "KEYPAIR", "TOKEN"})
  void logInsThatAreNotTakenAreRefusedByName(AuthType type) {
    ConnectionInfo info =
        parse("mongodb://localhost/").toBuilder()
            .credentials(Credentials.of(type, "ann", SecretRef.inline("x".toCharArray())))
            .build();

    assertThatThrownBy(() -> MongoProperties.check(info))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining(type.name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.cluster-x.eu-west-1.docdb.amazonaws.com",
        "shop.mongo.cosmos.azure.com",
        "SHOP.MONGO.COSMOS.AZURE.COM"
      })
  void servicesThatOnlySpeakTheProtocolAreRefused(String host) {
    try (DatabaseManager manager = DatabaseManager.of(new MongoProvider())) {
      assertThatThrownBy(() -> manager.open("mongodb://" + host + "/"))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY));
    }
  }

  @Test
  void urlsOfOtherPlatformsAreNotOurs() {
    assertThat(MongoUrlGrammar.parse("postgresql://h/x")).isEmpty();
    assertThat(MongoUrlGrammar.parse("mongodbx://h/x")).isEmpty();
    assertThat(new MongoProvider().driverVersion()).isEqualTo("5.14.0");
  }
}
