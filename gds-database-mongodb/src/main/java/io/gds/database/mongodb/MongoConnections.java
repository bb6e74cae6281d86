package io.gds.database.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ServerDescription;
import io.gds.database.NamePattern;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.TlsMode;
import io.gds.database.core.OperationRunner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The driver's clients of an engine: one for the server or the whole set, which follows its
 * primary, and one for each member that is asked by itself. The driver keeps threads that watch
 * each server, so a client begins at its first use. Thread-safe; closed with the engine.
 */
final class MongoConnections implements AutoCloseable {
  /** Connections to a member that is asked by itself. */
  private static final int MEMBER_POOL = 2;

  /** The clients that were opened here and not closed yet, and by whom. */
  private static final Map<MongoClient, MongoConnections> OPEN = new ConcurrentHashMap<>();

  private final OperationRunner runner;
  private final ConnectionInfo info;
  private final Optional<MongoClient> callers;
  private final Map<HostAddress, MongoClient> members = new ConcurrentHashMap<>();
  private final String mark = "gds-" + UUID.randomUUID().toString().substring(0, 13);
  private @Nullable MongoClient client;

  MongoConnections(OperationRunner runner, ConnectionInfo info) {
    this.runner = runner;
    this.info = info;
    this.callers = info.external(MongoClient.class);
    runner.owns(this);
  }

  ConnectionInfo info() {
    return info;
  }

  /** The client for all but what one member is asked. */
  synchronized MongoClient client() {
    runner.requireOpen();
    if (callers.isPresent()) {
      return callers.get();
    }
    MongoClient known = client;
    if (known == null) {
      known = create(settings(info));
      OPEN.put(known, this);
      client = known;
    }
    return known;
  }

  /**
   * A client for one member, whoever is primary. Logs in as the engine does, or as the peer of that
   * name; empty if nothing allows that to be sent there.
   *
   * @param host as the set's configuration names it
   */
  Optional<MongoClient> member(HostAddress host) {
    runner.requireOpen();
    MongoClient known = members.get(host);
    if (known != null) {
      return Optional.of(known);
    }
    return connectionTo(host)
        .map(to -> members.computeIfAbsent(host, at -> create(settingsOfMember(to))));
  }

  /**
   * A client of its own for one member, allowed as by {@link #member}, whose connection stays open
   * while nothing is sent. Whoever asks closes it: it does not end with the engine.
   */
  Optional<MongoClient> holding(HostAddress host) {
    runner.requireOpen();
    return connectionTo(host)
        .map(
            to ->
                create(
                    MongoClientSettings.builder(settingsOfMember(to))
                        .applyToConnectionPoolSettings(
                            pool ->
                                pool.maxConnectionIdleTime(0, TimeUnit.MILLISECONDS)
                                    .maxConnectionLifeTime(0, TimeUnit.MILLISECONDS))
                        .build()));
  }

  private Optional<ConnectionInfo> connectionTo(HostAddress host) {
    ConnectionInfo peer = info.peers().get(host.toString());
    if (peer != null) {
      return Optional.of(peer);
    }
    boolean allowed =
        callers.isEmpty()
            && (info.hosts().contains(host) || isKnown(host) || isAllowed(host.host()));
    return allowed ? Optional.of(info.toBuilder().hosts(List.of(host)).build()) : Optional.empty();
  }

  /** Whether the driver logs in there already, as it does to every member of a set. */
  private boolean isKnown(HostAddress host) {
    ServerAddress address = address(host);
    return client().getClusterDescription().getServerDescriptions().stream()
        .map(ServerDescription::getAddress)
        .anyMatch(address::equals);
  }

  private boolean isAllowed(String host) {
    return info.allowedPeerHosts().stream()
        .anyMatch(pattern -> new NamePattern(pattern).matches(host));
  }

  static ServerAddress address(HostAddress host) {
    return new ServerAddress(host.host(), host.port().orElse(MongoUrlGrammar.DEFAULT_PORT));
  }

  /**
   * A client beside another, with a connection of its own where the other may have none left.
   *
   * @param own whether it is closed at the end
   */
  record Aside(MongoClient client, boolean own) implements AutoCloseable {
    @Override
    public void close() {
      if (own) {
        client.close();
      }
    }
  }

  /** Beside a client that was opened here; beside a caller's own there is only itself. */
  static Aside aside(MongoClient client) {
    MongoConnections of = OPEN.get(client);
    return of == null ? new Aside(client, false) : new Aside(of.besides(), true);
  }

  private MongoClient besides() {
    return create(
        MongoClientSettings.builder(settings(info))
            .applyToConnectionPoolSettings(pool -> pool.maxSize(1).minSize(0))
            .build());
  }

  private MongoClient create(MongoClientSettings settings) {
    return MongoClients.create(
        settings,
        MongoDriverInformation.builder().driverName("gds-database").driverPlatform(mark).build());
  }

  /** By which the server's list of what goes on tells this engine's connections from others. */
  String mark() {
    return mark;
  }

  private MongoClientSettings settingsOfMember(ConnectionInfo to) {
    return MongoClientSettings.builder(settings(to))
        .applyToClusterSettings(
            cluster ->
                cluster
                    .requiredReplicaSetName(null)
                    .hosts(List.of(address(to.hosts().get(0))))
                    .mode(ClusterConnectionMode.SINGLE))
        .applyToConnectionPoolSettings(pool -> pool.maxSize(MEMBER_POOL))
        .build();
  }

  private MongoClientSettings settings(ConnectionInfo to) {
    ConnectionString options =
        MongoProperties.isSrv(to) ? MongoProperties.seedList(to) : MongoProperties.driversOwn(to);
    MongoClientSettings.Builder settings =
        MongoClientSettings.builder()
            .applyConnectionString(options)
            .applicationName(
                options.getApplicationName() == null ? "gds" : options.getApplicationName())
            .applyToSocketSettings(
                socket ->
                    socket.connectTimeout(
                        millis(to.timeouts().connect().toMillis()), TimeUnit.MILLISECONDS))
            .applyToConnectionPoolSettings(
                pool ->
                    pool.maxSize(to.pool().size())
                        .minSize(0)
                        .maxConnectionIdleTime(
                            to.pool().idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .maxConnectionLifeTime(
                            to.pool().maxLifetime().toMillis(), TimeUnit.MILLISECONDS)
                        .maxWaitTime(to.timeouts().login().toMillis(), TimeUnit.MILLISECONDS));
    if (!to.properties().containsKey("serverSelectionTimeoutMS")) {
      long patience = to.timeouts().connect().plus(to.timeouts().login()).toMillis();
      settings.applyToClusterSettings(
          cluster -> cluster.serverSelectionTimeout(patience, TimeUnit.MILLISECONDS));
    }
    if (MongoTls.isOn(to.tls())) {
      SSLContext context = MongoTls.context(to.tls());
      boolean anyName = to.tls().mode() != TlsMode.VERIFY_FULL;
      settings.applyToSslSettings(
          ssl -> ssl.enabled(true).context(context).invalidHostNameAllowed(anyName));
    } else {
      settings.applyToSslSettings(ssl -> ssl.enabled(false));
    }
    // The driver's own log repeats commands, and with them values that are secrets. 0 is no limit.
    settings.applyToLoggerSettings(logger -> logger.maxDocumentLength(1));
    MongoLogIns.credential(to, runner.environment()).ifPresent(settings::credential);
    return settings.build();
  }

  private static int millis(long millis) {
    return (int) Math.min(Integer.MAX_VALUE, millis);
  }

  /**
   * Whether nobody can read on the way what is sent: encrypted, or to this machine only, wherever
   * the members are that the driver has found.
   */
  boolean isEncryptedOrLocal() {
    return callers.isEmpty() && (MongoTls.isOn(info.tls()) || isLocal());
  }

  private boolean isLocal() {
    return info.hosts().stream().allMatch(HostAddress::isLoopback)
        && client().getClusterDescription().getServerDescriptions().stream()
            .map(server -> HostAddress.of(server.getAddress().getHost()))
            .allMatch(HostAddress::isLoopback);
  }

  /** Closes what was opened here until it is used again, and lets the engine forget it. */
  void release() {
    close();
    runner.disowns(this);
  }

  /** Makes what is opened here from now on end with the engine again. */
  void retain() {
    runner.owns(this);
  }

  /** Closes what was opened here; the caller's own client stays open. */
  @Override
  public synchronized void close() {
    MongoClient known = client;
    client = null;
    if (known != null) {
      OPEN.remove(known);
      known.close();
    }
    members.values().forEach(MongoClient::close);
    members.clear();
  }

  @Override
  public String toString() {
    return DatabaseType.MONGODB + " clients of " + runner.engine();
  }
}
