package io.gds.database.testkit.fake;

import io.gds.database.DatabaseCondition;
import io.gds.database.access.Grant;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.core.json.Json;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.SyncMode;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.Metric;
import io.gds.database.observe.StatementStats;
import io.gds.database.settings.Setting;
import io.gds.database.spi.EngineEnvironment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The world behind fake engines: databases, users, sessions, settings, topology and backups, all in
 * memory. A test arranges and looks at it here, from outside, while the code under test goes
 * through engines; what is arranged is neither recorded nor struck by faults. It lives on when an
 * engine is closed, so that it can be opened again. Thread-safe.
 */
public final class FakeServer {
  final Map<String, StoredDatabase> databases = new TreeMap<>();
  final Map<String, StoredDatabase> dropped = new TreeMap<>();
  final FakeVault vault;
  final Map<String, UserInfo> users = new TreeMap<>();
  final Map<String, String> passwordHashes = new TreeMap<>();
  final Map<String, RoleInfo> roles = new TreeMap<>();
  final Set<Grant> grants = new LinkedHashSet<>();
  final Set<RoleMembership> memberships = new LinkedHashSet<>();
  final Map<String, ServerProcess> processes = new LinkedHashMap<>();
  final Map<String, Setting> settings = new TreeMap<>();
  final Map<String, FakeTopology> topologies = new TreeMap<>();
  final List<Metric> metrics = new ArrayList<>();
  final List<LogEntry> logs = new ArrayList<>();
  final List<StatementStats> statements = new ArrayList<>();

  private final FakeShape shape;
  private final Instant createdAt;
  private final FakeFaults faults = new FakeFaults();
  private final List<FakeCall> calls = new ArrayList<>();
  private boolean up = true;

  FakeServer(FakeShape shape) {
    this.shape = shape;
    createdAt = shape.clock().instant();
    vault = new FakeVault(shape);
  }

  /** Its name; engines are called the same unless their connection names them. */
  public String name() {
    return shape.name();
  }

  /**
   * Opens an engine on it, as its provider would.
   *
   * @throws DatabaseException of the type that fits a fault that was injected, and
   *     SECRET_UNAVAILABLE if a secret of the connection cannot be fetched
   */
  public FakeDatabaseEngine open(ConnectionInfo info, EngineEnvironment environment) {
    return new FakeDatabaseEngine(this, info, environment, () -> {});
  }

  /** What was asked so far by all engines, in order. */
  public synchronized List<FakeCall> calls() {
    return List.copyOf(calls);
  }

  /** What was asked so far that changed something, in order. */
  public List<FakeCall> changes() {
    return calls().stream().filter(FakeCall::changes).toList();
  }

  /** Forgets what was asked so far. */
  public synchronized void clearCalls() {
    calls.clear();
  }

  /** What shall go wrong. */
  public FakeFaults faults() {
    return faults;
  }

  /** Puts a database there, or replaces its content; earlier contents stay restorable. */
  public synchronized void database(String name, FakeContent content) {
    FakeNames.checked("database", name, shape.maxNameLength());
    StoredDatabase old = databases.get(name);
    databases.put(name, old == null ? StoredDatabase.of(content, now()) : old.with(content, now()));
  }

  /** Puts a database there that belongs to the server itself, and so cannot be dropped. */
  public synchronized void systemDatabase(String name) {
    database(name, FakeContent.empty());
    databases.computeIfPresent(name, (key, stored) -> stored.asSystem());
  }

  /** Takes a database away, as if somebody else had dropped it. */
  public synchronized void vanish(String database) {
    databases.remove(database);
  }

  /** What a database holds now; empty if there is none. */
  public synchronized Optional<FakeContent> content(String database) {
    return Optional.ofNullable(databases.get(database)).map(StoredDatabase::content);
  }

  /** Puts a database into a state, any of those there are. */
  public synchronized void condition(String database, DatabaseCondition condition) {
    databases.computeIfPresent(database, (key, stored) -> stored.with(condition));
  }

  /** Adds a user, or replaces the one of that name. */
  public synchronized void user(UserInfo user) {
    users.put(user.name(), user);
  }

  /** Adds a role, or replaces the one of that name. */
  public synchronized void role(RoleInfo role) {
    roles.put(role.name(), role);
  }

  /** Adds a right. */
  public synchronized void grant(Grant grant) {
    grants.add(grant);
  }

  /** Whether a user's password, as last set through an engine, is this. */
  public synchronized boolean hasPassword(String user, String password) {
    return hash(password).equals(passwordHashes.get(user));
  }

  static String hash(String password) {
    return FakeContent.sha256(password.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a session, or replaces the one of that id. */
  public synchronized void process(ServerProcess process) {
    processes.put(process.id().id(), process);
  }

  /** Takes a session away, as if its client had left. */
  public synchronized void leave(String processId) {
    processes.remove(processId);
  }

  /** Adds a setting, or replaces the one of that name. */
  public synchronized void setting(Setting setting) {
    settings.put(setting.name(), setting);
  }

  /** Adds a value of a metric; older ones stay as history. */
  public synchronized void metric(Metric metric) {
    metrics.add(metric);
  }

  /** Adds an entry to the log. */
  public synchronized void log(LogEntry entry) {
    logs.add(entry);
  }

  /** Adds a statement to those counted. */
  public synchronized void statement(StatementStats statement) {
    statements.add(statement);
  }

  /** Sets up a group of nodes without lag, the first of them primary and the one engines ask. */
  public synchronized void group(String name, SyncMode mode, String primary, String... others) {
    Map<String, HaNode> nodes = new LinkedHashMap<>();
    nodes.put(primary, FakeTopology.primary(primary));
    for (String other : others) {
      nodes.put(other, FakeTopology.secondary(other, mode));
    }
    topologies.put(name, new FakeTopology(name, primary, nodes, mode, false, now()));
  }

  /** Puts a node into its group, or replaces the one of that name. */
  public synchronized void node(String group, HaNode node) {
    topologies.computeIfPresent(group, (key, topology) -> topology.with(node));
  }

  /**
   * Lets a node lag behind.
   *
   * @throws IllegalArgumentException if no group has such a node
   */
  public synchronized void lag(String node, Duration lag) {
    for (FakeTopology topology : List.copyOf(topologies.values())) {
      Optional<HaNode> found = topology.node(node);
      if (found.isPresent()) {
        HaNode now = found.get();
        node(
            topology.name(),
            FakeTopology.rebuilt(now, now.role(), now.state(), Optional.of(lag))
                .estimatedDataLoss(lag)
                .build());
        return;
      }
    }
    throw new IllegalArgumentException("no group has a node " + node);
  }

  /** Flips one bit of a backup that the server keeps itself; local ones are files. */
  public void corrupt(String backupId) {
    vault.corrupt(backupId);
  }

  /** Lets the server answer, or not, as if somebody else had started or stopped it. */
  public synchronized void up(boolean up) {
    this.up = up;
  }

  /** Whether it answers. */
  public synchronized boolean isUp() {
    return up;
  }

  /** A digest of all that operations can change; what was asked of it is not part of it. */
  public synchronized String fingerprint() {
    List<Object> all =
        List.of(
            databases,
            dropped,
            vault.fingerprint(),
            users,
            passwordHashes,
            roles,
            grants,
            memberships,
            processes,
            settings,
            topologies,
            up);
    return FakeContent.sha256(Json.line(all).getBytes(StandardCharsets.UTF_8));
  }

  FakeShape shape() {
    return shape;
  }

  Instant createdAt() {
    return createdAt;
  }

  Instant now() {
    return shape.clock().instant();
  }

  synchronized void record(FakeCall call) {
    calls.add(call);
  }

  /** Does something while nothing else happens on the server. */
  synchronized <T> T alone(Supplier<T> body) {
    return body.get();
  }

  /** Does something while nothing else happens on the server. */
  synchronized void alone(Runnable body) {
    body.run();
  }

  void requireUp() {
    if (!isUp()) {
      throw ErrorDetails.of(
              ErrorCode.CONNECTION_FAILED, "the server " + name() + " does not answer")
          .remedy("Start it by startup, or FakeServer.up(true).")
          .toException();
    }
  }

  /** The database of this name, which must be there. */
  StoredDatabase existing(String database) {
    StoredDatabase stored = databases.get(database);
    if (stored == null) {
      throw ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no database " + database)
          .target(database)
          .remedy("Look for it by databases(); names are exact.")
          .toException();
    }
    return stored;
  }

  /** How many sessions of others use a database; all databases if none is named. */
  long sessions(Optional<String> database) {
    return processes.values().stream()
        .filter(process -> !process.own() && !process.system())
        .filter(process -> database.isEmpty() || process.database().equals(database))
        .count();
  }

  void endSessions(Optional<String> database) {
    processes
        .values()
        .removeIf(
            process ->
                !process.own()
                    && !process.system()
                    && (database.isEmpty() || process.database().equals(database)));
  }
}
