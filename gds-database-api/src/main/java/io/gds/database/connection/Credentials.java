package io.gds.database.connection;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who connects, and where the proof is found. Holds references to secrets, never prints one.
 * Immutable and thread-safe.
 */
public final class Credentials {
  private static final Credentials NONE = new Credentials(AuthType.NONE, null, null, null);

  private final AuthType authType;
  private final @Nullable String username;
  private final @Nullable SecretRef secret;
  private final @Nullable SecretRef passphrase;

  private Credentials(
      AuthType authType,
      @Nullable String username,
      @Nullable SecretRef secret,
      @Nullable SecretRef passphrase) {
    this.authType = authType;
    this.username = username;
    this.secret = secret;
    this.passphrase = passphrase;
  }

  /** No credentials. */
  public static Credentials none() {
    return NONE;
  }

  /** A user name and a password. */
  public static Credentials password(String username, SecretRef password) {
    return of(AuthType.PASSWORD, username, password);
  }

  /** A user name and a private key in PEM form. */
  public static Credentials keyPair(String username, SecretRef privateKey) {
    return of(AuthType.KEYPAIR, username, privateKey);
  }

  /** A user name and a secret of the given kind. */
  public static Credentials of(AuthType authType, String username, SecretRef secret) {
    return new Credentials(
        Objects.requireNonNull(authType, "authType"),
        Objects.requireNonNull(username, "username"),
        Objects.requireNonNull(secret, "secret"),
        null);
  }

  /** A kind that needs no secret of ours: INTEGRATED, WORKLOAD_IDENTITY, CERTIFICATE. */
  public static Credentials of(AuthType authType) {
    return new Credentials(Objects.requireNonNull(authType, "authType"), null, null, null);
  }

  /** A kind that needs a user name but no secret: trust, or a name from the URL alone. */
  public static Credentials of(AuthType authType, String username) {
    return new Credentials(authType, Objects.requireNonNull(username, "username"), null, null);
  }

  /** The same credentials with the passphrase that opens an encrypted private key. */
  public Credentials withPassphrase(SecretRef passphrase) {
    return new Credentials(
        authType, username, secret, Objects.requireNonNull(passphrase, "passphrase"));
  }

  /** The kind of proof. */
  public AuthType authType() {
    return authType;
  }

  /** The user name, where one is needed. */
  public Optional<String> username() {
    return Optional.ofNullable(username);
  }

  /** Where the password, key or token is found. */
  public Optional<SecretRef> secret() {
    return Optional.ofNullable(secret);
  }

  /** Where the passphrase of an encrypted private key is found. */
  public Optional<SecretRef> passphrase() {
    return Optional.ofNullable(passphrase);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Credentials that
        && authType == that.authType
        && Objects.equals(username, that.username)
        && Objects.equals(secret, that.secret)
        && Objects.equals(passphrase, that.passphrase);
  }

  @Override
  public int hashCode() {
    return Objects.hash(authType, username, secret, passphrase);
  }

  /** The kind and the user name; secrets as {@code <hidden>}. */
  @Override
  public String toString() {
    return authType
        + username().map(name -> " " + name).orElse("")
        + (secret == null ? "" : " <hidden>");
  }
}
