package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import org.jspecify.annotations.Nullable;

/**
 * A primary p1 with a standby s1, one for all tests of this JVM, each of which leaves it as it was:
 * p1 leads, and s1 follows. What ends the JVM ends them.
 */
final class PostgresPair {
  private static @Nullable PostgresCluster shared;

  private PostgresPair() {}

  /** One that could be rewound. */
  static PostgresTestServer.Builder server() {
    return PostgresTestServer.installed().setting("wal_log_hints", "on");
  }

  /**
   * The pair, in step.
   *
   * @throws org.opentest4j.TestAbortedException where no server is installed
   */
  static synchronized PostgresCluster shared() {
    PostgresCluster cluster = shared;
    if (cluster == null) {
      cluster = PostgresCluster.start(server());
      shared = cluster;
      cluster.addStandby("s1");
    }
    cluster.awaitStreaming("s1");
    cluster.awaitReplayed("s1");
    return cluster;
  }

  /** An engine on one node, called as the others know it, with all nodes as peers. */
  static ConnectionInfo whole(
      PostgresTestServer asked, PostgresTestServer p1, PostgresTestServer s1) {
    return PostgresHaEngines.placed(asked).toBuilder()
        .peer("p1", PostgresHaEngines.placed(p1))
        .peer("s1", PostgresHaEngines.placed(s1))
        .build();
  }
}
