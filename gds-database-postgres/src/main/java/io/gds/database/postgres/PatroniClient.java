package io.gds.database.postgres;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.StepContext;
import io.gds.database.core.secret.Secrets;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Talks to Patroni's REST API: one request is sent once, to one address, follows no redirect, goes
 * through no proxy, ends in time and reads a short answer. Nothing runs until it is first used.
 * Thread-safe; closed with the engine.
 *
 * @see <a href="https://patroni.readthedocs.io/en/latest/rest_api.html">Patroni's REST API</a>
 */
final class PatroniClient implements AutoCloseable {
  private final PostgresContext context;
  private final Optional<String> user;
  private final Optional<SecretRef> secret;
  private final Optional<Path> authorities;
  private final boolean insecure;
  private @Nullable HttpClient client;

  PatroniClient(PostgresContext context) {
    this.context = context;
    user = Patroni.property(context.info(), PostgresPatroni.USER);
    secret = Patroni.property(context.info(), PostgresPatroni.SECRET);
    authorities = Patroni.property(context.info(), PostgresPatroni.CA);
    insecure = Patroni.property(context.info(), PostgresPatroni.INSECURE).orElse(false);
    context.runner().owns(this);
  }

  private synchronized HttpClient client() {
    HttpClient open = client;
    if (open == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .proxy(HttpClient.Builder.NO_PROXY)
              .connectTimeout(context.info().timeouts().connect())
              .executor(context.runner().environment().workers());
      authorities.map(PatroniTrust::in).ifPresent(builder::sslContext);
      open = builder.build();
      client = open;
    }
    return open;
  }

  /**
   * Asks. Needs no log-in: Patroni guards changes only.
   *
   * @throws DatabaseException if there is no answer in time; never because of its status
   */
  PatroniReply get(URI address, String path) {
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).GET().build();
    try {
      return exchange(address, request, context.info().timeouts().query(), Cancellation.never());
    } catch (Unanswered e) {
      throw failure(address, e.cause);
    }
  }

  /**
   * Has something changed, by a request that is sent once.
   *
   * @param within how long the answer may take
   * @throws DatabaseException with code CONNECTION_LOST if it may have been received; with another
   *     one if it was not
   */
  PatroniReply post(URI address, String path, String json, Duration within, StepContext step) {
    context.runner().requireOpen();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    login(address).ifPresent(line -> request.header("Authorization", line));
    step.throwIfCancelled();
    try {
      return exchange(address, request.build(), within, step);
    } catch (Unanswered e) {
      throw e.sent()
          ? ErrorDetails.of(
                  ErrorCode.CONNECTION_LOST,
                  "Patroni at " + address + " was told, and its answer was not heard: " + e.why())
              .target(address.toString())
              .cause(e.cause)
              .remedy("Look at haStatus() for what became of it.")
              .toException()
          : failure(address, e.cause);
    }
  }

  /** Why there was no answer. */
  private static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1;

    private final Throwable cause;

    Unanswered(Throwable cause) {
      super(cause);
      this.cause = cause;
    }

    /** Whether the request may have arrived. */
    boolean sent() {
      return !(cause instanceof ConnectException
          || cause instanceof HttpConnectTimeoutException
          || cause instanceof SSLHandshakeException
          || cause instanceof UnresolvedAddressException);
    }

    String why() {
      return PatroniClient.why(cause);
    }
  }

  private PatroniReply exchange(
      URI address, HttpRequest request, Duration within, Cancellation cancellation)
      throws Unanswered {
    context.runner().requireOpen();
    CompletableFuture<HttpResponse<String>> answer =
        client().sendAsync(request, info -> new PatroniBody());
    try (Cancellation.Registration hook = cancellation.onCancel(() -> answer.cancel(true))) {
      HttpResponse<String> response = answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return new PatroniReply(address, response.statusCode(), response.body());
    } catch (ExecutionException e) {
      throw new Unanswered(rootOf(e.getCause() == null ? e : e.getCause()));
    } catch (TimeoutException | CancellationException e) {
      answer.cancel(true);
      throw new Unanswered(e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new Unanswered(e);
    }
  }

  /** What the client wraps into exceptions of its own when a connection cannot be made. */
  private static Throwable rootOf(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof PatroniBody.TooLong) {
        return cause;
      }
    }
    return thrown;
  }

  private static DatabaseException failure(URI address, Throwable cause) {
    ErrorCode code =
        cause instanceof TimeoutException
            ? ErrorCode.TIMEOUT
            : cause instanceof InterruptedException || cause instanceof CancellationException
                ? ErrorCode.CANCELLED
                : cause instanceof SSLException
                    ? ErrorCode.TLS_REFUSED
                    : ErrorCode.CONNECTION_FAILED;
    return ErrorDetails.of(code, "Patroni at " + address + " was not reached: " + why(cause))
        .target(address.toString())
        .cause(cause)
        .remedy(
            code == ErrorCode.TLS_REFUSED
                ? "Let " + PostgresPatroni.CA.id() + " name the authority that signed its key."
                : "See that Patroni runs there and that its REST API listens.")
        .toException();
  }

  private static String why(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return "it did not answer in time";
    }
    if (cause instanceof InterruptedException || cause instanceof CancellationException) {
      return "the wait for it was cancelled";
    }
    if (cause instanceof UnresolvedAddressException) {
      return "its name is not known";
    }
    if (cause instanceof ConnectException && cause.getMessage() == null) {
      return "the connection was refused";
    }
    return String.valueOf(cause.getMessage() == null ? cause.toString() : cause.getMessage());
  }

  /** Whether the password goes there unprotected, because that was allowed. */
  boolean exposes(URI address) {
    return secret.isPresent() && insecure && !PatroniAddresses.isProtected(address);
  }

  /** Whether the password may go there. */
  boolean mayLogIn(URI address) {
    return secret.isEmpty() || insecure || PatroniAddresses.isProtected(address);
  }

  private Optional<String> login(URI address) {
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    if (!mayLogIn(address)) {
      throw ErrorDetails.of(
              ErrorCode.TLS_REFUSED, "the password for Patroni would be sent there unprotected")
          .target(address.toString())
          .remedy(
              "Use https, or allow it by " + PostgresPatroni.INSECURE.id() + "=true, set in code.")
          .toException();
    }
    return Optional.of(basic(user.orElse(""), secret.get()));
  }

  /** The one text that holds the password: Java's client takes headers as texts only. */
  private String basic(String name, SecretRef reference) {
    try (Secret password =
        Secrets.of(context.runner().environment().secretResolvers()).resolve(reference)) {
      char[] chars = password.chars();
      char[] pair = Arrays.copyOf((name + ":").toCharArray(), name.length() + 1 + chars.length);
      System.arraycopy(chars, 0, pair, name.length() + 1, chars.length);
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(pair));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      try {
        return "Basic " + Base64.getEncoder().encodeToString(exact);
      } finally {
        Arrays.fill(chars, '\0');
        Arrays.fill(pair, '\0');
        Arrays.fill(exact, (byte) 0);
        bytes.clear();
        while (bytes.hasRemaining()) {
          bytes.put((byte) 0);
        }
      }
    }
  }

  /** Lets go of the client, whose one thread ends with it. */
  @Override
  public synchronized void close() {
    Object open = client;
    client = null;
    // From Java 21 on it can be told; before, it ends by itself once nobody refers to it.
    if (open instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("Java's client did not close", e);
      }
    }
  }

  @Override
  public String toString() {
    return "the client of Patroni";
  }
}
