package io.gds.database.access;

/** What a session or query is doing. Every native state maps to one of these. */
public enum ProcessState {
  /** It works. */
  ACTIVE,
  /** It waits for somebody else: a lock, a latch, a place in a queue. */
  WAITING,
  /** It does nothing and holds nothing. */
  IDLE,
  /** It does nothing inside an open transaction, and so may hold what others wait for. */
  IDLE_IN_TRANSACTION,
  /** It was cancelled or terminated and is still undoing its work. */
  ENDING,
  /** The server did not say, this role may not see it, or this version does not know it. */
  UNKNOWN
}
