package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.ModelReplica.Role;
import io.gds.database.testkit.sqlserver.ModelReplicaDatabase.Lag;
import io.gds.database.testkit.sqlserver.ModelReplicaDatabase.Suspension;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one server shows of the groups it takes part in: its own states only, unless it is primary.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/always-on-availability-groups-dynamic-management-views-functions">
 *     the vendor's pages on these views</a>
 */
final class ModelGroupViews {
  private static final List<String> VIEWS =
      List.of(
          "availability_groups",
          "availability_groups_cluster",
          "availability_replicas",
          "availability_databases_cluster",
          "availability_read_only_routing_lists",
          "availability_group_listeners",
          "availability_group_listener_ip_addresses",
          "dm_hadr_availability_group_states",
          "dm_hadr_availability_replica_states",
          "dm_hadr_availability_replica_cluster_states",
          "dm_hadr_database_replica_states",
          "dm_hadr_database_replica_cluster_states",
          "dm_hadr_automatic_seeding",
          "dm_hadr_cluster",
          "dm_hadr_cluster_members");

  private static final List<String> HEALTH = List.of("NOT_HEALTHY", "PARTIALLY_HEALTHY", "HEALTHY");
  private static final List<String> SYNCHRONIZATION =
      List.of("NOT SYNCHRONIZING", "SYNCHRONIZING", "SYNCHRONIZED", "REVERTING", "INITIALIZING");
  private static final List<String> DATABASE =
      List.of("ONLINE", "RESTORING", "RECOVERING", "RECOVERY_PENDING");
  private static final List<String> OPERATIONAL =
      List.of("PENDING_FAILOVER", "PENDING", "ONLINE", "OFFLINE", "FAILED", "FAILED_NO_QUORUM");
  private static final List<Suspension> SUSPENSIONS = List.of(Suspension.values());
  private static final int LOST = 10061;

  private final ModelServer server;
  private final ModelCluster cluster;

  ModelGroupViews(ModelServer server, ModelCluster cluster) {
    this.server = server;
    this.cluster = cluster;
  }

  /** Shows it anew. */
  void show() {
    VIEWS.forEach(view -> server.catalog().update("DELETE FROM sys." + view));
    cluster.windows().ifPresent(this::showCluster);
    for (ModelGroup group : cluster.groups()) {
      local(group).ifPresent(replica -> showGroup(group, replica));
    }
  }

  private Optional<ModelReplica> local(ModelGroup group) {
    return cluster.local(group, server.name()).filter(ModelReplica::joined);
  }

  /** A server whose node has no quorum shows no row of its cluster. */
  private void showCluster(String name) {
    if (!cluster.quorum().equals("UNKNOWN_QUORUM_STATE")) {
      row(
          "dm_hadr_cluster",
          pair("quorum_type", List.of("NODE_MAJORITY"), "NODE_MAJORITY")
              .with(
                  pair(
                      "quorum_state",
                      List.of("UNKNOWN_QUORUM_STATE", "NORMAL_QUORUM", "FORCED_QUORUM"),
                      cluster.quorum()))
              .with("cluster_name", name));
    }
    for (String member : cluster.servers()) {
      row(
          "dm_hadr_cluster_members",
          pair("member_type", List.of("CLUSTER_NODE"), "CLUSTER_NODE")
              .with(
                  pair("member_state", List.of("DOWN", "UP"), cluster.isUp(member) ? "UP" : "DOWN"))
              .with("member_name", member)
              .with("number_of_quorum_votes", 1)
              .with("number_of_current_votes", 1));
    }
  }

  private void showGroup(ModelGroup group, ModelReplica local) {
    Columns settings = new Columns();
    settings.values.putAll(group.settings());
    settings.with("group_id", group.id()).with("name", group.name());
    settings.with("sequence_number", group.sequence() - (local.outdated() ? 1 : 0));
    row("availability_groups", settings);
    if (group.type() == ModelClusterType.WSFC) {
      Columns shared = new Columns().with("group_id", group.id()).with("name", group.name());
      row("availability_groups_cluster", shared);
    }
    group.databases().forEach((name, log) -> showDatabase(group, name, log));
    group.listeners().values().forEach(listener -> showListener(group, listener));
    boolean leads = local.is(Role.PRIMARY);
    row("dm_hadr_availability_group_states", states(group, local));
    for (ModelReplica replica : group.replicas().values()) {
      showReplica(group, replica);
      boolean told = leads || replica == local;
      if (leads && replica != local && replica.seedsItself()) {
        showSeeding(group, replica);
      }
      if (told) {
        row("dm_hadr_availability_replica_states", states(group, replica, replica == local));
      }
      for (Map.Entry<String, ModelReplicaDatabase> each : replica.databases().entrySet()) {
        ModelGroup.Log log = group.databases().get(each.getKey());
        if (log == null) {
          continue;
        }
        if (told || group.type() == ModelClusterType.WSFC) {
          showReady(replica, each.getKey(), log, each.getValue());
        }
        if (told && each.getValue().joined()) {
          showStates(group, replica, each.getKey(), log, each.getValue(), replica == local);
        }
      }
    }
  }

  private void showDatabase(ModelGroup group, String name, ModelGroup.Log log) {
    row(
        "availability_databases_cluster",
        new Columns()
            .with("group_id", group.id())
            .with("group_database_id", log.id())
            .with("database_name", name));
  }

  private void showListener(ModelGroup group, ModelGroup.Listener listener) {
    row(
        "availability_group_listeners",
        new Columns()
            .with("group_id", group.id())
            .with("listener_id", listener.id().toString())
            .with("dns_name", listener.name())
            .with("port", listener.port())
            .with("is_conformant", true)
            .with("is_distributed_network_name", false));
    boolean online = group.primary().isPresent();
    for (String address : listener.addresses()) {
      row(
          "availability_group_listener_ip_addresses",
          pair("state", List.of("OFFLINE", "ONLINE"), online ? "ONLINE" : "OFFLINE")
              .with("listener_id", listener.id().toString())
              .with("ip_address", address)
              .with("is_dhcp", false));
    }
  }

  private void showReplica(ModelGroup group, ModelReplica replica) {
    Columns settings = new Columns();
    settings.values.putAll(replica.settings());
    settings.with("replica_id", replica.id()).with("group_id", group.id());
    settings.with("replica_server_name", replica.name()).with("create_date", server.now());
    row("availability_replicas", settings);
    row(
        "dm_hadr_availability_replica_cluster_states",
        pair(
                "join_state",
                List.of("NOT_JOINED", "JOINED_STANDALONE"),
                replica.joined() ? "JOINED_STANDALONE" : "NOT_JOINED")
            .with("replica_id", replica.id())
            .with("replica_server_name", replica.name())
            .with("group_id", group.id()));
    int priority = 1;
    for (String reader : replica.routing()) {
      Optional<ModelReplica> to = group.replica(reader);
      if (to.isPresent()) {
        row(
            "availability_read_only_routing_lists",
            new Columns()
                .with("replica_id", replica.id())
                .with("routing_priority", priority++)
                .with("read_only_replica_id", to.get().id()));
      }
    }
  }

  /** Whether this server still holds itself for the primary when another has taken over. */
  private boolean isStale(ModelGroup group) {
    return local(group)
        .filter(here -> here.is(Role.PRIMARY))
        .filter(here -> !Optional.of(here.name()).equals(group.primaryName()))
        .isPresent();
  }

  /** Whether a replica is the primary, as far as this server knows. */
  private boolean leads(ModelGroup group, ModelReplica replica) {
    Optional<String> primary =
        isStale(group) ? local(group).map(ModelReplica::name) : group.primaryName();
    return replica.is(Role.PRIMARY) && Optional.of(replica.name()).equals(primary);
  }

  /** Whether a replica reaches the primary, as far as this server knows. */
  private boolean isConnected(ModelGroup group, ModelReplica replica) {
    return !isStale(group) && group.isConnected(replica);
  }

  private Columns states(ModelGroup group, ModelReplica local) {
    boolean leads = local.is(Role.PRIMARY);
    boolean knows = leads || group.type() == ModelClusterType.WSFC || isConnected(group, local);
    Optional<String> primary = leads ? Optional.of(local.name()) : group.primaryName();
    List<String> recovery = List.of("ONLINE_IN_PROGRESS", "ONLINE");
    String own = isRecovered(local) ? "ONLINE" : "ONLINE_IN_PROGRESS";
    return pair("primary_recovery_health", recovery, leads ? own : null)
        .with(pair("secondary_recovery_health", recovery, leads ? null : own))
        .with(pair("synchronization_health", HEALTH, leads ? worst(group) : null))
        .with("group_id", group.id())
        .with("primary_replica", knows ? primary.orElse(null) : null);
  }

  private String worst(ModelGroup group) {
    List<String> all =
        group.replicas().values().stream().map(replica -> health(group, replica)).toList();
    if (all.stream().allMatch("HEALTHY"::equals)) {
      return "HEALTHY";
    }
    return all.contains("HEALTHY") ? "PARTIALLY_HEALTHY" : "NOT_HEALTHY";
  }

  private static boolean isRecovered(ModelReplica replica) {
    return replica.databases().values().stream()
        .allMatch(copy -> copy.joined() && copy.recovering() == 0);
  }

  private Columns states(ModelGroup group, ModelReplica replica, boolean local) {
    boolean connected = isConnected(group, replica) || (local && replica.is(Role.PRIMARY));
    boolean unknown = !local && !connected;
    String role = (unknown ? Role.RESOLVING : replica.role()).name();
    Columns columns =
        pair("role", List.of("RESOLVING", "PRIMARY", "SECONDARY"), role)
            .with(pair("operational_state", OPERATIONAL, local ? operational(replica) : null))
            .with(
                pair(
                    "connected_state",
                    List.of("DISCONNECTED", "CONNECTED"),
                    connected ? "CONNECTED" : "DISCONNECTED"))
            .with(
                pair(
                    "recovery_health",
                    List.of("ONLINE_IN_PROGRESS", "ONLINE"),
                    !local ? null : isRecovered(replica) ? "ONLINE" : "ONLINE_IN_PROGRESS"))
            .with(pair("synchronization_health", HEALTH, health(group, replica)))
            .with("replica_id", replica.id())
            .with("group_id", group.id())
            .with("is_local", local);
    if (!connected) {
      columns
          .with("last_connect_error_number", LOST)
          .with("last_connect_error_description", "An error occurred while receiving data: '10061'")
          .with("last_connect_error_timestamp", server.now());
    }
    return columns;
  }

  private String operational(ModelReplica replica) {
    if (cluster.windows().isPresent() && cluster.quorum().equals("UNKNOWN_QUORUM_STATE")) {
      return "FAILED_NO_QUORUM";
    }
    return switch (replica.role()) {
      case RESOLVING -> replica.pending() > 0 ? "PENDING_FAILOVER" : "OFFLINE";
      case PRIMARY -> isRecovered(replica) ? "ONLINE" : "PENDING";
      case SECONDARY -> "ONLINE";
    };
  }

  private String health(ModelGroup group, ModelReplica replica) {
    if (!replica.hasData()) {
      return isConnected(group, replica) ? "HEALTHY" : "NOT_HEALTHY";
    }
    if (!leads(group, replica) && !isConnected(group, replica)) {
      return "NOT_HEALTHY";
    }
    int least = 2;
    for (ModelReplicaDatabase copy : replica.databases().values()) {
      least = Math.min(least, health(group, replica, copy));
    }
    return HEALTH.get(least);
  }

  private int health(ModelGroup group, ModelReplica replica, ModelReplicaDatabase copy) {
    String state = synchronization(group, replica, copy);
    if (state.equals("SYNCHRONIZED")
        || (!replica.isSynchronous() && state.equals("SYNCHRONIZING"))) {
      return 2;
    }
    return state.equals("SYNCHRONIZING") ? 1 : 0;
  }

  private String synchronization(
      ModelGroup group, ModelReplica replica, ModelReplicaDatabase copy) {
    if (leads(group, replica)) {
      return replica.isSynchronous() ? "SYNCHRONIZED" : "SYNCHRONIZING";
    }
    if (copy.undoing().isPresent()) {
      return copy.undoing().get();
    }
    if (!isConnected(group, replica) || !copy.flows()) {
      return "NOT SYNCHRONIZING";
    }
    return group.isSynchronized(replica, copy) ? "SYNCHRONIZED" : "SYNCHRONIZING";
  }

  private void showReady(
      ModelReplica replica, String database, ModelGroup.Log log, ModelReplicaDatabase copy) {
    row(
        "dm_hadr_database_replica_cluster_states",
        new Columns()
            .with("replica_id", replica.id())
            .with("group_database_id", log.id())
            .with("database_name", database)
            .with("is_failover_ready", copy.ready())
            .with("is_pending_secondary_suspend", false)
            .with("is_database_joined", copy.joined())
            .with("recovery_lsn", ModelReplicaDatabase.lsn(copy.recoversTo())));
  }

  private void showStates(
      ModelGroup group,
      ModelReplica replica,
      String database,
      ModelGroup.Log log,
      ModelReplicaDatabase copy,
      boolean local) {
    boolean leads = leads(group, replica);
    boolean connected = leads || isConnected(group, replica);
    Optional<Lag> lag = copy.lag();
    Optional<Long> behind =
        copy.flows() || lag.isPresent()
            ? Optional.of(lag.map(Lag::time).map(Duration::toSeconds).orElse(0L))
            : Optional.empty();
    Instant committed = lag.map(Lag::time).map(log.committed()::minus).orElse(log.committed());
    Columns columns =
        pair("synchronization_state", SYNCHRONIZATION, synchronization(group, replica, copy))
            .with(pair("synchronization_health", HEALTH, HEALTH.get(health(group, replica, copy))))
            .with(pair("database_state", DATABASE, copy.recovering() > 0 ? "RECOVERING" : "ONLINE"))
            .with("database_id", server.databases().number(database).orElse(null))
            .with("group_id", group.id())
            .with("replica_id", replica.id())
            .with("group_database_id", log.id())
            .with("is_local", local)
            .with("is_primary_replica", leads)
            .with("is_commit_participant", leads || group.isSynchronized(replica, copy))
            .with("is_suspended", copy.suspended().isPresent())
            .with("suspend_reason", copy.suspended().map(SUSPENSIONS::indexOf).orElse(null))
            .with("suspend_reason_desc", copy.suspended().map(Enum::name).orElse(null))
            .with("recovery_lsn", ModelReplicaDatabase.lsn(copy.recoversTo()))
            .with("last_hardened_lsn", leads ? least(group, replica, database) : hardened(copy))
            .with("end_of_log_lsn", ModelReplicaDatabase.lsn(copy.hardened()))
            .with("last_commit_lsn", ModelReplicaDatabase.lsn(copy.hardened()))
            .with("last_commit_time", local(committed));
    if (!leads) {
      columns
          .with("last_hardened_time", local(committed))
          .with("last_redone_lsn", ModelReplicaDatabase.lsn(copy.hardened()))
          .with("last_redone_time", local(committed))
          .with("last_received_lsn", ModelReplicaDatabase.lsn(copy.hardened()))
          .with("last_received_time", local(committed))
          .with("log_send_queue_size", lag.map(Lag::send).orElse(0L))
          .with("redo_queue_size", lag.map(Lag::redo).orElse(0L))
          .with("redo_rate", lag.map(Lag::rate).orElse(0L))
          .with("secondary_lag_seconds", connected ? behind.orElse(null) : null);
    }
    row("dm_hadr_database_replica_states", columns);
  }

  private static BigDecimal hardened(ModelReplicaDatabase copy) {
    return ModelReplicaDatabase.lsn(copy.hardened());
  }

  /** A primary tells the least that the others have on disk; nothing if commits do not wait. */
  private static @Nullable BigDecimal least(
      ModelGroup group, ModelReplica leader, String database) {
    return !leader.isSynchronous()
        ? null
        : group.replicas().values().stream()
            .filter(replica -> replica != leader)
            .flatMap(replica -> replica.database(database).stream())
            .filter(ModelReplicaDatabase::joined)
            .map(ModelGroupViews::hardened)
            .min(Comparator.naturalOrder())
            .orElse(null);
  }

  private LocalDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(instant, server.zone());
  }

  /** How the copies on other servers were made, as it is told on the primary. */
  private void showSeeding(ModelGroup group, ModelReplica replica) {
    for (Map.Entry<String, ModelReplicaDatabase> each : replica.databases().entrySet()) {
      ModelGroup.Log log = group.databases().get(each.getKey());
      if (log != null) {
        row(
            "dm_hadr_automatic_seeding",
            new Columns()
                .with("ag_id", group.id())
                .with("ag_db_id", log.id())
                .with("ag_remote_replica_id", replica.id())
                .with("is_source", true)
                .with(
                    "current_state",
                    each.getValue().joined() ? "COMPLETED" : "CHECK_IF_SEEDING_NEEDED")
                .with("performed_seeding", each.getValue().joined())
                .with("start_time", server.now()));
      }
    }
  }

  private void row(String view, Columns columns) {
    server.catalog().insertKnown("sys", view, columns.values);
  }

  private static Columns pair(String column, List<String> values, @Nullable String value) {
    return new Columns()
        .with(column, value == null ? null : values.indexOf(value))
        .with(column + "_desc", value);
  }

  /** The columns of a row. */
  private static final class Columns {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    Columns with(String column, @Nullable Object value) {
      values.put(column, value);
      return this;
    }

    Columns with(Columns others) {
      values.putAll(others.values);
      return this;
    }
  }
}
