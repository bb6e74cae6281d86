package io.gds.database.connection;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to open an engine. Immutable and thread-safe; prints no secret.
 *
 * <p>Made by {@link #builder(DatabaseType)}, by the manager's {@code parse(url)}, or by {@link
 * #over(DatabaseType, DataSource)} for a connection the caller owns.
 */
public final class ConnectionInfo {
  private final DatabaseType type;
  private final @Nullable String name;
  private final List<HostAddress> hosts;
  private final @Nullable Path path;
  private final @Nullable String database;
  private final Credentials credentials;
  private final TlsSettings tls;
  private final boolean tlsGiven;
  private final ConnectionRole role;
  private final PoolSettings pool;
  private final Timeouts timeouts;
  private final Map<String, String> properties;
  private final Map<String, ConnectionInfo> peers;
  private final List<String> allowedPeerHosts;
  private final boolean lazy;
  private final @Nullable Instant decommissionedAt;
  private final @Nullable Object external;

  private ConnectionInfo(Builder builder) {
    type = builder.type;
    name = builder.name;
    hosts = List.copyOf(builder.hosts);
    path = builder.path;
    database = builder.database;
    credentials = builder.credentials;
    tls = builder.effectiveTls();
    tlsGiven = builder.tls != null;
    role = builder.role;
    pool = builder.pool;
    timeouts = builder.timeouts;
    properties = Collections.unmodifiableMap(new TreeMap<>(builder.properties));
    peers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.peers));
    allowedPeerHosts = List.copyOf(builder.allowedPeerHosts);
    lazy = builder.lazy;
    decommissionedAt = builder.decommissionedAt;
    external = builder.external;
  }

  /** Starts a description of a connection to this platform. */
  public static Builder builder(DatabaseType type) {
    return new Builder(type);
  }

  /**
   * A connection through the caller's own data source, which is used and never closed. Connections
   * that come from it without auto-commit are switched to it, and back as they are given back.
   */
  public static ConnectionInfo over(DatabaseType type, DataSource dataSource) {
    return builder(type).external(dataSource).build();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The same connection, made at first use instead of by {@code open}. */
  public ConnectionInfo lazy() {
    return toBuilder().lazy(true).build();
  }

  /** The platform. */
  public DatabaseType type() {
    return type;
  }

  /** The caller's own name for the engine; by default the engine is named after its address. */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /** The hosts, in the order to be tried; empty for embedded platforms. */
  public List<HostAddress> hosts() {
    return hosts;
  }

  /** The directory or file of an embedded platform. */
  public Optional<Path> path() {
    return Optional.ofNullable(path);
  }

  /** The database to log in to, where the platform needs one. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** Who connects; {@link Credentials#none()} by default. */
  public Credentials credentials() {
    return credentials;
  }

  /**
   * Encryption; by default {@link TlsMode#VERIFY_FULL}, and {@link TlsMode#PREFER} if all hosts are
   * loopback.
   */
  public TlsSettings tls() {
    return tls;
  }

  /** Which of several hosts is meant; {@link ConnectionRole#PRIMARY} by default. */
  public ConnectionRole role() {
    return role;
  }

  /** The pool; {@link PoolSettings#defaults()} by default. */
  public PoolSettings pool() {
    return pool;
  }

  /** Bounds of short calls; {@link Timeouts#defaults()} by default. */
  public Timeouts timeouts() {
    return timeouts;
  }

  /** Further settings, from the platform's allow-list, by key in order; none by default. */
  public Map<String, String> properties() {
    return properties;
  }

  /** Connections to other nodes or accounts, by the name the topology uses; none by default. */
  public Map<String, ConnectionInfo> peers() {
    return peers;
  }

  /**
   * Host patterns ({@code *.db.example.com}) to which the server's own catalogue may send this
   * connection's credentials; none by default, so that none are ever sent.
   */
  public List<String> allowedPeerHosts() {
    return allowedPeerHosts;
  }

  /** Whether connecting waits until first use; false by default. */
  public boolean isLazy() {
    return lazy;
  }

  /** The caller's annotation that the server is out of service since then; none by default. */
  public Optional<Instant> decommissionedAt() {
    return Optional.ofNullable(decommissionedAt);
  }

  /** The caller's own data source or client, if it is of this type. It is never closed. */
  public <C> Optional<C> external(Class<C> as) {
    return as.isInstance(external) ? Optional.of(as.cast(external)) : Optional.empty();
  }

  /** The connection as a URL without its secrets. */
  public String redactedUrl() {
    StringBuilder text = new StringBuilder(type.id()).append(':');
    if (external != null) {
      return text.append("<").append(external.getClass().getSimpleName()).append(">").toString();
    }
    if (path != null) {
      return text.append(path).toString();
    }
    text.append("//");
    credentials.username().ifPresent(user -> text.append(user).append('@'));
    text.append(hosts.stream().map(HostAddress::toString).collect(Collectors.joining(",")));
    text.append('/');
    database().ifPresent(text::append);
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConnectionInfo that
        && type.equals(that.type)
        && Objects.equals(name, that.name)
        && hosts.equals(that.hosts)
        && Objects.equals(path, that.path)
        && Objects.equals(database, that.database)
        && credentials.equals(that.credentials)
        && tls.equals(that.tls)
        && role == that.role
        && pool.equals(that.pool)
        && timeouts.equals(that.timeouts)
        && properties.equals(that.properties)
        && peers.equals(that.peers)
        && allowedPeerHosts.equals(that.allowedPeerHosts)
        && lazy == that.lazy
        && Objects.equals(decommissionedAt, that.decommissionedAt)
        && external == that.external;
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, name, hosts, path, database, credentials);
  }

  /** The redacted URL. */
  @Override
  public String toString() {
    return redactedUrl();
  }

  /** Builds a {@link ConnectionInfo}. Not thread-safe. */
  public static final class Builder {
    private final DatabaseType type;
    private @Nullable String name;
    private List<HostAddress> hosts = new ArrayList<>();
    private @Nullable Path path;
    private @Nullable String database;
    private Credentials credentials = Credentials.none();
    private @Nullable TlsSettings tls;
    private ConnectionRole role = ConnectionRole.PRIMARY;
    private PoolSettings pool = PoolSettings.defaults();
    private Timeouts timeouts = Timeouts.defaults();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, ConnectionInfo> peers = new LinkedHashMap<>();
    private List<String> allowedPeerHosts = new ArrayList<>();
    private boolean lazy;
    private @Nullable Instant decommissionedAt;
    private @Nullable Object external;

    private Builder(DatabaseType type) {
      this.type = Objects.requireNonNull(type, "type");
    }

    private Builder(ConnectionInfo info) {
      type = info.type;
      name = info.name;
      hosts = new ArrayList<>(info.hosts);
      path = info.path;
      database = info.database;
      credentials = info.credentials;
      tls = info.tlsGiven ? info.tls : null; // the default follows the hosts
      role = info.role;
      pool = info.pool;
      timeouts = info.timeouts;
      properties.putAll(info.properties);
      peers.putAll(info.peers);
      allowedPeerHosts = new ArrayList<>(info.allowedPeerHosts);
      lazy = info.lazy;
      decommissionedAt = info.decommissionedAt;
      external = info.external;
    }

    /** The engine's name in results, logs and the audit trail. Default: its address. */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Adds a host with the platform's default port. Default: none. */
    public Builder host(String host) {
      hosts.add(HostAddress.of(host));
      return this;
    }

    /** Adds a host. Default: none. */
    public Builder host(String host, int port) {
      hosts.add(HostAddress.of(host, port));
      return this;
    }

    /** Replaces the hosts. Default: none. */
    public Builder hosts(List<HostAddress> hosts) {
      this.hosts = new ArrayList<>(hosts);
      return this;
    }

    /** The directory or file of an embedded platform. Default: none. */
    public Builder path(Path path) {
      this.path = Objects.requireNonNull(path, "path");
      return this;
    }

    /** The database to log in to. Default: the platform's own. */
    public Builder database(String database) {
      this.database = Objects.requireNonNull(database, "database");
      return this;
    }

    /** Who connects. Default: {@link Credentials#none()}. */
    public Builder credentials(Credentials credentials) {
      this.credentials = Objects.requireNonNull(credentials, "credentials");
      return this;
    }

    /** Encryption. Default: VERIFY_FULL, or PREFER if all hosts are loopback. */
    public Builder tls(TlsSettings tls) {
      this.tls = Objects.requireNonNull(tls, "tls");
      return this;
    }

    /** Which of several hosts is meant. Default: PRIMARY. */
    public Builder role(ConnectionRole role) {
      this.role = Objects.requireNonNull(role, "role");
      return this;
    }

    /** The pool. Default: {@link PoolSettings#defaults()}. */
    public Builder pool(PoolSettings pool) {
      this.pool = Objects.requireNonNull(pool, "pool");
      return this;
    }

    /** Bounds of short calls. Default: {@link Timeouts#defaults()}. */
    public Builder timeouts(Timeouts timeouts) {
      this.timeouts = Objects.requireNonNull(timeouts, "timeouts");
      return this;
    }

    /** A further setting from the platform's allow-list. Default: none. */
    public Builder property(String key, String value) {
      properties.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** A connection to another node or account, under the topology's name for it. Default: none. */
    public Builder peer(String key, ConnectionInfo peer) {
      peers.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(peer, "peer"));
      return this;
    }

    /** Adds a host pattern to which this connection's credentials may be sent. Default: none. */
    public Builder allowPeerHosts(String pattern) {
      allowedPeerHosts.add(Objects.requireNonNull(pattern, "pattern"));
      return this;
    }

    /** Whether connecting waits until first use. Default: false. */
    public Builder lazy(boolean lazy) {
      this.lazy = lazy;
      return this;
    }

    /** Notes that the server is out of service since then. Default: none. */
    public Builder decommissionedAt(Instant at) {
      this.decommissionedAt = Objects.requireNonNull(at, "at");
      return this;
    }

    /** The caller's own data source or client, used and never closed. Default: none. */
    public Builder external(Object dataSourceOrClient) {
      this.external = Objects.requireNonNull(dataSourceOrClient, "dataSourceOrClient");
      return this;
    }

    private boolean loopbackOnly() {
      return !hosts.isEmpty() && hosts.stream().allMatch(HostAddress::isLoopback);
    }

    private TlsSettings effectiveTls() {
      if (tls != null) {
        return tls;
      }
      return loopbackOnly() ? TlsSettings.defaults().mode(TlsMode.PREFER) : TlsSettings.defaults();
    }

    /**
     * The finished description.
     *
     * @throws InvalidOptionsException with all faults at once
     */
    public ConnectionInfo build() {
      List<OptionFault> faults = new ArrayList<>();
      if (!hosts.isEmpty()
          && !effectiveTls().verifies()
          && !effectiveTls().insecure()
          && !loopbackOnly()) {
        faults.add(
            new OptionFault(
                "tls",
                effectiveTls().mode()
                    + " does not verify the server; allow that by tls insecure(true), or use VERIFY_FULL"));
      }
      if (path != null && !hosts.isEmpty()) {
        faults.add(
            new OptionFault("path", "an embedded platform's path and hosts exclude each other"));
      }
      if (external != null && (path != null || !hosts.isEmpty())) {
        faults.add(
            new OptionFault("external", "the caller's own connection takes no hosts or path"));
      }
      if (!faults.isEmpty()) {
        throw InvalidOptionsException.of("connection to " + type, faults);
      }
      return new ConnectionInfo(this);
    }
  }
}
