package io.gds.database.core.secret;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretResolver;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that the program itself puts in, as {@code memory:KEY}. Make one, fill it, give it to the
 * manager, and close it to wipe everything it holds. Thread-safe.
 */
public final class MemorySecrets implements SecretResolver, AutoCloseable {
  private final Map<String, Secret> secrets = new HashMap<>();
  private boolean closed;

  /** Starts empty. */
  public MemorySecrets() {}

  /** {@code memory}. */
  @Override
  public String provider() {
    return "memory";
  }

  /**
   * Keeps a copy under this key, wiping an earlier one; wipe your own array.
   *
   * @throws IllegalStateException after {@link #close()}
   */
  public synchronized MemorySecrets put(String key, char[] secret) {
    Objects.requireNonNull(key, "key");
    if (closed) {
      throw new IllegalStateException("these secrets have been wiped");
    }
    wipe(secrets.put(key, Secret.copyOf(secret)));
    return this;
  }

  /** Wipes the secret of this key, if there is one. */
  public synchronized void remove(String key) {
    wipe(secrets.remove(key));
  }

  @Override
  public synchronized Secret resolve(String key) {
    Secret secret = secrets.get(key);
    if (secret == null) {
      throw SecretText.missing(
          provider(),
          key,
          closed ? "was wiped, since the store was closed" : "was never put in",
          "Put it into the MemorySecrets given to the manager before connecting.");
    }
    return SecretText.copyOf(secret.chars());
  }

  /** Wipes all secrets and takes no more. Idempotent. */
  @Override
  public synchronized void close() {
    secrets.values().forEach(Secret::close);
    secrets.clear();
    closed = true;
  }

  private static void wipe(@Nullable Secret secret) {
    if (secret != null) {
      secret.close();
    }
  }

  /** How many secrets there are; never one of them. */
  @Override
  public synchronized String toString() {
    return "memory (" + secrets.size() + " secrets)";
  }
}
