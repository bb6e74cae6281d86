package io.gds.database.snowflake;

import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.spi.EngineEnvironment;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.snowflake.SnowflakeModel;
import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** What the rooms of an engine are made of, on the model of an account, by the real driver. */
final class SnowflakeRoom implements AutoCloseable {
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final ExecutorService workers = Executors.newCachedThreadPool();
  final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T10:00:00Z"));

  /** Lets everybody in: ada, whom it does not know, as ACCOUNTADMIN. */
  final SnowflakeModel model = SnowflakeModel.builder().clock(clock).build();

  final SnowflakePeer peer = model.serve(SnowflakePeer.builder());
  private final EngineEnvironment environment;
  final OperationRunner runner;
  final SnowflakeContext context;

  SnowflakeRoom() {
    model.data().database("SHOP");
    scheduler.setRemoveOnCancelPolicy(true);
    environment =
        EngineEnvironment.builder().scheduler(scheduler).workers(workers).clock(clock).build();
    runner = new OperationRunner(DatabaseType.SNOWFLAKE, "acme", environment);
    context = context(runner, "ada", "");
  }

  private SnowflakeContext context(OperationRunner of, String user, String more) {
    String url =
        peer.jdbcUrl() + "&user=" + user + "&password=secret&maxHttpRetries=1&db=SHOP" + more;
    return new SnowflakeContext(
        of, new SnowflakeConnections(of, SnowflakeUrlGrammar.parse(url).orElseThrow()));
  }

  /** Another engine, of a user with this role and no more rights than it has. */
  SnowflakeContext as(String role) {
    model.access().role(role).user("BOB", role).grant("USAGE", "DATABASE", "SHOP", role);
    return context(
        new OperationRunner(DatabaseType.SNOWFLAKE, "acme", environment), "bob", "&role=" + role);
  }

  /** How many statements were sent while this was done. */
  int statements(Runnable work) {
    int before = peer.script().everything().size();
    work.run();
    return peer.script().everything().size() - before;
  }

  List<String> sent() {
    return peer.script().everything().stream().map(WireRequest::statement).toList();
  }

  @Override
  public void close() {
    runner.close();
    peer.close();
    model.close();
    scheduler.shutdownNow();
    workers.shutdownNow();
  }
}
