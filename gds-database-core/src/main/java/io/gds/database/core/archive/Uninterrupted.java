package io.gds.database.core.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs short work on a thread that nobody interrupts. Java closes a file channel whose thread is
 * interrupted, and half a publication would be the result.
 */
final class Uninterrupted {
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  private Uninterrupted() {}

  /** Runs the work to its end; an interrupt of the caller is kept for later. */
  static void run(Work work) throws IOException {
    if (Thread.currentThread() instanceof Worker) {
      work.run();
      return;
    }
    Worker worker = new Worker(work);
    worker.start();
    boolean interrupted = false;
    while (true) {
      try {
        worker.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    worker.rethrow();
  }

  private static final class Worker extends Thread {
    private final Work work;
    private volatile @Nullable Throwable failure;

    Worker(Work work) {
      super("gds-archive");
      setDaemon(true);
      this.work = work;
    }

    @Override
    public void run() {
      try {
        work.run();
      } catch (IOException | RuntimeException | Error e) {
        failure = e;
      }
    }

    void rethrow() throws IOException {
      Throwable thrown = failure;
      if (thrown instanceof IOException io) {
        throw io;
      }
      if (thrown instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (thrown instanceof Error error) {
        throw error;
      }
    }
  }
}
