package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a peer is like, whatever happens to it.
 *
 * @param passwords of the users, by {@code database.name}
 * @param certificates the subjects of those that are let in by one, as RFC 2253 has them
 * @param mechanisms of SCRAM that it has
 */
record MongoSetup(
    MongoRelease release,
    Map<String, String> passwords,
    Set<String> certificates,
    List<WireScram.Hash> mechanisms,
    boolean speculative,
    @Nullable SSLContext tls) {
  MongoSetup {
    passwords = Map.copyOf(passwords);
    certificates = Set.copyOf(certificates);
    mechanisms = List.copyOf(mechanisms);
  }

  /** Whether everybody may do everything. */
  boolean trusts() {
    return passwords.isEmpty() && certificates.isEmpty();
  }
}
