package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.ModelReplica.Role;
import io.gds.database.testkit.sqlserver.ModelReplicaDatabase.Suspension;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An availability group that servers share: its settings, its replicas and databases, and where the
 * log stands. A replica of a distributed group is another group. Guarded by the cluster it is in.
 */
final class ModelGroup {
  /** What a client connects to. */
  record Listener(UUID id, String name, int port, List<String> addresses) {}

  /** Where a database's log stands on the primary. */
  static final class Log {
    private final UUID id = UUID.randomUUID();
    private long blocks = 100;
    private Instant committed;
    private List<String> rows = List.of();

    Log(Instant committed) {
      this.committed = committed;
    }

    UUID id() {
      return id;
    }

    long blocks() {
      return blocks;
    }

    Instant committed() {
      return committed;
    }

    void write(List<String> content, Instant at) {
      blocks++;
      committed = at;
      rows = List.copyOf(content);
    }

    /** A copy has become the primary's: what it lacks is gone. */
    void continueFrom(ModelReplicaDatabase copy) {
      blocks = copy.hardened();
      rows = copy.rows();
    }
  }

  private final String name;
  private final UUID id = UUID.randomUUID();
  private final boolean distributed;
  private final Map<String, @Nullable Object> settings = new LinkedHashMap<>();
  private final Map<String, ModelReplica> replicas = new LinkedHashMap<>();
  private final Map<String, Log> databases = new LinkedHashMap<>();
  private final Map<String, Listener> listeners = new LinkedHashMap<>();
  private Optional<String> primary = Optional.empty();
  private long sequence = 0x100000000L;
  private int slowness;
  private boolean seeds = true;

  ModelGroup(String name, boolean distributed, ModelClusterType type) {
    this.name = name;
    this.distributed = distributed;
    settings.put("failure_condition_level", 3);
    settings.put("health_check_timeout", 30_000);
    settings.put("automated_backup_preference", 2);
    settings.put("automated_backup_preference_desc", "SECONDARY");
    settings.put("version", 1);
    settings.put("basic_features", false);
    settings.put("dtc_support", false);
    settings.put("db_failover", false);
    settings.put("is_distributed", distributed);
    type(type);
    settings.put("required_synchronized_secondaries_to_commit", 0);
    settings.put("is_contained", false);
  }

  String name() {
    return name;
  }

  UUID id() {
    return id;
  }

  boolean isDistributed() {
    return distributed;
  }

  ModelClusterType type() {
    return ModelClusterType.valueOf(String.valueOf(settings.get("cluster_type_desc")));
  }

  void type(ModelClusterType type) {
    settings.put("cluster_type", List.of(ModelClusterType.values()).indexOf(type));
    settings.put("cluster_type_desc", type.name());
  }

  /** Its settings, as sys.availability_groups has them. */
  Map<String, @Nullable Object> settings() {
    return settings;
  }

  Map<String, ModelReplica> replicas() {
    return replicas;
  }

  Optional<ModelReplica> replica(String server) {
    return Optional.ofNullable(replicas.get(server));
  }

  ModelReplica demand(String server) {
    return replica(server)
        .orElseThrow(() -> new IllegalArgumentException("no replica " + server + " of " + name));
  }

  Map<String, Log> databases() {
    return databases;
  }

  Map<String, Listener> listeners() {
    return listeners;
  }

  long sequence() {
    return sequence;
  }

  /** How often a new primary is looked at before it is one, and before each database is online. */
  void slowness(int looks) {
    slowness = looks;
  }

  Optional<String> primaryName() {
    return primary;
  }

  Optional<ModelReplica> primary() {
    return primary.flatMap(this::replica);
  }

  /** Whether a replica and the primary reach one another; a primary reaches itself. */
  boolean isConnected(ModelReplica replica) {
    return replica.joined()
        && replica.reachable()
        && primary().filter(ModelReplica::reachable).isPresent();
  }

  void add(ModelReplica replica) {
    replicas.put(replica.name(), replica);
    databases
        .keySet()
        .forEach(database -> replica.databases().put(database, new ModelReplicaDatabase()));
    sequence++;
  }

  void addDatabase(String database, Instant at, List<String> rows) {
    Log log = databases.computeIfAbsent(database, key -> new Log(at));
    log.write(rows, at);
    for (ModelReplica replica : replicas.values()) {
      if (replica.hasData()) {
        replica.databases().put(database, new ModelReplicaDatabase());
      }
    }
    primary().ifPresent(replica -> replica.demand(database).joined(true));
    seed();
  }

  void removeDatabase(String database) {
    databases.remove(database);
    replicas.values().forEach(replica -> replica.databases().remove(database));
    sequence++;
  }

  /** A replica becomes the first primary, or the one that takes over. */
  void lead(ModelReplica replica) {
    primary = Optional.of(replica.name());
    replica.joined(true);
    replica.role(slowness > 0 ? Role.RESOLVING : Role.PRIMARY);
    replica.pending(slowness);
    replica
        .databases()
        .forEach(
            (database, copy) -> {
              copy.joined(true);
              copy.recovering(slowness);
              copy.resume();
              copy.lag(null);
              Log log = databases.get(database);
              if (log != null && copy.hardened() > 0) {
                log.continueFrom(copy);
              }
            });
    sequence++;
    flow();
  }

  /** Whether copies go on; if they do again, they are made. */
  void seeds(boolean now) {
    seeds = now;
    seed();
  }

  /** Databases are made on the replicas that may make them by themselves. */
  void seed() {
    if (!seeds) {
      flow();
      return;
    }
    for (ModelReplica replica : replicas.values()) {
      if (isConnected(replica) && replica.seedsItself() && replica.mayCreate()) {
        replica.databases().values().forEach(copy -> copy.joined(true));
      }
    }
    flow();
  }

  /** What the primary has goes to those that take it. */
  void flow() {
    Optional<ModelReplica> leading = primary();
    if (leading.isEmpty()) {
      return;
    }
    for (ModelReplica replica : replicas.values()) {
      boolean leads = replica == leading.get();
      replica
          .databases()
          .forEach(
              (database, copy) -> {
                Log log = databases.get(database);
                boolean takes = isConnected(replica) && copy.flows();
                if (log != null && (leads || (takes && copy.lag().isEmpty()))) {
                  copy.hold(log.blocks(), log.rows);
                  copy.recoversTo(log.blocks());
                }
                copy.ready(leads || isSynchronized(replica, copy));
              });
    }
  }

  /** Whether a secondary has all that is committed, and always will. */
  boolean isSynchronized(ModelReplica replica, ModelReplicaDatabase copy) {
    return isConnected(replica)
        && copy.flows()
        && copy.lag().isEmpty()
        && replica.isSynchronous()
        && primary().filter(ModelReplica::isSynchronous).isPresent();
  }

  /** Whether a replica could take over without loss. */
  boolean isReady(ModelReplica replica) {
    return databases.keySet().stream()
        .allMatch(
            database -> replica.database(database).filter(ModelReplicaDatabase::ready).isPresent());
  }

  /** The roles change places; everybody goes on. */
  void switchTo(ModelReplica target) {
    primary().filter(old -> old != target).ifPresent(old -> old.role(Role.SECONDARY));
    lead(target);
    replicas.values().stream()
        .filter(replica -> replica.joined() && replica.is(Role.RESOLVING) && replica != target)
        .forEach(replica -> replica.role(Role.SECONDARY));
  }

  /** A replica takes over by force: all others are suspended, whatever they have. */
  void force(ModelReplica target) {
    primary()
        .filter(old -> old != target && type() == ModelClusterType.WSFC)
        .ifPresent(old -> old.role(Role.SECONDARY));
    replicas.values().stream()
        .filter(replica -> replica != target && replica.joined())
        .forEach(
            replica -> {
              if (replica.is(Role.RESOLVING)) {
                replica.role(Role.SECONDARY);
              }
              // An old primary that nobody has told goes on as if it were alone.
              if (!replica.is(Role.PRIMARY)) {
                suspend(replica);
              }
            });
    lead(target);
    replicas.values().stream()
        .filter(replica -> replica != target)
        .forEach(
            replica ->
                replica
                    .databases()
                    .forEach(
                        (database, copy) -> {
                          Log log = databases.get(database);
                          copy.recoversTo(
                              log == null ? 0 : Math.min(log.blocks(), copy.hardened()));
                        }));
  }

  private static void suspend(ModelReplica replica) {
    replica.databases().values().forEach(copy -> copy.suspend(Suspension.SUSPEND_FROM_PARTNER));
  }

  /** A primary gives its role up; nobody leads, unless another does since long. */
  void demote(ModelReplica here) {
    flow();
    here.role(Role.SECONDARY);
    if (primary.filter(here.name()::equals).isPresent()) {
      primary = Optional.empty();
      sequence++;
    } else {
      suspend(here);
    }
  }

  /** The primary's server is gone; the others cannot tell who leads. */
  void lose() {
    flow();
    primary()
        .ifPresent(
            old -> {
              old.reachable(false);
              old.role(Role.RESOLVING);
            });
    primary = Optional.empty();
    for (ModelReplica replica : replicas.values()) {
      if (replica.is(Role.SECONDARY) && type() == ModelClusterType.WSFC) {
        replica.role(Role.RESOLVING);
      }
    }
  }

  /** One of the replicas was looked at, which is how time goes by here. */
  boolean looked(ModelReplica replica) {
    boolean changed = false;
    if (replica.pending() > 0) {
      replica.pending(replica.pending() - 1);
      changed = true;
      if (replica.pending() == 0) {
        replica.role(Role.PRIMARY);
      }
    } else if (replica.is(Role.PRIMARY)) {
      for (ModelReplicaDatabase copy : replica.databases().values()) {
        if (copy.recovering() > 0) {
          copy.recovering(copy.recovering() - 1);
          changed = true;
        }
      }
    }
    return changed;
  }
}
