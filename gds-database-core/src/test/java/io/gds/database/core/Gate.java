package io.gds.database.core;

import io.gds.database.connection.DatabaseType;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.OperationListener;
import io.gds.database.spi.EngineEnvironment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A gate with all it needs, and a listener that keeps the audit trail. */
final class Gate implements AutoCloseable {
  final List<AuditRecord> trail = new CopyOnWriteArrayList<>();
  final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  final ExecutorService workers = Executors.newCachedThreadPool();
  final OperationRunner runner;

  Gate() {
    this(builder -> builder);
  }

  Gate(UnaryOperator<EngineEnvironment.Builder> adjust) {
    OperationListener keeper =
        new OperationListener() {
          @Override
          public void started(AuditRecord started) {
            trail.add(started);
          }

          @Override
          public void finished(AuditRecord finished) {
            trail.add(finished);
          }
        };
    EngineEnvironment environment =
        adjust
            .apply(
                EngineEnvironment.builder()
                    .scheduler(scheduler)
                    .workers(workers)
                    .listeners(List.of(keeper)))
            .build();
    runner = new OperationRunner(DatabaseType.of("test"), "here", environment);
  }

  @Override
  public void close() throws InterruptedException {
    runner.close();
    workers.shutdownNow();
    scheduler.shutdownNow();
    workers.awaitTermination(5, TimeUnit.SECONDS);
  }
}
