package io.gds.database.testkit.wire;

import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a peer is like.
 *
 * @param server how it calls itself in its errors
 * @param passwords by user
 * @param tokens of Entra, with the users they are of
 * @param certificates the users whose certificates are known, by the names in those
 * @param windows passwords of users of Windows, by {@code DOMAIN\\user}
 * @param databases which of them there are
 * @param users who else knows who may log in by a password
 * @param forced whether nobody is let in without encryption
 * @param visitors who is told of sessions
 */
record TdsSetup(
    TdsVersion version,
    String server,
    TdsCollation collation,
    Map<String, String> passwords,
    Map<String, String> tokens,
    Map<String, String> certificates,
    Map<String, String> windows,
    Predicate<String> databases,
    @Nullable WireUsers users,
    @Nullable SSLContext tls,
    boolean forced,
    WireVisitors visitors) {
  TdsSetup {
    passwords = Map.copyOf(passwords);
    tokens = Map.copyOf(tokens);
    certificates = Map.copyOf(certificates);
    windows = Map.copyOf(windows);
  }

  /** Whether everybody is let in. */
  boolean trusts() {
    return users == null
        && passwords.isEmpty()
        && tokens.isEmpty()
        && certificates.isEmpty()
        && windows.isEmpty();
  }
}
