package io.gds.database.testkit.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** Serves one connection. */
final class MongoSession {
  private final MongoParts parts;
  private final MongoConnection connection;
  private final MongoDoor door;
  private final DataInputStream in;
  private final MongoOutput out;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  private MongoSession(
      MongoParts parts, MongoConnection connection, Socket socket, String certificate)
      throws IOException {
    this.parts = parts;
    this.connection = connection;
    door = new MongoDoor(parts.setup(), parts.script(), connection, certificate);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = new MongoOutput(socket.getOutputStream());
  }

  /** A connection, after the handshake of TLS where that is spoken. */
  static MongoSession of(MongoParts parts, MongoConnection connection, Socket socket)
      throws IOException {
    SSLContext tls = parts.setup().tls();
    if (tls == null) {
      return new MongoSession(parts, connection, socket, "");
    }
    SSLSocket secure =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
    secure.setUseClientMode(false);
    secure.setWantClientAuth(!parts.setup().certificates().isEmpty());
    secure.startHandshake();
    return new MongoSession(parts, connection, secure, subject(secure));
  }

  /** The name in the certificate that the client has shown; empty if it has shown none. */
  private static String subject(SSLSocket socket) {
    try {
      return socket.getSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "";
    }
  }

  MongoParts parts() {
    return parts;
  }

  /** Ends all waiting; the connection is closed by others. */
  void abandon() {
    gone.complete(null);
    parts.state().wake();
  }

  /**
   * Serves until the end.
   *
   * @param refusal what is said to the first command, instead of an answer
   */
  void serve(@Nullable MongoReply refusal) throws IOException {
    for (MongoMessage next = read(); next != null; next = read()) {
      MongoRequest request =
          new MongoRequest(connection, next.database(), next.command(), next.isAcknowledged());
      if (!request.isHello()) {
        connection.work();
      }
      if (refusal != null) {
        parts.script().note(request);
        new MongoRun(this, next, request).give(List.of(refusal));
        return;
      }
      if (next.legacy() && !request.isHello()) {
        throw new IllegalArgumentException("OP_QUERY is spoken for hello only, not for " + request);
      }
      if (request.isHello()) {
        hello(next, request);
      } else {
        answer(next, request);
      }
    }
  }

  private @Nullable MongoMessage read() throws IOException {
    return MongoMessage.read(in);
  }

  private void answer(MongoMessage message, MongoRequest request) throws IOException {
    Optional<MongoReply> refused =
        door.isFor(request)
            ? Optional.empty()
            : door.isShut(request)
                ? Optional.of(MongoDoor.shut(request))
                : MongoDuty.refusal(request, parts.state());
    if (refused.isPresent()) {
      parts.script().note(request);
      give(message, request, List.of(refused.get()));
    } else {
      Optional<Supplier<WireAnswer>> own =
          door.isFor(request) ? Optional.of(() -> door.answer(request)) : parts.own().to(request);
      give(message, request, parts.script().answer(request, own));
    }
  }

  private void give(MongoMessage message, MongoRequest request, List<WireAnswer> steps)
      throws IOException {
    MongoRun run = new MongoRun(this, message, request);
    try {
      run.give(steps);
    } catch (IllegalArgumentException e) {
      WireAnswer.Failure fault =
          parts.script().fault("the script's answer to " + request + ": " + e.getMessage());
      if (!run.isAnswered()) {
        run.give(List.of(fault));
      }
    }
  }

  /** Answers who asks what the server is. */
  private void hello(MongoMessage message, MongoRequest request) throws IOException {
    BsonDocument command = request.document();
    introduce(command);
    if (parts.state().streams()
        && command.get("topologyVersion") instanceof BsonDocument known
        && command.get("maxAwaitTimeMS") instanceof BsonNumber millis) {
      Duration most = Duration.ofMillis(millis.longValue());
      awaitChange(known, most);
      if (message.allowsExhaust() && !parts.script().knows(request)) {
        stream(message, request, most);
        return;
      }
    }
    give(message, request, parts.script().answer(request, Optional.of(() -> told(command))));
  }

  /** Goes on to tell of itself, until the script wants something else. */
  private void stream(MongoMessage message, MongoRequest request, Duration most)
      throws IOException {
    BsonDocument command = request.document();
    parts.script().note(request);
    int to = message.id();
    while (!gone.isDone()) {
      BsonDocument told = told(command).document();
      out.say(to, message.legacy(), parts.beside().whole(told, request), true, -1);
      to = out.last();
      awaitChange(told.getDocument("topologyVersion"), most);
      if (parts.script().knows(request)) {
        MongoMessage last = new MongoMessage(to, message.legacy(), 0, message.database(), command);
        give(last, request, parts.script().answer(request, Optional.empty()));
        return;
      }
    }
  }

  private void introduce(BsonDocument command) {
    if (command.get("client") instanceof BsonDocument client
        && client.get("application") instanceof BsonDocument application
        && application.get("name") instanceof BsonString name) {
      connection.application(name.getValue());
    }
  }

  private MongoReply told(BsonDocument command) {
    BsonDocument hello = parts.state().hello(command, connection.number());
    if (command.get("saslSupportedMechs") instanceof BsonString user
        && parts.setup().passwords().containsKey(user.getValue())) {
      List<String> all =
          parts.setup().mechanisms().stream().map(WireScram.Hash::mechanism).toList();
      hello.append("saslSupportedMechs", MongoHello.texts(all));
    }
    if (command.get("speculativeAuthenticate") instanceof BsonDocument wanted
        && !parts.script().knows(logIn(wanted))) {
      door.speculative(wanted).ifPresent(said -> hello.append("speculativeAuthenticate", said));
    }
    return MongoReply.of(hello);
  }

  /** A log-in along with hello, as it would come by itself. */
  private MongoRequest logIn(BsonDocument wanted) {
    String database = wanted.get("db") instanceof BsonString db ? db.getValue() : "admin";
    return new MongoRequest(connection, database, wanted, true);
  }

  private void awaitChange(BsonDocument known, Duration most) throws IOException {
    try {
      parts.state().await(known, most, gone::isDone);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MongoClosed("interrupted");
    }
  }

  /** Waits as a step wants it. */
  void await(WireAnswer step) throws IOException {
    CompletableFuture<Void> over =
        step instanceof WireAnswer.Held held ? held.gate().arrive() : new CompletableFuture<>();
    Duration most = step instanceof WireAnswer.Pause pause ? pause.time() : Duration.ofDays(1);
    try {
      CompletableFuture.anyOf(over, gone)
          .get(TimeUnit.NANOSECONDS.convert(most), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MongoClosed("interrupted");
    }
    if (gone.isDone()) {
      throw new MongoClosed("closed while a command ran");
    }
  }

  void say(int to, boolean legacy, BsonDocument document, int sent) throws IOException {
    out.say(to, legacy, document, false, sent);
  }
}
