package io.gds.database.postgres;

/** What becomes of what is in a database when it is dropped. */
public enum CockroachDropBehavior {
  /** It goes along, and so do the views of other databases that depend on it. */
  CASCADE,
  /** A database that is not empty is not dropped. */
  RESTRICT
}
