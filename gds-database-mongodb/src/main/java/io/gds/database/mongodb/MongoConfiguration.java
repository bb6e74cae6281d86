package io.gds.database.mongodb;

import io.gds.database.connection.HostAddress;
import io.gds.database.operation.OptionKey;
import java.util.Set;

/** What can be said of new values of parameters. */
public final class MongoConfiguration {
  /**
   * The member whose parameters are set, as the replica set's configuration names it: {@code
   * host:port}. Each member, and each router, has parameters of its own. Default: the primary, or
   * the server that is connected to.
   */
  public static final OptionKey<HostAddress> NODE =
      OptionKey.of(
              "mongodb.node", HostAddress.class, "The member whose parameters are set: host:port.")
          .parsedBy(MongoConfiguration::node)
          .checked(node -> true, "host:port, an IPv6 address in brackets");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(NODE);

  private MongoConfiguration() {}

  /** Reads {@code host}, {@code host:port} and {@code [address]:port}. */
  static HostAddress node(String text) {
    int colon = text.lastIndexOf(':');
    boolean ported = colon >= 0 && text.indexOf(']', colon) < 0;
    String host = ported ? text.substring(0, colon) : text;
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    return ported
        ? HostAddress.of(bare, Integer.parseInt(text.substring(colon + 1)))
        : HostAddress.of(bare);
  }
}
