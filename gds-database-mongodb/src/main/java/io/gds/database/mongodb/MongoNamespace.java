package io.gds.database.mongodb;

import java.util.Objects;

/**
 * A database and a collection in it. That of an archive's oplog has no database.
 *
 * @param database exact, case matters
 * @param collection exact; may hold dots
 */
record MongoNamespace(String database, String collection) {
  /** Where an archive keeps the oplog. */
  static final MongoNamespace OPLOG = new MongoNamespace("", "oplog");

  private static final String BUCKETS = "system.buckets.";

  MongoNamespace {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(collection, "collection");
  }

  /** Where servers before 8.3 keep the data of a time series of this name. */
  MongoNamespace buckets() {
    return new MongoNamespace(database, BUCKETS + collection);
  }

  boolean isOplog() {
    return equals(OPLOG);
  }

  @Override
  public String toString() {
    return isOplog() ? "the oplog" : database + "." + collection;
  }
}
