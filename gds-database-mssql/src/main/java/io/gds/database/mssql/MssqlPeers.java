package io.gds.database.mssql;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The other servers, by the connections the caller gave for them, each under the name that the
 * group uses. Connections are opened when first needed and closed with the engine. Thread-safe.
 */
final class MssqlPeers {
  private final MssqlContext context;
  private final Map<String, MssqlContext> open = new ConcurrentHashMap<>();

  MssqlPeers(MssqlContext context) {
    this.context = context;
  }

  /** Whether the caller gave a connection of this name. */
  boolean has(String name) {
    return context.info().peers().containsKey(name);
  }

  /** The names that connections were given for. */
  Set<String> names() {
    return context.info().peers().keySet();
  }

  /**
   * The connections of a peer.
   *
   * @throws io.gds.database.error.DatabaseException with code INVALID_CONNECTION if the caller gave
   *     none of this name
   */
  MssqlContext node(String name) {
    ConnectionInfo info = context.info().peers().get(name);
    if (info == null) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_CONNECTION,
              "no connection is configured to the replica \"" + name + "\"")
          .target(name)
          .remedy(remedy(name))
          .toException();
    }
    return open.computeIfAbsent(
        name,
        key -> {
          MssqlProperties.check(info);
          return new MssqlContext(
              context.runner(), new MssqlConnections(context.runner(), info.lazy()));
        });
  }

  /** What helps where a connection is missing. */
  static String remedy(String name) {
    return "Give the connection to it as a peer called \"" + name + "\".";
  }
}
