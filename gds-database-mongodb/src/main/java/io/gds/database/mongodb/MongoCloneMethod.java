package io.gds.database.mongodb;

/** By whom the documents of a clone are copied. */
public enum MongoCloneMethod {
  /**
   * By this library, through the driver, as the bytes that they are. The data go from the server to
   * this machine and back.
   */
  CLIENT,
  /**
   * By the server, which sends no data to anybody: by {@code $merge} into the empty collection,
   * which, unlike {@code $out}, renames nothing and so ends nobody's {@code mongodump --oplog}. A
   * server that inserts may put its time in the place of a zero timestamp and {@code _id} first;
   * and it refuses a collection with a document whose {@code _id} is null. Capped and clustered
   * collections and time series are copied by the client all the same.
   *
   * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/merge/">the
   *     vendor's page on $merge</a>
   */
  SERVER
}
