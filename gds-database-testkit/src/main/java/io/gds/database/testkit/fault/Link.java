package io.gds.database.testkit.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client's connection, and the one to the server made for it; a thread each way. */
final class Link {
  private static final int CHUNK = 16 * 1024;
  private static final byte[] NOTHING = {};

  private final long number;
  private final Socket client;
  private final Socket server;
  private final Faults faults;
  private final Consumer<Link> end;
  private final List<Thread> pumps = new ArrayList<>();
  private final AtomicInteger flowing = new AtomicInteger(2);
  private final AtomicInteger pumping = new AtomicInteger(2);
  private volatile boolean swallowing;
  private volatile @Nullable Direction stalling;
  private volatile long stalledSince = -1;
  private volatile boolean open = true;

  Link(long number, Socket client, Socket server, Faults faults, Consumer<Link> end) {
    this.number = number;
    this.client = client;
    this.server = server;
    this.faults = faults;
    this.end = end;
  }

  void start(String name) {
    for (Direction direction : Direction.values()) {
      Thread pump = new Thread(() -> pump(direction), name + "-" + direction);
      pump.setDaemon(true);
      pumps.add(pump);
    }
    pumps.forEach(Thread::start);
  }

  boolean isOpen() {
    return open;
  }

  void cut() {
    open = false;
    faults.wake();
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.close();
      } catch (IOException e) {
        // Closed it is.
      }
    }
  }

  void reset() {
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        // Closed already.
      }
    }
    cut();
  }

  void join() throws InterruptedException {
    for (Thread pump : pumps) {
      pump.join();
    }
  }

  private void pump(Direction direction) {
    Socket from = direction == Direction.TO_SERVER ? client : server;
    Socket to = direction == Direction.TO_SERVER ? server : client;
    byte[] buffer = new byte[CHUNK];
    byte[] seen = NOTHING;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        byte[] chunk = Arrays.copyOf(buffer, n);
        if (direction == Direction.TO_CLIENT && swallowing) {
          cut();
          return;
        }
        faults.beforeChunk(this);
        forward(direction, seen, chunk, out);
        if (!open) {
          return;
        }
        seen = lastOf(seen, chunk, faults.memory());
      }
      awaitFlow(direction);
      to.shutdownOutput();
      if (flowing.decrementAndGet() == 0) {
        cut();
      }
    } catch (IOException e) {
      cut();
    } catch (InterruptedException e) {
      cut();
      Thread.currentThread().interrupt();
    } finally {
      if (pumping.decrementAndGet() == 0) {
        end.accept(this);
      }
    }
  }

  private void forward(Direction direction, byte[] seen, byte[] chunk, OutputStream out)
      throws IOException, InterruptedException {
    byte[] rest = chunk;
    byte[] before = seen;
    while (rest.length > 0) {
      awaitFlow(direction);
      if (!open) {
        return;
      }
      Faults.Verdict verdict = faults.judge(direction, before, rest);
      // Before the server can answer: the other way stands still too.
      if (verdict.fault() == Fault.SWALLOW_REPLY) {
        swallowing = true;
      } else if (verdict.fault() == Fault.STALL) {
        stalling = direction;
        stalledSince = faults.healings();
      }
      write(direction, rest, verdict.forward(), out);
      if (verdict.fault() == null || verdict.fault() == Fault.SWALLOW_REPLY) {
        return;
      }
      strike(verdict.fault());
      before = lastOf(before, Arrays.copyOf(rest, verdict.forward()), faults.memory());
      rest = Arrays.copyOfRange(rest, verdict.forward(), rest.length);
    }
  }

  private void strike(Fault fault) throws InterruptedException {
    switch (fault) {
      case CUT -> cut();
      case RESET -> reset();
      case STALL -> faults.awaitHealing(this, stalledSince);
      case SWALLOW_REPLY -> throw new IllegalStateException("strikes when the answer comes");
    }
  }

  private void write(Direction direction, byte[] bytes, int length, OutputStream out)
      throws IOException, InterruptedException {
    if (length > 0) {
      faults.tap().forwards(number, direction, Arrays.copyOf(bytes, length));
    }
    for (int at = 0; at < length; ) {
      awaitFlow(direction);
      if (!open) {
        return; // cut while it stood still: what was held back is lost
      }
      int piece = faults.piece(length - at);
      // Counted first: whoever has received them finds them counted.
      faults.passed(direction, piece);
      out.write(bytes, at, piece);
      at += piece;
      faults.afterPiece(this, piece);
    }
  }

  /** Waits while all links are stalled, or the other way of this one is. */
  private void awaitFlow(Direction direction) throws InterruptedException {
    if (stalling != direction) {
      faults.awaitHealing(this, stalledSince);
    }
    faults.awaitFlow(this);
  }

  private static byte[] lastOf(byte[] seen, byte[] chunk, int length) {
    if (length == 0) {
      return NOTHING;
    }
    byte[] all = Arrays.copyOf(seen, seen.length + chunk.length);
    System.arraycopy(chunk, 0, all, seen.length, chunk.length);
    return all.length <= length ? all : Arrays.copyOfRange(all, all.length - length, all.length);
  }
}
