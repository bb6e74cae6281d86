package io.gds.database.mssql;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a PEM file as the driver takes them: a key store in a file of its own, which
 * holds nothing secret and is deleted with the engine.
 */
final class MssqlTrust implements AutoCloseable {
  /** Of the types of key stores the one whose certificates are read without any password. */
  static final String TYPE = "JKS";

  private final Path store;

  private MssqlTrust(Path store) {
    this.store = store;
  }

  /**
   * Reads the certificates.
   *
   * @throws io.gds.database.error.DatabaseException with code TLS_REFUSED if there are none
   */
  static MssqlTrust of(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) {
        throw refused(pem, null);
      }
      KeyStore keys = KeyStore.getInstance(TYPE);
      keys.load(null, null);
      int number = 0;
      for (Certificate certificate : all) {
        keys.setCertificateEntry("trusted" + number, certificate);
        number++;
      }
      return new MssqlTrust(written(keys));
    } catch (IOException | GeneralSecurityException e) {
      throw refused(pem, e);
    }
  }

  private static Path written(KeyStore keys) throws IOException, GeneralSecurityException {
    Path file = Files.createTempFile("gds-mssql-trust-", ".jks");
    try (OutputStream out = Files.newOutputStream(file)) {
      // Without a password there would be no checksum; it protects nothing, and is not asked for.
      keys.store(out, "public".toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return file;
  }

  private static RuntimeException refused(Path pem, @Nullable Exception why) {
    ErrorDetails details =
        ErrorDetails.of(ErrorCode.TLS_REFUSED, "there are no certificates to be read in " + pem)
            .platform(DatabaseType.MSSQL.id())
            .remedy("Give a file of certificates in PEM form.");
    return (why == null ? details : details.cause(why)).toException();
  }

  Path store() {
    return store;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
