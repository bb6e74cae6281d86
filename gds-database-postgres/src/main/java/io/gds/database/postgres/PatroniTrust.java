package io.gds.database.postgres;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the authorities of one file, and in no others. */
final class PatroniTrust {
  private PatroniTrust() {}

  /**
   * Reads the authorities from a PEM file.
   *
   * @throws io.gds.database.error.ConnectionException with code TLS_REFUSED if there are none in it
   */
  static SSLContext in(Path pem) {
    try (InputStream file = Files.newInputStream(pem)) {
      Collection<? extends Certificate> authorities =
          CertificateFactory.getInstance("X.509").generateCertificates(file);
      if (authorities.isEmpty()) {
        throw new GeneralSecurityException("no certificate is in it");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate authority : authorities) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw ErrorDetails.of(
              ErrorCode.TLS_REFUSED, "the authorities trusted for Patroni could not be read")
          .target(pem.toString())
          .cause(e)
          .remedy("Let " + PostgresPatroni.CA.id() + " name a PEM file of certificates.")
          .toException();
    }
  }
}
