package io.gds.database.testkit.server;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The servers that tests of one JVM share: one for equal wants, started once, and counted. One that
 * nobody uses stays for the next test class until the JVM ends, or {@link #closeIdle} is called.
 */
final class SharedServers {
  private static final Map<Object, Shared> SERVERS = new HashMap<>();

  /** A server and how many use it. */
  private static final class Shared {
    private final Node node;
    private int users;

    Shared(Node node) {
      this.node = node;
    }
  }

  private SharedServers() {}

  /** One more use of the server that fits; starts it if there is none yet. */
  static Node acquire(Object wanted, Supplier<Node> start) {
    synchronized (SERVERS) {
      Shared shared = SERVERS.get(wanted);
      if (shared == null) {
        shared = new Shared(start.get());
        SERVERS.put(wanted, shared);
      }
      shared.users++;
      return shared.node;
    }
  }

  /** One use less. */
  static void release(Node node) {
    synchronized (SERVERS) {
      SERVERS.values().stream().filter(shared -> shared.node == node).forEach(each -> each.users--);
    }
  }

  /** Ends those that nobody uses. */
  static void closeIdle() {
    synchronized (SERVERS) {
      for (Iterator<Shared> all = SERVERS.values().iterator(); all.hasNext(); ) {
        Shared shared = all.next();
        if (shared.users == 0) {
          all.remove();
          shared.node.close();
        }
      }
    }
  }
}
