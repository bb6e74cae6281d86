package io.gds.database.testkit.fake;

import io.gds.database.Capability;
import io.gds.database.DatabaseEngine;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens fake engines by URL: {@code fake:name} or {@code fake://user:password@name/database}, for
 * servers that a test has put there before. A name without a server is like a host that does not
 * answer. A password in a URL is taken as it stands there. Thread-safe.
 *
 * <p>A test that gives its provider to the manager puts servers there by {@link #serve}. One whose
 * code under test discovers its providers uses {@link #share}, which is seen by all providers of
 * this class until it is closed.
 */
public final class FakeProvider implements DatabaseProvider {
  /** The platform of fakes that do not pose as another. */
  public static final DatabaseType TYPE = DatabaseType.of("fake");

  private static final Map<String, FakeServer> SHARED = new ConcurrentHashMap<>();
  private static final Pattern URL =
      Pattern.compile(
          "(?<type>[a-z][a-z0-9_-]*):(//)?((?<user>[^:@/]*)(:(?<password>.*))?@)?"
              + "(?<name>[A-Za-z0-9._-]+)(/(?<database>[^/?#]*))?",
          Pattern.DOTALL);

  private final DatabaseType type;
  private final Map<String, FakeServer> served = new ConcurrentHashMap<>();

  /** A provider of the platform {@code fake}. */
  public FakeProvider() {
    this(TYPE);
  }

  /** A provider that poses as one of another platform, with its type and URLs {@code type:name}. */
  public FakeProvider(DatabaseType type) {
    this.type = Objects.requireNonNull(type, "type");
  }

  /** Answers for a host name by this server, and takes the place of an earlier one. */
  public FakeServer serve(String host, FakeServer server) {
    served.put(host, Objects.requireNonNull(server, "server"));
    return server;
  }

  /** Lets a host no longer answer. */
  public void unserve(String host) {
    served.remove(host);
  }

  /**
   * Answers for a host name by this server in all providers of this class, those that ServiceLoader
   * makes included, until the answer is closed.
   *
   * @throws IllegalStateException if the name is shared already
   */
  public static Shared share(String host, FakeServer server) {
    if (SHARED.putIfAbsent(host, server) != null) {
      throw new IllegalStateException("a fake server is shared as " + host + " already");
    }
    return () -> SHARED.remove(host, server);
  }

  /** A server shared by name, until it is closed. */
  @FunctionalInterface
  public interface Shared extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  public DatabaseType type() {
    return type;
  }

  /** All there are: what a server is built without is told by its engines. */
  @Override
  public Set<Class<? extends Capability>> offers() {
    return Set.copyOf(FakeCapabilities.ALL);
  }

  @Override
  public Optional<ConnectionInfo> parse(String url) {
    if (!url.startsWith(type.id() + ":")) {
      return Optional.empty();
    }
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw ErrorDetails.of(ErrorCode.INVALID_CONNECTION, "a fake URL is " + type + "://name")
          .target("url")
          .remedy("Name a fake server by letters, digits, dots and dashes.")
          .toException();
    }
    ConnectionInfo.Builder builder = ConnectionInfo.builder(type).host(matcher.group("name"));
    String database = matcher.group("database");
    if (database != null && !database.isEmpty()) {
      builder.database(database);
    }
    String user = matcher.group("user");
    String password = matcher.group("password");
    if (user != null) {
      builder.credentials(
          password == null
              ? Credentials.of(AuthType.NONE, user)
              : Credentials.password(user, SecretRef.inline(password.toCharArray())));
    }
    return Optional.of(builder.build());
  }

  @Override
  public DatabaseEngine open(ConnectionInfo info, EngineEnvironment environment) {
    if (!info.properties().isEmpty()) {
      throw InvalidOptionsException.of(
          "connection to " + type,
          info.properties().keySet().stream()
              .map(key -> new OptionFault(key, "is not known here; a fake takes no properties"))
              .toList());
    }
    String host = info.hosts().stream().findFirst().map(HostAddress::host).orElse("");
    FakeServer server = served.getOrDefault(host, SHARED.get(host));
    if (server == null) {
      throw dead(host);
    }
    return server.open(info, environment);
  }

  private DatabaseException dead(String host) {
    List<String> known = served.keySet().stream().sorted().toList();
    return ErrorDetails.of(
            ErrorCode.CONNECTION_FAILED,
            "no fake server answers as \"" + host + "\"; those that do are " + known)
        .platform(type.id())
        .target(host)
        .remedy("Put one there by FakeProvider.serve or FakeProvider.share.")
        .toException();
  }

  @Override
  public String driverVersion() {
    return "fake";
  }
}
