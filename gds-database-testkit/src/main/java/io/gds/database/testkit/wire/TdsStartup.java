package io.gds.database.testkit.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a connection, up to the log-in record: pre-login and encryption. A client that
 * begins with TLS speaks TDS 8.0; one that begins with a pre-login speaks TDS 7.
 */
final class TdsStartup {
  private static final int TLS_HANDSHAKE = 0x16;
  private static final String TDS_8 = "tds/8.0";

  /** With a newer version the last words of the handshake would not come in packets any more. */
  private static final String[] WRAPPED_TLS = {"TLSv1.2"};

  private final TdsSetup setup;
  private final Socket socket;
  private final int process;
  private InputStream in;
  private OutputStream out;
  private String encryption = "off";
  private @Nullable SSLSocket secure;

  TdsStartup(TdsSetup setup, Socket socket, int process) throws IOException {
    this.setup = setup;
    this.socket = socket;
    this.process = process;
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  Socket socket() {
    return socket;
  }

  int process() {
    return process;
  }

  /** What is encrypted: {@code off}, {@code login}, {@code on} or {@code strict}. */
  String encryption() {
    return encryption;
  }

  /**
   * Goes as far as the log-in record.
   *
   * @throws TdsClosed if the client speaks another protocol, or wants TLS where there is none
   */
  TdsLogin login() throws IOException {
    PushbackInputStream first = new PushbackInputStream(in);
    int begin = first.read();
    if (begin == TLS_HANDSHAKE) {
      strict(begin);
    } else if (begin >= 0) {
      first.unread(begin);
      in = first;
    }
    InputStream bareIn = in;
    OutputStream bareOut = out;
    TdsPrelogin wanted = TdsPrelogin.read(TdsMessage.read(in).demand(TdsMessage.PRELOGIN));
    int agreed = wanted.agreed(setup, secure != null);
    TdsPackets packets = new TdsPackets(out, TdsMessage.REPLY, process);
    packets.say(wanted.answer(setup, agreed));
    packets.end();
    if (agreed != TdsPrelogin.NOT_SUPPORTED) {
      wrapped(wanted.certificate());
      encryption = agreed == TdsPrelogin.LOGIN_ONLY ? "login" : "on";
    }
    TdsMessage login = TdsMessage.read(in).demand(TdsMessage.LOGIN);
    if (agreed == TdsPrelogin.LOGIN_ONLY) {
      in = bareIn;
      out = bareOut;
    }
    return TdsLogin.read(login);
  }

  private SSLContext context() throws TdsClosed {
    SSLContext context = setup.tls();
    if (context == null) {
      throw new TdsClosed("the peer has no certificate");
    }
    return context;
  }

  private void strict(int begin) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            context()
                .getSocketFactory()
                .createSocket(socket, new ByteArrayInputStream(new byte[] {(byte) begin}), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {TDS_8});
    tls.setSSLParameters(parameters);
    tls.setWantClientAuth(!setup.certificates().isEmpty());
    handshake(tls);
    encryption = "strict";
  }

  private void wrapped(boolean certificate) throws IOException {
    TdsWrapped inside = new TdsWrapped(socket, in, out);
    SSLSocket tls =
        (SSLSocket) context().getSocketFactory().createSocket(inside, null, socket.getPort(), true);
    tls.setUseClientMode(false);
    tls.setEnabledProtocols(WRAPPED_TLS);
    tls.setNeedClientAuth(certificate);
    handshake(tls);
    inside.unwrap();
  }

  private void handshake(SSLSocket tls) throws IOException {
    tls.startHandshake();
    in = tls.getInputStream();
    out = tls.getOutputStream();
    secure = tls;
  }

  /** The name in the certificate that the client has shown; empty if it has shown none. */
  String certificate() {
    SSLSocket tls = secure;
    if (tls == null) {
      return "";
    }
    try {
      return tls.getSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "";
    }
  }
}
