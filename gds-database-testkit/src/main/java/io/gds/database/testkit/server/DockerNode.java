package io.gds.database.testkit.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A server in a container of the official image. The only class that needs Testcontainers.
 *
 * @see <a href="https://hub.docker.com/_/postgres">the image's settings</a>
 */
final class DockerNode implements Node {
  private static final int PORT = 5432;
  private static final int NEWEST = 18;

  private final GenericContainer<?> container;
  private final @Nullable String password;
  private final String version;

  private DockerNode(GenericContainer<?> container, @Nullable String password, String version) {
    this.container = container;
    this.password = password;
    this.version = version;
  }

  static DockerNode started(Spec spec) {
    int major = spec.major() == 0 ? NEWEST : spec.major();
    GenericContainer<?> container = new GenericContainer<>("postgres:" + major);
    List<String> command = new ArrayList<>(List.of("postgres", "-c", "fsync=off"));
    spec.settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    String password = spec.password();
    if (password == null) {
      container.withEnv("POSTGRES_HOST_AUTH_METHOD", "trust");
    } else {
      container.withEnv("POSTGRES_PASSWORD", password);
    }
    container
        .withEnv("POSTGRES_INITDB_ARGS", String.join(" ", spec.initdbArguments()))
        .withExposedPorts(PORT)
        .withCommand(command.toArray(String[]::new))
        // Twice: the image starts a server of its own to set the data directory up.
        .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*", 2));
    DockerNode unasked = new DockerNode(container, password, Integer.toString(major));
    try {
      container.start();
      String version = new Jdbc(unasked).value("postgres", "SHOW server_version").orElseThrow();
      DockerNode node = new DockerNode(container, password, version);
      LiveNodes.add(node);
      return node;
    } catch (Exception e) {
      container.close();
      throw new TestServers.Unavailable("no container of postgres:" + major + ": " + e, e);
    }
  }

  @Override
  public String description() {
    return "PostgreSQL " + version + " in container " + container.getContainerId();
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return container.getMappedPort(PORT);
  }

  @Override
  public String superuser() {
    return LocalNode.SUPERUSER;
  }

  @Override
  public @Nullable String password() {
    return password;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Optional<Path> dataDirectory() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> logFile() {
    return Optional.empty();
  }

  @Override
  public void close() {
    LiveNodes.remove(this);
    container.close();
  }

  @Override
  public String toString() {
    return description();
  }
}
