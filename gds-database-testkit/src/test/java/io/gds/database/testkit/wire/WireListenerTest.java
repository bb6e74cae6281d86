package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WireListenerTest {
  private static final int PATIENCE_MILLIS = 100;

  private static InetSocketAddress local(int number, int port) throws IOException {
    byte[] address = {127, 0, 0, (byte) number};
    return new InetSocketAddress(InetAddress.getByAddress(address), port);
  }

  /**
   * A client that knocks without end, as a pool does whose connection was cut. From its own address
   * it may by chance be given the very port that it knocks at, and then it meets itself. It waits a
   * moment only: whoever was half-way in when the port was closed is told nothing by the kernel.
   */
  private static Thread knocking(int port, AtomicBoolean end) {
    Thread client =
        new Thread(
            () -> {
              while (!end.get()) {
                try (Socket socket = new Socket()) {
                  socket.bind(local(2, 0));
                  socket.setSoTimeout(PATIENCE_MILLIS);
                  socket.connect(local(1, port));
                  socket.getInputStream().read();
                } catch (IOException e) {
                  Thread.onSpinWait();
                }
              }
            });
    client.start();
    return client;
  }

  private static boolean isEmptied(WireListener listener) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (listener.connections() > 0 && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return listener.connections() == 0;
  }

  @Test
  void nobodySlipsInWhileItGoesDown() throws InterruptedException {
    AtomicBoolean end = new AtomicBoolean();
    try (WireListener listener =
        new WireListener("test", (number, socket) -> socket.getInputStream().read())) {
      listener.start();
      Thread client = knocking(listener.port(), end);
      try {
        for (int i = 0; i < 100; i++) {
          listener.down();
          assertThat(isEmptied(listener)).as("round %s", i).isTrue();
          listener.up();
        }
      } finally {
        end.set(true);
        listener.close();
        client.join();
      }
    }
  }
}
