package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.ConnectionRole;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.TlsMode;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlsTest {
  private static ConnectionInfo parse(String url) {
    return PostgresUrls.parse(url).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann@db.example.com:5433/shop",
        "postgres://ann@db.example.com:5433/shop",
        "jdbc:postgresql://db.example.com:5433/shop?user=ann",
        "PostgreSQL://ann@db.example.com:5433/shop"
      })
  void theSchemesSayTheSame(String url) {
    ConnectionInfo info = parse(url);
    assertThat(info.type()).isEqualTo(DatabaseType.POSTGRESQL);
    assertThat(info.hosts()).containsExactly(HostAddress.of("db.example.com", 5433));
    assertThat(info.database()).contains("shop");
    assertThat(info.credentials().username()).contains("ann");
    assertThat(info.credentials().authType()).isEqualTo(AuthType.NONE);
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    ConnectionInfo info = parse("postgresql://db.example.com");
    assertThat(info.database()).isEmpty();
    assertThat(info.credentials()).isEqualTo(Credentials.none());
    assertThat(info.tls().mode()).isEqualTo(TlsMode.VERIFY_FULL);
    assertThat(PostgresUrls.driverHosts(info)).isEqualTo("db.example.com:5432");
    assertThat(parse("postgresql://localhost/x").tls().mode()).isEqualTo(TlsMode.PREFER);
  }

  @Test
  void severalHostsAreTriedAndThePrimaryFollowed() {
    ConnectionInfo info = parse("postgresql://a:5432,[::1]:5433,c/shop?sslmode=require");
    assertThat(info.hosts())
        .containsExactly(
            HostAddress.of("a", 5432), HostAddress.of("::1", 5433), HostAddress.of("c"));
    assertThat(PostgresUrls.driverHosts(info)).isEqualTo("a:5432,[::1]:5433,c:5432");
    assertThat(PostgresUrls.followsPrimary(info)).isTrue();
    ConnectionInfo any = parse("postgresql://a,b/shop?target_session_attrs=any");
    assertThat(any.role()).isEqualTo(ConnectionRole.ANY);
    assertThat(PostgresUrls.followsPrimary(any)).isFalse();
    assertThat(PostgresUrls.followsPrimary(parse("postgresql://a/shop"))).isFalse();
  }

  @Test
  void aPasswordIsTakenOutOfTheUrlAtOnce() {
    for (String url :
        new String[] {
          "postgresql://ann:s%40crEt%2Fx@db.example.com/shop",
          "jdbc:postgresql://db.example.com/shop?user=ann&password=s%40crEt%2Fx"
        }) {
      ConnectionInfo info = parse(url);
      assertThat(info.credentials().authType()).isEqualTo(AuthType.PASSWORD);
      assertThat(info.credentials().secret().orElseThrow().inlineSecret().orElseThrow().chars())
          .isEqualTo("s@crEt/x".toCharArray());
      assertThat(info + " " + info.redactedUrl()).doesNotContain("crEt");
    }
  }

  @Test
  void whatIsPercentEncodedIsUtf8AndAPlusIsAPlus() {
    ConnectionInfo info = parse("postgresql://%C3%A9l+ise@h/sh%2Fop%20%22x%22");
    assertThat(info.credentials().username()).contains("él+ise");
    assertThat(info.database()).contains("sh/op \"x\"");
    assertThat(PostgresConnections.driverUrl(info, "a+b /é&x=1?"))
        .isEqualTo("jdbc:postgresql://h:5432/a%2Bb+%2F%C3%A9%26x%3D1%3F");
  }

  @Test
  void parametersAreKnownByBothTheirNames() {
    ConnectionInfo info =
        parse(
            "postgresql://h/x?sslmode=verify-ca&sslrootcert=/ca.pem&sslcert=/c.pem&sslkey=/k.pk8"
                + "&connect_timeout=3&application_name=books&tcpKeepAlive=false");
    assertThat(info.tls().mode()).isEqualTo(TlsMode.VERIFY_CA);
    assertThat(info.tls().trustedCertificates()).contains(Path.of("/ca.pem"));
    assertThat(info.tls().clientKey()).contains(Path.of("/k.pk8"));
    assertThat(info.timeouts().connect()).isEqualTo(Duration.ofSeconds(3));
    assertThat(info.properties())
        .containsEntry("ApplicationName", "books")
        .containsEntry("tcpKeepAlive", "false");
    assertThat(PostgresConnections.driverProperties(info))
        .containsEntry("sslmode", "verify-ca")
        .containsEntry("sslrootcert", "/ca.pem")
        .containsEntry("sslcert", "/c.pem")
        .containsEntry("connectTimeout", "3")
        .containsEntry("ApplicationName", "books")
        .containsEntry("tcpKeepAlive", "false")
        .doesNotContainKey("socketTimeout");
  }

  @Test
  void aModeThatVerifiesNothingIsAskedForByName() {
    assertThat(parse("postgresql://far.example.com/x?sslmode=require").tls().insecure()).isTrue();
    assertThat(parse("postgresql://far.example.com/x?sslmode=verify-full").tls().insecure())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql:shop",
        "postgresql:///shop",
        "postgresql://:secretword@h/x",
        "postgresql://ann:sec/retword@h/x",
        "postgresql://ann:secretword#@h/x",
        "postgresql://h:port/x",
        "postgresql://h:99999/x",
        "postgresql://[::1/x",
        "postgresql://h/a/b",
        "postgresql://h/%zz",
        "postgresql://h/%C3",
        "postgresql://h/%"
      })
  void whatCannotBeUnderstoodIsRefusedWithoutItsSecrets(String url) {
    assertThatThrownBy(() -> PostgresUrls.parse(url))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONNECTION))
        .hasMessageNotContaining("retword");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://h/x?sslmode=allow",
        "postgresql://h/x?sslcert=/c.pem",
        "postgresql://h/x?target_session_attrs=standby",
        "postgresql://h/x?connect_timeout=soon",
        "postgresql://h/x?connect_timeout=0",
        "postgresql://h/x?sslmode=require&sslmode=disable",
        "postgresql://h/x?application_name=a&ApplicationName=b"
      })
  void aParameterThatMakesNoSenseIsNamed(String url) {
    assertThatThrownBy(() -> PostgresUrls.parse(url)).isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void aClientsCertificateThatTheDriverWouldKeepToItselfIsRefused() {
    String url = "postgresql://h/x?sslmode=verify-full&sslcert=/c.pem&sslkey=/k.pk8";
    ConnectionInfo without = PostgresUrls.parse(url).orElseThrow();
    assertThatThrownBy(() -> PostgresUrls.check(without))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("trusted certificates");
    PostgresUrls.check(PostgresUrls.parse(url + "&sslrootcert=/ca.pem").orElseThrow());
  }

  @Test
  void settingsThatMeanNothingHereAreRefusedTogether() {
    ConnectionInfo info =
        ConnectionInfo.builder(DatabaseType.POSTGRESQL)
            .path(Path.of("/x"))
            .credentials(Credentials.keyPair("ann", SecretRef.of("env", "KEY")))
            .build();
    assertThatThrownBy(() -> PostgresUrls.check(info))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("path")
        .hasMessageContaining("KEYPAIR")
        .hasMessageContaining("host");
    ConnectionInfo certificate =
        ConnectionInfo.builder(DatabaseType.POSTGRESQL)
            .host("h")
            .credentials(Credentials.of(AuthType.CERTIFICATE, "ann"))
            .build();
    assertThatThrownBy(() -> PostgresUrls.check(certificate)).hasMessageContaining("certificate");
  }

  @Test
  void urlsOfOthersAreNotOurBusiness() {
    assertThat(PostgresUrls.parse("jdbc:mysql://h/x")).isEmpty();
    assertThat(PostgresUrls.parse("postgresqlx://h/x")).isEmpty();
    assertThat(PostgresUrls.parse("sqlite:/x")).isEmpty();
  }
}
