package io.gds.database.core.secret;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.SecretResolver;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The one place where a reference becomes a secret: the caller's resolvers first, then {@code env},
 * {@code file}, {@code property} and {@code keystore}. A caller's resolver of the same provider
 * name takes a built-in one's place; of two of the caller's, the first counts. {@code memory}
 * exists where the caller gives a {@link MemorySecrets}. Thread-safe.
 */
public final class Secrets {
  private static final Secrets BUILT_IN = of(List.of());

  private final Map<String, SecretResolver> resolvers;

  private Secrets(Map<String, SecretResolver> resolvers) {
    this.resolvers = resolvers;
  }

  /** The built-in resolvers alone. */
  public static Secrets builtIn() {
    return BUILT_IN;
  }

  /** The caller's resolvers and, behind them, the built-in ones. */
  public static Secrets of(Collection<? extends SecretResolver> callers) {
    Map<String, SecretResolver> byProvider = new LinkedHashMap<>();
    callers.forEach(resolver -> byProvider.putIfAbsent(resolver.provider(), resolver));
    List.of(
            new EnvironmentSecrets(),
            new FileSecrets(),
            new PropertySecrets(),
            new KeystoreSecrets())
        .forEach(resolver -> byProvider.putIfAbsent(resolver.provider(), resolver));
    return new Secrets(byProvider);
  }

  /** The provider names that can be resolved, the caller's first. */
  public List<String> providers() {
    return List.copyOf(resolvers.keySet());
  }

  /**
   * Fetches the secret; the caller closes it.
   *
   * @throws io.gds.database.error.AuthenticationFailedException with code SECRET_UNAVAILABLE if
   *     there is none, it may not be read, or no resolver has that provider name. Nothing in it is
   *     secret; a resolver that fails in its own manner is named with the type of its failure only,
   *     since its words may quote the secret
   */
  public Secret resolve(SecretRef ref) {
    if (ref.provider().equals(SecretRef.INLINE)) {
      return ref.inlineSecret()
          .orElseThrow(() -> new IllegalStateException("an inline reference without its secret"));
    }
    SecretResolver resolver = resolvers.get(ref.provider());
    if (resolver == null) {
      throw unknown(ref);
    }
    try {
      return resolver.resolve(ref.key());
    } catch (DatabaseException e) {
      throw e;
    } catch (RuntimeException e) {
      throw SecretText.missing(
          ref.provider(),
          ref.key(),
          "could not be fetched: "
              + resolver.getClass().getName()
              + " threw "
              + e.getClass().getName(),
          "Look into that resolver; its own message is withheld, since it may quote the secret.");
    }
  }

  private DatabaseException unknown(SecretRef ref) {
    String known = String.join(", ", resolvers.keySet());
    return ErrorDetails.of(
            ErrorCode.SECRET_UNAVAILABLE,
            "no resolver is called \"" + ref.provider() + "\"; known are " + known)
        .target(ref.provider())
        .remedy(
            ref.provider().equals("memory")
                ? "Give the manager a MemorySecrets that holds the secret."
                : "Use one of the known ones, or give the manager a SecretResolver of that name.")
        .toException();
  }
}
