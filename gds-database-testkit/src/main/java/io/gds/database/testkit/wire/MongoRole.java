package io.gds.database.testkit.wire;

/** What a member of a replica set is, as it tells itself. */
public enum MongoRole {
  /** It takes writes. */
  PRIMARY,
  /** It has the data, and can be read. */
  SECONDARY,
  /** It votes, and has no data. */
  ARBITER,
  /** It is none of these, and cannot be read: it recovers, syncs, rolls back or starts. */
  OTHER
}
