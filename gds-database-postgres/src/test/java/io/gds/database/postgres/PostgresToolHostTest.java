package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.HostAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Of several hosts, a tool goes to the one that was measured. */
class PostgresToolHostTest {
  /** Says no word, and remembers who came. */
  private static final class Stranger implements AutoCloseable {
    final List<String> heard = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;

    Stranger(int port) throws IOException {
      socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      Thread listening = new Thread(this::listen, "stranger");
      listening.setDaemon(true);
      listening.start();
    }

    private void listen() {
      while (!socket.isClosed()) {
        try (Socket caller = socket.accept()) {
          caller.setSoTimeout(2_000);
          byte[] first = new byte[1024];
          int length = Math.max(0, caller.getInputStream().read(first));
          heard.add(new String(first, 0, length, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
          // Closed, or a caller who said nothing.
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void noToolGoesToAnotherHostThanTheSessionThatMeasured() throws Exception {
    try (Depot depot = Depot.shared()) {
      PostgresDatabase database = depot.filled(10);
      int port = freePort();
      String real = depot.server.host() + ":" + depot.server.port();
      String two = depot.server.url("postgres").replace(real, "127.0.0.1:" + port + "," + real);
      PostgresEngine engine =
          depot.open(
              two + (two.contains("?") ? "&" : "?") + "target_session_attrs=any&sslmode=disable");
      // Nobody was at the first host yet, so that the session is on the second.
      try (Stranger stranger = new Stranger(port)) {
        BackupInfo backup =
            engine
                .database(database.name())
                .backup(
                    BackupOptions.builder()
                        .to(depot.place())
                        .verify(VerifyLevel.RESTORE)
                        .option(PostgresBackup.GLOBALS, true)
                        .build());
        PostgresDatabase restored = engine.database(depot.name());
        restored.restore(Depot.from(backup).build());
        assertThat(depot.content(restored.name())).isEqualTo(depot.content(database.name()));
        assertThat(stranger.heard).noneMatch(text -> text.contains("gds-tool-"));
      }
    }
  }

  @Test
  void theHostIsCalledAsTheConnectionCallsIt() {
    List<HostAddress> hosts =
        List.of(HostAddress.of("a"), HostAddress.of("::1", 5433), HostAddress.of("a", 5434));
    assertThat(PostgresToolLogin.named(hosts, "a", 5432)).isSameAs(hosts.get(0));
    assertThat(PostgresToolLogin.named(hosts, "[::1]", 5433)).isSameAs(hosts.get(1));
    assertThat(PostgresToolLogin.named(hosts, "a", 5434)).isSameAs(hosts.get(2));
    assertThat(PostgresToolLogin.named(hosts, "b", 5432)).isEqualTo(HostAddress.of("b", 5432));
  }
}
