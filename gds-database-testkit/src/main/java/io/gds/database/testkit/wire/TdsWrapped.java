package io.gds.database.testkit.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A socket whose bytes travel inside pre-login packets, until it is {@link #unwrap unwrapped}: so
 * TDS before version 8 does its TLS handshake. What is written is held back until an answer is
 * waited for, because a client takes one message for one answer. All that TLS asks of a socket is
 * asked of the real one: what is not would open another.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/b46a581a-39de-4745-b076-ec4dbb7d13ec">[MS-TDS],
 *     PRELOGIN, TLS/SSL Negotiation State</a>
 */
final class TdsWrapped extends Socket {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final TdsPackets packets;
  private TdsReader content = new TdsReader(new byte[0]);
  private boolean said;
  private volatile boolean bare;

  TdsWrapped(Socket socket, InputStream in, OutputStream out) {
    this.socket = socket;
    this.in = in;
    this.out = out;
    packets = new TdsPackets(out, TdsMessage.PRELOGIN, 0);
  }

  /** The handshake is over: from now on bytes travel as they are. */
  void unwrap() throws IOException {
    endMessage();
    bare = true;
  }

  private void endMessage() throws IOException {
    if (said) {
      packets.end();
      said = false;
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (bare) {
        return in.read(bytes, from, length);
      }
      if (length == 0) {
        return 0;
      }
      while (!content.hasMore()) {
        endMessage();
        content = TdsMessage.read(in).demand(TdsMessage.PRELOGIN).reader();
      }
      byte[] part = content.bytes(Math.min(length, content.remaining()));
      System.arraycopy(part, 0, bytes, from, part.length);
      return part.length;
    }

    @Override
    public int available() throws IOException {
      return bare ? in.available() : content.remaining();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (bare) {
        out.write(bytes, from, length);
        return;
      }
      byte[] part = new byte[length];
      System.arraycopy(bytes, from, part, 0, length);
      packets.say(part);
      said = true;
    }

    @Override
    public void flush() throws IOException {
      if (bare) {
        out.flush();
      }
    }
  }

  @Override
  public InputStream getInputStream() {
    return new Input();
  }

  @Override
  public OutputStream getOutputStream() {
    return new Output();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public synchronized int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    socket.setSoTimeout(millis);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return socket.getSoLinger();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    socket.setSoLinger(on, seconds);
  }

  @Override
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public synchronized void close() throws IOException {
    socket.close();
  }
}
