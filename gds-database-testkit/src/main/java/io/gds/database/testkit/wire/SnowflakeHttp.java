package io.gds.database.testkit.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls on a port of 127.0.0.1. Each has a connection of its own, so that no client keeps one
 * open; the server's threads are daemons. Thread-safe.
 */
final class SnowflakeHttp implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final long PATIENCE_SECONDS = 10;

  /** Threads go soon, so that those who count them while the peer is up find none left. */
  private static final long IDLE_MILLIS = 25;

  private static final Pattern TOKEN = Pattern.compile("Snowflake Token=\"([^\"]*)\"");
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    // Looked at once, when the JVM makes its first such server: without it each answer waits 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final @Nullable SSLContext tls;
  private final Service service;
  private final ExecutorService threads;
  private final int port;
  private final Set<HttpExchange> open = ConcurrentHashMap.newKeySet();
  private @Nullable HttpServer server;
  private boolean closed;

  /** Answers calls. */
  @FunctionalInterface
  interface Service {
    /** Answers one. */
    SnowflakeReply serve(SnowflakeCall call);
  }

  /**
   * Takes a port; nothing is answered until {@link #start}.
   *
   * @param wanted the port; 0 for any that is free
   * @param tls null for plain HTTP
   */
  SnowflakeHttp(int wanted, @Nullable SSLContext tls, Service service) {
    this.tls = tls;
    this.service = service;
    HttpServer first = listening(wanted);
    server = first;
    port = first.getAddress().getPort();
    threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_MILLIS,
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            daemons("gds-wire-snowflake-" + port + "-"));
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicLong count = new AtomicLong();
    return work -> {
      Thread thread = new Thread(work, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  synchronized void start() {
    HttpServer now = server;
    if (now != null) {
      start(now);
    }
  }

  int port() {
    return port;
  }

  /** Runs something beside the calls. */
  void run(Runnable work) {
    threads.execute(work);
  }

  private HttpServer listening(int wanted) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), wanted);
      if (tls == null) {
        return HttpServer.create(address, 0);
      }
      HttpsServer secure = HttpsServer.create(address, 0);
      secure.setHttpsConfigurator(new HttpsConfigurator(tls));
      return secure;
    } catch (IOException e) {
      throw new IllegalStateException("cannot listen for snowflake: " + e.getMessage(), e);
    }
  }

  /** The dispatcher is as much of a daemon as the thread that starts it. */
  private void start(HttpServer fresh) {
    fresh.setExecutor(threads);
    fresh.createContext("/", this::serve);
    Thread starter = new Thread(fresh::start, "gds-wire-snowflake-" + port);
    starter.setDaemon(true);
    starter.start();
    try {
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange) {
    open.add(exchange);
    try {
      SnowflakeReply reply = service.serve(call(exchange));
      if (reply.status() > 0) {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Connection", "close");
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
      }
    } catch (IOException e) {
      // The client has gone, or was cut off.
    } finally {
      open.remove(exchange);
      exchange.close();
    }
  }

  private static SnowflakeCall call(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    Matcher token = TOKEN.matcher(authorization == null ? "" : authorization);
    return new SnowflakeCall(
        exchange.getRequestMethod(),
        uri.getPath(),
        parameters(uri.getRawQuery()),
        token.matches() ? token.group(1) : "",
        body(exchange));
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    try (InputStream raw = exchange.getRequestBody();
        InputStream body = "gzip".equals(encoding) ? new GZIPInputStream(raw) : raw) {
      byte[] bytes = body.readAllBytes();
      return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
    }
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String each : query == null ? new String[0] : query.split("&")) {
      String[] parts = each.split("=", 2);
      parameters.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
    }
    return parameters;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Closes all connections there are now. */
  void cut() {
    List.copyOf(open).forEach(HttpExchange::close);
  }

  /** Listens no more and closes all connections, until {@link #up}. */
  synchronized void down() {
    HttpServer now = server;
    server = null;
    if (now != null) {
      cut();
      now.stop(0);
    }
  }

  /** Listens again, on the same port. */
  synchronized void up() {
    if (server == null && !closed) {
      HttpServer fresh = listening(port);
      server = fresh;
      start(fresh);
    }
  }

  /** Closes everything and waits for its threads. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    down();
    threads.shutdownNow();
    try {
      threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
