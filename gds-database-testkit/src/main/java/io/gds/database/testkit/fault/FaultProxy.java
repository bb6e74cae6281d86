package io.gds.database.testkit.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy before one server that forwards everything, until told to break: at once, after a
 * number of bytes, or when certain bytes pass.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
 *   // connect to proxy.host(), proxy.port(), then:
 *   proxy.injectOn(Fault.SWALLOW_REPLY, Direction.TO_SERVER, "CREATE DATABASE");
 *   // the next CREATE DATABASE is carried out, and its answer is lost
 * }
 * }</pre>
 *
 * <p>An armed fault strikes once, the connection on which its condition is met; several may be
 * armed. {@link #heal} takes back whatever still lasts. What is encrypted has no readable bytes: to
 * wait for some, connect without TLS. Threads are called {@code gds-fault-proxy-…}; closing ends
 * them all, and all connections. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int CONNECT_MILLIS = 10_000;

  private final String target;
  private final int targetPort;
  private final ServerSocket listener;
  private final Thread acceptor;
  private final Faults faults = new Faults();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private volatile boolean refusing;
  private volatile boolean closed;

  private FaultProxy(String host, int port) throws IOException {
    target = host;
    targetPort = port;
    listener = new ServerSocket(0, 0, InetAddress.getByAddress(LOOPBACK));
    acceptor = new Thread(this::accept, "gds-fault-proxy-" + port());
    acceptor.setDaemon(true);
  }

  /**
   * A proxy before this server, listening on a free port of 127.0.0.1. The server is connected to
   * anew for each client.
   */
  public static FaultProxy to(String host, int port) {
    try {
      FaultProxy proxy = new FaultProxy(host, port);
      proxy.acceptor.start();
      return proxy;
    } catch (IOException e) {
      throw new IllegalStateException("cannot listen before " + host + ":" + port, e);
    }
  }

  /** Where clients connect to. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port clients connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * Breaks all open connections now; {@link Fault#STALL} lasts until {@link #heal}, and holds for
   * those opened meanwhile too. {@link Fault#SWALLOW_REPLY} is for the next thing any client says.
   */
  public FaultProxy inject(Fault fault) {
    switch (fault) {
      case CUT -> links.forEach(Link::cut);
      case RESET -> links.forEach(Link::reset);
      case STALL -> faults.stallAll();
      case SWALLOW_REPLY -> faults.arm(new Armed(fault, Direction.TO_SERVER, 0));
    }
    return this;
  }

  /**
   * Breaks the connection on which the given number of bytes, from now on and of all connections
   * together, is reached. So many are forwarded, and not one more.
   *
   * @throws IllegalArgumentException for a negative number, or for an answer to be swallowed that
   *     does not begin with what the client says
   */
  public FaultProxy injectAfter(Fault fault, Direction direction, long bytes) {
    faults.arm(new Armed(fault, direction, bytes));
    return this;
  }

  /**
   * Breaks the connection on which these bytes pass, wherever in the stream. What stands before
   * them is forwarded; they are not, as far as they have not been yet, unless it is the answer to
   * them that is swallowed.
   *
   * @throws IllegalArgumentException for no bytes, or for an answer to be swallowed that does not
   *     begin with what the client says
   */
  public FaultProxy injectOn(Fault fault, Direction direction, byte[] pattern) {
    faults.arm(new Armed(fault, direction, pattern));
    return this;
  }

  /** As {@link #injectOn(Fault, Direction, byte[])}, for a text in UTF-8. */
  public FaultProxy injectOn(Fault fault, Direction direction, String pattern) {
    return injectOn(fault, direction, pattern.getBytes(StandardCharsets.UTF_8));
  }

  /** Closes each new connection at once, until {@link #heal}. */
  public FaultProxy refuse() {
    refusing = true;
    return this;
  }

  /** Holds back each chunk that is read for so long, both ways, until {@link #heal}. */
  public FaultProxy delay(Duration each) {
    faults.delay(each);
    return this;
  }

  /** Forwards so many bytes a second on each connection each way, until {@link #heal}. */
  public FaultProxy throttle(long bytesPerSecond) {
    faults.throttle(bytesPerSecond);
    return this;
  }

  /**
   * Ends all that lasts, and disarms what has not struck. What was stalled goes on where it stood.
   */
  public FaultProxy heal() {
    refusing = false;
    faults.heal();
    return this;
  }

  /** Shows all that is forwarded from now on to a tap, instead of to the last. Default: nobody. */
  public FaultProxy tap(Tap tap) {
    faults.tap(tap);
    return this;
  }

  /** How many bytes have been forwarded this way, over all connections. */
  public long bytes(Direction direction) {
    return faults.bytes(direction);
  }

  /** How many armed faults have struck. */
  public long struck() {
    return faults.struck();
  }

  /** How many connections have been accepted, refused ones included. */
  public long connections() {
    return accepted.get();
  }

  /** How many connections are open now. */
  public int openConnections() {
    return (int) links.stream().filter(Link::isOpen).count();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listener.accept();
        accepted.incrementAndGet();
        if (refusing || closed) {
          client.close();
        } else {
          link(client);
        }
      } catch (IOException e) {
        // Closed, or one client gave up before it was accepted.
      }
    }
  }

  private void link(Socket client) throws IOException {
    Socket server;
    try {
      server = connected();
      client.setTcpNoDelay(true);
    } catch (IOException e) {
      client.close();
      return;
    }
    Link link = new Link(accepted.get(), client, server, faults, links::remove);
    links.add(link);
    link.start("gds-fault-proxy-" + port() + "-" + accepted.get());
    if (closed) {
      link.cut();
    }
  }

  /** A connection to the server, at the first of its addresses that takes it. */
  private Socket connected() throws IOException {
    IOException refusal = new IOException(target + " has no address");
    for (InetAddress address : InetAddress.getAllByName(target)) {
      Socket server = new Socket();
      try {
        server.connect(new InetSocketAddress(address, targetPort), CONNECT_MILLIS);
        server.setTcpNoDelay(true);
        return server;
      } catch (IOException e) {
        server.close();
        refusal = e;
      }
    }
    throw refusal;
  }

  /** Closes everything and waits for its threads. */
  @Override
  public void close() {
    closed = true;
    try {
      listener.close();
      acceptor.join(CONNECT_MILLIS);
      List<Link> left = List.copyOf(links);
      left.forEach(Link::cut);
      for (Link link : left) {
        link.join();
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot close " + this, e);
    } catch (InterruptedException e) {
      links.forEach(Link::cut);
      Thread.currentThread().interrupt();
    }
  }

  /** From where to where. */
  @Override
  public String toString() {
    return "proxy " + host() + ":" + port() + " before " + target + ":" + targetPort;
  }
}
