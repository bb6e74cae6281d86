package io.gds.database.snowflake;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.spi.EngineEnvironment;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What an engine is made of, without one, on a scripted peer. */
final class SnowflakeBareScene implements AutoCloseable {
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final ExecutorService workers = Executors.newCachedThreadPool();
  final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T10:00:00Z"));
  final SnowflakePeer peer;
  final OperationRunner runner;
  final SnowflakeContext context;

  SnowflakeBareScene() {
    this(UnaryOperator.identity());
  }

  SnowflakeBareScene(UnaryOperator<ConnectionInfo> like) {
    scheduler.setRemoveOnCancelPolicy(true);
    EngineEnvironment environment =
        EngineEnvironment.builder().scheduler(scheduler).workers(workers).clock(clock).build();
    peer = SnowflakePeer.builder().user("ada", "secret").clock(clock).start();
    runner = new OperationRunner(DatabaseType.SNOWFLAKE, "acme", environment);
    context =
        new SnowflakeContext(runner, new SnowflakeConnections(runner, like.apply(info(peer))));
  }

  static ConnectionInfo info(SnowflakePeer peer) {
    return SnowflakeUrlGrammar.parse(
            peer.jdbcUrl()
                + "&user=ada&password=secret&maxHttpRetries=1&warehouse=WH&connect_timeout=5&loginTimeout=1")
        .orElseThrow();
  }

  /** A plan of one statement. */
  Operation<@Nullable Void> plan(SnowflakeRun run) {
    return runner
        .<@Nullable Void>plan("try", "X")
        .step(new Step(StepKind.SQL, run.text(), Effect.ONCE, ""), run, run)
        .yields(() -> null);
  }

  OperationResult<@Nullable Void> run(SnowflakeRun run) {
    return runner.execute(plan(run), OperationContext.none());
  }

  /** Waits for something that another thread brings about. */
  void awaitHeld(BooleanSupplier holds) {
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (!holds.getAsBoolean() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  List<WireRequest> sent(String statement) {
    return peer.script().requests().stream()
        .filter(request -> request.statement().equals(statement))
        .toList();
  }

  @Override
  public void close() {
    runner.close();
    peer.close();
    scheduler.shutdownNow();
    workers.shutdownNow();
  }
}
