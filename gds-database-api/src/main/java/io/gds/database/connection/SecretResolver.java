package io.gds.database.connection;

/**
 * Fetches secrets from one kind of store. Implementations are thread-safe and are found by
 * ServiceLoader or given to the manager; {@code env}, {@code file}, {@code property}, {@code
 * memory} and {@code keystore} are built in.
 */
public interface SecretResolver {
  /** The name by which a {@link SecretRef} asks for this resolver. */
  String provider();

  /**
   * Fetches a secret, each time anew. The caller closes it.
   *
   * @throws io.gds.database.error.AuthenticationFailedException with code {@code
   *     SECRET_UNAVAILABLE} if there is none or it may not be read; the text names the key, never
   *     the secret
   */
  Secret resolve(String key);
}
