package io.gds.database.postgres;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The authorities that this JVM trusts, as a file that other programs read. */
final class JvmAuthorities {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private JvmAuthorities() {}

  static char[] pem() {
    StringBuilder text = new StringBuilder();
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      @Nullable KeyStore jvms = null;
      factory.init(jvms);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          for (X509Certificate certificate : x509.getAcceptedIssuers()) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                .append(LINES.encodeToString(certificate.getEncoded()))
                .append("\n-----END CERTIFICATE-----\n");
          }
        }
      }
    } catch (GeneralSecurityException e) {
      throw ErrorDetails.of(
              ErrorCode.TLS_REFUSED, "the authorities that this JVM trusts cannot be read")
          .cause(e)
          .remedy("Give the certificate that signed the server's by sslrootcert.")
          .toException();
    }
    return text.toString().toCharArray();
  }
}
