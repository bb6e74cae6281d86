package io.gds.database.testkit.server;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bson.Document;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * MongoDB in containers of the official image. Needs Testcontainers. The members of a set share the
 * network of the machine, on its loopback, so that they and the tests reach each other by the same
 * names: that is possible on Linux.
 *
 * @see <a href="https://hub.docker.com/_/mongo">the image</a>
 */
final class MongoDocker {
  private static final String IMAGE = "mongo:7.0";
  private static final String SET = "rs0";
  private static final int PORT = 27_017;
  private static final int LOOKS = 300;
  private static final Duration STARTING = Duration.ofMinutes(2);

  private MongoDocker() {}

  /**
   * A server, or a set of so many members, running.
   *
   * @param members 0 for a server that stands alone
   */
  static MongoNode started(int members) {
    List<GenericContainer<?>> containers = new ArrayList<>();
    Runnable end = () -> containers.forEach(GenericContainer::close);
    try {
      MongoNode node = members == 0 ? alone(containers, end) : replicaSet(members, containers, end);
      LiveNodes.add(node);
      return node;
    } catch (Exception e) {
      end.run();
      throw new TestServers.Unavailable("no container of " + IMAGE + ": " + e, e);
    }
  }

  private static MongoNode alone(List<GenericContainer<?>> containers, Runnable end) {
    GenericContainer<?> container = new GenericContainer<>(IMAGE);
    containers.add(container);
    container
        .withExposedPorts(PORT)
        .waitingFor(
            Wait.forLogMessage(".*Waiting for connections.*", 1).withStartupTimeout(STARTING))
        .start();
    return MongoNode.at(
        "mongodb://" + container.getHost() + ":" + container.getMappedPort(PORT) + "/", end);
  }

  private static MongoNode replicaSet(
      int members, List<GenericContainer<?>> containers, Runnable end)
      throws IOException, InterruptedException {
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      int port = freePort();
      hosts.add("127.0.0.1:" + port);
      GenericContainer<?> container = new GenericContainer<>(IMAGE);
      containers.add(container);
      container
          .withNetworkMode("host")
          .withCommand(
              "mongod",
              "--replSet",
              SET,
              "--bind_ip",
              "127.0.0.1",
              "--port",
              Integer.toString(port))
          .waitingFor(
              Wait.forLogMessage(".*Waiting for connections.*", 1).withStartupTimeout(STARTING))
          .start();
    }
    initiate(hosts);
    return MongoNode.at("mongodb://" + String.join(",", hosts) + "/?replicaSet=" + SET, end);
  }

  private static void initiate(List<String> hosts) throws InterruptedException {
    List<Document> members =
        hosts.stream()
            .map(host -> new Document("_id", hosts.indexOf(host)).append("host", host))
            .collect(Collectors.toList());
    try (MongoClient first =
        MongoClients.create("mongodb://" + hosts.get(0) + "/?directConnection=true")) {
      first
          .getDatabase("admin")
          .runCommand(
              new Document("replSetInitiate", new Document("_id", SET).append("members", members)));
      for (int i = 0; i < LOOKS; i++) {
        Document hello = first.getDatabase("admin").runCommand(new Document("hello", 1));
        if (hello.containsKey("primary")) {
          return;
        }
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("the set has elected nobody");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
