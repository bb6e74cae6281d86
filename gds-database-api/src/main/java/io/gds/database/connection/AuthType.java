package io.gds.database.connection;

/** How a client proves who it is. Each platform says which of these it takes. */
public enum AuthType {
  /** A user name and a password. */
  PASSWORD,
  /** A private key whose public half the server knows. */
  KEYPAIR,
  /** An OAuth access token. */
  OAUTH,
  /** A token issued by the platform itself, such as a programmatic access token. */
  TOKEN,
  /** The identity the cloud gives to the workload. */
  WORKLOAD_IDENTITY,
  /** The operating system's identity: Kerberos, SSPI. */
  INTEGRATED,
  /** A client certificate. */
  CERTIFICATE,
  /** Nothing: embedded databases, and servers that trust the address. */
  NONE
}
