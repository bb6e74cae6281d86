package io.gds.database.testkit.fault;

/** What befalls a connection. */
public enum Fault {
  /** Both ends are closed, in order. */
  CUT,
  /** Both ends are reset (RST), as by a firewall or a crashed machine that is up again. */
  RESET,
  /** Nothing more is forwarded, and nothing is closed, until {@link FaultProxy#heal}. */
  STALL,
  /**
   * What the client says is forwarded; the answer is dropped, and at its first byte both ends are
   * closed: the server did it, and the client will never hear.
   */
  SWALLOW_REPLY
}
