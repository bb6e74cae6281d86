package io.gds.database.mongodb;

/** Of which instant a backup of a database is. */
public enum MongoConsistency {
  /**
   * All of it is of one instant, by snapshot reads. Replica sets and clusters from 5.0 on have
   * them, and keep an instant for five minutes unless the parameter {@code
   * minSnapshotHistoryWindowInSeconds} says more: a backup that takes longer fails.
   *
   * @see <a href="https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/">snapshot
   *     reads</a>
   */
  SNAPSHOT,
  /** Each document is as it was when it was read. */
  NONE
}
