package io.gds.database.cli;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.Timeouts;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.manager.DatabaseManager;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which server, with which secret, and how long to wait for it. */
final class ConnectionOptions {
  private static final Duration LONGEST = Duration.ofDays(1);

  @Option(
      names = "--url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "The server or directory, such as sqlite:/var/lib/app.")
  private @Nullable String url;

  @Option(
      names = "--secret",
      scope = ScopeType.INHERIT,
      paramLabel = "REF",
      description = "Where the password comes from: env:NAME or file:PATH.")
  private @Nullable String secret;

  @Option(
      names = "--property",
      scope = ScopeType.INHERIT,
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the connection that its platform knows; may be repeated. Of one that is a"
              + " secret, the value says where it comes from: env:NAME or file:PATH.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--peer",
      scope = ScopeType.INHERIT,
      paramLabel = "NODE=URL",
      description = "Another node, by the name the topology uses; with the same secret.")
  private Map<String, String> peers = new LinkedHashMap<>();

  @Option(
      names = "--timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "D",
      converter = Durations.class,
      description =
          "How long to wait for the server and for an operation, such as 30s or 5m. Without it, "
              + "operations take the time they need.")
  private @Nullable Duration timeout;

  /** The connection that was asked for. No I/O. */
  ConnectionInfo info(DatabaseManager manager) {
    if (url == null) {
      throw fault("--url", "is missing: name the server or directory, as in --url sqlite:/dir");
    }
    ConnectionInfo.Builder info = withTimeouts(withSecret(manager.parse(url))).toBuilder();
    properties.forEach(info::property);
    peers.forEach((name, peer) -> info.peer(name, withTimeouts(withSecret(manager.parse(peer)))));
    return info.build();
  }

  /** Another connection, with the same time-outs and no secret but its own. */
  ConnectionInfo other(DatabaseManager manager, String otherUrl) {
    return withTimeouts(manager.parse(otherUrl));
  }

  /** The deadline of operations. */
  Optional<Duration> within() {
    return Optional.ofNullable(timeout);
  }

  private ConnectionInfo withSecret(ConnectionInfo info) {
    if (secret == null) {
      return info;
    }
    SecretRef reference = SecretPlace.of("connection", "--secret", secret);
    Credentials given = info.credentials();
    String user =
        given
            .username()
            .orElseThrow(
                () -> fault("--secret", "goes with a user: name it in the URL, as //USER@HOST"));
    AuthType type = given.authType() == AuthType.NONE ? AuthType.PASSWORD : given.authType();
    return info.toBuilder().credentials(Credentials.of(type, user, reference)).build();
  }

  private ConnectionInfo withTimeouts(ConnectionInfo info) {
    if (timeout == null) {
      return info;
    }
    Timeouts own = info.timeouts();
    Timeouts shorter =
        own.connect(shorter(own.connect(), timeout))
            .login(shorter(own.login(), timeout))
            .query(shorter(LONGEST, timeout));
    return info.toBuilder().timeouts(shorter).build();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static InvalidOptionsException fault(String option, String reason) {
    return InvalidOptionsException.of("connection", List.of(new OptionFault(option, reason)));
  }
}
