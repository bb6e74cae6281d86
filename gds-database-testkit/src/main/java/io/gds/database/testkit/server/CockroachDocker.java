package io.gds.database.testkit.server;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * CockroachDB in a container of the official image: a cluster of one node, without TLS and
 * passwords. Needs Testcontainers.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/cockroach-start-single-node">cockroach
 *     start-single-node</a>
 */
final class CockroachDocker {
  private static final int SQL = 26257;
  private static final int HTTP = 8080;

  private CockroachDocker() {}

  /**
   * A server, running.
   *
   * @param release such as {@code 24.3}; empty for the newest
   * @see <a href="https://www.cockroachlabs.com/docs/stable/monitoring-and-alerting">health?ready=1
   *     </a>
   */
  static CockroachNode started(String release) {
    String image = "cockroachdb/cockroach:latest" + (release.isEmpty() ? "" : "-v" + release);
    GenericContainer<?> container = new GenericContainer<>(image);
    container
        .withCommand("start-single-node", "--insecure")
        .withExposedPorts(SQL, HTTP)
        .waitingFor(Wait.forHttp("/health?ready=1").forPort(HTTP));
    try {
      container.start();
      CockroachNode node =
          new CockroachNode(
                  container.getHost(),
                  container.getMappedPort(SQL),
                  "root",
                  null,
                  "",
                  "sslmode=disable",
                  container::close)
              .asked();
      LiveNodes.add(node);
      return node;
    } catch (Exception e) {
      container.close();
      throw new TestServers.Unavailable("no container of " + image + ": " + e, e);
    }
  }
}
