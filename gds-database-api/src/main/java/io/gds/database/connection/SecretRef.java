package io.gds.database.connection;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret is found: a provider and a key ({@code env:DB_PASSWORD}, {@code
 * file:/run/secrets/db}), or the secret itself, inline. The inline form never prints, compares or
 * serializes its content. Immutable and thread-safe.
 */
public final class SecretRef {
  /** The provider name of inline secrets. */
  public static final String INLINE = "inline";

  private final String provider;
  private final String key;
  private final @Nullable Secret inline;

  private SecretRef(String provider, String key, @Nullable Secret inline) {
    this.provider = provider;
    this.key = key;
    this.inline = inline;
  }

  /** A secret kept by a {@link SecretResolver}. */
  public static SecretRef of(String provider, String key) {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(key, "key");
    if (provider.isBlank() || key.isBlank() || provider.equals(INLINE)) {
      throw malformed();
    }
    return new SecretRef(provider, key, null);
  }

  /** A secret given directly. The characters are copied; wipe your own array. */
  public static SecretRef inline(char[] secret) {
    return new SecretRef(INLINE, "", Secret.copyOf(secret));
  }

  /**
   * Reads {@code provider:key}.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the text has another form; the text is
   *     not repeated, since it may be the secret itself
   */
  public static SecretRef parse(String text) {
    int colon = Objects.requireNonNull(text, "text").indexOf(':');
    if (colon < 1) {
      throw malformed();
    }
    return of(text.substring(0, colon), text.substring(colon + 1));
  }

  private static RuntimeException malformed() {
    return ErrorDetails.of(
            ErrorCode.INVALID_OPTIONS,
            "a secret is referred to as provider:key, for example env:DB_PASSWORD or file:/run/db")
        .target("secret")
        .toException();
  }

  /** The name of the resolver that knows the secret, or {@link #INLINE}. */
  public String provider() {
    return provider;
  }

  /** What the resolver is asked for; empty for an inline secret. */
  public String key() {
    return key;
  }

  /** The secret itself, if it was given inline; the reference keeps its own copy. */
  public Optional<Secret> inlineSecret() {
    return Optional.ofNullable(inline).map(Secret::copy);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof SecretRef that
            && inline == null
            && that.inline == null
            && provider.equals(that.provider)
            && key.equals(that.key));
  }

  @Override
  public int hashCode() {
    return inline == null ? Objects.hash(provider, key) : System.identityHashCode(this);
  }

  /** {@code provider:key}, or {@code <hidden>} for an inline secret. */
  @Override
  public String toString() {
    return inline == null ? provider + ":" + key : "<hidden>";
  }
}
