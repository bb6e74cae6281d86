package io.gds.database.sqlite;

import io.gds.database.spi.EngineEnvironment;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** An environment for parts that are tested without an engine. */
final class Workers implements AutoCloseable {
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final ExecutorService workers = Executors.newCachedThreadPool();

  EngineEnvironment environment() {
    return EngineEnvironment.builder().scheduler(scheduler).workers(workers).build();
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    workers.shutdownNow();
  }
}
