package io.gds.database.core.secret;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretResolver;

/**
 * Secrets in Java system properties, as {@code property:NAME}. Meant for tests and for launchers
 * that set properties in code: a property given as {@code -D} on the command line is visible to
 * every user of the machine. Thread-safe.
 */
public final class PropertySecrets implements SecretResolver {
  /** Reads this JVM's system properties. */
  public PropertySecrets() {}

  /** {@code property}. */
  @Override
  public String provider() {
    return "property";
  }

  @Override
  public Secret resolve(String key) {
    String value = System.getProperty(key);
    if (value == null || value.isEmpty()) {
      throw SecretText.missing(
          provider(),
          key,
          value == null ? "is not set" : "is set but empty",
          "Set the system property "
              + key
              + " in code before connecting, or refer to a file: by path.");
    }
    return SecretText.copyOf(value.toCharArray());
  }
}
