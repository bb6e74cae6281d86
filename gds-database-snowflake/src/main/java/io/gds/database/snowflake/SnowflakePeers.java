package io.gds.database.snowflake;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The other accounts, by the connections the caller gave for them, each called ORGANIZATION.ACCOUNT
 * as the groups have it. Connections are opened when first needed and closed with the engine.
 * Thread-safe.
 */
final class SnowflakePeers {
  private final SnowflakeContext context;
  private final Map<String, SnowflakeContext> open = new ConcurrentHashMap<>();

  SnowflakePeers(SnowflakeContext context) {
    this.context = context;
  }

  /** Whether the caller gave a connection of this name. */
  boolean has(String name) {
    return context.info().peers().containsKey(name);
  }

  /**
   * The connections of a peer.
   *
   * @throws io.gds.database.error.DatabaseException with code INVALID_CONNECTION if the caller gave
   *     none of this name
   */
  SnowflakeContext node(String name) {
    ConnectionInfo info = context.info().peers().get(name);
    if (info == null) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_CONNECTION,
              "no connection is configured to the account \"" + name + "\"")
          .target(name)
          .remedy(remedy(name))
          .toException();
    }
    return open.computeIfAbsent(
        name,
        key ->
            new SnowflakeContext(
                context.runner(), new SnowflakeConnections(context.runner(), info.lazy())));
  }

  /** What helps where a connection is missing. */
  static String remedy(String name) {
    return "Give the connection to it as a peer called \"" + name + "\".";
  }
}
