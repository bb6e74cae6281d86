package io.gds.database.testkit.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Listens on a port of 127.0.0.1 and serves each connection by a thread of its own, called {@code
 * gds-wire-…}. Thread-safe.
 */
final class WireListener implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final String name;
  private final Server server;
  private final int port;
  private volatile ServerSocket listener;
  private volatile Thread acceptor;
  private final Map<Socket, Thread> open = new ConcurrentHashMap<>();
  private final AtomicLong accepted = new AtomicLong();
  private volatile boolean closed;

  /** Serves one connection until its end. */
  @FunctionalInterface
  interface Server {
    /**
     * Serves.
     *
     * @param number of the connection, from 1
     * @param socket closed by the caller
     * @throws IOException if the client has gone
     */
    void serve(long number, Socket socket) throws IOException;
  }

  /** On a free port. */
  WireListener(String protocol, Server server) {
    this(protocol, 0, server);
  }

  /**
   * On this port.
   *
   * @param wanted 0 for any that is free
   */
  WireListener(String protocol, int wanted, Server server) {
    this.server = server;
    listener = listen(protocol, wanted);
    port = listener.getLocalPort();
    name = "gds-wire-" + protocol + "-" + port;
    acceptor = acceptor(name, listener);
  }

  private static ServerSocket listen(String what, int port) {
    try {
      return new ServerSocket(port, 0, InetAddress.getByAddress(LOOPBACK));
    } catch (IOException e) {
      throw new IllegalStateException("cannot listen for " + what + ": " + e.getMessage(), e);
    }
  }

  private Thread acceptor(String called, ServerSocket from) {
    Thread thread = new Thread(() -> accept(from), called);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    acceptor.start();
  }

  int port() {
    return port;
  }

  /**
   * Listens no more and closes all connections, until {@link #up}. Whoever was being accepted just
   * then is among them; and the port is free only once nobody accepts from it.
   */
  synchronized void down() {
    try {
      listener.close();
      acceptor.join(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new IllegalStateException("cannot close " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      cut();
    }
  }

  /** Listens again, on the same port. */
  synchronized void up() {
    if (listener.isClosed() && !closed) {
      listener = listen(name, port);
      acceptor = acceptor(name, listener);
      acceptor.start();
    }
  }

  /** How many connections are open. */
  int connections() {
    return open.size();
  }

  /** Closes all connections there are now. */
  void cut() {
    List.copyOf(open.keySet()).forEach(WireListener::close);
  }

  private void accept(ServerSocket from) {
    while (!closed && !from.isClosed()) {
      try {
        Socket socket = from.accept();
        long number = accepted.incrementAndGet();
        Thread thread = new Thread(() -> serve(number, socket), name + "-" + number);
        thread.setDaemon(true);
        open.put(socket, thread);
        thread.start();
        if (closed) {
          close(socket);
        }
      } catch (IOException e) {
        // Closed, or one client gave up before it was accepted.
      }
    }
  }

  private void serve(long number, Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      server.serve(number, socket);
    } catch (IOException e) {
      // The client has gone, or all were cut off.
    } finally {
      close(socket);
      open.remove(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed it is.
    }
  }

  /** Closes everything and waits for its threads. */
  @Override
  public void close() {
    closed = true;
    try {
      listener.close();
      acceptor.join(PATIENCE_MILLIS);
      List<Thread> threads = List.copyOf(open.values());
      cut();
      for (Thread thread : threads) {
        thread.join(PATIENCE_MILLIS);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot close " + name, e);
    } catch (InterruptedException e) {
      cut();
      Thread.currentThread().interrupt();
    }
  }
}
