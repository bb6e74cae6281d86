package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.ModelReplica.Role;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A server's part in availability groups. Used by one thread at a time; takes the cluster. */
final class ModelGroups {
  private static final int ENDPOINT = 5022;

  private final ModelServer server;

  /** The databases that this server was primary of when it last looked. */
  private final Set<String> leaders = new HashSet<>();

  private ModelCluster cluster = new ModelCluster(null);
  private ModelGroupViews views;
  private long shown;

  ModelGroups(ModelServer server) {
    this.server = server;
    cluster.add(server.name());
    views = new ModelGroupViews(server, cluster);
    shown = cluster.version();
  }

  ModelCluster cluster() {
    return cluster;
  }

  /** The server gets to know others, and Always On is switched on. */
  void enter(ModelCluster other) {
    synchronized (other) {
      other.add(server.name());
      cluster = other;
      views = new ModelGroupViews(server, other);
    }
    enable();
  }

  private void enable() {
    if ("1".equals(server.property("IsHadrEnabled"))) {
      return;
    }
    server.property("IsHadrEnabled", 1);
    Map<String, Object> endpoint = new LinkedHashMap<>();
    endpoint.put("name", "Hadr_endpoint");
    endpoint.put("endpoint_id", 65_536);
    endpoint.put("protocol_desc", "TCP");
    endpoint.put("type_desc", "DATABASE_MIRRORING");
    endpoint.put("state", 0);
    endpoint.put("state_desc", "STARTED");
    server.catalog().insertKnown("sys", "database_mirroring_endpoints", endpoint);
    endpoint.put("port", ENDPOINT);
    server.catalog().insertKnown("sys", "tcp_endpoints", endpoint);
  }

  /** Does something to the cluster, and has it shown. */
  <T> T change(Function<ModelCluster, T> what) {
    T done;
    ModelCluster now = cluster;
    synchronized (now) {
      done = what.apply(now);
      now.changed();
      show();
    }
    return done;
  }

  /** Makes a database a member of a group whose only replica is this server. */
  void join(String database, String name) {
    enable();
    change(
        all -> {
          ModelGroup group =
              all.group(name)
                  .orElseGet(
                      () -> {
                        ModelGroup made = new ModelGroup(name, false, ModelClusterType.WSFC);
                        made.add(new ModelReplica(server.name()));
                        made.lead(made.demand(server.name()));
                        all.add(made);
                        return made;
                      });
          group.addDatabase(
              database, server.clock().instant(), server.databases().log(database).rows());
          return group;
        });
  }

  /** A database holds more than before. */
  void wrote(String database) {
    List<String> rows = server.databases().log(database).rows();
    ModelCluster now = cluster;
    synchronized (now) {
      for (ModelGroup group : now.groups()) {
        ModelGroup.Log log = group.databases().get(database);
        boolean leads =
            now.local(group, server.name()).filter(replica -> replica.is(Role.PRIMARY)).isPresent();
        if (log != null && leads) {
          log.write(rows, server.clock().instant());
          group.flow();
          now.changed();
        }
      }
    }
  }

  /** Somebody looks: shows what has become of the groups since the last time. */
  void refresh() {
    ModelCluster now = cluster;
    synchronized (now) {
      now.looked(server.name());
      show();
    }
  }

  private void show() {
    if (shown != cluster.version()) {
      shown = cluster.version();
      settle();
      views.show();
    }
  }

  private void settle() {
    Map<String, ModelReplicaDatabase> here = new LinkedHashMap<>();
    for (ModelGroup group : cluster.groups()) {
      Optional<ModelReplica> local = group.replica(server.name()).filter(ModelReplica::joined);
      if (local.isPresent()) {
        for (Map.Entry<String, ModelReplicaDatabase> each : local.get().databases().entrySet()) {
          ModelGroup.Log log = group.databases().get(each.getKey());
          if (log != null && each.getValue().joined()) {
            settle(each.getKey(), each.getValue());
            server.databases().set(each.getKey(), "replica_id", local.get().id());
            server.databases().set(each.getKey(), "group_database_id", log.id());
            here.put(each.getKey(), each.getValue());
          }
        }
      }
    }
    leave(here);
  }

  private void settle(String name, ModelReplicaDatabase copy) {
    ModelDatabases databases = server.databases();
    if (databases.number(name).isEmpty()) {
      databases.create(name, "sa", ModelDatabases.COLLATION);
      server.files().create(name, List.of());
    }
    databases.choose(name, "state", copy.recovering() > 0 ? "RECOVERING" : "ONLINE");
    if (!databases.log(name).rows().equals(copy.rows())) {
      databases.log(name).hold(copy.rows(), server.clock().instant());
    }
  }

  /** What has left its group goes on alone where it was primary, and waits for logs elsewhere. */
  private void leave(Map<String, ModelReplicaDatabase> here) {
    List<String> members =
        server
            .catalog()
            .all(String.class, "SELECT name FROM sys.databases WHERE replica_id IS NOT NULL");
    for (String name : members) {
      if (!here.containsKey(name)) {
        server.databases().set(name, "replica_id", null);
        server.databases().set(name, "group_database_id", null);
        if (!leaders.remove(name)) {
          server.databases().choose(name, "state", "RESTORING");
        }
      }
    }
    leaders.clear();
    for (ModelGroup group : cluster.groups()) {
      group
          .replica(server.name())
          .filter(replica -> replica.is(Role.PRIMARY))
          .ifPresent(replica -> leaders.addAll(replica.databases().keySet()));
    }
  }
}
