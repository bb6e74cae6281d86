package io.gds.database.testkit.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a connection: encryption, a cancel, or a log-in.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP">
 *     Start-up</a>
 */
final class PostgresStartup {
  private static final int CANCEL = 80877102;
  private static final int TLS = 80877103;
  private static final int GSS = 80877104;
  private static final int MAJOR = 3;

  private final PostgresSetup setup;
  private Socket socket;
  private DataInputStream in;
  private OutputStream out;

  PostgresStartup(PostgresSetup setup, Socket socket) throws IOException {
    this.setup = setup;
    this.socket = socket;
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  /** A wish to cancel what another connection runs. */
  record Cancel(int process, int secret) {}

  DataInputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  /**
   * Reads what the client wants: a {@link Cancel}, or to log in with {@link PostgresParameters}.
   *
   * @throws PostgresClosed if it wants another protocol
   */
  Object wanted() throws IOException {
    while (true) {
      PostgresMessage message = PostgresMessage.read(in, true);
      int code = message.int4();
      if (code == CANCEL) {
        return new Cancel(message.int4(), message.int4());
      } else if (code == TLS) {
        answerTls(setup.tls());
      } else if (code == GSS) {
        out.write('N');
      } else if (code >> 16 == MAJOR) {
        if ((code & 0xFFFF) != 0) {
          new PostgresOutput(out).olderProtocol(MAJOR << 16);
        }
        return new PostgresParameters(parameters(message));
      } else {
        throw new PostgresClosed("no protocol of version " + (code >> 16));
      }
    }
  }

  private void answerTls(@Nullable SSLContext tls) throws IOException {
    if (tls == null) {
      out.write('N');
      return;
    }
    out.write('S');
    SSLSocket secure =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
    secure.setUseClientMode(false);
    socket = secure;
    in = new DataInputStream(new BufferedInputStream(secure.getInputStream()));
    out = secure.getOutputStream();
  }

  private static Map<String, String> parameters(PostgresMessage message) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name = message.text(); !name.isEmpty(); name = message.text()) {
      parameters.put(name, message.text());
    }
    return parameters;
  }

  /** Why this user is not let in, in the server's words; asks for a password where one is due. */
  Optional<WireAnswer.Failure> refusal(String user, String database) throws IOException {
    boolean known =
        switch (setup.logIn()) {
          case TRUST -> true;
          case CLEARTEXT -> cleartext(user);
          case SCRAM_SHA_256 -> new PostgresScram(in, out).knows(setup.passwords().get(user));
        };
    if (!known) {
      return Optional.of(
          WireAnswer.fatal("28P01", "password authentication failed for user \"" + user + "\""));
    }
    return setup.databases().test(database)
        ? Optional.empty()
        : Optional.of(WireAnswer.fatal("3D000", "database \"" + database + "\" does not exist"));
  }

  private boolean cleartext(String user) throws IOException {
    PostgresOutput output = new PostgresOutput(out);
    output.authentication(3, new byte[0]);
    output.flush();
    String password = PostgresMessage.read(in, false).text();
    return password.equals(setup.passwords().get(user));
  }
}
