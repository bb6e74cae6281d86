package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The encryption of connections, from files in PEM form. */
final class MongoTls {
  private MongoTls() {}

  /** Whether anything is encrypted; PREFER is for loopback, and means what servers do there. */
  static boolean isOn(TlsSettings tls) {
    return tls.mode() != TlsMode.DISABLE && tls.mode() != TlsMode.PREFER;
  }

  /**
   * What connections are encrypted with.
   *
   * @throws io.gds.database.error.DatabaseException with code TLS_REFUSED if a file does not hold
   *     what it should
   */
  static SSLContext context(TlsSettings tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(identity(tls), trust(tls), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw refused("encryption cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManager @Nullable [] trust(TlsSettings tls) throws GeneralSecurityException {
    if (!tls.verifies()) {
      return new TrustManager[] {new Anybody()};
    }
    if (tls.trustedCertificates().isEmpty()) {
      return null;
    }
    KeyStore store = empty();
    int number = 0;
    for (Certificate each : certificates(tls.trustedCertificates().get())) {
      store.setCertificateEntry("trusted" + number++, each);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] identity(TlsSettings tls) throws GeneralSecurityException {
    if (tls.clientCertificate().isEmpty() || tls.clientKey().isEmpty()) {
      return null;
    }
    Collection<? extends Certificate> chain = certificates(tls.clientCertificate().get());
    PrivateKey key =
        key(tls.clientKey().get(), chain.iterator().next().getPublicKey().getAlgorithm());
    KeyStore store = empty();
    char[] none = new char[0];
    store.setKeyEntry("client", key, none, chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, none);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store is read from nothing", e);
    }
  }

  /** A key beside them, as MongoDB's own tools want it, is passed over. */
  private static Collection<? extends Certificate> certificates(Path pem) {
    try {
      byte[] file = Files.readAllBytes(pem);
      List<Certificate> all = new ArrayList<>();
      for (byte[] each : blocks(file, "CERTIFICATE")) {
        all.add(
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(each)));
      }
      Arrays.fill(file, (byte) 0);
      if (all.isEmpty()) {
        throw refused("there are no certificates to be read in " + pem, null);
      }
      return all;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw refused("there are no certificates to be read in " + pem, e);
    }
  }

  private static PrivateKey key(Path pem, String algorithm) {
    byte[] file = {};
    List<byte[]> keys = List.of();
    try {
      file = Files.readAllBytes(pem);
      keys = blocks(file, "PRIVATE KEY");
      if (keys.size() != 1) {
        throw refused("there is no unencrypted key in PKCS#8 to be read in " + pem, null);
      }
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(keys.get(0)));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      // The words of what failed may quote the key.
      throw refused("there is no unencrypted key in PKCS#8 to be read in " + pem, null);
    } finally {
      Arrays.fill(file, (byte) 0);
      keys.forEach(each -> Arrays.fill(each, (byte) 0));
    }
  }

  /** What stands between the lines that begin and end such a block, decoded. */
  private static List<byte[]> blocks(byte[] file, String what) {
    byte[] begin = ("-----BEGIN " + what + "-----").getBytes(StandardCharsets.US_ASCII);
    byte[] end = ("-----END " + what + "-----").getBytes(StandardCharsets.US_ASCII);
    List<byte[]> blocks = new ArrayList<>();
    int from = indexOf(file, begin, 0);
    while (from >= 0) {
      int until = indexOf(file, end, from);
      if (until < 0) {
        break;
      }
      byte[] text = Arrays.copyOfRange(file, from + begin.length, until);
      blocks.add(Base64.getMimeDecoder().decode(text));
      Arrays.fill(text, (byte) 0);
      from = indexOf(file, begin, until);
    }
    return blocks;
  }

  private static int indexOf(byte[] in, byte[] what, int from) {
    for (int at = from; at <= in.length - what.length; at++) {
      if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
        return at;
      }
    }
    return -1;
  }

  private static RuntimeException refused(String why, @Nullable Exception cause) {
    ErrorDetails details =
        ErrorDetails.of(ErrorCode.TLS_REFUSED, why)
            .platform(DatabaseType.MONGODB.id())
            .remedy("Give files in PEM form, the key in PKCS#8 without a passphrase.");
    return (cause == null ? details : details.cause(cause)).toException();
  }

  /** Trusts whoever answers, as was asked for by name. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
