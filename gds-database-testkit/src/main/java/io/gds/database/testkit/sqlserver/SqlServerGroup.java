package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.ModelReplica.Role;
import io.gds.database.testkit.sqlserver.ModelReplicaDatabase.Lag;
import io.gds.database.testkit.sqlserver.ModelReplicaDatabase.Suspension;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * An availability group of a {@link SqlServerCluster}, for a test to bring about what statements
 * cannot: connections that break, servers that are lost, replicas that are behind. Thread-safe.
 */
public final class SqlServerGroup {
  private final ModelCluster cluster;
  private final ModelGroup group;

  SqlServerGroup(ModelCluster cluster, ModelGroup group) {
    this.cluster = cluster;
    this.group = group;
  }

  private SqlServerGroup change(Consumer<ModelGroup> what) {
    synchronized (cluster) {
      what.accept(group);
      group.flow();
      cluster.changed();
    }
    return this;
  }

  /** Who is primary; empty if nobody is. */
  public Optional<String> primary() {
    synchronized (cluster) {
      return group.primary().filter(replica -> replica.is(Role.PRIMARY)).map(ModelReplica::name);
    }
  }

  /** A replica and the primary do not reach one another any more. */
  public SqlServerGroup disconnect(String server) {
    return change(all -> all.demand(server).reachable(false));
  }

  /** They reach one another again. */
  public SqlServerGroup connect(String server) {
    return change(all -> all.demand(server).reachable(true));
  }

  /** The primary's server is gone; in a Windows cluster the others do not know who leads. */
  public SqlServerGroup losePrimary() {
    return change(
        all -> {
          all.primaryName().ifPresent(name -> cluster.up(name, false));
          all.lose();
        });
  }

  /** A server that was gone is back, and follows whoever leads now. */
  public SqlServerGroup comeBack(String server) {
    return change(
        all -> {
          cluster.up(server, true);
          all.demand(server).reachable(true);
          all.demand(server).role(Role.SECONDARY);
        });
  }

  /** A replica has not got the last change of the group's configuration; or has, if not so. */
  public SqlServerGroup outdated(String server, boolean now) {
    return change(all -> all.demand(server).outdated(now));
  }

  /** Copies of databases to new replicas are made, or stop before they have begun. */
  public SqlServerGroup seeds(boolean now) {
    return change(all -> all.seeds(now));
  }

  /**
   * A database on a replica is behind, and stays so until it is told to {@link #catchUp}.
   *
   * @param time how far
   * @param sendKb what waits to be sent to it
   * @param redoKb what it has not redone yet
   * @param redoRate how fast it redoes, in KB a second
   */
  public SqlServerGroup behind(
      String server, String database, Duration time, long sendKb, long redoKb, long redoRate) {
    return change(
        all -> {
          ModelReplicaDatabase copy = all.demand(server).demand(database);
          copy.lag(new Lag(time, sendKb, redoKb, redoRate));
          copy.hold(Math.max(1, copy.hardened() - (time.isZero() ? 0 : 1)), copy.rows());
        });
  }

  /** A database on a replica is behind no more. */
  public SqlServerGroup catchUp(String server, String database) {
    return change(all -> all.demand(server).demand(database).lag(null));
  }

  /** A database on a replica is suspended for this reason, such as SUSPEND_FROM_REDO. */
  public SqlServerGroup suspend(String server, String database, String reason) {
    return change(all -> all.demand(server).demand(database).suspend(Suspension.valueOf(reason)));
  }

  /** A database on a replica is in this phase of an undo: REVERTING or INITIALIZING. */
  public SqlServerGroup undoing(String server, String database, String phase) {
    return change(all -> all.demand(server).demand(database).undoing(Optional.of(phase)));
  }

  /**
   * How many statements a new primary answers before it is one, and as many again before its
   * databases are online: a failover is accepted before it is done.
   */
  public SqlServerGroup slow(int statements) {
    return change(all -> all.slowness(statements));
  }

  /** Says what a new group is like. Not thread-safe. */
  public static final class Builder {
    private final ModelCluster cluster;
    private final Clock clock;
    private final String name;
    private final List<ModelReplica> replicas = new ArrayList<>();
    private final List<String> databases = new ArrayList<>();
    private final List<ModelGroup.Listener> listeners = new ArrayList<>();
    private boolean distributed;
    private boolean contained;
    private boolean external;

    Builder(ModelCluster cluster, Clock clock, String name) {
      this.cluster = cluster;
      this.clock = clock;
      this.name = Objects.requireNonNull(name, "name");
    }

    private ModelReplica replica(String server, String mode) {
      ModelReplica replica = new ModelReplica(server);
      String host = server.toLowerCase(Locale.ROOT).replace('\\', '-');
      replica.set("endpoint_url", "TCP://" + host + ".example:5022");
      replica.choose("availability_mode", mode);
      replica.choose("seeding_mode", "AUTOMATIC");
      replica.joined(true);
      replica.mayCreate(true);
      replicas.add(replica);
      return replica;
    }

    /** The first primary, with synchronous commits; it is named before the others. */
    public Builder primary(String server) {
      replica(server, ModelReplica.SYNCHRONOUS);
      return this;
    }

    /** Secondaries that commits wait for. */
    public Builder synchronous(String... servers) {
      for (String server : servers) {
        replica(server, ModelReplica.SYNCHRONOUS);
      }
      return this;
    }

    /** Secondaries that commits do not wait for. */
    public Builder asynchronous(String... servers) {
      for (String server : servers) {
        replica(server, "ASYNCHRONOUS_COMMIT");
      }
      return this;
    }

    /** A replica without data. */
    public Builder configurationOnly(String server) {
      replica(server, ModelReplica.CONFIGURATION_ONLY);
      return this;
    }

    /** The databases, which are made where they are not there. */
    public Builder databases(String... names) {
      databases.addAll(List.of(names));
      return this;
    }

    /** What clients connect to. */
    public Builder listener(String dnsName, int port, String... addresses) {
      listeners.add(new ModelGroup.Listener(UUID.randomUUID(), dnsName, port, List.of(addresses)));
      return this;
    }

    /** The group is managed by another cluster manager, such as Pacemaker. */
    public Builder external() {
      external = true;
      return this;
    }

    /** The group has system databases of its own. */
    public Builder contained() {
      contained = true;
      return this;
    }

    /** The group consists of two groups, named instead of servers. */
    public Builder distributed() {
      distributed = true;
      return this;
    }

    /** Makes it. */
    public SqlServerGroup create() {
      synchronized (cluster) {
        ModelClusterType type =
            external
                ? ModelClusterType.EXTERNAL
                : cluster.windows().isPresent() ? ModelClusterType.WSFC : ModelClusterType.NONE;
        ModelGroup group = new ModelGroup(name, distributed, type);
        group.settings().put("is_contained", contained);
        replicas.forEach(group::add);
        if (external) {
          replicas.forEach(replica -> replica.choose("failover_mode", "EXTERNAL"));
        }
        group.lead(replicas.get(0));
        databases.forEach(database -> group.addDatabase(database, clock.instant(), List.of()));
        listeners.forEach(listener -> group.listeners().put(listener.name(), listener));
        cluster.add(group);
        return new SqlServerGroup(cluster, group);
      }
    }
  }
}
