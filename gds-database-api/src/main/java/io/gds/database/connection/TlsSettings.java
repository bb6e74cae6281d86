package io.gds.database.connection;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encryption settings. The server is verified by default; anything less to another machine needs
 * {@link #insecure()}, which is written to the audit trail. Immutable and thread-safe.
 */
public final class TlsSettings {
  private static final TlsSettings DEFAULTS =
      new TlsSettings(TlsMode.VERIFY_FULL, false, null, null, null);

  private final TlsMode mode;
  private final boolean insecure;
  private final @Nullable Path trustedCertificates;
  private final @Nullable Path clientCertificate;
  private final @Nullable Path clientKey;

  private TlsSettings(
      TlsMode mode,
      boolean insecure,
      @Nullable Path trustedCertificates,
      @Nullable Path clientCertificate,
      @Nullable Path clientKey) {
    this.mode = mode;
    this.insecure = insecure;
    this.trustedCertificates = trustedCertificates;
    this.clientCertificate = clientCertificate;
    this.clientKey = clientKey;
  }

  /** {@link TlsMode#VERIFY_FULL} with the JVM's own trust store. */
  public static TlsSettings defaults() {
    return DEFAULTS;
  }

  /** The same settings with another mode. */
  public TlsSettings mode(TlsMode mode) {
    return new TlsSettings(
        Objects.requireNonNull(mode, "mode"),
        insecure,
        trustedCertificates,
        clientCertificate,
        clientKey);
  }

  /** The same settings, with modes that do not verify the server allowed to any host. */
  public TlsSettings insecure(boolean insecure) {
    return new TlsSettings(mode, insecure, trustedCertificates, clientCertificate, clientKey);
  }

  /** The same settings, trusting the authorities in this PEM file. */
  public TlsSettings trustedCertificates(Path pem) {
    return new TlsSettings(
        mode, insecure, Objects.requireNonNull(pem, "pem"), clientCertificate, clientKey);
  }

  /** The same settings with the client's own certificate and key, both PEM files. */
  public TlsSettings clientCertificate(Path certificate, Path key) {
    return new TlsSettings(
        mode,
        insecure,
        trustedCertificates,
        Objects.requireNonNull(certificate, "certificate"),
        Objects.requireNonNull(key, "key"));
  }

  /** The mode; {@link TlsMode#VERIFY_FULL} by default. */
  public TlsMode mode() {
    return mode;
  }

  /** Whether an unverified server may be trusted; false by default. */
  public boolean insecure() {
    return insecure;
  }

  /** The PEM file of trusted authorities; by default the JVM's trust store. */
  public Optional<Path> trustedCertificates() {
    return Optional.ofNullable(trustedCertificates);
  }

  /** The PEM file of the client's certificate; none by default. */
  public Optional<Path> clientCertificate() {
    return Optional.ofNullable(clientCertificate);
  }

  /** The PEM file of the client's private key; none by default. */
  public Optional<Path> clientKey() {
    return Optional.ofNullable(clientKey);
  }

  /** Whether the mode checks the server's identity. */
  public boolean verifies() {
    return mode == TlsMode.VERIFY_CA || mode == TlsMode.VERIFY_FULL;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TlsSettings that
        && mode == that.mode
        && insecure == that.insecure
        && Objects.equals(trustedCertificates, that.trustedCertificates)
        && Objects.equals(clientCertificate, that.clientCertificate)
        && Objects.equals(clientKey, that.clientKey);
  }

  @Override
  public int hashCode() {
    return Objects.hash(mode, insecure, trustedCertificates, clientCertificate, clientKey);
  }

  @Override
  public String toString() {
    return mode + (insecure ? " (insecure)" : "");
  }
}
