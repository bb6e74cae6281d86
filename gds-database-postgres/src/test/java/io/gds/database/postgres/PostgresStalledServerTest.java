package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Timeouts;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.testkit.fault.Fault;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.StopMode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A server that stands still, with all its connections open and nothing coming back, or is gone.
 */
class PostgresStalledServerTest {
  private static final String DATABASE = "stalled";

  /** The time-out, what a cancel may take to be heard, and the connection to send it by. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** How a call ended. */
  private record End(Duration after, @Nullable DatabaseException error) {}

  private static End end(Runnable call) {
    long began = System.nanoTime();
    DatabaseException error = null;
    try {
      call.run();
    } catch (DatabaseException e) {
      error = e;
    }
    return new End(Duration.ofNanos(System.nanoTime() - began), error);
  }

  /** An engine for each call, as somebody would have it who has just made that call. */
  private static Map<ShortCall, PostgresEngine> engines(Servers servers, ConnectionInfo info) {
    Map<ShortCall, PostgresEngine> engines = new EnumMap<>(ShortCall.class);
    for (ShortCall call : ShortCall.values()) {
      if (!ShortCall.WITHOUT_ASKING.contains(call)) {
        PostgresEngine engine = servers.open(info);
        call.on(engine, DATABASE);
        engines.put(call, engine);
      }
    }
    return engines;
  }

  /** Makes all calls at once, each of which has to fail in time. */
  private static void assertFailing(Map<ShortCall, PostgresEngine> engines, ErrorCode... codes)
      throws Exception {
    ExecutorService callers = Executors.newCachedThreadPool();
    try {
      Map<ShortCall, Future<End>> running = new EnumMap<>(ShortCall.class);
      engines.forEach(
          (call, engine) ->
              running.put(call, callers.submit(() -> end(() -> call.on(engine, DATABASE)))));
      SoftAssertions soft = new SoftAssertions();
      for (Map.Entry<ShortCall, Future<End>> each : running.entrySet()) {
        End end = each.getValue().get();
        soft.assertThat(end.after()).as("%s", each.getKey()).isLessThan(LONGEST);
        soft.assertThat(end.error()).as("%s", each.getKey()).isNotNull();
        if (end.error() != null) {
          soft.assertThat(codes)
              .as("%s: %s", each.getKey(), end.error())
              .contains(end.error().code());
        }
      }
      soft.assertAll();
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void everyShortCallIsGivenUpInTimeAndWorksAgainLater() throws Exception {
    try (Servers servers = new Servers(PostgresTestEngine.builder(PostgresMajors.NEWEST).share());
        FaultProxy proxy = FaultProxy.to(servers.server.host(), servers.server.port())) {
      servers.server.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
      PostgresDatabase made = servers.engine.database(DATABASE).create(CreateOptions.defaults());
      Timeouts brief =
          Timeouts.defaults()
              .connect(Duration.ofSeconds(2))
              .login(Duration.ofSeconds(2))
              .query(Duration.ofSeconds(1));
      Map<ShortCall, PostgresEngine> engines =
          engines(
              servers, Servers.through(proxy, servers.server).toBuilder().timeouts(brief).build());
      proxy.inject(Fault.STALL);
      assertFailing(
          engines, ErrorCode.TIMEOUT, ErrorCode.CONNECTION_FAILED, ErrorCode.CONNECTION_LOST);
      proxy.heal();
      engines.forEach((call, engine) -> call.on(engine, DATABASE));
      made.drop(DropOptions.builder().force(true).build());
      assertThat(made.exists()).isFalse();
    }
  }

  @Test
  void everyShortCallSaysThatTheServerIsDownAndAsksAgainOnceItIsBack() throws Exception {
    try (Servers servers =
        new Servers(PostgresTestEngine.builder(PostgresMajors.NEWEST).local().start())) {
      servers.server.execute("CREATE EXTENSION pg_stat_statements", "CREATE DATABASE " + DATABASE);
      Map<ShortCall, PostgresEngine> engines =
          engines(servers, PostgresUrls.parse(servers.server.url("postgres")).orElseThrow());
      servers.server.stop(StopMode.FAST);
      assertFailing(engines, ErrorCode.CONNECTION_FAILED, ErrorCode.CONNECTION_LOST);
      servers.server.start();
      engines.forEach((call, engine) -> call.on(engine, DATABASE));
    }
  }
}
