package io.gds.database.testkit.fake;

import io.gds.database.spi.EngineEnvironment;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/** What an engine needs that was built without a manager. Thread-safe. */
final class OwnEnvironment {
  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, threads("gds-fake-scheduler"));
  private final ExecutorService workers = Executors.newCachedThreadPool(threads("gds-fake-worker"));
  private final EngineEnvironment environment;

  OwnEnvironment(Clock clock) {
    scheduler.setRemoveOnCancelPolicy(true);
    environment =
        EngineEnvironment.builder().scheduler(scheduler).workers(workers).clock(clock).build();
  }

  private static ThreadFactory threads(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  EngineEnvironment environment() {
    return environment;
  }

  void close() {
    workers.shutdownNow();
    scheduler.shutdownNow();
  }
}
