package io.gds.database.mongodb;

/** Of which instant a backup or clone of a database is. */
public enum MongoConsistency {
  /**
   * All of it is of one instant, by snapshot reads. Replica sets and clusters from 5.0 on have
   * them, and keep an instant for five minutes unless the parameter {@code
   * minSnapshotHistoryWindowInSeconds} says more: what takes longer fails.
   *
   * @see <a href="https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/">snapshot
   *     reads</a>
   */
  SNAPSHOT,
  /** Each document is as it was when it was read. */
  NONE;

  /** What is taken if nothing is wished for: snapshots where the server has them. */
  static MongoConsistency usual(MongoProduct product) {
    return hasSnapshots(product) ? SNAPSHOT : NONE;
  }

  /** Whether the server reads of one instant. */
  static boolean hasSnapshots(MongoProduct product) {
    return product.isAtLeast(5, 0) && product.topology() != MongoTopology.STANDALONE;
  }
}
