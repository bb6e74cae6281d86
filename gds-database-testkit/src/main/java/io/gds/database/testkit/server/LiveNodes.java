package io.gds.database.testkit.server;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what nobody has closed when the JVM ends. */
final class LiveNodes {
  private static final Logger LOG = LoggerFactory.getLogger(LiveNodes.class);
  private static final Set<Node> LIVE = new LinkedHashSet<>();
  private static boolean hooked;

  private LiveNodes() {}

  static void add(Node node) {
    synchronized (LIVE) {
      if (!hooked) {
        Runtime.getRuntime().addShutdownHook(new Thread(LiveNodes::closeAll, "postgres-test-end"));
        hooked = true;
      }
      LIVE.add(node);
    }
  }

  static void remove(Node node) {
    synchronized (LIVE) {
      LIVE.remove(node);
    }
  }

  private static void closeAll() {
    List<Node> left;
    synchronized (LIVE) {
      left = new ArrayList<>(LIVE);
    }
    for (Node node : left) {
      try {
        node.close();
      } catch (RuntimeException e) {
        LOG.warn("not closed: {}", node.description(), e);
      }
    }
  }
}
