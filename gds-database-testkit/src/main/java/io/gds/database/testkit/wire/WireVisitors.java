package io.gds.database.testkit.wire;

/**
 * Told who comes and goes at a peer, by what stands behind it. Called by the peer's threads, for
 * one session by one after the other.
 */
public interface WireVisitors {
  /** Nobody is told. */
  WireVisitors UNSEEN =
      new WireVisitors() {
        @Override
        public void came(WireLogin login, Runnable sendAway) {}

        @Override
        public void left(long session) {}
      };

  /**
   * Somebody was let in.
   *
   * @param sendAway closes the connection without a word, as a server does that ends a session
   */
  void came(WireLogin login, Runnable sendAway);

  /** The connection is closed, by whomever. */
  void left(long session);
}
