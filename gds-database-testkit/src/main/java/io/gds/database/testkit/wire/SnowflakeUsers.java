package io.gds.database.testkit.wire;

import java.security.PublicKey;
import java.util.List;
import java.util.Locale;

/**
 * Knows who may log in to an account, on behalf of what stands behind a peer and may change its
 * mind. Called by the peer's threads.
 */
@FunctionalInterface
public interface SnowflakeUsers {
  /**
   * Why somebody is not let in, in the server's words; empty if they are. For a key pair the peer
   * has seen to the token's signature, by {@link #keys}, and its claims before.
   */
  List<WireAnswer.Failure> refusal(SnowflakeVisit visit);

  /**
   * The public keys of a user. Default: none.
   *
   * @param user in the letters of the token
   */
  default List<PublicKey> keys(String user) {
    return List.of();
  }

  /** Where somebody who is let in begins. Default: where they want to, else at none. */
  default SnowflakePlace place(SnowflakeVisit visit) {
    return visit.place();
  }

  /** Under which name a session runs that was let in. Default: in upper case. */
  default String user(SnowflakeVisit visit) {
    return visit.user().toUpperCase(Locale.ROOT);
  }
}
