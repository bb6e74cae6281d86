package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.url.PropertyAllowList;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads {@code postgresql://user@host:port,host:port/database?parameters}, with {@code postgres:}
 * and {@code jdbc:postgresql:} accepted as well.
 */
final class PostgresUrls {
  static final int DEFAULT_PORT = 5432;

  private static final Set<String> SERVERS = ids(PostgresServer.OURS.stream());

  private static final Set<String> IN_CODE_ONLY =
      ids(Stream.concat(PostgresServer.PROPERTIES.stream(), PostgresPatroni.IN_CODE_ONLY.stream()));

  /**
   * What may be set besides the connection's own members: harmless settings of the driver, where
   * Patroni is reached, and by the builder only, how the server's process and files are reached.
   */
  private static final PropertyAllowList ALLOWED =
      PropertyAllowList.of(
          Stream.concat(
                  Stream.of(
                      "ApplicationName", "channelBinding", "prepareThreshold", "tcpKeepAlive"),
                  SERVERS.stream())
              .toArray(String[]::new));

  static final PostgresProduct PRODUCT =
      new PostgresProduct(
          DatabaseType.POSTGRESQL,
          "PostgreSQL",
          List.of("postgresql", "postgres", "jdbc:postgresql"),
          DEFAULT_PORT,
          "postgres",
          ALLOWED,
          IN_CODE_ONLY,
          PostgresSql.NAMES,
          PostgresErrors.TABLE,
          true,
          PostgresDriver::pid);

  private static final PostgresUrlGrammar GRAMMAR = new PostgresUrlGrammar(PRODUCT);

  private PostgresUrls() {}

  private static Set<String> ids(Stream<OptionKey<?>> keys) {
    return keys.map(OptionKey::id).collect(Collectors.toSet());
  }

  /** The connection a URL describes; empty if it is of another platform. */
  static Optional<ConnectionInfo> parse(String url) {
    return GRAMMAR.parse(url);
  }

  /** Refuses settings that mean nothing here, all at once. */
  static void check(ConnectionInfo info) {
    GRAMMAR.check(info);
    PostgresServer.check(info.properties());
  }

  /** The hosts that a connection is tried on, as the driver writes them. */
  static String driverHosts(ConnectionInfo info) {
    return GRAMMAR.driverHosts(info);
  }

  /** Whether the pool has to look for the primary among several hosts. */
  static boolean followsPrimary(ConnectionInfo info) {
    return GRAMMAR.followsPrimary(info);
  }
}
