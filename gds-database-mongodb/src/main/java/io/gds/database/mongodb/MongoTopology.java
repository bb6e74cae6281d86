package io.gds.database.mongodb;

/** How the servers of an engine stand to each other. */
public enum MongoTopology {
  /** One server, which nobody follows. */
  STANDALONE,
  /** Members that elect a primary, which the others follow. */
  REPLICA_SET,
  /** Shards behind routers ({@code mongos}), of which the engine talks to the latter. */
  SHARDED_CLUSTER
}
