package io.gds.database.testkit.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a peer is like.
 *
 * @param parameters what the server reports at log-in
 * @param passwords by user
 * @param databases which of them there are
 * @param version what {@code SELECT version()} says; not answered if null
 * @param isolation the level that transactions have unless told otherwise
 */
record PostgresSetup(
    PostgresPeer.LogIn logIn,
    Map<String, String> parameters,
    Map<String, String> passwords,
    Predicate<String> databases,
    @Nullable String version,
    String isolation,
    @Nullable SSLContext tls) {
  PostgresSetup {
    parameters = new LinkedHashMap<>(parameters);
    passwords = Map.copyOf(passwords);
  }
}
