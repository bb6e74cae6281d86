package io.gds.database.testkit.server;

import io.gds.database.testkit.server.TestServers.Unavailable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Whether anything answers where Docker would, before a library for it is loaded. */
final class DockerSocket {
  private static final String DEFAULT = "unix:///var/run/docker.sock";

  private DockerSocket() {}

  /**
   * Connects once.
   *
   * @throws Unavailable if nobody listens
   */
  static void demand(UnaryOperator<@Nullable String> environment) {
    String named = environment.apply("DOCKER_HOST");
    String host = named == null || named.isBlank() ? DEFAULT : named;
    try (SocketChannel channel = SocketChannel.open(address(URI.create(host)))) {
      channel.shutdownInput();
    } catch (IOException | IllegalArgumentException e) {
      throw new Unavailable("nobody listens at " + host, e);
    }
  }

  private static SocketAddress address(URI host) {
    if ("unix".equals(host.getScheme())) {
      return UnixDomainSocketAddress.of(host.getPath());
    }
    if (host.getHost() == null || host.getPort() < 0) {
      throw new IllegalArgumentException("no address: " + host);
    }
    return new InetSocketAddress(host.getHost(), host.getPort());
  }
}
