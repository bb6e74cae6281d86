package io.gds.database.core.secret;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretResolver;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in environment variables, as {@code env:NAME}. The variable's value is a string that the
 * JVM keeps; prefer a file where that matters. Thread-safe.
 */
public final class EnvironmentSecrets implements SecretResolver {
  private final Lookup environment;

  /** Where a variable's value comes from. */
  @FunctionalInterface
  interface Lookup {
    @Nullable String value(String name);
  }

  /** Reads this process's environment. */
  public EnvironmentSecrets() {
    this(System::getenv);
  }

  EnvironmentSecrets(Lookup environment) {
    this.environment = environment;
  }

  /** {@code env}. */
  @Override
  public String provider() {
    return "env";
  }

  @Override
  public Secret resolve(String key) {
    String value = environment.value(key);
    if (value == null || value.isEmpty()) {
      throw SecretText.missing(
          provider(),
          key,
          value == null ? "is not set" : "is set but empty",
          "Set the environment variable "
              + key
              + " for this process, or refer to a file: by path.");
    }
    return SecretText.copyOf(value.toCharArray());
  }
}
