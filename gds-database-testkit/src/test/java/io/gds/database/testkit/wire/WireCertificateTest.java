package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates made in this JVM. */
class WireCertificateTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCertificateIsWhatItWasToBe(boolean rsa) throws Exception {
    Instant from = Instant.parse("2049-12-31T23:59:59Z");
    Instant to = Instant.parse("2050-01-01T00:00:00Z");
    WireCertificate.Builder builder =
        WireCertificate.builder("db.example")
            .host("other.example")
            .address("127.0.0.1")
            .address("::1")
            .valid(from, to);
    X509Certificate made = (rsa ? builder.rsa() : builder).make().certificate();
    made.verify(made.getPublicKey());
    assertThat(made.getSubjectX500Principal().getName()).isEqualTo("CN=db.example");
    assertThat(made.getIssuerX500Principal()).isEqualTo(made.getSubjectX500Principal());
    assertThat(made.getNotBefore().toInstant()).isEqualTo(from);
    assertThat(made.getNotAfter().toInstant()).isEqualTo(to);
    assertThat(made.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
    assertThat(made.getSubjectAlternativeNames())
        .extracting(List::toString)
        .containsExactly(
            "[2, db.example]", "[2, other.example]", "[7, 127.0.0.1]", "[7, 0:0:0:0:0:0:0:1]");
    assertThat(made.getPublicKey().getAlgorithm()).isEqualTo(rsa ? "RSA" : "EC");
  }

  @Test
  void aCertificateIsValidForTheDayUnlessToldOtherwise() throws Exception {
    WireCertificate.local().certificate().checkValidity();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    WireCertificate expired =
        WireCertificate.builder("a")
            .valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)))
            .make();
    assertThatThrownBy(() -> expired.certificate().checkValidity())
        .isInstanceOf(CertificateExpiredException.class);
  }

  @Test
  void keysAndCertificatesAreWrittenInTheFormsThatClientsTake(@TempDir Path directory)
      throws Exception {
    WireCertificate own = WireCertificate.local();
    Path trust = own.trustStore(directory.resolve("trust.p12"), "secret");
    KeyStore known = KeyStore.getInstance(trust.toFile(), "secret".toCharArray());
    assertThat(known.getCertificate("own")).isEqualTo(own.certificate());
    assertThat(known.isKeyEntry("own")).isFalse();
    Path keys = own.keyStore(directory.resolve("keys.p12"), "secret");
    KeyStore mine = KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
    assertThat(mine.getKey("own", "secret".toCharArray()).getFormat()).isEqualTo("PKCS#8");
    assertThat(Files.readString(own.pem(directory.resolve("own.pem"))))
        .startsWith("-----BEGIN CERTIFICATE-----")
        .endsWith("-----END CERTIFICATE-----" + System.lineSeparator());
    assertThat(Files.readString(own.keyPem(directory.resolve("own.key"))))
        .startsWith("-----BEGIN PRIVATE KEY-----");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "300.1.1.1", "", "abc"})
  void anAddressIsNoName(String address) {
    assertThatThrownBy(() -> WireCertificate.builder("a").address(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an address: ");
  }
}
