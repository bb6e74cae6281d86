package io.gds.database.connection;

/** How far a connection is encrypted and the server's identity checked. */
public enum TlsMode {
  /** No encryption. */
  DISABLE,
  /** Encryption if the server offers it, unverified. For loopback only. */
  PREFER,
  /** Encryption, unverified. */
  REQUIRE,
  /** Encryption, and a certificate signed by a trusted authority. */
  VERIFY_CA,
  /** Encryption, a trusted certificate, and the host name in it: the default. */
  VERIFY_FULL
}
