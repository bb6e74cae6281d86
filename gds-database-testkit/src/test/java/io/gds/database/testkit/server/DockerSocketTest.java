package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.server.TestServers.Unavailable;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerSocketTest {
  private static void demand(String host) {
    DockerSocket.demand(Map.of("DOCKER_HOST", host)::get);
  }

  @Test
  void aSocketAtWhichSomebodyListensIsEnough() throws Exception {
    // Short: the path of such a socket has about a hundred bytes.
    Path directory = Files.createTempDirectory(Path.of("/tmp"), "postgres-test-");
    Path path = directory.resolve("s");
    try (ServerSocketChannel docker = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      docker.bind(UnixDomainSocketAddress.of(path));
      assertThatCode(() -> demand("unix://" + path)).doesNotThrowAnyException();
    } finally {
      Trees.delete(directory);
    }
    try (ServerSocket docker = new ServerSocket(0)) {
      assertThatCode(() -> demand("tcp://127.0.0.1:" + docker.getLocalPort()))
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:///nowhere/docker.sock", "tcp://127.0.0.1:1", "tcp://x", "ssh://y"})
  void nothingElseIs(String host) {
    assertThatThrownBy(() -> demand(host))
        .isInstanceOf(Unavailable.class)
        .hasMessage("nobody listens at " + host);
  }
}
