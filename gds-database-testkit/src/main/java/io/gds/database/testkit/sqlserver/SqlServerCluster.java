package io.gds.database.testkit.sqlserver;

import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several {@link SqlServerModel}s that reach one another and share availability groups: what one is
 * told, the others show. Always On is switched on in each, with an endpoint on port 5022.
 *
 * <pre>{@code
 * SqlServerCluster cluster = SqlServerCluster.windows("WSFC1", sql1, sql2);
 * SqlServerGroup group =
 *     cluster.group("ag1").primary("SQL1").synchronous("SQL2").databases("shop").create();
 * }</pre>
 *
 * <p>Thread-safe. It owns nothing: each model is closed by whoever made it.
 */
public final class SqlServerCluster {
  private final ModelCluster cluster;
  private final Clock clock;

  private SqlServerCluster(@Nullable String windows, SqlServerModel... servers) {
    cluster = new ModelCluster(windows);
    Clock last = Clock.systemUTC();
    for (SqlServerModel server : servers) {
      last = server.enter(cluster);
    }
    clock = last;
  }

  /** The nodes of a Windows Server failover cluster, in which groups have type WSFC. */
  public static SqlServerCluster windows(String name, SqlServerModel... servers) {
    return new SqlServerCluster(Objects.requireNonNull(name, "name"), servers);
  }

  /** Servers without a Windows cluster: groups have type NONE, or EXTERNAL. */
  public static SqlServerCluster network(SqlServerModel... servers) {
    return new SqlServerCluster(null, servers);
  }

  /** Begins a new group. */
  public SqlServerGroup.Builder group(String name) {
    return new SqlServerGroup.Builder(cluster, clock, name);
  }

  /**
   * A group, made by {@link #group} or by a statement.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public SqlServerGroup find(String name) {
    synchronized (cluster) {
      return new SqlServerGroup(
          cluster,
          cluster
              .group(name)
              .orElseThrow(() -> new IllegalArgumentException("no such group: " + name)));
    }
  }

  /** The quorum of the Windows cluster was forced: what it notes may be old. */
  public void forceQuorum() {
    synchronized (cluster) {
      cluster.quorum("FORCED_QUORUM");
    }
  }

  /** The Windows cluster has lost its quorum, or has it again. */
  public void quorum(boolean there) {
    synchronized (cluster) {
      cluster.quorum(there ? "NORMAL_QUORUM" : "UNKNOWN_QUORUM_STATE");
    }
  }
}
