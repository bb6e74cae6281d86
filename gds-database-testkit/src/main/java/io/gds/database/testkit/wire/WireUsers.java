package io.gds.database.testkit.wire;

import java.util.List;

/**
 * Knows who may log in by a password, on behalf of what stands behind a peer and may change its
 * mind. Called by the peer's threads.
 */
@FunctionalInterface
public interface WireUsers {
  /**
   * Why somebody is not let in, in the server's words; empty if they are.
   *
   * @param database where to
   */
  List<WireAnswer.Failure> refusal(String user, String password, String database);
}
