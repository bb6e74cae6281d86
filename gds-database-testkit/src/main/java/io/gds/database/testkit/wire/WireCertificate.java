package io.gds.database.testkit.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A key with a certificate that it has signed itself, made in this JVM within milliseconds: for
 * peers that speak TLS, and for clients that show one. Whoever is to trust it is given {@link
 * #trustStore} or {@link #pem}; whoever is given another's does not. Immutable.
 *
 * <pre>{@code
 * WireCertificate good = WireCertificate.builder("localhost").address("127.0.0.1").make();
 * WireCertificate expired = WireCertificate.builder("localhost")
 *     .valid(Instant.now().minus(Duration.ofDays(9)), Instant.now().minus(Duration.ofDays(2))).make();
 * WireCertificate ofAnother = WireCertificate.builder("elsewhere.example").make();
 * SqlServerPeer.builder().tls(good.server()).start();
 * }</pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280">RFC 5280</a>
 */
public final class WireCertificate {
  private static final String ALIAS = "own";
  private static final int RSA_BITS = 2048;
  private static final String SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
  private static final String SHA256_WITH_ECDSA = "1.2.840.10045.4.3.2";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PrivateKey key;
  private final X509Certificate certificate;

  private WireCertificate(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /**
   * Begins one.
   *
   * @param name of whom it is of: a host's, or a client's
   */
  public static Builder builder(String name) {
    return new Builder(Objects.requireNonNull(name, "name"));
  }

  /** One for a peer on this machine: for {@code localhost} and {@code 127.0.0.1}, for a day. */
  public static WireCertificate local() {
    return builder("localhost").address("127.0.0.1").make();
  }

  /** The certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /**
   * What a server needs to show it.
   *
   * @param clients whose certificates it takes, if clients show any
   */
  public SSLContext server(WireCertificate... clients) {
    try {
      char[] password = new char[0];
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(keyStore(password), password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trusting(clients), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM cannot be a server of TLS", e);
    }
  }

  private static TrustManager @Nullable [] trusting(WireCertificate... clients)
      throws GeneralSecurityException, IOException {
    if (clients.length == 0) {
      return null;
    }
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    for (int i = 0; i < clients.length; i++) {
      known.setCertificateEntry(ALIAS + i, clients[i].certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(known);
    return trust.getTrustManagers();
  }

  private KeyStore keyStore(char[] password) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(ALIAS, key, password, new Certificate[] {certificate});
    return store;
  }

  /** Writes a PKCS #12 file with the certificate alone, for whoever is to trust it; the file. */
  public Path trustStore(Path file, String password) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(ALIAS, certificate);
      return write(store, file, password);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot write PKCS #12", e);
    }
  }

  /** Writes a PKCS #12 file with key and certificate, for a client that shows it; the file. */
  public Path keyStore(Path file, String password) throws IOException {
    try {
      return write(keyStore(password.toCharArray()), file, password);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot write PKCS #12", e);
    }
  }

  private static Path write(KeyStore store, Path file, String password)
      throws GeneralSecurityException, IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
    return file;
  }

  /** Writes the certificate as PEM; the file. */
  public Path pem(Path file) throws IOException {
    try {
      return pem(file, "CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the key as PEM, unencrypted; the file. */
  public Path keyPem(Path file) throws IOException {
    return pem(file, "PRIVATE KEY", key.getEncoded());
  }

  private static Path pem(Path file, String what, byte[] content) throws IOException {
    byte[] newline = {'\n'};
    String lines = Base64.getMimeEncoder(64, newline).encodeToString(content);
    return Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, lines, what),
        StandardCharsets.US_ASCII);
  }

  /** Says what the certificate is like. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final List<byte[]> alternatives = new ArrayList<>();
    private Instant from = Instant.now().minus(Duration.ofHours(12));
    private Instant to = Instant.now().plus(Duration.ofHours(12));
    private boolean rsa;

    private Builder(String name) {
      this.name = name;
      host(name);
    }

    /** It is for this host too. */
    public Builder host(String alternative) {
      alternatives.add(WireDer.tagged(0x82, alternative.getBytes(StandardCharsets.US_ASCII)));
      return this;
    }

    /**
     * It is for this address too.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Builder address(String alternative) {
      if (!alternative.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
        throw new IllegalArgumentException("not an address: " + alternative);
      }
      try {
        byte[] address = InetAddress.getByName(alternative).getAddress();
        alternatives.add(WireDer.tagged(0x87, address));
        return this;
      } catch (IOException e) {
        throw new IllegalArgumentException("not an address: " + alternative, e);
      }
    }

    /** From when to when it is valid. Default: half a day from now, back and forth. */
    public Builder valid(Instant from, Instant to) {
      this.from = Objects.requireNonNull(from, "from");
      this.to = Objects.requireNonNull(to, "to");
      return this;
    }

    /**
     * Its key is of RSA, which takes longer to make. Default: of the elliptic curve P-256, which
     * some drivers do not read from PEM.
     */
    public Builder rsa() {
      rsa = true;
      return this;
    }

    private KeyPair pair() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
      if (rsa) {
        generator.initialize(RSA_BITS);
      } else {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    }

    /** Makes it. */
    public WireCertificate make() {
      try {
        KeyPair pair = pair();
        byte[] algorithm =
            rsa
                ? WireDer.sequence(WireDer.object(SHA256_WITH_RSA), WireDer.tagged(0x05))
                : WireDer.sequence(WireDer.object(SHA256_WITH_ECDSA));
        byte[] content = content(pair, algorithm);
        Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] whole = WireDer.sequence(content, algorithm, WireDer.bits(signature.sign()));
        return new WireCertificate(
            pair.getPrivate(),
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(whole)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JVM cannot make certificates", e);
      }
    }

    private byte[] content(KeyPair pair, byte[] algorithm) {
      byte[] extensions =
          WireDer.sequence(
              extension("2.5.29.17", false, WireDer.sequence(alternatives.toArray(byte[][]::new))),
              extension("2.5.29.19", true, WireDer.sequence(WireDer.truth())));
      return WireDer.sequence(
          WireDer.tagged(0xA0, WireDer.integer(BigInteger.TWO)),
          WireDer.integer(new BigInteger(63, RANDOM).add(BigInteger.ONE)),
          algorithm,
          WireDer.name(name),
          WireDer.sequence(WireDer.time(from), WireDer.time(to)),
          WireDer.name(name),
          pair.getPublic().getEncoded(),
          WireDer.tagged(0xA3, extensions));
    }

    private static byte[] extension(String number, boolean critical, byte[] value) {
      byte[] mark = critical ? WireDer.truth() : new byte[0];
      return WireDer.sequence(WireDer.object(number), mark, WireDer.octets(value));
    }
  }
}
