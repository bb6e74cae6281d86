package io.gds.database.jdbc;

import io.gds.database.connection.SecretResolver;
import io.gds.database.spi.EngineEnvironment;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** An environment for one test, closed after it. */
final class Surroundings implements AutoCloseable {
  final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  final ExecutorService workers = Executors.newCachedThreadPool();
  final EngineEnvironment environment;

  Surroundings(SecretResolver... resolvers) {
    scheduler.setRemoveOnCancelPolicy(true);
    environment =
        EngineEnvironment.builder()
            .scheduler(scheduler)
            .workers(workers)
            .secretResolvers(List.of(resolvers))
            .build();
  }

  /** Does something on another thread after a while. */
  void soon(long millis, Runnable what) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(millis);
              } catch (InterruptedException e) {
                return;
              }
              what.run();
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    workers.shutdownNow();
  }
}
