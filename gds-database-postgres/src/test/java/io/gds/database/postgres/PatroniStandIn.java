package io.gds.database.postgres;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gds.database.core.json.Json;
import io.gds.database.testkit.server.PostgresTestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A small model of a cluster behind as many HTTP servers as it has members, with the paths, the
 * answers and the status codes of Patroni's REST API. Records what it was asked; any path may be
 * given another answer.
 */
final class PatroniStandIn implements AutoCloseable {
  /** What was asked. */
  record Request(
      String member, String method, String path, String body, Optional<String> authorization) {}

  /** Answers in its own way. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** A member of the model. */
  static final class Member {
    final String name;
    final Optional<PostgresTestServer> server;
    final HttpServer http;
    volatile String state = "streaming";
    volatile Object lag = 0;
    volatile int timeline = 1;
    volatile String startedAt = "2026-01-02 03:04:05.678901+00:00";
    volatile boolean watchdogFailed;
    final Map<String, Object> tags = new LinkedHashMap<>();

    Member(String name, Optional<PostgresTestServer> server, HttpServer http) {
      this.name = name;
      this.server = server;
      this.http = http;
    }

    int port() {
      return http.getAddress().getPort();
    }
  }

  private static final Pattern FIELD = Pattern.compile("\"(\\w+)\"\\s*:\\s*\"([^\"]*)\"");

  final List<Request> requests = new CopyOnWriteArrayList<>();
  final Map<String, Answer> answers = new ConcurrentHashMap<>();
  final Map<String, Object> configuration = new ConcurrentHashMap<>();
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  volatile @Nullable String leader;
  volatile boolean paused;
  volatile boolean synchronous;
  volatile @Nullable Map<String, String> scheduled;
  volatile String systemIdentifier = "7268616322854375442";

  /** What becomes of the servers when another member is made to lead. */
  volatile Consumer<String> onLead = name -> {};

  /** The state in which the one that led is left. */
  volatile String oldBecomes = "stopped";

  /** What becomes of a member that is restarted or copied anew. */
  volatile Consumer<String> onRestart = name -> {};

  /** Adds a member without a server of its own. */
  Member add(String name) {
    return add(name, Optional.empty());
  }

  /** Adds a member that runs this server. */
  Member add(String name, PostgresTestServer server) {
    systemIdentifier =
        server.value("SELECT system_identifier::text FROM pg_control_system()").orElseThrow();
    return add(name, Optional.of(server));
  }

  private synchronized Member add(String name, Optional<PostgresTestServer> server) {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      Member member = new Member(name, server, http);
      http.setExecutor(threads);
      http.createContext("/", exchange -> answer(member, exchange));
      http.start();
      members.put(name, member);
      if (leader == null) {
        leader = name;
        member.state = "running";
      }
      return member;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized Member member(String name) {
    return Optional.ofNullable(members.get(name)).orElseThrow();
  }

  /** The addresses of all members. */
  synchronized String addresses() {
    return members.values().stream()
        .map(member -> "http://127.0.0.1:" + member.port())
        .collect(Collectors.joining(","));
  }

  /** What was sent to change something. */
  List<Request> changes() {
    return requests.stream().filter(request -> !request.method().equals("GET")).toList();
  }

  private void answer(Member member, HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        new Request(
            member.name,
            exchange.getRequestMethod(),
            path,
            body,
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
    // As Patroni does, which speaks HTTP/1.0.
    exchange.getResponseHeaders().set("Connection", "close");
    try (exchange) {
      Answer other = answers.get(path);
      if (other != null) {
        other.to(exchange);
        return;
      }
      switch (path) {
        case "/cluster" -> say(exchange, 200, Json.line(cluster()));
        case "/patroni" -> say(exchange, 200, Json.line(node(member)));
        case "/config" -> say(exchange, 200, Json.line(configuration));
        case "/switchover", "/failover" -> lead(exchange, path.substring(1), fields(body));
        case "/restart" -> {
          onRestart.accept(member.name);
          say(exchange, 200, "restarted successfully");
        }
        case "/reinitialize" -> {
          if (member.name.equals(leader)) {
            say(exchange, 503, "I am the leader, can not reinitialize");
          } else {
            say(exchange, 200, "reinitialize started");
            onRestart.accept(member.name);
          }
        }
        default -> say(exchange, 404, "");
      }
    }
  }

  private void lead(HttpExchange exchange, String action, Map<String, String> wanted)
      throws IOException {
    String candidate = wanted.get("candidate");
    String from = wanted.get("leader");
    if (candidate == null) {
      say(exchange, 400, "Failover could be performed only to a specific candidate");
    } else if (from != null && !from.equals(leader)) {
      say(exchange, 412, "leader name does not match");
    } else if (!members.containsKey(candidate)) {
      say(exchange, 412, "candidate does not exists");
    } else if (member(candidate).tags.containsKey("nofailover")) {
      say(exchange, 412, action + " is not possible: no good candidates have been found");
    } else {
      move(candidate);
      String done = action.equals("failover") ? "failed" : "switched";
      say(exchange, 200, "Successfully " + done + " over to \"" + candidate + "\"");
    }
  }

  /** Makes a member lead, here and on the servers. */
  void move(String candidate) {
    String old = leader;
    onLead.accept(candidate);
    if (old != null) {
      member(old).state = oldBecomes;
      member(old).lag = "unknown";
    }
    Member now = member(candidate);
    int line = now.timeline;
    now.state = "running";
    now.timeline = line + 1;
    leader = candidate;
  }

  private static Map<String, String> fields(String body) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher matcher = FIELD.matcher(body);
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(2));
    }
    return fields;
  }

  static void say(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private synchronized Map<String, Object> cluster() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Member member : members.values()) {
      boolean leads = member.name.equals(leader);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", member.name);
      one.put("role", leads ? "leader" : synchronous ? "sync_standby" : "replica");
      one.put("state", member.state);
      one.put("api_url", "http://127.0.0.1:" + member.port() + "/patroni");
      member.server.ifPresent(
          server -> {
            one.put("host", server.host());
            one.put("port", server.port());
          });
      one.put("timeline", member.timeline);
      if (!member.tags.isEmpty()) {
        one.put("tags", member.tags);
      }
      if (!leads) {
        one.put("lag", member.lag);
        one.put("lsn", member.lag instanceof Integer ? "0/4000060" : "unknown");
      }
      all.add(one);
    }
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("members", all);
    cluster.put("scope", "demo");
    if (paused) {
      cluster.put("pause", true);
    }
    if (scheduled != null) {
      cluster.put("scheduled_switchover", scheduled);
    }
    return cluster;
  }

  private Map<String, Object> node(Member member) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("state", "running");
    node.put("role", member.name.equals(leader) ? "primary" : "replica");
    node.put(
        "postmaster_start_time",
        member
            .server
            .flatMap(server -> started(server))
            .map(text -> text + ":00")
            .orElse(member.startedAt));
    node.put("timeline", member.timeline);
    if (member.watchdogFailed) {
      node.put("watchdog_failed", true);
    }
    node.put("database_system_identifier", systemIdentifier);
    node.put("patroni", Map.of("version", "4.0.0", "scope", "demo", "name", member.name));
    return node;
  }

  /** As the server writes it in its own session; empty if it is down. */
  private static Optional<String> started(PostgresTestServer server) {
    try {
      return server.value(
          "SELECT to_char(pg_postmaster_start_time() AT TIME ZONE 'UTC',"
              + " 'YYYY-MM-DD HH24:MI:SS.US') || '+00'");
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    members.values().forEach(member -> member.http.stop(0));
    threads.shutdownNow();
  }
}
